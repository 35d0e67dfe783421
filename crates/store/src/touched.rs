//! What changed here since the base of a row: the fields of a record that a row may not overwrite unasked.
//!
//! Not in here: what is asked and what becomes of it (core's `update`).
//!
//! The invariant: a value whose last word is a person's is protected until somebody takes another one for it; keeping it
//! against a file is no new word, and an undo brings back the word before.

use qingce_core::value::Value;
use rusqlite::{Connection, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Result;
use crate::journal::value;
use crate::staging::Staging;

/// What a row is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Base {
    /// The sender saw nothing of ours: what a person changed here by hand, and no file was taken for since, is protected.
    #[default]
    LastWord,
    /// The sender had the record of this revision before them: whatever changed since is protected.
    Revision(i64),
}

/// A field that changed here since the base of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Touch {
    /// Key of the field, or `extra`.
    pub field: String,
    /// Who gave it its value.
    pub who: String,
    /// When, UTC.
    pub at: String,
    /// The import that did, where it was no person.
    pub batch: Option<i64>,
    /// The value that the sender had before them; none where nobody knows what that was.
    pub sent: Option<Option<Value>>,
}

/// What the journal says of a field.
struct Word {
    seq: i64,
    field: String,
    what: String,
    old: Option<String>,
    kind: String,
    batch: Option<i64>,
    who: String,
    at: String,
    takes_back: Option<i64>,
    /// The set of the import that an undo takes back.
    undoes: Option<i64>,
}

const WORDS: &str = "SELECT e.seq, e.field, e.what, e.old, j.kind, j.batch, j.who, j.at, t.takes_back,
      CASE j.kind
        WHEN 'undo' THEN (SELECT max(i.seq) FROM journal AS i WHERE i.batch = j.batch AND i.kind = 'import')
        WHEN 'merge_undo' THEN (SELECT m.seq FROM merge AS m WHERE m.undone = j.seq) END AS undoes
    FROM journal_entry AS e JOIN journal AS j USING (seq) LEFT JOIN edit AS t USING (seq)
    WHERE e.record = :record AND e.what IN ('changed', 'kept', 'taken') ORDER BY e.seq DESC, e.n DESC";

/// Records of which a person wrote a value.
pub(crate) fn by_hand(db: &Connection) -> Result<FxHashSet<i64>> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT e.record FROM journal AS j JOIN journal_entry AS e USING (seq)
         WHERE j.kind IN ('edit', 'edit_redo', 'merge') AND e.record > 0",
    )?;
    let rows = statement.query_map([], |row| row.get("record"))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Staging {
    /// What changed in a record since the base of a row that tells it.
    pub fn touched(&self, record: i64, revision: i64, base: Base) -> Result<Vec<Touch>> {
        match base {
            Base::LastWord if !self.by_hand.contains(&record) => Ok(Vec::new()),
            Base::LastWord => last_words(&self.db, record),
            Base::Revision(seen) if seen == revision => Ok(Vec::new()),
            Base::Revision(seen) => since(&self.db, record, revision - seen),
        }
    }
}

fn words(db: &Connection, record: i64) -> Result<Vec<Word>> {
    let mut statement = db.prepare_cached(WORDS)?;
    let rows = statement.query_map(named_params! {":record": record}, |row| {
        Ok(Word {
            seq: row.get("seq")?,
            field: row.get("field")?,
            what: row.get("what")?,
            old: row.get("old")?,
            kind: row.get("kind")?,
            batch: row.get("batch")?,
            who: row.get("who")?,
            at: row.get("at")?,
            takes_back: row.get("takes_back")?,
            undoes: row.get("undoes")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The fields whose last word is a person's.
fn last_words(db: &Connection, record: i64) -> Result<Vec<Touch>> {
    // Of each field: whether its last word is found, and from which set on words were taken back.
    let mut open: FxHashMap<String, Option<i64>> = FxHashMap::default();
    let mut found = Vec::new();
    for word in words(db, record)? {
        let before = open.entry(word.field.clone()).or_insert(Some(i64::MAX));
        let Some(limit) = *before else { continue };
        if word.seq >= limit {
            continue;
        }
        let by_hand = match (word.kind.as_str(), word.what.as_str()) {
            ("edit_undo", _) => {
                *before = Some(word.takes_back.unwrap_or(word.seq));
                continue;
            }
            ("undo" | "merge_undo", _) => {
                *before = Some(word.undoes.unwrap_or(word.seq));
                continue;
            }
            ("edit" | "edit_redo", _) => true,
            ("merge", what) => what != "changed",
            (_, "kept") => continue,
            _ => false,
        };
        *before = None;
        if by_hand {
            found.push(Touch { field: word.field, who: word.who, at: word.at, batch: None, sent: None });
        }
    }
    found.reverse();
    Ok(found)
}

/// The fields that the last so many changes of a record gave another value.
fn since(db: &Connection, record: i64, changes: i64) -> Result<Vec<Touch>> {
    let (mut sets, mut last) = (0, 0);
    let mut found: Vec<Touch> = Vec::new();
    for word in words(db, record)? {
        if word.what != "changed" {
            continue;
        }
        if word.seq != last {
            (sets, last) = (sets + 1, word.seq);
        }
        if sets > changes {
            break;
        }
        // The oldest change since tells what the sender saw, the newest who changed it.
        let sent = Some(value(word.old)?);
        match found.iter_mut().find(|touch| touch.field == word.field) {
            Some(touch) => touch.sent = sent,
            None => {
                let batch = word.batch.filter(|_| word.kind == "import");
                found.push(Touch { field: word.field, who: word.who, at: word.at, batch, sent });
            }
        }
    }
    Ok(found)
}
