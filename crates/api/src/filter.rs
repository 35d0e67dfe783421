//! A condition taken apart, so that a window can show its parts as chips, and put it together again from them.
//!
//! The invariant: the texts of the parts, joined by `and`, are the condition.

use qingce_core::catalogue::Catalogue;
use qingce_core::condition::{Compare, Condition, Literal, Test};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::records::condition;
use crate::register::Register;

/// One part of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConditionPart {
    /// Its text.
    pub text: String,
    /// Key of the field or fact that it tests; none where it is no single test.
    pub field: Option<String>,
    /// The operator as conditions write it, or `tag`; none where it is no single test.
    pub operator: Option<String>,
    /// The values compared with.
    pub values: Vec<String>,
}

/// A condition taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConditionResult {
    /// The condition, written as the program writes it.
    pub text: String,
    /// Its parts; all of them must hold.
    pub parts: Vec<ConditionPart>,
}

/// Reads a condition and takes it apart, or says why it is none.
pub fn parts(register: &Register, text: &str) -> Result<ConditionResult, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let whole = condition(register, text)?;
    let parts = match &whole {
        Condition::Always => Vec::new(),
        Condition::And(parts) => parts.iter().map(|one| part(catalogue, one)).collect(),
        other => vec![part(catalogue, other)],
    };
    Ok(ConditionResult { text: whole.text(catalogue), parts })
}

fn part(catalogue: &Catalogue, condition: &Condition) -> ConditionPart {
    let text = match condition {
        Condition::And(_) | Condition::Or(_) => format!("({})", condition.text(catalogue)),
        other => other.text(catalogue),
    };
    let none = ConditionPart { text, field: None, operator: None, values: Vec::new() };
    match condition {
        Condition::Tag(tag) => ConditionPart { operator: Some("tag".into()), values: vec![tag.clone()], ..none },
        Condition::Test(operand, test) => {
            let (operator, values) = told(test);
            let (field, operator) = (Some(operand.key(catalogue).to_owned()), Some(operator.to_owned()));
            ConditionPart { field, operator, values, ..none }
        }
        _ => none,
    }
}

fn told(test: &Test) -> (&'static str, Vec<String>) {
    let all = |literals: &[Literal]| literals.iter().map(plain).collect::<Vec<_>>();
    match test {
        Test::Compare(compare, literal) => {
            let sign = match compare {
                Compare::Equal => "=",
                Compare::NotEqual => "!=",
                Compare::Less => "<",
                Compare::AtMost => "<=",
                Compare::Greater => ">",
                Compare::AtLeast => ">=",
            };
            (sign, vec![plain(literal)])
        }
        Test::Is(literal) => ("is", vec![plain(literal)]),
        Test::IsNot(literal) => ("is not", vec![plain(literal)]),
        Test::In(literals) => ("in", all(literals)),
        Test::NotIn(literals) => ("not in", all(literals)),
        Test::HasAny(codes) => ("has any", codes.clone()),
        Test::HasAll(codes) => ("has all", codes.clone()),
        Test::Lacks(codes) => ("lacks", codes.clone()),
        Test::Matches(texts) => ("matches", texts.clone()),
        Test::Empty => ("empty", Vec::new()),
        Test::NotEmpty => ("not empty", Vec::new()),
        Test::OlderThanMonths(months) => ("older than", vec![months.to_string()]),
    }
}

fn plain(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => text.clone(),
        other => other.to_string(),
    }
}
