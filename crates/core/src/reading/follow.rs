//! Readings that exist before a sheet is scanned: given back by a person, or remembered by the layout.
//!
//! In here: following a reading row by row, fingerprints, carrying a remembered reading over to a like table.
//! Not in here: proposing.
//!
//! The invariant: a person's reading is followed as it stands; nothing in it is improved.

use std::ops::Range;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::beside::Sides;
use super::grid::Merges;
use super::inline;
use super::layout::Layout;
use super::scan::Scanned;
use super::{ColumnReading, MatchReason, RowKind, SheetReading, TableForm, TableReading, UnitSource};
use crate::cell::{Cell, PlacedCell, SheetRow};
use crate::text::fold;

/// Identity of a layout: its folded headers with their columns counted from the first one. Units do not count, so that
/// a form of last year in 元 and one of this year in 万元 are one layout. What this program wrote beside the rows does not
/// count either: a form that went back and came again is the same.
pub(super) fn fingerprint(layout: &Layout, columns: &[ColumnReading]) -> String {
    let first = columns.iter().find(|column| !is_ours(column)).map_or(0, |column| column.column);
    let mut hash = Sha256::new();
    for column in columns.iter().filter(|column| !is_ours(column)) {
        let header: Vec<String> = column.header.split('/').map(|part| layout.header(part).bare).collect();
        hash.update(column.column.wrapping_sub(first).to_be_bytes());
        hash.update(header.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("/"));
        hash.update([0]);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Carries a remembered reading over to a table of the same layout.
pub(super) fn remember(table: &mut TableReading, known: &TableReading) {
    let start = |table: &TableReading| table.columns.iter().find(|c| !is_ours(c)).map_or(0, |column| column.column);
    let (here, there) = (start(table), start(known));
    let by_offset: FxHashMap<u32, &ColumnReading> =
        known.columns.iter().map(|column| (column.column.wrapping_sub(there), column)).collect();
    for column in table.columns.iter_mut().filter(|column| !is_ours(column)) {
        let Some(known) = by_offset.get(&column.column.wrapping_sub(here)) else { continue };
        column.field.clone_from(&known.field);
        column.reason = match known.reason {
            MatchReason::Serial | MatchReason::Secret | MatchReason::Uid | MatchReason::Told | MatchReason::NoField => {
                known.reason
            }
            _ => MatchReason::Person,
        };
        column.number_unit.clone_from(&known.number_unit);
        // The unit that this file states is its own; what a person had to say about a silent one is remembered.
        let stated = column.money.is_some_and(|(_, source)| source != UnitSource::Assumed);
        if !stated {
            column.money = known
                .money
                .filter(|(_, source)| *source == UnitSource::Person || column.money.is_none())
                .or(column.money);
        }
    }
    table.remembered = known.fingerprint == table.fingerprint;
}

/// Whether this program wrote a column beside the sender's own.
fn is_ours(column: &ColumnReading) -> bool {
    matches!(column.reason, MatchReason::Uid | MatchReason::Told)
}

/// A table that this program gave out as a list: what it said of the projects itself (`headers`, with their groups in front)
/// is not theirs. None where it has no such column, or is a table of others.
pub fn without_told(table: &TableReading, headers: &[String]) -> Option<TableReading> {
    let ours = table.columns.iter().any(|column| column.reason == MatchReason::Uid);
    let told = |column: &ColumnReading| headers.iter().any(|header| fold(header) == fold(&column.header));
    if !ours || !table.columns.iter().any(told) {
        return None;
    }
    // It is not remembered: it would be applied to the sender's own forms of these headers.
    let mut known = TableReading { fingerprint: String::new(), ..table.clone() };
    for column in known.columns.iter_mut().filter(|column| told(column)) {
        (column.field, column.reason, column.money, column.number_unit) = (None, MatchReason::Told, None, None);
    }
    Some(known)
}

/// What a remembered reading says of a table that this program gave out and that came back with its columns moved or
/// missing: by headers, in the table's own order. None for a table of others, or of quite other headers.
pub fn recalled(table: &TableReading, known: &TableReading) -> Option<TableReading> {
    if !table.columns.iter().any(|column| column.reason == MatchReason::Uid) {
        return None;
    }
    let own = || table.columns.iter().filter(|column| !is_ours(column));
    let by_header: FxHashMap<String, &ColumnReading> =
        known.columns.iter().filter(|column| !is_ours(column)).map(|column| (fold(&column.header), column)).collect();
    let found = own().filter(|column| by_header.contains_key(&fold(&column.header))).count();
    if found < 2 || found * 10 < own().count() * 8 {
        return None;
    }
    let carried = |column: &ColumnReading| match by_header.get(&fold(&column.header)) {
        Some(known) => ColumnReading { column: column.column, ..(*known).clone() },
        None => column.clone(),
    };
    let columns = table.columns.iter().map(carried).collect();
    Some(TableReading { columns, fingerprint: table.fingerprint.clone(), ..known.clone() })
}

/// Follows the reading of a sheet.
pub(super) struct Following {
    tables: Vec<TableReading>,
    /// Kinds that a person gave, by table and row.
    kinds: FxHashMap<(usize, u32), RowKind>,
    /// The tables whose rows pass by: several where they stand beside each other.
    now: Range<usize>,
    headers: Vec<SheetRow>,
    sides: Option<Sides>,
    cards: FxHashMap<u32, SheetRow>,
}

impl Following {
    pub(super) fn new(layout: &Layout, reading: &SheetReading) -> Following {
        let mut tables = reading.tables.clone();
        tables.iter_mut().for_each(|table| layout.without_credentials(table));
        let kinds = tables
            .iter()
            .enumerate()
            .flat_map(|(at, table)| table.row_kinds.iter().map(move |(row, kind)| ((at, *row), *kind)));
        let kinds = kinds.collect();
        Following { tables, kinds, now: 0..0, headers: Vec::new(), sides: None, cards: FxHashMap::default() }
    }

    pub(super) fn push(&mut self, layout: &Layout, merges: &Merges, row: SheetRow, out: &mut impl FnMut(Scanned)) {
        let is_card = |table: &TableReading| table.form == TableForm::Card;
        if self.tables.iter().any(is_card) {
            if self.tables.iter().any(|table| table.card.iter().any(|cell| cell.row == row.row)) {
                self.cards.insert(row.row, row);
            }
            return;
        }
        while self.tables.get(self.now.end).is_some_and(|table| self.now.end == 0 || row.row >= top(table)) {
            self.begin(out);
        }
        let Some(table) = self.tables.get(self.now.start) else { return };
        if row.row < table.first_row && !table.header_rows.contains(&row.row) {
            let kind = self.kinds.get(&(self.now.start, row.row)).copied().unwrap_or(RowKind::Title);
            return out(Scanned::Row { table: self.now.start, kind, row });
        }
        let (first, tables, kinds) = (self.now.start, &self.tables[self.now.clone()], &self.kinds);
        let each = &mut |table, kind, row: SheetRow| {
            let kind = kinds.get(&(table, row.row)).copied().unwrap_or(kind);
            out(Scanned::Row { table, kind, row });
        };
        if row.row < table.first_row {
            self.headers.push(row.clone());
            let sides = Sides::new(first, tables, &[]);
            sides.parts(row).into_iter().for_each(|(table, part)| each(table, RowKind::Header, part));
        } else {
            let headers = &self.headers;
            let sides = self.sides.get_or_insert_with(|| Sides::new(first, tables, headers));
            sides.tell(layout, merges, row, each);
        }
    }

    /// Begins the next table, and those beside it.
    fn begin(&mut self, out: &mut impl FnMut(Scanned)) {
        let start = self.now.end;
        let beside = self.tables[start..].windows(2).take_while(|pair| pair[1].is_right_of(&pair[0])).count();
        self.now = start..start + beside + 1;
        self.tables[self.now.clone()].iter().for_each(|table| out(Scanned::Table(table.clone())));
        self.headers.clear();
        self.sides = None;
    }

    /// Tells the rest; returns the tables as they were followed.
    pub(super) fn finish(self, layout: &Layout, out: &mut impl FnMut(Scanned)) -> Vec<TableReading> {
        for (index, table) in self.tables.iter().enumerate().skip(self.now.end) {
            out(Scanned::Table(table.clone()));
            if table.form != TableForm::Card {
                continue;
            }
            let value = |(column, cell): (u32, &super::CardCell)| {
                let met: Option<&Cell> = self.cards.get(&cell.row)?.cell(cell.reading.column);
                let value = inline::value(layout, &cell.reading.header, met?);
                (!value.is_blank()).then_some(PlacedCell { column, cell: value })
            };
            let cells: Vec<PlacedCell> = (1u32..).zip(&table.card).filter_map(value).collect();
            let row = SheetRow { row: table.first_row, cells };
            let kind = self.kinds.get(&(index, row.row)).copied().unwrap_or(RowKind::Record);
            if !row.cells.is_empty() {
                out(Scanned::Row { table: index, kind, row });
            }
        }
        self.tables
    }
}

/// First row that is surely of a table.
fn top(table: &TableReading) -> u32 {
    table.header_rows.iter().copied().chain([table.first_row]).min().unwrap_or(table.first_row)
}
