//! Judging: the rules over every record, and the decisions of people on what they suggest.
//!
//! The invariant: a run replaces suggestions and touches no decision.

use std::ops::ControlFlow;

use qingce_store::{NewDecision, Query, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::duplicates::DuplicateGroups;
use crate::error::{ApiError, Code};
use crate::job::{Job, Phase};
use crate::register::Register;

/// How often progress is told, in records.
const TELL_EVERY: u64 = 2_000;

/// What one rule said of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleResult {
    /// Id of the rule.
    pub rule: String,
    /// The tag it suggests.
    pub tag: String,
    /// Class inside the tag.
    pub class: Option<String>,
    /// Why, as its sentence.
    pub reason: String,
    /// The policy item it rests on.
    pub basis: String,
    /// Projects it met.
    pub met: i64,
    /// Projects it could not judge because data is missing: 待核实.
    pub unknown: i64,
}

/// What a run of the rules told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TagResult {
    /// Projects judged.
    pub records: u64,
    /// What each rule said, in the order of their run.
    pub rules: Vec<RuleResult>,
}

/// Runs all rules over all records.
pub fn run_rules(register: &Register, job: Job<'_>) -> Result<TagResult, ApiError> {
    let store = register.store();
    let groups = DuplicateGroups::gather(register)?;
    let total = u64::try_from(store.count()?).ok();
    let book = &crate::rules::book(register)?;
    let today = register.today();
    let mut run = store.assess()?;
    let (mut records, mut failed) = (0, None);
    store.for_each(&Query::all(today), None, |record| {
        let size = groups.size(register, &record);
        records += 1;
        if records % TELL_EVERY == 0 {
            job.tell(Phase::Judge, records, total, 0);
        }
        match run.judge(book, &record, size, today) {
            _ if job.cancel.is_cancelled() => failed = Some(ApiError::new(Code::Cancelled)),
            Ok(()) => return ControlFlow::Continue(()),
            Err(error) => failed = Some(error.into()),
        }
        ControlFlow::Break(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    let counts = run.finish(book, &register.now())?;
    let rules = book.rules().iter().filter_map(|rule| {
        let count = counts.iter().find(|c| c.rule == rule.line.id)?;
        let line = rule.line.clone();
        let (met, unknown) = (count.met, count.unknown);
        Some(RuleResult {
            rule: line.id,
            tag: line.tag,
            class: line.class,
            reason: line.reason,
            basis: line.basis,
            met,
            unknown,
        })
    });
    Ok(TagResult { records, rules: rules.collect() })
}

/// A person's word on a tag of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DecideTagRequest {
    /// The record.
    pub uid: String,
    /// `tag` or `tag/class`.
    pub tag: String,
    /// What is decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

/// Records a decision; it survives every run of the rules.
pub fn decide(register: &Register, request: &DecideTagRequest) -> Result<(), ApiError> {
    let (tag, class) = match request.tag.split_once('/') {
        Some((tag, class)) => (tag, Some(class)),
        None => (request.tag.as_str(), None),
    };
    check_tag(register, tag)?;
    register.store().decide(&NewDecision {
        uid: &request.uid,
        tag,
        class,
        verdict: request.verdict,
        reason: &request.reason,
        who: register.operator(),
        at: &register.now(),
        today: register.today(),
    })?;
    Ok(())
}

/// Refuses a tag that no rule gives.
pub(crate) fn check_tag(register: &Register, tag: &str) -> Result<(), ApiError> {
    let rules = register.desk().rules.rules();
    if rules.iter().any(|rule| rule.line.tag == tag) {
        return Ok(());
    }
    let mut tags: Vec<&str> = rules.iter().map(|rule| rule.line.tag.as_str()).collect();
    tags.sort_unstable();
    tags.dedup();
    Err(ApiError::new(Code::NoTag).with("tag", tag).with("tags", tags.join("、")))
}
