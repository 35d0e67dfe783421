//! Blocks of their own beside a table: a legend, a small statistic.
//!
//! In here: where such a block begins. Not in here: reading it, the table's reading only shows that it is there; tables of
//! projects beside each other ([`super::beside`]).
//!
//! The invariant: columns of the catalogue, and columns that every row fills, are never put aside.

use super::ContextValue;
use super::block::Block;
use super::grid::filled;
use super::layout::Layout;
use crate::cell::SheetRow;

/// Takes the columns of a block beside the table out of its header, and tells what stands there.
pub(super) fn put_aside(layout: &Layout, block: &mut Block, body: &[SheetRow]) -> Option<ContextValue> {
    let row = block.rows.last().copied()?;
    let start = begins(layout, block, body)?;
    let aside = block.paths.split_off(block.paths.partition_point(|(column, _)| *column < start));
    let headers: Vec<String> = aside.into_iter().filter_map(|(_, path)| path.last().cloned()).collect();
    let label = layout.aside_label.clone();
    Some(ContextValue { field: None, label, text: headers.join("、"), row, column: start })
}

/// First column of the block beside: empty columns stand before it, its headers are foreign, its rows are not the
/// table's.
fn begins(layout: &Layout, block: &Block, body: &[SheetRow]) -> Option<u32> {
    let mut used: Vec<u32> =
        block.paths.iter().filter(|(_, path)| !path.is_empty()).map(|(column, _)| *column).collect();
    used.extend(body.iter().flat_map(|row| filled(row).map(|placed| placed.column)));
    used.sort_unstable();
    used.dedup();
    used.windows(2).filter(|pair| pair[1] - pair[0] > 1).map(|pair| (pair[1], pair[1] - pair[0] - 1)).find_map(
        |(start, gap)| {
            let headers = |right: bool| {
                block
                    .paths
                    .iter()
                    .filter(move |(column, _)| (*column >= start) == right)
                    .filter_map(|(_, path)| path.last())
            };
            let known = |right: bool| {
                headers(right)
                    .filter(|text| !layout.is_generic(text))
                    .filter_map(|text| layout.quick(text))
                    .collect::<Vec<_>>()
            };
            let count = headers(true).count();
            let foreign = count > usize::from(gap == 1) && known(true).len() * 2 < count;
            let named = |right: bool| known(right).iter().any(|field| layout.is_name(*field));
            (foreign && named(false) && !named(true) && apart(body, start)).then_some(start)
        },
    )
}

/// Whether the rows right of a column are others than those left of it.
fn apart(body: &[SheetRow], start: u32) -> bool {
    let sides = |row: &SheetRow| {
        let right = filled(row).filter(|placed| placed.column >= start).count();
        (filled(row).count() > right, right > 0)
    };
    let (mut left, mut both, mut only) = (0, 0, 0);
    for side in body.iter().map(sides) {
        left += usize::from(side.0);
        both += usize::from(side.0 && side.1);
        only += usize::from(!side.0 && side.1);
    }
    only > 0 || both * 10 < left * 8
}
