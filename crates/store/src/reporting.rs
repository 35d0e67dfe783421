//! What units sent: their reports batch by batch, and how full their projects are.
//!
//! Not in here: counting it (`grid/sent.rs`), whose line a unit reports for, deadlines, scores (the orders). The invariant:
//! only batches in force and records of this year's register count.

/// What a unit sent with one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportEvent {
    /// The unit as it stands in the register; none where it is empty.
    pub unit: Option<String>,
    /// The batch.
    pub batch: i64,
    /// When it was promoted, UTC.
    pub at: String,
    /// Who imported it.
    pub who: String,
    /// Rows of the file that are records of the unit.
    pub rows: u64,
    /// Of them: changed a record that an earlier batch brought.
    pub changed: u64,
    /// Of them: had something to fix.
    pub faulty: u64,
}

/// How many cells of a unit's projects hold a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The unit; none where it is empty.
    pub unit: Option<String>,
    /// Its projects.
    pub records: u64,
    /// Cells of the fields asked for that hold a value.
    pub cells: u64,
}
