//! Reference data of an office: what the seeds say, what it changed of them, and changing it.
//!
//! Not in here: rules ([`crate::rules`]), lists ([`crate::lists`]). The invariant: nothing is kept with which the register
//! would not open again; every change is tried on the seeds first.

use std::path::Path;

use qingce_core::catalogue::{FieldLine, FieldType};
use qingce_core::change::{Changes, HeaderChange, OfficeChange};
use qingce_core::codes::CodesError;
use qingce_core::reference::{Reference, ReferenceError};
use qingce_core::text::fold_name;
use qingce_store::{ReferenceChange, ReferenceLine, reference_lines};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::register::Register;

/// Asks for the reference data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowReferenceRequest {}

/// Changes a piece of reference data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeReferenceRequest {
    /// The change. A field without a key is a new one.
    pub change: OfficeChange,
    /// Why, for the journal.
    pub why: String,
}

/// Takes a change back, so that the seeds hold again. Fields stay: records may hold values of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreReferenceRequest {
    /// header, spelling, unit or expected.
    pub kind: String,
    /// The name that was changed.
    pub key: String,
    /// Why, for the journal.
    pub why: String,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeResult {
    /// What it is of.
    pub kind: String,
    /// Its name.
    pub key: String,
}

/// A code and its spellings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CodeLine {
    /// The code.
    pub code: String,
    /// Spellings of the seeds; `?` in front of one that a person should confirm.
    pub spellings: Vec<String>,
    /// Spellings that the office added.
    pub own: Vec<String>,
}

/// A code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CodeListLine {
    /// Its name.
    pub list: String,
    /// Headers of the fields that take their values from it.
    pub fields: Vec<String>,
    /// Its codes in their order.
    pub codes: Vec<CodeLine>,
}

/// An office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnitLine {
    /// Full name.
    pub name: String,
    /// Other names of the seeds.
    pub aliases: Vec<String>,
    /// Other names that the office added.
    pub own: Vec<String>,
    /// What kind of office it is; empty for one that was added.
    pub category: String,
    /// Added by the office.
    pub added: bool,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RegionLine {
    /// Six digits of GB/T 2260.
    pub code: String,
    /// Full name.
    pub name: String,
    /// 省级, 市级 or 县级.
    pub level: String,
    /// Name of the region above it; empty for the province.
    pub above: String,
    /// What it was called before, and the code it had then.
    pub old: Vec<String>,
}

/// Headers of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeaderLine {
    /// Key of the field.
    pub field: String,
    /// Its header as it is.
    pub header: String,
    /// Group header above it.
    pub group: String,
    /// Spellings of it, those that the office added too.
    pub synonyms: Vec<String>,
    /// What the office changed of it.
    pub change: Option<HeaderChange>,
}

/// The reference data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ReferenceResult {
    /// Fields with their headers, in the order of the register.
    pub headers: Vec<HeaderLine>,
    /// Fields of the office's own.
    pub fields: Vec<FieldLine>,
    /// Code lists.
    pub lists: Vec<CodeListLine>,
    /// Offices.
    pub units: Vec<UnitLine>,
    /// Regions.
    pub regions: Vec<RegionLine>,
}

/// What an office changed, before its register is opened.
pub(crate) fn kept(register: &Path) -> Result<Changes, ApiError> {
    let mut changes = Changes::default();
    for line in reference_lines(register)? {
        if let Some(change) = change(&line)? {
            changes.add(change);
        }
    }
    Ok(changes)
}

/// The change of a line; none where it is of another kind.
fn change(line: &ReferenceLine) -> Result<Option<OfficeChange>, ApiError> {
    Ok(Some(match line.kind.as_str() {
        "field" => OfficeChange::Field(parsed(line)?),
        "header" => OfficeChange::Header(parsed(line)?),
        "spelling" => OfficeChange::Spelling(parsed(line)?),
        "unit" => OfficeChange::Unit(parsed(line)?),
        "expected" => OfficeChange::Expected(parsed(line)?),
        _ => return Ok(None),
    }))
}

fn written(change: &OfficeChange) -> String {
    let json = match change {
        OfficeChange::Field(line) => serde_json::to_string(line),
        OfficeChange::Header(line) => serde_json::to_string(line),
        OfficeChange::Spelling(line) => serde_json::to_string(line),
        OfficeChange::Unit(line) => serde_json::to_string(line),
        OfficeChange::Expected(line) => serde_json::to_string(line),
    };
    json.expect("BUG: our own types are JSON")
}

