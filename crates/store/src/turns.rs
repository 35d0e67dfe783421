//! What was done in a register since a set of its journal: to records, to decisions, to answers of 查重, and which records
//! were made one.
//!
//! Not in here: what becomes of it where it is merged (the orders). The invariant: it is the net change, by value, with who
//! made it last; what came and went since is not told.

use std::collections::BTreeMap;

use qingce_core::likeness::Relation;
use qingce_core::union::Origin;
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::Result;
use crate::decision::{Decision, decisions};
use crate::journal::value;
use crate::kind::Kind;
use crate::open::Store;
use crate::relation::Answer;

/// Who did something, when and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// When, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why; may be empty.
    pub why: String,
}

/// What was done to a field since a set of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldTurn {
    /// Key of the field, or `extra`.
    pub field: String,
    /// What it was at that set.
    pub base: Option<Value>,
    /// What it is now.
    pub now: Option<Value>,
    /// Who changed it last.
    pub word: Word,
}

/// What people decided on a tag since a set of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionTurn {
    /// The tag, without class.
    pub tag: String,
    /// What was decided at that set, as [`Decision::text`].
    pub base: Option<String>,
    /// What is decided now.
    pub now: Option<Decision>,
    /// The last word.
    pub word: Word,
}

/// A record that something was done to since a set of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordTurn {
    /// Its id.
    pub id: i64,
    /// Whether it was created since.
    pub created: bool,
    /// Its fields that changed, whatever they are now.
    pub fields: Vec<FieldTurn>,
    /// Its tags on which people decided, whatever is decided now.
    pub decisions: Vec<DecisionTurn>,
}

/// What people said of two records since a set of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerTurn {
    /// What was said at that set.
    pub base: Option<Told>,
    /// What is said now.
    pub now: Option<Answer>,
    /// The last word.
    pub word: Word,
    /// The records.
    pub pair: [String; 2],
}

/// What is said of two records: the first is … the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// uid of the first.
    pub one: String,
    /// uid of the second.
    pub other: String,
    /// How the first stands to the second.
    pub relation: Relation,
}

/// Two records that were made one since a set of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct MergingTurn {
    /// uid of the one that stayed.
    pub survivor: String,
    /// uid of the one that left.
    pub absorbed: String,
    /// Where the value of every field that differed came from, by key.
    pub origins: Vec<(String, Origin)>,
    /// Who did it.
    pub word: Word,
}

/// A record that is gone.
#[derive(Debug, Clone, PartialEq)]
pub struct RemovalTurn {
    /// Its uid.
    pub uid: String,
    /// Who took it out.
    pub word: Word,
}

/// What was done since a set of the journal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turns {
    /// Records created, changed or decided on, by id.
    pub records: Vec<RecordTurn>,
    /// Records that are gone, those made part of others aside.
    pub removed: Vec<RemovalTurn>,
    /// Records that were made one, in the order in which it was done.
    pub mergings: Vec<MergingTurn>,
    /// Answers on pairs of records.
    pub answers: Vec<AnswerTurn>,
}

impl Store {
    /// What was done since a set of the journal.
    pub fn turns_since(&self, seq: i64) -> Result<Turns> {
        self.read(|db| {
            let mut found = created_and_changed(db, seq)?;
            decided(db, seq, &mut found)?;
            let (removed, mergings) = (removed(db, seq)?, mergings(db, seq)?);
            let answers = answers(db, seq)?;
            Ok(Turns { records: found.into_values().collect(), removed, mergings, answers })
        })
    }

    /// The decisions in force on a record, by tag.
    pub fn decisions_of(&self, record: i64) -> Result<Vec<Decision>> {
        self.read(|db| decisions(db, record))
    }
}

const WORD: &str = "j.at, j.who, j.why";

fn word(row: &rusqlite::Row<'_>) -> rusqlite::Result<Word> {
    Ok(Word { at: row.get("at")?, who: row.get("who")?, why: row.get("why")? })
}

fn turn(id: i64, created: bool) -> RecordTurn {
    RecordTurn { id, created, fields: Vec::new(), decisions: Vec::new() }
}

