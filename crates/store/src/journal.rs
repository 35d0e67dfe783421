//! The tables `journal` and `journal_entry`: every change of a record, chained.
//!
//! The invariant: sets are numbered from 1 without gaps, and each head covers the one before it.

use qingce_core::journal::{Chain, Entry, GENESIS, Head, SetInfo, decode};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::kind::{Kind, RECORDS, Touch, touched_beside, touched_since};
use crate::open::Store;
use crate::{Result, StoreError};

/// One set of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// Its number, from 1.
    pub seq: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// What kind of set it is: its stable name.
    pub kind: String,
    /// The batch it belongs to.
    pub batch: Option<i64>,
    /// Records created.
    pub created: i64,
    /// Changes of records.
    pub entries: i64,
    /// Head of the chain after it.
    pub head: Head,
}

/// One change of a record, for its history.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Number of its set.
    pub seq: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// The batch, and the name of its file.
    pub batch: Option<(i64, String)>,
    /// created, changed, kept, taken, removed, restored, merged, decided, withdrawn, related.
    pub what: String,
    /// Key of the field, `extra`, the tag, or `relation/UID/UID`; none where the record was created or removed.
    pub field: Option<String>,
    /// Value before; text of the verdict for decisions.
    pub old: Option<Value>,
    /// Value after.
    pub new: Option<Value>,
}

/// A set of changes being written.
pub(crate) struct NewSet<'a> {
    pub at: &'a str,
    pub who: &'a str,
    pub why: &'a str,
    pub kind: Kind,
    pub batch: Option<i64>,
}

/// The number and head of the newest set.
pub(crate) fn last(db: &Connection) -> Result<(i64, Head)> {
    let mut statement = db.prepare_cached("SELECT seq, head FROM journal ORDER BY seq DESC LIMIT 1")?;
    let found = statement.query_row([], |row| Ok((row.get("seq")?, row.get("head")?))).optional()?;
    Ok(found.unwrap_or((0, GENESIS)))
}

/// Writes the line of a set; its entries follow with [`write_entry`] or by a copy of staged ones.
pub(crate) fn write_set(db: &Transaction<'_>, set: &NewSet<'_>, chain: Chain) -> Result<(i64, Head)> {
    let (last, prev) = last(db)?;
    let (created, entries) = (chain.created_count(), chain.entry_count());
    let info =
        SetInfo { seq: last + 1, at: set.at, who: set.who, why: set.why, kind: set.kind.key(), batch: set.batch };
    let head = chain.head(&prev, &info);
    db.execute(
        "INSERT INTO journal (seq, at, who, why, kind, batch, created, entries, prev, head)
         VALUES (:seq, :at, :who, :why, :kind, :batch, :created, :entries, :prev, :head)",
        named_params! {
            ":seq": info.seq, ":at": set.at, ":who": set.who, ":why": set.why, ":kind": info.kind, ":batch": set.batch,
            ":created": created, ":entries": entries, ":prev": prev, ":head": head,
        },
    )?;
    Ok((info.seq, head))
}

/// Writes one entry of a set.
pub(crate) fn write_entry(db: &Connection, seq: i64, n: i64, entry: &Entry<'_>) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO journal_entry (seq, n, record, what, field, old, new) VALUES (:seq, :n, :record, :what, :field, :old, :new)",
    )?
    .execute(named_params! {
        ":seq": seq, ":n": n, ":record": entry.record, ":what": entry.what, ":field": entry.field,
        ":old": entry.old, ":new": entry.new,
    })?;
    Ok(())
}

