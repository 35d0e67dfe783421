//! Records as hosts see them: listed by condition, one with its history, tags and the source of every value.

use std::ops::ControlFlow;

use qingce_core::catalogue::{Catalogue, FieldId};
use qingce_core::cell::address;
use qingce_core::condition::{Condition, ConditionError, Operand};
use qingce_core::record::Record;
use qingce_core::value::Value;
use qingce_store::{Change, Query, Sort};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::error::{ApiError, Code};
use crate::register::Register;

/// Which records, in what order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ListRequest {
    /// A condition; empty for all.
    #[serde(default)]
    pub condition: String,
    /// Words that stand in the searched fields.
    #[serde(default)]
    pub search: String,
    /// Keys of the fields wanted; empty for all.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Keys to sort by; `-` in front for falling.
    #[serde(default)]
    pub sort: Vec<String>,
}

impl ListRequest {
    /// The query of the store.
    pub fn query(&self, register: &Register) -> Result<Query, ApiError> {
        let catalogue = &register.desk().reference.catalogue;
        let sort = self.sort.iter().map(|key| {
            let (key, descending) = key.strip_prefix('-').map_or((key.as_str(), false), |key| (key, true));
            Ok(Sort { by: Operand::Field(field(catalogue, key)?), descending })
        });
        Ok(Query {
            condition: condition(register, &self.condition)?,
            search: self.search.clone(),
            sort: sort.collect::<Result<_, ApiError>>()?,
            today: register.today(),
        })
    }
    /// The fields wanted, in the order asked for.
    pub fn wanted(&self, register: &Register) -> Result<Vec<FieldId>, ApiError> {
        let catalogue = &register.desk().reference.catalogue;
        if self.fields.is_empty() {
            return Ok(catalogue.fields().iter().map(|f| f.id).collect());
        }
        self.fields.iter().map(|key| field(catalogue, key)).collect()
    }
}

/// A condition of a person, or why it is none.
pub fn condition(register: &Register, text: &str) -> Result<Condition, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    Condition::parse(text, catalogue).map_err(|why| {
        let wrong = |code, at: usize| ApiError::new(code).with("condition", text).with("at", at.to_string());
        let header = |key: &str| catalogue.by_key(key).map_or_else(|| key.to_owned(), |field| field.header.clone());
        match why {
            ConditionError::Expected { at, .. } => wrong(Code::ConditionWrong, at),
            ConditionError::TooDeep => wrong(Code::ConditionWrong, 1),
            ConditionError::UnknownField { at, name } => wrong(Code::ConditionField, at).with("name", name),
            ConditionError::Value { at, field, value } => {
                wrong(Code::ConditionValue, at).with("field", header(&field)).with("value", value)
            }
        }
    })
}

fn field(catalogue: &Catalogue, key: &str) -> Result<FieldId, ApiError> {
    let by_header = || catalogue.fields().iter().find(|f| f.header == key).map(|f| f.id);
    catalogue.id(key).or_else(by_header).ok_or_else(|| ApiError::new(Code::NoField).with("field", key))
}

/// Gives the records of a request to `each`, one by one, until it breaks.
pub fn for_each(
    register: &Register,
    request: &ListRequest,
    each: impl FnMut(Record) -> ControlFlow<()>,
) -> Result<(), ApiError> {
    Ok(register.store().for_each(&request.query(register)?, None, each)?)
}

/// A record for machines: field keys with canonical values, empty ones left out; `_uid`, `_extra`, `_tags`, `_to_return`.
pub fn record_json(catalogue: &Catalogue, record: &Record, wanted: &[FieldId]) -> Map<String, Json> {
    let mut told = Map::new();
    for id in wanted {
        if let Some(value) = record.values.get(*id) {
            told.insert(catalogue.field(*id).key.clone(), value.json());
        }
    }
    told.insert("_uid".into(), record.uid.clone().into());
    if !record.extra.is_empty() {
        let extra = record.extra.iter().map(|(header, text)| (header.clone(), text.clone().into()));
        told.insert("_extra".into(), Json::Object(extra.collect()));
    }
    if !record.facts.tags.is_empty() {
        told.insert("_tags".into(), record.facts.tags.clone().into());
    }
    if record.to_return {
        told.insert("_to_return".into(), true.into());
    }
    told
}

/// Where a record came from: file, sheet and row of its newest batch.
pub fn source_json(register: &Register, record: &Record) -> Result<Json, ApiError> {
    let origins = register.store().sources(&record.uid)?;
    let Some(origin) = origins.iter().max_by_key(|o| o.batch) else { return Ok(Json::Null) };
    let row = origins.iter().filter(|o| o.batch == origin.batch).map(|o| o.row).max().unwrap_or(origin.row);
    Ok(json!({
        "batch": origin.batch, "file": origin.file_name, "sha256": origin.file_sha256, "sheet": origin.sheet, "row": row,
    }))
}

/// Everything about one record: values with their sources, tags with evidence, findings, changes.
pub fn history(register: &Register, uid: &str) -> Result<Json, ApiError> {
    let store = register.store();
    let record = store.record(uid)?;
    let catalogue = &register.desk().reference.catalogue;
    let all: Vec<FieldId> = catalogue.fields().iter().map(|f| f.id).collect();
    let sources = store.sources(uid)?.into_iter().map(|origin| {
        let cell = if origin.column == 0 { String::new() } else { address(origin.row, origin.column) };
        json!({
            "field": origin.field, "batch": origin.batch, "file": origin.file_name, "sha256": origin.file_sha256,
            "sheet": origin.sheet, "cell": cell, "text": origin.text,
        })
    });
    let sources: Vec<Json> = sources.collect();
    let tags = store.tags(uid)?;
    let suggestions = tags.suggestions.iter().map(|s| {
        json!({
            "rule": s.rule.id, "version": s.rule.version, "tag": s.rule.tag, "class": s.rule.class,
            "met": s.outcome == qingce_core::rule::Outcome::Met, "reason": s.rule.reason, "basis": s.rule.basis,
            "evidence": s.evidence,
        })
    });
    let decisions = tags.decisions.iter().map(|d| {
        json!({
            "tag": d.tag, "class": d.class, "verdict": d.verdict.key(), "reason": d.reason, "who": d.who, "at": d.decided_at,
        })
    });
    Ok(json!({
        "record": record_json(catalogue, &record, &all),
        "revision": record.revision,
        "sources": sources,
        "tags": { "in_force": tags.in_force, "suggestions": suggestions.collect::<Vec<_>>(), "decisions": decisions.collect::<Vec<_>>() },
        "findings": store.findings_of_record(uid)?,
        "changes": store.history(uid)?.iter().map(change_json).collect::<Vec<_>>(),
    }))
}

fn change_json(change: &Change) -> Json {
    let told = |value: &Option<Value>| value.as_ref().map(Value::json);
    json!({
        "at": change.at, "who": change.who, "why": change.why, "batch": change.batch.as_ref().map(|(id, _)| id),
        "file": change.batch.as_ref().map(|(_, file)| file), "what": change.what, "field": change.field,
        "old": told(&change.old), "new": told(&change.new),
    })
}
