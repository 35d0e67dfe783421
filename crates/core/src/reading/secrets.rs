//! Keeping accounts and passwords out of readings: readings are shown, saved and remembered.
//!
//! In here: titles, headers and lines around a table. Not in here: cells ([`crate::interpret`]), columns of passwords
//! ([`super::columns`]).
//!
//! The invariant: no text of a reading tells an account or a password.

use super::layout::Layout;
use super::{ColumnReading, ContextValue, TableReading};
use crate::cell::column_letters;
use crate::parse::credential::credential;
use crate::text::fold;

impl Layout {
    /// Takes texts that tell an account or a password out of a reading.
    pub(super) fn without_credentials(&self, table: &mut TableReading) {
        let tells = |text: &str| credential(text, &self.credentials);
        table.title.take_if(|title| tells(title));
        table.context.retain(|line| !self.tells_credentials(line));
        table.columns.iter_mut().for_each(|column| self.clean_header(column));
        table.card.iter_mut().for_each(|cell| self.clean_header(&mut cell.reading));
    }

    fn tells_credentials(&self, line: &ContextValue) -> bool {
        self.is_secret(&fold(&line.label))
            || [line.label.as_str(), &line.text, &format!("{}:{}", line.label, line.text)]
                .iter()
                .any(|text| credential(text, &self.credentials))
    }

    /// A header that tells a password is called by its letter.
    pub(super) fn clean_header(&self, column: &mut ColumnReading) {
        if credential(&column.header, &self.credentials) {
            column.header = format!("{}{}", self.unnamed, column_letters(column.column));
        }
    }
}
