//! Vertical merges: the rows below the top cell of a merge hold nothing in the file, and mean what stands there.
//!
//! Not in here: which fields may be filled ([`crate::interpret`] never fills money).

use crate::cell::{Merge, PlacedCell, SheetRow};

/// Fills the cells below the top of a vertical merge while rows pass by from top to bottom.
#[derive(Debug, Clone, Default)]
pub struct VerticalFill {
    /// Merges of more than one row, by their first row; each is dropped once it was passed.
    waiting: Vec<Merge>,
    open: Vec<(Merge, Option<PlacedCell>)>,
}

impl VerticalFill {
    /// For a sheet with these merges.
    pub fn new(merges: &[Merge]) -> VerticalFill {
        let mut waiting: Vec<Merge> = merges.iter().copied().filter(|m| m.bottom > m.top).collect();
        waiting.sort_by_key(|m| std::cmp::Reverse((m.top, m.left)));
        VerticalFill { waiting, open: Vec::new() }
    }

    /// The row with the top cells of the merges that reach into it. Rows must come in order, none twice.
    pub fn filled(&mut self, row: &SheetRow) -> SheetRow {
        while let Some(merge) = self.waiting.pop_if(|m| m.top <= row.row) {
            let top = (merge.top == row.row).then(|| row.cells.iter().find(|c| c.column == merge.left).cloned());
            self.open.push((merge, top.flatten()));
        }
        self.open.retain(|(merge, _)| merge.bottom >= row.row);
        let mut filled = row.clone();
        for (merge, top) in &self.open {
            let Some(top) = top.as_ref().filter(|_| merge.top < row.row) else { continue };
            match filled.cells.binary_search_by_key(&merge.left, |c| c.column) {
                Ok(at) if filled.cells[at].cell.is_blank() => filled.cells[at] = top.clone(),
                Ok(_) => {}
                Err(at) => filled.cells.insert(at, top.clone()),
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;

    fn row(row: u32, cells: &[(u32, &str)]) -> SheetRow {
        let placed = |(column, text): &(u32, &str)| PlacedCell { column: *column, cell: Cell::Text((*text).into()) };
        SheetRow { row, cells: cells.iter().map(placed).collect() }
    }

    #[test]
    fn rows_below_the_top_of_a_merge_mean_what_it_says() {
        let merge = |top, bottom, left| Merge { top, bottom, left, right: left };
        let mut fill = VerticalFill::new(&[merge(2, 4, 2), merge(5, 6, 2), merge(2, 3, 3)]);
        let unit = |row: &SheetRow, column| row.cell(column).map(Cell::text);
        assert_eq!(unit(&fill.filled(&row(2, &[(1, "1"), (2, "教育厅"), (3, "a")])), 2).as_deref(), Some("教育厅"));
        let third = fill.filled(&row(3, &[(1, "2")]));
        assert_eq!((unit(&third, 2).as_deref(), unit(&third, 3).as_deref()), (Some("教育厅"), Some("a")));
        assert_eq!(unit(&fill.filled(&row(4, &[(1, "3")])), 3), None, "that merge ended above");
        assert_eq!(unit(&fill.filled(&row(6, &[(1, "5")])), 2), None, "the row with its text was never met");
    }
}
