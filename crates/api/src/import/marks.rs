//! The marks that this register put beside rows it gave out, when they come back: which record a row claims to be.
//!
//! Not in here: which record a row is by its names and codes (`identify`), what is told of a reply as a whole
//! ([`super::reply`]).
//!
//! The invariant: a record is claimed by one row of a file at most; a claim that cannot be trusted is told and not used.

use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::RowRecord;
use qingce_core::token::{Mark, Marker};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::ApiError;
use crate::register::Register;

/// What the marks of a file said so far.
#[derive(Default)]
pub(super) struct Marks {
    marker: Option<Marker>,
    /// Records claimed, with the row that did.
    claimed: FxHashMap<String, u32>,
    /// Workbooks that went back and of which rows came.
    pub(super) returned: FxHashSet<i64>,
    /// Rows that claim to be a record by a mark of this register.
    pub(super) own: u64,
    /// Where a workbook of another register was met that went back from there.
    pub(super) other: Option<String>,
    /// Where a mark of a later version was met.
    pub(super) newer: Option<String>,
}

impl Marks {
    /// What this register marks its rows with.
    pub(super) fn marker(&mut self, register: &Register) -> Result<&Marker, ApiError> {
        if self.marker.is_none() {
            self.marker = Some(register.marker()?);
        }
        Ok(self.marker.as_ref().expect("BUG: it was just made"))
    }

    /// Reads the mark of a row: leaves in it the uid that it may claim and the revision that its sender saw.
    pub(super) fn read(&mut self, register: &Register, sheet: &str, row: &mut RowRecord) -> Result<bool, ApiError> {
        let Some(text) = row.uid.take() else { return Ok(false) };
        let place = || format!("{sheet}!{0}:{0}", row.row);
        let finding = |code, severity| Finding::new(code, severity, sheet, row.row, 0);
        match self.marker(register)?.read(&text) {
            Mark::Own(given) => {
                self.own += 1;
                self.returned.extend(given.returned);
                row.base = Some(given.revision);
                row.uid = Some(given.uid);
                return Ok(true);
            }
            Mark::Bare(uid) => row.uid = Some(uid),
            // An export of another register: its projects keep their uid here.
            Mark::Other(given) if given.returned.is_none() => row.uid = Some(given.uid),
            Mark::Other(_) => {
                self.other.get_or_insert_with(place);
                row.findings.push(finding("mark_other", Severity::Info));
            }
            Mark::Newer => {
                self.newer.get_or_insert_with(place);
            }
            Mark::Broken => row.findings.push(finding("mark_broken", Severity::Explain)),
        }
        Ok(false)
    }

    /// Whether no row bore a mark of any register that gives out rows.
    pub(super) fn is_plain(&self) -> bool {
        self.own == 0 && self.other.is_none() && self.newer.is_none()
    }

    /// The row that claimed a record before.
    pub(super) fn claimed(&self, uid: &str) -> Option<u32> {
        self.claimed.get(uid).copied()
    }

    /// A row claims a record.
    pub(super) fn claim(&mut self, uid: &str, row: u32) {
        self.claimed.insert(uid.to_owned(), row);
    }
}

/// Takes a claim back: the record is another row's.
pub(super) fn unclaim(sheet: &str, row: &mut RowRecord, first: u32) {
    (row.uid, row.base) = (None, None);
    let finding = Finding::new("mark_twice", Severity::Explain, sheet, row.row, 0);
    row.findings.push(finding.with("first", first.to_string()));
}
