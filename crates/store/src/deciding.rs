//! Deciding on tags, one record or very many at once, and taking back.
//!
//! The invariant: what people decide together is one set of the journal, written whole or not at all; an earlier word of a
//! person is replaced only where that was asked for; what rules say of the tag's classes follows in the same write.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use qingce_core::catalogue::FieldId;
use qingce_core::journal::{Chain, Entry, encode};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Params, Transaction, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::decision::{
    BulkDecision, Decision, NewDecision, UndoneDecisions, Verdict, Weighed, all_decisions, decisions, put, take_away,
};
use crate::journal::{NewSet, write_entry, write_set};
use crate::kind::Kind;
use crate::open::Store;
use crate::rejudge::Rejudge;
use crate::said::{Key, Ledger, Said};
use crate::tag::Runs;
use crate::{Result, StoreError};

/// Records beyond which all decisions are read at once.
const MANY: usize = 500;
/// How often a watcher is told, in steps.
const TELL_EVERY: u64 = 100;
/// Every record is looked at, journaled, and brought up to the decision.
const STEPS: u64 = 3;

/// Who watches long work: told how much is done of how much; breaks to stop it with nothing done.
pub type Watch<'w> = &'w mut dyn FnMut(u64, u64) -> ControlFlow<()>;

/// Nobody watches.
fn nobody(_done: u64, _total: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// How far long work is.
struct Steps<'w> {
    watch: Watch<'w>,
    done: u64,
    total: u64,
}

impl Steps<'_> {
    fn step(&mut self) -> Result<()> {
        self.done += 1;
        let tell = self.done.is_multiple_of(TELL_EVERY);
        if tell && (self.watch)(self.done, self.total).is_break() { Err(StoreError::Interrupted) } else { Ok(()) }
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
            let NewDecision { tag, class, verdict, reason, who, at, today, .. } = *decision;
            let old = decisions(db, record)?.into_iter().find(|d| d.tag == tag);
            let new = Decision {
                tag: tag.to_owned(),
                class: class.map(str::to_owned),
                verdict,
                until: None,
                reason: reason.to_owned(),
                who: who.to_owned(),
                decided_at: at.to_owned(),
            };
            let turn = Turn { record, tag: tag.to_owned(), old, new: Some(new) };
            let set = NewSet { at, who, why: reason, kind: Kind::Decision, batch: None };
            self.write_turns(db, &set, vec![turn], today, &mut Steps { watch: &mut nobody, done: 0, total: STEPS })?;
            Ok(())
        })
    }

    /// What a bulk decision on records would do; `amount` is the field that is summed.
    pub fn weigh(
        &self,
        records: &[i64],
        bulk: &BulkDecision<'_>,
        amount: FieldId,
        watch: Watch<'_>,
    ) -> Result<Weighed> {
        let mut steps = Steps { watch, done: 0, total: records.len() as u64 };
        self.read(|db| Ok(self.turns(db, records, bulk, amount, &mut steps)?.1))
    }

    /// Records a bulk decision as one set of the journal. A watcher that breaks ends it with [`StoreError::Interrupted`].
    pub fn decide_all(
        &self,
        records: &[i64],
        bulk: &BulkDecision<'_>,
        amount: FieldId,
        watch: Watch<'_>,
    ) -> Result<Weighed> {
        let mut steps = Steps { watch, done: 0, total: STEPS * records.len() as u64 };
        self.write(|db| {
            let (turns, mut weighed) = self.turns(db, records, bulk, amount, &mut steps)?;
            if !turns.is_empty() {
                let set = NewSet { at: bulk.at, who: bulk.who, why: bulk.reason, kind: Kind::Decision, batch: None };
                weighed.set = Some(self.write_turns(db, &set, turns, bulk.today, &mut steps)?);
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
        steps: &mut Steps<'_>,
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
            steps.step()?;
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
            turns.push(Turn { record, tag: bulk.tag.to_owned(), old, new: Some(bulk.decision(class)) });
        }
        weighed.earlier = counts.into_iter().collect();
        weighed.earlier.sort_unstable();
        Ok((turns, weighed))
    }

    /// Takes a set of decisions back: what was decided before holds again. Records decided again since are left.
    pub fn undo_decisions(
        &self,
        set: i64,
        (who, at): (&str, &str),
        today: NaiveDate,
        watch: Watch<'_>,
    ) -> Result<UndoneDecisions> {
        self.write(|db| {
            let told = stacks(db, OF_SET, named_params! {":seq": set, ":kind": Kind::Decision.key()})?;
            if told.is_empty() {
                return Err(StoreError::NoDecisions(set));
            }
            let mut steps = Steps { watch, done: 0, total: STEPS * told.len() as u64 };
            let (mut undone, mut turns) = (UndoneDecisions::default(), Vec::new());
            for stack in told {
                steps.step()?;
                match stack.taken_back(Some(set)) {
                    Some(turn) => turns.push(turn),
                    None => undone.kept += 1,
                }
            }
            undone.restored = turns.iter().filter(|turn| turn.new.is_some()).count() as u64;
            undone.withdrawn = turns.len() as u64 - undone.restored;
            if !turns.is_empty() {
                let set = NewSet { at, who, why: &set.to_string(), kind: Kind::DecisionUndo, batch: None };
                self.write_turns(db, &set, turns, today, &mut steps)?;
            }
            Ok(undone)
        })
    }

    /// Takes back the decision that is in force on a tag of one record, whatever set it was part of.
    pub fn undo_decision(&self, uid: &str, tag: &str, (who, at): (&str, &str), today: NaiveDate) -> Result<()> {
        self.write(|db| {
            let record = crate::record::id_of(db, uid)?;
            let found = stacks(db, OF_RECORD, named_params! {":record": record, ":tag": tag})?.pop();
            let set = found.as_ref().and_then(|stack| stack.decisions.last()).map(|(seq, _)| *seq);
            let turn = found.and_then(|stack| stack.taken_back(None));
            let (Some(set), Some(turn)) = (set, turn) else { return Err(StoreError::NoDecision(tag.to_owned())) };
            let new = NewSet { at, who, why: &set.to_string(), kind: Kind::DecisionUndo, batch: None };
            self.write_turns(db, &new, vec![turn], today, &mut Steps { watch: &mut nobody, done: 0, total: STEPS })?;
            Ok(())
        })
    }

    /// Journals changes of decisions as one set, puts them into force, and brings the tags of their records up to them.
    fn write_turns(
        &self,
        db: &Transaction<'_>,
        set: &NewSet<'_>,
        mut turns: Vec<Turn>,
        today: NaiveDate,
        steps: &mut Steps<'_>,
    ) -> Result<i64> {
        // In the order of the tables they are written to.
        turns.sort_by_key(|turn| turn.record);
        let mut rejudge = Rejudge::load(db, &self.shape, today)?;
        let mut chain = Chain::default();
        turns.iter().for_each(|turn| turn.entry(|entry| chain.entry(entry)));
        let (seq, _) = write_set(db, set, chain)?;
        for (n, turn) in (0..).zip(&turns) {
            steps.step()?;
            turn.entry(|entry| write_entry(db, seq, n, entry))?;
        }
        for turn in &turns {
            steps.step()?;
            match &turn.new {
                Some(decision) => put(db, turn.record, decision)?,
                None => take_away(db, turn.record, &turn.tag)?,
            }
            rejudge.decided(db, turn.record, &turn.tag)?;
        }
        rejudge.finish(db, seq, false)?;
        Ok(seq)
    }
}

impl BulkDecision<'_> {
    fn decision(&self, class: Option<String>) -> Decision {
        Decision {
            tag: self.tag.to_owned(),
            class,
            verdict: self.verdict,
            until: self.until.map(str::to_owned),
            reason: self.reason.to_owned(),
            who: self.who.to_owned(),
            decided_at: self.at.to_owned(),
        }
    }
}

