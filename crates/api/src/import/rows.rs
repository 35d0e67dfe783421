//! What becomes of a judged row, whichever tables it goes to: this year's ([`super::stage`]) or those of an earlier year
//! ([`super::baseline`]).
//!
//! In here: counting rows and amounts, and what is kept of a row that is no record, refused or 涉密. Not in here: what a
//! record is compared with. The invariant: every row is counted once as read and once under its fate, with one amount.

use qingce_core::catalogue::FieldId;
use qingce_core::fate::Fate;
use qingce_core::finding::Finding;
use qingce_core::interpret::{Read, RowRecord};
use qingce_core::reading::RowKind;
use qingce_core::value::{Value, Values};
use qingce_store::Staged;
use rustc_hash::FxHashSet;

use super::{FateSum, TableResult, Told};
use crate::error::ApiError;

/// Takes the rows of a file.
pub(super) trait Rows {
    /// What is told of the whole file, and of one of its open tables.
    fn told(&mut self, at: usize) -> (&mut Told, &mut TableResult);
    /// The field whose amounts are summed.
    fn amount_field(&self) -> FieldId;
    /// Takes a record; what it tells may still change before it is staged and counted.
    fn record(&mut self, at: usize, row: Box<RowRecord>) -> Result<(), ApiError>;
    /// Stages a row under the fate that it has been counted by.
    fn put(&mut self, at: usize, row: &RowRecord, what: Staged<'_>, fen: i64) -> Result<(), ApiError>;
    /// Counts a 涉密 row by its unit where it goes; nothing else of it is there.
    fn put_classified(&mut self, unit: Option<&str>);
    /// Counts a row that is no record where it goes, and stages the remarks on it.
    fn put_no_record(&mut self, findings: &[Finding]) -> Result<(), ApiError>;

    /// Takes a row.
    fn row(&mut self, at: usize, kind: RowKind, read: Option<Read>, findings: &[Finding]) -> Result<(), ApiError> {
        let (told, table) = self.told(at);
        told.read.rows += 1;
        *table.kinds.entry(kind).or_default() += 1;
        match read {
            Some(Read::Record(row)) => self.record(at, row),
            Some(Read::Rejected(row)) => {
                let fen = self.read_amount(at, &row.values);
                self.stage(at, &row, Staged::Rejected { values: &row.values, extra: &row.extra }, fen)
            }
            Some(Read::Classified { unit }) => {
                self.count(at, Fate::Classified, 0);
                self.put_classified(unit.as_deref());
                *self.told(at).0.classified.entry(unit.unwrap_or_default()).or_default() += 1;
                Ok(())
            }
            None => {
                self.count(at, Fate::NotRecord, 0);
                self.told(at).0.findings(findings);
                self.put_no_record(findings)
            }
        }
    }

    /// Counts the amount of a row as read, and gives it.
    fn read_amount(&mut self, at: usize, values: &Values) -> i64 {
        let fen = match values.get(self.amount_field()) {
            Some(Value::Money(fen)) => fen.0,
            _ => 0,
        };
        self.told(at).0.read.fen += fen;
        fen
    }

    /// Stages a row under its fate.
    fn stage(&mut self, at: usize, row: &RowRecord, what: Staged<'_>, fen: i64) -> Result<(), ApiError> {
        self.count_staged(at, row, &what, fen);
        self.put(at, row, what, fen)
    }

    /// Counts a row under its fate, and the remarks on it.
    fn count_staged(&mut self, at: usize, row: &RowRecord, what: &Staged<'_>, fen: i64) {
        let fate = match what {
            Staged::New(_) => Fate::New,
            Staged::Changed { .. } => Fate::Changed,
            Staged::Unchanged(_) => Fate::Unchanged,
            Staged::Duplicate => Fate::Duplicate,
            Staged::Rejected { .. } => Fate::Rejected,
        };
        self.count(at, fate, fen);
        self.told(at).0.findings(&row.findings);
    }

    /// Counts a row under a fate.
    fn count(&mut self, at: usize, fate: Fate, fen: i64) {
        let sum: &mut FateSum = self.told(at).1.fates.entry(fate).or_default();
        sum.rows += 1;
        sum.fen += fen;
    }
}

/// The uid of a new record: the one that an export gave it, unless another row of the file has it, or a fresh one.
pub(super) fn uid(given: Option<&str>, taken: &mut FxHashSet<String>) -> String {
    match given {
        Some(uid) if taken.insert(uid.to_owned()) => uid.to_owned(),
        _ => uuid::Uuid::now_v7().to_string(),
    }
}
