//! The tables `assessment`, `rule_run`, `rule_state`: what rules suggest and which tags are in force.
//!
//! The invariant: tags in force = tags of rules that are met and not rejected + tags accepted. A run of the rules replaces
//! every suggestion and touches no decision.

use std::borrow::Cow;
use std::sync::MutexGuard;

use chrono::NaiveDate;
use qingce_core::catalogue::Catalogue;
use qingce_core::record::Record;
use qingce_core::rule::{Judgement, Outcome, RuleBook, RuleLine};
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::decision::{Decision, Verdict, all_decisions, decisions};
use crate::open::Store;
use crate::rejudge::judge;
use crate::{Result, StoreError};

/// What a rule said of a record, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The rule as it was run.
    pub rule: RuleLine,
    /// Met, or unknown: 待核实.
    pub outcome: Outcome,
    /// What it looked at, by key of field or fact, and the value found; none where empty.
    pub evidence: Vec<(String, Option<String>)>,
}

/// Everything about the tags of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct TagState {
    /// Tags in force, `tag` or `tag/class`.
    pub in_force: Vec<String>,
    /// What the rules said in their last run.
    pub suggestions: Vec<Suggestion>,
    /// What people decided.
    pub decisions: Vec<Decision>,
}

/// The last run of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// When, UTC.
    pub at: String,
    /// Records or rules were changed since.
    pub stale: bool,
}

/// How many records a rule met, and how many it could not judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// Id of the rule.
    pub rule: String,
    /// Records met.
    pub met: i64,
    /// Records that it could not judge.
    pub unknown: i64,
}

/// What is kept of a record's judgements: the rules by outcome, and every value they looked at, once; what is not there
/// was empty.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Told<'a> {
    #[serde(borrow)]
    pub(crate) met: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) unknown: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    seen: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Told<'a> {
    /// The part of what is kept that says how the rules came out, without the values: equal parts say the same.
    pub(crate) fn outcomes(kept: &str) -> &str {
        // A text would hold this with its quotes escaped.
        kept.split_once(",\"seen\":").map_or(kept, |(outcomes, _)| outcomes)
    }

    /// What is kept of judgements.
    pub(crate) fn of(judgements: &'a [Judgement<'_>], catalogue: &'a Catalogue) -> Told<'a> {
        let mut told = Told::default();
        for judgement in judgements {
            let rules = if judgement.outcome == Outcome::Met { &mut told.met } else { &mut told.unknown };
            rules.push(judgement.rule.line.id.as_str().into());
            for evidence in &judgement.evidence {
                let key = evidence.operand.key(catalogue);
                if let Some(value) = &evidence.value
                    && !told.seen.iter().any(|(seen, _)| seen == key)
                {
                    told.seen.push((key.into(), value.into()));
                }
            }
        }
        told
    }

    /// Counts it with the rules, or takes it off: how many records each of them met, and could not judge.
    pub(crate) fn count(&self, counts: &mut FxHashMap<String, (i64, i64)>, by: i64) {
        let mut one = |rule: &str, met: i64, unknown: i64| {
            let counted = match counts.get_mut(rule) {
                Some(counted) => counted,
                None => counts.entry(rule.to_owned()).or_default(),
            };
            *counted = (counted.0 + met, counted.1 + unknown);
        };
        self.met.iter().for_each(|rule| one(rule, by, 0));
        self.unknown.iter().for_each(|rule| one(rule, 0, by));
    }
}

/// A run of all rules; its result replaces that of the last run when it is finished, and never if it is dropped.
pub struct AssessmentRun<'s> {
    writer: MutexGuard<'s, Connection>,
    catalogue: &'s Catalogue,
    decisions: FxHashMap<i64, Vec<Decision>>,
    counts: FxHashMap<String, (i64, i64)>,
    open: bool,
}