/// A change as it is kept.
pub(crate) fn kept_change(change: &OfficeChange) -> ReferenceChange {
    ReferenceChange { kind: change.kind(), key: change.key(), line: Some(written(change)) }
}

/// What a line of the register says.
pub(crate) fn parsed<T: DeserializeOwned>(line: &ReferenceLine) -> Result<T, ApiError> {
    let wrong = |why: serde_json::Error| {
        ApiError::new(Code::SeedsWrong).with("file", format!("{}/{}", line.kind, line.key)).with("why", why.to_string())
    };
    serde_json::from_str(&line.line).map_err(wrong)
}

/// Changes a piece of reference data; it holds from the next command on.
pub fn change_reference(register: &Register, request: ChangeReferenceRequest) -> Result<ChangeResult, ApiError> {
    let desk = register.desk();
    let change = checked(&desk.reference, request.change)?;
    if let OfficeChange::Expected(line) = &change
        && !crate::progress::expected(register)?.groups().iter().any(|group| group.id == line.group)
    {
        return Err(ApiError::new(Code::BadRequest).with("why", line.group.clone()));
    }
    let mut changes = desk.changes.clone();
    changes.add(change.clone());
    desk.seeds.try_reference(&changes)?.map_err(|why| refused(&why))?;
    let (kind, key) = (change.kind(), change.key());
    keep(register, kept_change(&change), &request.why)?;
    Ok(ChangeResult { kind: kind.into(), key })
}

/// Takes a change back; the seeds hold from the next command on.
pub fn restore_reference(register: &Register, request: &RestoreReferenceRequest) -> Result<ChangeResult, ApiError> {
    let known = ["header", "spelling", "unit", "expected"].into_iter().find(|kind| *kind == request.kind);
    let kind = known.ok_or_else(|| ApiError::new(Code::BadRequest).with("why", request.kind.clone()))?;
    keep(register, ReferenceChange { kind, key: request.key.clone(), line: None }, &request.why)?;
    Ok(ChangeResult { kind: kind.into(), key: request.key.clone() })
}

fn keep(register: &Register, change: ReferenceChange, why: &str) -> Result<(), ApiError> {
    register.store().change_reference(&[change], why, register.operator(), &register.now())?;
    register.outdate();
    Ok(())
}

/// A change with its blanks trimmed, refused where a clerk would not know what it means.
fn checked(reference: &Reference, change: OfficeChange) -> Result<OfficeChange, ApiError> {
    let blank = || ApiError::new(Code::NameBlank);
    Ok(match change {
        OfficeChange::Field(mut line) => {
            if line.key.is_empty() {
                line.key = free_key(reference);
            }
            (line.header, line.synonyms) = (line.header.trim().to_owned(), trimmed(line.synonyms));
            let own = reference.catalogue.by_key(&line.key).is_none_or(|field| field.own);
            if line.header.is_empty() || !own {
                return Err(blank());
            }
            spellings_free(reference, &line.key, std::iter::once(&line.header).chain(&line.synonyms))?;
            OfficeChange::Field(line)
        }
        OfficeChange::Header(mut change) => {
            change.header = change.header.map(|header| header.trim().to_owned()).filter(|header| !header.is_empty());
            change.synonyms = trimmed(change.synonyms);
            spellings_free(reference, &change.field, change.header.iter().chain(&change.synonyms))?;
            OfficeChange::Header(change)
        }
        OfficeChange::Spelling(mut change) => {
            change.spellings = trimmed(change.spellings);
            OfficeChange::Spelling(change)
        }
        OfficeChange::Unit(mut change) => {
            (change.name, change.aliases) = (change.name.trim().to_owned(), trimmed(change.aliases));
            if change.name.is_empty() {
                return Err(blank());
            }
            if let Some(unit) = reference.units.find(&change.name) {
                change.name.clone_from(&unit.name);
            }
            for alias in &change.aliases {
                if let Some(unit) = reference.units.find(alias).filter(|unit| unit.name != change.name) {
                    return Err(ApiError::new(Code::NameTaken).with("name", alias).with("of", &unit.name));
                }
            }
            OfficeChange::Unit(change)
        }
        OfficeChange::Expected(mut change) => {
            change.name = change.name.trim().to_owned();
            if change.name.is_empty() { Err(blank())? } else { OfficeChange::Expected(change) }
        }
    })
}

