//! One value typed by a person: read by the same parsers as a cell of a workbook, without a sheet around it.
//!
//! Not in here: what the record as a whole must hold ([`crate::check`]). The invariant: what an import would refuse or
//! drop (涉密, passwords) is refused here too.

use super::cells::{marks, parse};
use crate::catalogue::{Field, FieldType};
use crate::cell::Cell;
use crate::parse::secret::{self, Classified};
use crate::parse::{Parsed, credential};
use crate::reading::{ColumnReading, MatchReason, MoneyUnit, UnitSource};
use crate::reference::Reference;

/// Why a typed text cannot be taken at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It says that the project is 涉密.
    Classified,
    /// It tells an account or a password.
    Credential,
}

/// Reads what a person typed into a field; amounts are of 万元 unless the text says otherwise.
///
/// # Errors
/// [`Refused`] where the text may not be kept.
pub fn typed(reference: &Reference, field: &Field, text: &str) -> Result<Parsed, Refused> {
    let cell = Cell::Text(text.trim().to_owned());
    if cell.is_blank() {
        return Ok(Parsed::none());
    }
    let classes = field.codes.as_deref() == Some("secret_class");
    let list = reference.codes.list("secret_class");
    let classified = classes && secret::secret_class(text, list, &reference.words.classified) == Classified::Yes;
    if classified || marks(reference, &cell) {
        return Err(Refused::Classified);
    }
    if field.kind == FieldType::Text && credential::credential(text, &reference.words.secret) {
        return Err(Refused::Credential);
    }
    let reading = ColumnReading {
        column: 0,
        header: field.header.clone(),
        field: Some(field.key.clone()),
        reason: MatchReason::Header,
        money: Some((MoneyUnit::Wan, UnitSource::Person)),
        number_unit: None,
    };
    Ok(parse(reference, field, &reading, &cell))
}
