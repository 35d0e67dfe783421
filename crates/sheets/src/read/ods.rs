//! .ods: calamine reads it whole; its own limit on repeated cells holds.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Ods, OdsError, Reader, SheetVisible};
use qingce_core::cell::SheetInfo;

use super::date::Precision;
use super::sink::Sink;
use super::{Piece, Workbook, data, package};
use crate::error::ReadError;

/// Reads a package; `about` is sent once it opened.
pub(crate) fn read(bytes: Vec<u8>, about: Workbook, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let bytes: package::Bytes = Arc::from(bytes);
    package::check_sizes(&mut package::open(&bytes)?)?;
    let mut workbook = Ods::new(Cursor::new(bytes)).map_err(|error| failure(&error))?;
    sink.send(Piece::Workbook(about))?;
    for sheet in workbook.sheets_metadata().to_vec() {
        let hidden = sheet.visible != SheetVisible::Visible;
        let range = workbook.worksheet_range(&sheet.name).map_err(|error| failure(&error))?;
        let info = SheetInfo { name: sheet.name, hidden, merges: Vec::new() };
        sink.begin(info, range.end().map_or(0, |end| end.0 + 1))?;
        if !hidden {
            data::range(&range, |_, _| Precision::Day, sink)?;
        }
        sink.end()?;
    }
    Ok(())
}

fn failure(error: &OdsError) -> ReadError {
    match error {
        OdsError::Password => ReadError::new("file_password"),
        OdsError::CellLimitExceeded { .. } => ReadError::new("file_too_large").with("detail", "cells"),
        other => ReadError::damaged(other),
    }
}
