//! What a row does to the record that it is: cells replaced, filled, cleared, and cells that changed here and are asked.
//!
//! In here: what changed since the row's base, the remarks on a record of which not every cell was taken, accepted tags
//! whose evidence changes. Not in here: the modes and conflicts themselves (core), which record a row is (`identify`).

use qingce_core::condition::Fact;
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::RowRecord;
use qingce_core::record::{Facts, Record};
use qingce_core::update::{Choice, EXTRA, Guard, MergeMode, Updated, update};
use qingce_store::{Base, Candidate, Choices, StagedConflict, Staging, Touch};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::register::Register;

/// How rows meet the records that they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merging {
    /// The mode.
    pub mode: MergeMode,
    /// What is said of cells that changed here.
    pub choices: Choices,
}

impl Merging {
    /// A mode, and one word on all cells that changed here.
    pub fn new(mode: MergeMode, conflicts: Choice) -> Merging {
        Merging { mode, choices: Choices { all: conflicts, ..Choices::default() } }
    }
}

/// An accepted tag that rests on a field which an import changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EvidenceLine {
    /// The record.
    pub uid: String,
    /// Name of its project.
    pub name: String,
    /// The tag, without class.
    pub tag: String,
    /// Key of the field; that of the unit where a fact that follows from it changes.
    pub field: String,
}

/// A record as a row makes it.
pub(super) struct Met {
    pub updated: Updated,
    pub conflicts: Vec<StagedConflict>,
    pub facts: Facts,
    /// Accepted tags and the keys of the fields that change beneath them.
    pub evidence: Vec<(String, String)>,
    pub to_return: bool,
    /// Remarks of its own, where not every cell of the row was taken.
    pub remarks: Option<Vec<Finding>>,
    /// Fields that the sender emptied and that keep their values: the header, and the value.
    pub emptied: Vec<(String, String)>,
}

impl Met {
    /// What a row makes of a record.
    pub fn new(
        register: &Register,
        staging: &Staging,
        found: &Candidate,
        row: &RowRecord,
        merging: &Merging,
    ) -> Result<Met, ApiError> {
        let before = &found.record;
        let touches = touches(register, staging, found, row)?;
        let guards: Vec<Guard> =
            touches.iter().map(|touch| Guard { field: touch.field.clone(), sent: touch.sent.clone() }).collect();
        let catalogue = &register.desk().reference.catalogue;
        let choose = |field: &str| merging.choices.of(before.id, field);
        let mut updated = update(catalogue, before, row, merging.mode, &guards, &choose);
        let facts = register.facts(&updated.values);
        let mut evidence = staging.evidence(before.id, &changed(register, before, &updated, &facts))?;
        for (_, key) in evidence.iter_mut().filter(|(_, key)| Fact::ALL.iter().any(|fact| fact.key() == key)) {
            key.clone_from(&catalogue.field(register.unit_field()).key);
        }
        evidence.dedup();
        let conflicts = std::mem::take(&mut updated.conflicts);
        let touch = |field: &str| touches.iter().find(|touch| touch.field == field).cloned();
        let conflicts = conflicts.into_iter().filter_map(|conflict| {
            let touch = touch(&conflict.field)?;
            Some(StagedConflict { conflict, touch })
        });
        let conflicts = conflicts.collect();
        let remarks = remarks(register, before, row, &updated)?;
        let told = remarks.as_ref().unwrap_or(&row.findings);
        let to_return = told.iter().any(|finding| finding.severity == Severity::MustFix);
        let emptied = emptied(register, found, row, &updated, &touches);
        Ok(Met { updated, conflicts, facts, evidence, to_return, remarks, emptied })
    }

    /// Whether the record is another one then.
    pub fn moves(&self, before: &Record) -> bool {
        self.updated.values != before.values || self.updated.extra != before.extra
    }
}

/// What a row was made from, where it is known: the revision of the record that its sender had before them.
fn base(found: &Candidate, row: &RowRecord) -> Option<i64> {
    row.base.filter(|_| found.by_uid && found.slot == found.record.id)
}

/// Cells that had a value when the row was given out, came back blank, and keep it here.
fn emptied(
    register: &Register,
    found: &Candidate,
    row: &RowRecord,
    after: &Updated,
    touches: &[Touch],
) -> Vec<(String, String)> {
    if found.told_before || base(found, row).is_none() {
        return Vec::new();
    }
    let catalogue = &register.desk().reference.catalogue;
    let fields = row.blank.iter().filter(|id| row.values.get(**id).is_none()).map(|id| catalogue.field(*id));
    // What was written here since, into a cell that was empty when it was given out, nobody emptied.
    let had_one = |key: &str| touches.iter().find(|t| t.field == key).is_none_or(|t| matches!(t.sent, Some(Some(_))));
    let kept = fields.filter(|field| had_one(&field.key));
    kept.filter_map(|field| Some((field.header.clone(), after.values.get(field.id)?.text()))).collect()
}

/// What changed in a record since the row's base. Of a record that an earlier row of the file told already, as another of
/// those that were merged into it, every cell: two rows meet in one record, and nobody knows which of them is right.
fn touches(register: &Register, staging: &Staging, found: &Candidate, row: &RowRecord) -> Result<Vec<Touch>, ApiError> {
    let record = &found.record;
    if found.told_before {
        let keys = register.desk().reference.catalogue.fields().iter().map(|field| field.key.as_str());
        let (who, at) = (register.operator(), register.now());
        let touch =
            |field: &str| Touch { field: field.into(), who: who.into(), at: at.clone(), batch: None, sent: None };
        return Ok(keys.chain([EXTRA]).map(touch).collect());
    }
    let base = base(found, row).map_or(Base::LastWord, Base::Revision);
    Ok(staging.touched(record.id, record.revision, base)?)
}

/// Keys of the fields and facts that change.
fn changed<'a>(register: &'a Register, before: &Record, after: &Updated, facts: &Facts) -> FxHashSet<&'a str> {
    let fields = register.desk().reference.catalogue.fields().iter();
    let mut changed: FxHashSet<&str> = fields
        .filter(|field| before.values.get(field.id) != after.values.get(field.id))
        .map(|field| field.key.as_str())
        .collect();
    if before.extra != after.extra {
        changed.insert(EXTRA);
    }
    if before.facts.unit_level != facts.unit_level {
        changed.insert(Fact::UnitLevel.key());
    }
    if before.facts.unit_is_subordinate != facts.unit_is_subordinate {
        changed.insert(Fact::UnitIsSubordinate.key());
    }
    changed
}

/// The remarks on a record of which not every cell was taken: those of the row on what was, those it had on the rest.
fn remarks(
    register: &Register,
    before: &Record,
    row: &RowRecord,
    after: &Updated,
) -> Result<Option<Vec<Finding>>, ApiError> {
    let not_taken = after.not_taken(row);
    if not_taken.is_empty() {
        return Ok(None);
    }
    let catalogue = &register.desk().reference.catalogue;
    let about = |finding: &Finding| {
        let id = finding.field.as_deref().and_then(|key| catalogue.id(key));
        id.is_some_and(|id| not_taken.contains(&id))
    };
    let mut remarks: Vec<Finding> = row.findings.iter().filter(|finding| !about(finding)).cloned().collect();
    remarks.extend(register.store().findings_of_record(&before.uid)?.into_iter().filter(about));
    Ok(Some(remarks))
}
