//! The table `relation`: a person's word on two records (查重), remembered for ever.
//!
//! Not in here: which pairs are likely (core), merging. The invariant: a pair of records has one answer at most, the newest,
//! and every change of one stands in the journal, as a change of no record, under `relation/UID/UID`.

use qingce_core::journal::{Entry, decode, encode};
use qingce_core::likeness::Relation;
use qingce_core::value::Value;
use rusqlite::{Connection, Row, Transaction, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::Store;
use crate::verify::{Problem, problem};
use crate::{Result, StoreError};

/// The record of a change that is none of a record.
const NO_RECORD: i64 = 0;

/// A person's word on two records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// uid of the first.
    pub one: String,
    /// uid of the second.
    pub other: String,
    /// The first is … the second.
    pub relation: Relation,
    /// Why; may be empty.
    pub why: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// An answer with the records that it is about now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// Id of the first record, by its uid or, where that left, by its unit and name; none where it is gone.
    pub one: Option<i64>,
    /// Id of the second.
    pub other: Option<i64>,
}

/// An answer to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAnswer<'a> {
    /// uid of the first.
    pub one: &'a str,
    /// uid of the second.
    pub other: &'a str,
    /// The first is … the second; none takes the answer back.
    pub relation: Option<Relation>,
    /// Why; may be empty.
    pub why: &'a str,
    /// Who.
    pub who: &'a str,
    /// When, UTC, ISO 8601.
    pub at: &'a str,
}

impl Store {
    /// Keeps an answer in place of the one before it, or takes that one back. Gives the one before it.
    ///
    /// # Errors
    /// [`StoreError::NoRecord`] where there is no record of a uid, [`StoreError::NoPair`] where both are one record.
    pub fn answer(&self, new: &NewAnswer<'_>) -> Result<Option<Answer>> {
        self.write(|db| answer(db, new, None))
    }

    /// All answers, the newest first.
    pub fn answers(&self) -> Result<Vec<Answered>> {
        self.read(|db| answered(db))
    }
}

/// Keeps or takes back an answer; `batch` is the merge that brings it.
pub(crate) fn answer(db: &Transaction<'_>, new: &NewAnswer<'_>, batch: Option<i64>) -> Result<Option<Answer>> {
    let (one, other) = (crate::record::id_of(db, new.one)?, crate::record::id_of(db, new.other)?);
    if one == other {
        return Err(StoreError::NoPair(new.one.to_owned()));
    }
    let pair = (one.min(other), one.max(other));
    let of_pair = |answered: &Answered| match (answered.one, answered.other) {
        (Some(a), Some(b)) => (a.min(b), a.max(b)) == pair,
        _ => false,
    };
    let before: Vec<Answer> = answered(db)?.into_iter().filter(of_pair).map(|found| found.answer).collect();
    let text = |relation: Relation| encode(&Value::Text(relation.key().to_owned()));
    let field = |one: &str, other: &str| format!("relation/{one}/{other}");
    let mut changes = Vec::new();
    for old in &before {
        db.prepare_cached("DELETE FROM relation WHERE one = :one AND other = :other")?
            .execute(named_params! {":one": old.one, ":other": old.other})?;
        changes.push((field(&old.one, &old.other), Some(text(old.relation)), None));
    }
    if let Some(relation) = new.relation {
        put(db, new, relation)?;
        let field = field(new.one, new.other);
        match changes.iter_mut().find(|(known, ..)| *known == field) {
            Some((_, _, told)) => *told = Some(text(relation)),
            None => changes.push((field, None, Some(text(relation)))),
        }
    }
    let entries: Vec<Entry<'_>> = changes
        .iter()
        .map(|(field, old, told)| Entry {
            record: NO_RECORD,
            what: "changed",
            field,
            old: old.as_deref(),
            new: told.as_deref(),
        })
        .collect();
    if !entries.is_empty() {
        let set = NewSet { at: new.at, who: new.who, why: new.why, kind: Kind::Relation, batch };
        crate::journal::write(db, &set, &entries)?;
    }
    Ok(before.into_iter().next())
}

pub(crate) fn put(db: &Connection, new: &NewAnswer<'_>, relation: Relation) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO relation (one, other, one_key, other_key, relation, why, who, at)
         VALUES (:one, :other, (SELECT name_key FROM record WHERE uid = :one),
                 (SELECT name_key FROM record WHERE uid = :other), :relation, :why, :who, :at)",
    )?
    .execute(named_params! {
        ":one": new.one, ":other": new.other, ":relation": relation.key(), ":why": new.why, ":who": new.who,
        ":at": new.at,
    })?;
    Ok(())
}

/// The uids of the field of a change of an answer.
pub(crate) fn pair_of(field: &str) -> Option<(&str, &str)> {
    field.strip_prefix("relation/")?.split_once('/')
}

