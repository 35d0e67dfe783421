//! The sender's own totals (小计, 合计, 总计), checked against the rows they stand for.
//!
//! A total is right if it is the sum of the rows since the last subtotal or section, of the subtotals before it, or of
//! all rows of the table. A total above its rows is held until they are read. Rounded totals are met by half a unit of
//! their last digit. Tables with refused 涉密 rows are not checked: the difference would tell their amounts.

mod beside;

use crate::finding::{Finding, Severity};
use crate::value::Fen;
pub use beside::Beside;

/// A total as met: its column, amount and half a unit of its last digit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// Row it stands in.
    pub row: u32,
    /// Column it stands in.
    pub column: u32,
    /// The amount.
    pub amount: Fen,
    /// How far a rounded total may be off.
    pub tolerance: Fen,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    since: i128,
    rows_since: u64,
    subtotals: i128,
    all: i128,
}

/// Sums of one table while its rows pass by.
#[derive(Debug, Clone)]
pub struct Totals {
    sheet: String,
    columns: Vec<(u32, Sums)>,
    ahead: Vec<Total>,
    off: bool,
}

impl Totals {
    /// For a table with these money columns.
    pub fn new(sheet: &str, columns: impl IntoIterator<Item = u32>) -> Totals {
        let columns = columns.into_iter().map(|column| (column, Sums::default())).collect();
        Totals { sheet: sheet.into(), columns, ahead: Vec::new(), off: false }
    }

    /// A row of the table that counts, with the amounts of its money columns.
    pub fn record(&mut self, amount: impl Fn(u32) -> Option<Fen>) {
        for (column, sums) in &mut self.columns {
            let amount = amount(*column).map_or(0, |fen| i128::from(fen.0));
            sums.since += amount;
            sums.all += amount;
            sums.rows_since += 1;
        }
    }

    /// A row was refused or could not be read: this table's totals can no longer be checked.
    pub fn give_up(&mut self) {
        self.off = true;
    }

    /// A section begins.
    pub fn section(&mut self) -> Vec<Finding> {
        let findings = self.settle_ahead();
        self.restart(false);
        findings
    }

    /// A row of totals. Those that stand for no rows yet wait for the rows below them.
    pub fn subtotal(&mut self, totals: &[Total]) -> Vec<Finding> {
        let mut findings = self.settle_ahead();
        let mut counted = false;
        for total in totals {
            let Some((_, sums)) = self.columns.iter().find(|(column, _)| *column == total.column) else { continue };
            if sums.rows_since == 0 && sums.all == 0 {
                self.ahead.push(*total);
            } else {
                counted = true;
                findings.extend(self.told(total, *sums));
            }
        }
        if counted {
            self.restart(true);
        }
        findings
    }

    /// The table ends.
    pub fn finish(&mut self) -> Vec<Finding> {
        self.settle_ahead()
    }

    fn settle_ahead(&mut self) -> Vec<Finding> {
        if self.columns.iter().all(|(_, sums)| sums.rows_since == 0) {
            return Vec::new();
        }
        let ahead = std::mem::take(&mut self.ahead);
        let sums = |column| self.columns.iter().find(|(c, _)| *c == column).map(|(_, sums)| *sums);
        ahead.iter().filter_map(|total| self.told(total, sums(total.column)?)).collect()
    }

    fn restart(&mut self, after_total: bool) {
        for (_, sums) in &mut self.columns {
            if after_total {
                sums.subtotals += sums.since;
            }
            sums.since = 0;
            sums.rows_since = 0;
        }
    }

    fn told(&self, total: &Total, sums: Sums) -> Option<Finding> {
        let near = |sum: i128| (sum - i128::from(total.amount.0)).abs() <= i128::from(total.tolerance.0);
        if self.off || total.amount.0 == 0 || near(sums.since) || near(sums.all) || near(sums.subtotals) {
            return None;
        }
        let sum = if sums.rows_since > 0 { sums.since } else { sums.all };
        let sum = i64::try_from(sum).map_or_else(|_| String::new(), |fen| Fen(fen).to_string());
        let finding = Finding::new("total_differs", Severity::Explain, &self.sheet, total.row, total.column);
        Some(finding.with("total", total.amount.to_string()).with("sum", sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(row: u32, wan: i64) -> Total {
        Total { row, column: 3, amount: Fen(wan * 1_000_000), tolerance: Fen(50) }
    }

    fn run(steps: &[(&str, i64)]) -> Vec<u32> {
        let mut totals = Totals::new("表", [3]);
        let mut rows = Vec::new();
        for (row, (what, wan)) in (1..).zip(steps) {
            match *what {
                "record" => totals.record(|_| Some(Fen(wan * 1_000_000))),
                "section" => rows.extend(totals.section()),
                "total" => rows.extend(totals.subtotal(&[total(row, *wan)])),
                _ => totals.give_up(),
            }
        }
        rows.extend(totals.finish());
        rows.into_iter().map(|finding| finding.row).collect()
    }

    #[test]
    fn totals_that_add_up_are_not_told() {
        let sections = [
            ("section", 0),
            ("record", 1),
            ("record", 2),
            ("total", 3),
            ("section", 0),
            ("record", 5),
            ("total", 5),
            ("total", 8),
        ];
        assert_eq!(run(&sections), [0u32; 0], "小计 per section and 合计 of all are right");
        assert_eq!(run(&[("total", 3), ("record", 1), ("record", 2)]), [0u32; 0], "a total may stand above its rows");
        assert_eq!(run(&[("record", 1), ("total", 1), ("total", 1)]), [0u32; 0], "本页小计 and 总计 of one page");
    }

    #[test]
    fn totals_that_do_not_add_up_are_told_with_their_row() {
        assert_eq!(run(&[("record", 1), ("record", 2), ("total", 4)]), [3], "a clerk must see which total is wrong");
        assert_eq!(run(&[("total", 4), ("record", 1), ("record", 2)]), [1]);
    }

    #[test]
    fn refused_rows_are_not_told_by_a_difference() {
        assert_eq!(
            run(&[("record", 1), ("give up", 0), ("total", 4)]),
            [0u32; 0],
            "4 − 1 would tell the secret amount"
        );
    }
}
