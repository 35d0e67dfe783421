//! Reports: a list ready to be laid out on sheets of paper. The sheets crate renders it; this module knows no file format.
//!
//! In here: what stands above, beside and below the rows ([`Report`]), and the rows as they are streamed ([`ReportRow`]).
//! Not in here: where rows come from ([`crate::compose`]), cell references, fonts as files, colours.
//!
//! The invariant: a data row holds exactly one cell per column of its report, in the report's order.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::value::Fen;

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Paper {
    /// 297 × 420 mm, what registers are printed on.
    A3,
    /// 210 × 297 mm.
    A4,
}

/// How a report is laid out for printing. Sizes of type in points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageLayout {
    /// Paper.
    pub paper: Paper,
    /// Broad side up.
    pub landscape: bool,
    /// Type smaller than this per cent of its size is not readable on paper: wider reports go on several pages abreast.
    pub smallest_scale: u16,
    /// Leading columns repeated on every page abreast and frozen on the screen.
    pub repeat_columns: u16,
    /// Margin on every side, in millimetres.
    pub margin_mm: f64,
    /// Typeface of the title.
    pub title_font: String,
    /// Size of the title.
    pub title_size: f64,
    /// Typeface of the header rows, sections and sums.
    pub header_font: String,
    /// Typeface of the rows.
    pub body_font: String,
    /// Size of the rows.
    pub body_size: f64,
}

/// How the cells of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum CellFormat {
    /// Text, whatever it looks like: codes, phones and dates with their precision keep every character.
    Text,
    /// An amount, shown in 万元 to the 分 where it has any.
    Money,
    /// A whole number with thousands separators.
    Int,
    /// A measured number as it is.
    Number,
    /// A share as per cent.
    Percent,
}

/// Where cells stand in their column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Align {
    /// Running text.
    Left,
    /// Codes, dates, serial numbers.
    Center,
    /// Figures.
    Right,
}

/// A column that is the quotient of two others, by their places in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// Column of the part.
    pub part: usize,
    /// Column of the whole; where it is 0 the quotient is blank.
    pub whole: usize,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportColumn {
    /// Header.
    pub header: String,
    /// Group header above it; empty = none. Neighbours of one group share one merged header.
    pub group: String,
    /// Width in half-width characters; a Chinese character takes two.
    pub width: f64,
    /// Where its cells stand.
    pub align: Align,
    /// How its cells are written.
    pub format: CellFormat,
    /// Summed in 小计 and 合计.
    pub sum: bool,
    /// Computed from two other columns; its own cells are empty.
    pub ratio: Option<Ratio>,
    /// Not shown and not printed; for machines.
    pub hidden: bool,
}

/// What a report says besides its rows. All of it is ready text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Name of the sheet's tab.
    pub sheet: String,
    /// Title over the table.
    pub title: String,
    /// The line under the title, spread from left to right: 填报单位（盖章）, 填报日期, 金额单位.
    pub context: Vec<String>,
    /// Columns from left to right.
    pub columns: Vec<ReportColumn>,
    /// Layout for printing.
    pub layout: PageLayout,
    /// Label of a sum below a section: 小计.
    pub subtotal: String,
    /// Label of the sum below everything: 合计.
    pub total: String,
    /// What stands in place of the rows where there are none.
    pub empty: String,
    /// Foot of every page, left, centre and right. `{page}` and `{pages}` are filled in by the printer.
    pub footer: [String; 3],
    /// Day of the report, `2023-12-31`: the creation date in the file, so that the same report gives the same bytes.
    pub date: String,
}

/// One cell of a data row.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportCell<'a> {
    /// Nothing.
    Empty,
    /// Text; never a formula, whatever it begins with.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A measured number.
    Number(f64),
    /// An amount.
    Money(Fen),
}

impl<'a> ReportCell<'a> {
    /// A cell of a text that may be empty.
    pub fn text(text: impl Into<Cow<'a, str>>) -> ReportCell<'a> {
        let text = text.into();
        if text.is_empty() { ReportCell::Empty } else { ReportCell::Text(text) }
    }
}

/// One row, in the order they are written.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportRow<'a> {
    /// The line that opens a section: 一、江西省水利厅.
    Section(Cow<'a, str>),
    /// A row of cells, one per column.
    Data(&'a [ReportCell<'a>]),
    /// 小计 of the rows since the section was opened; the writer adds them up.
    Subtotal,
    /// 合计 of all rows; the writer adds them up.
    Total,
    /// A remark below the table.
    Note(Cow<'a, str>),
}
