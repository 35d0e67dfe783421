//! Preview: how a workbook would be read, and what stands in its rows. Stores nothing.
//!
//! Rows that say 涉密 and columns of accounts and passwords are not shown either.

use std::collections::BTreeMap;

use qingce_core::cell::{SheetInfo, SheetRow, column_letters};
use qingce_core::interpret::{Interpreter, Read};
use qingce_core::merge::VerticalFill;
use qingce_core::reading::{MatchReason, RowKind, SheetReading, TableForm, TableReading};
use qingce_sheets::Format;
use qingce_sheets::read::Workbook;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::Desk;
use crate::error::ApiError;
use crate::files::InputFile;
use crate::import::GivenReadings;
use crate::job::Job;
use crate::walk::{Visitor, walk};

/// Record rows shown per table unless more are asked for.
pub const SHOWN_ROWS: usize = 20;

/// A record row as it stands in the sheet, vertical merges filled down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShownRow {
    /// Row, 1 = the first.
    pub row: u32,
    /// Texts by column letters.
    pub cells: BTreeMap<String, String>,
}

/// One table with its counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TablePreview {
    /// Rows by kind.
    pub kinds: BTreeMap<RowKind, u64>,
    /// Rows refused as 涉密; not shown.
    pub classified: u64,
    /// The first record rows.
    pub shown: Vec<ShownRow>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SheetPreview {
    /// How it would be read.
    pub reading: SheetReading,
    /// Its tables, as many as the reading has.
    pub tables: Vec<TablePreview>,
}

/// What a workbook looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Preview {
    /// Name of the file.
    pub file: String,
    /// Format by content.
    pub format: Format,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The sheets.
    pub sheets: Vec<SheetPreview>,
}

/// Looks at a workbook, showing up to `rows` record rows per table.
pub fn preview(
    desk: &Desk,
    file: &InputFile,
    readings: &GivenReadings,
    rows: usize,
    job: Job<'_>,
) -> Result<Preview, ApiError> {
    let mut viewer = Viewer { desk, rows, open: Vec::new(), sheets: Vec::new() };
    let workbook = walk(desk, file, readings, job, &mut viewer)?;
    readings.check_met(viewer.sheets.iter().map(|sheet| &sheet.reading))?;
    Ok(Preview { file: file.name(), format: workbook.format, sha256: workbook.sha256, sheets: viewer.sheets })
}

struct OpenTable<'d> {
    interpreter: Interpreter<'d>,
    fill: VerticalFill,
    card: Vec<u32>,
    secret: Vec<u32>,
    told: TablePreview,
}

struct Viewer<'d> {
    desk: &'d Desk,
    rows: usize,
    open: Vec<OpenTable<'d>>,
    sheets: Vec<SheetPreview>,
}

impl Visitor for Viewer<'_> {
    fn workbook(&mut self, _about: &Workbook) -> Result<(), ApiError> {
        Ok(())
    }

    fn table(&mut self, sheet: &SheetInfo, reading: &TableReading) -> Result<(), ApiError> {
        let secret = reading.columns.iter().filter(|c| c.reason == MatchReason::Secret).map(|c| c.column).collect();
        let card = if reading.form == TableForm::Card {
            reading.card.iter().map(|c| c.reading.column).collect()
        } else {
            Vec::new()
        };
        self.open.push(OpenTable {
            interpreter: Interpreter::new(&self.desk.reference, sheet, reading),
            fill: VerticalFill::new(&sheet.merges),
            card,
            secret,
            told: TablePreview { kinds: BTreeMap::new(), classified: 0, shown: Vec::new() },
        });
        Ok(())
    }

    fn row(&mut self, at: usize, kind: RowKind, row: &SheetRow) -> Result<(), ApiError> {
        let table = &mut self.open[at];
        *table.told.kinds.entry(kind).or_default() += 1;
        let filled = table.fill.filled(row);
        if kind != RowKind::Record {
            return Ok(());
        }
        if matches!(table.interpreter.record(row), Read::Classified { .. }) {
            table.told.classified += 1;
        } else if table.told.shown.len() < self.rows {
            table.told.shown.push(shown(table, &filled));
        }
        Ok(())
    }

    fn sheet(&mut self, reading: SheetReading) -> Result<(), ApiError> {
        let tables = self.open.drain(..).map(|table| table.told).collect();
        self.sheets.push(SheetPreview { reading, tables });
        Ok(())
    }

    fn findings(&self) -> u64 {
        0
    }
}

/// In a card the cell of column `i + 1` is the value of its `i`th label; it is shown under the column it stands in.
fn shown(table: &OpenTable<'_>, row: &SheetRow) -> ShownRow {
    let place = |column: u32| table.card.get(column as usize - 1).copied().unwrap_or(column);
    let cells = row.cells.iter().filter(|c| !table.secret.contains(&c.column) && !c.cell.is_blank());
    ShownRow { row: row.row, cells: cells.map(|c| (column_letters(place(c.column)), c.cell.text())).collect() }
}
