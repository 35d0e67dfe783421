//! A unit that is written only in the first row of its block: the rows right below it belong to it, too.
//!
//! The invariant: nothing is carried over a row that is no record (小计, a section, a blank row), and nothing in a table
//! that repeats or merges its units, for there an empty cell is an omission.

use super::{RowRecord, ValueSource};
use crate::catalogue::FieldId;
use crate::finding::{Finding, Severity};
use crate::value::Value;

/// The unit of the block in which the reading stands.
#[derive(Debug, Default)]
pub(super) struct Below {
    unit: Option<(Value, ValueSource)>,
    last_row: u32,
    /// The table writes units row by row, or merges them.
    never: bool,
    /// Place and text of the first unit that was carried, and how many rows got one.
    carried: Option<(u32, String)>,
    count: u32,
}

impl Below {
    /// Takes a row whose own cells are read; gives it the unit of its block where it has none.
    pub(super) fn row(&mut self, field: FieldId, record: &mut RowRecord, named: bool) {
        let follows = record.row == self.last_row + 1;
        self.last_row = record.row;
        let own = record.sources.iter().find(|source| source.field == field);
        match (record.values.get(field), own) {
            (Some(value), Some(source)) => {
                let merged = source.row < record.row;
                let again = follows && self.unit.as_ref().is_some_and(|(unit, _)| unit == value);
                self.never |= merged || (again && self.count == 0);
                let text = source.text.clone().or_else(|| Some(value.text()));
                self.unit = Some((value.clone(), ValueSource { text, ..source.clone() }));
            }
            (None, None) if follows && named && !self.never => self.give(field, record),
            _ => self.unit = None,
        }
    }

    fn give(&mut self, field: FieldId, record: &mut RowRecord) {
        let Some((unit, source)) = &self.unit else { return };
        record.values.set(field, Some(unit.clone()));
        record.sources.push(source.clone());
        self.carried.get_or_insert_with(|| (source.column, unit.text()));
        self.count += 1;
    }

    /// What is to be said about the table.
    pub(super) fn finding(&self, sheet: &str, key: &str) -> Option<Finding> {
        let (column, unit) = self.carried.as_ref()?;
        let finding = Finding::new("unit_filled_down", Severity::Info, sheet, 0, *column).of_field(key);
        Some(finding.with("count", self.count.to_string()).with("unit", unit))
    }
}
