//! Walking through a workbook: pieces from the reader become tables and rows of known kind.
//!
//! Preview and import both walk, so what is shown is what is imported.

use std::ops::ControlFlow;

use qingce_core::cell::{SheetInfo, SheetRow};
use qingce_core::reading::scan::{Given, Scanned, SheetScanner};
use qingce_core::reading::{RowKind, SheetReading, TableReading};
use qingce_sheets::read::{Limits, Piece, Workbook, read_workbook};

use crate::desk::Desk;
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::{Job, Phase};

/// How rows are reported, at most this often.
const TELL_EVERY: u64 = 500;

/// Who wants to see the tables and rows of a workbook.
pub trait Visitor {
    /// The file was recognised; told first.
    fn workbook(&mut self, about: &Workbook) -> Result<(), ApiError>;
    /// The next table of the sheet begins; its rows count it from 0.
    fn table(&mut self, sheet: &SheetInfo, reading: &TableReading) -> Result<(), ApiError>;
    /// A row as it came out of the file, before it is known what it is.
    fn met(&mut self, _sheet: &SheetInfo, _row: &SheetRow) -> Result<(), ApiError> {
        Ok(())
    }
    /// A row of that table. Blank rows are not told.
    fn row(&mut self, at: usize, kind: RowKind, row: &SheetRow) -> Result<(), ApiError>;
    /// The sheet is complete; this is how it was read.
    fn sheet(&mut self, reading: SheetReading) -> Result<(), ApiError>;
    /// Findings so far, for progress.
    fn findings(&self) -> u64;
}

/// A reading given for a sheet: by a person, or remembered.
pub trait Readings {
    /// What is known of a sheet before it is scanned.
    fn given(&self, sheet: &SheetInfo) -> Given<'_>;
}

struct Walk<'a> {
    desk: &'a Desk,
    readings: &'a dyn Readings,
    job: Job<'a>,
    about: Option<Workbook>,
    sheet: Option<(SheetInfo, u64, SheetScanner<'a>)>,
    done: u64,
    told: u64,
}

/// Walks through a workbook from its first sheet to its last.
pub fn walk(
    desk: &Desk,
    file: &InputFile,
    readings: &dyn Readings,
    job: Job<'_>,
    to: &mut dyn Visitor,
) -> Result<Workbook, ApiError> {
    let mut walk = Walk { desk, readings, job, about: None, sheet: None, done: 0, told: 0 };
    let mut failed = None;
    read_workbook(&desk.reader, file.source(), &Limits::default(), &job.cancel.flag(), &mut |piece| match walk
        .piece(piece, to)
    {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })
    .map_err(|error| if job.cancel.is_cancelled() { ApiError::new(Code::Cancelled) } else { error.into() })?;
    match failed {
        Some(error) => Err(error),
        None if job.cancel.is_cancelled() => Err(ApiError::new(Code::Cancelled)),
        None => walk.about.ok_or_else(|| ApiError::new(Code::NoTable).with("file", file.name())),
    }
}

impl Walk<'_> {
    fn piece(&mut self, piece: Piece, to: &mut dyn Visitor) -> Result<(), ApiError> {
        match piece {
            Piece::Workbook(about) => {
                to.workbook(&about)?;
                self.about = Some(about);
            }
            Piece::Sheet { info, rows } => {
                let scanner = SheetScanner::new(&self.desk.layout, &info, self.readings.given(&info));
                self.sheet = Some((info, u64::from(rows), scanner));
            }
            Piece::Rows(rows) => {
                self.rows(rows, to)?;
            }
            Piece::SheetEnd => {
                if let Some((info, _, scanner)) = self.sheet.take() {
                    let mut result = Ok(());
                    let reading = scanner.finish(&mut |scanned| tell(&info, scanned, to, &mut result));
                    result?;
                    to.sheet(reading)?;
                }
            }
            Piece::End => {}
        }
        Ok(())
    }

    fn rows(&mut self, rows: Vec<SheetRow>, to: &mut dyn Visitor) -> Result<(), ApiError> {
        let Some((info, total, scanner)) = &mut self.sheet else { return Ok(()) };
        let mut result = Ok(());
        for row in rows {
            self.done += 1;
            to.met(info, &row)?;
            scanner.push(row, &mut |scanned| tell(info, scanned, to, &mut result));
        }
        if self.done >= self.told + TELL_EVERY {
            self.told = self.done;
            self.job.tell(Phase::Read, self.done, Some(*total).filter(|t| *t > 0), to.findings());
        }
        result
    }
}

fn tell(info: &SheetInfo, scanned: Scanned, to: &mut dyn Visitor, result: &mut Result<(), ApiError>) {
    if result.is_ok() {
        *result = match scanned {
            Scanned::Table(reading) => to.table(info, &reading),
            Scanned::Row { table, kind, row } => to.row(table, kind, &row),
        };
    }
}
