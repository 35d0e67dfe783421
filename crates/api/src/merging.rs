//! Making two records one after a person said that they are the same project, and taking that back.
//!
//! In here: what differs and what each field is to be, typed values, the remarks on the merged record. Not in here: whether
//! they are the same (`duplicates`), how a merging is kept (store).
//!
//! The invariant: nothing is merged unless a person asked for these two records, and no decision that the two records
//! differ in is dropped unless a person said which holds.

use qingce_core::catalogue::{FieldId, FieldType};
use qingce_core::check;
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::{Refused, typed};
use qingce_core::record::{Facts, Record};
use qingce_core::union::{Chosen, Differing, Origin, Side, differing, extra};
use qingce_core::value::Values;
use qingce_store::{Decision, Merging, NewMerge, Store};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::history::{DecisionLine, SourceLine};
use crate::records::{FieldJson, RecordRow};
use crate::register::Register;

/// What a person chose for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeChoice {
    /// Key of the field.
    pub field: String,
    /// Where its value is to come from.
    pub take: Origin,
    /// The text, where a person writes one; empty clears the field.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub text: String,
}

/// Whose decision on a tag holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionChoice {
    /// The tag, without class.
    pub tag: String,
    /// Of which record.
    pub take: Side,
}

/// Makes two records one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeRecordsRequest {
    /// The record that stays.
    pub one: String,
    /// The record that becomes part of it.
    pub other: String,
    /// The revisions that were looked at; other ones now are refused. None = whatever they are now.
    #[serde(default)]
    #[ts(optional)]
    pub revisions: Option<(i64, i64)>,
    /// Choices; of fields that are not named, the filled value counts, else the one told later.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub fields: Vec<MergeChoice>,
    /// Choices of tags on which people decided differently; each must be told.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub decisions: Vec<DecisionChoice>,
    /// Why; may be empty.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub why: String,
    /// Write nothing: tell what would be.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub dry_run: bool,
}

/// A field in which two records differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MergeField {
    /// Key of the field.
    pub field: String,
    /// In the first record; none where empty.
    pub one: Option<FieldJson>,
    /// In the second.
    pub other: Option<FieldJson>,
    /// Where the value comes from.
    pub origin: Origin,
    /// What it is to be.
    pub value: Option<FieldJson>,
    /// Both may be taken: codes of either.
    pub unites: bool,
}

/// A tag on which people decided differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergeDecision {
    /// The tag, without class.
    pub tag: String,
    /// The decision on the first record.
    pub one: DecisionLine,
    /// The decision on the second.
    pub other: DecisionLine,
    /// Which holds; none as long as nobody said.
    pub take: Option<Side>,
}

/// What a merging did, or would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MergeResult {
    /// Its set in the journal; none where nothing was written.
    pub set: Option<i64>,
    /// The record that stays, as it was.
    pub one: RecordRow,
    /// The record that becomes part of it, as it was.
    pub other: RecordRow,
    /// Which of them was told later.
    pub later: Side,
    /// The fields in which they differ.
    pub fields: Vec<MergeField>,
    /// The tags on which people decided differently.
    pub decisions: Vec<MergeDecision>,
    /// Remarks on the merged record.
    pub findings: Vec<Finding>,
}

/// Takes a merging back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoMergeRequest {
    /// Its set in the journal.
    pub set: i64,
}

/// What taking a merging back did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoMergeResult {
    /// uid of the record that had stayed.
    pub one: String,
    /// uid of the record that is back.
    pub other: String,
}

/// A record that was merged into another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MergedLine {
    /// The set of the merging.
    pub set: i64,
    /// Who merged them.
    pub who: String,
    /// When, UTC.
    pub at: String,
    /// Why.
    pub why: String,
    /// The record as it was.
    pub record: RecordRow,
    /// Where its values came from.
    pub sources: Vec<SourceLine>,
    /// Where the value of every field that differed came from, by key.
    pub origins: Vec<(String, Origin)>,
}

