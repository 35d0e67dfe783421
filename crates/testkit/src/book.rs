//! A small builder of messy workbooks: cells by address, merges, hidden sheets, several sheets, or text files.
//!
//! Not in here: broken files (the room that refuses them builds them byte by byte).

use std::io::Read as _;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// What is put into a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Put {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date cell: a serial number with a date format.
    Date(u16, u8, u8),
    /// A formula and the result that the file holds.
    Formula(String, String),
}

impl From<&str> for Put {
    fn from(text: &str) -> Put {
        Put::Text(text.into())
    }
}
impl From<String> for Put {
    fn from(text: String) -> Put {
        Put::Text(text)
    }
}
impl From<f64> for Put {
    fn from(number: f64) -> Put {
        Put::Number(number)
    }
}
impl From<i32> for Put {
    fn from(number: i32) -> Put {
        Put::Number(f64::from(number))
    }
}

impl Put {
    /// The text of the cell in a text file.
    fn text(&self) -> String {
        match self {
            Put::Text(text) | Put::Formula(_, text) => text.clone(),
            Put::Number(number) => qingce_core::cell::number_text(*number),
            Put::Date(year, month, day) => format!("{year}/{month}/{day}"),
        }
    }
}

/// One sheet while it is built. Rows and columns count from 1, as in Excel.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    name: String,
    hidden: bool,
    cells: Vec<(u32, u16, Put)>,
    merges: Vec<(u32, u16, u32, u16)>,
}

impl Paper {
    /// Puts one cell.
    pub fn put(&mut self, row: u32, column: u16, cell: impl Into<Put>) -> &mut Paper {
        self.cells.push((row, column, cell.into()));
        self
    }

    /// Puts cells side by side; empty texts leave their cell empty.
    pub fn row<P: Into<Put>>(&mut self, row: u32, column: u16, cells: impl IntoIterator<Item = P>) -> &mut Paper {
        for (at, cell) in (column..).zip(cells) {
            let cell = cell.into();
            if cell != Put::Text(String::new()) {
                self.cells.push((row, at, cell));
            }
        }
        self
    }

    /// Merges a range (corners included) and puts its cell.
    pub fn merge(&mut self, from: (u32, u16), to: (u32, u16), cell: impl Into<Put>) -> &mut Paper {
        if from != to {
            self.merges.push((from.0, from.1, to.0, to.1));
        }
        self.put(from.0, from.1, cell)
    }

    /// Hides the sheet.
    pub fn hide(&mut self) -> &mut Paper {
        self.hidden = true;
        self
    }

    fn render(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(&self.name)?.set_hidden(self.hidden);
        let date = Format::new().set_num_format("yyyy/m/d");
        let framed = Format::new().set_align(rust_xlsxwriter::FormatAlign::Center).set_text_wrap();
        for (top, left, bottom, right) in &self.merges {
            sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", &framed)?;
        }
        for (row, column, cell) in &self.cells {
            let (row, column) = (row - 1, column - 1);
            match cell {
                Put::Text(text) => sheet.write_string(row, column, text)?,
                Put::Number(number) => sheet.write_number(row, column, *number)?,
                Put::Date(year, month, day) => sheet.write_datetime_with_format(
                    row,
                    column,
                    ExcelDateTime::from_ymd(*year, *month, *day)?,
                    &date,
                )?,
                Put::Formula(formula, result) => {
                    let formula = rust_xlsxwriter::Formula::new(formula).set_result(result);
                    sheet.write_formula(row, column, formula)?
                }
            };
        }
        Ok(())
    }
}

/// A workbook while it is built.
#[derive(Debug, Clone, Default)]
pub struct Book {
    papers: Vec<Paper>,
}

impl Book {
    /// A workbook without sheets.
    pub fn new() -> Book {
        Book::default()
    }

    /// Adds a sheet and fills it.
    pub fn sheet(mut self, name: &str, fill: impl FnOnce(&mut Paper)) -> Book {
        let mut paper = Paper { name: name.into(), ..Paper::default() };
        fill(&mut paper);
        self.papers.push(paper);
        self
    }

    /// Writes it as .xlsx, with document properties of a fixed time.
    ///
    /// # Panics
    /// If it cannot be written: a test without its input is no test.
    pub fn save(&self, path: &Path) {
        self.try_save(path).unwrap_or_else(|error| unreachable!("BUG: {} cannot be written: {error}", path.display()));
    }

    fn try_save(&self, path: &Path) -> Result<(), XlsxError> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&fixed_properties()?);
        for paper in &self.papers {
            paper.render(workbook.add_worksheet())?;
        }
        workbook.save(path)
    }

    /// Its first sheet as comma-separated text with Windows line ends, as Excel writes it.
    pub fn csv(&self) -> String {
        let Some(paper) = self.papers.first() else { return String::new() };
        let rows = paper.cells.iter().map(|cell| cell.0).max().unwrap_or(0);
        let columns = paper.cells.iter().map(|cell| cell.1).max().unwrap_or(0);
        let mut text = String::new();
        for row in 1..=rows {
            let cells = (1..=columns).map(|column| {
                let met = paper.cells.iter().rev().find(|(r, c, _)| (*r, *c) == (row, column));
                quoted(&met.map(|(_, _, cell)| cell.text()).unwrap_or_default())
            });
            text.push_str(&cells.collect::<Vec<_>>().join(","));
            text.push_str("\r\n");
        }
        text
    }

    /// The same text in GB18030, the encoding of Excel's CSV on Chinese Windows.
    pub fn csv_gb18030(&self) -> Vec<u8> {
        encoding_rs::GB18030.encode(&self.csv()).0.into_owned()
    }
}

/// Document properties that say the same on every day, so that the same book gives the same bytes.
pub(crate) fn fixed_properties() -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_ymd(2023, 9, 1)?;
    Ok(DocProperties::new().set_author("qingce").set_creation_datetime(&made))
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// The texts of all parts of a workbook, by the name of the part, as they stand in the file.
///
/// # Panics
/// If the file is no workbook.
pub fn texts_of(path: &Path) -> Vec<(String, String)> {
    let file = std::fs::File::open(path).expect("the workbook is there");
    let mut archive = zip::ZipArchive::new(file).expect("a workbook is a zip");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("its directory is whole");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("parts are texts");
            (part.name().expect("names are texts").into_owned(), text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_files_quote_what_they_must() {
        let book = Book::new().sheet("表", |paper| {
            paper.row(1, 1, ["名称", "说明"]).put(2, 1, 12.5).put(2, 2, "甲,\"乙\"\n丙").put(
                3,
                2,
                Put::Date(2021, 3, 9),
            );
        });
        assert_eq!(book.csv(), "名称,说明\r\n12.5,\"甲,\"\"乙\"\"\n丙\"\r\n,2021/3/9\r\n", "as Excel writes it");
        let bytes = book.csv_gb18030();
        let (text, _, damaged) = encoding_rs::GB18030.decode(&bytes);
        assert!(!damaged && text == book.csv(), "GB18030 holds every character");
    }
}
