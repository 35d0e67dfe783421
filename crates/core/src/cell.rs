//! Neutral cells: what a spreadsheet says, typed but not judged.
//!
//! Rows and columns count from 1, as Excel counts them. Nothing here knows a file format.

use serde::{Deserialize, Serialize};

/// One cell as met in a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// Text as it stands, with its spaces and line breaks.
    Text(String),
    /// A number; show it with [`Cell::text`], which keeps the 15 digits that Excel keeps.
    Number(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// A date cell as ISO text with the precision it shows: `2014`, `2014-03`, `2014-03-09` or `2014-03-09 08:30:00`.
    Date(String),
    /// An error such as `#VALUE!`.
    Error(String),
    /// A formula of which the file holds no result: the file must be opened and saved once.
    Formula,
}

impl Cell {
    /// The text of the cell as a person sees it, numbers without exponent and with at most 15 significant digits.
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Date(text) | Cell::Error(text) => text.clone(),
            Cell::Number(number) => number_text(*number),
            Cell::Bool(true) => "TRUE".into(),
            Cell::Bool(false) => "FALSE".into(),
            Cell::Formula => String::new(),
        }
    }

    /// Whether nothing but white space stands in the cell.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Text(text) => text.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'),
            _ => false,
        }
    }
}

/// A number as Excel shows it in a wide column: 15 significant digits, no exponent, no trailing zeros.
pub fn number_text(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return if number == 0.0 { "0".into() } else { number.to_string() };
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// A cell with its column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlacedCell {
    /// Column, 1 = A.
    pub column: u32,
    /// What stands there.
    pub cell: Cell,
}

/// One row of a sheet: only the cells that hold something, by rising column. Rows without any are not sent at all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetRow {
    /// Row, 1 = the first.
    pub row: u32,
    /// Cells by rising column; blank ones may be missing.
    pub cells: Vec<PlacedCell>,
}

impl SheetRow {
    /// The cell of a column, if the row holds one.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.binary_search_by_key(&column, |c| c.column).ok().map(|at| &self.cells[at].cell)
    }
    /// Whether every cell is blank.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|c| c.cell.is_blank())
    }
}

/// A merged range; corners included, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl Merge {
    /// Whether the range covers a cell.
    pub fn covers(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// What is known of a sheet before its rows come.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SheetInfo {
    /// Name as on the tab; `(csv)` for text files.
    pub name: String,
    /// Hidden or very hidden: named, not read.
    pub hidden: bool,
    /// Merged ranges of the whole sheet.
    pub merges: Vec<Merge>,
}

/// Excel's letters of a column: 1 -> A, 27 -> AA.
pub fn column_letters(column: u32) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    String::from_utf8(letters).expect("BUG: letters are ASCII")
}

/// The column of Excel's letters, in either case; `None` if they are not letters or beyond XFD.
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0u32;
    for letter in letters.bytes() {
        column = column * 26 + u32::from(letter.to_ascii_uppercase().checked_sub(b'A').filter(|d| *d < 26)?) + 1;
    }
    (column <= 16_384).then_some(column)
}

/// An address as Excel writes it: `C12`.
pub fn address(row: u32, column: u32) -> String {
    format!("{}{row}", column_letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_what_excel_shows() {
        for (number, text) in [
            (1544.34, "1544.34"),
            (0.1 + 0.2, "0.3"),
            (199619.0256, "199619.0256"),
            (6247720.0, "6247720"),
            (1e-7, "0.0000001"),
            (0.0, "0"),
            (-3.5, "-3.5"),
            (1.0e21, "1000000000000000000000"),
        ] {
            assert_eq!(number_text(number), text, "a clerk must meet the figure she typed");
        }
    }

    #[test]
    fn letters_and_numbers_are_inverse() {
        for column in [1, 26, 27, 52, 702, 703, 16_384] {
            assert_eq!(column_number(&column_letters(column)), Some(column), "addresses lead back to their cell");
        }
        assert_eq!(column_number("XFE"), None, "Excel ends at XFD");
        assert_eq!(address(12, 3), "C12");
    }
}
