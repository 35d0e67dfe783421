//! Header blocks: one to four rows of headers, their groups above them, and the path of every column.
//!
//! In here: where a header starts and ends, by words and by shape. Not in here: which field a path means.
//!
//! The invariant: a title that spans the table is never part of a path.

use super::grid::{Grid, Kind, filled, kind, lone};
use super::layout::Layout;
use super::rows::is_column_numbers;
use crate::cell::{PlacedCell, SheetRow};

/// Most rows a header may have.
const DEEPEST: usize = 4;
/// Longest text that is still a header; longer ones are sentences.
const LONGEST: usize = 60;

/// A header found in a grid.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Block {
    /// Header rows; empty where the table has none.
    pub rows: Vec<u32>,
    /// First row of the body.
    pub first_row: u32,
    /// Columns with the texts above them, from the top down; no texts where only the body has the column.
    pub paths: Vec<(u32, Vec<String>)>,
}

/// How much a row looks like a header of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Likeness {
    /// Distinct fields named.
    pub fields: usize,
    /// Different texts, and cells that hold something else.
    pub cells: usize,
}

impl Likeness {
    pub(super) fn sure(self) -> bool {
        (self.fields >= 3 && self.fields * 10 >= self.cells * 3) || (self.fields == 2 && self.cells <= 4)
    }
}

/// Counts the fields that the cells of a row name.
pub(super) fn likeness(layout: &Layout, row: &SheetRow) -> Likeness {
    let mut fields = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    let mut cells = 0;
    for placed in filled(row) {
        let text = placed.cell.text();
        // The header of tables side by side says everything twice.
        if texts.contains(&text) {
            continue;
        }
        cells += 1;
        if kind(&placed.cell) != Kind::Text {
            continue;
        }
        if let Some(field) = layout.quick(&text)
            && !fields.contains(&field)
        {
            fields.push(field);
        }
        texts.push(text);
    }
    Likeness { fields: fields.len(), cells }
}

/// The first header whose words the catalogue knows, from the row of that index on.
pub(super) fn by_words(layout: &Layout, grid: Grid<'_>, from: usize) -> Option<Block> {
    let mut at = from;
    while at < grid.rows.len() {
        if likeness(layout, &grid.rows[at]).sure() {
            // The lines above a table name fields too (填报单位 … 联系人 … 联系电话 …): the best of the next rows is it.
            let ahead = at..grid.rows.len().min(at + 6);
            let score = |row: usize| likeness(layout, &grid.rows[row]).fields;
            let best = ahead.rev().max_by_key(|row| score(*row)).unwrap_or(at);
            let start = if score(best) > score(at) && !labels_and_values(layout, &grid.rows[best]) { best } else { at };
            if !labels_and_values(layout, &grid.rows[start]) {
                return Some(grown(layout, grid, start));
            }
        }
        at += 1;
    }
    None
}

/// The header that a person pointed at; none where one of its rows holds nothing.
pub(super) fn told(grid: Grid<'_>, rows: &[u32]) -> Option<Block> {
    let last = *rows.last()?;
    let there = rows.iter().all(|row| grid.row(*row).is_some_and(|row| filled(row).next().is_some()));
    there.then(|| Block { rows: rows.to_vec(), first_row: last + 1, paths: paths(grid, rows) })
}

/// Whether labels and values take turns in a row: 填报单位 | 省水利厅 | 联系人 | 张三.
pub(super) fn labels_and_values(layout: &Layout, row: &SheetRow) -> bool {
    let known: Vec<bool> = filled(row).map(|placed| layout.quick(&placed.cell.text()).is_some()).collect();
    let pairs = known.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let named = known.iter().filter(|named| **named).count();
    known.len() >= 2 && named * 2 <= known.len() + 1 && pairs + 1 == known.len() && known[0]
}

/// The header of a table whose words are foreign: the first wide row of short texts above rows of other kinds.
pub(super) fn by_shape(layout: &Layout, grid: Grid<'_>) -> Option<Block> {
    let line = |row: &SheetRow| filled(row).any(|cell| layout.context_labels(&cell.cell.text()));
    let width = |row: &SheetRow| if line(row) { 0 } else { filled(row).count() };
    let widths: Vec<usize> = grid.rows.iter().take(200).map(width).collect();
    let widest = widths.iter().copied().max()?;
    if widest < 2 {
        return None;
    }
    // A few rows with stray cells must not hide a narrower table: the width that most rows reach counts.
    let mut sorted: Vec<usize> = widths.iter().copied().filter(|width| *width >= 2).collect();
    sorted.sort_unstable();
    let usual = sorted[sorted.len() / 2];
    let at = widths.iter().position(|width| *width >= 2 && *width * 10 >= usual * 7)?;
    let row = &grid.rows[at];
    if !is_header_like(row) || !stands_out(grid.rows, at) {
        return Some(headless(grid.rows, at));
    }
    Some(grown(layout, grid, at))
}

