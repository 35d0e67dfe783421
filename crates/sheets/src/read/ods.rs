//! .ods: calamine reads it whole, and its own limit on repeated cells holds; merged ranges, and how precisely dates are
//! shown, come from a pass of our own.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor};

use calamine::{Ods, OdsError, Reader, SheetVisible};
use qingce_core::cell::{Merge, SheetInfo};
use quick_xml::events::{BytesStart, Event};

use super::date::Precision;
use super::package::{self, Archive, Bytes};
use super::sink::Sink;
use super::{Piece, Workbook, data};
use crate::error::ReadError;

const CONTENT: &str = "content.xml";
/// So many equal dates beside or below one another are shown as their first.
const ALIKE: u32 = 64;

/// Reads a package; `about` is sent once it opened.
pub(crate) fn read(bytes: Bytes, about: Workbook, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut archive = package::open(&bytes)?;
    package::check_sizes(&mut archive)?;
    let mut workbook = open(bytes, &mut archive)?;
    let mut looks = looks(&mut archive)?;
    sink.send(Piece::Workbook(about))?;
    for sheet in workbook.sheets_metadata().to_vec() {
        let hidden = sheet.visible != SheetVisible::Visible;
        let range = workbook.worksheet_range(&sheet.name).map_err(|error| failure(&error))?;
        let Look { merges, dates } = looks.remove(&sheet.name).unwrap_or_default();
        let wanted = super::is_read(&sheet.name, hidden);
        sink.begin(SheetInfo { name: sheet.name, hidden, merges }, range.end().map_or(0, |end| end.0 + 1))?;
        if wanted {
            let precision = |row, column| dates.get(&(row, column)).copied().unwrap_or_default();
            data::range(&range, precision, sink)?;
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

/// What calamine does not tell of a sheet.
#[derive(Default)]
struct Look {
    merges: Vec<Merge>,
    /// Dates that show less than their day, by row and column from 1.
    dates: HashMap<(u32, u32), Precision>,
}

/// What calamine does not tell, by sheet.
fn looks(archive: &mut Archive) -> Result<HashMap<String, Look>, ReadError> {
    let entry = archive.by_name(CONTENT).map_err(ReadError::damaged)?;
    looks_of(BufReader::with_capacity(64 << 10, entry))
}

fn looks_of(content: impl BufRead) -> Result<HashMap<String, Look>, ReadError> {
    let mut reader = quick_xml::Reader::from_reader(content);
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
            Event::Text(text) => place.text(&text),
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
    look: Look,
    /// The date cell that is open: its first column, how many like it follow, and the text it shows.
    date: Option<(u32, u32, String)>,
    /// A remark is open: its text is not the cell's.
    remark: bool,
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
                    self.look.merges.push(Merge { top: self.row, left: self.column, bottom, right });
                }
                let date = package::attribute(element, "value-type").is_some_and(|kind| kind == "date");
                let repeated = number("number-columns-repeated");
                self.date = date.then(|| (self.column, repeated, String::new()));
                self.column = self.column.saturating_add(repeated);
            }
            "annotation" => self.remark = true,
            _ => (),
        }
    }

    /// Notes dates that show less than their day.
    fn shown(&mut self, column: u32, repeated: u32, precision: Precision) {
        if precision == Precision::Day {
            return;
        }
        for row in (self.row..).take(self.repeated_rows.min(ALIKE) as usize) {
            for column in (column..).take(repeated.min(ALIKE) as usize) {
                self.look.dates.insert((row, column), precision);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((.., shown)) = self.date.as_mut().filter(|_| !self.remark) {
            shown.push_str(text);
        }
    }

    fn close(&mut self, name: &str, found: &mut HashMap<String, Look>) {
        match name {
            "annotation" => self.remark = false,
            "table-cell" | "covered-table-cell" => {
                if let Some((column, repeated, shown)) = self.date.take() {
                    self.shown(column, repeated, Precision::shown(&shown));
                }
            }
            "table-row" => self.row = self.row.saturating_add(self.repeated_rows),
            "table" => {
                found.insert(std::mem::take(&mut self.sheet), std::mem::take(&mut self.look));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_that_show_less_than_their_day() {
        let date = |attributes: &str, inner: &str| {
            format!(r#"<table:table-cell office:value-type="date" {attributes}>{inner}</table:table-cell>"#)
        };
        let content = format!(
            r#"<table:table table:name="表"><table:table-row><table:table-cell/></table:table-row>
            <table:table-row>{}{}{}{}</table:table-row></table:table>"#,
            date("", "<text:p>2015-05-01</text:p>"),
            date(r#"table:number-columns-repeated="2""#, "<text:p>2015-05</text:p>"),
            date("", "<office:annotation><text:p>2020-01-01</text:p></office:annotation><text:p>2015年</text:p>"),
            date("", ""),
        );
        let looks = looks_of(content.as_bytes()).unwrap();
        let mut dates: Vec<_> = looks["表"].dates.iter().map(|(place, precision)| (*place, *precision)).collect();
        dates.sort_by_key(|(place, _)| *place);
        let expected = [((2, 2), Precision::Month), ((2, 3), Precision::Month), ((2, 4), Precision::Year)];
        assert_eq!(dates, expected, "repeated cells count, remarks do not");
    }
}
