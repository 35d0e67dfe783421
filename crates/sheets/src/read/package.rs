//! Office packages: what the zip directory and the workbook part say before calamine opens them.
//!
//! In here: limits on unpacked sizes, the list of sheets with their parts, workbooks without their macro sheets.
//! The invariant: a package that passes [`check_sizes`] declares no part that has to be held in memory and is too large.

use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::Limits;
use crate::error::ReadError;

/// A package in memory, cheap to share between the threads that look at it.
pub(crate) type Bytes = Arc<[u8]>;

/// A zip over shared bytes.
pub(crate) type Archive = ZipArchive<Cursor<Bytes>>;

/// Opens the zip directory.
pub(crate) fn open(bytes: &Bytes) -> Result<Archive, ReadError> {
    ZipArchive::new(Cursor::new(Arc::clone(bytes))).map_err(ReadError::damaged)
}

/// Refuses bombs by the sizes that the zip directory declares. Sheets may be large: they are streamed.
pub(crate) fn check_sizes(archive: &mut Archive) -> Result<(), ReadError> {
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(ReadError::damaged)?;
        let name = entry.name().map_err(ReadError::damaged)?.to_ascii_lowercase();
        let streamed = name.contains("worksheets/") && !name.ends_with(".rels");
        let unread = name.contains("media/") || name.contains("embeddings/") || name.contains("pictures/");
        let limit = if streamed { Limits::SHEET_BYTES } else { Limits::PART_BYTES };
        if !unread && entry.size() > limit {
            return Err(ReadError::new("file_too_large").with("detail", name));
        }
    }
    Ok(())
}

/// What a sheet of a workbook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Cells,
    Chart,
    /// Excel 4 macros and dialogs, which calamine does not open a workbook with.
    Foreign,
}

/// A sheet as the workbook part lists it.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub kind: Kind,
    /// Path of its part in the zip.
    pub part: String,
    relation: String,
}

impl Sheet {
    /// Whether its cells are wanted.
    pub fn is_read(&self) -> bool {
        super::is_read(&self.name, self.hidden)
    }
}

/// The sheets of an .xlsx in the order of their tabs, and the path of the workbook part.
pub(crate) fn sheets(archive: &mut Archive) -> Result<(Vec<Sheet>, String), ReadError> {
    let main = main_part(archive)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let relations = relations(&part(archive, &format!("{folder}_rels/{file}.rels"))?)?;
    let mut found = Vec::new();
    each_element(&part(archive, &main)?, |element| {
        if element.local_name().as_ref() == "sheet" {
            let id = attribute(element, "id").unwrap_or_default();
            let related = relations.iter().find(|relation| relation.id == id);
            let (kind, target) =
                related.map_or((Kind::Foreign, ""), |relation| (relation.kind, relation.target.as_str()));
            found.push(Sheet {
                name: attribute(element, "name").unwrap_or_default(),
                hidden: attribute(element, "state").is_some_and(|state| state != "visible"),
                kind,
                part: target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), ToOwned::to_owned),
                relation: id,
            });
        }
    })?;
    Ok((found, main))
}

/// A relation of a part to another.
pub(crate) struct Relation {
    pub id: String,
    pub kind: Kind,
    pub target: String,
}

/// The relations of a `.rels` part.
pub(crate) fn relations(xml: &str) -> Result<Vec<Relation>, ReadError> {
    let mut found = Vec::new();
    each_element(xml, |element| {
        if element.local_name().as_ref() == "Relationship" {
            let kind = attribute(element, "Type").unwrap_or_default();
            found.push(Relation {
                id: attribute(element, "Id").unwrap_or_default(),
                kind: match kind.rsplit('/').next() {
                    Some("worksheet") => Kind::Cells,
                    Some("chartsheet") => Kind::Chart,
                    _ => Kind::Foreign,
                },
                target: attribute(element, "Target").unwrap_or_default(),
            });
        }
    })?;
    Ok(found)
}

fn main_part(archive: &mut Archive) -> Result<String, ReadError> {
    let mut main = None;
    each_element(&part(archive, "_rels/.rels")?, |element| {
        let kind = attribute(element, "Type").unwrap_or_default();
        if kind.ends_with("/relationships/officeDocument") {
            main = attribute(element, "Target");
        }
    })?;
    let main = main.ok_or_else(|| ReadError::damaged("no workbook part"))?;
    Ok(main.trim_start_matches('/').to_owned())
}

/// Where a part stands in the zip. Some programs write `\\` or other capitals: those count as well.
pub(crate) fn index_of(archive: &Archive, name: &str) -> Option<usize> {
    archive.index_for_name(name).or_else(|| {
        (0..archive.len()).find(|at| {
            let found = archive.name_for_index(*at).and_then(Result::ok);
            found.is_some_and(|found| found.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(name))
        })
    })
}

/// The bytes of a small part.
pub(crate) fn raw_part(archive: &mut Archive, name: &str) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let at = index_of(archive, name).ok_or_else(|| ReadError::damaged(name))?;
    let entry = archive.by_index(at).map_err(ReadError::damaged)?;
    entry.take(64 << 20).read_to_end(&mut bytes).map_err(ReadError::damaged)?;
    Ok(bytes)
}

/// The text of a small part.
pub(crate) fn part(archive: &mut Archive, name: &str) -> Result<String, ReadError> {
    let bytes = raw_part(archive, name)?;
    String::from_utf8(bytes).map_err(|_| ReadError::damaged(format!("{name}: not UTF-8")))
}

fn each_element(xml: &str, mut visit: impl FnMut(&BytesStart<'_>)) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(ReadError::damaged)? {
            Event::Start(element) | Event::Empty(element) => visit(&element),
            Event::Eof => return Ok(()),
            _ => (),
        }
    }
}

/// An attribute by its local name, unescaped.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().with_checks(false).filter_map(Result::ok).find(|a| a.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned),
    )
}

/// The package with another content of one part; the other parts are copied as they are.
pub(crate) fn with_part(archive: &mut Archive, part: &str, content: &[u8]) -> Result<Bytes, ReadError> {
    let replaced = index_of(archive, part);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(ReadError::damaged)?;
        if replaced == Some(at) {
            drop(entry);
            writer.start_file(part, SimpleFileOptions::default()).map_err(ReadError::damaged)?;
            writer.write_all(content).map_err(ReadError::damaged)?;
        } else {
            writer.raw_copy_file(entry).map_err(ReadError::damaged)?;
        }
    }
    let bytes = writer.finish().map_err(ReadError::damaged)?.into_inner();
    Ok(Arc::from(bytes))
}

/// The package without the sheets that calamine does not open a workbook with.
pub(crate) fn without_foreign(archive: &mut Archive, sheets: &[Sheet], main: &str) -> Result<Bytes, ReadError> {
    let workbook = strip(&part(archive, main)?, sheets);
    with_part(archive, main, workbook.as_bytes())
}

/// The workbook part without the `sheet` elements of foreign sheets.
fn strip(workbook: &str, sheets: &[Sheet]) -> String {
    let mut kept = workbook.to_owned();
    for sheet in sheets.iter().filter(|sheet| sheet.kind == Kind::Foreign) {
        let id = format!("id=\"{}\"", sheet.relation);
        if let Some(at) = kept.find(&id) {
            let from = kept[..at].rfind('<').unwrap_or(at);
            let to = kept[at..].find('>').map_or(kept.len(), |end| at + end + 1);
            kept.replace_range(from..to, "");
        }
    }
    kept
}
