//! A look at the records of a BIFF5 to BIFF8 workbook: version, encryption, and where cells stand.
//!
//! Not in here: values, which calamine reads. The invariant: every record is met at most twice, whatever the offsets say.

use std::collections::HashMap;

use super::date::{self, Precision};
use crate::error::ReadError;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const FILEPASS: u16 = 0x002f;
const BOUNDSHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041e;
const XF: u16 = 0x00e0;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const RSTRING: u16 = 0x00d6;
const BOOLERR: u16 = 0x0205;
const RK: u16 = 0x027e;
const MULRK: u16 = 0x00bd;
const LABELSST: u16 = 0x00fd;
const FORMULA: u16 = 0x0006;

/// Cells a dense range may have beyond those that hold something.
const EMPTY_CELLS: u64 = 4_000_000;

/// What the look found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Texts are UTF-16.
    pub biff8: bool,
    sheets: Vec<Used>,
}

/// Where the cells of a sheet stand, from 0.
#[derive(Debug, Default)]
struct Used {
    name: String,
    cells: u64,
    top: u32,
    left: u32,
    last: (u32, u32),
    right: u32,
    /// Cells (from 1) whose format shows less than a day.
    coarse: HashMap<(u32, u32), Precision>,
}

impl Scan {
    /// A sheet that is large and nearly empty: its name and the row and column (from 1) of its far cell.
    pub fn sparse(&self) -> Option<(String, u32, u32)> {
        self.sheets.iter().find_map(|used| {
            let (rows, columns) = (used.last.0.saturating_sub(used.top) + 1, used.right.saturating_sub(used.left) + 1);
            let area = u64::from(rows) * u64::from(columns);
            let sparse = used.cells > 0 && area > EMPTY_CELLS.saturating_add(used.cells * 4);
            sparse.then(|| (used.name.clone(), used.last.0 + 1, used.last.1 + 1))
        })
    }
}

/// Looks at a workbook stream.
pub(crate) fn scan(stream: &[u8]) -> Result<Scan, ReadError> {
    let mut scan = Scan::default();
    let mut offsets = Vec::new();
    let mut formats = Formats::default();
    for (at, (kind, body)) in records(stream, 0).enumerate() {
        match kind {
            BOF if at == 0 => scan.biff8 = body.get(..2) == Some(&[0x00, 0x06]),
            FILEPASS => return Err(ReadError::new("file_password")),
            BOUNDSHEET => offsets.push(bound_sheet(body, scan.biff8).unwrap_or_default()),
            EOF => break,
            _ => formats.note(kind, body, scan.biff8).unwrap_or_default(),
        }
    }
    let precisions = formats.precisions();
    scan.sheets = offsets.into_iter().map(|(offset, name)| used(stream, offset, name, &precisions)).collect();
    Ok(scan)
}

impl Scan {
    /// The precision that the format of a cell (from 1) of the sheet at an index shows of a date.
    pub fn precision(&self, sheet: usize, row: u32, column: u32) -> Precision {
        let coarse = self.sheets.get(sheet).and_then(|used| used.coarse.get(&(row, column)));
        coarse.copied().unwrap_or_default()
    }
}

/// The records from an offset on, each as its kind and body; ends where one is cut off.
fn records(stream: &[u8], offset: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(offset..).unwrap_or_default();
    std::iter::from_fn(move || {
        let kind = u16_at(rest, 0)?;
        let length = usize::from(u16_at(rest, 2)?);
        let body = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, body))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// Offset and name of a sheet.
fn bound_sheet(body: &[u8], biff8: bool) -> Option<(usize, String)> {
    let offset = usize::from(u16_at(body, 0)?) | usize::from(u16_at(body, 2)?) << 16;
    let length = usize::from(*body.get(6)?);
    Some((offset, if biff8 { wide(body.get(7..)?, length) } else { narrow(body.get(7..)?, length) }))
}

/// A BIFF8 string behind its length: a flag byte, then one or two bytes for each character.
fn wide(bytes: &[u8], length: usize) -> String {
    match bytes.split_first() {
        Some((flags, rest)) if flags & 1 == 1 => {
            encoding_rs::UTF_16LE.decode(&rest[..rest.len().min(2 * length)]).0.into()
        }
        Some((_, rest)) => rest[..rest.len().min(length)].iter().map(|byte| char::from(*byte)).collect(),
        None => String::new(),
    }
}

fn narrow(bytes: &[u8], length: usize) -> String {
    encoding_rs::GBK.decode(&bytes[..bytes.len().min(length)]).0.into()
}

/// Number formats of the workbook and which of them its cell formats use.
#[derive(Default)]
struct Formats {
    codes: HashMap<u16, String>,
    used: Vec<u16>,
}

impl Formats {
    fn note(&mut self, kind: u16, body: &[u8], biff8: bool) -> Option<()> {
        match kind {
            FORMAT if biff8 => {
                self.codes.insert(u16_at(body, 0)?, wide(body.get(4..)?, usize::from(u16_at(body, 2)?)));
            }
            FORMAT => {
                self.codes.insert(u16_at(body, 0)?, narrow(body.get(3..)?, usize::from(*body.get(2)?)));
            }
            XF => self.used.push(u16_at(body, 2)?),
            _ => (),
        }
        Some(())
    }

    fn precisions(&self) -> Vec<Precision> {
        let code = |id: &u16| self.codes.get(id).map_or("", String::as_str);
        self.used.iter().map(|id| date::precision(Some(u32::from(*id)), code(id))).collect()
    }
}

/// Where the cells of the sheet at an offset stand. Charts inside it are records of their own and are passed over.
fn used(stream: &[u8], offset: usize, name: String, precisions: &[Precision]) -> Used {
    let mut used = Used { name, top: u32::MAX, left: u32::MAX, ..Used::default() };
    let mut depth = 0u32;
    for (kind, body) in records(stream, offset) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth > 1 => (),
            NUMBER | LABEL | RSTRING | BOOLERR | RK | LABELSST | FORMULA => {
                if let (Some(row), Some(column), Some(format)) = (u16_at(body, 0), u16_at(body, 2), u16_at(body, 4)) {
                    used.note(u32::from(row), u32::from(column), precisions.get(usize::from(format)));
                }
            }
            MULRK => {
                let (Some(row), Some(first)) = (u16_at(body, 0), u16_at(body, 2)) else { continue };
                for (at, run) in body[4..].chunks_exact(6).enumerate() {
                    let format = u16_at(run, 0).map_or(0, usize::from);
                    used.note(u32::from(row), u32::from(first) + at as u32, precisions.get(format));
                }
            }
            _ => (),
        }
    }
    used
}

impl Used {
    fn note(&mut self, row: u32, column: u32, precision: Option<&Precision>) {
        self.cells += 1;
        self.top = self.top.min(row);
        self.left = self.left.min(column);
        self.right = self.right.max(column);
        self.last = self.last.max((row, column));
        if let Some(coarse) = precision.filter(|precision| **precision != Precision::Day) {
            self.coarse.insert((row + 1, column + 1), *coarse);
        }
    }
}