fn created_and_changed(db: &Connection, seq: i64) -> Result<BTreeMap<i64, RecordTurn>> {
    let mut found = BTreeMap::<i64, RecordTurn>::new();
    let mut statement = db.prepare(
        "SELECT r.id FROM input_row AS i JOIN journal AS j ON j.batch = i.batch AND j.kind = 'import'
         JOIN record AS r ON r.id = i.record WHERE i.fate = 'new' AND j.seq > :seq",
    )?;
    for id in statement.query_map(named_params! {":seq": seq}, |row| row.get("id"))? {
        let id = id?;
        found.insert(id, turn(id, true));
    }
    let mut statement = db.prepare(&format!(
        "SELECT e.record, e.field, e.old, e.new, {WORD} FROM journal_entry AS e JOIN journal AS j USING (seq)
         JOIN record AS r ON r.id = e.record WHERE e.seq > :seq AND e.what = 'changed' ORDER BY e.seq, e.n"
    ))?;
    let mut rows = statement.query(named_params! {":seq": seq})?;
    while let Some(row) = rows.next()? {
        let id = row.get("record")?;
        let record = found.entry(id).or_insert_with(|| turn(id, false));
        let (field, now): (String, _) = (row.get("field")?, value(row.get("new")?)?);
        match record.fields.iter_mut().find(|known| known.field == field) {
            Some(known) => (known.now, known.word) = (now, word(row)?),
            None => record.fields.push(FieldTurn { field, base: value(row.get("old")?)?, now, word: word(row)? }),
        }
    }
    Ok(found)
}

fn decided(db: &Connection, seq: i64, found: &mut BTreeMap<i64, RecordTurn>) -> Result<()> {
    let mut statement = db.prepare(&format!(
        "SELECT e.record, e.field, e.old, {WORD} FROM journal_entry AS e JOIN journal AS j USING (seq)
         JOIN record AS r ON r.id = e.record
         WHERE e.seq > :seq AND e.what IN ('decided', 'withdrawn') ORDER BY e.seq, e.n"
    ))?;
    let mut rows = statement.query(named_params! {":seq": seq})?;
    while let Some(row) = rows.next()? {
        let (id, tag): (i64, String) = (row.get("record")?, row.get("field")?);
        let record = found.entry(id).or_insert_with(|| turn(id, false));
        match record.decisions.iter_mut().find(|known| known.tag == tag) {
            Some(known) => known.word = word(row)?,
            None => {
                let base = value(row.get("old")?)?.map(|text| text.text());
                record.decisions.push(DecisionTurn { tag, base, now: None, word: word(row)? });
            }
        }
    }
    for record in found.values_mut().filter(|record| !record.decisions.is_empty()) {
        let mut now = decisions(db, record.id)?;
        for turn in &mut record.decisions {
            turn.now = now.iter().position(|decision| decision.tag == turn.tag).map(|at| now.swap_remove(at));
        }
    }
    Ok(())
}

/// What came and went since was never there for anybody else, and what came back is not gone.
fn removed(db: &Connection, seq: i64) -> Result<Vec<RemovalTurn>> {
    let mut statement = db.prepare(&format!(
        "SELECT e.old, {WORD} FROM journal_entry AS e JOIN journal AS j USING (seq)
         WHERE e.seq > :seq AND e.what = 'removed'
           AND EXISTS (SELECT 1 FROM input_row AS i JOIN journal AS c ON c.batch = i.batch AND c.kind = 'import'
                       WHERE i.record = e.record AND i.fate = 'new' AND c.seq <= :seq)
           AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.id = e.record)
           AND NOT EXISTS (SELECT 1 FROM merge AS m WHERE m.absorbed = e.record AND m.undone IS NULL)
           AND NOT EXISTS (SELECT 1 FROM journal_entry AS l WHERE l.record = e.record AND l.what = 'removed' AND l.seq > e.seq)
         ORDER BY e.seq, e.n"
    ))?;
    let mut rows = statement.query(named_params! {":seq": seq})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(uid) = value(row.get("old")?)? {
            found.push(RemovalTurn { uid: uid.text(), word: word(row)? });
        }
    }
    Ok(found)
}

fn mergings(db: &Connection, seq: i64) -> Result<Vec<MergingTurn>> {
    let mut statement = db.prepare(&format!(
        "SELECT b.uid AS survivor, m.absorbed_uid, m.choices, {WORD} FROM merge AS m JOIN journal AS j USING (seq)
         JOIN merge_before AS b ON b._seq = m.seq AND b.id = m.survivor
         WHERE m.seq > :seq AND m.undone IS NULL ORDER BY m.seq"
    ))?;
    let mut rows = statement.query(named_params! {":seq": seq})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let choices = row.get_ref("choices")?.as_str().map_err(rusqlite::Error::from)?;
        found.push(MergingTurn {
            survivor: row.get("survivor")?,
            absorbed: row.get("absorbed_uid")?,
            origins: serde_json::from_str(choices)?,
            word: word(row)?,
        });
    }
    Ok(found)
}