impl Turn {
    /// Its entry in the journal.
    fn entry<T>(&self, with: impl FnOnce(&Entry<'_>) -> T) -> T {
        let text = |decision: &Option<Decision>| decision.as_ref().map(|d| encode(&Value::Text(d.text())));
        let (old, new) = (text(&self.old), text(&self.new));
        let what = if self.new.is_some() { "decided" } else { "withdrawn" };
        with(&Entry { record: self.record, what, field: &self.tag, old: old.as_deref(), new: new.as_deref() })
    }
}

/// What people decided on a tag of a record and did not take back, the newest last, each with the number of its set.
struct Stack {
    record: i64,
    tag: String,
    decisions: Vec<(i64, Decision)>,
}

impl Stack {
    /// The turn that takes the newest decision back, if it is of the set asked for.
    fn taken_back(mut self, set: Option<i64>) -> Option<Turn> {
        let (_, old) = self.decisions.pop().filter(|(seq, _)| set.is_none_or(|set| set == *seq))?;
        let new = self.decisions.pop().map(|(_, earlier)| earlier);
        Some(Turn { record: self.record, tag: self.tag, old: Some(old), new })
    }
}

/// All words on the tags and records of a set.
const OF_SET: &str =
    "(e.record, e.field) IN (SELECT d.record, d.field FROM journal_entry AS d JOIN journal AS s USING (seq)
    WHERE d.seq = :seq AND s.kind = :kind AND d.what = 'decided')";
/// All words on a tag of a record.
const OF_RECORD: &str = "e.record = :record AND e.field = :tag";

fn stacks(db: &Connection, which: &str, params: impl Params) -> Result<Vec<Stack>> {
    let stack = |((record, tag), said): (Key, Vec<Said>)| {
        let decisions = said.into_iter().map(|said| Ok((said.seq, said.decision(&tag)?)));
        Ok(Stack { record, decisions: decisions.collect::<Result<_>>()?, tag: tag.clone() })
    };
    Ledger::of(db, which, params)?.into_iter().map(stack).collect()
}
