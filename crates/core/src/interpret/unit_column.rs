//! A column that tells the unit of amounts row by row: 总投资 52252.58, 金额单位 万元.
//!
//! The invariant: it speaks for amounts whose own header states no unit, and for one row only, unless it is merged or
//! says 同上.

use crate::cell::{Cell, Merge, SheetInfo, SheetRow};
use crate::parse::money;
use crate::reading::{MatchReason, MoneyUnit, TableForm, TableReading, UnitSource};
use crate::reference::Reference;
use crate::text::fold;

/// What a row says about the unit of its amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowUnit {
    /// This one.
    Stated(MoneyUnit),
    /// One that is none of ours (美元).
    Unclear,
}

/// The column of a table that holds units.
pub(super) struct UnitColumn {
    at: u32,
    merges: Vec<Merge>,
    last: Option<RowUnit>,
}

impl UnitColumn {
    /// The first column without a field whose header says that it holds the unit of amounts.
    pub(super) fn of(reference: &Reference, info: &SheetInfo, table: &TableReading) -> Option<UnitColumn> {
        let headers = &reference.words.amount.unit_columns;
        let holds_units = |header: &str| headers.iter().any(|word| fold(header).rsplit('/').next() == Some(word));
        let column = (table.form == TableForm::Rows).then_some(&table.columns)?.iter().find(|column| {
            column.field.is_none() && column.reason == MatchReason::NoField && holds_units(&column.header)
        })?;
        let merges = info.merges.iter().filter(|merge| merge.left == column.column).copied().collect();
        Some(UnitColumn { at: column.column, merges, last: None })
    }

    /// Whether it speaks for a column whose unit was found so.
    pub(super) fn speaks_for(money: Option<(MoneyUnit, UnitSource)>) -> bool {
        matches!(money, None | Some((_, UnitSource::Assumed | UnitSource::Line)))
    }

    /// What a row says; none if it says nothing.
    pub(super) fn row(&mut self, reference: &Reference, row: &SheetRow) -> Option<RowUnit> {
        let text = row.cell(self.at).filter(|cell| !cell.is_blank()).map(Cell::text);
        let covered = self.merges.iter().any(|merge| merge.top < row.row && row.row <= merge.bottom);
        match text {
            None if covered => {}
            None => self.last = None,
            Some(text) if reference.words.repeats.contains(&fold(&text)) => {}
            Some(text) => {
                let words = &reference.words.amount;
                let fen = words.money.of(&text);
                let units =
                    [MoneyUnit::Yuan, MoneyUnit::Qian, MoneyUnit::Wan, MoneyUnit::BaiWan, MoneyUnit::Yi].into_iter();
                let unit = units.into_iter().find(|unit| Some(unit.fen()) == fen);
                // 套 and 台 count other things: they say nothing about amounts.
                let unclear = fen.is_some() || money::unclear_line(&text, words);
                self.last = unit.map(RowUnit::Stated).or(unclear.then_some(RowUnit::Unclear));
            }
        }
        self.last
    }
}
