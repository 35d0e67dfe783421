//! Totals of tables beside each other: one 合计 may stand for the rows of all of them.

use super::{Total, Totals};
use crate::finding::Finding;
use crate::value::Fen;

/// The money columns of a table, each with a number that it shares with its like in the tables beside it.
type Columns = Vec<(u32, u16)>;

/// Sums of one table, or of several beside each other, while their rows pass by. A total is told where it is neither the
/// sum of its own table nor that of all.
#[derive(Debug, Clone)]
pub struct Beside {
    sheet: String,
    own: Vec<(Columns, Totals)>,
    /// Sums of all tables by the number of the column; none where there is one table.
    all: Option<Totals>,
    /// Totals that are not the sum of their own table: row, number of the column.
    wrong: Vec<(u16, Finding)>,
    /// Totals that are not the sum of all.
    wrong_of_all: Vec<Finding>,
}

impl Beside {
    /// For tables of a sheet.
    pub fn new(sheet: &str) -> Beside {
        Beside { sheet: sheet.into(), own: Vec::new(), all: None, wrong: Vec::new(), wrong_of_all: Vec::new() }
    }

    /// Adds a table; its place among those beside it, from 0. All are added before the first row.
    pub fn add(&mut self, columns: Columns) -> usize {
        self.own.push((columns.clone(), Totals::new(&self.sheet, columns.iter().map(|(column, _)| *column))));
        if self.own.len() > 1 {
            let mut shared: Vec<u16> =
                self.own.iter().flat_map(|(columns, _)| columns).map(|(_, like)| *like).collect();
            shared.sort_unstable();
            shared.dedup();
            self.all = Some(Totals::new(&self.sheet, shared.into_iter().map(u32::from)));
        }
        self.own.len() - 1
    }

    /// A row of a table that counts, with the amounts of its money columns.
    pub fn record(&mut self, side: usize, amount: impl Fn(u32) -> Option<Fen>) {
        let (columns, own) = &mut self.own[side];
        own.record(&amount);
        if let Some(all) = &mut self.all {
            let column = |like| columns.iter().find(|(_, other)| u32::from(*other) == like).map(|(column, _)| *column);
            all.record(|like| amount(column(like)?));
        }
    }

    /// A row was refused: the totals of these tables can no longer be checked.
    pub fn give_up(&mut self, side: usize) {
        self.own[side].1.give_up();
        self.all.iter_mut().for_each(Totals::give_up);
    }

    /// A section of a table begins.
    pub fn section(&mut self, side: usize) -> Vec<Finding> {
        let findings = self.own[side].1.section();
        let of_all = self.all.as_mut().map(Totals::section);
        self.sift(side, findings, of_all)
    }

    /// A row of totals of a table.
    pub fn subtotal(&mut self, side: usize, totals: &[Total]) -> Vec<Finding> {
        let (columns, own) = &mut self.own[side];
        let findings = own.subtotal(totals);
        let of_all = self.all.as_mut().map(|all| {
            let like = |total: &Total| {
                let (_, like) = columns.iter().find(|(column, _)| *column == total.column)?;
                Some(Total { column: u32::from(*like), ..*total })
            };
            all.subtotal(&totals.iter().filter_map(like).collect::<Vec<_>>())
        });
        self.sift(side, findings, of_all)
    }

    /// The tables end.
    pub fn finish(&mut self) -> Vec<Finding> {
        let mut told = Vec::new();
        for side in 0..self.own.len() {
            let findings = self.own[side].1.finish();
            let of_all = self.all.as_mut().map(Totals::finish);
            told.extend(self.sift(side, findings, of_all));
        }
        let of_all = std::mem::take(&mut self.wrong_of_all);
        let both = |(like, finding): &(u16, Finding)| {
            of_all.iter().any(|other| other.row == finding.row && other.column == u32::from(*like))
        };
        told.extend(std::mem::take(&mut self.wrong).into_iter().filter(both).map(|(_, finding)| finding));
        told
    }

    /// Of one table all findings are told at once; of several they wait for each other.
    fn sift(&mut self, side: usize, findings: Vec<Finding>, of_all: Option<Vec<Finding>>) -> Vec<Finding> {
        let Some(of_all) = of_all else { return findings };
        self.wrong_of_all.extend(of_all);
        let columns = &self.own[side].0;
        let like = |column| columns.iter().find(|(own, _)| *own == column).map(|(_, like)| *like);
        self.wrong.extend(findings.into_iter().filter_map(|finding| Some((like(finding.column)?, finding))));
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wan(wan: i64) -> Fen {
        Fen(wan * 1_000_000)
    }

    /// Two tables with amounts in the columns 3 and 6: `(side, what, amount)`; the columns of totals that are told.
    fn told(steps: &[(usize, &str, i64)]) -> Vec<(u32, u32)> {
        let mut totals = Beside::new("表");
        let sides = [totals.add(vec![(3, 0)]), totals.add(vec![(6, 0)])];
        let mut findings = Vec::new();
        for (row, (side, what, amount)) in (1..).zip(steps) {
            let column = if *side == 0 { 3 } else { 6 };
            let total = Total { row, column, amount: wan(*amount), tolerance: Fen(50) };
            match *what {
                "record" => totals.record(sides[*side], |_| Some(wan(*amount))),
                "total" => findings.extend(totals.subtotal(sides[*side], &[total])),
                _ => totals.give_up(sides[*side]),
            }
        }
        findings.extend(totals.finish());
        findings.into_iter().map(|finding| (finding.row, finding.column)).collect()
    }

    #[test]
    fn a_total_may_be_of_its_own_table_or_of_all() {
        let rows = [(0, "record", 1), (1, "record", 2), (0, "record", 3), (1, "record", 4)];
        let with = |totals: &[(usize, &str, i64)]| told(&[rows.as_slice(), totals].concat());
        assert_eq!(with(&[(0, "total", 4), (1, "total", 6)]), [(0, 0); 0], "each side has its own sum");
        assert_eq!(with(&[(0, "total", 10)]), [(0, 0); 0], "one 合计 of both sides");
        assert_eq!(with(&[(0, "total", 4), (1, "total", 7)]), [(6, 6)], "a wrong one is told with its cell");
        assert_eq!(told(&[(0, "total", 3), (0, "record", 1), (1, "record", 2)]), [(0, 0); 0], "also above its rows");
        assert_eq!(told(&[(0, "total", 4), (0, "record", 1), (1, "record", 2)]), [(1, 3)]);
    }

    #[test]
    fn refused_rows_are_not_told_by_a_difference() {
        let steps = [(0, "record", 1), (1, "give up", 0), (0, "total", 9)];
        assert_eq!(told(&steps), [(0, 0); 0], "9 − 1 would tell the secret amount of the other side");
    }
}
