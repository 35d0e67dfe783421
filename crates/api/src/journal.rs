//! The journal (日志) as hosts see it: who changed what, when and why.

use qingce_core::journal::hex;
use qingce_store::{BatchState, JournalFilter, JournalSet, SetChange};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::records::FieldJson;
use crate::register::Register;

/// Asks for a page of the journal; what is left out does not matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowJournalRequest {
    /// By whom.
    #[ts(optional)]
    pub who: Option<String>,
    /// Of what kind: import, undo, decision …
    #[ts(optional)]
    pub kind: Option<String>,
    /// Of this batch.
    #[ts(optional)]
    pub batch: Option<i64>,
    /// That change this record.
    #[ts(optional)]
    pub uid: Option<String>,
    /// That change this field or tag.
    #[ts(optional)]
    pub field: Option<String>,
    /// Not before this moment, UTC.
    #[ts(optional)]
    pub from: Option<String>,
    /// Before this moment, UTC.
    #[ts(optional)]
    pub until: Option<String>,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// Asks for a page of the changes of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowChangesRequest {
    /// Number of the set.
    pub set: i64,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// A set of changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetLine {
    /// Its number.
    pub set: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why; of an import the name of its file.
    pub why: String,
    /// import, undo, decision …
    pub kind: String,
    /// The batch it belongs to.
    pub batch: Option<i64>,
    /// Name of that batch's file.
    pub file: Option<String>,
    /// How that batch met records: a way of merging an import, `package`, `package_merge`, `hand`.
    pub mode: Option<String>,
    /// Whether that batch is in force.
    pub state: Option<BatchState>,
    /// It is an edit or a merging that was taken back, or decisions or words on reporting that all were.
    pub taken_back: bool,
    /// Records created.
    pub created: i64,
    /// Changes of records.
    pub changes: i64,
    /// Head of the chain after it, hexadecimal.
    pub head: String,
}

/// A part of the journal, the newest set first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct JournalResult {
    /// How many sets there are in all.
    pub total: u64,
    /// Those asked for.
    pub sets: Vec<SetLine>,
    /// Everybody who stands in the journal.
    pub people: Vec<String>,
    /// Every kind of set in it.
    pub kinds: Vec<String>,
}

/// One change of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SetChangeLine {
    /// The record; none where it is of no record or the record is gone.
    pub uid: Option<String>,
    /// Its name, as it is now.
    pub name: Option<String>,
    /// created, changed, removed, decided, withdrawn.
    pub what: String,
    /// Key of the field, `extra`, the tag, or `KIND/KEY` of reference data; empty where a record was created or removed.
    pub field: String,
    /// Before; none where empty.
    pub old: Option<FieldJson>,
    /// After; none where empty.
    pub new: Option<FieldJson>,
}

/// A part of the changes of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SetChangePage {
    /// How many the set holds.
    pub total: u64,
    /// Those asked for.
    pub changes: Vec<SetChangeLine>,
}

/// A page of the journal.
pub fn journal(register: &Register, request: ShowJournalRequest) -> Result<JournalResult, ApiError> {
    let ShowJournalRequest { who, kind, batch, uid, field, from, until, offset, limit } = request;
    let filter = JournalFilter { who, kind, batch, uid, field, from, until };
    let page = register.store().journal_page(&filter, offset, limit)?;
    let sets = page.sets.into_iter().map(SetLine::from).collect();
    Ok(JournalResult { total: page.total, sets, people: page.people, kinds: page.kinds })
}

/// A page of the changes of a set.
pub fn changes(register: &Register, request: &ShowChangesRequest) -> Result<SetChangePage, ApiError> {
    let (total, changes) = register.store().set_changes(request.set, request.offset, request.limit)?;
    Ok(SetChangePage { total, changes: changes.into_iter().map(SetChangeLine::from).collect() })
}

impl From<JournalSet> for SetLine {
    fn from(set: JournalSet) -> SetLine {
        let (line, taken_back) = (set.line, set.taken_back);
        let (file, mode, state) = match set.batch {
            Some(batch) => (Some(batch.file), Some(batch.mode), Some(batch.state)),
            None => (None, None, None),
        };
        SetLine {
            set: line.seq,
            at: line.at,
            who: line.who,
            why: line.why,
            kind: line.kind,
            batch: line.batch,
            file,
            mode,
            state,
            taken_back,
            created: line.created,
            changes: line.entries,
            head: hex(&line.head),
        }
    }
}

impl From<SetChange> for SetChangeLine {
    fn from(change: SetChange) -> SetChangeLine {
        let told = |value: Option<qingce_core::value::Value>| value.map(|value| FieldJson(value.json()));
        SetChangeLine {
            uid: change.uid,
            name: change.name,
            what: change.what,
            field: change.field,
            old: told(change.old),
            new: told(change.new),
        }
    }
}
