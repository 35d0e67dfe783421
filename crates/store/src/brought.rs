//! What a merge brings beside values: records that leave, decisions, answers of 查重, records made one.
//!
//! Not in here: what of it comes in (the orders judge that from both sides), and taking it back ([`crate::retract`]).
//!
//! The invariant: every word keeps who said it, when and why, in a set of the journal of its own that belongs to the batch.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qingce_core::journal::{Entry, encode};
use qingce_core::record::Record;
use qingce_core::union::{Origin, Side};
use qingce_core::value::Value;
use rusqlite::{Transaction, named_params};

use crate::decision::{Decision, decisions, put, take_away};
use crate::journal::NewSet;
use crate::kind::Kind;
use crate::merging::NewMerge;
use crate::open::Shape;
use crate::rejudge::Rejudge;
use crate::relation::NewAnswer;
use crate::turns::{MergingTurn, Told, Word};
use crate::undo::Line;
use crate::{Result, StoreError};

/// What a merge brings beside values, each with who said it. Records are named by their uid here or in the package.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brought {
    /// Decisions, and tags on which none is to stand any more.
    pub decisions: Vec<BroughtDecision>,
    /// Answers, and pairs on which none is to stand any more.
    pub answers: Vec<BroughtAnswer>,
    /// Records that are to be one.
    pub mergings: Vec<MergingTurn>,
    /// Their uid and ours of records that were found without a common past.
    pub known: Vec<(String, String)>,
}

/// A decision that comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtDecision {
    /// uid of the record.
    pub record: String,
    /// The tag, without class.
    pub tag: String,
    /// What holds; none where no decision does.
    pub now: Option<Decision>,
    /// The word that brought it about.
    pub word: Word,
}

/// An answer on two records that comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct BroughtAnswer {
    /// uids of the records.
    pub pair: [String; 2],
    /// What holds; none where no answer does.
    pub now: Option<Told>,
    /// The word that brought it about.
    pub word: Word,
}

impl Brought {
    /// Writes all of it as sets of a batch whose rows are written; `removed` leave.
    pub(crate) fn write(
        &self,
        db: &Transaction<'_>,
        shape: &Shape,
        batch: i64,
        removed: &[i64],
        today: NaiveDate,
    ) -> Result<()> {
        let mut rejudge = Rejudge::load(db, shape, today)?;
        for record in removed {
            rejudge.left(db, *record)?;
            leave(db, shape, batch, *record)?;
        }
        self.decide(db, batch, &mut rejudge)?;
        let (seq, _) = crate::journal::last(db)?;
        rejudge.finish(db, seq, false)?;
        for merging in &self.mergings {
            make_one(db, shape, batch, merging, today)?;
        }
        for (theirs, ours) in &self.known {
            crate::alias::remember(db, theirs, ours, batch)?;
        }
        for BroughtAnswer { pair: [one, other], now, word } in &self.answers {
            let Word { at, who, why } = word;
            let (one, other) = now.as_ref().map_or((one, other), |told| (&told.one, &told.other));
            let new = NewAnswer { one, other, relation: now.as_ref().map(|told| told.relation), why, who, at };
            crate::relation::answer(db, &new, Some(batch))?;
        }
        Ok(())
    }

    fn decide(&self, db: &Transaction<'_>, batch: i64, rejudge: &mut Rejudge<'_>) -> Result<()> {
        let mut sets: BTreeMap<&Word, Vec<&BroughtDecision>> = BTreeMap::new();
        for decision in &self.decisions {
            sets.entry(&decision.word).or_default().push(decision);
        }
        for (word, brought) in sets {
            let mut lines = Vec::with_capacity(brought.len());
            for BroughtDecision { record, tag, now, .. } in brought {
                let record = crate::alias::known_as(db, record)?;
                let old = decisions(db, record)?.into_iter().find(|decision| decision.tag == *tag);
                match now {
                    Some(decision) => put(db, record, decision)?,
                    None => take_away(db, record, tag)?,
                }
                let text = |decision: &Decision| encode(&Value::Text(decision.text()));
                let what = if now.is_some() { "decided" } else { "withdrawn" };
                let (old, new) = (old.as_ref().map(text), now.as_ref().map(text));
                lines.push(Line { record, what, field: tag.clone(), old, new });
            }
            let entries: Vec<Entry<'_>> = lines.iter().map(Line::entry).collect();
            let set = NewSet { at: &word.at, who: &word.who, why: &word.why, kind: Kind::Decision, batch: Some(batch) };
            crate::journal::write(db, &set, &entries)?;
            for line in &lines {
                rejudge.decided(db, line.record, &line.field)?;
            }
        }
        Ok(())
    }
}

/// Takes a record out, keeping what it was for undo. The journal has told it with the rows.
fn leave(db: &Transaction<'_>, shape: &Shape, batch: i64, record: i64) -> Result<()> {
    let all = &shape.columns.all;
    let sql =
        format!("INSERT INTO record_before (by_batch, {all}) SELECT :batch, {all} FROM record WHERE id = :record");
    db.prepare_cached(&sql)?.execute(named_params! {":batch": batch, ":record": record})?;
    for (table, key) in [("decision", "record"), ("assessment", "record"), ("record", "id")] {
        let sql = format!("DELETE FROM {table} WHERE {key} = :record");
        db.prepare_cached(&sql)?.execute(named_params! {":record": record})?;
    }
    Ok(())
}

/// Does again here what was done there. The survivor's values and decisions came with the rows, so they hold.
fn make_one(db: &Transaction<'_>, shape: &Shape, batch: i64, merging: &MergingTurn, today: NaiveDate) -> Result<()> {
    let (one, other) = (crate::alias::known_as(db, &merging.survivor)?, crate::alias::known_as(db, &merging.absorbed)?);
    if one == other {
        return Ok(());
    }
    let gone = |uid: &String| StoreError::NoRecord(uid.clone());
    let (survivor, code_key, name_key) =
        crate::record::keyed(db, shape, one)?.ok_or_else(|| gone(&merging.survivor))?;
    let absorbed: Record = crate::record::by_id(db, shape, other)?.ok_or_else(|| gone(&merging.absorbed))?;
    let ours = decisions(db, other)?.into_iter().map(|decision| (decision.tag, Side::One)).collect::<Vec<_>>();
    let remarks = crate::finding::of_record(db, one)?;
    let origins: &[(String, Origin)] = &merging.origins;
    let Word { at, who, why } = &merging.word;
    let new = NewMerge {
        survivor: &survivor,
        absorbed: &absorbed,
        values: &survivor.values,
        extra: &survivor.extra,
        facts: &survivor.facts,
        name_key: name_key.as_deref(),
        code_key: code_key.as_deref(),
        to_return: survivor.to_return,
        remarks: &remarks,
        origins,
        decisions: &ours,
        why,
        who,
        at,
        today,
    };
    crate::merging::write(db, shape, &new, Some(batch))?;
    Ok(())
}
