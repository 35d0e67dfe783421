//! Whether the tags in force are what the last run of the rules and the decisions say, and the decisions what the
//! journal says. Tags and decisions of records that are gone are told by the check of references.

use std::borrow::Cow;

use qingce_core::rule::RuleLine;
use rusqlite::{Connection, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Problem, problem};
use crate::Result;
use crate::decision::{Decision, all_decisions};
use crate::said::Ledger;
use crate::tag::{Told, in_force};

/// A rule as it was run, with how many records it met and could not judge.
struct Run {
    line: RuleLine,
    met: i64,
    unknown: i64,
}

/// Checks assessments, the counts of the rules, and decisions.
pub(super) fn check(db: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let decisions = all_decisions(db)?;
    check_assessments(db, &decisions, problems)?;
    check_decisions(db, &decisions, problems)
}

fn check_assessments(
    db: &Connection,
    decisions: &FxHashMap<i64, Vec<Decision>>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let runs = runs(db)?;
    let mut counted: FxHashMap<String, (i64, i64)> = FxHashMap::default();
    let mut unknown_rules: FxHashSet<String> = FxHashSet::default();
    let mut statement = db.prepare(
        "SELECT r.id, r.uid, a.tags, a.told FROM record r LEFT JOIN assessment a ON a.record = r.id
         WHERE a.record IS NOT NULL OR r.id IN (SELECT record FROM decision) ORDER BY r.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (tags, told): (Option<String>, Option<String>) = (row.get("tags")?, row.get("told")?);
        let parsed: Option<Told<'_>> = told.as_deref().map_or(Some(Told::default()), |t| serde_json::from_str(t).ok());
        let own = decisions.get(&row.get("id")?).map_or(&[] as &[Decision], Vec::as_slice);
        let fits = parsed.is_some_and(|told| {
            told.met.iter().for_each(|rule| counted.entry(rule.to_string()).or_default().0 += 1);
            told.unknown.iter().for_each(|rule| counted.entry(rule.to_string()).or_default().1 += 1);
            let absent = |rule: &&Cow<'_, str>| !runs.contains_key(rule.as_ref());
            unknown_rules.extend(told.met.iter().chain(&told.unknown).filter(absent).map(Cow::to_string));
            let known = told.met.iter().filter_map(|rule| runs.get(rule.as_ref()));
            let expected = in_force(known.map(|run| (run.line.tag.as_str(), run.line.class.as_deref())), own);
            let stored = tags.as_deref().map_or(Some(Vec::new()), |tags| serde_json::from_str(tags).ok());
            stored == Some(expected)
        });
        if !fits {
            problems.push(problem("verify_tags", &[("uid", row.get("uid")?)]));
        }
    }
    let mut rules: Vec<String> = unknown_rules.into_iter().collect();
    // Records that went with an undone import are counted by the run that met them: fewer is right, more is not.
    let more = |(rule, met): (&String, &(i64, i64))| runs.get(rule).is_some_and(|r| met.0 > r.met || met.1 > r.unknown);
    rules.extend(counted.iter().filter(|met| more(*met)).map(|(rule, _)| rule.clone()));
    rules.sort();
    problems.extend(rules.into_iter().map(|rule| problem("verify_rule", &[("rule", rule)])));
    Ok(())
}

fn runs(db: &Connection) -> Result<FxHashMap<String, Run>> {
    let mut statement = db.prepare("SELECT rule, line, met, unknown FROM rule_run")?;
    let mut rows = statement.query([])?;
    let mut runs = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let line: RuleLine = serde_json::from_str(row.get_ref("line")?.as_str().map_err(rusqlite::Error::from)?)?;
        runs.insert(row.get("rule")?, Run { line, met: row.get("met")?, unknown: row.get("unknown")? });
    }
    Ok(runs)
}

/// Every decision is the newest one of the journal, and none of those is missing.
fn check_decisions(
    db: &Connection,
    decisions: &FxHashMap<i64, Vec<Decision>>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let mut told = journal(db)?;
    let mut wrong: Vec<(i64, String)> = Vec::new();
    for (record, decision) in decisions.iter().flat_map(|(record, all)| all.iter().map(move |d| (*record, d))) {
        let (at, who, why) = (decision.decided_at.clone(), decision.who.clone(), decision.reason.clone());
        let held = [decision.text(), at, who, why];
        if told.remove(&(record, decision.tag.clone())) != Some(held) {
            wrong.push((record, decision.tag.clone()));
        }
    }
    wrong.extend(told.into_keys());
    wrong.sort();
    let mut uid = db.prepare("SELECT uid FROM record WHERE id = :record")?;
    for (record, tag) in wrong {
        let mut rows = uid.query(named_params! {":record": record})?;
        if let Some(row) = rows.next()? {
            problems.push(problem("verify_decision", &[("uid", row.get("uid")?), ("tag", tag)]));
        }
    }
    Ok(())
}

/// The decision in force on every tag of a record as the journal tells it: verdict, when, who, why.
fn journal(db: &Connection) -> Result<FxHashMap<(i64, String), [String; 4]>> {
    let stacks = Ledger::whole(db)?.stacks.into_iter();
    Ok(stacks.filter_map(|(key, mut stack)| stack.pop().map(|s| (key, [s.text, s.at, s.who, s.why]))).collect())
}
