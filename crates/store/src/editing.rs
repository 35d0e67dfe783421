//! The tables `edit` and `edit_before`: changes by hand. One edit is one set of the journal, and can be taken back.
//!
//! Not in here: what a typed text means, and which remarks a record deserves (the orders judge both).
//!
//! The invariant: an edit is written whole or not at all, over records of the revision that was looked at only. Undo and
//! redo are edits themselves, each naming the edit that it takes back, and each is taken back once at most. What the rules
//! say of an edited record follows in the same write.

use chrono::NaiveDate;
use qingce_core::finding::Finding;
use qingce_core::journal::{Entry, Head};
use qingce_core::record::{Facts, Record};
use qingce_core::value::{Value, Values};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use crate::columns::RecordRow;
use crate::journal::{NewSet, value};
use crate::kind::Kind;
use crate::open::{Shape, Store};
use crate::record::{by_id, differences};
use crate::rejudge::Rejudge;
use crate::{Result, StoreError};

/// What an edit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// Values typed, pasted or filled.
    Edit,
    /// An edit or a redo taken back.
    Undo,
    /// An undo taken back.
    Redo,
}

impl EditKind {
    /// The kind of its set in the journal.
    fn of_set(self) -> Kind {
        match self {
            EditKind::Edit => Kind::Edit,
            EditKind::Undo => Kind::EditUndo,
            EditKind::Redo => Kind::EditRedo,
        }
    }
}

/// An edit to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewEdit<'a> {
    /// What it is.
    pub kind: EditKind,
    /// The set that it takes back.
    pub takes_back: Option<i64>,
    /// Who.
    pub who: &'a str,
    /// When, UTC, ISO 8601.
    pub at: &'a str,
    /// Why; may be empty.
    pub why: &'a str,
    /// The day there, for what rules ask of the day.
    pub today: NaiveDate,
}

/// A record as it is to be after an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct EditedRecord {
    /// Its id.
    pub id: i64,
    /// The revision that was looked at.
    pub revision: i64,
    /// Its values.
    pub values: Values,
    /// The facts that follow from them.
    pub facts: Facts,
    /// Unit and name, folded.
    pub name_key: Option<String>,
    /// Unit and project code, folded.
    pub code_key: Option<String>,
    /// Marked 待退回.
    pub to_return: bool,
    /// Remarks on it, in place of those of its batch; none = those of its batch count.
    pub remarks: Option<Vec<Finding>>,
    /// Its unit or a name changed, so that it may stand in another duplicate group: those are counted by a run only.
    pub regrouped: bool,
}

/// What an edit wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edited {
    /// Its set in the journal.
    pub seq: i64,
    /// Head of the journal after it.
    pub head: Head,
    /// Values changed.
    pub entries: u64,
}

/// An edit of the past, as taking it back needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct PastEdit {
    /// Its set in the journal.
    pub seq: i64,
    /// The records it changed.
    pub records: Vec<PastRecord>,
}

/// A record that a past edit changed.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRecord {
    /// The record as it is now; none where it is gone.
    pub now: Option<Record>,
    /// Its revision after the edit.
    pub revision: i64,
    /// Whether it was marked 待退回 before.
    pub to_return: bool,
    /// Its own remarks before; none = those of its batch.
    pub remarks: Option<Vec<Finding>>,
    /// Key of each field changed, with the value before and after.
    pub changes: Vec<(String, Option<Value>, Option<Value>)>,
}

/// The newest value of a field that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandEdit {
    /// Key of the field.
    pub field: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
    /// The set in the journal.
    pub seq: i64,
}

impl Store {
    /// Writes an edit. Fails with [`StoreError::Edited`] where a record is no longer what was looked at, and with
    /// [`StoreError::NothingToTakeBack`] where another edit took the same one back.
    pub fn edit(&self, edit: &NewEdit<'_>, records: &[EditedRecord]) -> Result<Edited> {
        self.write(|db| write(db, &self.shape, edit, records))
    }

    /// The edit that undo (or redo) of a person takes back: the newest of theirs that is in force. A redo is there only
    /// until they edit anew.
    pub fn last_edit(&self, who: &str, redo: bool) -> Result<Option<i64>> {
        self.read(|db| {
            let kinds = if redo { "j.kind = 'edit_undo'" } else { "j.kind IN ('edit', 'edit_redo')" };
            let newer = if redo { "j.seq > coalesce((SELECT max(seq) FROM journal WHERE kind = 'edit' AND who = :who), 0)" } else { "1" };
            let sql = format!(
                "SELECT j.seq FROM journal AS j JOIN edit AS e USING (seq)
                 WHERE {kinds} AND j.who = :who AND {newer} AND NOT EXISTS (SELECT 1 FROM edit AS t WHERE t.takes_back = e.seq)
                 ORDER BY j.seq DESC LIMIT 1"
            );
            let mut statement = db.prepare_cached(&sql)?;
            Ok(statement.query_row(named_params! {":who": who}, |row| row.get("seq")).optional()?)
        })
    }

