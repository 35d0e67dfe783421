//! Small sheets written as rows of texts, and what is read out of them.

mod beside;
mod cards;
mod headers;
mod kinds;
mod secrets;
mod seeds;
mod tables;
mod told;

use super::layout::Layout;
use super::scan::{Given, Scanned, SheetScanner};
use super::{RowKind, SheetReading, TableReading};
use crate::catalogue::Catalogue;
use crate::cell::{Cell, Merge, PlacedCell, SheetInfo, SheetRow, column_number};
use crate::words::Words;

const FIELDS: &str = include_str!("../../../../../seeds/fields.toml");
const CODES: &str = include_str!("../../../../../seeds/codes.toml");
const WORDS: &str = include_str!("../../../../../seeds/layout.toml");

pub(super) fn catalogue() -> Catalogue {
    Catalogue::parse(FIELDS, &[]).unwrap()
}

pub(super) fn layout() -> &'static Layout {
    static LAYOUT: std::sync::OnceLock<Layout> = std::sync::OnceLock::new();
    let words = || Words::parse(include_str!("../../../../../seeds/words.toml")).unwrap();
    LAYOUT.get_or_init(|| Layout::parse(WORDS, CODES, &words().secret, &catalogue()).unwrap())
}

/// A sheet under construction. Texts of digits become numbers; `\0` is an empty cell, as is an empty text.
struct Sheet {
    info: SheetInfo,
    rows: Vec<SheetRow>,
}

/// What was read out of a sheet.
struct Read {
    reading: SheetReading,
    rows: Vec<(usize, RowKind, SheetRow)>,
}

impl Sheet {
    fn new(rows: &[&[&str]]) -> Sheet {
        let row = |(at, cells): (u32, &&[&str])| SheetRow {
            row: at,
            cells: (1u32..)
                .zip(cells.iter())
                .filter(|(_, text)| !text.is_empty())
                .map(|(column, text)| PlacedCell { column, cell: cell(text) })
                .collect(),
        };
        let info = SheetInfo { name: "Sheet1".into(), ..SheetInfo::default() };
        Sheet { info, rows: (1u32..).zip(rows).map(row).filter(|row| !row.cells.is_empty()).collect() }
    }

    fn named(mut self, name: &str) -> Sheet {
        self.info.name = name.into();
        self
    }

    /// Merges a range such as `A1:D1`.
    fn merge(mut self, range: &str) -> Sheet {
        let (from, to) = range.split_once(':').unwrap();
        let place = |text: &str| {
            let digits = text.find(|c: char| c.is_ascii_digit()).unwrap();
            (text[digits..].parse::<u32>().unwrap(), column_number(&text[..digits]).unwrap())
        };
        let ((top, left), (bottom, right)) = (place(from), place(to));
        self.info.merges.push(Merge { top, left, bottom, right });
        self
    }

    fn read(self) -> Read {
        self.read_with(Given::Nothing)
    }

    fn read_with(self, given: Given<'_>) -> Read {
        let mut rows = Vec::new();
        let mut out = |scanned| {
            if let Scanned::Row { table, kind, row } = scanned {
                rows.push((table, kind, row));
            }
        };
        let mut scanner = SheetScanner::new(layout(), &self.info, given);
        self.rows.into_iter().for_each(|row| scanner.push(row, &mut out));
        let reading = scanner.finish(&mut out);
        Read { reading, rows }
    }
}

fn cell(text: &str) -> Cell {
    text.parse().map_or_else(|_| Cell::Text(text.into()), Cell::Number)
}

impl Read {
    fn table(&self) -> &TableReading {
        self.reading.tables.first().expect("a table is found")
    }

    /// Row numbers of a kind, over all tables.
    fn of(&self, kind: RowKind) -> Vec<u32> {
        self.rows.iter().filter(|(_, met, _)| *met == kind).map(|(.., row)| row.row).collect()
    }

    fn records(&self) -> Vec<u32> {
        self.of(RowKind::Record)
    }

    /// Field keys by column, `-` for none.
    fn fields(&self) -> Vec<String> {
        self.table().columns.iter().map(|column| column.field.clone().unwrap_or_else(|| "-".into())).collect()
    }

    /// Context as `field=text`.
    fn context(&self) -> Vec<String> {
        let line = |value: &super::ContextValue| format!("{}={}", value.field.as_deref().unwrap_or("-"), value.text);
        self.table().context.iter().map(line).collect()
    }
}
