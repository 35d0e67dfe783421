//! Taking a set about reporting back: a list of units, a deadline, a person's word on units; all of it at once.
//!
//! The invariant: what was changed again since is left and told by name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::register::Register;

/// Takes a set about reporting back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoReportingRequest {
    /// Number of the set in the journal.
    pub set: i64,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoReportingResult {
    /// The set that was to be taken back.
    pub set: i64,
    /// How many lines are as they were before.
    pub back: u64,
    /// Units whose lines were changed again since, and are left.
    pub left: Vec<String>,
}

/// Takes a set about reporting back; it holds from the next command on.
pub fn undo_reporting(register: &Register, request: &UndoReportingRequest) -> Result<UndoReportingResult, ApiError> {
    let undone = register.store().undo_reporting(request.set, register.operator(), &register.now())?;
    if undone.set.is_some() {
        register.outdate();
    }
    // A deadline of one unit stands under ROUND/UNIT.
    let unit = |key: String| match key.split_once('/') {
        Some((round, unit)) if !unit.is_empty() && round.bytes().all(|b| b.is_ascii_digit()) => unit.to_owned(),
        _ => key,
    };
    let mut left: Vec<String> = undone.left.into_iter().map(unit).collect();
    left.dedup();
    Ok(UndoReportingResult { set: request.set, back: undone.back, left })
}
