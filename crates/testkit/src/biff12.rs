//! Binary packages (.xlsb), as far as the tests of the reader need them: texts, merged ranges, macro sheets.
//!
//! The invariant: what is written is well-formed unless the caller leaves a relation out.

use crate::hostile::{frame, relationships, zip};

/// A sheet of a binary package.
#[derive(Debug, Default, Clone)]
pub struct BinarySheet {
    /// Name on the tab.
    pub name: String,
    /// Folder of its part: `worksheets`, `chartsheets` or `macrosheets`.
    pub folder: String,
    /// Row and column from 0, and the text.
    pub texts: Vec<(u32, u32, String)>,
    /// Merged ranges: first and last row, first and last column, from 0.
    pub merges: Vec<[u32; 4]>,
}

/// The bytes of the .xlsb file. With `related` false no sheet's relation is there: calamine 0.38 panics on it.
pub fn workbook(sheets: &[BinarySheet], related: bool) -> Vec<u8> {
    let mut listed = Vec::new();
    let mut relations = Vec::new();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for (at, sheet) in (1u32..).zip(sheets) {
        let target = format!("{}/sheet{at}.bin", sheet.folder);
        let body = [vec![0u8; 4], at.to_le_bytes().to_vec(), wide(&format!("rId{at}")), wide(&sheet.name)].concat();
        listed.extend(record(0x9c, &body));
        relations.push((format!("rId{at}"), sheet.folder.trim_end_matches('s').to_owned(), target.clone()));
        parts.push((format!("xl/{target}"), records(sheet)));
    }
    listed.extend(record(0x90, &[]));
    listed.extend(record(0x84, &[]));
    if !related {
        relations.clear();
    }
    parts.push(("xl/workbook.bin".into(), listed));
    parts.push(("xl/_rels/workbook.bin.rels".into(), relationships(&relations).into_bytes()));
    parts.extend(frame("xl/workbook.bin").map(|(name, text)| (name, text.into_bytes())));
    zip(&parts)
}

fn records(sheet: &BinarySheet) -> Vec<u8> {
    let mut out = [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[])].concat();
    let mut row_before = None;
    for (row, column, text) in &sheet.texts {
        if row_before != Some(*row) {
            out.extend(record(0x00, &[row.to_le_bytes().to_vec(), vec![0; 13]].concat()));
            row_before = Some(*row);
        }
        out.extend(record(0x06, &[column.to_le_bytes().to_vec(), vec![0; 4], wide(text)].concat()));
    }
    out.extend(record(0x92, &[]));
    for merge in &sheet.merges {
        out.extend(record(0xb0, &merge.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>()));
    }
    out.extend(record(0x82, &[]));
    out
}

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut out = vec![kind as u8];
    if kind >= 0x80 {
        out.push((kind >> 7) as u8);
    }
    let mut length = body.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(body);
    out
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [((units.len() / 2) as u32).to_le_bytes().to_vec(), units].concat()
}