/// Writes a whole set with its entries.
pub(crate) fn write(db: &Transaction<'_>, set: &NewSet<'_>, entries: &[Entry<'_>]) -> Result<(i64, Head)> {
    let mut chain = Chain::default();
    entries.iter().for_each(|entry| chain.entry(entry));
    let (seq, head) = write_set(db, set, chain)?;
    for (n, entry) in (0..).zip(entries) {
        write_entry(db, seq, n, entry)?;
    }
    Ok((seq, head))
}

/// A set, of a row with the columns of `journal`.
pub(crate) fn line(row: &Row<'_>) -> rusqlite::Result<JournalLine> {
    Ok(JournalLine {
        seq: row.get("seq")?,
        at: row.get("at")?,
        who: row.get("who")?,
        why: row.get("why")?,
        kind: row.get("kind")?,
        batch: row.get("batch")?,
        created: row.get("created")?,
        entries: row.get("entries")?,
        head: row.get("head")?,
    })
}

/// The value of a canonical text of the journal.
pub(crate) fn value(text: Option<String>) -> Result<Option<Value>> {
    text.map(|text| decode(&text).ok_or(StoreError::Content(text))).transpose()
}

impl Store {
    /// The head of the journal and the number of its newest set; 0 and zeros where nothing was changed yet.
    pub fn journal_head(&self) -> Result<(i64, Head)> {
        self.read(|db| last(db))
    }

    /// Whether a record came, went or changed since a set of the journal, mergings and their undo aside.
    pub fn records_changed_since(&self, seq: i64) -> Result<bool> {
        self.read(|db| touched_beside(db, seq, RECORDS, &[Kind::Merge, Kind::MergeUndo]))
    }

    /// Whether records came, went or changed, or people said something of them, since a set of the journal.
    pub fn worked_since(&self, seq: i64) -> Result<bool> {
        self.read(|db| {
            Ok(touched_since(db, seq, RECORDS)? || touched_since(db, seq, &[Touch::Decisions, Touch::Answers])?)
        })
    }

    /// The newest sets of changes, the newest first.
    pub fn journal(&self, offset: i64, limit: i64) -> Result<Vec<JournalLine>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT seq, at, who, why, kind, batch, created, entries, head FROM journal
                 ORDER BY seq DESC LIMIT :limit OFFSET :offset",
            )?;
            let lines = statement.query_map(named_params! {":limit": limit, ":offset": offset}, line)?;
            Ok(lines.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// For each of some records, the keys of the fields that the newest import in force changed.
    pub fn changed_by_newest_import(&self, ids: &[i64]) -> Result<Vec<Vec<String>>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT e.field FROM journal_entry AS e WHERE e.record = :record AND e.what = 'changed' AND e.seq =
                   (SELECT j.seq FROM journal AS j JOIN batch AS b ON b.id = j.batch
                    WHERE j.kind = 'import' AND b.state = 'promoted' ORDER BY j.seq DESC LIMIT 1)",
            )?;
            let mut of = |id: &i64| -> Result<Vec<String>> {
                let fields = statement.query_map(named_params! {":record": id}, |row| row.get("field"))?;
                Ok(fields.collect::<rusqlite::Result<_>>()?)
            };
            ids.iter().map(&mut of).collect()
        })
    }

    /// Everything that happened to a record, the oldest first.
    pub fn history(&self, uid: &str) -> Result<Vec<Change>> {
        self.read(|db| history(db, crate::alias::known_as(db, uid)?))
    }
}

const HISTORY: &str = "SELECT j.seq, j.at, j.who, j.why, j.batch, b.file_name, e.what, e.field, e.old, e.new, e.n
    FROM journal_entry e JOIN journal j USING (seq) LEFT JOIN batch b ON b.id = j.batch WHERE e.record = :record
    UNION ALL
    SELECT j.seq, j.at, j.who, j.why, j.batch, b.file_name, 'created', '', NULL, NULL, -1
    FROM input_row r JOIN journal j ON j.batch = r.batch AND j.kind = 'import' JOIN batch b ON b.id = r.batch
    WHERE r.record = :record AND r.fate = 'new'
    UNION ALL
    SELECT j.seq, j.at, j.who, j.why, NULL, NULL, 'related', e.field, e.old, e.new, e.n
    FROM journal_entry e JOIN journal j USING (seq)
    WHERE e.record = 0 AND j.kind = 'relation' AND instr(e.field, (SELECT uid FROM record WHERE id = :record)) > 0
    ORDER BY 1, 11";

fn history(db: &Connection, record: i64) -> Result<Vec<Change>> {
    let mut statement = db.prepare_cached(HISTORY)?;
    let mut rows = statement.query(named_params! {":record": record})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let field: String = row.get("field")?;
        let batch = match (row.get::<_, Option<i64>>("batch")?, row.get::<_, Option<String>>("file_name")?) {
            (Some(id), Some(name)) => Some((id, name)),
            _ => None,
        };
        found.push(Change {
            seq: row.get("seq")?,
            at: row.get("at")?,
            who: row.get("who")?,
            why: row.get("why")?,
            batch,
            what: row.get("what")?,
            field: (!field.is_empty()).then_some(field),
            old: value(row.get("old")?)?,
            new: value(row.get("new")?)?,
        });
    }
    Ok(found)
}
