//! Card forms: one record as labels with their values beside or below them.
//!
//! In here: telling a card from a table, pairing labels with values, cards below and beside each other in a sheet, and
//! projects side by side under one column of labels. Not in here: what a label means ([`super::header`]), labels and
//! values in one cell ([`super::inline`]).
//!
//! The invariant: a value belongs to one label, and a label to one card.

use rustc_hash::FxHashMap;

use super::columns::{Column, propose};
use super::context::Lines;
use super::grid::{Grid, Kind, between, filled, kind};
use super::inline;
use super::layout::Layout;
use super::{CardCell, ColumnReading};
use crate::catalogue::FieldId;
use crate::cell::{Cell, PlacedCell, SheetRow};
use crate::text::fold;

/// Fewest rows in which a column of labels names different fields.
const LABEL_ROWS: usize = 3;
/// Fewest fields of a card.
const FIELDS: usize = 4;

/// Where the labels of a sheet's cards stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    /// Columns of labels.
    pub labels: Vec<u32>,
    /// Columns of values where several projects stand side by side; empty for ordinary cards.
    pub side_by_side: Vec<u32>,
    /// Folded label that opens a card.
    pub opens: String,
    /// Folded label of the name in a card.
    pub name: String,
    /// First row of the first card.
    pub first_row: u32,
    /// Labels stand in one cell with their values.
    pub inline: bool,
}

/// A card taken apart.
#[derive(Debug)]
pub(super) struct Card {
    pub cells: Vec<CardCell>,
    pub record: SheetRow,
}

/// Finds the form of the cards of a sheet, if it holds cards.
pub(super) fn form(layout: &Layout, rows: &[SheetRow]) -> Option<Form> {
    beside(layout, rows).or_else(|| inside(layout, rows))
}

/// Cards with labels and values in one cell.
fn inside(layout: &Layout, rows: &[SheetRow]) -> Option<Form> {
    let (labels, first_row) = inline::columns(layout, rows)?;
    let texts = rows.iter().skip_while(|row| row.row < first_row).flat_map(filled).map(|placed| placed.cell.text());
    let known: Vec<(FieldId, String)> = texts
        .filter_map(|text| {
            inline::split(layout, &text).and_then(|(label, _)| Some((layout.quick(label)?, fold(label))))
        })
        .collect();
    let name = known.iter().find(|(field, _)| layout.is_name(*field))?.1.clone();
    let opens = known.first()?.1.clone();
    Some(Form { labels, side_by_side: Vec::new(), opens, name, first_row, inline: true })
}