fn trimmed(texts: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        if !kept.iter().any(|known| known == text) {
            kept.push(text.to_owned());
        }
    }
    kept
}

/// No other field may be called so: a column could not be told apart.
fn spellings_free<'a>(
    reference: &Reference,
    key: &str,
    spellings: impl Iterator<Item = &'a String>,
) -> Result<(), ApiError> {
    for spelling in spellings {
        let folded = fold_name(spelling);
        let called = |header: &String| fold_name(header) == folded;
        let others = reference.catalogue.fields().iter().filter(|field| field.key != key);
        let taken = others.into_iter().find(|field| called(&field.header) || field.synonyms.iter().any(called));
        if let Some(field) = taken {
            return Err(ApiError::new(Code::NameTaken).with("name", spelling).with("of", &field.header));
        }
    }
    Ok(())
}

/// A key that no field has.
fn free_key(reference: &Reference) -> String {
    let free = |key: &String| reference.catalogue.by_key(key).is_none();
    (1..).map(|number| format!("own_{number}")).find(free).expect("BUG: numbers do not end")
}

/// Why the seeds cannot be read with a change.
fn refused(why: &ReferenceError) -> ApiError {
    match why {
        ReferenceError::Codes(CodesError::Twice { spelling, one, .. }) => {
            ApiError::new(Code::NameTaken).with("name", spelling).with("of", one)
        }
        other => ApiError::new(Code::BadRequest).with("why", other.to_string()),
    }
}

/// The reference data.
pub fn reference(register: &Register) -> ReferenceResult {
    let desk = register.desk();
    let (reference, changes) = (&desk.reference, &desk.changes);
    let header = |field: &qingce_core::catalogue::Field| HeaderLine {
        field: field.key.clone(),
        header: field.header.clone(),
        group: field.group.clone(),
        synonyms: field.synonyms.clone(),
        change: changes.headers.iter().find(|change| change.field == field.key).cloned(),
    };
    ReferenceResult {
        headers: reference.catalogue.fields().iter().map(header).collect(),
        fields: changes.fields.clone(),
        lists: lists(reference, changes),
        units: units(reference, changes),
        regions: regions(reference),
    }
}

fn lists(reference: &Reference, changes: &Changes) -> Vec<CodeListLine> {
    let fields = reference.catalogue.fields();
    let line = |(name, list): (&str, &qingce_core::codes::CodeList)| {
        let users = fields.iter().filter(|field| match field.kind {
            FieldType::Bool => name == field.codes.as_deref().unwrap_or(qingce_core::naming::BOOL_LIST),
            _ => field.codes.as_deref() == Some(name),
        });
        let code = |(code, spellings): (&String, &Vec<String>)| {
            let own = changes.spellings.iter().find(|change| change.list == name && change.code == *code);
            let own = own.map(|change| change.spellings.clone()).unwrap_or_default();
            let seeds = spellings.iter().filter(|spelling| !own.contains(spelling)).cloned().collect();
            CodeLine { code: code.clone(), spellings: seeds, own }
        };
        CodeListLine {
            list: name.to_owned(),
            fields: users.map(|field| field.header.clone()).collect(),
            codes: list.codes().iter().zip(list.written()).map(code).collect(),
        }
    };
    reference.codes.lists().map(line).collect()
}

fn units(reference: &Reference, changes: &Changes) -> Vec<UnitLine> {
    let line = |unit: &qingce_core::unit::Unit| {
        let change = changes.units.iter().find(|change| change.name == unit.name);
        let own = change.map(|change| change.aliases.clone()).unwrap_or_default();
        UnitLine {
            name: unit.name.clone(),
            aliases: unit.aliases.iter().filter(|alias| !own.contains(alias)).cloned().collect(),
            category: unit.category.clone(),
            added: change.is_some() && unit.category.is_empty(),
            own,
        }
    };
    reference.units.all().iter().map(line).collect()
}

fn regions(reference: &Reference) -> Vec<RegionLine> {
    let all = reference.regions.all();
    let line = |region: &qingce_core::region::Region| RegionLine {
        code: region.code.clone(),
        name: region.name.clone(),
        level: region.level.of_units().to_owned(),
        above: all.iter().find(|of| of.code == region.parent_code).map(|of| of.name.clone()).unwrap_or_default(),
        old: reference
            .regions
            .old_names(&region.code)
            .map(|(name, code)| [name, code].join(" ").trim().to_owned())
            .collect(),
    };
    all.iter().map(line).collect()
}
