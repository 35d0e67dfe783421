//! The workbook that goes back, as a model: ready text in the order it is written.

use crate::cell::Merge;
use crate::finding::Severity;
use crate::report::PageLayout;
use crate::returning::ReturnWords;

/// A workbook that goes back to a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnBook {
    /// Title of the cover.
    pub title: String,
    /// What the cover tells, line by line.
    pub cover: Vec<CoverLine>,
    /// How to reply, step by step.
    pub steps: Vec<String>,
    /// The unit's tables, one sheet each.
    pub sheets: Vec<ReturnSheet>,
    /// Everything that is wrong, in the order of the sheets.
    pub problems: Vec<Problem>,
    /// What the hidden sheet tells, by name.
    pub identity: Vec<(String, String)>,
    /// Words.
    pub words: ReturnWords,
    /// Layout for printing.
    pub layout: PageLayout,
    /// Day, `2023-12-31`: the creation date in the file.
    pub date: String,
}

/// A line of the cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverLine {
    /// What it tells.
    pub label: String,
    /// It.
    pub text: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the sheet in this workbook.
    pub sheet: String,
    /// Row in it, from 1; 0 where it is about the whole table.
    pub row: u32,
    /// Column in it, 1 = A; 0 where it is about a whole row.
    pub column: u32,
    /// Name of the project; empty where it is about the table.
    pub project: String,
    /// Header of the field, as the unit wrote it where it has the column.
    pub field: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub wrong: String,
    /// What to write instead.
    pub write: String,
    /// Which rule says so.
    pub rule: String,
}

/// What may be entered into a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choices {
    /// Anything.
    Any,
    /// One of these, or a spelling of one.
    One(Vec<String>),
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnColumn {
    /// What may be entered.
    pub choices: Choices,
    /// Not shown and not printed: the marks of the rows.
    pub hidden: bool,
    /// Figures stand on the right.
    pub figures: bool,
}

/// One table of the unit on a sheet of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnSheet {
    /// Name of the tab.
    pub name: String,
    /// Lines above the headers, then the headers: cells by place, from 0.
    pub head: Vec<Vec<(u16, String)>>,
    /// How many rows of the head are headers.
    pub headers: u32,
    /// Merged ranges of the head, rows and columns from 0.
    pub merges: Vec<Merge>,
    /// Columns from left to right: the unit's own, the hidden marks, what is wrong.
    pub columns: Vec<ReturnColumn>,
    /// Rows below the head.
    pub body: Vec<BodyRow>,
}

/// A row below the head.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyRow {
    /// A section, a note: cells by place, from 0.
    Line(Vec<(u16, String)>),
    /// A project: one cell per column.
    Record(Vec<ReturnCell>),
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shows {
    /// Nothing.
    Nothing,
    /// Text.
    Text(String),
    /// A number, shown with at least two decimals where `money`, and with so many at most.
    Number {
        /// The number.
        number: f64,
        /// Most decimals shown: the cell never shows less than it holds.
        decimals: u8,
        /// An amount.
        money: bool,
    },
}

/// A cell of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnCell {
    /// What stands in it.
    pub shows: Shows,
    /// How bad it is, and the note beside it.
    pub fault: Option<(Severity, String)>,
}

impl ReturnCell {
    /// A cell without fault.
    pub fn plain(shows: Shows) -> ReturnCell {
        ReturnCell { shows, fault: None }
    }
}
