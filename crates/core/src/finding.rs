//! Findings: remarks on rows as data. Sentences come from the message catalogue ([`crate::message`]).
//!
//! A finding never stops a file; what stops a file is an error of the room that met it.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Info,
    /// 核实性: plausible but to be explained or confirmed.
    Explain,
    /// 逻辑性: must be fixed; the record is marked 待退回.
    MustFix,
}

/// One remark: where, what, and the parameters of its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Finding {
    /// Code of the sentence in `seeds/messages.toml`, e.g. `money_unreadable`.
    pub code: String,
    /// How much it weighs. Given by the message catalogue; see [`crate::message`].
    pub severity: Severity,
    /// Sheet as named on its tab.
    pub sheet: String,
    /// Row, 1 = the first; 0 where the finding is about a whole table.
    pub row: u32,
    /// Column, 1 = A; 0 where the finding is about a whole row.
    pub column: u32,
    /// Key of the field it is about, if it is about one.
    pub field: Option<String>,
    /// Parameters of the sentence by name, as text.
    pub params: Vec<(String, String)>,
}

impl Finding {
    /// A finding about a cell (row and column from 1), a row (column 0) or a whole table (row 0).
    pub fn new(code: &str, severity: Severity, sheet: &str, row: u32, column: u32) -> Finding {
        Finding { code: code.into(), severity, sheet: sheet.into(), row, column, field: None, params: Vec::new() }
    }
    /// The same finding about a field.
    pub fn of_field(mut self, key: &str) -> Finding {
        self.field = Some(key.into());
        self
    }
    /// The same finding with one more parameter of its sentence.
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Finding {
        self.params.push((name.into(), text.into()));
        self
    }
    /// Its place as Excel names it: `登记表!C12`, `登记表!第12行` is left to the message catalogue.
    pub fn place(&self) -> String {
        match (self.row, self.column) {
            (0, _) => self.sheet.clone(),
            (row, 0) => format!("{}!{row}:{row}", self.sheet),
            (row, column) => format!("{}!{}", self.sheet, crate::cell::address(row, column)),
        }
    }
}
