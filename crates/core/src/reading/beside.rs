//! Tables beside each other: a narrow table printed in two or more columns, its header repeated in the same rows.
//!
//! In here: where each of them begins, cutting rows between them, the kinds of the parts. Not in here: what a column
//! means; blocks beside a table that are none ([`super::aside`]).
//!
//! The invariant: every cell of a row goes to one table, but for headings of all tables, which all of them are told.

use super::grid::{Kind, Merges, between, filled, kind, lone};
use super::layout::Layout;
use super::rows::Rows;
use super::{RowKind, TableReading};
use crate::catalogue::FieldId;
use crate::cell::SheetRow;
use crate::text::fold;

/// Fewest columns of a table beside others.
const NARROWEST: usize = 2;

/// What tells columns of tables beside each other apart, and alike.
#[derive(Debug, PartialEq)]
struct Head {
    column: u32,
    /// All texts above the column.
    path: Vec<String>,
    /// Its field, or else its leaf.
    says: (Option<FieldId>, String),
}

/// First columns of the tables whose headers stand in a block; one where it is an ordinary table.
pub(super) fn starts(layout: &Layout, paths: &[(u32, Vec<String>)]) -> Vec<u32> {
    let heads: Vec<Head> = paths.iter().filter_map(|(column, path)| head(layout, *column, path)).collect();
    let named = |heads: &&[Head]| name(layout, heads).is_some();
    let tables = repeated(&heads).or_else(|| numbered(layout, &heads)).filter(|tables| tables.iter().all(named));
    let starts = |tables: Vec<&[Head]>| tables.iter().map(|heads| heads[0].column).collect();
    tables.map_or_else(|| paths.iter().take(1).map(|(column, _)| *column).collect(), starts)
}

fn head(layout: &Layout, column: u32, path: &[String]) -> Option<Head> {
    let leaf = path.iter().rev().find(|text| !layout.header(text).unit_only).or(path.last())?;
    let field = layout.quick(leaf);
    let says = (field, if field.is_some() { String::new() } else { fold(leaf) });
    Some(Head { column, path: path.iter().map(|text| fold(text)).collect(), says })
}

fn name(layout: &Layout, heads: &[Head]) -> Option<FieldId> {
    heads.iter().filter_map(|head| head.says.0).find(|field| layout.is_name(*field))
}

/// The same headers from the first to the last, twice or more.
fn repeated(heads: &[Head]) -> Option<Vec<&[Head]>> {
    let sizes = (NARROWEST..=heads.len() / 2).filter(|size| heads.len().is_multiple_of(*size));
    let same = |one: &[Head], other: &[Head]| one.iter().zip(other).all(|(a, b)| a.path == b.path);
    sizes.map(|size| heads.chunks(size).collect::<Vec<_>>()).find(|tables| tables.iter().all(|t| same(t, tables[0])))
}

/// Each begins with a serial number and has a name of the same field; at least half of its columns are the others' too.
fn numbered<'h>(layout: &Layout, heads: &'h [Head]) -> Option<Vec<&'h [Head]>> {
    let serial = |head: &Head| head.path.last().is_some_and(|leaf| layout.serial.contains(&layout.header(leaf).bare));
    let mut tables: Vec<&[Head]> = heads.chunk_by(|_, next| !serial(next)).collect();
    tables.retain(|table| serial(&table[0]));
    let [first, rest @ ..] = tables.as_slice() else { return None };
    let alike = |table: &&[Head]| {
        let shared = table.iter().filter(|head| first.iter().any(|known| known.says == head.says)).count();
        shared >= NARROWEST && shared * 2 >= table.len().min(first.len()) && name(layout, table) == name(layout, first)
    };
    (!rest.is_empty() && first[0] == heads[0] && rest.iter().all(alike)).then_some(tables)
}

/// One of the tables that share their rows.
#[derive(Debug)]
struct Side {
    /// Which table of the sheet.
    table: usize,
    /// Its first column, and that of the next one.
    columns: (u32, u32),
    rows: Rows,
    /// It has headings of its own.
    headed: bool,
}

/// The tables that share their rows: one, or several beside each other.
#[derive(Debug)]
pub(super) struct Sides(Vec<Side>);

