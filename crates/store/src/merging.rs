//! The tables `merge` and `merge_…`: two records that a person made one. The absorbed one leaves `record`, and its uid and
//! the keys of both go on finding the survivor.
//!
//! Not in here: which value each field gets (core's `union`), taking a merging back ([`crate::unmerging`]), finding a record
//! by the uid of an absorbed one ([`crate::alias`]).
//!
//! The invariant: a merging is one set of the journal; both records, what the rules said of them and what people decided
//! are kept as they were, so that undo brings them back exactly; no decision is lost that was not chosen against.

use chrono::NaiveDate;
use qingce_core::finding::Finding;
use qingce_core::journal::{Entry, Head, encode};
use qingce_core::record::{Facts, Record};
use qingce_core::union::{Origin, Side};
use qingce_core::value::{Value, Values};
use rusqlite::{Connection, Transaction, named_params};

use crate::columns::RecordRow;
use crate::decision::{Decision, decisions, put};
use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::{Shape, Store};
use crate::record::{by_id, differences};
use crate::rejudge::Rejudge;
use crate::undo::Line;
use crate::{Result, StoreError};

/// Two records that are to be one.
#[derive(Debug, Clone, Copy)]
pub struct NewMerge<'a> {
    /// The record that stays, as it was looked at.
    pub survivor: &'a Record,
    /// The record that leaves, as it was looked at.
    pub absorbed: &'a Record,
    /// The survivor's values then.
    pub values: &'a Values,
    /// Its other columns.
    pub extra: &'a [(String, String)],
    /// The facts that follow.
    pub facts: &'a Facts,
    /// Unit and name, folded.
    pub name_key: Option<&'a str>,
    /// Unit and project code, folded.
    pub code_key: Option<&'a str>,
    /// Marked 待退回.
    pub to_return: bool,
    /// Remarks on it.
    pub remarks: &'a [Finding],
    /// Where the value of every differing field comes from, by key.
    pub origins: &'a [(String, Origin)],
    /// Tags on which people decided differently, and whose decision holds.
    pub decisions: &'a [(String, Side)],
    /// Why; may be empty.
    pub why: &'a str,
    /// Who.
    pub who: &'a str,
    /// When, UTC, ISO 8601.
    pub at: &'a str,
    /// The day by which the merged record is judged.
    pub today: NaiveDate,
}

/// What a merging wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Its set in the journal.
    pub seq: i64,
    /// Head of the journal after it.
    pub head: Head,
}

/// A merging in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Merging {
    /// Its set in the journal.
    pub seq: i64,
    /// The absorbed record as it was.
    pub absorbed: Record,
    /// Where the value of every field that differed came from, by key.
    pub origins: Vec<(String, Origin)>,
    /// Why.
    pub why: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

impl Store {
    /// Makes two records one.
    ///
    /// # Errors
    /// [`StoreError::Edited`] where one of them is no longer what was looked at; [`StoreError::DecisionsDiffer`] where people
    /// decided differently on a tag and nothing was chosen.
    pub fn merge(&self, new: &NewMerge<'_>) -> Result<Merged> {
        self.write(|db| write(db, &self.shape, new, None))
    }

    /// The mergings in force that a record survived, the oldest first.
    pub fn mergings(&self, uid: &str) -> Result<Vec<Merging>> {
        self.read(|db| {
            let record = crate::alias::known_as(db, uid)?;
            of_survivor(db, &self.shape, record)
        })
    }

    /// The records that are part of others now, and those that took one in, or gave one back, since a set of the journal.
    pub fn merged_since(&self, seq: i64) -> Result<(Vec<i64>, Vec<i64>)> {
        self.read(|db| {
            let ids = |sql: &str| -> Result<Vec<i64>> {
                let mut statement = db.prepare_cached(sql)?;
                let rows = statement.query_map(named_params! {":seq": seq}, |row| row.get("id"))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            };
            let absorbed = ids("SELECT absorbed AS id FROM merge WHERE undone IS NULL AND :seq IS NOT NULL")?;
            Ok((absorbed, ids("SELECT survivor AS id FROM merge WHERE seq > :seq OR undone > :seq")?))
        })
    }

    /// The decisions of two records on tags on which people decided differently: tag, of the first, of the second.
    pub fn differing_decisions(&self, one: i64, other: i64) -> Result<Vec<(String, Decision, Decision)>> {
        self.read(|db| differing(db, one, other))
    }
}