/// Whether a row holds short texts only.
pub(super) fn is_header_like(row: &SheetRow) -> bool {
    filled(row).all(|placed| kind(&placed.cell) == Kind::Text && placed.cell.text().chars().count() <= LONGEST)
}

/// Whether the rows below are of other kinds than the row, or the row repeats nothing that stands below it.
fn stands_out(rows: &[SheetRow], at: usize) -> bool {
    let below = &rows[at + 1..rows.len().min(at + 40)];
    if below.is_empty() {
        return true;
    }
    let other = |column: u32| {
        below.iter().any(|row| row.cell(column).is_some_and(|cell| !cell.is_blank() && kind(cell) != Kind::Text))
    };
    if filled(&rows[at]).any(|placed| other(placed.column)) {
        return true;
    }
    let repeated = |placed: &PlacedCell| below.iter().any(|row| row.cell(placed.column) == Some(&placed.cell));
    below.len() >= 2 && !filled(&rows[at]).any(repeated)
}

/// A table without a header: its columns are those that hold something.
fn headless(rows: &[SheetRow], at: usize) -> Block {
    let mut columns: Vec<u32> = rows[at..].iter().flat_map(|row| filled(row).map(|placed| placed.column)).collect();
    columns.sort_unstable();
    columns.dedup();
    let paths = columns.into_iter().map(|column| (column, Vec::new())).collect();
    Block { rows: Vec::new(), first_row: rows[at].row, paths }
}

/// A table of one column without a header, which no word tells to be notes or a list.
pub(super) fn single_column(grid: Grid<'_>) -> Option<Block> {
    let first = grid.rows.first()?;
    let one = grid.rows.iter().all(|row| lone(row).is_some_and(|cell| filled(first).all(|f| f.column == cell.column)));
    one.then(|| headless(grid.rows, 0))
}

/// Grows a header row to its block: groups above, leaves and units below.
fn grown(layout: &Layout, grid: Grid<'_>, at: usize) -> Block {
    let mut top = at;
    while top > 0 && at - top < DEEPEST - 1 && is_group_row(layout, grid, top - 1, at) {
        top -= 1;
    }
    let first = grid.rows[top].row;
    let mut last = grid.rows[at].row;
    let mut next = at + 1;
    loop {
        let merged = grid.merges.from(first, last).iter().filter(|m| m.bottom - m.top < DEEPEST as u32);
        let covered = merged.filter(|m| {
            filled(&grid.rows[at]).any(|c| (m.left..=m.right).contains(&c.column)) || m.top < grid.rows[at].row
        });
        let reach = covered.map(|m| m.bottom).max().unwrap_or(last).max(last).min(first + DEEPEST as u32 - 1);
        if reach > last {
            last = reach;
            next = grid.rows.partition_point(|row| row.row <= last);
            continue;
        }
        // One empty row may stand between groups and leaves.
        let below = grid.rows.get(next).filter(|row| row.row <= last + 2 && row.row - first < DEEPEST as u32);
        match below {
            Some(row) if is_leaf_row(layout, grid, row, first, last) || opens_leaves(layout, grid, next, first) => {
                last = row.row;
                next += 1;
            }
            _ => break,
        }
    }
    let rows: Vec<u32> = (first..=last).collect();
    let paths = paths(grid, &rows);
    Block { rows, first_row: last + 1, paths }
}

/// Whether a row holds the groups of the header below it.
fn is_group_row(layout: &Layout, grid: Grid<'_>, above: usize, at: usize) -> bool {
    let (row, header) = (&grid.rows[above], &grid.rows[at]);
    let gap = grid.rows[above + 1].row - row.row;
    let cells: Vec<_> = filled(row).collect();
    let texts: Vec<String> = cells.iter().map(|c| c.cell.text()).collect();
    let is_label = |text: &String| layout.labels_a_value(text);
    if gap > 2 || cells.is_empty() || !is_header_like(row) || texts.iter().any(is_label) {
        return false;
    }
    // Over an empty row only a row that is a header itself is one with the leaves: some of its cells have none.
    let own_leaf = |(cell, text): (&&PlacedCell, &String)| {
        header.cell(cell.column).is_none_or(crate::cell::Cell::is_blank)
            && (layout.quick(text).is_some() || layout.serial.contains(&layout.header(text).bare))
    };
    if gap == 2 && !cells.iter().zip(&texts).any(own_leaf) {
        return false;
    }
    let (Some(left), Some(right)) = (filled(header).next(), filled(header).last()) else { return false };
    let spans = |column: u32| grid.merges.at(row.row, column);
    let wide = cells.iter().any(|c| {
        spans(c.column).is_some_and(|m| {
            (m.right > m.left && !(m.left <= left.column && m.right >= right.column)) || m.bottom >= header.row
        })
    });
    if wide {
        return cells.len() >= 2
            || cells[0].column > left.column
            || spans(cells[0].column).is_some_and(|m| m.right < right.column);
    }
    // Groups written without merging: several short texts above leaves, none of them a title or a label.
    let untitled = !texts.iter().any(|text| layout.is_title(text));
    let unmerged = cells.iter().all(|c| spans(c.column).is_none());
    let short = texts
        .iter()
        .all(|text| text.chars().count() <= 16 && layout.header(text).money.is_none_or(|_| text.chars().count() > 6));
    let money_line = texts.iter().any(|text| layout.header(text).unit_only);
    untitled
        && !labels_and_values(layout, row)
        && unmerged
        && short
        && !money_line
        && (cells.len() >= 2 || cells[0].column > left.column)
}

