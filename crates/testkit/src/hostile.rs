//! Files that try to crash, fill or fool a reader, built by code.
//!
//! The invariant: each is as small as its trap allows, and what it tries is said at its function.

use std::io::{Cursor, Write};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::biff::compound;
use crate::biff12::{self, BinarySheet};

const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A sheet of a package written part by part.
#[derive(Debug, Clone)]
pub struct RawSheet<'a> {
    /// Name on the tab.
    pub name: &'a str,
    /// `worksheet`, `chartsheet`, `dialogsheet` or `xlMacrosheet`.
    pub kind: &'a str,
    /// What stands inside `<worksheet>`.
    pub xml: &'a str,
}

/// A package of sheets written part by part, for what no writer writes. `properties` goes into `<workbookPr …/>`.
pub fn package(sheets: &[RawSheet<'_>], properties: &str) -> Vec<u8> {
    let mut listed = String::new();
    let mut related = Vec::new();
    let mut parts = Vec::new();
    for (at, sheet) in (1u32..).zip(sheets) {
        let (name, kind) = (sheet.name, sheet.kind);
        listed += &format!(r#"<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>"#);
        let folder = if kind == "worksheet" { "worksheets" } else { "others" };
        let target = format!("{folder}/sheet{at}.xml");
        let xml = format!(r#"<worksheet xmlns="{SPREADSHEET}">{}</worksheet>"#, sheet.xml);
        parts.push((format!("xl/{target}"), xml));
        related.push((format!("rId{at}"), kind.to_owned(), target));
    }
    let workbook = format!(
        r#"<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><workbookPr {properties}/><sheets>{listed}</sheets></workbook>"#
    );
    parts.push(("xl/workbook.xml".into(), workbook));
    parts.push(("xl/_rels/workbook.xml.rels".into(), relationships(&related)));
    parts.extend(frame("xl/workbook.xml"));
    zip(&parts)
}

/// A part of relations, each an id, a kind and a target.
pub(crate) fn relationships(relations: &[(String, String, String)]) -> String {
    let each = relations
        .iter()
        .map(|(id, kind, target)| format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#));
    format!(r#"<Relationships xmlns="{RELATIONS}">{}</Relationships>"#, each.collect::<String>())
}

/// Content types and the relation to the main part.
pub(crate) fn frame(main: &str) -> [(String, String); 2] {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let relations = relationships(&[("rId1".into(), "officeDocument".into(), main.into())]);
    [("[Content_Types].xml".into(), types.into()), ("_rels/.rels".into(), relations)]
}

/// A zip of texts.
pub fn zip<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_ref(), SimpleFileOptions::default()).expect("memory can be written");
        writer.write_all(bytes.as_ref()).expect("memory can be written");
    }
    writer.finish().expect("memory can be written").into_inner()
}

/// Under 2 KB: cells at A1 and XFD1048576 only. A dense reader asks for 512 GB.
pub fn far_cell() -> Vec<u8> {
    let row =
        |row: u32, cell: &str| format!(r#"<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>项目</t></is></c></row>"#);
    let xml = format!("<sheetData>{}{}</sheetData>", row(1, "A1"), row(1_048_576, "XFD1048576"));
    package(&[RawSheet { name: "登记表", kind: "worksheet", xml: &xml }], "")
}

/// A small file whose shared strings unpack to so many megabytes. `declared` is the unpacked size that the directory
/// states, if not the true one.
pub fn shared_strings_bomb(megabytes: usize, declared: Option<u32>) -> Vec<u8> {
    let small = package(&[RawSheet { name: "登记表", kind: "worksheet", xml: "<sheetData/>" }], "");
    let mut archive = zip::ZipArchive::new(Cursor::new(small)).expect("it was just written");
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("it was just written");
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).expect("it was just written");
        let name = entry.name().expect("it was just written").into_owned();
        parts.push(Part::stored(&name, bytes));
    }
    let strings = strings(megabytes);
    parts.push(Part { declared: declared.unwrap_or(strings.declared), ..strings });
    assemble(&parts)
}

/// A part of a zip assembled by hand.
struct Part {
    name: String,
    method: u16,
    crc: u32,
    packed: Vec<u8>,
    declared: u32,
}

impl Part {
    fn stored(name: &str, bytes: Vec<u8>) -> Self {
        let mut crc = Crc::new();
        crc.update(&bytes);
        let declared = u32::try_from(bytes.len()).expect("BUG: the part is small");
        Self { name: name.into(), method: 0, crc: crc.sum(), packed: bytes, declared }
    }
}

/// One packed megabyte, repeated: packing all of them would take the test longer than reading them.
fn strings(megabytes: usize) -> Part {
    let head = format!(r#"<sst xmlns="{SPREADSHEET}">"#).into_bytes();
    let megabyte = "<si><t>项目名称项目名称项目名称</t></si>".repeat(20_000).into_bytes();
    let (tail, times) = (b"</sst>".to_vec(), (megabytes << 20) / megabyte.len() + 1);
    let packed_megabyte = deflate(&megabyte, FlushCompress::Full);
    let mut packed = deflate(&head, FlushCompress::Full);
    let (mut crc, mut one) = (Crc::new(), Crc::new());
    crc.update(&head);
    one.update(&megabyte);
    for _ in 0..times {
        packed.extend(&packed_megabyte);
        crc.combine(&one);
    }
    packed.extend(deflate(&tail, FlushCompress::Finish));
    crc.update(&tail);
    let declared = u32::try_from(head.len() + times * megabyte.len() + tail.len()).expect("BUG: below 4 GB");
    Part { name: "xl/sharedStrings.xml".into(), method: 8, crc: crc.sum(), packed, declared }
}

fn deflate(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packer = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(bytes.len() + 1024);
    let status = packer.compress_vec(bytes, &mut packed, flush).expect("memory can be written");
    assert!(status != Status::BufError && packer.total_in() == bytes.len() as u64, "the room was large enough");
    packed
}

fn assemble(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let offset = u32::try_from(out.len()).expect("BUG: the file is small");
        let packed = u32::try_from(part.packed.len()).expect("BUG: the part is small");
        let mut common = Vec::new();
        for number in [20, 0, part.method, 0, 0x21] {
            common.extend(u16::to_le_bytes(number));
        }
        for number in [part.crc, packed, part.declared] {
            common.extend(number.to_le_bytes());
        }
        common.extend((part.name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(part.name.as_bytes());
        out.extend(&part.packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let (start, count) = (out.len() as u32, parts.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([(directory.len() as u32).to_le_bytes(), start.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}

/// 1.5 KB of OLE2 whose directory's sector chain leads back into itself: a reader that follows it takes all memory.
pub fn fat_loop() -> Vec<u8> {
    let mut file = vec![0u8; 1536];
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, number) in [(24, 0x3eu16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        file[at..at + 2].copy_from_slice(&number.to_le_bytes());
    }
    let end = 0xffff_fffeu32;
    for (at, number) in [(44, 1u32), (48, 1), (56, 4096), (60, end), (64, 0), (68, end), (72, 0), (76, 0)] {
        file[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    file[80..512].fill(0xff);
    file[512..1024].fill(0xff);
    file[512..516].copy_from_slice(&0xffff_fffdu32.to_le_bytes());
    file[516..520].copy_from_slice(&1u32.to_le_bytes());
    file
}

/// An .xlsb whose sheet names a relation that is not there: calamine 0.38 panics on it.
pub fn parser_panic() -> Vec<u8> {
    let sheet = BinarySheet { name: "登记表".into(), folder: "worksheets".into(), ..BinarySheet::default() };
    biff12::workbook(&[sheet], false)
}

/// An OLE2 container as Excel writes it for a workbook with a password to open.
pub fn encrypted() -> Vec<u8> {
    compound(&[("EncryptionInfo", &[4, 0, 4, 0, 0x40, 0, 0, 0]), ("EncryptedPackage", &[7; 8192])])
}

/// An .ods whose one cell is repeated 999 999 999 times, in as many rows.
pub fn repeated_cells() -> Vec<u8> {
    open_document(concat!(
        r#"<table:table-row table:number-rows-repeated="999999999">"#,
        r#"<table:table-cell table:number-columns-repeated="999999999" office:value-type="string">"#,
        "<text:p>1</text:p></table:table-cell></table:table-row>",
    ))
}

/// An .ods with one sheet 登记表 of these rows.
pub fn open_document(rows: &str) -> Vec<u8> {
    let content = [
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
        r#" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0""#,
        r#" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">"#,
        r#"<office:body><office:spreadsheet><table:table table:name="登记表">"#,
        rows,
        "</table:table></office:spreadsheet></office:body></office:document-content>",
    ]
    .concat();
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    zip(&[("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", &content)])
}

/// A text document: a package, but no workbook.
pub fn docx() -> Vec<u8> {
    let mut parts = vec![("word/document.xml".to_owned(), "<w:document/>".to_owned())];
    parts.extend(frame("word/document.xml"));
    zip(&parts)
}