pub(crate) fn of_survivor(db: &Connection, shape: &Shape, survivor: i64) -> Result<Vec<Merging>> {
    let mut statement = db.prepare_cached(
        "SELECT m.seq, m.absorbed, m.choices, j.why, j.who, j.at FROM merge AS m JOIN journal AS j USING (seq)
         WHERE m.survivor = :survivor AND m.undone IS NULL ORDER BY m.seq",
    )?;
    let mut rows = statement.query(named_params! {":survivor": survivor})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, absorbed): (i64, i64) = (row.get("seq")?, row.get("absorbed")?);
        found.push(Merging {
            seq,
            absorbed: before(db, shape, seq, absorbed)?,
            origins: serde_json::from_str(row.get_ref("choices")?.as_str().map_err(rusqlite::Error::from)?)?,
            why: row.get("why")?,
            who: row.get("who")?,
            at: row.get("at")?,
        });
    }
    Ok(found)
}

/// A record as it was before a merging.
pub(crate) fn before(db: &Connection, shape: &Shape, seq: i64, record: i64) -> Result<Record> {
    let table = format!("(SELECT * FROM merge_before WHERE _seq = {seq})");
    let found = crate::record::of_table(db, shape, &table, record)?;
    found.ok_or_else(|| StoreError::Content(format!("record {record} before set {seq}")))
}

fn differing(db: &Connection, one: i64, other: i64) -> Result<Vec<(String, Decision, Decision)>> {
    let theirs = decisions(db, other)?;
    let mut found = Vec::new();
    for ours in decisions(db, one)? {
        if let Some(theirs) = theirs.iter().find(|theirs| theirs.tag == ours.tag && theirs.text() != ours.text()) {
            found.push((ours.tag.clone(), ours, theirs.clone()));
        }
    }
    Ok(found)
}

/// Makes two records one; `batch` is the merge of a package that brings it.
pub(crate) fn write(db: &Transaction<'_>, shape: &Shape, new: &NewMerge<'_>, batch: Option<i64>) -> Result<Merged> {
    for seen in [new.survivor, new.absorbed] {
        by_id(db, shape, seen.id)?.filter(|now| now.revision == seen.revision).ok_or(StoreError::Edited(seen.id))?;
    }
    let carried = carried(db, new)?;
    let mut lines = Vec::new();
    for (field, old, told) in differences(&shape.catalogue, new.survivor, new.values, new.extra)? {
        lines.push(Line { record: new.survivor.id, what: "changed", field, old, new: told });
    }
    lines.extend(asked(shape, new));
    lines.extend(decided(new, &carried));
    for gone in decisions(db, new.absorbed.id)? {
        let verdict = Some(encode(&Value::Text(gone.text())));
        lines.push(Line { record: new.absorbed.id, what: "withdrawn", field: gone.tag, old: verdict, new: None });
    }
    let uid = Some(encode(&Value::Text(new.absorbed.uid.clone())));
    lines.push(Line { record: new.survivor.id, what: "merged", field: String::new(), old: None, new: uid.clone() });
    lines.push(Line { record: new.absorbed.id, what: "removed", field: String::new(), old: uid, new: None });
    let entries: Vec<Entry<'_>> = lines.iter().map(Line::entry).collect();
    let set = NewSet { at: new.at, who: new.who, why: new.why, kind: Kind::Merge, batch };
    let mut rejudge = Rejudge::load(db, shape, new.today)?;
    let (seq, head) = crate::journal::write(db, &set, &entries)?;
    rejudge.left(db, new.absorbed.id)?;
    keep(db, shape, seq, new)?;
    update(db, shape, new)?;
    for table in ["decision", "assessment"] {
        let sql = format!("DELETE FROM {table} WHERE record = :record");
        db.prepare_cached(&sql)?.execute(named_params! {":record": new.absorbed.id})?;
    }
    db.prepare_cached("DELETE FROM record WHERE id = :id")?.execute(named_params! {":id": new.absorbed.id})?;
    for (_, decision) in &carried {
        put(db, new.survivor.id, decision)?;
    }
    rejudge.merged(db, new.survivor.id)?;
    rejudge.finish(db, seq, false)?;
    Ok(Merged { seq, head })
}