fn answers(db: &Connection, seq: i64) -> Result<Vec<AnswerTurn>> {
    let mut statement = db.prepare(&format!(
        "SELECT e.seq, e.field, e.old, {WORD} FROM journal_entry AS e JOIN journal AS j USING (seq)
         WHERE j.kind = :kind AND e.seq > :seq ORDER BY e.seq, e.n"
    ))?;
    let mut rows = statement.query(named_params! {":kind": Kind::Relation.key(), ":seq": seq})?;
    // Each with the set that touched the pair first: what it took away is what was said before.
    let mut found: Vec<(i64, AnswerTurn)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (set, field): (i64, String) = (row.get("seq")?, row.get("field")?);
        let Some((one, other)) = crate::relation::pair_of(&field) else { continue };
        let mut pair = [one.to_owned(), other.to_owned()];
        pair.sort();
        let old: Option<Value> = value(row.get("old")?)?;
        let old = old.and_then(|key| Relation::from_key(&key.text()));
        let base = old.map(|relation| Told { one: one.to_owned(), other: other.to_owned(), relation });
        match found.iter_mut().find(|(_, turn)| turn.pair == pair) {
            Some((first, turn)) => {
                turn.word = word(row)?;
                turn.base = turn.base.take().or(base.filter(|_| *first == set));
            }
            None => found.push((set, AnswerTurn { base, now: None, word: word(row)?, pair })),
        }
    }
    let now = crate::relation::all(db)?;
    let of = |pair: &[String; 2]| {
        now.iter().find(|a| (&a.one, &a.other) == (&pair[0], &pair[1]) || (&a.other, &a.one) == (&pair[0], &pair[1]))
    };
    Ok(found.into_iter().map(|(_, turn)| AnswerTurn { now: of(&turn.pair).cloned(), ..turn }).collect())
}

impl Store {
    /// Who wrote a field of a record, or decided on a tag of it, last, and when; of no field: who worked on the record.
    /// Whoever brought the record where nobody did since.
    pub fn last_word(&self, record: i64, field: &str) -> Result<Option<(String, String)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT who, at FROM
                   (SELECT j.seq, j.who, j.at FROM journal_entry AS e JOIN journal AS j USING (seq)
                    WHERE e.record = :record AND (:field = '' OR e.field = :field) AND e.what NOT IN ('kept', 'taken')
                    UNION ALL SELECT j.seq, j.who, j.at FROM input_row AS i JOIN journal AS j ON j.batch = i.batch AND j.kind = 'import'
                    WHERE i.record = :record AND i.fate = 'new')
                 ORDER BY seq DESC LIMIT 1",
            )?;
            let named = named_params! {":record": record, ":field": field};
            Ok(statement.query_row(named, |row| Ok((row.get("who")?, row.get("at")?))).optional()?)
        })
    }

    /// Whether anybody worked on a record since a set of the journal: changed it, decided on it, or checked it on site and
    /// `package` knows nothing of that.
    pub fn worked_on(&self, record: i64, seq: i64, package: &Store) -> Result<bool> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached("SELECT 1 FROM journal_entry WHERE record = :record AND seq > :seq LIMIT 1")?;
            if statement.exists(named_params! {":record": record, ":seq": seq})? {
                return Ok(true);
            }
            let mut statement = db.prepare_cached(
                "SELECT c.uid FROM field_check AS c JOIN record AS r ON r.uid = c.record WHERE r.id = :record
                 UNION ALL SELECT a.uid FROM attachment AS a JOIN record AS r ON r.uid = a.record WHERE r.id = :record",
            )?;
            let uids = statement.query_map(named_params! {":record": record}, |row| row.get("uid"))?;
            let uids: Vec<String> = uids.collect::<rusqlite::Result<_>>()?;
            package.read(|there| {
                let mut known = there.prepare_cached(
                    "SELECT 1 FROM field_check WHERE uid = :uid UNION ALL SELECT 1 FROM attachment WHERE uid = :uid",
                )?;
                for uid in &uids {
                    if !known.exists(named_params! {":uid": uid})? {
                        return Ok(true);
                    }
                }
                Ok(false)
            })
        })
    }
}
