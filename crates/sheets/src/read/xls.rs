//! .xls and the older .et: the records are looked at first, then calamine reads the workbook as dense ranges.
//!
//! calamine cannot stream this format, so sheets whose used range is large and empty are refused before it starts.

use std::io::{Cursor, Read};

use calamine::{Reader, SheetType, SheetVisible, Xls, XlsError, XlsOptions};
use qingce_core::cell::{Merge, SheetInfo, address};

use super::biff::{self, Scan};
use super::package::Bytes;
use super::sink::Sink;
use super::{Piece, Workbook, data};
use crate::error::ReadError;

const UTF16: u16 = 1200;
const GBK: u16 = 936;

/// Reads a compound file; `about` is completed and sent first.
pub(crate) fn read(bytes: Bytes, mut about: Workbook, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let scan = biff::scan(&stream(&bytes)?)?;
    if let Some((sheet, row, column)) = scan.sparse() {
        let error = ReadError::new("file_far_cell").with("sheet", sheet);
        return Err(error.with("cell", address(row, column)));
    }
    let mut workbook = open(bytes, &scan)?;
    let sheets = workbook.sheets_metadata().to_vec();
    let others = sheets.iter().filter(|sheet| sheet.typ != SheetType::WorkSheet);
    about.dropped = others.map(|sheet| sheet.name.clone()).collect();
    if about.dropped.len() == sheets.len() {
        return Err(about.without_cells());
    }
    sink.send(Piece::Workbook(about))?;
    for (at, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet) {
        let hidden = sheet.visible != SheetVisible::Visible;
        let merged = workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let merges = merged.into_iter().map(|range| Merge {
            top: range.start.0 + 1,
            left: range.start.1 + 1,
            bottom: range.end.0 + 1,
            right: range.end.1 + 1,
        });
        let info = SheetInfo { name: sheet.name.clone(), hidden, merges: merges.collect() };
        let range = workbook.worksheet_range(&sheet.name).map_err(|error| failure(&error))?;
        sink.begin(info, range.end().map_or(0, |end| end.0 + 1))?;
        if super::is_read(&sheet.name, hidden) {
            data::range(&range, |row, column| scan.precision(at, row, column), sink)?;
        }
        sink.end()?;
    }
    Ok(())
}

/// The stream of the workbook's records.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut compound = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(ReadError::damaged)?;
    let name = if compound.is_stream("/Workbook") { "/Workbook" } else { "/Book" };
    let mut records = Vec::new();
    compound.open_stream(name).and_then(|mut stream| stream.read_to_end(&mut records)).map_err(ReadError::damaged)?;
    Ok(records)
}

/// BIFF8 keeps its texts as UTF-16 whatever its CODEPAGE says; older files of unknown code pages are Chinese here.
fn open(bytes: Bytes, scan: &Scan) -> Result<Xls<Cursor<Bytes>>, ReadError> {
    let mut options = XlsOptions::default();
    if scan.biff8 {
        options.force_codepage = Some(UTF16);
    }
    let again = if scan.biff8 { None } else { Some(Bytes::clone(&bytes)) };
    match (Xls::new_with_options(Cursor::new(bytes), options), again) {
        (Ok(workbook), _) => Ok(workbook),
        (Err(XlsError::Cfb(_)), Some(bytes)) => {
            let mut options = XlsOptions::default();
            options.force_codepage = Some(GBK);
            Xls::new_with_options(Cursor::new(bytes), options).map_err(|error| failure(&error))
        }
        (Err(error), _) => Err(failure(&error)),
    }
}

fn failure(error: &XlsError) -> ReadError {
    match error {
        XlsError::Password => ReadError::new("file_password"),
        other => ReadError::damaged(other),
    }
}
