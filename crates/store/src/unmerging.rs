//! A merging taken back: both records are again what they were, exactly. Itself journaled.
//!
//! The invariant: it is refused while something later rests on the merged record; a decision made since is a person's word
//! and stays with the survivor.

use chrono::NaiveDate;
use qingce_core::journal::{Entry, encode};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use crate::decision::{Decision, decisions};
use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::{Shape, Store};
use crate::record::{by_id, differences};
use crate::rejudge::Rejudge;
use crate::undo::Line;
use crate::{Result, StoreError};

/// What taking a merging back did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerged {
    /// Its set in the journal.
    pub seq: i64,
    /// uid of the record that had stayed.
    pub survivor: String,
    /// uid of the record that is back.
    pub absorbed: String,
}

/// A merging that is to be taken back.
struct Past {
    seq: i64,
    survivor: i64,
    absorbed: i64,
    absorbed_uid: String,
}

impl Store {
    /// Takes the merging of a set of the journal back.
    ///
    /// # Errors
    /// [`StoreError::NoMerge`] where there is none in force, [`StoreError::MergeOverlaid`] where something later must be
    /// taken back first.
    pub fn undo_merge(&self, seq: i64, (who, at): (&str, &str), today: NaiveDate) -> Result<Unmerged> {
        self.write(|db| take_back(db, &self.shape, seq, (who, at), today))
    }
}

/// Takes the merging of a set back.
pub(crate) fn take_back(
    db: &Transaction<'_>,
    shape: &Shape,
    seq: i64,
    (who, at): (&str, &str),
    today: NaiveDate,
) -> Result<Unmerged> {
    let past = past(db, seq)?;
    check_not_overlaid(db, &past)?;
    let mut lines = restore_values(db, shape, &past)?;
    let uid = Some(encode(&Value::Text(past.absorbed_uid.clone())));
    lines.push(Line { record: past.absorbed, what: "restored", field: String::new(), old: None, new: uid });
    lines.extend(restore_decisions(db, &past)?);
    let mut rejudge = Rejudge::load(db, shape, today)?;
    restore_assessments(db, &past, &mut rejudge)?;
    let entries: Vec<Entry<'_>> = lines.iter().map(Line::entry).collect();
    let why = seq.to_string();
    let set = NewSet { at, who, why: &why, kind: Kind::MergeUndo, batch: None };
    let (undone, _) = crate::journal::write(db, &set, &entries)?;
    rejudge.finish(db, undone, false)?;
    db.prepare_cached("UPDATE merge SET undone = :undone WHERE seq = :seq")?
        .execute(named_params! {":undone": undone, ":seq": seq})?;
    let survivor = by_id(db, shape, past.survivor)?.ok_or(StoreError::NoMerge(seq))?.uid;
    Ok(Unmerged { seq: undone, survivor, absorbed: past.absorbed_uid })
}

fn past(db: &Connection, seq: i64) -> Result<Past> {
    let mut statement =
        db.prepare_cached("SELECT survivor, absorbed, absorbed_uid FROM merge WHERE seq = :seq AND undone IS NULL")?;
    let found = statement.query_row(named_params! {":seq": seq}, |row| {
        let (survivor, absorbed) = (row.get("survivor")?, row.get("absorbed")?);
        Ok(Past { seq, survivor, absorbed, absorbed_uid: row.get("absorbed_uid")? })
    });
    found.optional()?.ok_or(StoreError::NoMerge(seq))
}

/// Imports, edits and mergings since that changed the survivor stand in the way until they are taken back.
fn check_not_overlaid(db: &Connection, past: &Past) -> Result<()> {
    let named = named_params! {":seq": past.seq, ":survivor": past.survivor};
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT j.kind FROM journal AS j WHERE j.seq > :seq AND CASE j.kind
           WHEN 'import' THEN EXISTS (SELECT 1 FROM batch AS b WHERE b.id = j.batch AND b.state = 'promoted')
             AND EXISTS (SELECT 1 FROM input_row AS i WHERE i.batch = j.batch AND i.record = :survivor AND i.fate = 'changed')
           WHEN 'edit' THEN NOT EXISTS (SELECT 1 FROM edit AS t WHERE t.takes_back = j.seq)
             AND EXISTS (SELECT 1 FROM journal_entry AS e WHERE e.seq = j.seq AND e.record = :survivor)
           WHEN 'edit_redo' THEN NOT EXISTS (SELECT 1 FROM edit AS t WHERE t.takes_back = j.seq)
             AND EXISTS (SELECT 1 FROM journal_entry AS e WHERE e.seq = j.seq AND e.record = :survivor)
           WHEN 'merge' THEN EXISTS (SELECT 1 FROM merge AS m WHERE m.seq = j.seq AND m.undone IS NULL
                                     AND :survivor IN (m.survivor, m.absorbed))
           ELSE 0 END",
    )?;
    let kinds: Vec<String> = statement.query_map(named, |row| row.get("kind"))?.collect::<rusqlite::Result<_>>()?;
    if kinds.is_empty() { Ok(()) } else { Err(StoreError::MergeOverlaid { seq: past.seq, kinds }) }
}

