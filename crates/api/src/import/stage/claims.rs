//! Rows that claim to be a record of this register by the mark they bear.
//!
//! Not in here: reading marks ([`super::super::marks`]).
//!
//! The invariant: a record is claimed by one row; a copy of a row, made to write a new project, never overwrites it.

use qingce_core::catalogue::FieldId;
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::RowRecord;
use qingce_core::update::MergeMode;
use qingce_store::{Candidate, Keys};

use super::Stager;
use crate::error::ApiError;
use crate::import::marks::unclaim;

/// A row that claims to be a record under another name; a later row may be that record under its own.
pub(super) struct Claim {
    at: usize,
    row: Box<RowRecord>,
    fen: i64,
}

impl Stager<'_> {
    /// A row that claims to be a record of this register. Under another name than the record's it waits: it may be a copy
    /// of a row that follows, made to write a new project.
    pub(super) fn claim(&mut self, at: usize, mut row: Box<RowRecord>, fen: i64) -> Result<(), ApiError> {
        let uid = row.uid.clone().unwrap_or_default();
        if let Some(first) = self.marks.claimed(&uid) {
            unclaim(&self.tables[at].sheet, &mut row, first);
            return self.named(at, row, fen);
        }
        let asked = Keys { uid: Some(&uid), ..Keys::default() };
        let found = self.staging().candidates(&asked)?.into_iter().find(|found| found.by_uid);
        let Some(found) = found else {
            row.base = None;
            row.findings.push(self.finding(at, "mark_gone", Severity::Info, row.row));
            return self.named(at, row, fen);
        };
        self.fit(at, &mut row, &found)?;
        let known = found.known_as.as_ref().unwrap_or(&found.record.values);
        let (told, kept) = (self.fields.names(&row.values), self.fields.names(known));
        if told.full() != kept.full() {
            self.claims.push(Claim { at, row, fen });
            return Ok(());
        }
        self.marks.claim(&uid, row.row);
        self.named(at, row, fen)
    }

    /// Rows that waited get the record that they claim, unless another row is it by its name, too.
    pub(super) fn settle_claims(&mut self) -> Result<(), ApiError> {
        for Claim { at, mut row, fen } in std::mem::take(&mut self.claims) {
            let uid = row.uid.clone().unwrap_or_default();
            match self.marks.claimed(&uid) {
                Some(first) => unclaim(&self.tables[at].sheet, &mut row, first),
                None => self.marks.claim(&uid, row.row),
            }
            self.named(at, row, fen)?;
        }
        Ok(())
    }

    fn named(&mut self, at: usize, row: Box<RowRecord>, fen: i64) -> Result<(), ApiError> {
        let keys = self.fields.keys(&row.values, &self.fields.names(&row.values));
        self.match_and_stage(at, row, &keys, fen)
    }

    /// Fits a row to the record that it claims to be: rows may have been sorted or moved, so what does not stand in the row
    /// itself says nothing against the record; and what has no column here is as good or bad as it was.
    fn fit(&self, at: usize, row: &mut RowRecord, found: &Candidate) -> Result<(), ApiError> {
        let record = &found.record;
        if found.slot == record.id && row.base.is_some_and(|base| base > record.revision) {
            row.base = None;
            row.findings.push(self.finding(at, "mark_later", Severity::Explain, row.row));
        }
        let outside: Vec<FieldId> = row.sources.iter().filter(|s| s.row != row.row).map(|s| s.field).collect();
        for field in outside {
            if let Some(value) = record.values.get(field) {
                row.values.set(field, Some(value.clone()));
                row.sources.retain(|source| source.field != field);
            }
        }
        let catalogue = &self.register.desk().reference.catalogue;
        let field = |finding: &Finding| finding.field.as_deref().and_then(|key| catalogue.id(key));
        let held = |finding: &Finding| field(finding).is_some_and(|id| record.values.get(id).is_some());
        let clears = self.options.merging.mode == MergeMode::ReplaceAll;
        row.findings.retain(|finding| finding.code != "required_missing" || clears || !held(finding));
        if record.to_return {
            let columns = &self.tables[at].fields;
            let elsewhere = |finding: &Finding| field(finding).is_some_and(|id| !columns.contains(&id));
            let before = self.register.store().findings_of_record(&record.uid)?.into_iter().filter(elsewhere);
            let (sheet, number) = (self.tables[at].sheet.clone(), row.row);
            row.findings.extend(before.map(|f| Finding { sheet: sheet.clone(), row: number, column: 0, ..f }));
        }
        Ok(())
    }
}
