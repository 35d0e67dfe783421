//! Editing by hand: cells typed or pasted, one value for a selection of records, undo and redo.
//!
//! In here: reading what was typed, what is refused, what is told. Not in here: what a text means (core), how an edit is
//! kept (store).
//!
//! The invariant: an edit is one set of the journal, written whole or not at all, and never over a record that changed
//! since the person looked at it.

mod back;
mod draft;

use std::ops::ControlFlow;

use qingce_core::catalogue::FieldId;
use qingce_core::finding::Finding;
use qingce_core::record::Record;
use qingce_store::{EditKind, FieldCheck, NewEdit};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::job::{Job, Phase};
use crate::records::{FieldJson, Selection};
use crate::register::Register;
pub use back::{redo, undo};
use draft::Draft;

/// Changed cells that an answer carries; all of them are counted and journaled.
const TOLD_CELLS: usize = 500;
/// How often progress is told, in records.
const TELL_EVERY: u64 = 1_000;

/// A cell as a person typed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CellText {
    /// The record.
    pub uid: String,
    /// The revision that the person looked at; another one now is a conflict. None = whatever it is now.
    #[serde(default)]
    #[ts(optional)]
    pub revision: Option<i64>,
    /// Key of the field.
    pub field: String,
    /// The text; empty clears the field.
    pub text: String,
}

/// A cell that an edit changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CellChange {
    /// The record.
    pub uid: String,
    /// Name of its project.
    pub name: String,
    /// Key of the field.
    pub field: String,
    /// Before; none where empty.
    pub old: Option<FieldJson>,
    /// After; none where empty.
    pub new: Option<FieldJson>,
    /// What is to be said about the new value.
    pub findings: Vec<Finding>,
}

/// A cell whose text cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CellRefusal {
    /// The record.
    pub uid: String,
    /// Name of its project.
    pub name: String,
    /// Key of the field.
    pub field: String,
    /// Code of the sentence that says why.
    pub code: String,
}

/// A record that is not what the person looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditConflict {
    /// The record.
    pub uid: String,
    /// Name of its project; empty where it is gone.
    pub name: String,
    /// Its revision now; none where it is gone.
    pub revision: Option<i64>,
}

/// What an edit did, or would do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct EditResult {
    /// Its set in the journal; none where nothing was written.
    pub seq: Option<i64>,
    /// Records changed.
    pub records: u64,
    /// Cells changed.
    pub changed: u64,
    /// Cells that hold what was typed already.
    pub unchanged: u64,
    /// The first of the changed cells.
    pub cells: Vec<CellChange>,
    /// Cells that cannot be taken. Nothing is written while there are any.
    pub refused: Vec<CellRefusal>,
    /// Records that changed meanwhile. Nothing is written while there are any.
    pub conflicts: Vec<EditConflict>,
}

/// Why, and whether only to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EditOptions<'a> {
    /// Why it is changed; may be empty.
    pub why: &'a str,
    /// Write nothing: tell what would be.
    pub dry_run: bool,
    /// Leave out what cannot be taken and records that changed meanwhile, and write the rest.
    pub skip: bool,
}

/// Changes cells: one, a pasted block, a fill.
pub fn edit(register: &Register, cells: &[CellText], options: EditOptions<'_>) -> Result<EditResult, ApiError> {
    let mut told = EditResult::default();
    let drafts = drafts(register, cells, &mut told)?;
    write(register, drafts, told, options)
}

/// Changes cells that somebody found wrong on site, and keeps what they found: both or neither.
pub(crate) fn correct(register: &Register, cells: &[CellText], checks: &[FieldCheck]) -> Result<EditResult, ApiError> {
    let mut told = EditResult::default();
    let mut records = Vec::new();
    for draft in drafts(register, cells, &mut told)? {
        records.extend(draft.finish(register, &mut told)?);
    }
    if !(told.refused.is_empty() && told.conflicts.is_empty()) {
        return Ok(told);
    }
    let at = register.now();
    let today = register.today();
    let edit = NewEdit { kind: EditKind::Edit, takes_back: None, who: register.operator(), at: &at, why: "", today };
    let edit = (!records.is_empty()).then_some((&edit, records.as_slice()));
    told.seq = register.store().check(checks, edit)?.map(|edited| edited.seq);
    Ok(told)
}