fn restore_values(db: &Transaction<'_>, shape: &Shape, past: &Past) -> Result<Vec<Line>> {
    let gone = || StoreError::NoMerge(past.seq);
    let merged = by_id(db, shape, past.survivor)?.ok_or_else(gone)?;
    // The revision counts changes, and an undo is one: it goes on rising.
    let sql = format!(
        "UPDATE record SET {}, revision = record.revision + 1 FROM merge_before AS b
         WHERE b._seq = :seq AND b.id = :id AND record.id = :id",
        shape.columns.assignments("b", &["id", "revision"])
    );
    db.prepare_cached(&sql)?.execute(named_params! {":seq": past.seq, ":id": past.survivor})?;
    let all = &shape.columns.all;
    let sql = format!("INSERT INTO record ({all}) SELECT {all} FROM merge_before WHERE _seq = :seq AND id = :id");
    db.prepare_cached(&sql)?.execute(named_params! {":seq": past.seq, ":id": past.absorbed})?;
    let after = by_id(db, shape, past.survivor)?.ok_or_else(gone)?;
    let differences = differences(&shape.catalogue, &merged, &after.values, &after.extra)?;
    let line = |(field, old, new)| Line { record: past.survivor, what: "changed", field, old, new };
    Ok(differences.into_iter().map(line).collect())
}

/// Decisions as they were; on the survivor only where nobody decided anew since.
fn restore_decisions(db: &Transaction<'_>, past: &Past) -> Result<Vec<Line>> {
    let text = |decision: &Decision| encode(&Value::Text(decision.text()));
    let mut lines = Vec::new();
    let now = decisions(db, past.survivor)?;
    let before = kept_decisions(db, past.seq, past.survivor)?;
    let carried = kept_decisions(db, past.seq, past.absorbed)?;
    for decision in now.iter().filter(|decision| carried.contains(decision) && !before.contains(decision)) {
        let old = before.iter().find(|before| before.tag == decision.tag);
        let (record, field) = (past.survivor, decision.tag.clone());
        match old {
            Some(old) => crate::decision::put(db, record, old)?,
            None => crate::decision::take_away(db, record, &field)?,
        }
        let what = if old.is_some() { "decided" } else { "withdrawn" };
        lines.push(Line { record, what, field, old: Some(text(decision)), new: old.map(text) });
    }
    for decision in &carried {
        crate::decision::put(db, past.absorbed, decision)?;
        let (record, field) = (past.absorbed, decision.tag.clone());
        lines.push(Line { record, what: "decided", field, old: None, new: Some(text(decision)) });
    }
    Ok(lines)
}

fn kept_decisions(db: &Connection, seq: i64, record: i64) -> Result<Vec<Decision>> {
    let mut statement =
        db.prepare_cached("SELECT * FROM merge_decision WHERE seq = :seq AND record = :record ORDER BY tag")?;
    let rows = statement
        .query_map(named_params! {":seq": seq, ":record": record}, |row| Ok(crate::decision::from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// What the rules had said. Where they ran since, both are judged by them; else that gives what had been said.
fn restore_assessments(db: &Transaction<'_>, past: &Past, rejudge: &mut Rejudge<'_>) -> Result<()> {
    let told = rejudge.ran();
    for record in [past.survivor, past.absorbed] {
        let named = named_params! {":seq": past.seq, ":record": record};
        let sql = if told {
            // The size of the group is read from here; what is said is judged and counted anew.
            "INSERT INTO assessment (record, tags, duplicate_group_size, told)
             SELECT record, '[]', duplicate_group_size, '{\"met\":[],\"unknown\":[],\"seen\":[]}' FROM merge_assessment
             WHERE seq = :seq AND record = :record
             ON CONFLICT (record) DO UPDATE SET duplicate_group_size = excluded.duplicate_group_size"
        } else {
            "INSERT INTO assessment (record, tags, duplicate_group_size, told)
             SELECT record, tags, duplicate_group_size, told FROM merge_assessment WHERE seq = :seq AND record = :record
             ON CONFLICT (record) DO UPDATE SET tags = excluded.tags, told = excluded.told"
        };
        db.prepare_cached(sql)?.execute(named)?;
        rejudge.merged(db, record)?;
    }
    Ok(())
}
