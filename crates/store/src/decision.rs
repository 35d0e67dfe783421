//! The table `decision`: a person's word on a tag of a record, one by one or in bulk, and its undo.
//!
//! The invariant: every decision is the newest one that the journal tells and that was not undone; an earlier word of a
//! person is replaced only where that was asked for.

use qingce_core::catalogue::FieldId;
use qingce_core::journal::{Entry, decode, encode};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::Store;
use crate::tag::{Runs, Told, in_force};
use crate::{Result, StoreError};

/// Records beyond which all decisions are read at once.
const MANY: usize = 500;

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
    /// Verdict with class or day, as the journal keeps it.
    pub(crate) fn text(&self) -> String {
        let key = self.verdict.key();
        match (&self.class, &self.until) {
            (Some(class), _) => format!("{key}/{class}"),
            (None, Some(until)) => format!("{key}@{until}"),
            (None, None) => key.to_owned(),
        }
    }
    /// The decision of a text of the journal, without who and why.
    fn of_text(tag: &str, text: &str) -> Result<Decision> {
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

/// A change of one decision, to be journaled.
struct Turn {
    record: i64,
    tag: String,
    old: Option<Decision>,
    new: Option<Decision>,
}

impl Store {
    /// Records a decision and brings the record's tags up to it.
    pub fn decide(&self, decision: &NewDecision<'_>) -> Result<()> {
        self.write(|db| {
            let record = crate::record::id_of(db, decision.uid)?;
            let NewDecision { tag, class, verdict, reason, who, at, .. } = decision;
            let old = decisions(db, record)?.into_iter().find(|d| d.tag == *tag);
            let new = Decision {
                tag: (*tag).to_owned(),
                class: class.map(str::to_owned),
                verdict: *verdict,
                until: None,
                reason: (*reason).to_owned(),
                who: (*who).to_owned(),
                decided_at: (*at).to_owned(),
            };
            let turn = Turn { record, tag: (*tag).to_owned(), old, new: Some(new) };
            write_turns(db, &NewSet { at, who, why: reason, kind: Kind::Decision, batch: None }, &[turn])?;
            Ok(())
        })
    }

    /// What a bulk decision on records would do; `amount` is the field that is summed.
    pub fn weigh(&self, records: &[i64], bulk: &BulkDecision<'_>, amount: FieldId) -> Result<Weighed> {
        self.read(|db| Ok(self.turns(db, records, bulk, amount)?.1))
    }

    /// Records a bulk decision as one set of the journal.
    pub fn decide_all(&self, records: &[i64], bulk: &BulkDecision<'_>, amount: FieldId) -> Result<Weighed> {
        self.write(|db| {
            let (turns, mut weighed) = self.turns(db, records, bulk, amount)?;
            if !turns.is_empty() {
                let set = NewSet { at: bulk.at, who: bulk.who, why: bulk.reason, kind: Kind::Decision, batch: None };
                weighed.set = Some(write_turns(db, &set, &turns)?);
            }
            Ok(weighed)
        })
    }

    fn turns(
        &self,
        db: &Connection,
        records: &[i64],
        bulk: &BulkDecision<'_>,
        amount: FieldId,
    ) -> Result<(Vec<Turn>, Weighed)> {
        let runs = Runs::load(db)?;
        let column = &self.catalogue().field(amount).key;
        let mut sums = db.prepare_cached(&format!("SELECT \"{column}\" AS fen FROM record WHERE id = :id"))?;
        let mut told = db.prepare_cached("SELECT told FROM assessment WHERE record = :record")?;
        let mut counts: FxHashMap<Verdict, u64> = FxHashMap::default();
        // A question per record would cost more than reading all decisions once.
        let mut known = if records.len() > MANY { Some(all_decisions(db)?) } else { None };
        let (mut turns, mut weighed) = (Vec::new(), Weighed::default());
        let mut seen = FxHashSet::default();
        for record in records.iter().copied().filter(|record| seen.insert(*record)) {
            let earlier = match &mut known {
                Some(all) => all.remove(&record).unwrap_or_default(),
                None => decisions(db, record)?,
            };
            let old = earlier.into_iter().find(|d| d.tag == bulk.tag);
            if let Some(old) = &old {
                if old.verdict == bulk.verdict && old.until.as_deref() == bulk.until {
                    weighed.same += 1;
                    continue;
                }
                *counts.entry(old.verdict).or_default() += 1;
                if !bulk.replace {
                    continue;
                }
            }
            let class = if bulk.verdict == Verdict::Accept {
                let named = named_params! {":record": record};
                let text: Option<String> = told.query_row(named, |row| row.get("told")).optional()?;
                text.map_or(Ok(None), |text| runs.class(&text, bulk.tag))?
            } else {
                None
            };
            let fen: Option<i64> = sums.query_row(named_params! {":id": record}, |row| row.get("fen"))?;
            weighed.fen += fen.unwrap_or(0);
            weighed.decided.push(record);
            let new = Decision {
                tag: bulk.tag.to_owned(),
                class,
                verdict: bulk.verdict,
                until: bulk.until.map(str::to_owned),
                reason: bulk.reason.to_owned(),
                who: bulk.who.to_owned(),
                decided_at: bulk.at.to_owned(),
            };
            turns.push(Turn { record, tag: bulk.tag.to_owned(), old, new: Some(new) });
        }
        weighed.earlier = counts.into_iter().collect();
        weighed.earlier.sort_unstable();
        Ok((turns, weighed))
    }

    /// Takes a set of decisions back: what was decided before holds again. Records decided again since are left.
    pub fn undo_decisions(&self, set: i64, who: &str, at: &str) -> Result<UndoneDecisions> {
        self.write(|db| {
            let mut statement = db.prepare_cached(
                "SELECT e.record, e.field FROM journal_entry e JOIN journal j USING (seq)
                 WHERE e.seq = :seq AND j.kind = :kind AND e.what = 'decided' ORDER BY e.n",
            )?;
            let named = named_params! {":seq": set, ":kind": Kind::Decision.key()};
            let rows = statement.query_map(named, |row| Ok((row.get("record")?, row.get("field")?)))?;
            let decided: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
            if decided.is_empty() {
                return Err(StoreError::NoDecisions(set));
            }
            let (mut undone, mut turns) = (UndoneDecisions::default(), Vec::new());
            for (record, tag) in decided {
                let mut stack = stack(db, record, &tag)?;
                let Some((_, old)) = stack.pop().filter(|(seq, _)| *seq == set) else {
                    undone.kept += 1;
                    continue;
                };
                let new = stack.pop().map(|(_, earlier)| earlier);
                let count = if new.is_some() { &mut undone.restored } else { &mut undone.withdrawn };
                *count += 1;
                turns.push(Turn { record, tag, old: Some(old), new });
            }
            if !turns.is_empty() {
                let why = set.to_string();
                write_turns(db, &NewSet { at, who, why: &why, kind: Kind::DecisionUndo, batch: None }, &turns)?;
            }
            Ok(undone)
        })
    }
}

/// Journals changes of decisions as one set, puts them into force, and brings the tags of their records up to them.
fn write_turns(db: &Transaction<'_>, set: &NewSet<'_>, turns: &[Turn]) -> Result<i64> {
    let text = |decision: &Option<Decision>| decision.as_ref().map(|d| encode(&Value::Text(d.text())));
    let texts: Vec<(Option<String>, Option<String>)> = turns.iter().map(|t| (text(&t.old), text(&t.new))).collect();
    let entries: Vec<Entry<'_>> = turns
        .iter()
        .zip(&texts)
        .map(|(turn, (old, new))| {
            let what = if turn.new.is_some() { "decided" } else { "withdrawn" };
            Entry { record: turn.record, what, field: &turn.tag, old: old.as_deref(), new: new.as_deref() }
        })
        .collect();
    let (seq, _) = crate::journal::write(db, set, &entries)?;
    let runs = Runs::load(db)?;
    for turn in turns {
        match &turn.new {
            Some(decision) => put(db, turn.record, decision)?,
            None => {
                let named = named_params! {":record": turn.record, ":tag": turn.tag};
                db.prepare_cached("DELETE FROM decision WHERE record = :record AND tag = :tag")?.execute(named)?;
            }
        }
        refresh_tags(db, &runs, turn.record)?;
    }
    Ok(seq)
}

fn put(db: &Connection, record: i64, decision: &Decision) -> Result<()> {
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

/// Brings the tags in force of a record up to its decisions.
fn refresh_tags(db: &Connection, runs: &Runs, record: i64) -> Result<()> {
    let named = named_params! {":record": record};
    let told: Option<String> = db
        .prepare_cached("SELECT told FROM assessment WHERE record = :record")?
        .query_row(named, |row| row.get("told"))
        .optional()?;
    let told = match told {
        Some(told) => told,
        None => serde_json::to_string(&Told::default())?,
    };
    let parsed: Told<'_> = serde_json::from_str(&told)?;
    let decisions = decisions(db, record)?;
    let tags = serde_json::to_string(&in_force(runs.tags(&parsed)?.into_iter(), &decisions))?;
    db.prepare_cached(
        "INSERT INTO assessment (record, tags, told) VALUES (:record, :tags, :told)
         ON CONFLICT (record) DO UPDATE SET tags = :tags",
    )?
    .execute(named_params! {":record": record, ":tags": tags, ":told": told})?;
    Ok(())
}

/// The decisions on a tag of a record that were not taken back, the newest last, each with the number of its set.
fn stack(db: &Connection, record: i64, tag: &str) -> Result<Vec<(i64, Decision)>> {
    let mut statement = db.prepare_cached(
        "SELECT e.seq, e.what, e.new, j.kind, j.at, j.who, j.why FROM journal_entry e JOIN journal j USING (seq)
         WHERE e.record = :record AND e.field = :tag AND e.what IN ('decided', 'withdrawn') ORDER BY e.seq, e.n",
    )?;
    let mut rows = statement.query(named_params! {":record": record, ":tag": tag})?;
    let mut stack = Vec::new();
    while let Some(row) = rows.next()? {
        let (what, kind): (String, String) = (row.get("what")?, row.get("kind")?);
        if kind == Kind::DecisionUndo.key() {
            stack.pop();
        } else if what == "withdrawn" {
            stack.clear();
        } else {
            let new: Option<String> = row.get("new")?;
            let text = new.as_deref().and_then(decode).map(|value| value.text()).unwrap_or_default();
            let (reason, who, decided_at) = (row.get("why")?, row.get("who")?, row.get("at")?);
            stack.push((row.get("seq")?, Decision { reason, who, decided_at, ..Decision::of_text(tag, &text)? }));
        }
    }
    Ok(stack)
}

const DECISION: &str = "SELECT record, tag, class, verdict, until, reason, who, decided_at FROM decision";

/// The decisions on a record, by tag.
pub(crate) fn decisions(db: &Connection, record: i64) -> Result<Vec<Decision>> {
    let mut statement = db.prepare_cached(&format!("{DECISION} WHERE record = :record ORDER BY tag"))?;
    let rows = statement.query_map(named_params! {":record": record}, |row| Ok(decision(row)))?;
    rows.map(|row| row?).collect()
}

/// All decisions by record.
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
        until: row.get("until")?,
        reason: row.get("reason")?,
        who: row.get("who")?,
        decided_at: row.get("decided_at")?,
    })
}
