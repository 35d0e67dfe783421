//! Rules (规则): a rule suggests a tag and says why. Read from `seeds/rules.toml`; users may edit them.
//!
//! A rule never decides: decisions are a person's and no run of rules changes one. Where data is missing the outcome is
//! unknown (待核实) and names the empty fields.

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::condition::{Condition, ConditionError, Evidence, Operand, Subject};
use crate::record::Facts;

/// One `[[rule]]` as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RuleLine {
    /// Stable id: C1, N2.
    pub id: String,
    /// Raised whenever its condition changes in the seeds.
    pub version: u32,
    /// How often the office that runs it changed it; 0 = as the seeds have it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub revision: u32,
    /// The tag it suggests.
    pub tag: String,
    /// Class inside the tag: 直接迁移, 对接.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Its condition as text.
    pub when: String,
    /// Why, as a sentence for a person.
    pub reason: String,
    /// The policy item it rests on.
    pub basis: String,
    /// Switched off by a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What an office changed of a rule of the seeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct RuleChange {
    /// Its condition as text.
    pub when: String,
    /// Why, as a sentence for a person.
    pub reason: String,
    /// Switched off.
    pub off: bool,
}

impl RuleChange {
    /// What a line says of all that may be changed.
    pub fn of(line: &RuleLine) -> RuleChange {
        RuleChange { when: line.when.clone(), reason: line.reason.clone(), off: line.off }
    }
}

impl RuleLine {
    /// The line as an office changed it.
    pub fn changed(&self, change: RuleChange, revision: u32) -> RuleLine {
        let RuleChange { when, reason, off } = change;
        RuleLine { when, reason, off, revision, ..self.clone() }
    }
}

/// A rule, ready to judge.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// As written.
    pub line: RuleLine,
    /// Its condition.
    pub condition: Condition,
}

/// The rules in the order they are run: rules that look at a tag after all rules that give it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

/// Why rules could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// Not TOML, or a line that is no rule.
    #[error("rules: {0}")]
    Toml(#[from] toml::de::Error),
    /// Its condition does not parse.
    #[error("rule {id}: {why}")]
    Condition {
        /// The rule.
        id: String,
        /// What is wrong.
        why: ConditionError,
    },
    /// Two rules of one id.
    #[error("rule {0} stands twice")]
    Twice(String),
    /// Rules wait for each other's tags.
    #[error("rule {0} waits for its own tag")]
    Circle(String),
}

/// What a rule says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its condition holds: the tag is suggested.
    Met,
    /// It does not hold.
    NotMet,
    /// It cannot be told: data is missing.
    Unknown,
}

/// One judgement of a record by a rule; not met ones are not told.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Met or unknown.
    pub outcome: Outcome,
    /// The fields it looked at and their values.
    pub evidence: Vec<Evidence>,
}

impl Judgement<'_> {
    /// The empty fields that kept it from a judgement.
    pub fn missing(&self) -> impl Iterator<Item = Operand> + '_ {
        self.evidence.iter().filter(|e| e.value.is_none()).map(|e| e.operand)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<RuleLine>,
}

impl RuleBook {
    /// Reads the rules of a file.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<RuleBook, RuleError> {
        RuleBook::new(toml::from_str::<File>(text)?.rule, catalogue)
    }

    /// Orders rules for running.
    pub fn new(lines: Vec<RuleLine>, catalogue: &Catalogue) -> Result<RuleBook, RuleError> {
        let mut waiting: Vec<Rule> = Vec::new();
        for line in lines {
            if waiting.iter().any(|rule| rule.line.id == line.id) {
                return Err(RuleError::Twice(line.id));
            }
            let condition = Condition::parse_for_record(&line.when, catalogue)
                .map_err(|why| RuleError::Condition { id: line.id.clone(), why })?;
            waiting.push(Rule { line, condition });
        }
        let mut rules = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let (ready, rest): (Vec<Rule>, Vec<Rule>) =
                waiting.iter().cloned().partition(|rule| !must_wait(rule, &waiting));
            if ready.is_empty() {
                return Err(RuleError::Circle(rest[0].line.id.clone()));
            }
            rules.extend(ready);
            waiting = rest;
        }
        Ok(RuleBook { rules })
    }

    /// All rules, in the order they are run.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Judges a record by every rule that is on. Tags suggested here are seen by the rules after them; a tag that a
    /// person rejected (`rejected`) is not.
    pub fn judge(&self, subject: &Subject<'_>, rejected: &[String]) -> Vec<Judgement<'_>> {
        let mut facts: Facts = subject.facts.clone();
        let mut told = Vec::new();
        for rule in self.rules.iter().filter(|rule| !rule.line.off) {
            let seen = Subject { facts: &facts, ..*subject };
            let outcome = match rule.condition.eval(&seen) {
                Some(true) => Outcome::Met,
                Some(false) => continue,
                None => Outcome::Unknown,
            };
            let evidence = seen.evidence(&rule.condition);
            if outcome == Outcome::Met && !rejected.contains(&rule.line.tag) {
                let tag = rule
                    .line
                    .class
                    .as_ref()
                    .map_or_else(|| rule.line.tag.clone(), |c| format!("{}/{c}", rule.line.tag));
                if !facts.tags.contains(&tag) {
                    facts.tags.push(tag);
                }
            }
            told.push(Judgement { rule, outcome, evidence });
        }
        told
    }
}

