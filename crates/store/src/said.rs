//! What the journal tells of decisions: on every tag of a record those that were not taken back, the newest last.
//!
//! Not in here: the decisions in force (`decision`). The invariant: undoing a decision brings the one before it back, and
//! undoing a merging brings back what stood on both records; a decision that went over with a merging keeps who made it.

use std::collections::BTreeSet;

use qingce_core::journal::decode;
use rusqlite::{Connection, Params, Row, named_params};
use rustc_hash::FxHashMap;

use crate::Result;
use crate::decision::Decision;
use crate::kind::Kind;

/// A decision as the journal tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The set that put it into force.
    pub seq: i64,
    /// Verdict with class or day.
    pub text: String,
    /// When, who and why.
    pub at: String,
    pub who: String,
    pub why: String,
}

impl Said {
    /// As the decision that it was.
    pub fn decision(self, tag: &str) -> Result<Decision> {
        let Said { text, at, who, why, .. } = self;
        Ok(Decision { reason: why, who, decided_at: at, ..Decision::of_text(tag, &text)? })
    }
}

/// A record and a tag.
pub(crate) type Key = (i64, String);

/// Decisions by record and tag.
#[derive(Default)]
pub(crate) struct Ledger {
    pub stacks: FxHashMap<Key, Vec<Said>>,
    /// What stood there before a merging, by its set.
    before: FxHashMap<(i64, Key), Vec<Said>>,
    /// What stood there before a batch decided it.
    came: FxHashMap<(i64, Key), Vec<Said>>,
    /// The absorbed record of a merging, by its set; the merging that a set takes back.
    absorbed: FxHashMap<i64, i64>,
    undoes: FxHashMap<i64, i64>,
}

impl Ledger {
    /// All of the journal.
    pub fn whole(db: &Connection) -> Result<Ledger> {
        let mut ledger = Ledger::of_mergings(db)?;
        let mut statement = db.prepare(
            "SELECT e.*, j.kind, j.batch, j.at, j.who, j.why FROM journal_entry e JOIN journal j USING (seq)
             WHERE e.what IN ('decided', 'withdrawn') ORDER BY e.seq, e.n",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            ledger.take(row)?;
        }
        Ok(ledger)
    }

    /// The tags and records of which `which` (over `e`, the entries) tells a word, in their order.
    pub fn of(db: &Connection, which: &str, params: impl Params) -> Result<Vec<(Key, Vec<Said>)>> {
        let mut ledger = Ledger::of_mergings(db)?;
        // What went over with a merging stands on the absorbed record.
        let mut statement = db.prepare_cached(&format!(
            "SELECT e.*, ({which}) AS wanted, j.kind, j.batch, j.at, j.who, j.why FROM journal_entry e JOIN journal j USING (seq)
             WHERE e.what IN ('decided', 'withdrawn') AND (({which}) OR e.record IN (SELECT absorbed FROM merge))
             ORDER BY e.seq, e.n"
        ))?;
        let mut rows = statement.query(params)?;
        let mut wanted: BTreeSet<Key> = BTreeSet::new();
        while let Some(row) = rows.next()? {
            if row.get("wanted")? {
                wanted.insert((row.get("record")?, row.get("field")?));
            }
            ledger.take(row)?;
        }
        Ok(wanted.into_iter().map(|key| (key.clone(), ledger.stacks.remove(&key).unwrap_or_default())).collect())
    }

    /// What a batch decided, or took away, and nobody decided since, each with what stood before it.
    pub fn of_batch(db: &Connection, batch: i64) -> Result<Vec<(Key, Option<Said>)>> {
        let ledger = Ledger::whole(db)?;
        let mut statement = db.prepare_cached("SELECT seq FROM journal WHERE batch = :batch")?;
        let sets = statement.query_map(named_params! {":batch": batch}, |row| row.get("seq"))?;
        let sets: Vec<i64> = sets.collect::<rusqlite::Result<_>>()?;
        let mut found = Vec::new();
        for ((_, key), mut before) in ledger.came.into_iter().filter(|((of, _), _)| *of == batch) {
            let now = ledger.stacks.get(&key).and_then(|stack| stack.last());
            let before = before.pop();
            if now.is_none_or(|said| sets.contains(&said.seq)) && (now.is_some() || before.is_some()) {
                found.push((key, before));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }

    fn of_mergings(db: &Connection) -> Result<Ledger> {
        let mut ledger = Ledger::default();
        let mut statement = db.prepare_cached("SELECT seq, absorbed, undone FROM merge")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let seq = row.get("seq")?;
            ledger.absorbed.insert(seq, row.get("absorbed")?);
            if let Some(undone) = row.get("undone")? {
                ledger.undoes.insert(undone, seq);
            }
        }
        Ok(ledger)
    }

    /// Takes the next entry of the journal.
    fn take(&mut self, row: &Row<'_>) -> Result<()> {
        let (kind, what): (String, String) = (row.get("kind")?, row.get("what")?);
        let (seq, key): (i64, Key) = (row.get("seq")?, (row.get("record")?, row.get("field")?));
        let withdrawn = what == "withdrawn";
        if let Some(batch) = row.get::<_, Option<i64>>("batch")? {
            if kind == Kind::Undo.key() {
                let before = self.came.get(&(batch, key.clone())).cloned().unwrap_or_default();
                self.stacks.insert(key, before);
                return Ok(());
            }
            if kind == Kind::Decision.key() || kind == Kind::Import.key() {
                let before = self.stacks.get(&key).cloned().unwrap_or_default();
                self.came.entry((batch, key.clone())).or_insert(before);
            }
        }
        if let Some(merging) = self.undoes.get(&seq) {
            let before = self.before.get(&(*merging, key.clone())).cloned().unwrap_or_default();
            self.stacks.insert(key, before);
            return Ok(());
        }
        let carried = self.absorbed.get(&seq).map(|absorbed| (*absorbed, key.1.clone()));
        let carried = carried.map(|absorbed| self.stacks.get(&absorbed).and_then(|stack| stack.last()).cloned());
        let stack = self.stacks.entry(key.clone()).or_default();
        if carried.is_some() {
            self.before.insert((seq, key), stack.clone());
        }
        if kind == Kind::DecisionUndo.key() {
            stack.pop();
        } else if withdrawn {
            stack.clear();
        } else if let Some(Some(said)) = carried {
            stack.push(Said { seq, ..said });
        } else {
            let new: Option<String> = row.get("new")?;
            let text = new.as_deref().and_then(decode).map(|value| value.text()).unwrap_or_default();
            stack.push(Said { seq, text, at: row.get("at")?, who: row.get("who")?, why: row.get("why")? });
        }
        Ok(())
    }
}
