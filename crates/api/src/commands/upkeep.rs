//! Batches, undo, verification and backups as hosts see them.

use std::collections::BTreeMap;

use qingce_core::fate::Fate;
use qingce_core::finding::Finding;
use qingce_core::journal::hex;
use qingce_store::{Backup, Batch, BatchState, Checked, Tally, Undone};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::import::FateSum;

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BatchLine {
    /// Its number.
    pub batch: i64,
    /// Whether it is in force.
    pub state: BatchState,
    /// Name of its file.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Who imported.
    pub operator: String,
    /// When it was promoted, UTC.
    pub at: String,
    /// Rows and amounts read.
    pub read: FateSum,
    /// What became of them; their sum is `read`.
    pub fates: BTreeMap<Fate, FateSum>,
    /// Refused 涉密 rows by unit.
    pub classified: BTreeMap<String, i64>,
}

/// All imports, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BatchListResult {
    /// The imports.
    pub batches: Vec<BatchLine>,
}

/// A part of the findings of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingPage {
    /// How many findings the batch has.
    pub total: u64,
    /// Those asked for.
    pub findings: Vec<Finding>,
}

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupResult {
    /// Its file.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was written, UTC, ISO 8601; none where somebody else named the file.
    pub at: Option<String>,
    /// Before what: import, undo, migration; or manual, replaced.
    pub why: Option<String>,
}

/// The backups of the register, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupListResult {
    /// The backups.
    pub backups: Vec<BackupResult>,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoResult {
    /// The batch.
    pub batch: i64,
    /// Records taken out.
    pub removed: u64,
    /// Records that are again what they were.
    pub restored: u64,
    /// Decisions on removed records that went with them; the journal keeps them.
    pub withdrawn: u64,
    /// The backup made before it.
    pub backup: BackupResult,
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProblemLine {
    /// Code of its sentence in the message catalogue.
    pub code: String,
    /// Parameters by name.
    pub params: Vec<(String, String)>,
}

/// What a verification looked at and found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VerifyResult {
    /// Records in the register.
    pub records: i64,
    /// Sets of changes in the journal.
    pub sets: i64,
    /// Batches in force and undone.
    pub batches: i64,
    /// Head of the journal, hexadecimal.
    pub head: String,
    /// Everything found; none = all is well.
    pub problems: Vec<ProblemLine>,
}

impl From<Tally> for FateSum {
    fn from(tally: Tally) -> FateSum {
        FateSum { rows: tally.rows, fen: tally.fen }
    }
}

impl From<Batch> for BatchLine {
    fn from(batch: Batch) -> BatchLine {
        BatchLine {
            batch: batch.id,
            state: batch.state,
            file: batch.about.file_name,
            sha256: batch.about.file_sha256,
            operator: batch.about.operator,
            at: batch.finished_at,
            read: batch.read.into(),
            fates: batch.fates.into_iter().map(|(fate, tally)| (fate, tally.into())).collect(),
            classified: batch.classified.into_iter().collect(),
        }
    }
}

impl From<Backup> for BackupResult {
    fn from(backup: Backup) -> BackupResult {
        let Backup { path, bytes, at, why } = backup;
        BackupResult { file: path.to_string_lossy().into_owned(), bytes, at, why }
    }
}

impl UndoResult {
    pub(super) fn new(batch: i64, undone: Undone) -> UndoResult {
        let Undone { removed, restored, withdrawn, backup, .. } = undone;
        UndoResult { batch, removed, restored, withdrawn, backup: backup.into() }
    }
}

impl From<Checked> for VerifyResult {
    fn from(checked: Checked) -> VerifyResult {
        let problems = checked.problems.into_iter();
        VerifyResult {
            records: checked.records,
            sets: checked.sets,
            batches: checked.batches,
            head: hex(&checked.head),
            problems: problems.map(|p| ProblemLine { code: p.code.into(), params: p.params }).collect(),
        }
    }
}
