//! Records as hosts see them: listed by condition, page by page or one by one, and where a record came from.
//!
//! Not in here: everything about one record ([`crate::history`]).

use std::ops::ControlFlow;

use qingce_core::catalogue::{Catalogue, FieldId};
use qingce_core::condition::{Condition, ConditionError, Operand};
use qingce_core::record::Record;
use qingce_store::{Query, Sort};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::register::Register;

/// Which records, in what order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// A condition; empty for all.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub condition: String,
    /// Words that stand in the searched fields.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub search: String,
    /// Keys of the fields wanted; empty for all.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub fields: Vec<String>,
    /// Keys to sort by; `-` in front for falling.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub sort: Vec<String>,
}

impl Selection {
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
    Condition::parse(text, catalogue).map_err(|why| condition_error(register, text, why))
}

/// Why a text is no condition, as hosts see it.
pub(crate) fn condition_error(register: &Register, text: &str, why: ConditionError) -> ApiError {
    let catalogue = &register.desk().reference.catalogue;
    let wrong = |code, at: usize| ApiError::new(code).with("condition", text).with("at", at.to_string());
    let header = |key: &str| catalogue.by_key(key).map_or_else(|| key.to_owned(), |field| field.header.clone());
    match why {
        ConditionError::Expected { at, .. } => wrong(Code::ConditionWrong, at),
        ConditionError::TooDeep => wrong(Code::ConditionWrong, 1),
        ConditionError::UnknownField { at, name } => wrong(Code::ConditionField, at).with("name", name),
        ConditionError::OfRegister { at, name } => wrong(Code::ConditionOfRegister, at).with("name", name),
        ConditionError::Value { at, field, value } => {
            wrong(Code::ConditionValue, at).with("field", header(&field)).with("value", value)
        }
        ConditionError::Ambiguous { at, field, value, candidates } => wrong(Code::ConditionSeveral, at)
            .with("field", header(&field))
            .with("value", value)
            .with("candidates", candidates.join("、")),
    }
}

/// What a record is called in lists of a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordTitle {
    /// The record.
    pub uid: String,
    /// Its project name, or its system name where it has none.
    pub name: String,
    /// Its reporting unit.
    pub unit: String,
    /// Its total investment, 万元; none where it is empty or could not be read.
    pub amount: Option<String>,
}

/// What a record is called.
pub(crate) fn title(register: &Register, record: &Record) -> RecordTitle {
    let catalogue = &register.desk().reference.catalogue;
    let text = |key| record.values.text(catalogue.known(key)).to_owned();
    let name = Some(text("project_name")).filter(|name| !name.is_empty()).unwrap_or_else(|| text("system_name"));
    let amount = match record.values.get(register.amount_field()) {
        Some(qingce_core::value::Value::Money(fen)) => Some(fen.to_string()),
        _ => None,
    };
    RecordTitle { uid: record.uid.clone(), name, unit: text("report_unit"), amount }
}

pub(crate) fn field(catalogue: &Catalogue, key: &str) -> Result<FieldId, ApiError> {
    let by_header = || catalogue.fields().iter().find(|f| f.header == key).map(|f| f.id);
    catalogue.id(key).or_else(by_header).ok_or_else(|| ApiError::new(Code::NoField).with("field", key))
}

/// Gives the records of a request to `each`, one by one, until it breaks.
pub fn for_each(
    register: &Register,
    request: &Selection,
    each: impl FnMut(Record) -> ControlFlow<()>,
) -> Result<(), ApiError> {
    Ok(register.store().for_each(&request.query(register)?, None, each)?)
}

/// A value as JSON: amounts as decimal text in 万元, several codes as an array.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string | number | Array<string>")]
pub struct FieldJson(pub Json);

/// A record for a host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordRow {
    /// UUIDv7, the same for ever and everywhere.
    pub uid: String,
    /// Counts its changes, from 1.
    pub revision: i64,
    /// Values by key of the field, in the order asked for; empty ones are left out.
    #[ts(type = "{ [key in string]?: FieldJson }")]
    pub values: Map<String, Json>,
    /// Columns that fit no field: header and text, in the order met.
    pub extra: Vec<(String, String)>,
    /// Tags in force, `tag` or `tag/class`.
    pub tags: Vec<String>,
    /// Marked 待退回: it has findings that must be fixed.
    pub to_return: bool,
}

impl RecordRow {
    /// A record with the fields wanted.
    pub fn new(catalogue: &Catalogue, record: &Record, wanted: &[FieldId]) -> RecordRow {
        let value = |id: &FieldId| Some((catalogue.field(*id).key.clone(), record.values.get(*id)?.json()));
        RecordRow {
            uid: record.uid.clone(),
            revision: record.revision,
            values: wanted.iter().filter_map(value).collect(),
            extra: record.extra.clone(),
            tags: record.facts.tags.clone(),
            to_return: record.to_return,
        }
    }
    /// The record as one line for machines: its values, and `_uid`, `_extra`, `_tags`, `_to_return` beside them.
    pub fn line(self) -> Map<String, Json> {
        let mut told = self.values;
        told.insert("_uid".into(), self.uid.into());
        if !self.extra.is_empty() {
            let extra = self.extra.into_iter().map(|(header, text)| (header, text.into()));
            told.insert("_extra".into(), Json::Object(extra.collect()));
        }
        if !self.tags.is_empty() {
            told.insert("_tags".into(), self.tags.into());
        }
        if self.to_return {
            told.insert("_to_return".into(), true.into());
        }
        told
    }
}

/// A record as one line for machines; see [`RecordRow::line`].
pub fn record_json(catalogue: &Catalogue, record: &Record, wanted: &[FieldId]) -> Map<String, Json> {
    RecordRow::new(catalogue, record, wanted).line()
}

/// A part of the records selected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordPage {
    /// How many records are selected in all.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<RecordRow>,
}

/// The `limit` records of a selection after its first `offset`.
pub fn page(register: &Register, selection: &Selection, offset: u64, limit: u64) -> Result<RecordPage, ApiError> {
    let (catalogue, wanted) = (&register.desk().reference.catalogue, selection.wanted(register)?);
    let page = register.store().page(&selection.query(register)?, offset, limit)?;
    let rows = page.rows.iter().map(|record| RecordRow::new(catalogue, record, &wanted));
    Ok(RecordPage { total: page.total, rows: rows.collect() })
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
