//! The rules of the seeds as the office runs them: what it changed, what a change would alter, and the default again.
//!
//! The invariant: a rule is changed by a person with a reason, in the journal; the seeds' own text is never lost.

use qingce_core::catalogue::Catalogue;
use qingce_core::condition::Condition;
use qingce_core::condition::form::{Form, FormError};
use qingce_core::rule::{RuleBook, RuleChange, RuleError, RuleLine};
use qingce_store::{Affected, NewOverride, RuleOverride, Verdict, WhatIf};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::records::{condition_error, title};
use crate::register::Register;

/// A rule as the office runs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleShape {
    /// The rule in force.
    pub line: RuleLine,
    /// Its place in the order of the run, from 1.
    pub place: u32,
    /// Tags that its condition looks at: rules that give them run before it.
    pub looks_at: Vec<String>,
    /// Its condition as a form; none where it is too rich and is edited as text.
    pub form: Option<Form>,
    /// What the office changed; none where the rule is as the seeds have it.
    pub changed: Option<RuleChanged>,
}

/// What the office changed of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleChanged {
    /// What the seeds say.
    pub default: RuleChange,
    /// The seeds brought a new default since; `default` is the new one.
    pub default_is_new: bool,
    /// The change does not fit the fields any more, so the default is run instead: the code and parameters of why.
    pub broken: Option<ApiError>,
    /// Why.
    pub why: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// Changes a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaveRuleRequest {
    /// Id of the rule.
    pub rule: String,
    /// What holds from now on.
    pub change: RuleChange,
    /// Why; must be told.
    pub why: String,
}

/// Restores the default of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreRuleRequest {
    /// Id of the rule.
    pub rule: String,
    /// Why; must be told.
    pub why: String,
}

/// Asks what a change of a rule would alter; changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TryRuleRequest {
    /// Id of the rule.
    pub rule: String,
    /// What would hold.
    pub change: RuleChange,
    /// How many of the records touched to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many of them to tell.
    pub limit: u64,
}

/// Reads a condition, from its text or from its form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadConditionRequest {
    /// Its text; empty for all records.
    #[ts(optional)]
    pub condition: Option<String>,
    /// Its form; wins over the text.
    #[ts(optional)]
    pub form: Option<Form>,
}

/// A condition both ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConditionResult {
    /// Its text.
    pub condition: String,
    /// Its form; none where it is too rich for one.
    pub form: Option<Form>,
}

/// Numbers before and after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct BeforeAfter {
    /// As the rules are.
    pub before: u64,
    /// As they would be.
    pub after: u64,
}

/// How many records a tag would gain and lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TagChangeLine {
    /// `tag` or `tag/class`.
    pub tag: String,
    /// Records that would be suggested it.
    pub gained: u64,
    /// Records that would no longer be suggested it.
    pub lost: u64,
}

/// A record that a change of the rules would touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AffectedLine {
    /// The record.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// Its reporting unit.
    pub unit: String,
    /// Its amount, 万元; none where empty.
    pub amount: Option<String>,
    /// Tags it would be suggested.
    pub gained: Vec<String>,
    /// Tags it would no longer be suggested.
    pub lost: Vec<String>,
    /// Tags a person decided, whose evidence would change. The decision stays.
    pub decided: Vec<String>,
}

/// What a change of a rule would alter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TryRuleResult {
    /// Records that the rule meets.
    pub met: BeforeAfter,
    /// Records that it cannot judge: 待核实.
    pub unknown: BeforeAfter,
    /// Tags that records would gain or lose, by this rule or by those that look at its tag.
    pub tags: Vec<TagChangeLine>,
    /// Decided tags whose evidence would change, by verdict. The decisions stay.
    pub decided: Vec<(Verdict, u64)>,
    /// How many records would be touched in all.
    pub total: u64,
    /// Those asked for.
    pub affected: Vec<AffectedLine>,
}

/// The rules as the office runs them. A change that does not fit the fields any more is passed over.
pub fn book(register: &Register) -> Result<RuleBook, ApiError> {
    Ok(book_of(register, &register.store().rule_overrides()?)?.0)
}

type Broken = Vec<(String, ApiError)>;

fn book_of(register: &Register, overrides: &[RuleOverride]) -> Result<(RuleBook, Broken), ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let mut lines = defaults(register);
    let mut broken = Broken::new();
    for line in &mut lines {
        let Some(found) = overrides.iter().find(|found| found.rule == line.id) else { continue };
        let Some(change) = &found.change else { continue };
        match Condition::parse_for_record(&change.when, catalogue) {
            Ok(_) => *line = line.changed(change.clone(), found.revision),
            Err(why) => broken.push((line.id.clone(), condition_error(register, &change.when, why))),
        }
    }
    Ok((RuleBook::new(lines, catalogue).map_err(|why| rule_error(register, why))?, broken))
}

fn defaults(register: &Register) -> Vec<RuleLine> {
    register.desk().rules.rules().iter().map(|rule| rule.line.clone()).collect()
}

fn rule_error(register: &Register, why: RuleError) -> ApiError {
    match why {
        RuleError::Circle(id) => ApiError::new(Code::RuleCircle).with("rule", id),
        RuleError::Condition { why, .. } => condition_error(register, "", why),
        RuleError::Twice(_) | RuleError::Toml(_) => {
            ApiError::new(Code::SeedsWrong).with("file", "rules.toml").with("why", why.to_string())
        }
    }
}