/// Cards with values beside or below their labels.
fn beside(layout: &Layout, rows: &[SheetRow]) -> Option<Form> {
    let mut cells: FxHashMap<u32, usize> = FxHashMap::default();
    let mut columns: FxHashMap<u32, Vec<(u32, FieldId)>> = FxHashMap::default();
    let label = |row: u32, column: u32| {
        rows.iter().find(|r| r.row == row).and_then(|r| r.cell(column)).map(|c| fold(&c.text()))
    };
    for row in rows.iter().take(120) {
        for placed in filled(row) {
            *cells.entry(placed.column).or_default() += 1;
            if kind(&placed.cell) != Kind::Text {
                continue;
            }
            if let Some(field) = layout.quick(&placed.cell.text()) {
                columns.entry(placed.column).or_default().push((row.row, field));
            }
        }
    }
    let distinct = |met: &[(u32, FieldId)]| {
        let mut fields: Vec<FieldId> = met.iter().map(|(_, field)| *field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    };
    let mut labels: Vec<u32> = columns
        .iter()
        .filter(|(column, met)| distinct(met) >= LABEL_ROWS && met.len() * 2 >= cells[*column])
        .map(|(column, _)| *column)
        .collect();
    labels.sort_unstable();
    let mut met: Vec<(u32, FieldId)> = labels.iter().flat_map(|column| columns[column].iter().copied()).collect();
    met.sort_unstable();
    // Columns side by side that are all labels are a table's header met several times, not a card.
    let beside = labels.windows(2).any(|pair| pair[1] == pair[0] + 1) && labels.len() > 2;
    if labels.is_empty() || beside || distinct(&met) < FIELDS || !met.iter().any(|(_, field)| layout.is_name(*field)) {
        return None;
    }
    let at = |wanted: (u32, FieldId)| labels.iter().copied().find(|column| columns[column].contains(&wanted));
    let first = met[0];
    let named = *met.iter().find(|(_, field)| layout.is_name(*field))?;
    let opens = label(first.0, at(first)?)?;
    let name = label(named.0, at(named)?)?;
    Some(Form {
        side_by_side: side_by_side(rows, &labels, &met),
        labels,
        opens,
        name,
        first_row: first.0,
        inline: false,
    })
}

/// Columns of values where every one of them is a project.
fn side_by_side(rows: &[SheetRow], labels: &[u32], met: &[(u32, FieldId)]) -> Vec<u32> {
    let [label] = labels else { return Vec::new() };
    let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
    let mut first = 0;
    for row in rows.iter().filter(|row| met.iter().any(|(number, _)| *number == row.row)) {
        for placed in filled(row).filter(|placed| placed.column > *label) {
            *counts.entry(placed.column).or_default() += 1;
        }
        first += 1;
    }
    let mut columns: Vec<u32> =
        counts.into_iter().filter(|(_, count)| *count * 2 >= first).map(|(column, _)| column).collect();
    columns.sort_unstable();
    if columns.len() >= 2 { columns } else { Vec::new() }
}

/// Whether a sheet explains the fields instead of filling them in.
pub(super) fn explains(layout: &Layout, rows: &[SheetRow], form: &Form) -> bool {
    let values: Vec<String> = rows
        .iter()
        .flat_map(|row| {
            filled(row).filter(|placed| !form.labels.contains(&placed.column)).map(|placed| placed.cell.text())
        })
        .collect();
    let explaining = |text: &&String| layout.explaining.iter().any(|word| text.contains(word.as_str()));
    !values.is_empty() && values.iter().filter(explaining).count() * 10 >= values.len() * 3
}

impl Form {
    /// Whether a row holds the label that opens a card.
    pub(super) fn opens(&self, layout: &Layout, row: &SheetRow) -> bool {
        !self.at(layout, row, &self.opens).is_empty()
    }
    /// Whether a row holds the label of the card's name.
    pub(super) fn names(&self, layout: &Layout, row: &SheetRow) -> bool {
        !self.at(layout, row, &self.name).is_empty()
    }
    /// Columns of a row that hold a label.
    fn at(&self, layout: &Layout, row: &SheetRow, label: &str) -> Vec<u32> {
        let holds = |text: &str| match self.inline {
            true => inline::split(layout, text).is_some_and(|(own, _)| fold(own) == label),
            false => fold(text) == label,
        };
        let met = filled(row).filter(|placed| self.labels.contains(&placed.column) && holds(&placed.cell.text()));
        met.map(|placed| placed.column).collect()
    }

    /// Labels of the cards beside each other: each has as many columns of labels, and a name of its own.
    fn beside(&self, layout: &Layout, grid: Grid<'_>) -> Vec<Form> {
        let names = grid.rows.iter().map(|row| self.at(layout, row, &self.name)).find(|names| !names.is_empty());
        let names = names.unwrap_or_default();
        let each = self.labels.len() / names.len().max(1);
        let whole = names.len() > 1 && each * names.len() == self.labels.len();
        if !whole || !self.labels.chunks(each).zip(&names).all(|(labels, name)| labels.contains(name)) {
            return vec![self.clone()];
        }
        self.labels.chunks(each).map(|labels| Form { labels: labels.to_vec(), ..self.clone() }).collect()
    }
}

/// Takes the rows of one card apart: one card, one per column of values, or those beside each other.
pub(super) fn cards(layout: &Layout, grid: Grid<'_>, form: &Form, lines: &Lines) -> Vec<Card> {
    let mut cards: Vec<Card> = if form.side_by_side.is_empty() {
        let forms = form.beside(layout, grid);
        let starts = || forms.iter().enumerate().map(|(at, form)| if at == 0 { 0 } else { form.labels[0] });
        let ends = starts().skip(1).chain([u32::MAX]);
        let stretch = |(form, (start, end)): (&Form, (u32, u32))| {
            let rows: Vec<SheetRow> = grid.rows.iter().map(|row| between(row, start, end)).collect();
            card(layout, Grid { rows: &rows, ..grid }, form, lines, None)
        };
        forms.iter().zip(starts().zip(ends)).map(stretch).collect()
    } else {
        form.side_by_side.iter().map(|values| card(layout, grid, form, lines, Some(*values))).collect()
    };
    // Cards side by side begin in the same row; every record is told in a row of its own.
    cards.iter_mut().zip(0u32..).for_each(|(card, at)| card.record.row += at);
    cards.retain(|card| !card.record.cells.is_empty());
    cards
}

/// A label with the place of its value.
struct Labelled {
    path: Vec<String>,
    row: u32,
    column: u32,
    value: Option<Cell>,
}

fn card(layout: &Layout, grid: Grid<'_>, form: &Form, lines: &Lines, values: Option<u32>) -> Card {
    let mut labelled: Vec<Labelled> = Vec::new();
    for row in grid.rows {
        let cells: Vec<&PlacedCell> = filled(row).collect();
        for (at, placed) in cells.iter().enumerate().filter(|(_, placed)| form.labels.contains(&placed.column)) {
            let text = placed.cell.text();
            if form.inline {
                labelled.extend(inline_label(layout, row.row, placed.column, &text));
                continue;
            }
            let known = layout.quick(&text).is_some();
            if kind(&placed.cell) != Kind::Text || (!known && (text.chars().count() > 24 || layout.is_note(&text))) {
                continue;
            }
            let place = place(layout, grid, form, row, &cells, at, values);
            let Some((value_row, column, value)) = place else { continue };
            labelled.push(Labelled {
                path: path(layout, grid, form, row.row, placed, text),
                row: value_row,
                column,
                value,
            });
        }
    }
    build(layout, grid, labelled, lines)
}

fn inline_label(layout: &Layout, row: u32, column: u32, text: &str) -> Option<Labelled> {
    let (label, value) = inline::split(layout, text)?;
    Some(Labelled { path: vec![label.to_owned()], row, column, value: Some(Cell::Text(value.to_owned())) })
}

/// Group at the side (建设情况, merged downwards) and label.
fn path(layout: &Layout, grid: Grid<'_>, form: &Form, row: u32, label: &PlacedCell, text: String) -> Vec<String> {
    let side = (1..label.column).rev().filter(|column| !form.labels.contains(column)).find_map(|column| {
        let merge =
            grid.merges.at(row, column).filter(|merge| merge.bottom > merge.top && merge.right < label.column)?;
        grid.text(merge.top, merge.left)
    });
    side.filter(|group| layout.quick(group).is_none() || group.chars().count() <= 8).into_iter().chain([text]).collect()
}

/// Where the value of a label stands: beside it, or below where the label fills its row.
fn place(
    layout: &Layout,
    grid: Grid<'_>,
    form: &Form,
    row: &SheetRow,
    cells: &[&PlacedCell],
    at: usize,
    values: Option<u32>,
) -> Option<(u32, u32, Option<Cell>)> {
    let label = cells[at];
    if let Some(column) = values {
        return Some((row.row, column, row.cell(column).cloned()));
    }
    let right = grid.merges.at(row.row, label.column).map_or(label.column, |merge| merge.right);
    let next_label = form.labels.iter().copied().find(|column| *column > label.column);
    let beside = cells.get(at + 1).filter(|next| next_label.is_none_or(|column| next.column < column));
    if let Some(next) = beside {
        return Some((row.row, next.column, Some(next.cell.clone())));
    }
    let below = grid.row(row.row + 1).and_then(|below| {
        let mut cells = filled(below);
        cells
            .next()
            .filter(|cell| cell.column <= right && cells.next().is_none() && layout.quick(&cell.cell.text()).is_none())
    });
    let alone = cells.len() == 1 && right > label.column && next_label.is_none_or(|column| right >= column);
    match below {
        Some(value) if alone => Some((row.row + 1, value.column, Some(value.cell.clone()))),
        _ if layout.quick(&label.cell.text()).is_some() => Some((row.row, right + 1, None)),
        _ => None,
    }
}

fn build(layout: &Layout, grid: Grid<'_>, labelled: Vec<Labelled>, lines: &Lines) -> Card {
    let columns: Vec<Column> = (1u32..)
        .zip(&labelled)
        .map(|(column, label)| Column {
            column,
            path: label.path.iter().map(|text| layout.header(text)).collect(),
            sample: label.value.iter().filter(|cell| !cell.is_blank()).cloned().collect(),
        })
        .collect();
    let readings = propose(layout, &columns, lines);
    let mut cells = Vec::new();
    let mut record = SheetRow { row: grid.rows.first().map_or(0, |row| row.row), cells: Vec::new() };
    for ((reading, label), column) in readings.into_iter().zip(labelled).zip(1u32..) {
        if let Some(cell) = label.value.filter(|cell| !cell.is_blank()) {
            record.cells.push(PlacedCell { column, cell });
        }
        cells.push(CardCell { reading: ColumnReading { column: label.column, ..reading }, row: label.row });
    }
    Card { cells, record }
}
