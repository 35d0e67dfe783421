//! .xlsb: cells as a stream.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use qingce_core::cell::SheetInfo;

use super::date::Precision;
use super::package::{self, Bytes};
use super::sink::Sink;
use super::{Piece, Workbook, data};
use crate::error::ReadError;

/// Reads a package; `about` is completed and sent first.
pub(crate) fn read(bytes: Bytes, mut about: Workbook, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    package::check_sizes(&mut package::open(&bytes)?)?;
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|error| failure(&error))?;
    let sheets = workbook.sheets_metadata().to_vec();
    let (cells, others): (Vec<_>, Vec<_>) = sheets.into_iter().partition(|sheet| sheet.typ == SheetType::WorkSheet);
    about.dropped = others.into_iter().map(|sheet| sheet.name).collect();
    sink.send(Piece::Workbook(about))?;
    for sheet in cells {
        let hidden = sheet.visible != SheetVisible::Visible;
        let info = SheetInfo { name: sheet.name.clone(), hidden, merges: Vec::new() };
        if hidden {
            sink.begin(info, 0)?;
        } else {
            let mut reader = workbook.worksheet_cells_reader(&sheet.name).map_err(|error| failure(&error))?;
            sink.begin(info, reader.dimensions().end.0 + 1)?;
            while let Some(met) = reader.next_cell().map_err(|error| failure(&error))? {
                let (row, column) = met.get_position();
                if let Some(cell) = data::cell(met.get_value().clone(), Precision::Day) {
                    sink.cell(row + 1, column + 1, cell)?;
                }
            }
        }
        sink.end()?;
    }
    Ok(())
}

fn failure(error: &XlsbError) -> ReadError {
    match error {
        XlsbError::Password => ReadError::new("file_password"),
        XlsbError::Unrecognized { typ: "BoundSheet8:dt", val } => {
            ReadError::new("file_macro_sheet").with("sheets", val.as_str())
        }
        other => ReadError::damaged(other),
    }
}