/// The rules with what the office changed, in the order of their run.
pub fn rules(register: &Register) -> Result<Vec<RuleShape>, ApiError> {
    let (catalogue, overrides) = (&register.desk().reference.catalogue, register.store().rule_overrides()?);
    let (book, broken) = book_of(register, &overrides)?;
    let defaults = defaults(register);
    let shape = |(place, rule): (u32, &qingce_core::rule::Rule)| {
        let default = defaults.iter().find(|line| line.id == rule.line.id)?;
        let found = overrides.iter().find(|found| found.rule == rule.line.id && found.change.is_some());
        let changed = found.map(|found| RuleChanged {
            default: RuleChange::of(default),
            default_is_new: found.base != *default,
            broken: broken.iter().find(|(id, _)| *id == rule.line.id).map(|(_, why)| why.clone()),
            why: found.why.clone(),
            who: found.who.clone(),
            at: found.at.clone(),
        });
        Some(RuleShape {
            line: rule.line.clone(),
            place,
            looks_at: rule.condition.tags().into_iter().map(str::to_owned).collect(),
            form: Form::of(&rule.condition, catalogue),
            changed,
        })
    };
    Ok((1..).zip(book.rules()).filter_map(shape).collect())
}

/// Changes a rule from now on; a run of the rules puts it into force.
pub fn save(register: &Register, request: &SaveRuleRequest) -> Result<(), ApiError> {
    book_with(register, &request.rule, &request.change)?;
    keep(register, &request.rule, Some(&request.change), &request.why)
}

/// Restores the default of a rule.
pub fn restore(register: &Register, request: &RestoreRuleRequest) -> Result<(), ApiError> {
    keep(register, &request.rule, None, &request.why)
}

fn keep(register: &Register, rule: &str, change: Option<&RuleChange>, why: &str) -> Result<(), ApiError> {
    if why.trim().is_empty() {
        return Err(ApiError::new(Code::ReasonMissing));
    }
    let defaults = defaults(register);
    let base = defaults.iter().find(|line| line.id == rule).ok_or_else(|| no_rule(rule))?;
    // What says the same as the seeds is no change.
    let change = change.filter(|change| **change != RuleChange::of(base));
    let now = register.now();
    register.store().override_rule(&NewOverride { base, change, why, who: register.operator(), at: &now })?;
    Ok(())
}

fn no_rule(rule: &str) -> ApiError {
    ApiError::new(Code::NoRule).with("rule", rule)
}

/// The rules with one of them changed.
fn book_with(register: &Register, rule: &str, change: &RuleChange) -> Result<RuleBook, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    Condition::parse_for_record(&change.when, catalogue).map_err(|why| condition_error(register, &change.when, why))?;
    let mut lines: Vec<RuleLine> = book(register)?.rules().iter().map(|rule| rule.line.clone()).collect();
    let line = lines.iter_mut().find(|line| line.id == rule).ok_or_else(|| no_rule(rule))?;
    *line = line.changed(change.clone(), line.revision);
    RuleBook::new(lines, catalogue).map_err(|why| rule_error(register, why))
}

/// Tells what a change of a rule would alter, before it is made.
pub fn try_rule(register: &Register, request: &TryRuleRequest) -> Result<TryRuleResult, ApiError> {
    let (now, then) = (book(register)?, book_with(register, &request.rule, &request.change)?);
    let WhatIf { met, unknown, tags, decided, affected } = register.store().what_if(&now, &then, register.today())?;
    let figures = |counts: &rustc_hash::FxHashMap<String, (u64, u64)>| {
        counts.get(&request.rule).map_or_else(BeforeAfter::default, |&(before, after)| BeforeAfter { before, after })
    };
    let tag =
        |change: qingce_store::TagChange| TagChangeLine { tag: change.tag, gained: change.gained, lost: change.lost };
    let (offset, limit) =
        (usize::try_from(request.offset).unwrap_or(usize::MAX), usize::try_from(request.limit).unwrap_or(usize::MAX));
    Ok(TryRuleResult {
        met: figures(&met),
        unknown: figures(&unknown),
        tags: tags.into_iter().map(tag).collect(),
        decided,
        total: affected.len() as u64,
        affected: affected
            .into_iter()
            .skip(offset)
            .take(limit)
            .map(|one| line(register, one))
            .collect::<Result<_, _>>()?,
    })
}

fn line(register: &Register, one: Affected) -> Result<AffectedLine, ApiError> {
    let Affected { record, gained, lost, decided } = one;
    let title = title(register, &register.store().record_of_id(record)?);
    Ok(AffectedLine { uid: title.uid, name: title.name, unit: title.unit, amount: title.amount, gained, lost, decided })
}

/// A condition from its text or its form, both ways.
pub fn read_condition(register: &Register, request: &ReadConditionRequest) -> Result<ConditionResult, ApiError> {
    let catalogue: &Catalogue = &register.desk().reference.catalogue;
    let condition = match &request.form {
        Some(form) => form.condition(catalogue).map_err(|FormError { row, text, why }| {
            condition_error(register, &text, why).with("row", row.to_string())
        })?,
        None => crate::records::condition(register, request.condition.as_deref().unwrap_or_default())?,
    };
    Ok(ConditionResult { condition: condition.text(catalogue), form: Form::of(&condition, catalogue) })
}
