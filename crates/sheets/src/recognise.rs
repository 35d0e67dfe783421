//! What a file is, by its content; its name is never asked.
//!
//! In here: the formats that are read, and the name of everything else that is met under the name of a spreadsheet.
//! Not in here: reading. The invariant: every answer is a format that has a reader or an error that says what it is.

use std::io::{Cursor, Read};

use memchr::memmem;
use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use crate::error::ReadError;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// .xlsx, .xlsm, and the .et of newer WPS.
    Xlsx,
    /// .xlsb
    Xlsb,
    /// .xls of Excel 5 to 2003 and .et (BIFF5 to BIFF8 in OLE2).
    Xls,
    /// .ods
    Ods,
    /// .csv, .txt: fields set apart by comma, semicolon or tab.
    Text,
}

/// The format of a file, or the error that names what it is instead. `bytes` is the whole file.
pub fn recognise(bytes: &[u8]) -> Result<Format, ReadError> {
    if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(ReadError::new("not_sheet_empty"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return in_zip(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return in_ole(bytes);
    }
    if let Some(code) = by_magic(bytes) {
        return Err(ReadError::new(code));
    }
    if raw_biff(bytes) {
        return Err(ReadError::new("file_too_old"));
    }
    in_text(bytes)
}

fn by_magic(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF", "not_sheet_pdf"),
        (b"\x89PNG", "not_sheet_picture"),
        (b"\xff\xd8\xff", "not_sheet_picture"),
        (b"GIF8", "not_sheet_picture"),
        (b"II*\0", "not_sheet_picture"),
        (b"MM\0*", "not_sheet_picture"),
        (b"Rar!", "not_sheet_archive"),
        (b"7z\xbc\xaf\x27\x1c", "not_sheet_archive"),
        (b"\x1f\x8b", "not_sheet_archive"),
        (b"{\\rtf", "not_sheet_word"),
        (b"ID;P", "not_sheet_sylk"),
    ];
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, code)| *code);
    known
        .or_else(|| riff_or_bitmap(bytes).then_some("not_sheet_picture"))
        .or_else(|| dbase(bytes).then_some("not_sheet_dbf"))
}

fn riff_or_bitmap(bytes: &[u8]) -> bool {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let bitmap = bytes.starts_with(b"BM") && bytes.get(2..6).is_some_and(|size| u32le(size) as usize == bytes.len());
    webp || bitmap
}

/// dBase: a version byte, a date and a header whose length is that of whole field descriptors.
fn dbase(bytes: &[u8]) -> bool {
    let Some(head) = bytes.get(..32) else { return false };
    let version = matches!(head[0], 0x02 | 0x03 | 0x30 | 0x31 | 0x32 | 0x43 | 0x63 | 0x83 | 0x8b | 0xcb | 0xf5 | 0xfb);
    let date = (1..=12).contains(&head[2]) && (1..=31).contains(&head[3]);
    let header = u16::from_le_bytes([head[8], head[9]]);
    let record = u16::from_le_bytes([head[10], head[11]]);
    version && date && header >= 33 && record > 0 && usize::from(header) <= bytes.len()
}

/// A beginning-of-file record of BIFF2, 3 or 4 outside a compound file.
fn raw_biff(bytes: &[u8]) -> bool {
    let Some(head) = bytes.get(..8) else { return false };
    let length = u16::from_le_bytes([head[2], head[3]]);
    let kind = u16::from_le_bytes([head[6], head[7]]);
    head[0] == 0x09 && matches!(head[1], 0x00 | 0x02 | 0x04 | 0x08) && (4..=16).contains(&length) && kind & 0xfe8f == 0
        || head[0] == 0x09 && matches!(head[1], 0x00 | 0x02 | 0x04) && length <= 8 && kind == 0x0100
}

fn in_zip(bytes: &[u8]) -> Result<Format, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(ReadError::damaged)?;
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|name| name.replace('\\', "/")).collect();
    let has = |prefix: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(prefix));
    if has("mimetype") || has("content.xml") {
        return open_document(&mut archive);
    }
    if has("OFD.xml") {
        return Err(ReadError::new("not_sheet_ofd"));
    }
    if has("Index/") || has("Index.zip") {
        return Err(ReadError::new("not_sheet_numbers"));
    }
    if !has("[Content_Types].xml") {
        return Err(ReadError::new("not_sheet_archive"));
    }
    let relations = small_part(&mut archive, "_rels/.rels").unwrap_or_default();
    let main = |folder: &str| {
        relations.contains(&format!("Target=\"{folder}")) || relations.contains(&format!("Target=\"/{folder}"))
    };
    if main("word/") || has("word/") && !has("xl/") {
        return Err(ReadError::new("not_sheet_word"));
    }
    if main("ppt/") || has("ppt/") && !has("xl/") {
        return Err(ReadError::new("not_sheet_slides"));
    }
    match () {
        () if has("xl/workbook.bin") => Ok(Format::Xlsb),
        () if has("xl/") || relations.contains("officeDocument") => Ok(Format::Xlsx),
        () => Err(ReadError::new("not_sheet_archive")),
    }
}

fn open_document(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Format, ReadError> {
    let kind = small_part(archive, "mimetype").unwrap_or_default();
    match () {
        () if kind.contains("spreadsheet") || kind.is_empty() => Ok(Format::Ods),
        () if kind.contains("presentation") => Err(ReadError::new("not_sheet_slides")),
        () if kind.contains("opendocument.text") => Err(ReadError::new("not_sheet_word")),
        () => Err(ReadError::new("not_sheet_unknown")),
    }
}

fn small_part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(1 << 20).read_to_string(&mut text).ok()?;
    Some(text)
}

fn in_ole(bytes: &[u8]) -> Result<Format, ReadError> {
    let compound = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(ReadError::damaged)?;
    let has = |name: &str| compound.is_stream(format!("/{name}"));
    match () {
        () if has("EncryptedPackage") => Err(ReadError::new("file_password")),
        () if has("Workbook") || has("Book") => Ok(Format::Xls),
        () if has("WordDocument") => Err(ReadError::new("not_sheet_word")),
        () if has("PowerPoint Document") => Err(ReadError::new("not_sheet_slides")),
        () => Err(ReadError::new("not_sheet_unknown")),
    }
}

/// Texts: separated fields, or something that only looks like them.
fn in_text(bytes: &[u8]) -> Result<Format, ReadError> {
    let Some((text, _)) = crate::read::decode_start(bytes) else { return Err(ReadError::new("not_sheet_unknown")) };
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let head: String = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    if head.starts_with("id;p") {
        return Err(ReadError::new("not_sheet_sylk"));
    }
    if head.starts_with("mime-version:") {
        return Err(ReadError::new("not_sheet_html"));
    }
    if head.starts_with('<') {
        let html = ["<html", "<!doctype html", "<table", "<head", "<body", "<div", "<meta"];
        let found = html.iter().any(|tag| memmem::find(head.as_bytes(), tag.as_bytes()).is_some());
        let xml = head.starts_with("<?xml") && !head.contains("<html");
        return Err(ReadError::new(match () {
            () if found && !xml => "not_sheet_html",
            () if head.starts_with("<?xml") || head.contains("xmlns") => "not_sheet_xml",
            () => "not_sheet_unknown",
        }));
    }
    Ok(Format::Text)
}

fn u32le(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
