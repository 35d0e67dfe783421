//! Labels with their values in one cell: 项目名称：统计直报平台.
//!
//! In here: taking such a cell apart, telling a sheet of such cells. Not in here: cards ([`super::card`]).
//!
//! The invariant: what stands behind the label is kept as met, but for white space around it.

use super::grid::{Kind, filled, kind};
use super::layout::Layout;
use crate::cell::{Cell, SheetRow};
use crate::text::{fold, is_space};

/// Fewest different fields that the labels of a card name.
const FIELDS: usize = 4;
/// Longest label of no field.
const LABEL: usize = 16;

/// Label and value of a cell that holds both; the value may be empty.
pub(super) fn split<'t>(layout: &Layout, text: &'t str) -> Option<(&'t str, &'t str)> {
    let mut first = None;
    for (at, colon) in text.match_indices([':', '：']) {
        let (label, value) = (&text[..at], text[at + colon.len()..].trim_matches(is_space));
        if label.chars().count() > LABEL * 2 {
            break;
        }
        if layout.quick(label).is_some() {
            return Some((label, value));
        }
        first = first.or(Some((label, value)));
    }
    first.filter(|(label, _)| !label.is_empty() && label.chars().count() <= LABEL && !layout.is_note(label))
}

/// Columns of a sheet whose cells hold labels with their values, and the first row of its first card.
pub(super) fn columns(layout: &Layout, rows: &[SheetRow]) -> Option<(Vec<u32>, u32)> {
    let (mut cells, mut labelled) = (0usize, 0usize);
    let (mut fields, mut columns, mut first, mut named) = (Vec::new(), Vec::new(), None, false);
    for row in rows.iter().take(120) {
        for placed in filled(row).filter(|placed| kind(&placed.cell) == Kind::Text) {
            cells += 1;
            let text = placed.cell.text();
            let Some(field) = split(layout, &text).and_then(|(label, _)| layout.quick(label)) else { continue };
            labelled += 1;
            fields.push(field);
            columns.push(placed.column);
            named |= layout.is_name(field);
            first = first.or(Some(row.row));
        }
    }
    columns.sort_unstable();
    columns.dedup();
    fields.sort_unstable();
    fields.dedup();
    let sure = named && fields.len() >= FIELDS && labelled * 10 >= cells * 7;
    first.filter(|_| sure).map(|first| (columns, first))
}

/// The value in a cell of a card: what stands behind its own label, or the whole cell.
pub(super) fn value(layout: &Layout, header: &str, cell: &Cell) -> Cell {
    let label = fold(header.rsplit_once('/').map_or(header, |(_, leaf)| leaf));
    match cell {
        Cell::Text(text) => match split(layout, text) {
            Some((own, value)) if fold(own) == label || fold(own) == fold(header) => Cell::Text(value.to_owned()),
            _ => cell.clone(),
        },
        _ => cell.clone(),
    }
}
