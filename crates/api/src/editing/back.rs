//! Undo and redo: the last edit of the person at the desk, or one chosen in the journal, is taken back as an edit of its own.
//!
//! The invariant: a value that somebody changed since is not overwritten; it is told as a conflict.

use qingce_store::{EditKind, EditedRecord, NewEdit, PastRecord, StoreError};

use super::draft::Draft;
use super::{EditConflict, EditResult};
use crate::error::ApiError;
use crate::register::Register;

/// Takes back an edit that is in force: that set of the journal, or the newest of the person at the desk (Ctrl+Z).
pub fn undo(register: &Register, set: Option<i64>) -> Result<EditResult, ApiError> {
    let seq = match set {
        Some(seq) => register.store().edit_in_force(seq)?.then_some(seq),
        None => register.store().last_edit(register.operator(), false)?,
    };
    take_back(register, seq, EditKind::Undo)
}

/// Takes back their newest undo, as long as they edited nothing since (Ctrl+Y).
pub fn redo(register: &Register) -> Result<EditResult, ApiError> {
    take_back(register, register.store().last_edit(register.operator(), true)?, EditKind::Redo)
}

fn take_back(register: &Register, seq: Option<i64>, kind: EditKind) -> Result<EditResult, ApiError> {
    let (store, who) = (register.store(), register.operator());
    let seq = seq.ok_or(StoreError::NothingToTakeBack)?;
    let mut told = EditResult::default();
    let mut records: Vec<EditedRecord> = Vec::new();
    for past in store.past_edit(seq)?.records {
        records.extend(one(register, past, &mut told)?);
    }
    if !told.conflicts.is_empty() {
        return Ok(told);
    }
    let at = register.now();
    let edit = NewEdit { kind, takes_back: Some(seq), who, at: &at, why: "", today: register.today() };
    told.seq = Some(store.edit(&edit, &records)?.seq);
    Ok(told)
}

/// The record with the fields of the past edit as they were before it.
fn one(register: &Register, past: PastRecord, told: &mut EditResult) -> Result<Option<EditedRecord>, ApiError> {
    let Some(now) = past.now else {
        told.conflicts.push(EditConflict { uid: String::new(), name: String::new(), revision: None });
        return Ok(None);
    };
    let catalogue = &register.desk().reference.catalogue;
    let mut draft = Draft::new(now.clone());
    for (key, old, new) in past.changes {
        let Some(id) = catalogue.id(&key).filter(|id| now.values.get(*id) == new.as_ref()) else {
            told.conflict(register, &now);
            return Ok(None);
        };
        draft.put(id, old, told);
    }
    if now.revision == past.revision {
        draft.restore(past.to_return, past.remarks);
    }
    draft.finish(register, told)
}
