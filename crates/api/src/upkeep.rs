//! Looking after the register: batches, undo, verification, backup and restore.

use std::path::{Path, PathBuf};

use qingce_core::finding::Finding;
use qingce_store::{Backup, Batch, Checked, Undone};

use crate::error::ApiError;
use crate::register::Register;

/// All imports, the newest first.
pub fn batches(register: &Register) -> Result<Vec<Batch>, ApiError> {
    Ok(register.store().batches()?)
}

/// How many findings a batch has, and `limit` of them after the first `offset`, in the order of its rows.
pub fn findings(register: &Register, batch: i64, offset: u64, limit: u64) -> Result<(u64, Vec<Finding>), ApiError> {
    register.store().batch(batch)?;
    let all = register.store().findings_of_batch(batch)?;
    let places = |count| usize::try_from(count).unwrap_or(usize::MAX);
    let total = all.len() as u64;
    Ok((total, all.into_iter().skip(places(offset)).take(places(limit)).collect()))
}

/// Takes a batch back: its new records go, its changes are restored to the byte.
pub fn undo(register: &Register, batch: i64) -> Result<Undone, ApiError> {
    Ok(register.store().undo(batch, (register.operator(), &register.now()), register.today())?)
}

/// Checks database, journal and reconciliation.
pub fn verify(register: &Register) -> Result<Checked, ApiError> {
    Ok(register.store().verify()?)
}

/// Copies the register into its folder of backups.
pub fn backup(register: &Register) -> Result<Backup, ApiError> {
    Ok(register.store().backup()?)
}

/// The backups of a register, the newest first.
pub fn backups(register: &Path) -> Result<Vec<Backup>, ApiError> {
    Ok(qingce_store::backups(register)?)
}

/// Puts a backup in the place of a register, which is kept beside it. The register must not be open.
pub fn restore(register: &Path, backup: &Path) -> Result<PathBuf, ApiError> {
    qingce_store::restore(register, backup)?;
    Ok(register.to_owned())
}
