//! .xlsb: cells as a stream. What calamine does not tell (merged ranges) or does not bear (macro sheets) is looked up in
//! the records beforehand.

use std::io::{BufReader, Cursor, Read};

use calamine::{Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use qingce_core::cell::{Merge, SheetInfo};

use super::date::Precision;
use super::package::{self, Archive, Bytes, Kind, Relation};
use super::sink::Sink;
use super::{Piece, Workbook, data};
use crate::error::ReadError;

const WORKBOOK: &str = "xl/workbook.bin";
const BUNDLED_SHEET: u32 = 0x9c;
const MERGE_CELL: u32 = 0xb0;
/// Merged ranges of one sheet that are noted.
const MERGES: usize = 1_000_000;

/// Reads a package; `about` is completed and sent first.
pub(crate) fn read(bytes: Bytes, mut about: Workbook, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut archive = package::open(&bytes)?;
    package::check_sizes(&mut archive)?;
    let relations = package::relations(&package::part(&mut archive, "xl/_rels/workbook.bin.rels")?)?;
    let (parts, foreign, workbook) = sheets(&package::raw_part(&mut archive, WORKBOOK)?, &relations);
    let bytes = if foreign.is_empty() { bytes } else { package::with_part(&mut archive, WORKBOOK, &workbook)? };
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|error| failure(&error))?;
    let sheets = workbook.sheets_metadata().to_vec();
    let (cells, others): (Vec<_>, Vec<_>) = sheets.into_iter().partition(|sheet| sheet.typ == SheetType::WorkSheet);
    about.dropped = foreign.into_iter().chain(others.into_iter().map(|sheet| sheet.name)).collect();
    if cells.is_empty() {
        return Err(about.without_cells());
    }
    sink.send(Piece::Workbook(about))?;
    for sheet in cells {
        let hidden = sheet.visible != SheetVisible::Visible;
        let mut info = SheetInfo { name: sheet.name, hidden, merges: Vec::new() };
        if !super::is_read(&info.name, hidden) {
            sink.begin(info, 0)?;
            sink.end()?;
        } else {
            let part = parts.iter().find(|(name, _)| *name == info.name);
            info.merges = part.map_or_else(Vec::new, |(_, part)| merges(&mut archive, part));
            read_sheet(&mut workbook, info, sink)?;
        }
    }
    Ok(())
}

fn read_sheet(workbook: &mut Xlsb<Cursor<Bytes>>, info: SheetInfo, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let mut cells = workbook.worksheet_cells_reader(&info.name).map_err(|error| failure(&error))?;
    sink.begin(info, cells.dimensions().end.0 + 1)?;
    while let Some(met) = cells.next_cell().map_err(|error| failure(&error))? {
        let (row, column) = met.get_position();
        if let Some(cell) = data::cell(met.get_value().clone(), Precision::Day) {
            sink.cell(row + 1, column + 1, cell)?;
        }
    }
    sink.end()
}

/// Name and part of the sheets with cells, the names of those calamine does not bear, and the workbook without them.
fn sheets(workbook: &[u8], relations: &[Relation]) -> (Vec<(String, String)>, Vec<String>, Vec<u8>) {
    let (mut parts, mut foreign, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    let mut from = Cursor::new(workbook);
    let mut start = 0;
    let mut body = Vec::new();
    while let Some(kind) = next_record(&mut from, &mut body) {
        let end = from.position() as usize;
        let sheet = (kind == BUNDLED_SHEET).then(|| bundled(&body)).flatten();
        let related = sheet.and_then(|(id, name)| Some((name, relations.iter().find(|relation| relation.id == id)?)));
        match related {
            Some((name, relation)) if relation.target.starts_with("macrosheets/") => foreign.push(name),
            Some((name, relation)) if relation.kind == Kind::Cells => {
                parts.push((name, format!("xl/{}", relation.target)));
                kept.extend(&workbook[start..end]);
            }
            _ => kept.extend(&workbook[start..end]),
        }
        start = end;
    }
    (parts, foreign, kept)
}

/// Relation and name of a sheet.
fn bundled(body: &[u8]) -> Option<(String, String)> {
    let (id, rest) = wide(body.get(8..)?)?;
    let (name, _) = wide(rest)?;
    Some((id, name))
}

fn wide(bytes: &[u8]) -> Option<(String, &[u8])> {
    let length = usize::try_from(number(bytes, 0)?).ok()?.checked_mul(2)?;
    let (text, rest) = bytes.get(4..)?.split_at_checked(length)?;
    Some((encoding_rs::UTF_16LE.decode_without_bom_handling(text).0.into_owned(), rest))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// The merged ranges of a sheet, which stand behind its rows; as many as can be read.
fn merges(archive: &mut Archive, part: &str) -> Vec<Merge> {
    let mut found = Vec::new();
    let Some(at) = package::index_of(archive, part) else { return found };
    let Ok(entry) = archive.by_index(at) else { return found };
    let mut from = BufReader::with_capacity(64 << 10, entry);
    let mut body = Vec::new();
    while let Some(kind) = next_record(&mut from, &mut body) {
        if kind == MERGE_CELL && found.len() < MERGES {
            let corner = |at| number(&body, at).and_then(|number| number.checked_add(1));
            if let (Some(top), Some(bottom), Some(left), Some(right)) = (corner(0), corner(4), corner(8), corner(12)) {
                found.push(Merge { top, left, bottom, right });
            }
        }
    }
    found
}

/// The kind of the next record, its body in `body`; `None` at the end or where the record is cut off.
fn next_record(from: &mut impl Read, body: &mut Vec<u8>) -> Option<u32> {
    let kind = variable(from, 2)?;
    let length = u64::from(variable(from, 4)?);
    body.clear();
    let read = from.take(length).read_to_end(body).ok()?;
    (read as u64 == length).then_some(kind)
}

/// A number of seven bits a byte, the lowest first.
fn variable(from: &mut impl Read, longest: u32) -> Option<u32> {
    let mut number = 0;
    for at in 0..longest {
        let mut byte = [0u8];
        from.read_exact(&mut byte).ok()?;
        number |= u32::from(byte[0] & 0x7f) << (7 * at);
        if byte[0] & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

fn failure(error: &XlsbError) -> ReadError {
    match error {
        XlsbError::Password => ReadError::new("file_password"),
        other => ReadError::damaged(other),
    }
}
