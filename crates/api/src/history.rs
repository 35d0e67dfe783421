//! Everything about one record: its values with their sources, its tags with evidence, its findings and changes.

use qingce_core::catalogue::FieldId;
use qingce_core::cell::address;
use qingce_core::finding::Finding;
use qingce_core::rule::Outcome;
use qingce_store::{Change, Decision, HandEdit, Suggestion, TagState, ValueOrigin, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::merging::{MergedLine, merged};
use crate::records::{FieldJson, RecordRow};
use crate::register::Register;

/// The cell that a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceLine {
    /// Key of the field.
    pub field: String,
    /// The batch.
    pub batch: i64,
    /// Name of its file.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Sheet as named on its tab.
    pub sheet: String,
    /// The cell as Excel names it; empty where the value stood in none.
    pub cell: String,
    /// The text as met, where it differs from the canonical value.
    pub text: Option<String>,
}

/// A value that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditLine {
    /// Key of the field.
    pub field: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// What a rule said of the record in the last run, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionLine {
    /// Id of the rule.
    pub rule: String,
    /// Its version in the seeds.
    pub version: u32,
    /// How often the office had changed it; 0 = as the seeds have it.
    pub revision: u32,
    /// The tag it suggests.
    pub tag: String,
    /// Class inside the tag.
    pub class: Option<String>,
    /// Met; otherwise data is missing: 待核实.
    pub met: bool,
    /// Why, as its sentence.
    pub reason: String,
    /// The policy item it rests on.
    pub basis: String,
    /// What it looked at, by key of field or fact, and the value found; none where empty.
    pub evidence: Vec<(String, Option<String>)>,
}

/// What a person decided on a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecisionLine {
    /// The tag, without class.
    pub tag: String,
    /// Class inside the tag.
    pub class: Option<String>,
    /// What was decided.
    pub verdict: Verdict,
    /// For a postponed one: the day from which it waits again.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// The tags of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordTags {
    /// Tags in force, `tag` or `tag/class`.
    pub in_force: Vec<String>,
    /// What the rules said.
    pub suggestions: Vec<SuggestionLine>,
    /// What people decided.
    pub decisions: Vec<DecisionLine>,
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangeLine {
    /// When, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// The batch it belongs to.
    pub batch: Option<i64>,
    /// Name of that batch's file.
    pub file: Option<String>,
    /// created, changed, kept, taken, removed, restored, merged, decided, withdrawn, related.
    pub what: String,
    /// Key of the field, `extra`, the tag, or `relation/UID/UID`; none where the record was created or removed.
    pub field: Option<String>,
    /// Before; none where empty.
    pub old: Option<FieldJson>,
    /// After; none where empty.
    pub new: Option<FieldJson>,
}

/// Everything about one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordHistory {
    /// The record as it is, with all fields.
    pub record: RecordRow,
    /// Where its values came from.
    pub sources: Vec<SourceLine>,
    /// The records that were merged into it, with where their values came from.
    pub merged: Vec<MergedLine>,
    /// The values that a person wrote since.
    pub edits: Vec<EditLine>,
    /// Its tags.
    pub tags: RecordTags,
    /// Remarks on it: those of the batch that wrote it last.
    pub findings: Vec<Finding>,
    /// Its changes, the oldest first.
    pub changes: Vec<ChangeLine>,
}

/// Everything about one record.
pub fn history(register: &Register, uid: &str) -> Result<RecordHistory, ApiError> {
    let (store, catalogue) = (register.store(), &register.desk().reference.catalogue);
    let record = store.record(uid)?;
    let all: Vec<FieldId> = catalogue.fields().iter().map(|f| f.id).collect();
    Ok(RecordHistory {
        record: RecordRow::new(catalogue, &record, &all),
        sources: store.sources(uid)?.into_iter().map(SourceLine::from).collect(),
        merged: merged(register, uid)?,
        edits: store.hand_edits(uid)?.into_iter().map(EditLine::from).collect(),
        tags: tags(register, uid)?,
        findings: store.findings_of_record(uid)?,
        changes: store.history(uid)?.into_iter().map(ChangeLine::from).collect(),
    })
}

/// The tags of one record.
pub fn tags(register: &Register, uid: &str) -> Result<RecordTags, ApiError> {
    Ok(register.store().tags(uid)?.into())
}

impl From<TagState> for RecordTags {
    fn from(state: TagState) -> RecordTags {
        let TagState { in_force, suggestions, decisions } = state;
        let suggestions = suggestions.into_iter().map(SuggestionLine::from).collect();
        RecordTags { in_force, suggestions, decisions: decisions.into_iter().map(DecisionLine::from).collect() }
    }
}

impl From<ValueOrigin> for SourceLine {
    fn from(origin: ValueOrigin) -> SourceLine {
        let cell = if origin.column == 0 { String::new() } else { address(origin.row, origin.column) };
        SourceLine {
            field: origin.field,
            batch: origin.batch,
            file: origin.file_name,
            sha256: origin.file_sha256,
            sheet: origin.sheet,
            cell,
            text: origin.text,
        }
    }
}

impl From<HandEdit> for EditLine {
    fn from(edit: HandEdit) -> EditLine {
        EditLine { field: edit.field, who: edit.who, at: edit.at }
    }
}

impl From<Suggestion> for SuggestionLine {
    fn from(said: Suggestion) -> SuggestionLine {
        let Suggestion { rule, outcome, evidence } = said;
        SuggestionLine {
            rule: rule.id,
            version: rule.version,
            revision: rule.revision,
            tag: rule.tag,
            class: rule.class,
            met: outcome == Outcome::Met,
            reason: rule.reason,
            basis: rule.basis,
            evidence,
        }
    }
}

impl From<Decision> for DecisionLine {
    fn from(decision: Decision) -> DecisionLine {
        let Decision { tag, class, verdict, until, reason, who, decided_at } = decision;
        DecisionLine { tag, class, verdict, until, reason, who, at: decided_at }
    }
}

impl From<Change> for ChangeLine {
    fn from(change: Change) -> ChangeLine {
        let (batch, file) = change.batch.unzip();
        let told = |value: Option<qingce_core::value::Value>| value.map(|value| FieldJson(value.json()));
        ChangeLine {
            at: change.at,
            who: change.who,
            why: change.why,
            batch,
            file,
            what: change.what,
            field: change.field,
            old: told(change.old),
            new: told(change.new),
        }
    }
}
