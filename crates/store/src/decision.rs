//! The table `decision`: a person's word on a tag of a record.
//!
//! Not in here: deciding and taking back (`deciding.rs`). The invariant: every decision is the newest one that the journal
//! tells and that was not undone.

use chrono::NaiveDate;
use rusqlite::{Connection, Row, named_params};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

/// A person's word on a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// The day there, for what rules ask of the day.
    pub today: NaiveDate,
}

/// One word over many records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkDecision<'a> {
    /// The tag, without class. An accepted one takes the class of the rules that were met, where they agree on one.
    pub tag: &'a str,
    /// What is decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: &'a str,
    /// For a postponed one: the day from which it waits again.
    pub until: Option<&'a str>,
    /// Replaces what people decided otherwise before; without it such records are left as they are.
    pub replace: bool,
    /// Who.
    pub who: &'a str,
    /// When, UTC, ISO 8601.
    pub at: &'a str,
    /// The day there, for what rules ask of the day.
    pub today: NaiveDate,
}

/// What a bulk decision does, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weighed {
    /// Records it decides, in the order given.
    pub decided: Vec<i64>,
    /// Sum of their amounts, 分.
    pub fen: i64,
    /// Records that have this very decision already.
    pub same: u64,
    /// Records that people decided otherwise before, by what they decided. Decided anew only if that was asked for.
    pub earlier: Vec<(Verdict, u64)>,
    /// Number of its set in the journal; none where nothing was to be decided, or on trial.
    pub set: Option<i64>,
}

/// What the undo of a set of decisions did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UndoneDecisions {
    /// Records that have no decision again.
    pub withdrawn: u64,
    /// Records that have their earlier decision again.
    pub restored: u64,
    /// Records decided again since; left as they are.
    pub kept: u64,
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
    /// For a postponed one: the day from which it waits again.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub decided_at: String,
}

impl Decision {
    /// Verdict with class or day, as the journal keeps it: what two decisions are compared by.
    pub fn text(&self) -> String {
        let key = self.verdict.key();
        match (&self.class, &self.until) {
            (Some(class), _) => format!("{key}/{class}"),
            (None, Some(until)) => format!("{key}@{until}"),
            (None, None) => key.to_owned(),
        }
    }
    /// The decision of a text of the journal, without who and why.
    pub(crate) fn of_text(tag: &str, text: &str) -> Result<Decision> {
        let (rest, until) = text.split_once('@').map_or((text, None), |(rest, until)| (rest, Some(until)));
        let (key, class) = match text.split_once('/') {
            Some((key, class)) => (key, Some(class)),
            None => (rest, None),
        };
        Ok(Decision {
            tag: tag.to_owned(),
            class: class.map(str::to_owned),
            verdict: Verdict::from_key(key).ok_or_else(|| StoreError::Content(text.to_owned()))?,
            until: until.filter(|_| class.is_none()).map(str::to_owned),
            reason: String::new(),
            who: String::new(),
            decided_at: String::new(),
        })
    }
}

/// Puts a decision into force.
pub(crate) fn put(db: &Connection, record: i64, decision: &Decision) -> Result<()> {
    let Decision { tag, class, verdict, until, reason, who, decided_at } = decision;
    db.prepare_cached(
        "INSERT INTO decision (record, tag, class, verdict, until, reason, who, decided_at)
         VALUES (:record, :tag, :class, :verdict, :until, :reason, :who, :at) ON CONFLICT (record, tag) DO UPDATE
         SET class = :class, verdict = :verdict, until = :until, reason = :reason, who = :who, decided_at = :at",
    )?
    .execute(named_params! {
        ":record": record, ":tag": tag, ":class": class, ":verdict": verdict.key(), ":until": until,
        ":reason": reason, ":who": who, ":at": decided_at,
    })?;
    Ok(())
}

/// Takes a decision away.
pub(crate) fn take_away(db: &Connection, record: i64, tag: &str) -> Result<()> {
    let named = named_params! {":record": record, ":tag": tag};
    db.prepare_cached("DELETE FROM decision WHERE record = :record AND tag = :tag")?.execute(named)?;
    Ok(())
}

const DECISION: &str = "SELECT record, tag, class, verdict, until, reason, who, decided_at FROM decision";

/// The decisions on a record, by tag.
pub(crate) fn decisions(db: &Connection, record: i64) -> Result<Vec<Decision>> {
    let mut statement = db.prepare_cached(&format!("{DECISION} WHERE record = :record ORDER BY tag"))?;
    let rows = statement.query_map(named_params! {":record": record}, |row| Ok(from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// All decisions by record.
pub(crate) fn all_decisions(db: &Connection) -> Result<FxHashMap<i64, Vec<Decision>>> {
    let mut found: FxHashMap<i64, Vec<Decision>> = FxHashMap::default();
    each_decision(db, |record, decision| found.entry(record).or_default().push(decision))?;
    Ok(found)
}

/// Tells every decision with its record, by record and tag.
pub(crate) fn each_decision(db: &Connection, mut tell: impl FnMut(i64, Decision)) -> Result<()> {
    let mut statement = db.prepare_cached(&format!("{DECISION} ORDER BY record, tag"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        tell(row.get("record")?, from_row(row)?);
    }
    Ok(())
}

/// A decision, of a row with its columns.
pub(crate) fn from_row(row: &Row<'_>) -> Result<Decision> {
    let verdict: String = row.get("verdict")?;
    Ok(Decision {
        tag: row.get("tag")?,
        class: row.get("class")?,
        verdict: Verdict::from_key(&verdict).ok_or(StoreError::Content(verdict))?,
        until: row.get("until")?,
        reason: row.get("reason")?,
        who: row.get("who")?,
        decided_at: row.get("decided_at")?,
    })
}
