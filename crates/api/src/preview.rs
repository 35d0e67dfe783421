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
use crate::picture::Painter;
pub use crate::picture::{Certainty, ColumnLook, FieldChoice, Fold, MergedRange, OpenRows, PictureRow, SheetPicture};
use crate::register::Register;
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
    /// The import whose reading of this layout is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remembered_from: Option<RememberedFrom>,
}

/// An import whose reading is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RememberedFrom {
    /// Its batch.
    pub batch: i64,
    /// Name of its file.
    pub file: String,
    /// When it was promoted, UTC.
    pub at: String,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SheetPreview {
    /// How it would be read.
    pub reading: SheetReading,
    /// Its tables, as many as the reading has.
    pub tables: Vec<TablePreview>,
    /// Its cells, where a picture was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<SheetPicture>,
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
    look(desk, file, readings, Viewer { desk, rows, painter: None, open: Vec::new(), sheets: Vec::new() }, job)
}

/// Looks at a workbook and draws its sheets, folding long runs of records but those that are to be open.
pub fn draw(
    register: &Register,
    file: &InputFile,
    readings: &GivenReadings,
    open: Vec<OpenRows>,
    job: Job<'_>,
) -> Result<Preview, ApiError> {
    let desk = register.desk();
    let painter = Some(Painter::new(desk, open));
    let mut told =
        look(desk, file, readings, Viewer { desk, rows: 0, painter, open: Vec::new(), sheets: Vec::new() }, job)?;
    for sheet in &mut told.sheets {
        for (table, reading) in sheet.tables.iter_mut().zip(&sheet.reading.tables).filter(|(_, t)| t.remembered) {
            let from = register.store().reading_origin(&reading.fingerprint)?;
            table.remembered_from = from.map(|(batch, file, at)| RememberedFrom { batch, file, at });
        }
    }
    Ok(told)
}

fn look(
    desk: &Desk,
    file: &InputFile,
    readings: &GivenReadings,
    mut viewer: Viewer<'_>,
    job: Job<'_>,
) -> Result<Preview, ApiError> {
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
    painter: Option<Painter<'d>>,
    open: Vec<OpenTable<'d>>,
    sheets: Vec<SheetPreview>,
}

impl Visitor for Viewer<'_> {
    fn workbook(&mut self, _about: &Workbook) -> Result<(), ApiError> {
        Ok(())
    }

    fn met(&mut self, sheet: &SheetInfo, row: &SheetRow) -> Result<(), ApiError> {
        if let Some(painter) = &mut self.painter {
            painter.met(sheet, row);
        }
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
            told: TablePreview { kinds: BTreeMap::new(), classified: 0, shown: Vec::new(), remembered_from: None },
        });
        if let Some(painter) = &mut self.painter {
            painter.table(reading);
        }
        Ok(())
    }

    fn row(&mut self, at: usize, kind: RowKind, row: &SheetRow) -> Result<(), ApiError> {
        let table = &mut self.open[at];
        *table.told.kinds.entry(kind).or_default() += 1;
        let filled = table.fill.filled(row);
        if kind == RowKind::Section {
            table.interpreter.section(row);
        }
        let read = (kind == RowKind::Record).then(|| table.interpreter.record(row));
        match &read {
            Some(Read::Classified { .. }) => table.told.classified += 1,
            Some(_) if table.told.shown.len() < self.rows => table.told.shown.push(shown(table, &filled)),
            _ => {}
        }
        if let Some(painter) = &mut self.painter {
            painter.row(at, kind, row, read.as_ref());
        }
        Ok(())
    }

    fn sheet(&mut self, reading: SheetReading) -> Result<(), ApiError> {
        let picture = self.painter.as_mut().map(|painter| {
            self.open.iter().for_each(|table| painter.tell(&table.interpreter.table_findings()));
            painter.sheet(&reading)
        });
        let tables = self.open.drain(..).map(|table| table.told).collect();
        self.sheets.push(SheetPreview { reading, tables, picture });
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
