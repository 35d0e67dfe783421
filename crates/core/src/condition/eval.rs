//! The evaluation of conditions on one record, with SQL's three values.

use chrono::{Months, NaiveDate};

use super::{Compare, Condition, Fact, Literal, Operand, Test};
use crate::record::Facts;
use crate::value::{Value, Values};

/// What a condition is asked of: a record's values and facts, on a day.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Values by field.
    pub values: &'a Values,
    /// Derived facts and tags.
    pub facts: &'a Facts,
    /// Marked 待退回.
    pub to_return: bool,
    /// Today, for `older than`.
    pub today: NaiveDate,
}

/// One field or fact that a judgement rested on, with the value it had; `None` = empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What was looked at.
    pub operand: Operand,
    /// Its value as text.
    pub value: Option<String>,
}

impl Subject<'_> {
    /// The value of a field or fact, if it is known. Text that could not be read is unknown.
    pub fn value(&self, operand: Operand) -> Option<Value> {
        match operand {
            Operand::Field(id) => self.values.get(id).filter(|v| !matches!(v, Value::Unread(_))).cloned(),
            Operand::Fact(Fact::UnitLevel) => self.facts.unit_level.clone().map(Value::Text),
            Operand::Fact(Fact::UnitIsSubordinate) => self.facts.unit_is_subordinate.clone().map(Value::Text),
            Operand::Fact(Fact::DuplicateGroupSize) => self.facts.duplicate_group_size.map(Value::Int),
            Operand::Fact(Fact::ToReturn) => Some(Value::Text(if self.to_return { "是" } else { "否" }.into())),
            // Conditions that are judged here cannot name them.
            Operand::Fact(Fact::ImportBatch | Fact::MustFix | Fact::Explain) => None,
        }
    }
    /// What a condition looks at and the values found there.
    pub fn evidence(&self, condition: &Condition) -> Vec<Evidence> {
        let shown = |operand| Evidence { operand, value: self.value(operand).map(|v| v.text()) };
        condition.operands().into_iter().map(shown).collect()
    }
}

pub(super) fn eval(condition: &Condition, subject: &Subject<'_>) -> Option<bool> {
    match condition {
        Condition::Always => Some(true),
        Condition::And(parts) => all(parts.iter().map(|part| eval(part, subject))),
        Condition::Or(parts) => all(parts.iter().map(|part| eval(part, subject).map(|b| !b))).map(|b| !b),
        Condition::Not(inner) => eval(inner, subject).map(|b| !b),
        Condition::Tag(tag) => Some(subject.facts.tags.iter().any(|t| has_tag(t, tag))),
        Condition::Test(Operand::Field(id), test) => {
            let known = subject.values.get(*id).filter(|v| !matches!(v, Value::Unread(_)));
            eval_test(known, test, subject.today)
        }
        Condition::Test(operand, test) => eval_test(subject.value(*operand).as_ref(), test, subject.today),
    }
}

fn has_tag(tag: &str, asked: &str) -> bool {
    tag == asked || tag.split_once('/').is_some_and(|(name, _)| name == asked)
}

/// And with three values: a no decides, an unknown spoils a yes.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

pub(super) fn eval_test(value: Option<&Value>, test: &Test, today: NaiveDate) -> Option<bool> {
    match test {
        Test::Empty => return Some(value.is_none()),
        Test::NotEmpty => return Some(value.is_some()),
        Test::Is(literal) => return Some(value.is_some_and(|v| compare(v, Compare::Equal, literal) == Some(true))),
        Test::IsNot(literal) => return Some(value.is_none_or(|v| compare(v, Compare::Equal, literal) != Some(true))),
        _ => {}
    }
    let value = value?;
    match test {
        Test::Compare(order, literal) => compare(value, *order, literal),
        Test::In(literals) => any(literals.iter().map(|literal| compare(value, Compare::Equal, literal))),
        Test::NotIn(literals) => any(literals.iter().map(|l| compare(value, Compare::Equal, l))).map(|b| !b),
        Test::HasAny(codes) => Some(codes.iter().any(|code| holds(value, code))),
        Test::HasAll(codes) => Some(codes.iter().all(|code| holds(value, code))),
        Test::Lacks(codes) => Some(!codes.iter().any(|code| holds(value, code))),
        Test::Matches(texts) => {
            let met = value.text().to_lowercase();
            Some(texts.iter().any(|text| met.contains(&text.to_lowercase())))
        }
        Test::OlderThanMonths(months) => {
            let limit = today.checked_sub_months(Months::new(*months))?.format("%Y-%m-%d").to_string();
            date_order(&value.text(), Compare::Less, &limit)
        }
        Test::Empty | Test::NotEmpty | Test::Is(_) | Test::IsNot(_) => unreachable!("BUG: answered above"),
    }
}

fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(|part| part.map(|b| !b))).map(|b| !b)
}

fn holds(value: &Value, code: &str) -> bool {
    match value {
        Value::Multi(codes) => codes.iter().any(|c| c == code),
        other => other.text() == code,
    }
}

fn compare(value: &Value, order: Compare, literal: &Literal) -> Option<bool> {
    let ordering = match (value, literal) {
        (Value::Date(date), Literal::Date(limit)) => return date_order(date.as_str(), order, limit.as_str()),
        (Value::Money(fen), Literal::Money(limit)) => fen.cmp(limit),
        (Value::Int(number), Literal::Number(limit)) => (*number as f64).total_cmp(limit),
        (Value::Number(number), Literal::Number(limit)) => number.total_cmp(limit),
        (value, Literal::Text(text)) => value.text().as_str().cmp(text.as_str()),
        _ => return None,
    };
    Some(match order {
        Compare::Equal => ordering.is_eq(),
        Compare::NotEqual => ordering.is_ne(),
        Compare::Less => ordering.is_lt(),
        Compare::AtMost => ordering.is_le(),
        Compare::Greater => ordering.is_gt(),
        Compare::AtLeast => ordering.is_ge(),
    })
}

/// The order of two dates as far as both are precise: `2022` < `2023-04` is told by the years; `2022` < `2022-04` is
/// unknown, `2022` = `2022` is yes, and a vaguer literal (`= 2022`) is met by every day in it.
fn date_order(date: &str, order: Compare, limit: &str) -> Option<bool> {
    let common = date.len().min(limit.len());
    let ordering = date.get(..common)?.cmp(limit.get(..common)?);
    if ordering.is_eq() && date.len() < limit.len() {
        return None;
    }
    Some(match order {
        Compare::Equal => ordering.is_eq(),
        Compare::NotEqual => ordering.is_ne(),
        Compare::Less => ordering.is_lt(),
        Compare::AtMost => ordering.is_le(),
        Compare::Greater => ordering.is_gt(),
        Compare::AtLeast => ordering.is_ge(),
    })
}