/// A draft of every record of which cells are typed; what cannot be is told.
fn drafts(register: &Register, cells: &[CellText], told: &mut EditResult) -> Result<Vec<Draft>, ApiError> {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut by_record: Vec<Vec<&CellText>> = Vec::new();
    for cell in cells {
        let at = *places.entry(&cell.uid).or_insert(by_record.len());
        if at == by_record.len() {
            by_record.push(Vec::new());
        }
        by_record[at].push(cell);
    }
    let mut drafts = Vec::new();
    for cells in by_record {
        let uid = &cells[0].uid;
        let Some(record) = found(register, uid)? else {
            told.conflicts.push(EditConflict { uid: uid.clone(), name: String::new(), revision: None });
            continue;
        };
        if cells.iter().any(|cell| cell.revision.is_some_and(|seen| seen != record.revision)) {
            told.conflict(register, &record);
            continue;
        }
        let mut draft = Draft::new(record);
        for cell in cells {
            let field = field(register, &cell.field)?;
            draft.type_into(register, field, &cell.text, told)?;
        }
        drafts.push(draft);
    }
    Ok(drafts)
}

/// Gives one field of all records of a selection (or of those named) the same text.
pub fn edit_selection(
    register: &Register,
    selection: &Selection,
    uids: &[String],
    (key, text): (&str, &str),
    options: EditOptions<'_>,
    job: Job<'_>,
) -> Result<EditResult, ApiError> {
    let field = field(register, key)?;
    let mut records = Vec::new();
    if uids.is_empty() {
        register.store().for_each(&selection.query(register)?, None, |record| {
            records.push(record);
            ControlFlow::Continue(())
        })?;
    } else {
        for uid in uids {
            records.push(register.store().record(uid)?);
        }
    }
    let total = records.len() as u64;
    let mut told = EditResult::default();
    let mut drafts = Vec::with_capacity(records.len());
    for (done, record) in (1..).zip(records) {
        let mut draft = Draft::new(record);
        draft.type_into(register, field, text, &mut told)?;
        drafts.push(draft);
        if done % TELL_EVERY == 0 {
            job.tell(Phase::Write, done, Some(total), 0);
            if job.cancel.is_cancelled() {
                return Err(ApiError::new(Code::Cancelled));
            }
        }
    }
    write(register, drafts, told, options)
}

/// Finishes drafts and, unless something stands against it, writes them.
fn write(
    register: &Register,
    drafts: Vec<Draft>,
    mut told: EditResult,
    options: EditOptions<'_>,
) -> Result<EditResult, ApiError> {
    let mut records = Vec::new();
    for draft in drafts {
        records.extend(draft.finish(register, &mut told)?);
    }
    let stopped = !(options.skip || told.refused.is_empty() && told.conflicts.is_empty());
    if options.dry_run || stopped || records.is_empty() {
        return Ok(told);
    }
    let at = register.now();
    let (who, today) = (register.operator(), register.today());
    let edit = NewEdit { kind: EditKind::Edit, takes_back: None, who, at: &at, why: options.why, today };
    told.seq = Some(register.store().edit(&edit, &records)?.seq);
    Ok(told)
}

fn found(register: &Register, uid: &str) -> Result<Option<Record>, ApiError> {
    match register.store().record(uid) {
        Ok(record) => Ok(Some(record)),
        Err(qingce_store::StoreError::NoRecord(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn field(register: &Register, key: &str) -> Result<FieldId, ApiError> {
    crate::records::field(&register.desk().reference.catalogue, key)
}

impl EditResult {
    fn conflict(&mut self, register: &Register, record: &Record) {
        let name = register.identity().name(&record.values).to_owned();
        self.conflicts.push(EditConflict { uid: record.uid.clone(), name, revision: Some(record.revision) });
    }

    fn refuse(&mut self, register: &Register, record: &Record, field: FieldId, code: Code) {
        let name = register.identity().name(&record.values).to_owned();
        let field = register.desk().reference.catalogue.field(field).key.clone();
        self.refused.push(CellRefusal { uid: record.uid.clone(), name, field, code: code.key().into() });
    }

    fn tell(&mut self, change: impl FnOnce() -> CellChange) {
        self.changed += 1;
        if self.cells.len() < TOLD_CELLS {
            self.cells.push(change());
        }
    }
}
