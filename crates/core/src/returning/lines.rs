//! What stands around the rows of a table as its sender wrote it, kept so that it can go back in their layout.
//!
//! Not in here: the rows of projects, which are kept as values with their texts as met.
//!
//! The invariant: a line that says 涉密 or tells an account or a password is not kept, nor is any line of a table that is
//! marked 涉密 as a whole; of sums only the labels are.

use serde::{Deserialize, Serialize};

use crate::cell::{Cell, Merge, PlacedCell, SheetInfo, SheetRow};
use crate::interpret::says_classified;
use crate::parse::credential::credential;
use crate::reading::{MatchReason, RowKind, TableReading};
use crate::reference::Reference;
use crate::text::clean;

/// Most lines kept of a table; a table with more sections than this goes back without the rest.
const MOST_LINES: usize = 500;
/// Most characters kept of a cell.
const MOST_CHARS: usize = 2_000;
/// Most merged ranges kept of a table.
const MOST_MERGES: usize = 500;

/// One line that is no project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    /// Its row.
    pub row: u32,
    /// What it is.
    pub kind: RowKind,
    /// Its cells: column and text.
    pub cells: Vec<(u32, String)>,
}

/// The lines around the rows of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TableLines {
    /// From top to bottom.
    pub lines: Vec<SheetLine>,
    /// Merged ranges of the head, and those of one row below it.
    pub merges: Vec<Merge>,
    /// The table is marked 涉密: nothing of it is kept.
    #[serde(skip)]
    closed: bool,
}

impl TableLines {
    /// For a table of a sheet; nothing is kept yet.
    pub fn new(sheet: &SheetInfo, table: &TableReading) -> TableLines {
        let kept = |merge: &&Merge| merge.bottom < table.first_row || merge.top == merge.bottom;
        let merges = sheet.merges.iter().filter(kept).take(MOST_MERGES).copied().collect();
        TableLines { lines: Vec::new(), merges, closed: false }
    }

    /// Keeps a row of the table that is no project.
    pub fn keep(&mut self, reference: &Reference, table: &TableReading, kind: RowKind, row: &SheetRow) {
        if self.closed || matches!(kind, RowKind::Record | RowKind::Blank) {
            return;
        }
        if row.cells.iter().any(|placed| says_classified(reference, &placed.cell)) {
            if matches!(kind, RowKind::Title | RowKind::Section) {
                *self = TableLines { closed: true, ..TableLines::default() };
            }
            return;
        }
        let secret = |placed: &PlacedCell| {
            let column = table.columns.iter().find(|column| column.column == placed.column);
            kind != RowKind::Header && column.is_some_and(|column| column.reason == MatchReason::Secret)
        };
        let told = |placed: &PlacedCell| credential(&placed.cell.text(), &reference.words.secret);
        if self.lines.len() >= MOST_LINES || row.cells.iter().any(|placed| secret(placed) || told(placed)) {
            return;
        }
        let wanted = |placed: &&PlacedCell| kind != RowKind::Subtotal || matches!(placed.cell, Cell::Text(_));
        let text = |placed: &PlacedCell| {
            let text: String = clean(&placed.cell.text()).chars().take(MOST_CHARS).collect();
            (!text.is_empty()).then_some((placed.column, text))
        };
        let cells: Vec<(u32, String)> = row.cells.iter().filter(wanted).filter_map(text).collect();
        if !cells.is_empty() {
            self.lines.push(SheetLine { row: row.row, kind, cells });
        }
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What is known of a table of which no lines were kept: its title and its headers, each on one line.
    pub fn of_reading(table: &TableReading) -> TableLines {
        let first = table.columns.first().map_or(1, |column| column.column);
        let title = table.title.iter().map(|title| SheetLine {
            row: 1,
            kind: RowKind::Title,
            cells: vec![(first, title.clone())],
        });
        let headers = table.columns.iter().map(|column| (column.column, column.header.clone()));
        let header = SheetLine { row: 2, kind: RowKind::Header, cells: headers.collect() };
        TableLines { lines: title.chain([header]).collect(), ..TableLines::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::TableForm;
    use crate::reference::SeedTexts;

    fn row(row: u32, texts: &[&str]) -> SheetRow {
        let placed = |(column, text): (u32, &&str)| PlacedCell { column, cell: Cell::Text((*text).to_owned()) };
        SheetRow { row, cells: (1..).zip(texts).map(placed).collect() }
    }

    fn table() -> TableReading {
        TableReading {
            form: TableForm::Rows,
            title: None,
            header_rows: vec![2],
            first_row: 3,
            columns: Vec::new(),
            card: Vec::new(),
            context: Vec::new(),
            row_kinds: Vec::new(),
            fingerprint: String::new(),
            remembered: false,
        }
    }

    #[test]
    fn secrets_are_not_kept_with_the_layout() {
        let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
        let (table, mut lines) = (table(), TableLines::default());
        lines.keep(&reference, &table, RowKind::Title, &row(1, &["信息系统登记表"]));
        lines.keep(&reference, &table, RowKind::Note, &row(8, &["后台用户名：admin，密码：Aa123456"]));
        lines.keep(&reference, &table, RowKind::Note, &row(9, &["机密★10年"]));
        lines.keep(&reference, &table, RowKind::Subtotal, &row(10, &["合计", "120"]));
        let kept: Vec<&str> = lines.lines.iter().flat_map(|line| &line.cells).map(|(_, text)| text.as_str()).collect();
        assert_eq!(kept, ["信息系统登记表", "合计", "120"], "a password and a marking never reach the register");
        lines.keep(&reference, &table, RowKind::Title, &row(2, &["秘密"]));
        lines.keep(&reference, &table, RowKind::Note, &row(11, &["注：一"]));
        assert!(lines.is_empty(), "of a table that is marked as a whole nothing is kept, whatever follows");
    }
}
