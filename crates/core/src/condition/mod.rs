//! Conditions (条件): the one small expression of filters, rules, list scopes and checks.
//!
//! `secret_class = 非涉密 and status in (已建在用;试运行) and not tag 不参与标记`
//!
//! In here: the tree, its parser and its evaluation on a record. Not in here: SQL (the store compiles the same tree).
//!
//! The invariant: three values as in SQL. An empty field makes a comparison unknown, never false; `is`, `is not`, `empty`
//! and `not empty` alone always answer. The language is told in docs/conditions.md.

mod eval;
pub mod form;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, FieldId, FieldType};
use crate::value::{Fen, PartialDate, Value};

pub use eval::{Evidence, Subject};
use parse::Asked;
pub use parse::ConditionError;

/// A derived fact that conditions name like a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// 省级, 市级 or 县级, from the reporting unit.
    UnitLevel,
    /// 是 where the unit stands below a department.
    UnitIsSubordinate,
    /// Records in its duplicate group; 1 = none.
    DuplicateGroupSize,
    /// 是 where the record is marked 待退回.
    ToReturn,
    /// The imports in force that told the record, each as `12` and as `12/new`, `12/changed` or `12/unchanged`.
    ImportBatch,
    /// How many open remarks on it must be fixed.
    MustFix,
    /// How many open remarks on it must be explained.
    Explain,
}

impl Fact {
    /// All facts.
    pub const ALL: [Fact; 7] = [
        Fact::UnitLevel,
        Fact::UnitIsSubordinate,
        Fact::DuplicateGroupSize,
        Fact::ToReturn,
        Fact::ImportBatch,
        Fact::MustFix,
        Fact::Explain,
    ];
    /// Its name in conditions.
    pub fn key(self) -> &'static str {
        match self {
            Fact::UnitLevel => "unit_level",
            Fact::UnitIsSubordinate => "unit_is_subordinate",
            Fact::DuplicateGroupSize => "duplicate_group_size",
            Fact::ToReturn => "to_return",
            Fact::ImportBatch => "import_batch",
            Fact::MustFix => "must_fix",
            Fact::Explain => "explain",
        }
    }
    /// The type of its values.
    pub fn kind(self) -> FieldType {
        match self {
            Fact::DuplicateGroupSize | Fact::MustFix | Fact::Explain => FieldType::Int,
            Fact::UnitLevel => FieldType::Text,
            Fact::UnitIsSubordinate | Fact::ToReturn => FieldType::Bool,
            Fact::ImportBatch => FieldType::Multi,
        }
    }
    /// Whether only the register tells it: filters, views and scopes know it, a record by itself does not.
    pub fn of_register(self) -> bool {
        matches!(self, Fact::ImportBatch | Fact::MustFix | Fact::Explain)
    }
}

/// What a comparison looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A field of the catalogue.
    Field(FieldId),
    /// A derived fact.
    Fact(Fact),
}

impl Operand {
    /// The type of its values.
    pub fn kind(self, catalogue: &Catalogue) -> FieldType {
        match self {
            Operand::Field(id) => catalogue.field(id).kind,
            Operand::Fact(fact) => fact.kind(),
        }
    }
    /// Its name in conditions.
    pub fn key(self, catalogue: &Catalogue) -> &str {
        match self {
            Operand::Field(id) => &catalogue.field(id).key,
            Operand::Fact(fact) => fact.key(),
        }
    }
    /// A value of it as clerks read it; without quotes.
    fn shown(self, literal: &Literal, catalogue: &Catalogue) -> String {
        match literal {
            Literal::Text(text) => self.named(text, catalogue).to_owned(),
            other => other.to_string(),
        }
    }
    fn named<'a>(self, text: &'a str, catalogue: &'a Catalogue) -> &'a str {
        match self {
            Operand::Field(id) => catalogue.naming().name(catalogue.field(id), text),
            Operand::Fact(_) => text,
        }
    }
}

/// A value to compare with, typed as its operand.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Text, codes, 是/否.
    Text(String),
    /// Whole and measured numbers.
    Number(f64),
    /// An amount; written in 万元.
    Money(Fen),
    /// A date with its precision.
    Date(PartialDate),
}

/// An order of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
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
}

/// One test of an operand.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `= != < <= > >=`; unknown where empty. Dates compare as far as both are precise; undecided is unknown.
    Compare(Compare, Literal),
    /// `is`: equal, and no where empty.
    Is(Literal),
    /// `is not`: not equal, and yes where empty.
    IsNot(Literal),
    /// `in (a;b)`; unknown where empty.
    In(Vec<Literal>),
    /// `not in (a;b)`; unknown where empty.
    NotIn(Vec<Literal>),
    /// `has a` / `has any (a;b)`: a field of several codes holds one of them; unknown where empty.
    HasAny(Vec<String>),
    /// `has all (a;b)`; unknown where empty.
    HasAll(Vec<String>),
    /// `lacks a` / `lacks (a;b)`: holds none of them; unknown where empty.
    Lacks(Vec<String>),
    /// `matches (a;b)`: one of the texts stands in it, whatever the case; unknown where empty.
    Matches(Vec<String>),
    /// `empty`; text that could not be read counts as empty.
    Empty,
    /// `not empty`.
    NotEmpty,
    /// `older than N months`, counted from today; a date too vague to tell is unknown.
    OlderThanMonths(u32),
}

impl Test {
    /// Whether a value meets the test on a day: yes, no, or unknown. Unread text is to be given as no value.
    pub fn holds(&self, value: Option<&Value>, today: NaiveDate) -> Option<bool> {
        eval::eval_test(value, self, today)
    }
}

