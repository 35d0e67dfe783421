//! Sums of columns, exact for amounts and whole numbers.

use qingce_core::report::{CellFormat, ReportCell, ReportColumn};
use qingce_core::value::FEN_PER_WAN;

/// The sums of all columns so far.
#[derive(Debug)]
pub(super) struct Sums(Vec<Sum>);

/// The sum of a column: exact for amounts and whole numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    exact: i128,
    measured: f64,
}

impl Sums {
    pub(super) fn new(columns: usize) -> Sums {
        Sums(vec![Sum::default(); columns])
    }

    /// Adds a row's cells of the columns that are summed. Text in such a column counts for nothing, as in Excel.
    pub(super) fn add(&mut self, cells: &[ReportCell<'_>], columns: &[ReportColumn]) {
        for ((sum, cell), column) in self.0.iter_mut().zip(cells).zip(columns) {
            if column.sum {
                match cell {
                    ReportCell::Int(number) => sum.exact += i128::from(*number),
                    ReportCell::Money(fen) => sum.exact += i128::from(fen.0),
                    ReportCell::Number(number) => sum.measured += number,
                    ReportCell::Empty | ReportCell::Text(_) => {}
                }
            }
        }
    }

    pub(super) fn join(&mut self, other: &Sums) {
        for (sum, other) in self.0.iter_mut().zip(&other.0) {
            sum.exact += other.exact;
            sum.measured += other.measured;
        }
    }

    /// The sums so far, and a fresh start.
    pub(super) fn take(&mut self) -> Sums {
        let fresh = Sums::new(self.0.len());
        std::mem::replace(self, fresh)
    }

    /// The sum of a column as it is shown.
    pub(super) fn value(&self, column: usize, format: CellFormat) -> f64 {
        let sum = self.0[column];
        match format {
            CellFormat::Money => wan(sum.exact),
            _ => sum.exact as f64 + sum.measured,
        }
    }
}

/// The number that a cell shows; 0 for text and nothing.
pub(super) fn number(cell: &ReportCell<'_>) -> f64 {
    match cell {
        ReportCell::Int(number) => *number as f64,
        ReportCell::Number(number) => *number,
        ReportCell::Money(fen) => wan(fen.0.into()),
        ReportCell::Empty | ReportCell::Text(_) => 0.0,
    }
}

/// 分 as 万元: the number nearest to the decimal, so that no digit of an amount below 10 万亿元 is lost.
fn wan(fen: i128) -> f64 {
    fen as f64 / FEN_PER_WAN as f64
}
