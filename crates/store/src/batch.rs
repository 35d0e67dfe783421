//! The tables `batch`, `batch_fate`, `batch_classified`: one imported file, what became of its rows.

use qingce_core::fate::Fate;
use qingce_core::reading::SheetReading;
use rusqlite::{Connection, Row, named_params};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::open::Store;
use crate::{Result, StoreError};

/// What is known of an import before its first row.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBatch {
    /// Name of the file, without folders.
    pub file_name: String,
    /// SHA-256 of the file, hexadecimal.
    pub file_sha256: String,
    /// Who imports.
    pub operator: String,
    /// How rows meet records they match; a stable word of the orders.
    pub mode: String,
    /// When it began, UTC, ISO 8601.
    pub started_at: String,
}

/// Rows and their amounts in 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Rows.
    pub rows: i64,
    /// Sum of their amounts, 分.
    pub fen: i64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.rows += other.rows;
        self.fen += other.fen;
    }
}

impl Tally {
    /// Nothing vanishes: what was read is the sum of what is told of it, in rows and in amounts.
    pub(crate) fn reconcile(self, told: &FxHashMap<Fate, Tally>) -> Result<()> {
        let mut sum = Tally::default();
        told.values().for_each(|tally| sum += *tally);
        if sum == self {
            return Ok(());
        }
        Err(StoreError::Unreconciled {
            rows_read: self.rows,
            rows_told: sum.rows,
            fen_read: self.fen,
            fen_told: sum.fen,
        })
    }
}

/// Whether a batch is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum BatchState {
    /// Its rows are in the register.
    Promoted,
    /// It was taken back.
    Undone,
}

impl BatchState {
    /// Stable name, as in JSON and in the database.
    pub fn key(self) -> &'static str {
        match self {
            BatchState::Promoted => "promoted",
            BatchState::Undone => "undone",
        }
    }
}

/// One imported file.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// What was known at its beginning.
    pub about: NewBatch,
    /// When it was promoted.
    pub finished_at: String,
    /// Whether it is in force.
    pub state: BatchState,
    /// How each sheet was read.
    pub readings: Vec<SheetReading>,
    /// Rows and amounts read.
    pub read: Tally,
    /// What became of them; fates without rows are left out.
    pub fates: Vec<(Fate, Tally)>,
    /// Refused 涉密 rows per unit; an empty name where the unit was not told.
    pub classified: Vec<(String, i64)>,
}

const COLUMNS: &str =
    "id, file_name, file_sha256, operator, mode, started_at, finished_at, state, readings, read_rows, read_fen";

impl Store {
    /// All batches, the newest first.
    pub fn batches(&self) -> Result<Vec<Batch>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM batch ORDER BY id DESC"))?;
            let found = statement.query_map([], from_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
            found.into_iter().map(|row| with_fates(db, row)).collect()
        })
    }

    /// One batch.
    pub fn batch(&self, id: i64) -> Result<Batch> {
        self.read(|db| batch(db, id))
    }

    /// The newest batch in force that came from a file of these bytes.
    pub fn batch_of_file(&self, sha256: &str) -> Result<Option<Batch>> {
        self.read(|db| {
            let sql = format!(
                "SELECT {COLUMNS} FROM batch WHERE file_sha256 = :sha AND state = 'promoted' ORDER BY id DESC LIMIT 1"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let found = statement.query_map(named_params! {":sha": sha256}, from_row)?.next().transpose()?;
            found.map(|row| with_fates(db, row)).transpose()
        })
    }
}

pub(crate) fn batch(db: &Connection, id: i64) -> Result<Batch> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM batch WHERE id = :id"))?;
    let found = statement.query_map(named_params! {":id": id}, from_row)?.next().transpose()?;
    with_fates(db, found.ok_or(StoreError::NoBatch(id))?)
}

type BatchRow = (Batch, String);

fn from_row(row: &Row<'_>) -> rusqlite::Result<BatchRow> {
    let state: String = row.get("state")?;
    let batch = Batch {
        id: row.get("id")?,
        about: NewBatch {
            file_name: row.get("file_name")?,
            file_sha256: row.get("file_sha256")?,
            operator: row.get("operator")?,
            mode: row.get("mode")?,
            started_at: row.get("started_at")?,
        },
        finished_at: row.get("finished_at")?,
        state: if state == BatchState::Promoted.key() { BatchState::Promoted } else { BatchState::Undone },
        readings: Vec::new(),
        read: Tally { rows: row.get("read_rows")?, fen: row.get("read_fen")? },
        fates: Vec::new(),
        classified: Vec::new(),
    };
    Ok((batch, row.get("readings")?))
}

fn with_fates(db: &Connection, (mut batch, readings): BatchRow) -> Result<Batch> {
    batch.readings = serde_json::from_str(&readings)?;
    let mut statement = db.prepare_cached("SELECT fate, rows, fen FROM batch_fate WHERE batch = :batch")?;
    let mut rows = statement.query(named_params! {":batch": batch.id})?;
    while let Some(row) = rows.next()? {
        let key: String = row.get("fate")?;
        let fate = Fate::from_key(&key).ok_or_else(|| StoreError::Content(format!("fate {key}")))?;
        batch.fates.push((fate, Tally { rows: row.get("rows")?, fen: row.get("fen")? }));
    }
    batch.fates.sort_by_key(|(fate, _)| *fate);
    let mut statement =
        db.prepare_cached("SELECT unit, rows FROM batch_classified WHERE batch = :batch ORDER BY unit")?;
    let rows =
        statement.query_map(named_params! {":batch": batch.id}, |row| Ok((row.get("unit")?, row.get("rows")?)))?;
    batch.classified = rows.collect::<rusqlite::Result<_>>()?;
    Ok(batch)
}
