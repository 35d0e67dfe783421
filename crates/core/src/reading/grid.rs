//! A stretch of rows with the merged ranges that touch it: what header blocks and cards are found in.
//!
//! In here: looking cells up, kinds of cells. Not in here: what they mean.

use crate::cell::{Cell, Merge, PlacedCell, SheetRow};
use crate::text::is_space;

/// Rows of a sheet by rising number, with the merged ranges of the sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid<'a> {
    pub rows: &'a [SheetRow],
    pub merges: &'a Merges,
}

/// Merged ranges by rising first row.
#[derive(Debug, Clone, Default)]
pub(super) struct Merges {
    sorted: Vec<Merge>,
    tallest: u32,
}

impl Merges {
    pub(super) fn new(merges: &[Merge]) -> Merges {
        let mut sorted = merges.to_vec();
        sorted.sort_by_key(|merge| (merge.top, merge.left));
        let tallest = sorted.iter().map(|merge| merge.bottom.saturating_sub(merge.top) + 1).max().unwrap_or(0);
        Merges { sorted, tallest }
    }

    /// Ranges whose first row lies in the range.
    pub(super) fn from(&self, first: u32, last: u32) -> &[Merge] {
        let start = self.sorted.partition_point(|merge| merge.top < first);
        let end = self.sorted.partition_point(|merge| merge.top <= last);
        &self.sorted[start..end.max(start)]
    }

    /// The range that covers a cell.
    pub(super) fn at(&self, row: u32, column: u32) -> Option<&Merge> {
        // One range over a whole sheet must not make every look-up walk through all of them.
        let reach = self.tallest.min(4096);
        self.from(row.saturating_sub(reach), row).iter().rev().find(|merge| merge.covers(row, column))
    }

    /// Whether a vertical range that began above covers a cell of the row.
    pub(super) fn covered_from_above(&self, row: u32, column: u32) -> bool {
        self.at(row, column).is_some_and(|merge| merge.top < row)
    }
}

impl<'a> Grid<'a> {
    pub(super) fn row(&self, number: u32) -> Option<&'a SheetRow> {
        self.rows.binary_search_by_key(&number, |row| row.row).ok().map(|at| &self.rows[at])
    }

    /// Text of a cell, one that holds more than white space.
    pub(super) fn text(&self, row: u32, column: u32) -> Option<String> {
        self.row(row)?.cell(column).filter(|cell| !cell.is_blank()).map(Cell::text)
    }
}

/// What kind of thing a cell holds, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Date,
    Other,
}

/// The kind of a cell; digits written as text count as numbers.
pub(super) fn kind(cell: &Cell) -> Kind {
    match cell {
        Cell::Number(_) => Kind::Number,
        Cell::Date(_) => Kind::Date,
        Cell::Bool(_) | Cell::Error(_) | Cell::Formula => Kind::Other,
        Cell::Text(text) => text_kind(text),
    }
}

fn text_kind(text: &str) -> Kind {
    let text = text.trim_matches(is_space);
    if !text.bytes().any(|b| b.is_ascii_digit()) || text.len() > 40 {
        return Kind::Text;
    }
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '%' | '￥' | '¥' | '，' | ' ');
    if text.chars().all(numeric) {
        let dashes = text.matches('-').count();
        return if dashes == 2 { Kind::Date } else { Kind::Number };
    }
    let dated = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '/' | '.' | '-' | ':' | ' ');
    if text.chars().all(dated) { Kind::Date } else { Kind::Text }
}

/// The cells of a row that hold something.
pub(super) fn filled(row: &SheetRow) -> impl Iterator<Item = &PlacedCell> {
    row.cells.iter().filter(|placed| !placed.cell.is_blank())
}

/// The one cell of a row that holds only one text, counting a merged range once.
pub(super) fn lone(row: &SheetRow) -> Option<&PlacedCell> {
    let mut cells = filled(row);
    let first = cells.next()?;
    cells.next().is_none().then_some(first)
}

/// A row's cells from one column up to another.
pub(super) fn between(row: &SheetRow, start: u32, end: u32) -> SheetRow {
    let cells = row.cells.iter().filter(|placed| (start..end).contains(&placed.column));
    SheetRow { row: row.row, cells: cells.cloned().collect() }
}
