//! Long work: progress as numbers, cancel within a second. The same in the command line and in the window.
//!
//! Not in here: threads and windows; the host that starts a job shows its progress and holds its [`Cancel`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Rows come out of the file and are judged.
    Read,
    /// The register is backed up.
    Backup,
    /// The batch is put into the register.
    Promote,
    /// Records are compared with each other.
    Compare,
    /// Rules judge the records.
    Judge,
    /// A workbook is written.
    Write,
    /// The database is checked.
    Verify,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Rows (or records) done in this phase.
    pub done: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
    /// Findings so far.
    pub findings: u64,
    /// Which file it is working on, where it works on several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub part: Option<Part>,
}

/// One of several files of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Part {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// Whoever shows progress.
pub trait Sink: Send + Sync {
    /// Told at most every few hundred rows; must return at once.
    fn progress(&self, progress: Progress);
}

/// Tells which file of several the progress is about.
pub(crate) struct OfPart<'a> {
    /// Who shows it.
    pub sink: &'a dyn Sink,
    /// The file.
    pub part: Part,
}

impl Sink for OfPart<'_> {
    fn progress(&self, progress: Progress) {
        self.sink.progress(Progress { part: Some(self.part), ..progress });
    }
}

/// Shows nothing.
pub struct Silent;

impl Sink for Silent {
    fn progress(&self, _progress: Progress) {}
}

/// The wish to stop, shared between who asks and who works.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the job to stop; it leaves nothing behind.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
    /// Whether it was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
    /// The flag itself, for rooms below that know no jobs.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }
}

/// One running job: where it reports and who may stop it.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// Shows progress.
    pub sink: &'a dyn Sink,
    /// Stops it.
    pub cancel: &'a Cancel,
}

impl Job<'_> {
    /// Reports progress.
    pub fn tell(&self, phase: Phase, done: u64, total: Option<u64>, findings: u64) {
        self.sink.progress(Progress { phase, done, total, findings, part: None });
    }
}
