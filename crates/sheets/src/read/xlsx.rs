//! .xlsx and .xlsm: cells as a stream, never a dense range.
//!
//! While calamine reads the shared strings, a second thread passes over the sheets for what has to come before the rows.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use calamine::{Reader, Xlsx, XlsxError};
use qingce_core::cell::{Cell, SheetInfo};

use super::date::{self, Precision};
use super::package::{self, Bytes, Kind, Sheet};
use super::prescan::{self, Prescan};
use super::sink::Sink;
use super::{Piece, Workbook, data};
use crate::error::ReadError;

/// Reads a package; `about` is completed and sent first.
pub(crate) fn read(bytes: Bytes, mut about: Workbook, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut archive = package::open(&bytes)?;
    package::check_sizes(&mut archive)?;
    let (sheets, main) = package::sheets(&mut archive)?;
    let dropped = sheets.iter().filter(|sheet| sheet.kind != Kind::Cells);
    about.dropped = dropped.map(|sheet| sheet.name.clone()).collect();
    if about.dropped.len() == sheets.len() {
        return Err(about.without_cells());
    }
    let foreign = sheets.iter().any(|sheet| sheet.kind == Kind::Foreign);
    let bytes = if foreign { package::without_foreign(&mut archive, &sheets, &main)? } else { bytes };
    drop(archive);
    let prescans = start_prescans(Arc::clone(&bytes), &sheets);
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| failure(&error))?;
    sink.send(Piece::Workbook(about))?;
    for sheet in sheets.iter().filter(|sheet| sheet.kind == Kind::Cells) {
        if !sheet.is_read() {
            let info = SheetInfo { name: sheet.name.clone(), hidden: true, merges: Vec::new() };
            sink.begin(info, 0)?;
            sink.end()?;
        } else {
            let prescan = prescans.recv().map_err(|_| ReadError::damaged("sheets"))??;
            read_sheet(&mut workbook, sheet, prescan, sink)?;
        }
    }
    Ok(())
}

/// One result per sheet that is read, in their order, at most one ahead.
fn start_prescans(bytes: Bytes, sheets: &[Sheet]) -> Receiver<Result<Prescan, ReadError>> {
    let visible = sheets.iter().filter(|sheet| sheet.kind == Kind::Cells && sheet.is_read());
    let parts: Vec<String> = visible.map(|sheet| sheet.part.clone()).collect();
    let (results, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        for part in parts {
            if results.send(prescan(&bytes, &part)).is_err() {
                return;
            }
        }
    });
    receiver
}

fn prescan(bytes: &Bytes, part: &str) -> Result<Prescan, ReadError> {
    let mut archive = package::open(bytes)?;
    // A sheet without its part is calamine's to complain about.
    let Some(at) = package::index_of(&archive, part) else { return Ok(Prescan::default()) };
    prescan::pass(archive.by_index(at).map_err(ReadError::damaged)?)
}

fn read_sheet(
    workbook: &mut Xlsx<Cursor<Bytes>>,
    sheet: &Sheet,
    prescan: Prescan,
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    let mut cells = workbook.worksheet_cells_reader(&sheet.name).map_err(|error| failure(&error))?;
    let info = SheetInfo { name: sheet.name.clone(), hidden: sheet.hidden, merges: prescan.merges };
    sink.begin(info, cells.dimensions().end.0 + 1)?;
    let precisions: Vec<Precision> = cells
        .styles()
        .iter()
        .map(|style| {
            style.number_format.as_ref().map_or(Precision::Day, |f| date::precision(f.format_id, &f.format_code))
        })
        .collect();
    while let Some((met, style)) = cells.next_cell_with_style_id().map_err(|error| failure(&error))? {
        let (row, column) = (met.get_position().0 + 1, met.get_position().1 + 1);
        let precision = precisions.get(style).copied().unwrap_or_default();
        match data::cell(met.get_value().clone(), precision) {
            Some(cell) => sink.cell(row, column, cell)?,
            None if prescan.unresolved.contains(&(row, column)) => sink.cell(row, column, Cell::Formula)?,
            None => (),
        }
    }
    sink.end()
}

fn failure(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::new("file_password"),
        other => ReadError::damaged(other),
    }
}
