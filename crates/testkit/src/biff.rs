//! Workbooks of Excel 97 to 2003, as far as the tests of the reader need them: texts, numbers, encryption, far cells.
//!
//! Not in here: formulas, strings longer than 255 characters. The invariant: what is written is well-formed BIFF8 in
//! an OLE2 container unless the caller asked for a fault.

use std::io::{Cursor, Write};

/// A sheet of a [`Biff8`] workbook.
#[derive(Debug, Default, Clone)]
pub struct BiffSheet {
    /// Name on the tab.
    pub name: String,
    /// Row and column from 0, and the text.
    pub texts: Vec<(u16, u16, String)>,
    /// Row and column from 0, and the number, in the format of [`Biff8::number_format`].
    pub numbers: Vec<(u16, u16, f64)>,
    /// Merged ranges: first and last row, first and last column, from 0.
    pub merges: Vec<[u16; 4]>,
    /// Hidden, as the record says it: 0 visible, 1 hidden, 2 very hidden.
    pub hidden: u8,
    /// Kind, as the record says it: 0 cells, 1 macros, 2 chart.
    pub kind: u8,
}

/// A workbook of BIFF8 records.
#[derive(Debug, Default, Clone)]
pub struct Biff8 {
    /// What the CODEPAGE record claims; 1200 is true.
    pub code_page: u16,
    /// Number format of all numbers.
    pub number_format: String,
    /// Marks the workbook as encrypted.
    pub encrypted: bool,
    /// The sheets.
    pub sheets: Vec<BiffSheet>,
}

impl Biff8 {
    /// The bytes of the .xls file.
    pub fn bytes(&self) -> Vec<u8> {
        compound(&[("Workbook", &self.records())])
    }

    fn records(&self) -> Vec<u8> {
        let globals = self.globals(&vec![0; self.sheets.len()]);
        let bodies: Vec<Vec<u8>> = self.sheets.iter().map(BiffSheet::records).collect();
        let mut offset = globals.len();
        let mut offsets = Vec::new();
        for body in &bodies {
            offsets.push(u32::try_from(offset).expect("BUG: the workbook is small"));
            offset += body.len();
        }
        let mut stream = self.globals(&offsets);
        stream.extend(bodies.concat());
        stream
    }

    fn globals(&self, offsets: &[u32]) -> Vec<u8> {
        let mut out = bof(0x0005);
        if self.encrypted {
            record(&mut out, 0x002f, &[1, 0, 1, 0, 1, 0]);
        }
        record(&mut out, 0x0042, &self.code_page.to_le_bytes());
        let mut format = 164u16.to_le_bytes().to_vec();
        format.extend(u16::try_from(self.number_format.encode_utf16().count()).unwrap_or(0).to_le_bytes());
        format.extend(wide(&self.number_format));
        record(&mut out, 0x041e, &format);
        for number_format in [0u16, 164] {
            let mut xf = vec![0u8; 20];
            xf[2..4].copy_from_slice(&number_format.to_le_bytes());
            record(&mut out, 0x00e0, &xf);
        }
        for (sheet, offset) in self.sheets.iter().zip(offsets) {
            let mut body = offset.to_le_bytes().to_vec();
            body.extend([sheet.hidden, sheet.kind, u8::try_from(sheet.name.encode_utf16().count()).unwrap_or(0)]);
            body.extend(wide(&sheet.name));
            record(&mut out, 0x0085, &body);
        }
        record(&mut out, 0x000a, &[]);
        out
    }
}

impl BiffSheet {
    fn records(&self) -> Vec<u8> {
        let mut out = bof(if self.kind == 2 { 0x0020 } else { 0x0010 });
        for (row, column, text) in &self.texts {
            let mut body = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
            body.extend(u16::try_from(text.encode_utf16().count()).unwrap_or(0).to_le_bytes());
            body.extend(wide(text));
            record(&mut out, 0x0204, &body);
        }
        for (row, column, number) in &self.numbers {
            let mut body = [row.to_le_bytes(), column.to_le_bytes(), [1, 0]].concat();
            body.extend(number.to_le_bytes());
            record(&mut out, 0x0203, &body);
        }
        if !self.merges.is_empty() {
            let mut body = u16::try_from(self.merges.len()).unwrap_or(0).to_le_bytes().to_vec();
            body.extend(self.merges.iter().flatten().flat_map(|number| number.to_le_bytes()));
            record(&mut out, 0x00e5, &body);
        }
        record(&mut out, 0x000a, &[]);
        out
    }
}

fn bof(kind: u16) -> Vec<u8> {
    let mut body = [0x0600u16.to_le_bytes(), kind.to_le_bytes()].concat();
    body.extend([0u8; 12]);
    let mut out = Vec::new();
    record(&mut out, 0x0809, &body);
    out
}

fn record(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    out.extend(kind.to_le_bytes());
    out.extend(u16::try_from(body.len()).expect("BUG: a record is short").to_le_bytes());
    out.extend(body);
}

/// The flag of two-byte characters and the characters.
fn wide(text: &str) -> Vec<u8> {
    std::iter::once(1).chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// An OLE2 container with these streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory can be written");
    for (name, bytes) in streams {
        let mut stream = file.create_stream(format!("/{name}")).expect("memory can be written");
        stream.write_all(bytes).expect("memory can be written");
    }
    file.flush().expect("memory can be written");
    file.into_inner().into_inner()
}