impl Store {
    /// Begins a run of the rules. No other writing is possible until it is finished or dropped; reading is.
    pub fn assess(&self) -> Result<AssessmentRun<'_>> {
        let writer = self.writer();
        writer.execute_batch("BEGIN IMMEDIATE")?;
        let mut run = AssessmentRun {
            writer,
            catalogue: self.catalogue(),
            decisions: FxHashMap::default(),
            counts: FxHashMap::default(),
            open: true,
        };
        run.decisions = all_decisions(&run.writer)?;
        run.writer.execute_batch("DELETE FROM assessment; DELETE FROM rule_run")?;
        Ok(run)
    }

    /// Suggestions with their evidence, decisions, and the tags in force of a record.
    pub fn tags(&self, uid: &str) -> Result<TagState> {
        self.read(|db| {
            let record = crate::alias::known_as(db, uid)?;
            tag_state(db, &Runs::load(db)?, record)
        })
    }

    /// The same of several records, for a page of them.
    pub fn tag_states(&self, ids: &[i64]) -> Result<Vec<TagState>> {
        self.read(|db| {
            let runs = Runs::load(db)?;
            ids.iter().map(|id| tag_state(db, &runs, *id)).collect()
        })
    }

    /// When the rules were last run, and whether records or rules were changed since.
    pub fn last_run(&self) -> Result<Option<LastRun>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT journal, run_at FROM rule_state")?;
            let found: Option<(i64, String)> =
                statement.query_row([], |row| Ok((row.get("journal")?, row.get("run_at")?))).optional()?;
            found
                .map(|(seq, at)| Ok(LastRun { at, stale: crate::kind::touched_since(db, seq, crate::kind::JUDGED)? }))
                .transpose()
        })
    }

    /// What the last run of the rules told, by rule.
    pub fn rule_counts(&self) -> Result<Vec<RuleCount>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT rule, met, unknown FROM rule_run ORDER BY rule")?;
            let rows = statement.query_map([], |row| {
                Ok(RuleCount { rule: row.get("rule")?, met: row.get("met")?, unknown: row.get("unknown")? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

impl AssessmentRun<'_> {
    /// Judges a record; `size` is how many records share its duplicate group, 1 = only itself.
    pub fn judge(&mut self, rules: &RuleBook, record: &Record, size: i64, today: NaiveDate) -> Result<()> {
        let own = self.decisions.get(&record.id).map_or(&[] as &[Decision], Vec::as_slice);
        let judgements = judge(rules, record, size, own, today);
        let told = Told::of(&judgements, self.catalogue);
        told.count(&mut self.counts, 1);
        let tags = in_force(suggested(&judgements), own);
        let size = Some(size).filter(|size| *size > 1);
        if tags.is_empty() && judgements.is_empty() && size.is_none() {
            return Ok(());
        }
        self.writer
            .prepare_cached("INSERT INTO assessment (record, tags, duplicate_group_size, told) VALUES (:record, :tags, :size, :told)")?
            .execute(named_params! {
                ":record": record.id, ":tags": serde_json::to_string(&tags)?, ":size": size,
                ":told": serde_json::to_string(&told)?,
            })?;
        Ok(())
    }

    /// Finishes the run. Gives the counts in the order of the rules.
    pub fn finish(mut self, rules: &RuleBook, at: &str) -> Result<Vec<RuleCount>> {
        let mut counts = Vec::new();
        for (place, rule) in (0i64..).zip(rules.rules().iter().filter(|rule| !rule.line.off)) {
            let (met, unknown) = self.counts.get(&rule.line.id).copied().unwrap_or_default();
            let operands: Vec<&str> = rule.condition.operands().into_iter().map(|o| o.key(self.catalogue)).collect();
            self.writer
                .prepare_cached(
                    "INSERT INTO rule_run (rule, line, operands, run_at, met, unknown, place)
                     VALUES (:rule, :line, :operands, :at, :met, :unknown, :place)",
                )?
                .execute(named_params! {
                    ":rule": rule.line.id, ":line": serde_json::to_string(&rule.line)?,
                    ":operands": serde_json::to_string(&operands)?, ":at": at, ":met": met, ":unknown": unknown,
                    ":place": place,
                })?;
            counts.push(RuleCount { rule: rule.line.id.clone(), met, unknown });
        }
        self.writer.execute(
            "INSERT INTO rule_state (one, run, journal, run_at) VALUES (1, 1, (SELECT coalesce(max(seq), 0) FROM journal), :at)
             ON CONFLICT (one) DO UPDATE SET run = run + 1, journal = excluded.journal, run_at = excluded.run_at",
            named_params! {":at": at},
        )?;
        self.writer.execute_batch("COMMIT")?;
        self.open = false;
        Ok(counts)
    }
}

impl Drop for AssessmentRun<'_> {
    fn drop(&mut self) {
        if self.open
            && let Err(error) = self.writer.execute_batch("ROLLBACK")
        {
            tracing::warn!(%error, "a run of the rules was not rolled back");
        }
    }
}

/// A tag as it is shown: `tag`, or `tag/class`.
pub(crate) fn tag_name(tag: &str, class: Option<&str>) -> String {
    class.map_or_else(|| tag.to_owned(), |class| format!("{tag}/{class}"))
}

/// The tags that judgements suggest.
pub(crate) fn suggested<'a>(judgements: &'a [Judgement<'_>]) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
    let met = judgements.iter().filter(|judgement| judgement.outcome == Outcome::Met);
    met.map(|judgement| (judgement.rule.line.tag.as_str(), judgement.rule.line.class.as_deref()))
}

/// The tags in force, each once, suggested ones first.
pub(crate) fn in_force<'a>(
    met: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    decisions: &'a [Decision],
) -> Vec<String> {
    let rejected = |tag: &str| decisions.iter().any(|d| d.verdict == Verdict::Reject && d.tag == tag);
    let accepted =
        decisions.iter().filter(|d| d.verdict == Verdict::Accept).map(|d| (d.tag.as_str(), d.class.as_deref()));
    let mut tags = Vec::new();
    for (tag, class) in met.filter(|(tag, _)| !rejected(tag)).chain(accepted) {
        let tag = tag_name(tag, class);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The rules as they were last run.
pub(crate) struct Runs(FxHashMap<String, (RuleLine, Vec<String>)>);

impl Runs {
    /// Reads them.
    pub(crate) fn load(db: &Connection) -> Result<Runs> {
        let mut statement = db.prepare_cached("SELECT rule, line, operands FROM rule_run")?;
        let mut rows = statement.query([])?;
        let mut found = FxHashMap::default();
        while let Some(row) = rows.next()? {
            let (line, operands): (String, String) = (row.get("line")?, row.get("operands")?);
            found.insert(row.get("rule")?, (serde_json::from_str(&line)?, serde_json::from_str(&operands)?));
        }
        Ok(Runs(found))
    }

    fn get(&self, id: &str) -> Result<&(RuleLine, Vec<String>)> {
        self.0.get(id).ok_or_else(|| StoreError::Content(format!("rule {id} was never run")))
    }

    /// The tags of the rules that were met, with their classes.
    pub(crate) fn tags(&self, told: &Told<'_>) -> Result<Vec<(&str, Option<&str>)>> {
        told.met.iter().map(|id| self.get(id).map(|(line, _)| (line.tag.as_str(), line.class.as_deref()))).collect()
    }

    /// The tags of the rules that were met, with the keys of the fields and facts that each looks at.
    pub(crate) fn operands(&self, told: &Told<'_>) -> Result<Vec<(&str, &[String])>> {
        told.met
            .iter()
            .map(|id| self.get(id).map(|(line, operands)| (line.tag.as_str(), operands.as_slice())))
            .collect()
    }

    /// The class inside a tag that the rules met agree on.
    pub(crate) fn class(&self, told: &str, tag: &str) -> Result<Option<String>> {
        let told: Told<'_> = serde_json::from_str(told)?;
        let mut classes: Vec<Option<&str>> =
            self.tags(&told)?.into_iter().filter(|(met, _)| *met == tag).map(|(_, class)| class).collect();
        classes.dedup();
        Ok(if let [Some(class)] = classes[..] { Some(class.to_owned()) } else { None })
    }

    fn suggestions(&self, told: &Told<'_>) -> Result<Vec<Suggestion>> {
        let met = told.met.iter().map(|id| (id, Outcome::Met));
        let rules = met.chain(told.unknown.iter().map(|id| (id, Outcome::Unknown)));
        rules
            .map(|(id, outcome)| {
                let (line, operands) = self.get(id)?;
                let seen =
                    |key: &str| told.seen.iter().find(|(seen, _)| seen == key).map(|(_, value)| value.to_string());
                let evidence = operands.iter().map(|key| (key.clone(), seen(key))).collect();
                Ok(Suggestion { rule: line.clone(), outcome, evidence })
            })
            .collect()
    }
}

/// Everything about the tags of a record.
pub(crate) fn tag_state(db: &Connection, runs: &Runs, record: i64) -> Result<TagState> {
    let decisions = decisions(db, record)?;
    let mut statement = db.prepare_cached("SELECT told FROM assessment WHERE record = :record")?;
    let text: Option<String> =
        statement.query_row(named_params! {":record": record}, |row| row.get("told")).optional()?;
    let told = text.as_deref().map_or(Ok(Told::default()), serde_json::from_str)?;
    let in_force = in_force(runs.tags(&told)?.into_iter(), &decisions);
    Ok(TagState { in_force, suggestions: runs.suggestions(&told)?, decisions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_what_stands_before_the_values() {
        let told = |value: &'static str| Told {
            met: vec!["C1".into()],
            unknown: vec!["N3".into()],
            seen: vec![("remark".into(), value.into())],
        };
        let kept = |value| serde_json::to_string(&told(value)).expect("it is JSON");
        let (one, other) = (kept("甲"), kept("\",\"seen\":乙"));
        assert_eq!(Told::outcomes(&one), Told::outcomes(&other), "the same outcomes, whatever values say");
        assert_eq!(Told::outcomes(&one), r#"{"met":["C1"],"unknown":["N3"]"#, "all of them, and no value");
    }
}