    /// Whether a set of the journal is an edit or a redo that nothing took back.
    pub fn edit_in_force(&self, seq: i64) -> Result<bool> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT 1 FROM journal AS j JOIN edit AS e USING (seq) WHERE j.seq = :seq AND j.kind IN ('edit', 'edit_redo')
                 AND NOT EXISTS (SELECT 1 FROM edit AS t WHERE t.takes_back = e.seq)",
            )?;
            Ok(statement.exists(named_params! {":seq": seq})?)
        })
    }

    /// What an edit changed, beside the records as they are now.
    pub fn past_edit(&self, seq: i64) -> Result<PastEdit> {
        self.read(|db| past(db, &self.shape, seq))
    }

    /// Which values of a record a person wrote last, by field.
    pub fn hand_edits(&self, uid: &str) -> Result<Vec<HandEdit>> {
        self.read(|db| {
            let record = crate::alias::known_as(db, uid)?;
            let mut statement = db.prepare_cached(
                "SELECT e.field, j.who, j.at, j.seq, j.kind, max(j.seq) AS newest FROM journal_entry AS e JOIN journal AS j USING (seq)
                 WHERE e.record = :record AND e.what = 'changed' GROUP BY e.field",
            )?;
            let mut rows = statement.query(named_params! {":record": record})?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let kind: String = row.get("kind")?;
                if kind == Kind::Edit.key() || kind == Kind::EditRedo.key() {
                    let (field, who) = (row.get("field")?, row.get("who")?);
                    found.push(HandEdit { field, who, at: row.get("at")?, seq: row.get("seq")? });
                }
            }
            Ok(found)
        })
    }
}

/// Writes an edit in a transaction of somebody else.
pub(crate) fn write(
    db: &Transaction<'_>,
    shape: &Shape,
    edit: &NewEdit<'_>,
    records: &[EditedRecord],
) -> Result<Edited> {
    let mut changes = Vec::new();
    let mut before = Vec::with_capacity(records.len());
    for record in records {
        let stale = || StoreError::Edited(record.id);
        let now = by_id(db, shape, record.id)?.filter(|now| now.revision == record.revision).ok_or_else(stale)?;
        for (field, old, new) in differences(&shape.catalogue, &now, &record.values, &now.extra)? {
            changes.push((record.id, field, old, new));
        }
        let remarks = record.remarks.as_ref().map(serde_json::to_string).transpose()?;
        before.push((record.id, now.to_return, remarks_text(db, record.id)?));
        let row = RecordRow {
            id: record.id,
            uid: &now.uid,
            revision: record.revision + 1,
            batch: None,
            name_key: record.name_key.as_deref(),
            code_key: record.code_key.as_deref(),
            facts: &record.facts,
            to_return: record.to_return,
            extra: &now.extra,
            remarks: remarks.as_deref(),
            values: &record.values,
        };
        let mut statement = db.prepare_cached(&shape.columns.update)?;
        shape.columns.bind(&mut statement, &row)?;
        if statement.raw_execute()? != 1 {
            return Err(stale());
        }
    }
    let entries: Vec<Entry<'_>> = changes
        .iter()
        .map(|(record, field, old, new)| Entry {
            record: *record,
            what: "changed",
            field,
            old: old.as_deref(),
            new: new.as_deref(),
        })
        .collect();
    let set = NewSet { at: edit.at, who: edit.who, why: edit.why, kind: edit.kind.of_set(), batch: None };
    let mut rejudge = Rejudge::load(db, shape, edit.today)?;
    let (seq, head) = crate::journal::write(db, &set, &entries)?;
    write_before(db, seq, edit, records, &before)?;
    for record in records {
        rejudge.edited(db, record.id)?;
    }
    rejudge.finish(db, seq, !records.iter().any(|record| record.regrouped))?;
    Ok(Edited { seq, head, entries: entries.len() as u64 })
}

fn write_before(
    db: &Transaction<'_>,
    seq: i64,
    edit: &NewEdit<'_>,
    records: &[EditedRecord],
    before: &[(i64, bool, Option<String>)],
) -> Result<()> {
    let taken: i64 = db.query_row(
        "SELECT count(*) AS n FROM edit WHERE takes_back = :seq",
        named_params! {":seq": edit.takes_back},
        |row| row.get("n"),
    )?;
    if taken > 0 {
        return Err(StoreError::NothingToTakeBack);
    }
    db.execute(
        "INSERT INTO edit (seq, takes_back) VALUES (:seq, :back)",
        named_params! {":seq": seq, ":back": edit.takes_back},
    )?;
    let mut statement = db.prepare_cached(
        "INSERT INTO edit_before (seq, record, revision, to_return, remarks) VALUES (:seq, :record, :revision, :to_return, :remarks)",
    )?;
    for (record, (id, to_return, remarks)) in records.iter().zip(before) {
        statement.execute(named_params! {
            ":seq": seq, ":record": id, ":revision": record.revision + 1, ":to_return": to_return, ":remarks": remarks,
        })?;
    }
    Ok(())
}

/// A record's own remarks as kept; none = those of its batch count.
fn remarks_text(db: &Connection, record: i64) -> Result<Option<String>> {
    let mut statement = db.prepare_cached("SELECT remarks FROM record WHERE id = :id")?;
    Ok(statement.query_row(named_params! {":id": record}, |row| row.get("remarks"))?)
}

fn past(db: &Connection, shape: &Shape, seq: i64) -> Result<PastEdit> {
    let mut statement = db.prepare_cached(
        "SELECT record, revision, to_return, remarks FROM edit_before WHERE seq = :seq ORDER BY record",
    )?;
    let mut rows = statement.query(named_params! {":seq": seq})?;
    let mut entries = db
        .prepare_cached("SELECT field, old, new FROM journal_entry WHERE seq = :seq AND record = :record ORDER BY n")?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get("record")?;
        let remarks: Option<String> = row.get("remarks")?;
        let mut changes = Vec::new();
        let mut lines = entries.query(named_params! {":seq": seq, ":record": id})?;
        while let Some(line) = lines.next()? {
            changes.push((line.get("field")?, value(line.get("old")?)?, value(line.get("new")?)?));
        }
        records.push(PastRecord {
            now: by_id(db, shape, id)?,
            revision: row.get("revision")?,
            to_return: row.get("to_return")?,
            remarks: remarks.map(|text| serde_json::from_str(&text)).transpose()?,
            changes,
        });
    }
    Ok(PastEdit { seq, records })
}
