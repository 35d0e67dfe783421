//! What units sent: their reports batch by batch, and how full their projects are.
//!
//! Not in here: whose line a unit reports for, deadlines, scores (the orders). The invariant: only batches in force and
//! records of this year's register count.

use qingce_core::catalogue::FieldId;
use rusqlite::Row;

use crate::Result;
use crate::open::Store;

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

impl Store {
    /// What every unit sent, by batch, the oldest first. `by` names the unit.
    pub fn report_events(&self, by: FieldId) -> Result<Vec<ReportEvent>> {
        let unit = &self.shape.catalogue.field(by).key;
        let sql = format!(
            "SELECT r.\"{unit}\" AS unit, b.id AS batch, b.finished_at AS at, b.operator AS who, count(*) AS rows,
                    sum(i.fate = 'changed') AS changed,
                    sum(EXISTS (SELECT 1 FROM finding f WHERE f.record = i.record AND f.batch = i.batch AND f.severity = 'must_fix')) AS faulty
             FROM input_row i JOIN batch b ON b.id = i.batch AND b.state = 'promoted' JOIN record r ON r.id = i.record
             WHERE i.fate IN ('new', 'changed', 'unchanged') GROUP BY 1, 2 ORDER BY 2"
        );
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map([], event)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many cells of some fields hold a value that was read, by unit.
    pub fn filled(&self, by: FieldId, fields: &[FieldId]) -> Result<Vec<Filled>> {
        let key = |id: &FieldId| &self.shape.catalogue.field(*id).key;
        let cells: Vec<String> = fields.iter().map(|id| format!("(\"{}\" IS NOT NULL)", key(id))).collect();
        let cells = if cells.is_empty() { "0".to_owned() } else { cells.join(" + ") };
        let unit = key(&by);
        let sql =
            format!("SELECT \"{unit}\" AS unit, count(*) AS records, sum({cells}) AS cells FROM record GROUP BY 1");
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map([], |row| {
                Ok(Filled { unit: row.get("unit")?, records: count(row, "records")?, cells: count(row, "cells")? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

fn event(row: &Row<'_>) -> rusqlite::Result<ReportEvent> {
    Ok(ReportEvent {
        unit: row.get("unit")?,
        batch: row.get("batch")?,
        at: row.get("at")?,
        who: row.get("who")?,
        rows: count(row, "rows")?,
        changed: count(row, "changed")?,
        faulty: count(row, "faulty")?,
    })
}

fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}
