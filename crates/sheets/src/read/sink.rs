//! Where the formats put their cells: gathers them to rows and batches, and refuses stray ones.
//!
//! The invariant: what leaves is ordered, merged ranges too; blank cells and empty rows never leave.

use std::ops::ControlFlow;

use qingce_core::cell::{Cell, PlacedCell, SheetInfo, SheetRow, address};

use super::{Limits, Piece};
use crate::error::ReadError;

/// Cells and bytes of text in one batch: small enough for a small parent, large enough for few wake-ups.
const BATCH_CELLS: usize = 8_192;
const BATCH_BYTES: usize = 1 << 20;

/// Takes pieces away; `Break` ends the reading.
pub(crate) type Emit<'a> = &'a mut dyn FnMut(Piece) -> ControlFlow<()>;

/// Gathers the cells of one workbook.
pub(crate) struct Sink<'a> {
    emit: Emit<'a>,
    sheet: String,
    row: SheetRow,
    batch: Vec<SheetRow>,
    waiting: usize,
    waiting_bytes: usize,
    cells: u64,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(emit: Emit<'a>) -> Self {
        let (row, batch) = (SheetRow::default(), Vec::new());
        Self { emit, sheet: String::new(), row, batch, waiting: 0, waiting_bytes: 0, cells: 0 }
    }

    /// Sends a piece as it is.
    pub(crate) fn send(&mut self, piece: Piece) -> Result<(), ReadError> {
        match (self.emit)(piece) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(ReadError::new("reader_cancelled")),
        }
    }

    /// A sheet begins.
    pub(crate) fn begin(&mut self, mut info: SheetInfo, rows: u32) -> Result<(), ReadError> {
        info.merges.sort_unstable_by_key(|merge| (merge.top, merge.left));
        self.sheet.clone_from(&info.name);
        self.cells = 0;
        self.row = SheetRow::default();
        self.send(Piece::Sheet { info, rows })
    }

    /// A cell, addressed from 1. Cells of a row may come in any order, rows only rising.
    pub(crate) fn cell(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), ReadError> {
        if cell.is_blank() {
            return Ok(());
        }
        let stray_row = row > Limits::STRAY_ROW && self.cells < Limits::STRAY_CELLS;
        if column > Limits::COLUMNS || stray_row {
            let at = address(row, column);
            return Err(ReadError::new("file_far_cell").with("sheet", self.sheet.as_str()).with("cell", at));
        }
        if row != self.row.row {
            if row < self.row.row {
                return Err(ReadError::damaged("row order"));
            }
            self.close_row()?;
            self.row.row = row;
        }
        if let Cell::Text(text) = &cell {
            self.waiting_bytes += text.len();
        }
        self.cells += 1;
        self.waiting += 1;
        place(&mut self.row.cells, PlacedCell { column, cell });
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), ReadError> {
        if !self.row.cells.is_empty() {
            let width = self.row.cells.len();
            let full = std::mem::replace(&mut self.row.cells, Vec::with_capacity(width));
            self.batch.push(SheetRow { row: self.row.row, cells: full });
        }
        if self.waiting >= BATCH_CELLS || self.waiting_bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ReadError> {
        (self.waiting, self.waiting_bytes) = (0, 0);
        if self.batch.is_empty() {
            return Ok(());
        }
        let batch = std::mem::take(&mut self.batch);
        self.send(Piece::Rows(batch))
    }

    /// The sheet is complete.
    pub(crate) fn end(&mut self) -> Result<(), ReadError> {
        self.close_row()?;
        self.flush()?;
        self.send(Piece::SheetEnd)
    }
}

/// By rising column; a second cell at the same place replaces the first, as in Excel.
fn place(cells: &mut Vec<PlacedCell>, cell: PlacedCell) {
    match cells.last() {
        Some(last) if last.column >= cell.column => match cells.binary_search_by_key(&cell.column, |c| c.column) {
            Ok(at) => cells[at] = cell,
            Err(at) => cells.insert(at, cell),
        },
        _ => cells.push(cell),
    }
}
