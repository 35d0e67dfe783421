//! Taking back what a batch brought beside rows: records made one, answers, decisions.
//!
//! The invariant: what stood before the batch stands again, with who said it, when and why; what people said since stays.

use chrono::NaiveDate;
use qingce_core::journal::{Entry, encode};
use qingce_core::likeness::Relation;
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::Result;
use crate::decision::{Decision, put, take_away};
use crate::journal::{NewSet, value};
use crate::kind::Kind;
use crate::open::Shape;
use crate::rejudge::Rejudge;
use crate::relation::{Answer, NewAnswer};
use crate::said::{Ledger, Said};
use crate::undo::Line;

/// Takes back the mergings that a batch brought, the newest first.
pub(crate) fn mergings(
    db: &Transaction<'_>,
    shape: &Shape,
    batch: i64,
    (who, at): (&str, &str),
    today: NaiveDate,
) -> Result<()> {
    let mut statement = db.prepare_cached(
        "SELECT m.seq FROM merge AS m JOIN journal AS j USING (seq)
         WHERE j.batch = :batch AND m.undone IS NULL ORDER BY m.seq DESC",
    )?;
    let sets = statement.query_map(named_params! {":batch": batch}, |row| row.get("seq"))?;
    for seq in sets.collect::<rusqlite::Result<Vec<i64>>>()? {
        crate::unmerging::take_back(db, shape, seq, (who, at), today)?;
    }
    Ok(())
}

/// What a batch decided gives way to what stood before, in lines for the journal.
pub(crate) fn decisions(
    db: &Transaction<'_>,
    batch: i64,
    rejudge: &mut Rejudge<'_>,
    lines: &mut Vec<Line>,
) -> Result<()> {
    for ((record, tag), before) in Ledger::of_batch(db, batch)? {
        let now = crate::decision::decisions(db, record)?.into_iter().find(|decision| decision.tag == tag);
        let before = before.map(|said: Said| said.decision(&tag)).transpose()?;
        match &before {
            Some(decision) => put(db, record, decision)?,
            None => take_away(db, record, &tag)?,
        }
        let text = |decision: &Decision| encode(&Value::Text(decision.text()));
        let what = if before.is_some() { "decided" } else { "withdrawn" };
        let (old, new) = (now.as_ref().map(text), before.as_ref().map(text));
        lines.push(Line { record, what, field: tag.clone(), old, new });
        rejudge.decided(db, record, &tag)?;
    }
    Ok(())
}

/// A change of an answer, as the journal tells it.
struct Change {
    seq: i64,
    field: String,
    new: Option<String>,
    at: String,
    who: String,
    why: String,
}

/// The answers that a batch brought give way to what was said before; each a set of who said that.
pub(crate) fn answers(db: &Transaction<'_>, batch: i64, (who, at): (&str, &str)) -> Result<()> {
    let mut statement = db.prepare_cached(
        "SELECT e.seq, e.field, e.new, j.at, j.who, j.why FROM journal_entry AS e JOIN journal AS j USING (seq)
         WHERE j.batch = :batch AND j.kind = :kind ORDER BY e.seq DESC, e.n DESC",
    )?;
    let named = named_params! {":batch": batch, ":kind": Kind::Relation.key()};
    let brought = statement.query_map(named, |row| Ok(change(row)))?;
    for brought in brought.collect::<rusqlite::Result<Result<Vec<Change>>>>()?? {
        let Some((one, other)) = crate::relation::pair_of(&brought.field) else { continue };
        let now = in_force(db, one, other)?;
        if told(now.as_ref()) != brought.told() {
            continue;
        }
        let before = word_before(db, &brought)?;
        db.prepare_cached("DELETE FROM relation WHERE one = :one AND other = :other")?
            .execute(named_params! {":one": one, ":other": other})?;
        let set = match &before {
            Some(Change { at, who, why, new, .. }) => {
                if let Some(relation) = new.as_deref().and_then(Relation::from_key) {
                    let new = NewAnswer { one, other, relation: Some(relation), why, who, at };
                    crate::relation::put(db, &new, relation)?;
                }
                NewSet { at, who, why, kind: Kind::Relation, batch: None }
            }
            None => NewSet { at, who, why: "", kind: Kind::Relation, batch: None },
        };
        let text = |key: &str| encode(&Value::Text(key.to_owned()));
        let old = now.map(|answer| text(answer.relation.key()));
        let new = before.as_ref().and_then(|before| before.new.as_deref()).map(text);
        let (field, old, new) = (brought.field.as_str(), old.as_deref(), new.as_deref());
        crate::journal::write(db, &set, &[Entry { record: 0, what: "changed", field, old, new }])?;
    }
    Ok(())
}

impl Change {
    /// What it said, when, who and why; none where it took an answer back.
    fn told(&self) -> Option<[&str; 4]> {
        Some([self.new.as_deref()?, &self.at, &self.who, &self.why])
    }
}

fn told(answer: Option<&Answer>) -> Option<[&str; 4]> {
    answer.map(|answer| [answer.relation.key(), answer.at.as_str(), &answer.who, &answer.why])
}

fn change(row: &Row<'_>) -> Result<Change> {
    Ok(Change {
        seq: row.get("seq")?,
        field: row.get("field")?,
        new: value(row.get("new")?)?.map(|value| value.text()),
        at: row.get("at")?,
        who: row.get("who")?,
        why: row.get("why")?,
    })
}

fn in_force(db: &Connection, one: &str, other: &str) -> Result<Option<Answer>> {
    Ok(crate::relation::all(db)?.into_iter().find(|answer| answer.one == one && answer.other == other))
}

/// The word on the same pair before.
fn word_before(db: &Connection, after: &Change) -> Result<Option<Change>> {
    let mut statement = db.prepare_cached(
        "SELECT e.seq, e.field, e.new, j.at, j.who, j.why FROM journal_entry AS e JOIN journal AS j USING (seq)
         WHERE j.kind = :kind AND e.field = :field AND e.seq < :seq ORDER BY e.seq DESC, e.n DESC LIMIT 1",
    )?;
    let named = named_params! {":kind": Kind::Relation.key(), ":field": after.field, ":seq": after.seq};
    let found = statement.query_row(named, |row| Ok(change(row))).optional()?;
    Ok(found.transpose()?.filter(|before| before.new.is_some()))
}
