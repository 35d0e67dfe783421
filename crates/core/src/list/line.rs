//! A list as written: the shape of `seeds/lists/*.toml`, and of the lists that an office made.

use serde::{Deserialize, Serialize};

use super::ListKind;
use crate::report::{Align, Paper};

/// What the column of identities shows.
const IDENTITY: &str = "uid";

impl ListLine {
    /// The list with the hidden column by which its rows are known when they come back, or without.
    pub fn with_identity(mut self, on: bool) -> ListLine {
        self.column.retain(|column| column.show != IDENTITY);
        if on && matches!(self.kind, ListKind::Projects | ListKind::Pairs) {
            self.column.push(ColumnLine::plain(IDENTITY));
        }
        self
    }
}

impl ColumnLine {
    /// A column that shows what the catalogue says of it.
    pub fn plain(show: &str) -> ColumnLine {
        ColumnLine {
            show: show.into(),
            id: None,
            header: None,
            group: None,
            width: None,
            align: None,
            sum: None,
            required: false,
            hint: String::new(),
        }
    }
}

/// One list as written. What it says is told in `seeds/lists/_shared.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ListLine {
    /// Stable name.
    pub id: String,
    /// Name of the sheet's tab.
    pub sheet: String,
    /// Title over the table, with `{params}`.
    pub title: String,
    /// What its rows are.
    pub kind: ListKind,
    /// Which projects, as a condition; empty for all.
    #[serde(default)]
    pub scope: String,
    /// Lists of units or of years: only rows of these kinds (`overdue`, `missing`, `gone` …); empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "contract", ts(as = "Option<_>", optional))]
    pub only: Vec<String>,
    /// Key of the field whose equal values make a section or a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// Heading of projects without that value.
    #[serde(default)]
    pub no_group: String,
    /// Keys of the fields that order the rows.
    #[serde(default)]
    pub sort: Vec<String>,
    /// Leave out columns of fields that no project of the list has a value of.
    #[serde(default)]
    pub only_used: bool,
    /// The line under the title.
    #[serde(default)]
    pub context: Vec<String>,
    /// Remarks below the table.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Forms: blank rows.
    #[serde(default)]
    pub blank_rows: u32,
    /// Where its layout differs from the one that all lists share.
    #[serde(default)]
    pub layout: LayoutLine,
    /// Columns from left to right.
    pub column: Vec<ColumnLine>,
}

/// Where a list's layout differs from the shared one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LayoutLine {
    /// Paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// Broad side up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landscape: Option<bool>,
    /// Smallest scale, per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest_scale: Option<u16>,
    /// Leading columns repeated on every page abreast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_columns: Option<u16>,
}

/// One column as written; what is left out is as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ColumnLine {
    /// What it shows: `serial`, `field KEY`, `count CONDITION` …
    pub show: String,
    /// Its name for a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Group header above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Width in half-width characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<f64>,
    /// Where its cells stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub align: Option<Align>,
    /// Summed in 小计 and 合计.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<bool>,
    /// Forms: must be filled in.
    #[serde(default)]
    pub required: bool,
    /// Forms: how to fill it in.
    #[serde(default)]
    pub hint: String,
}
