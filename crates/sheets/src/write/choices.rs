//! Drop-downs: short lists inside the validation of a column, long ones on a hidden sheet of their own.
//!
//! The invariant: a list stands on the hidden sheet once, however many columns use it.

use std::collections::BTreeMap;

use qingce_core::cell::column_letters;
use rust_xlsxwriter::{DataValidation, Formula, Workbook, XlsxError};

/// Most characters of a drop-down's choices inside the validation itself; longer lists stand on a sheet of their own.
const MOST_CHOICES: usize = 255;

/// The long lists of a workbook, each with the name of a column that uses it.
#[derive(Debug)]
pub(super) struct LongLists<'a> {
    sheet: &'a str,
    lists: BTreeMap<&'a [String], &'a str>,
}

impl<'a> LongLists<'a> {
    /// Of all lists of a workbook with the names of their columns; `sheet` is the name of the hidden sheet.
    pub(super) fn new(sheet: &'a str, lists: impl Iterator<Item = (&'a [String], &'a str)>) -> LongLists<'a> {
        LongLists { sheet, lists: lists.filter(|(choices, _)| !fits(choices)).collect() }
    }

    /// A validation that offers these choices.
    pub(super) fn offer(&self, validation: DataValidation, choices: &[String]) -> Result<DataValidation, XlsxError> {
        match self.lists.keys().position(|list| *list == choices) {
            Some(place) => Ok(validation.allow_list_formula(Formula::new(self.name_of(place)))),
            None => validation.allow_list_strings(choices),
        }
    }

    fn name_of(&self, place: usize) -> String {
        format!("{}_{}", self.sheet, place + 1)
    }

    /// Writes the hidden sheet, one column per list, with a name for each; nothing where no list is long.
    pub(super) fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        if self.lists.is_empty() {
            return Ok(());
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.sheet)?.set_hidden(true);
        for (at, (choices, name)) in (0u16..).zip(&self.lists) {
            sheet.write_string(0, at, *name)?;
            for (row, choice) in (1u32..).zip(*choices) {
                sheet.write_string(row, at, choice)?;
            }
        }
        for (place, (choices, _)) in self.lists.iter().enumerate() {
            let letters = column_letters(place as u32 + 1);
            let range = format!("='{}'!${letters}$2:${letters}${}", self.sheet, choices.len() + 1);
            workbook.define_name(self.name_of(place), &range)?;
        }
        Ok(())
    }
}

/// Whether choices fit into a validation: joined by commas, and none holds a comma.
fn fits(choices: &[String]) -> bool {
    let length: usize = choices.iter().map(|choice| choice.encode_utf16().count() + 1).sum();
    length <= MOST_CHOICES + 1 && choices.iter().all(|choice| !choice.contains(','))
}
