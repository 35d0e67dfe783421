//! What hosts must know of the reference data: fields with their codes, rules, titles of lists, settings.

use qingce_core::catalogue::{Field, FieldType, Need};
use qingce_core::condition::Fact;
use qingce_core::condition::form::Operator;
use qingce_core::reference::Reference;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::rules::RuleShape;

/// When a field must hold a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldNeed {
    /// Never.
    Optional,
    /// Always.
    Required,
    /// At least one of these fields must hold a value.
    Any {
        /// Their keys.
        fields: Vec<String>,
    },
    /// Where a condition holds.
    When {
        /// The condition as text.
        condition: String,
    },
}

/// One field, as forms and grids need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldShape {
    /// Stable name, key in JSON.
    pub key: String,
    /// Standard Chinese header.
    pub header: String,
    /// Group header above it.
    pub group: String,
    /// Type of its values.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Unit of numbers, as shown: 万元, GB, 台.
    pub unit: Option<String>,
    /// The codes its values are taken from, in their order; empty where it has no list.
    pub codes: Vec<String>,
    /// When it must hold a value.
    pub need: FieldNeed,
    /// Part of the full-text search.
    pub search: bool,
    /// Added by a user, not by the seeds.
    pub own: bool,
}

/// All fields, in the order of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CatalogueResult {
    /// The fields.
    pub fields: Vec<FieldShape>,
    /// Facts beside them, as conditions name them.
    pub facts: Vec<FactShape>,
    /// What a form of a condition offers, by type.
    pub operators: Vec<OperatorShape>,
}

/// A fact that conditions name like a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FactShape {
    /// Its name in conditions.
    pub key: String,
    /// Type of its values.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Only the register tells it: for filters and scopes, not for rules.
    pub of_register: bool,
}

/// The operators that a form offers for a type of field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OperatorShape {
    /// The type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The most used first.
    pub operators: Vec<Operator>,
}

/// The rules, in the order of their run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleListResult {
    /// The rules as the office runs them.
    pub rules: Vec<RuleShape>,
}

/// A setting of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingResult {
    /// Its key.
    pub key: String,
    /// Its value; none where it was never set.
    pub value: Option<String>,
}

impl CatalogueResult {
    /// The fields of the reference data.
    pub(super) fn new(reference: &Reference) -> CatalogueResult {
        let fact =
            |fact: Fact| FactShape { key: fact.key().into(), kind: fact.kind(), of_register: fact.of_register() };
        let operators = |kind| OperatorShape { kind, operators: Operator::offered(kind).to_vec() };
        CatalogueResult {
            fields: reference.catalogue.fields().iter().map(|field| shape(field, reference)).collect(),
            facts: Fact::ALL.map(fact).to_vec(),
            operators: FieldType::ALL.map(operators).to_vec(),
        }
    }
}

fn shape(field: &Field, reference: &Reference) -> FieldShape {
    let codes = field.codes.as_deref().and_then(|name| reference.codes.list(name));
    let catalogue = &reference.catalogue;
    FieldShape {
        key: field.key.clone(),
        header: field.header.clone(),
        group: field.group.clone(),
        kind: field.kind,
        unit: field.unit.clone(),
        codes: codes.map(|list| list.codes().to_vec()).unwrap_or_default(),
        need: match &field.need {
            Need::Optional => FieldNeed::Optional,
            Need::Required => FieldNeed::Required,
            Need::Any(ids) => {
                FieldNeed::Any { fields: ids.iter().map(|id| catalogue.field(*id).key.clone()).collect() }
            }
            Need::When(condition) => FieldNeed::When { condition: condition.text(catalogue) },
        },
        search: field.search,
        own: field.own,
    }
}
