//! What has to be known of a sheet's XML before its rows come: merged ranges, which stand behind the rows, and formulas
//! without a result, which calamine cannot tell from empty cells.
//!
//! The part is unpacked once, searched by bytes, and never held whole; only the merged ranges are parsed as XML.

use std::collections::HashSet;
use std::io::Read;

use memchr::memmem;
use qingce_core::cell::{Merge, column_number};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::package::attribute;
use crate::error::ReadError;

/// Read at a time.
const CHUNK: usize = 256 << 10;
/// A cell or the list of merged ranges longer than this is not looked at.
const LONGEST: usize = 16 << 20;

/// What the pass found.
#[derive(Debug, Default)]
pub(crate) struct Prescan {
    /// Merged ranges of the sheet.
    pub merges: Vec<Merge>,
    /// Row and column of formulas of which the file holds no result.
    pub unresolved: HashSet<(u32, u32)>,
}

/// The tags that are searched for, with the prefix that the part uses (`<x:c`), if any.
struct Tags {
    cell: Vec<u8>,
    cell_end: Vec<u8>,
    formula: Vec<u8>,
    formula_end: Vec<u8>,
    value: Vec<u8>,
}

impl Tags {
    fn of(start: &[u8]) -> Self {
        let rows = memmem::find(start, b"sheetData").unwrap_or(0);
        let open = memchr::memrchr(b'<', &start[..rows]).map_or(rows, |at| at + 1);
        let prefix = String::from_utf8_lossy(&start[open..rows]);
        let tag = |text: &str| text.replace('@', &prefix).into_bytes();
        Self {
            cell: tag("<@c "),
            cell_end: tag("</@c>"),
            formula: tag("<@f"),
            formula_end: tag("</@f>"),
            value: tag("<@v"),
        }
    }
}

/// Passes over a sheet's XML.
pub(crate) fn pass(mut xml: impl Read) -> Result<Prescan, ReadError> {
    let mut found = Prescan::default();
    let mut text = Vec::with_capacity(2 * CHUNK);
    let mut tags = None;
    loop {
        let more = read_some(&mut xml, &mut text)?;
        let tags = tags.get_or_insert_with(|| Tags::of(&text));
        let end = rows_end(&text);
        let cells = end.unwrap_or_else(|| cells_end(&text, tags));
        formulas(&text[..cells], tags, &mut found.unresolved);
        text.drain(..cells);
        if end.is_some() {
            found.merges = merges(xml, text)?;
            return Ok(found);
        }
        if !more || text.len() > LONGEST {
            return Ok(found);
        }
    }
}

fn read_some(xml: &mut impl Read, text: &mut Vec<u8>) -> Result<bool, ReadError> {
    let read = xml.take(CHUNK as u64).read_to_end(text).map_err(ReadError::damaged)?;
    Ok(read > 0)
}

/// Where the rows end: `</sheetData>`, with or without a prefix, or `<sheetData/>`.
fn rows_end(text: &[u8]) -> Option<usize> {
    memmem::find_iter(text, b"sheetData").find(|at| {
        let before = &text[at.saturating_sub(16)..*at];
        let closes = before.rsplit(|byte| *byte == b'<').next().is_some_and(|tag| tag.starts_with(b"/"));
        closes || text[*at..].starts_with(b"sheetData/>")
    })
}

/// Behind the last whole cell that holds something, or before the last one; what follows waits for more bytes.
fn cells_end(text: &[u8], tags: &Tags) -> usize {
    let whole = memmem::rfind(text, &tags.cell_end).map(|at| at + tags.cell_end.len());
    whole.or_else(|| memmem::rfind(text, &tags.cell)).unwrap_or(0)
}

/// Notes the cells whose formula has no result beside it.
fn formulas(cells: &[u8], tags: &Tags, unresolved: &mut HashSet<(u32, u32)>) {
    for at in memmem::find_iter(cells, &tags.formula) {
        if !matches!(cells.get(at + tags.formula.len()), Some(b'>' | b' ' | b'/')) {
            continue;
        }
        let Some(behind) = behind_formula(&cells[at..], tags) else { continue };
        let tag = &cells[memmem::rfind(&cells[..at], &tags.cell).unwrap_or(at)..at];
        if lacks_result(&cells[at + behind..], tag, tags) {
            unresolved.extend(address(tag));
        }
    }
}

/// Length of the formula's element.
fn behind_formula(from: &[u8], tags: &Tags) -> Option<usize> {
    let tag = memchr::memchr(b'>', from)?;
    if from[tag - 1] == b'/' {
        return Some(tag + 1);
    }
    memmem::find(from, &tags.formula_end).map(|at| at + tags.formula_end.len())
}

fn lacks_result(rest: &[u8], tag: &[u8], tags: &Tags) -> bool {
    let rest = rest.trim_ascii_start();
    let Some(value) = rest.strip_prefix(tags.value.as_slice()) else { return rest.starts_with(&tags.cell_end) };
    let empty = value.trim_ascii_start().starts_with(b"/>") || value.starts_with(b"></");
    // An empty text is a result; an empty number is none.
    empty && memmem::find(tag, b"t=\"str\"").is_none()
}

fn address(tag: &[u8]) -> Option<(u32, u32)> {
    let from = memmem::find(tag, b" r=\"")? + 4;
    let length = memchr::memchr(b'"', &tag[from..])?;
    corner(std::str::from_utf8(&tag[from..from + length]).ok()?)
}

/// `B12` as row and column.
fn corner(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    Some((text[digits..].parse().ok()?, column_number(&text[..digits])?))
}

/// The merged ranges in what follows the rows.
fn merges(xml: impl Read, mut text: Vec<u8>) -> Result<Vec<Merge>, ReadError> {
    xml.take(LONGEST as u64).read_to_end(&mut text).map_err(ReadError::damaged)?;
    let tail = String::from_utf8_lossy(&text);
    let Some(from) = tail.find("mergeCells").and_then(|at| tail[..at].rfind('<')) else { return Ok(Vec::new()) };
    let mut reader = Reader::from_str(&tail[from..]);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == "mergeCell" => {
                found.extend(attribute(&element, "ref").and_then(|range| merge(&range)));
            }
            Ok(Event::End(element)) if element.local_name().as_ref() == "mergeCells" => return Ok(found),
            Ok(Event::Eof) => return Ok(found),
            Err(error) => return Err(ReadError::damaged(error)),
            Ok(_) => (),
        }
    }
}

fn merge(range: &str) -> Option<Merge> {
    let (from, to) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (corner(from)?, corner(to)?);
    (top <= bottom && left <= right).then_some(Merge { top, left, bottom, right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_and_formulas_without_result_are_found() {
        let xml = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f></c>
            <c r="C1" s="2"><f t="shared" si="0"/><v></v></c><c r="D1" t="str"><f>""</f><v></v></c>
            <c r="E1"><f>A1</f><v>1</v></c></row></sheetData>
            <mergeCells count="1"><mergeCell ref="A1:B3"/></mergeCells></worksheet>"#;
        let found = pass(xml.as_bytes()).expect("the text is well-formed");
        assert_eq!(found.merges, [Merge { top: 1, left: 1, bottom: 3, right: 2 }], "merges are behind the rows");
        let mut unresolved: Vec<_> = found.unresolved.into_iter().collect();
        unresolved.sort_unstable();
        assert_eq!(unresolved, [(1, 2), (1, 3)], "an empty text is a result, a missing number is none");
    }
}