impl Sides {
    /// For tables beside each other, the first of which has that number; `headers` are their header rows as met.
    pub(super) fn new(first: usize, tables: &[TableReading], headers: &[SheetRow]) -> Sides {
        let starts: Vec<u32> = tables.iter().skip(1).filter_map(|t| Some(t.columns.first()?.column)).collect();
        let from = std::iter::once(0).chain(starts.iter().copied());
        let columns = from.zip(starts.iter().copied().chain([u32::MAX]));
        let sides = tables.iter().zip(columns).zip(first..).map(|((reading, columns), table)| {
            let headers: Vec<SheetRow> = headers.iter().map(|row| between(row, columns.0, columns.1)).collect();
            Side { table, columns, rows: Rows::new(reading, &headers), headed: false }
        });
        Sides(sides.collect())
    }

    /// Table and kind of the usual row of a table that stands alone, told without looking at all of its cells.
    pub(super) fn plain_record(&mut self, layout: &Layout, row: &SheetRow) -> Option<(usize, RowKind)> {
        let [side] = self.0.as_mut_slice() else { return None };
        side.rows.plainly_a_record(layout, row).then(|| (side.table, side.rows.plain_record()))
    }

    /// Whether a row repeats a header row of one of the tables.
    pub(super) fn repeats_header(&self, row: &SheetRow) -> bool {
        self.0.iter().any(|side| side.rows.repeats_header(&side.part(row)))
    }

    /// The parts of a row that hold something, with their tables.
    pub(super) fn parts(&self, row: SheetRow) -> Vec<(usize, SheetRow)> {
        if let [side] = self.0.as_slice() {
            return vec![(side.table, row)];
        }
        self.0.iter().map(|side| (side.table, side.part(&row))).filter(|(_, part)| !part.is_blank()).collect()
    }

    /// Tells the kinds of the parts of the next row.
    pub(super) fn tell(
        &mut self,
        layout: &Layout,
        merges: &Merges,
        row: SheetRow,
        each: &mut impl FnMut(usize, RowKind, SheetRow),
    ) {
        if let [side] = self.0.as_mut_slice() {
            let kind = side.rows.kind(layout, merges, &row);
            return each(side.table, kind, row);
        }
        let parts: Vec<SheetRow> = self.0.iter().map(|side| side.part(&row)).collect();
        let look = |(side, part): (&mut Side, &SheetRow)| {
            if part.is_blank() { RowKind::Blank } else { side.rows.look(layout, merges, part) }
        };
        let mut kinds: Vec<RowKind> = self.0.iter_mut().zip(&parts).map(look).collect();
        let of_all = kinds[0] == RowKind::Section && self.heads_all(merges, &row);
        let any = |kind| kinds.contains(&kind);
        let (total, note) = (any(RowKind::Subtotal), any(RowKind::Note));
        for ((side, part), kind) in self.0.iter_mut().zip(parts).zip(&mut kinds) {
            if of_all && !side.headed {
                each(side.table, side.rows.note(RowKind::Section), row.clone());
                continue;
            }
            if part.is_blank() {
                continue;
            }
            // One 合计 for all tables stands in the first of them; so do the labels of signatures.
            if total && filled(&part).all(|placed| kind_of(placed) != Kind::Text) {
                *kind = RowKind::Subtotal;
            } else if note && lone(&part).is_some() {
                *kind = RowKind::Note;
            }
            side.headed |= *kind == RowKind::Section;
            each(side.table, side.rows.note(*kind), part);
        }
    }

    /// Whether a heading of the first table is one of all: it stands alone in its row and does not end with the table.
    fn heads_all(&self, merges: &Merges, row: &SheetRow) -> bool {
        let end = self.0[0].columns.1;
        lone(row).is_some_and(|only| {
            let merge = merges.at(row.row, only.column).filter(|merge| merge.right > merge.left);
            only.column < end && merge.is_none_or(|merge| merge.right >= end)
        })
    }
}

impl Side {
    fn part(&self, row: &SheetRow) -> SheetRow {
        between(row, self.columns.0, self.columns.1)
    }
}

fn kind_of(placed: &crate::cell::PlacedCell) -> Kind {
    kind(&placed.cell)
}
