//! .ods: calamine reads it whole, and its own limit on repeated cells holds; merged ranges come from a pass of our own.

use std::collections::HashMap;
use std::io::{BufReader, Cursor};
use std::sync::Arc;

use calamine::{Ods, OdsError, Reader, SheetVisible};
use qingce_core::cell::{Merge, SheetInfo};
use quick_xml::events::{BytesStart, Event};

use super::date::Precision;
use super::package::{self, Archive, Bytes};
use super::sink::Sink;
use super::{Piece, Workbook, data};
use crate::error::ReadError;

const CONTENT: &str = "content.xml";

/// Reads a package; `about` is sent once it opened.
pub(crate) fn read(bytes: Vec<u8>, about: Workbook, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let bytes: Bytes = Arc::from(bytes);
    let mut archive = package::open(&bytes)?;
    package::check_sizes(&mut archive)?;
    let mut workbook = open(bytes, &mut archive)?;
    let mut merges = merges(&mut archive)?;
    sink.send(Piece::Workbook(about))?;
    for sheet in workbook.sheets_metadata().to_vec() {
        let hidden = sheet.visible != SheetVisible::Visible;
        let range = workbook.worksheet_range(&sheet.name).map_err(|error| failure(&error))?;
        let merges = merges.remove(&sheet.name).unwrap_or_default();
        sink.begin(SheetInfo { name: sheet.name, hidden, merges }, range.end().map_or(0, |end| end.0 + 1))?;
        if !hidden {
            data::range(&range, |_, _| Precision::Day, sink)?;
        }
        sink.end()?;
    }
    Ok(())
}

/// calamine does not bear white space between cells: such a file gets a second chance without it.
fn open(bytes: Bytes, archive: &mut Archive) -> Result<Ods<Cursor<Bytes>>, ReadError> {
    match Ods::new(Cursor::new(bytes)) {
        Ok(workbook) => Ok(workbook),
        Err(OdsError::Mismatch { .. }) => {
            let content = without_indents(&package::part(archive, CONTENT)?)?;
            let bytes = package::with_part(archive, CONTENT, &content)?;
            Ods::new(Cursor::new(bytes)).map_err(|error| failure(&error))
        }
        Err(error) => Err(failure(&error)),
    }
}

/// The content without white space outside of paragraphs.
fn without_indents(content: &str) -> Result<Vec<u8>, ReadError> {
    let mut reader = quick_xml::Reader::from_str(content);
    let mut writer = quick_xml::Writer::new(Vec::with_capacity(content.len()));
    let mut paragraphs = 0u32;
    loop {
        let event = reader.read_event().map_err(ReadError::damaged)?;
        match &event {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Start(element) if is_paragraph(element.local_name().as_ref()) => paragraphs += 1,
            Event::End(element) if is_paragraph(element.local_name().as_ref()) => {
                paragraphs = paragraphs.saturating_sub(1);
            }
            Event::Text(text) if paragraphs == 0 && text.trim_ascii().is_empty() => continue,
            _ => (),
        }
        writer.write_event(event).map_err(ReadError::damaged)?;
    }
}

fn is_paragraph(name: &str) -> bool {
    name == "p" || name == "h"
}

/// The merged ranges by sheet.
fn merges(archive: &mut Archive) -> Result<HashMap<String, Vec<Merge>>, ReadError> {
    let entry = archive.by_name(CONTENT).map_err(ReadError::damaged)?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(64 << 10, entry));
    let (mut found, mut place, mut buffer) = (HashMap::new(), Place::default(), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(ReadError::damaged)? {
            Event::Start(element) => place.open(&element),
            Event::Empty(element) => {
                place.open(&element);
                place.close(element.local_name().as_ref(), &mut found);
            }
            Event::End(element) => place.close(element.local_name().as_ref(), &mut found),
            Event::Eof => return Ok(found),
            _ => (),
        }
    }
}

/// Where in the sheets the pass stands; rows and columns from 1.
#[derive(Default)]
struct Place {
    sheet: String,
    row: u32,
    column: u32,
    repeated_rows: u32,
    merges: Vec<Merge>,
}

impl Place {
    fn open(&mut self, element: &BytesStart<'_>) {
        let number = |name| package::attribute(element, name).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1);
        match element.local_name().as_ref() {
            "table" => {
                self.sheet = package::attribute(element, "name").unwrap_or_default();
                self.row = 1;
            }
            "table-row" => {
                self.column = 1;
                self.repeated_rows = number("number-rows-repeated");
            }
            "table-cell" | "covered-table-cell" => {
                let (columns, rows) = (number("number-columns-spanned"), number("number-rows-spanned"));
                if columns > 1 || rows > 1 {
                    let (bottom, right) = (self.row.saturating_add(rows - 1), self.column.saturating_add(columns - 1));
                    self.merges.push(Merge { top: self.row, left: self.column, bottom, right });
                }
                self.column = self.column.saturating_add(number("number-columns-repeated"));
            }
            _ => (),
        }
    }

    fn close(&mut self, name: &str, found: &mut HashMap<String, Vec<Merge>>) {
        match name {
            "table-row" => self.row = self.row.saturating_add(self.repeated_rows),
            "table" => {
                found.insert(std::mem::take(&mut self.sheet), std::mem::take(&mut self.merges));
            }
            _ => (),
        }
    }
}

fn failure(error: &OdsError) -> ReadError {
    match error {
        OdsError::Password => ReadError::new("file_password"),
        OdsError::CellLimitExceeded { .. } => ReadError::new("file_too_large").with("detail", "cells"),
        other => ReadError::damaged(other),
    }
}