/// Makes two records one, or tells what that would be.
pub fn merge(register: &Register, request: &MergeRecordsRequest) -> Result<MergeResult, ApiError> {
    let store = register.store();
    let (one, other) = (store.record(&request.one)?, store.record(&request.other)?);
    if one.id == other.id {
        return Err(qingce_store::StoreError::NoPair(request.one.clone()).into());
    }
    if request.revisions.is_some_and(|seen| seen != (one.revision, other.revision)) {
        return Err(qingce_store::StoreError::Edited(one.id).into());
    }
    let later = later(store, &one, &other)?;
    let (chosen, remarks) = chosen(register, &request.fields)?;
    let catalogue = &register.desk().reference.catalogue;
    let fields = differing(catalogue, &one.values, &other.values, later, &chosen);
    let mut values = one.values.clone();
    for field in &fields {
        values.set(field.field, field.value.clone());
    }
    if register.identity().name(&values).is_empty() {
        return Err(ApiError::new(Code::EditNameMissing));
    }
    let facts = register.facts(&values);
    let findings = findings(register, (&one, &other), (&facts, &values), &fields, remarks)?;
    let decisions = decisions(store, &one, &other, &request.decisions)?;
    let mut told = result(register, &one, &other, &fields, decisions, later);
    told.findings = findings;
    if !request.dry_run {
        let after = After { values: &values, facts: &facts, fields: &fields };
        told.set = Some(write(register, request, (&one, &other), &after, &told)?);
    }
    Ok(told)
}

/// Takes a merging back: both records are what they were.
pub fn undo_merge(register: &Register, request: UndoMergeRequest) -> Result<UndoMergeResult, ApiError> {
    let at = register.now();
    let undone = register.store().undo_merge(request.set, (register.operator(), &at), register.today())?;
    Ok(UndoMergeResult { one: undone.survivor, other: undone.absorbed })
}

/// The records that were merged into one, with where their values came from.
pub(crate) fn merged(register: &Register, uid: &str) -> Result<Vec<MergedLine>, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let all: Vec<FieldId> = catalogue.fields().iter().map(|field| field.id).collect();
    let line = |merging: Merging| {
        let Merging { seq, absorbed, origins, why, who, at } = merging;
        let sources = register.store().sources_of_absorbed(absorbed.id)?.into_iter().map(SourceLine::from).collect();
        Ok(MergedLine { set: seq, who, at, why, record: RecordRow::new(catalogue, &absorbed, &all), sources, origins })
    };
    register.store().mergings(uid)?.into_iter().map(line).collect()
}

/// The merged record as it is to be written.
struct After<'a> {
    values: &'a Values,
    facts: &'a Facts,
    fields: &'a [Differing],
}

fn write(
    register: &Register,
    request: &MergeRecordsRequest,
    (one, other): (&Record, &Record),
    after: &After<'_>,
    told: &MergeResult,
) -> Result<i64, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let origins: Vec<(String, Origin)> =
        after.fields.iter().map(|field| (catalogue.field(field.field).key.clone(), field.origin)).collect();
    let decisions: Vec<(String, Side)> =
        request.decisions.iter().map(|choice| (choice.tag.clone(), choice.take)).collect();
    let keys = register.identity().keys(after.values, &register.identity().names(after.values));
    let at = register.now();
    let merged = register.store().merge(&NewMerge {
        survivor: one,
        absorbed: other,
        values: after.values,
        extra: &extra(&one.extra, &other.extra, told.later),
        facts: after.facts,
        name_key: keys.name.as_deref(),
        code_key: keys.code.as_deref(),
        to_return: told.findings.iter().any(|finding| finding.severity == Severity::MustFix),
        remarks: &told.findings,
        origins: &origins,
        decisions: &decisions,
        why: request.why.trim(),
        who: register.operator(),
        at: &at,
        today: register.today(),
    })?;
    Ok(merged.seq)
}

/// Which of two records a file told later; the second where one file told both in one row.
fn later(store: &Store, one: &Record, other: &Record) -> Result<Side, ApiError> {
    let (a, b) = (store.last_told(one.id)?, store.last_told(other.id)?);
    Ok(if a > b { Side::One } else { Side::Other })
}