/// Whether a row holds groups of their own below the first row of a header, with their leaves in the next row.
fn opens_leaves(layout: &Layout, grid: Grid<'_>, at: usize, first: u32) -> bool {
    let (Some(row), Some(leaves)) = (grid.rows.get(at), grid.rows.get(at + 1)) else { return false };
    let over = filled(row).all(|cell| leaves.cell(cell.column).is_some_and(|leaf| !leaf.is_blank()));
    let fewer = filled(row).count() < filled(leaves).count();
    over && fewer
        && leaves.row == row.row + 1
        && is_header_like(row)
        && is_leaf_row(layout, grid, leaves, first, row.row)
}

/// Whether a row continues the header above it: leaves below groups, or units.
fn is_leaf_row(layout: &Layout, grid: Grid<'_>, row: &SheetRow, first: u32, last: u32) -> bool {
    let cells: Vec<_> = filled(row).collect();
    if cells.is_empty() || !is_header_like(row) {
        return false;
    }
    let texts: Vec<String> = cells.iter().map(|c| c.cell.text()).collect();
    if is_column_numbers(layout, &cells) {
        return false;
    }
    let units = texts.iter().filter(|text| layout.header(text).unit_only).count();
    if units == texts.len() {
        return true;
    }
    if texts.iter().any(|text| layout.is_example(text))
        || texts.iter().filter(|t| layout.is_hint(t)).count() * 2 > texts.len()
    {
        return false;
    }
    let under_merge =
        |column: u32| grid.merges.at(last, column).is_some_and(|m| m.right > m.left && m.bottom < row.row);
    let under = cells.iter().filter(|c| under_merge(c.column)).count();
    if under * 10 >= cells.len() * 7 {
        return true;
    }
    // Unmerged groups: the leaves stand under blanks or under the group that opens them.
    let blank_above = |column: u32| (first..=last).all(|above| grid.text(above, column).is_none());
    let blank = cells.iter().filter(|c| blank_above(c.column)).count();
    let known = texts.iter().filter(|text| layout.quick(text).is_some() || layout.is_generic(text)).count();
    blank > 0 && known * 2 >= texts.len() && known > 0 && cells.len() >= 2
}

/// The texts above every column, from the top down.
fn paths(grid: Grid<'_>, rows: &[u32]) -> Vec<(u32, Vec<String>)> {
    let mut columns: Vec<u32> = Vec::new();
    for row in rows {
        columns.extend(grid.row(*row).into_iter().flat_map(|row| filled(row).map(|placed| placed.column)));
        for merge in grid.merges.from(*row, *row).iter().filter(|m| grid.text(m.top, m.left).is_some()) {
            columns.extend(merge.left..=merge.right.min(merge.left + 255));
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns.into_iter().map(|column| (column, path(grid, rows, column))).collect()
}

fn path(grid: Grid<'_>, rows: &[u32], column: u32) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut origin = None;
    for (at, row) in rows.iter().enumerate() {
        let place = match grid.merges.at(*row, column) {
            Some(merge) => Some((merge.top, merge.left)),
            None if grid.text(*row, column).is_some() => Some((*row, column)),
            None => open_group(grid, rows, at, column),
        };
        let Some(place) = place.filter(|place| origin != Some(*place)) else { continue };
        if let Some(text) = grid.text(place.0, place.1).filter(|_| rows.contains(&place.0)) {
            origin = Some(place);
            if parts.last() != Some(&text) {
                parts.push(text);
            }
        }
    }
    parts
}

/// The group to the left that reaches over a column without being merged: it opens leaves below itself, and nothing
/// stands between.
fn open_group(grid: Grid<'_>, rows: &[u32], at: usize, column: u32) -> Option<(u32, u32)> {
    let row = rows[at];
    let lower = &rows[at + 1..];
    let below = |column: u32| lower.iter().any(|row| grid.text(*row, column).is_some());
    let above_filled = rows[..at].iter().any(|above| grid.text(*above, column).is_some());
    if lower.is_empty() || !below(column) || above_filled {
        return None;
    }
    let left = filled(grid.row(row)?).filter(|placed| placed.column < column).last()?.column;
    let merged = grid.merges.at(row, left).is_some_and(|merge| merge.right > merge.left);
    let unbroken = (left..column).all(below);
    (!merged && unbroken).then_some((row, left))
}