/// All answers as they were given.
pub(crate) fn all(db: &Connection) -> Result<Vec<Answer>> {
    let mut statement = db.prepare_cached("SELECT * FROM relation ORDER BY at, one, other")?;
    let rows = statement.query_map([], |row| Ok(from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// All answers with the records they are about now. Where records left, those of the same unit and name take their
/// place, if there is one only. What was said of a record that was merged into another is said of no other.
fn answered(db: &Connection) -> Result<Vec<Answered>> {
    let mut statement = db.prepare_cached(
        "SELECT a.*, r.id AS one_id, s.id AS other_id,
           EXISTS (SELECT 1 FROM merge AS m WHERE m.undone IS NULL AND m.absorbed_uid = a.one) AS one_merged,
           EXISTS (SELECT 1 FROM merge AS m WHERE m.undone IS NULL AND m.absorbed_uid = a.other) AS other_merged
         FROM relation AS a
         LEFT JOIN record AS r ON r.uid = a.one LEFT JOIN record AS s ON s.uid = a.other ORDER BY a.at DESC, a.one, a.other",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    let mut missing: FxHashSet<String> = FxHashSet::default();
    while let Some(row) = rows.next()? {
        let ids: (Option<i64>, Option<i64>) = (row.get("one_id")?, row.get("other_id")?);
        let keys: (Option<String>, Option<String>) = (row.get("one_key")?, row.get("other_key")?);
        let gone = (row.get::<_, bool>("one_merged")?, row.get::<_, bool>("other_merged")?);
        let keys = (keys.0.filter(|_| !gone.0), keys.1.filter(|_| !gone.1));
        missing.extend(
            keys.0.iter().filter(|_| ids.0.is_none()).chain(keys.1.iter().filter(|_| ids.1.is_none())).cloned(),
        );
        found.push((Answered { answer: from_row(row)?, one: ids.0, other: ids.1 }, keys));
    }
    let back = if missing.is_empty() { FxHashMap::default() } else { by_key(db, &missing)? };
    let of = |key: &Option<String>| key.as_ref().and_then(|key| back.get(key).copied().flatten());
    Ok(found
        .into_iter()
        .map(|(answered, (one, other))| Answered {
            one: answered.one.or_else(|| of(&one)),
            other: answered.other.or_else(|| of(&other)),
            answer: answered.answer,
        })
        .collect())
}

/// The record of each of some keys; none where several have it.
fn by_key(db: &Connection, wanted: &FxHashSet<String>) -> Result<FxHashMap<String, Option<i64>>> {
    let mut statement = db.prepare_cached("SELECT id, name_key FROM record WHERE name_key IS NOT NULL")?;
    let mut rows = statement.query([])?;
    let mut found: FxHashMap<String, Option<i64>> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let key = row.get_ref("name_key")?.as_str().map_err(rusqlite::Error::from)?;
        if let Some(key) = wanted.get(key) {
            let id = row.get("id")?;
            found.entry(key.clone()).and_modify(|several| *several = None).or_insert(Some(id));
        }
    }
    Ok(found)
}

fn from_row(row: &Row<'_>) -> Result<Answer> {
    let relation: String = row.get("relation")?;
    Ok(Answer {
        one: row.get("one")?,
        other: row.get("other")?,
        relation: Relation::from_key(&relation).ok_or(StoreError::Content(relation))?,
        why: row.get("why")?,
        who: row.get("who")?,
        at: row.get("at")?,
    })
}

/// Every answer is the newest one that the journal tells of its pair, and none of those is missing.
pub(crate) fn check(db: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = db.prepare(
        "SELECT e.field, e.new, j.why, j.who, j.at FROM journal_entry AS e JOIN journal AS j USING (seq)
         WHERE j.kind = :kind ORDER BY e.seq, e.n",
    )?;
    let mut rows = statement.query(named_params! {":kind": Kind::Relation.key()})?;
    let mut told: FxHashMap<String, [String; 4]> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let (field, new): (String, Option<String>) = (row.get("field")?, row.get("new")?);
        match new.as_deref().and_then(decode) {
            Some(value) => {
                told.insert(field, [value.text(), row.get("why")?, row.get("who")?, row.get("at")?]);
            }
            None => {
                told.remove(&field);
            }
        }
    }
    for Answered { answer, .. } in answered(db)? {
        let held = [answer.relation.key().to_owned(), answer.why, answer.who, answer.at];
        if told.remove(&format!("relation/{}/{}", answer.one, answer.other)) != Some(held) {
            problems.push(problem("verify_relation", &[("one", answer.one), ("other", answer.other)]));
        }
    }
    let mut lost: Vec<String> = told.into_keys().collect();
    lost.sort();
    for field in lost {
        let (one, other) = pair_of(&field).unwrap_or_default();
        problems.push(problem("verify_relation", &[("one", one.to_owned()), ("other", other.to_owned())]));
    }
    Ok(())
}
