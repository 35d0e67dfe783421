//! Findings: remarks on rows as data. Sentences come from the message catalogue ([`crate::message`]).
//!
//! A finding never stops a file; what stops a file is an error of the room that met it.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
