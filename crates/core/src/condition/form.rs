//! A condition as a form: rows of field, operator and value, joined by and/or at two levels.
//!
//! In here: the way from a condition to its form and back. Not in here: labels, and which fields a clerk is offered.
//!
//! The invariant: a form that came from a condition gives back that condition. What two levels cannot hold has no form
//! and is edited as text.

use serde::{Deserialize, Serialize};

use super::{Compare, Condition, ConditionError, Literal, Operand, Test};
use crate::catalogue::{Catalogue, FieldType};

/// How parts are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Join {
    /// All must hold.
    And,
    /// One must hold.
    Or,
}

impl Join {
    /// The join inside the groups of a form.
    pub fn other(self) -> Join {
        match self {
            Join::And => Join::Or,
            Join::Or => Join::And,
        }
    }
}

/// What a row says of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `has any`
    HasAny,
    /// `has all`
    HasAll,
    /// `lacks`
    Lacks,
    /// `matches`
    Matches,
    /// `empty`
    Empty,
    /// `not empty`
    NotEmpty,
    /// `older than N months`
    OlderThanMonths,
    /// `tag NAME`
    Tagged,
    /// `not tag NAME`
    NotTagged,
}

impl Operator {
    /// The operators a form offers for a type of field, the most used first. Rows of others are shown all the same.
    pub fn offered(kind: FieldType) -> &'static [Operator] {
        use Operator::{
            AtLeast, AtMost, Empty, Equal, Greater, HasAll, HasAny, In, Is, IsNot, Lacks, Less, Matches, NotEmpty,
            NotEqual, NotIn, OlderThanMonths,
        };
        match kind {
            FieldType::Enum | FieldType::Region | FieldType::Unit => {
                &[In, NotIn, Equal, NotEqual, Is, IsNot, Matches, Empty, NotEmpty]
            }
            FieldType::Bool => &[Equal, NotEqual, Is, IsNot, Empty, NotEmpty],
            FieldType::Multi => &[HasAny, HasAll, Lacks, Empty, NotEmpty],
            FieldType::Date => &[Less, AtMost, Equal, AtLeast, Greater, OlderThanMonths, Empty, NotEmpty],
            FieldType::Money | FieldType::Int | FieldType::Number => {
                &[AtLeast, Greater, AtMost, Less, Equal, NotEqual, Empty, NotEmpty]
            }
            FieldType::Text | FieldType::Uscc | FieldType::Phone => {
                &[Matches, Equal, NotEqual, In, NotIn, Is, IsNot, Empty, NotEmpty]
            }
        }
    }
    /// Its words in the language of conditions, before the value; none for tags, whose words stand before the field.
    fn words(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::Greater => ">",
            Operator::AtLeast => ">=",
            Operator::Is => "is",
            Operator::IsNot => "is not",
            Operator::In => "in",
            Operator::NotIn => "not in",
            Operator::HasAny => "has any",
            Operator::HasAll => "has all",
            Operator::Lacks => "lacks",
            Operator::Matches => "matches",
            Operator::Empty => "empty",
            Operator::NotEmpty => "not empty",
            Operator::OlderThanMonths => "older than",
            Operator::Tagged => "tag",
            Operator::NotTagged => "not tag",
        }
    }
    fn takes_many(self) -> bool {
        use Operator::{HasAll, HasAny, In, Lacks, Matches, NotIn};
        matches!(self, In | NotIn | HasAny | HasAll | Lacks | Matches)
    }
}

/// One row of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FormRow {
    /// Key of the field or fact; empty for a row about a tag.
    pub field: String,
    /// What is said of it.
    pub operator: Operator,
    /// The values as text: amounts in 万元, dates as `2021-06`, a tag as `tag` or `tag/class`.
    pub values: Vec<String>,
}

/// A condition as rows: groups joined by `join`, the rows inside a group by the other word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Form {
    /// How groups are joined.
    pub join: Join,
    /// The groups; one of a single row is just that row.
    pub groups: Vec<Vec<FormRow>>,
}

/// A row of a form that is no condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {why}")]
pub struct FormError {
    /// The row, from 1, over all groups.
    pub row: usize,
    /// The row as text, in which `why` counts its places.
    pub text: String,
    /// What is wrong with it.
    pub why: ConditionError,
}

