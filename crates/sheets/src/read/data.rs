//! calamine's values as neutral cells.

use calamine::{Data, DataRef, Range};
use qingce_core::cell::Cell;

use super::date::{self, Precision};
use super::sink::Sink;
use crate::error::ReadError;

/// A value as a cell; `None` where nothing stands.
pub(crate) fn cell(value: DataRef<'_>, precision: Precision) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::String(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text.to_owned()),
        DataRef::Bool(truth) => Cell::Bool(truth),
        DataRef::DateTime(serial) => date::serial(&serial, precision),
        DataRef::DateTimeIso(text) => Cell::Date(precision.cut(date::iso(&text))),
        DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    })
}

/// The same for the values of a dense range.
pub(crate) fn owned(value: &Data, precision: Precision) -> Option<Cell> {
    Some(match value {
        Data::Empty => return None,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) => Cell::Text(text.clone()),
        Data::Bool(truth) => Cell::Bool(*truth),
        Data::DateTime(serial) => date::serial(serial, precision),
        Data::DateTimeIso(text) => Cell::Date(precision.cut(date::iso(text))),
        Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Error(error) => Cell::Error(error.to_string()),
    })
}

/// The cells of a dense range.
pub(crate) fn range(
    range: &Range<Data>,
    precision: impl Fn(u32, u32) -> Precision,
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (row, column) = (top + row as u32 + 1, left + column as u32 + 1);
        if let Some(cell) = owned(value, precision(row, column)) {
            sink.cell(row, column, cell)?;
        }
    }
    Ok(())
}