/// Whether a rule looks at a tag that a waiting rule may still give. A rule that gives the tag it looks at does not
/// wait for itself (N3 refines 专网迁移), nor for rules that do the same.
fn must_wait(rule: &Rule, waiting: &[Rule]) -> bool {
    let tags = rule.condition.tags();
    let gives_own = |other: &Rule| other.condition.tags().contains(&other.line.tag.as_str());
    waiting.iter().any(|other| {
        other.line.id != rule.line.id
            && tags.contains(&other.line.tag.as_str())
            && !(gives_own(rule) && gives_own(other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Value, Values};
    use chrono::NaiveDate;

    fn book() -> (Catalogue, RuleBook) {
        let catalogue = Catalogue::parse(include_str!("../../../seeds/fields.toml"), &[]).unwrap();
        let book = RuleBook::parse(include_str!("../../../seeds/rules.toml"), &catalogue).unwrap();
        (catalogue, book)
    }

    fn told(pairs: &[(&str, &str)], rejected: &[String]) -> Vec<(String, Outcome)> {
        let (catalogue, book) = book();
        let mut values = Values::empty(catalogue.len());
        for (key, text) in pairs {
            values.set(catalogue.known(key), Some(Value::Text((*text).into())));
        }
        let facts = Facts::default();
        let today = NaiveDate::from_ymd_opt(2023, 9, 12).unwrap();
        let subject = Subject { values: &values, facts: &facts, to_return: false, today };
        book.judge(&subject, rejected).into_iter().map(|j| (j.rule.line.id.clone(), j.outcome)).collect()
    }

    #[test]
    fn rules_run_after_the_rules_they_look_at() {
        let (_, book) = book();
        let place = |id: &str| book.rules().iter().position(|rule| rule.line.id == id).unwrap();
        for (first, then) in [("C1", "CK1"), ("C5", "CK2"), ("Z4", "CK4"), ("N1", "N3"), ("N4", "N3")] {
            assert!(place(first) < place(then), "{then} looks at a tag that {first} gives");
        }
    }

    #[test]
    fn a_class_follows_its_tag() {
        let cloud = [
            ("secret_class", "非涉密"),
            ("status", "已建在用"),
            ("deploy_location", "部门自建机房"),
            ("arch", "B/S"),
            ("is_virtualized", "是"),
        ];
        let met = |told: &[(String, Outcome)], id: &str| told.contains(&(id.into(), Outcome::Met));
        let judged = told(&cloud, &[]);
        assert!(met(&judged, "C1") && met(&judged, "CK1"), "an old room's virtualised B/S system migrates directly");
        let judged = told(&cloud, &["上云迁移".into()]);
        assert!(met(&judged, "C1") && !met(&judged, "CK1"), "a rejected tag is not built upon");
    }

    #[test]
    fn missing_data_is_told_not_judged() {
        let judged = told(&[("status", "已建在用"), ("deploy_location", "部门自建机房")], &[]);
        assert!(judged.contains(&("C1".into(), Outcome::Unknown)), "without 涉密分类 nobody can say that it may move");
        assert!(judged.contains(&("X4".into(), Outcome::Met)), "and that is the first thing to ask");
    }
}