/// What was chosen by field, and the remarks on typed texts.
fn chosen(
    register: &Register,
    choices: &[MergeChoice],
) -> Result<(FxHashMap<FieldId, Chosen>, Vec<Finding>), ApiError> {
    let reference = &register.desk().reference;
    let (mut chosen, mut remarks) = (FxHashMap::default(), Vec::new());
    for MergeChoice { field: key, take, text } in choices {
        let id = reference.catalogue.id(key).ok_or_else(|| ApiError::new(Code::NoField).with("field", key))?;
        let said = match take {
            Origin::One => Chosen::Of(Side::One),
            Origin::Other => Chosen::Of(Side::Other),
            Origin::Both => Chosen::Both,
            Origin::Typed => {
                let field = reference.catalogue.field(id);
                let parsed = typed(reference, field, text).map_err(|why| {
                    ApiError::new(match why {
                        Refused::Classified => Code::EditClassified,
                        Refused::Credential => Code::EditCredential,
                    })
                })?;
                remarks.extend(parsed.remarks.iter().map(|remark| {
                    let finding = Finding::new(remark.code, remark.severity, "", 0, 0).of_field(&field.key);
                    let finding = finding.with("header", &field.header);
                    remark.params.iter().fold(finding, |finding, (name, text)| finding.with(name, text))
                }));
                Chosen::Typed(parsed.value)
            }
        };
        chosen.insert(id, said);
    }
    Ok((chosen, remarks))
}

/// The remarks on the merged record: those on the values that stay, from either record, and what is to be said of it whole.
fn findings(
    register: &Register,
    (one, other): (&Record, &Record),
    (facts, values): (&Facts, &Values),
    fields: &[Differing],
    typed: Vec<Finding>,
) -> Result<Vec<Finding>, ApiError> {
    let (reference, store) = (&register.desk().reference, register.store());
    let changed: Vec<FieldId> =
        fields.iter().filter(|field| field.origin != Origin::One).map(|field| field.field).collect();
    let ours = store.findings_of_record(&one.uid)?;
    let mut told = check::edited(reference, (&one.facts, &one.values), (facts, values), &changed, ours);
    let taken = |finding: &Finding| {
        let id = finding.field.as_deref().and_then(|key| reference.catalogue.id(key));
        let from_other = |field: &&Differing| matches!(field.origin, Origin::Other | Origin::Both);
        id.is_some_and(|id| fields.iter().filter(from_other).any(|field| field.field == id))
    };
    for finding in store.findings_of_record(&other.uid)?.into_iter().filter(taken) {
        if !told.iter().any(|known| known.code == finding.code && known.field == finding.field) {
            told.push(finding);
        }
    }
    told.extend(typed);
    Ok(told)
}

fn decisions(
    store: &Store,
    one: &Record,
    other: &Record,
    choices: &[DecisionChoice],
) -> Result<Vec<MergeDecision>, ApiError> {
    let line = |(tag, one, other): (String, Decision, Decision)| MergeDecision {
        take: choices.iter().find(|choice| choice.tag == tag).map(|choice| choice.take),
        tag,
        one: one.into(),
        other: other.into(),
    };
    Ok(store.differing_decisions(one.id, other.id)?.into_iter().map(line).collect())
}

fn result(
    register: &Register,
    one: &Record,
    other: &Record,
    fields: &[Differing],
    decisions: Vec<MergeDecision>,
    later: Side,
) -> MergeResult {
    let catalogue = &register.desk().reference.catalogue;
    let all: Vec<FieldId> = catalogue.fields().iter().map(|field| field.id).collect();
    let json = |values: &Values, id| values.get(id).map(|value| FieldJson(value.json()));
    let line = |differing: &Differing| {
        let field = catalogue.field(differing.field);
        MergeField {
            field: field.key.clone(),
            one: json(&one.values, field.id),
            other: json(&other.values, field.id),
            origin: differing.origin,
            value: differing.value.as_ref().map(|value| FieldJson(value.json())),
            unites: field.kind == FieldType::Multi,
        }
    };
    MergeResult {
        set: None,
        one: RecordRow::new(catalogue, one, &all),
        other: RecordRow::new(catalogue, other, &all),
        later,
        fields: fields.iter().map(line).collect(),
        decisions,
        findings: Vec::new(),
    }
}