/// A condition on a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Holds for every record; what an empty text says.
    Always,
    /// All must hold.
    And(Vec<Condition>),
    /// One must hold.
    Or(Vec<Condition>),
    /// Must not hold.
    Not(Box<Condition>),
    /// A test of a field or fact.
    Test(Operand, Test),
    /// `tag NAME` or `tag NAME/CLASS`: the record has the tag, suggested and not rejected, or decided.
    Tag(String),
}

impl Condition {
    /// Reads a condition; field names and types are those of the catalogue.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Condition, ConditionError> {
        parse::parse(text, catalogue, Asked::Register)
    }
    /// Reads a condition that is judged record by record: a rule's, a counted column's. What only the register tells is
    /// refused there ([`Fact::of_register`]).
    pub fn parse_for_record(text: &str, catalogue: &Catalogue) -> Result<Condition, ConditionError> {
        parse::parse(text, catalogue, Asked::Record)
    }
    /// Whether it holds for a record on a day: yes, no, or unknown.
    pub fn eval(&self, subject: &Subject<'_>) -> Option<bool> {
        eval::eval(self, subject)
    }
    /// The fields and facts it looks at, each once, in the order met.
    pub fn operands(&self) -> Vec<Operand> {
        let mut found = Vec::new();
        self.walk(&mut |c| {
            if let Condition::Test(operand, _) = c
                && !found.contains(operand)
            {
                found.push(*operand);
            }
        });
        found
    }
    /// The fields and facts without which it may not be judged: those of tests that an empty field leaves unknown.
    pub fn needs(&self) -> Vec<Operand> {
        let mut found = Vec::new();
        self.walk(&mut |c| {
            if let Condition::Test(operand, test) = c
                && !matches!(test, Test::Is(_) | Test::IsNot(_) | Test::Empty | Test::NotEmpty)
                && !found.contains(operand)
            {
                found.push(*operand);
            }
        });
        found
    }
    /// The tags it looks at, without class.
    pub fn tags(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.walk(&mut |c| {
            if let Condition::Tag(tag) = c {
                found.push(tag.split('/').next().unwrap_or(tag));
            }
        });
        found
    }
    fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Condition)) {
        visit(self);
        match self {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Condition::Not(inner) => inner.walk(visit),
            _ => {}
        }
    }
    /// Its text, which parses back to the same condition.
    pub fn text(&self, catalogue: &Catalogue) -> String {
        Shown { condition: self, catalogue }.to_string()
    }
}

struct Shown<'a> {
    condition: &'a Condition,
    catalogue: &'a Catalogue,
}

impl<'a> Shown<'a> {
    fn part(&self, condition: &'a Condition) -> Shown<'a> {
        Shown { condition, catalogue: self.catalogue }
    }

    fn join(&self, f: &mut fmt::Formatter<'_>, parts: &'a [Condition], word: &str) -> fmt::Result {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                write!(f, " {word} ")?;
            }
            let shown = self.part(part);
            if matches!(part, Condition::And(_) | Condition::Or(_)) {
                write!(f, "({shown})")?;
            } else {
                write!(f, "{shown}")?;
            }
        }
        Ok(())
    }

    fn test(&self, f: &mut fmt::Formatter<'_>, operand: Operand, test: &Test) -> fmt::Result {
        let one = |literal: &Literal| quoted(&operand.shown(literal, self.catalogue));
        let all = |literals: &[Literal]| literals.iter().map(one).collect::<Vec<_>>().join(";");
        let codes = |codes: &[String]| {
            let shown = codes.iter().map(|code| quoted(operand.named(code, self.catalogue)));
            shown.collect::<Vec<_>>().join(";")
        };
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
                write!(f, " {sign} {}", one(literal))
            }
            Test::Is(literal) => write!(f, " is {}", one(literal)),
            Test::IsNot(literal) => write!(f, " is not {}", one(literal)),
            Test::In(literals) => write!(f, " in ({})", all(literals)),
            Test::NotIn(literals) => write!(f, " not in ({})", all(literals)),
            Test::HasAny(held) => write!(f, " has any ({})", codes(held)),
            Test::HasAll(held) => write!(f, " has all ({})", codes(held)),
            Test::Lacks(held) => write!(f, " lacks ({})", codes(held)),
            Test::Matches(texts) => write!(f, " matches ({})", listed(texts)),
            Test::Empty => f.write_str(" empty"),
            Test::NotEmpty => f.write_str(" not empty"),
            Test::OlderThanMonths(months) => write!(f, " older than {months} months"),
        }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.condition {
            Condition::Always => Ok(()),
            Condition::And(parts) => self.join(f, parts, "and"),
            Condition::Or(parts) => self.join(f, parts, "or"),
            Condition::Not(inner) => write!(f, "not ({})", self.part(inner)),
            Condition::Tag(tag) => write!(f, "tag {}", quoted(tag)),
            Condition::Test(operand, test) => {
                f.write_str(operand.key(self.catalogue))?;
                self.test(f, *operand, test)
            }
        }
    }
}

fn listed(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(";")
}

/// A text as it stands in a condition: in quotes where it would be read otherwise without.
fn quoted(text: &str) -> String {
    if parse::is_plain_word(text) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Text(text) => f.write_str(&quoted(text)),
            Literal::Number(number) => f.write_str(&crate::cell::number_text(*number)),
            Literal::Money(fen) => fen.fmt(f),
            Literal::Date(date) => date.fmt(f),
        }
    }
}
