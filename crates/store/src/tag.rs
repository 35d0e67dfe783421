//! The tables `assessment`, `rule_run`, `decision`: what rules suggest, what people decide, which tags are in force.
//!
//! The invariant: tags in force = tags of rules that are met and not rejected + tags accepted. A run of the rules replaces
//! every suggestion and touches no decision.

use std::borrow::Cow;
use std::sync::MutexGuard;

use qingce_core::catalogue::Catalogue;
use qingce_core::journal::{Entry, encode};
use qingce_core::rule::{Judgement, Outcome, RuleBook, RuleLine};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::journal::NewSet;
use crate::open::Store;
use crate::{Result, StoreError};

/// A person's word on a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Verdict {
    /// The tag holds, whatever the rules say.
    Accept,
    /// The tag does not hold, whatever the rules say.
    Reject,
    /// Not yet decided, on purpose; suggestions stay in force.
    Postpone,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Verdict; 3] = [Verdict::Accept, Verdict::Reject, Verdict::Postpone];
    /// Stable name, as in JSON and in the database.
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::Reject => "reject",
            Verdict::Postpone => "postpone",
        }
    }
    /// The verdict of a stable name.
    pub fn from_key(key: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.key() == key)
    }
}

/// A decision to be recorded; the newest on a tag of a record counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision<'a> {
    /// The record.
    pub uid: &'a str,
    /// The tag, without class.
    pub tag: &'a str,
    /// Class inside the tag, for an accepted one.
    pub class: Option<&'a str>,
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub who: &'a str,
    /// When, UTC, ISO 8601.
    pub at: &'a str,
}