impl Form {
    /// The form of a condition; none where it is too rich for two levels of rows.
    pub fn of(condition: &Condition, catalogue: &Catalogue) -> Option<Form> {
        let (join, parts) = match condition {
            Condition::Always => (Join::And, &[][..]),
            Condition::And(parts) => (Join::And, parts.as_slice()),
            Condition::Or(parts) => (Join::Or, parts.as_slice()),
            single => (Join::And, std::slice::from_ref(single)),
        };
        let group = |part: &Condition| match (join, part) {
            (Join::And, Condition::Or(rows)) | (Join::Or, Condition::And(rows)) => {
                rows.iter().map(|row| row_of(row, catalogue)).collect()
            }
            _ => Some(vec![row_of(part, catalogue)?]),
        };
        Some(Form { join, groups: parts.iter().map(group).collect::<Option<_>>()? })
    }

    /// The condition that the rows say. Groups without rows are passed over.
    pub fn condition(&self, catalogue: &Catalogue) -> Result<Condition, FormError> {
        let mut row = 0;
        let mut parts = Vec::new();
        for group in self.groups.iter().filter(|group| !group.is_empty()) {
            let mut rows = Vec::new();
            for one in group {
                row += 1;
                let text = one.text();
                rows.push(Condition::parse(&text, catalogue).map_err(|why| FormError { row, text, why })?);
            }
            parts.push(joined(self.join.other(), rows));
        }
        Ok(joined(self.join, parts))
    }
}

fn joined(join: Join, mut parts: Vec<Condition>) -> Condition {
    match parts.len() {
        0 => Condition::Always,
        1 => parts.remove(0),
        _ if join == Join::And => Condition::And(parts),
        _ => Condition::Or(parts),
    }
}

impl FormRow {
    /// The row in the language of conditions.
    fn text(&self) -> String {
        let words = self.operator.words();
        let quoted: Vec<String> = self.values.iter().map(|value| super::quoted(value)).collect();
        match self.operator {
            Operator::Tagged | Operator::NotTagged => format!("{words} {}", quoted.join(" ")),
            Operator::Empty | Operator::NotEmpty => format!("{} {words}", self.field),
            Operator::OlderThanMonths => format!("{} {words} {} months", self.field, quoted.join(" ")),
            many if many.takes_many() => format!("{} {words} ({})", self.field, quoted.join(";")),
            _ => format!("{} {words} {}", self.field, quoted.join(" ")),
        }
    }
}

fn row_of(condition: &Condition, catalogue: &Catalogue) -> Option<FormRow> {
    let tagged = |operator, tag: &str| Some(FormRow { field: String::new(), operator, values: vec![tag.to_owned()] });
    match condition {
        Condition::Tag(tag) => tagged(Operator::Tagged, tag),
        Condition::Not(inner) => match inner.as_ref() {
            Condition::Tag(tag) => tagged(Operator::NotTagged, tag),
            _ => None,
        },
        Condition::Test(operand, test) => {
            let (operator, values) = test_of(*operand, test, catalogue);
            Some(FormRow { field: Operand::key(*operand, catalogue).to_owned(), operator, values })
        }
        Condition::Always | Condition::And(_) | Condition::Or(_) => None,
    }
}

fn test_of(operand: Operand, test: &Test, catalogue: &Catalogue) -> (Operator, Vec<String>) {
    let one = |literal: &Literal| vec![operand.shown(literal, catalogue)];
    let all = |literals: &[Literal]| literals.iter().map(|literal| operand.shown(literal, catalogue)).collect();
    let named = |codes: &[String]| codes.iter().map(|code| operand.named(code, catalogue).to_owned()).collect();
    match test {
        Test::Compare(order, literal) => {
            let operator = match order {
                Compare::Equal => Operator::Equal,
                Compare::NotEqual => Operator::NotEqual,
                Compare::Less => Operator::Less,
                Compare::AtMost => Operator::AtMost,
                Compare::Greater => Operator::Greater,
                Compare::AtLeast => Operator::AtLeast,
            };
            (operator, one(literal))
        }
        Test::Is(literal) => (Operator::Is, one(literal)),
        Test::IsNot(literal) => (Operator::IsNot, one(literal)),
        Test::In(literals) => (Operator::In, all(literals)),
        Test::NotIn(literals) => (Operator::NotIn, all(literals)),
        Test::HasAny(codes) => (Operator::HasAny, named(codes)),
        Test::HasAll(codes) => (Operator::HasAll, named(codes)),
        Test::Lacks(codes) => (Operator::Lacks, named(codes)),
        Test::Matches(texts) => (Operator::Matches, texts.clone()),
        Test::Empty => (Operator::Empty, Vec::new()),
        Test::NotEmpty => (Operator::NotEmpty, Vec::new()),
        Test::OlderThanMonths(months) => (Operator::OlderThanMonths, vec![months.to_string()]),
    }
}
