//! Readings (读法): how a table in a sheet was understood. Proposed here, corrected by a person, remembered by layout.
//!
//! In here: finding tables by shape, matching headers to fields, the kind of every row, card forms.
//! Not in here: what a value means ([`crate::interpret`]).
//!
//! The invariant: every row of a sheet that is read belongs to at most one table and has one [`RowKind`] there; where tables
//! stand beside each other each of its cells does.

mod aside;
mod beside;
mod block;
mod card;
pub mod choices;
mod columns;
mod context;
mod follow;
pub use follow::{recalled, without_told};
mod grid;
mod header;
mod inline;
pub mod layout;
mod rows;
pub mod scan;
mod secrets;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::catalogue::FieldId;

/// The unit in which a column's amounts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 千元
    Qian,
    /// 万元
    Wan,
    /// 百万元
    BaiWan,
    /// 亿元
    Yi,
}

impl MoneyUnit {
    /// 分 in one of it.
    pub fn fen(self) -> i64 {
        match self {
            MoneyUnit::Yuan => crate::value::FEN_PER_YUAN,
            MoneyUnit::Qian => crate::value::FEN_PER_YUAN * 1_000,
            MoneyUnit::Wan => crate::value::FEN_PER_WAN,
            MoneyUnit::BaiWan => crate::value::FEN_PER_WAN * 100,
            MoneyUnit::Yi => crate::value::FEN_PER_YI,
        }
    }
}

/// Where the unit of a column's amounts was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum UnitSource {
    /// In the column's own header or in a group above it.
    Header,
    /// In a line above the table (单位：元).
    Line,
    /// Nowhere: 万元 is assumed, with a finding.
    Assumed,
    /// A person said so.
    Person,
}

/// Why a column was given its field, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MatchReason {
    /// The header is the field's own.
    Header,
    /// The header is a synonym of the catalogue.
    Synonym,
    /// Group and leaf together are.
    Path,
    /// Equal once decorations (brackets, stars, hints, units) are taken off.
    Decorated,
    /// One character differs (登保级别).
    Misprint,
    /// The values say so, the header does not.
    Content,
    /// A person said so, or a remembered reading.
    Person,
    /// No field fits: kept as an extra column under its own header.
    NoField,
    /// Serial numbers of rows; not kept.
    Serial,
    /// Accounts or passwords: dropped.
    Secret,
    /// The record's uid, written by an export of this program.
    Uid,
    /// What this program says of the row (错误信息, why it has a tag); not kept.
    Told,
}

/// How one column is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ColumnReading {
    /// Column, 1 = A. In card forms 0.
    pub column: u32,
    /// Header path as met, folded to one line: `建设资金/总投资（万元）`.
    pub header: String,
    /// Key of the field, or none.
    pub field: Option<String>,
    /// Why.
    pub reason: MatchReason,
    /// Unit of its amounts, for money columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<(MoneyUnit, UnitSource)>,
    /// Unit of its numbers where the header states one other than the field's (TB in a GB field, MB …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_unit: Option<String>,
}

/// A value for the whole table that stands outside its rows (填报单位：… above the table, a section's unit).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ContextValue {
    /// Key of the field it is for, or none if it is only shown (填报人, 审核人).
    pub field: Option<String>,
    /// Label as met: 填报单位（盖章）.
    pub label: String,
    /// Value as met.
    pub text: String,
    /// Row of the cell that holds the value.
    pub row: u32,
    /// Column of the cell that holds the value.
    pub column: u32,
}

/// The kind of a row inside a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A project.
    Record,
    /// A line that names the unit (or group) of the rows below it.
    Section,
    /// 小计, 合计, 总计.
    Subtotal,
    /// 1, 2, 3 … or 甲, 乙, 1, 2 under the header.
    ColumnNumbers,
    /// Footers, 填表说明, 注.
    Note,
    /// Nothing.
    Blank,
    /// The title and the lines between it and the header (填报单位, 单位：元).
    Title,
    /// A header row, also one repeated on a later page.
    Header,
}

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TableForm {
    /// Rows of records below a header.
    Rows,
    /// One record as label/value cells.
    Card,
}

/// A field of a card form and the cell its value stands in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CardCell {
    /// How the label is read; its `column` is the value's column.
    pub reading: ColumnReading,
    /// Row of the value.
    pub row: u32,
}

/// How one table is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TableReading {
    /// Rows below a header, or a card.
    pub form: TableForm,
    /// Title above it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Header rows; empty where the table has none.
    pub header_rows: Vec<u32>,
    /// First row of the body.
    pub first_row: u32,
    /// Columns by rising number.
    pub columns: Vec<ColumnReading>,
    /// Card forms: the labels and where their values stand. The card's one record comes as a row whose cell of column
    /// `i + 1` is the value of `card[i]`; sources and findings tell the place that `card[i]` names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub card: Vec<CardCell>,
    /// Values for the whole table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<ContextValue>,
    /// Rows whose kind a person corrected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub row_kinds: Vec<(u32, RowKind)>,
    /// Identity of the layout: the folded header paths with their columns. Equal for equal forms of other units.
    pub fingerprint: String,
    /// The proposal was remembered from an earlier completed import of this layout.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remembered: bool,
}

impl TableReading {
    /// Whether it stands in the same rows as another table, to the right of it.
    pub fn is_right_of(&self, other: &TableReading) -> bool {
        let ends = |table: &TableReading| Some((table.columns.first()?.column, table.columns.last()?.column));
        let apart = ends(other).zip(ends(self)).is_some_and(|(left, right)| left.1 < right.0);
        self.form == TableForm::Rows && other.form == TableForm::Rows && self.first_row == other.first_row && apart
    }
}

/// Why a sheet was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Hidden: named, not read.
    Hidden,
    /// Nothing in it.
    Empty,
    /// Cover, 填表说明: text without a table.
    Notes,
    /// 字典: lists for drop-downs.
    Dictionary,
    /// Written by this program: the cover and the list of faults of a workbook that went back.
    Told,
}

/// How one sheet is read. This is what `preview` shows, `--reading` takes, and the window draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SheetReading {
    /// Name as on the tab.
    pub name: String,
    /// Hidden sheets are named, not read.
    pub hidden: bool,
    /// Why it was not read, if it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkipReason>,
    /// Its tables from top to bottom; those beside each other from left to right.
    pub tables: Vec<TableReading>,
}

/// Fields of a table by column, resolved against a catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedColumn {
    /// The field.
    pub field: FieldId,
    /// Index into [`TableReading::columns`].
    pub at: usize,
}