/// A decision in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The tag, without class.
    pub tag: String,
    /// Class inside the tag.
    pub class: Option<String>,
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub decided_at: String,
}

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

    /// Records a decision and brings the record's tags up to it.
    pub fn decide(&self, decision: &NewDecision<'_>) -> Result<()> {
        self.write(|db| {
            let record = crate::record::id_of(db, decision.uid)?;
            let old = decisions(db, record)?.into_iter().find(|d| d.tag == decision.tag);
            let text = |verdict, class: Option<&str>| encode(&Value::Text(verdict_text(verdict, class)));
            let old = old.map(|d| text(d.verdict, d.class.as_deref()));
            let new = text(decision.verdict, decision.class);
            let set = NewSet { at: decision.at, who: decision.who, why: decision.reason, kind: "decision", batch: None };
            let entry = Entry { record, what: "decided", field: decision.tag, old: old.as_deref(), new: Some(&new) };
            crate::journal::write(db, &set, &[entry])?;
            db.execute(
                "INSERT INTO decision (record, tag, class, verdict, reason, who, decided_at)
                 VALUES (:record, :tag, :class, :verdict, :reason, :who, :at) ON CONFLICT (record, tag) DO UPDATE
                 SET class = :class, verdict = :verdict, reason = :reason, who = :who, decided_at = :at",
                named_params! {
                    ":record": record, ":tag": decision.tag, ":class": decision.class, ":verdict": decision.verdict.key(),
                    ":reason": decision.reason, ":who": decision.who, ":at": decision.at,
                },
            )?;
            let tags = serde_json::to_string(&in_force_now(db, record)?)?;
            db.execute(
                "INSERT INTO assessment (record, tags, told) VALUES (:record, :tags, :told)
                 ON CONFLICT (record) DO UPDATE SET tags = :tags",
                named_params! {":record": record, ":tags": tags, ":told": serde_json::to_string(&Told::default())?},
            )?;
            Ok(())
        })
    }

    /// Suggestions with their evidence, decisions, and the tags in force of a record.
    pub fn tags(&self, uid: &str) -> Result<TagState> {
        self.read(|db| {
            let record = crate::record::id_of(db, uid)?;
            let decisions = decisions(db, record)?;
            let in_force = in_force_now(db, record)?;
            Ok(TagState { in_force, suggestions: suggestions(db, record)?, decisions })
        })
    }

    /// How many records people accepted or postponed a tag of, by tag.
    pub fn decided_by_tag(&self) -> Result<Vec<(String, i64)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT tag, count(*) AS n FROM decision WHERE verdict IN ('accept', 'postpone') GROUP BY tag",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get("tag")?, row.get("n")?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
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
    /// The decisions on a record: rejected tags are not seen by rules, accepted ones are.
    pub fn decisions(&self, record: i64) -> &[Decision] {
        self.decisions.get(&record).map_or(&[], Vec::as_slice)
    }

    /// Takes what the rules said of a record, and how many records share its duplicate group.
    pub fn push(&mut self, record: i64, duplicate_group_size: Option<i64>, judgements: &[Judgement<'_>]) -> Result<()> {
        let mut told = Told::default();
        for judgement in judgements {
            let id = judgement.rule.line.id.as_str();
            let counted = match self.counts.get_mut(id) {
                Some(counted) => counted,
                None => self.counts.entry(id.to_owned()).or_default(),
            };
            match judgement.outcome {
                Outcome::Met => (counted.0 += 1, told.met.push(id.into())),
                _ => (counted.1 += 1, told.unknown.push(id.into())),
            };
            for evidence in &judgement.evidence {
                let key = evidence.operand.key(self.catalogue);
                if let Some(value) = &evidence.value
                    && !told.seen.iter().any(|(seen, _)| seen == key)
                {
                    told.seen.push((key.into(), value.into()));
                }
            }
        }
        let met = judgements.iter().filter(|j| j.outcome == Outcome::Met);
        let met = met.map(|j| (j.rule.line.tag.as_str(), j.rule.line.class.as_deref()));
        let tags = in_force(met, self.decisions(record));
        if tags.is_empty() && judgements.is_empty() && duplicate_group_size.is_none() {
            return Ok(());
        }
        self.writer
            .prepare_cached("INSERT INTO assessment (record, tags, duplicate_group_size, told) VALUES (:record, :tags, :size, :told)")?
            .execute(named_params! {
                ":record": record, ":tags": serde_json::to_string(&tags)?, ":size": duplicate_group_size,
                ":told": serde_json::to_string(&told)?,
            })?;
        Ok(())
    }

    /// Finishes the run. Gives the counts in the order of the rules.
    pub fn finish(mut self, rules: &RuleBook, at: &str) -> Result<Vec<RuleCount>> {
        let mut counts = Vec::new();
        for rule in rules.rules().iter().filter(|rule| !rule.line.off) {
            let (met, unknown) = self.counts.get(&rule.line.id).copied().unwrap_or_default();
            let operands: Vec<&str> = rule.condition.operands().into_iter().map(|o| o.key(self.catalogue)).collect();
            self.writer
                .prepare_cached(
                    "INSERT INTO rule_run (rule, line, operands, run_at, met, unknown)
                     VALUES (:rule, :line, :operands, :at, :met, :unknown)",
                )?
                .execute(named_params! {
                    ":rule": rule.line.id, ":line": serde_json::to_string(&rule.line)?,
                    ":operands": serde_json::to_string(&operands)?, ":at": at, ":met": met, ":unknown": unknown,
                })?;
            counts.push(RuleCount { rule: rule.line.id.clone(), met, unknown });
        }
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

/// A verdict with its class, as the journal keeps it.
pub(crate) fn verdict_text(verdict: Verdict, class: Option<&str>) -> String {
    class.map_or_else(|| verdict.key().to_owned(), |class| format!("{}/{class}", verdict.key()))
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
        let tag = class.map_or_else(|| tag.to_owned(), |class| format!("{tag}/{class}"));
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The tags in force of a record, from its stored suggestions and its decisions.
pub(crate) fn in_force_now(db: &Connection, record: i64) -> Result<Vec<String>> {
    let suggestions = suggestions(db, record)?;
    let met = suggestions.iter().filter(|s| s.outcome == Outcome::Met);
    let met = met.map(|s| (s.rule.tag.as_str(), s.rule.class.as_deref()));
    Ok(in_force(met, &decisions(db, record)?))
}

fn suggestions(db: &Connection, record: i64) -> Result<Vec<Suggestion>> {
    let mut statement = db.prepare_cached("SELECT told FROM assessment WHERE record = :record")?;
    let text: Option<String> =
        statement.query_row(named_params! {":record": record}, |row| row.get("told")).optional()?;
    let Some(text) = text else { return Ok(Vec::new()) };
    let told: Told<'_> = serde_json::from_str(&text)?;
    let rules =
        told.met.iter().map(|id| (id, Outcome::Met)).chain(told.unknown.iter().map(|id| (id, Outcome::Unknown)));
    let mut found = Vec::new();
    for (id, outcome) in rules {
        let mut statement = db.prepare_cached("SELECT line, operands FROM rule_run WHERE rule = :rule")?;
        let (line, operands): (String, String) =
            statement.query_row(named_params! {":rule": id}, |row| Ok((row.get("line")?, row.get("operands")?)))?;
        let operands: Vec<String> = serde_json::from_str(&operands)?;
        let seen = |key: &str| told.seen.iter().find(|(seen, _)| seen == key).map(|(_, value)| value.to_string());
        let evidence = operands.into_iter().map(|key| (seen(&key), key)).map(|(value, key)| (key, value)).collect();
        found.push(Suggestion { rule: serde_json::from_str(&line)?, outcome, evidence });
    }
    Ok(found)
}

const DECISION: &str = "SELECT record, tag, class, verdict, reason, who, decided_at FROM decision";

fn decisions(db: &Connection, record: i64) -> Result<Vec<Decision>> {
    let mut statement = db.prepare_cached(&format!("{DECISION} WHERE record = :record ORDER BY tag"))?;
    let rows = statement.query_map(named_params! {":record": record}, |row| Ok(decision(row)))?;
    rows.map(|row| row?).collect()
}

pub(crate) fn all_decisions(db: &Connection) -> Result<FxHashMap<i64, Vec<Decision>>> {
    let mut statement = db.prepare_cached(&format!("{DECISION} ORDER BY record, tag"))?;
    let mut rows = statement.query([])?;
    let mut found: FxHashMap<i64, Vec<Decision>> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        found.entry(row.get("record")?).or_default().push(decision(row)?);
    }
    Ok(found)
}

fn decision(row: &Row<'_>) -> Result<Decision> {
    let verdict: String = row.get("verdict")?;
    Ok(Decision {
        tag: row.get("tag")?,
        class: row.get("class")?,
        verdict: Verdict::from_key(&verdict).ok_or(StoreError::Content(verdict))?,
        reason: row.get("reason")?,
        who: row.get("who")?,
        decided_at: row.get("decided_at")?,
    })
}
