//! Texts with separated fields: encoding and separator are found, everything stays text.
//!
//! The invariant: no field changes on the way, so leading zeros and long numbers survive.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use qingce_core::cell::{Cell, SheetInfo};

use super::sink::Sink;
use crate::error::ReadError;

/// The name under which a text file's one sheet is known.
pub const SHEET: &str = "(csv)";

const SEPARATORS: &[u8] = b",\t;|";
/// How much is looked at to find out encoding and separator.
const SAMPLE: usize = 64 << 10;

/// The first [`SAMPLE`] bytes as text, and their encoding; `None` if it is no text.
pub(crate) fn decode_start(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    let encoding = encoding(bytes);
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (text, _) = encoding.decode_with_bom_removal(sample);
    let odd =
        text.chars().filter(|c| (c.is_control() && !"\t\r\n\u{1a}\u{c}".contains(*c)) || *c == '\u{fffd}').count();
    (odd * 200 <= text.chars().count()).then(|| (text.into_owned(), encoding))
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if let Some(encoding) = bare_utf16(sample) {
        return encoding;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return UTF_8,
        // Cut off inside its last character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => return UTF_8,
        Err(_) => (),
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(16 * SAMPLE)], true);
    match detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny) {
        big5 if big5 == BIG5 => BIG5,
        // GB18030 holds all that GBK holds, and is what a Chinese office writes if it writes none of the above.
        _ => GB18030,
    }
}

/// UTF-16 without a mark: separators and line ends of ASCII put zeros into every other byte.
fn bare_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let (mut low, mut high) = (0usize, 0usize);
    for pair in sample.chunks_exact(2) {
        match pair {
            [0, 1..=127] => high += 1,
            [1..=127, 0] => low += 1,
            _ => (),
        }
    }
    let needed = (sample.len() / 100).max(1);
    match () {
        () if low >= needed && high * 10 < low => Some(UTF_16LE),
        () if high >= needed && low * 10 < high => Some(UTF_16BE),
        () => None,
    }
}

/// Reads the one sheet of a text file.
pub(crate) fn read(bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let (start, encoding) = decode_start(bytes).ok_or_else(|| ReadError::new("not_sheet_unknown"))?;
    let mut text = encoding.decode_with_bom_removal(bytes).0.into_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let declared = declared_separator(&text);
    let body = if declared.is_some() { text.split_once('\n').map_or("", |(_, rest)| rest) } else { &text };
    let separator = declared.unwrap_or_else(|| separator(&start));
    sink.begin(SheetInfo { name: SHEET.into(), ..SheetInfo::default() }, 0)?;
    let mut rows = RowNumbers::new(body, declared.is_some());
    let mut reader = reader(separator, body.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(ReadError::damaged)? {
        let row = rows.of(&record, reader.position().line());
        for (at, field) in record.iter().enumerate() {
            if !field.is_empty() {
                sink.cell(row, at as u32 + 1, Cell::Text(field.to_owned()))?;
            }
        }
    }
    sink.end()
}

fn reader(separator: u8, body: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(body)
}

/// `sep=;` in the first line, as Excel writes and reads it.
fn declared_separator(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches(['"', '\r']);
    let rest = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    match rest.as_bytes() {
        [byte] => Some(*byte),
        _ => None,
    }
}

/// The separator by which most of the first records have the same number of fields, more than one.
fn separator(start: &str) -> u8 {
    let judged = SEPARATORS.iter().map(|separator| {
        let widths: Vec<usize> =
            reader(*separator, start.as_bytes()).records().take(50).filter_map(Result::ok).map(|r| r.len()).collect();
        let best = widths.iter().filter(|width| **width > 1).map(|width| (count(&widths, *width), *width)).max();
        (best.unwrap_or((0, 0)), *separator)
    });
    // The first of equals wins: a comma is likelier than a tab, a tab than a semicolon, that than a bar.
    judged.rev().max_by_key(|(judgement, _)| *judgement).map_or(b',', |(_, separator)| separator)
}

fn count(widths: &[usize], width: usize) -> usize {
    widths.iter().filter(|other| **other == width).count()
}

/// Row numbers as Excel gives them on opening the file: a blank line is a row, a line break inside quotes is none.
struct RowNumbers {
    before: u32,
    carriage_returns: u64,
    inside: u64,
    last: u32,
}

impl RowNumbers {
    fn new(body: &str, after_declaration: bool) -> Self {
        let crlf = body.find('\n').is_some_and(|at| body[..at].ends_with('\r'));
        // The parser takes the line feed of a CR LF only with the next record.
        Self { before: u32::from(after_declaration), carriage_returns: u64::from(crlf), inside: 0, last: 0 }
    }

    fn of(&mut self, record: &csv::StringRecord, lines: u64) -> u32 {
        self.inside += record.iter().map(|field| field.bytes().filter(|b| *b == b'\n').count() as u64).sum::<u64>();
        let by_lines = (lines + self.carriage_returns).saturating_sub(1 + self.inside);
        self.last = (self.last + 1).max(u32::try_from(by_lines).unwrap_or(u32::MAX));
        self.last + self.before
    }
}
