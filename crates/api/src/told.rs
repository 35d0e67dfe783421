//! Rows of lists that are told by the program and are no records: units of 报送进度, projects and sums of 年度对比.
//!
//! The invariant: file, preview and count of such a list come from the same rows.

use qingce_core::list::{List, ListKind};
use qingce_core::report::ReportCell;
use qingce_core::value::Fen;

use crate::error::ApiError;
use crate::progress;
use crate::register::Register;
use crate::years;

/// One row.
pub(crate) struct ToldRow {
    /// The section it stands in; empty for none.
    pub section: String,
    /// Which kind of row it is, for lists of only some kinds.
    pub kinds: Vec<&'static str>,
    /// Its cells by name.
    pub cells: Vec<(&'static str, ReportCell<'static>)>,
}

/// The rows of a list, in its order.
pub(crate) fn rows(register: &Register, list: &List) -> Result<Vec<ToldRow>, ApiError> {
    let mut rows = match list.kind {
        ListKind::Units => progress::rows::rows(register)?,
        ListKind::Years => years::rows::projects(register)?,
        ListKind::YearSums => years::rows::sums(register)?,
        _ => Vec::new(),
    };
    if !list.only.is_empty() {
        rows.retain(|row| row.kinds.iter().any(|kind| list.only.iter().any(|only| only == kind)));
    }
    Ok(rows)
}

impl ToldRow {
    /// The sum of its amounts under a name, 分.
    pub fn fen(&self, name: &str) -> i64 {
        let cell = self.cells.iter().find(|(known, _)| *known == name).map(|(_, cell)| cell);
        match cell {
            Some(ReportCell::Money(Fen(fen))) => *fen,
            _ => 0,
        }
    }
}

/// A cell of a text that may be empty.
pub(crate) fn text(text: impl Into<String>) -> ReportCell<'static> {
    ReportCell::text(text.into())
}

/// A cell of a count.
pub(crate) fn count(number: u64) -> ReportCell<'static> {
    ReportCell::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