/// Decisions that go over to the survivor: those on which it had none, and those chosen. Each with the one it replaces.
fn carried(db: &Connection, new: &NewMerge<'_>) -> Result<Vec<(Option<Decision>, Decision)>> {
    let ours = decisions(db, new.survivor.id)?;
    let mut carried = Vec::new();
    for theirs in decisions(db, new.absorbed.id)? {
        let own = ours.iter().find(|own| own.tag == theirs.tag);
        let differs = own.is_some_and(|own| own.text() != theirs.text());
        let chosen = new.decisions.iter().find(|(tag, _)| *tag == theirs.tag).map(|(_, side)| *side);
        match (own, chosen) {
            (None, _) => carried.push((None, theirs)),
            (Some(_), None) if differs => return Err(StoreError::DecisionsDiffer(theirs.tag)),
            (Some(own), Some(Side::Other)) if differs => carried.push((Some(own.clone()), theirs)),
            _ => {}
        }
    }
    Ok(carried)
}

fn decided(new: &NewMerge<'_>, carried: &[(Option<Decision>, Decision)]) -> Vec<Line> {
    let text = |decision: &Decision| encode(&Value::Text(decision.text()));
    let line = |(old, told): &(Option<Decision>, Decision)| Line {
        record: new.survivor.id,
        what: "decided",
        field: told.tag.clone(),
        old: old.as_ref().map(text),
        new: Some(text(told)),
    };
    carried.iter().map(line).collect()
}

/// Fields in which both told something else: which of them was chosen. That is a person's word, so no row overwrites it
/// unasked.
fn asked(shape: &Shape, new: &NewMerge<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for field in shape.catalogue.fields() {
        let (ours, theirs) = (new.survivor.values.get(field.id), new.absorbed.values.get(field.id));
        let chosen = new.values.get(field.id);
        let typed = chosen != ours && chosen != theirs;
        if typed || ours.is_some() && theirs.is_some() && ours != theirs {
            let what = if chosen == ours { "kept" } else { "taken" };
            let (old, told) = (ours.map(encode), theirs.map(encode));
            lines.push(Line { record: new.survivor.id, what, field: field.key.clone(), old, new: told });
        }
    }
    lines
}

/// Keeps everything as it was.
fn keep(db: &Transaction<'_>, shape: &Shape, seq: i64, new: &NewMerge<'_>) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO merge (seq, survivor, absorbed, absorbed_uid, choices, newest_batch)
         SELECT :seq, :survivor, id, uid, :choices, (SELECT coalesce(max(id), 0) FROM batch)
         FROM record WHERE id = :absorbed",
    )?
    .execute(named_params! {
        ":seq": seq, ":survivor": new.survivor.id, ":absorbed": new.absorbed.id,
        ":choices": serde_json::to_string(new.origins)?,
    })?;
    let all = &shape.columns.all;
    let of_pair = "IN (:survivor, :absorbed)";
    let copies = [
        format!("INSERT INTO merge_before (_seq, {all}) SELECT :seq, {all} FROM record WHERE id {of_pair}"),
        format!(
            "INSERT INTO merge_assessment (seq, record, tags, duplicate_group_size, told)
             SELECT :seq, record, tags, duplicate_group_size, told FROM assessment WHERE record {of_pair}"
        ),
        format!(
            "INSERT INTO merge_decision (seq, record, tag, class, verdict, until, reason, who, decided_at)
             SELECT :seq, record, tag, class, verdict, until, reason, who, decided_at FROM decision WHERE record {of_pair}"
        ),
    ];
    for sql in copies {
        let pair = named_params! {":seq": seq, ":survivor": new.survivor.id, ":absorbed": new.absorbed.id};
        db.prepare_cached(&sql)?.execute(pair)?;
    }
    Ok(())
}

fn update(db: &Transaction<'_>, shape: &Shape, new: &NewMerge<'_>) -> Result<()> {
    let remarks = serde_json::to_string(new.remarks)?;
    let row = RecordRow {
        id: new.survivor.id,
        uid: &new.survivor.uid,
        revision: new.survivor.revision + 1,
        batch: None,
        name_key: new.name_key,
        code_key: new.code_key,
        facts: new.facts,
        to_return: new.to_return,
        extra: new.extra,
        remarks: Some(&remarks),
        values: new.values,
    };
    let mut statement = db.prepare_cached(&shape.columns.update)?;
    shape.columns.bind(&mut statement, &row)?;
    if statement.raw_execute()? == 1 { Ok(()) } else { Err(StoreError::Edited(new.survivor.id)) }
}
