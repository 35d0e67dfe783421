//! Pages of the journal: sets of changes by who, when, what and of which record, and the changes of a set.
//!
//! Not in here: writing it (`journal.rs`). The invariant: what a page tells is what the chain covers, nothing is left out.

use qingce_core::value::Value;
use rusqlite::{Connection, Row, ToSql, named_params};

use crate::batch::BatchState;
use crate::journal::{JournalLine, value};
use crate::open::Store;
use crate::{Result, StoreError};

/// Which sets of changes; what is left out does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// By whom.
    pub who: Option<String>,
    /// Of what kind.
    pub kind: Option<String>,
    /// Of this batch.
    pub batch: Option<i64>,
    /// That change this record.
    pub uid: Option<String>,
    /// That change this field or tag.
    pub field: Option<String>,
    /// Not before this moment, UTC.
    pub from: Option<String>,
    /// Before this moment, UTC.
    pub until: Option<String>,
}

/// A set of changes with the import it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalSet {
    /// The set.
    pub line: JournalLine,
    /// Its batch.
    pub batch: Option<SetBatch>,
    /// It is an edit or a merging that another took back, or decisions or words on reporting that all were.
    pub taken_back: bool,
}

/// The batch of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBatch {
    /// Name of its file.
    pub file: String,
    /// How its rows met records; a stable word of the orders.
    pub mode: String,
    /// Whether it is in force.
    pub state: BatchState,
}

/// A part of the journal, the newest set first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalPage {
    /// How many sets a filter has in all.
    pub total: u64,
    /// Those asked for.
    pub sets: Vec<JournalSet>,
    /// Everybody who stands in the journal.
    pub people: Vec<String>,
    /// Every kind of set in it.
    pub kinds: Vec<String>,
}

/// One change of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct SetChange {
    /// The record; none where it is of no record or the record is gone.
    pub uid: Option<String>,
    /// Its name, as it is now.
    pub name: Option<String>,
    /// created, changed, removed, decided, withdrawn.
    pub what: String,
    /// Key of the field, `extra`, the tag, or `KIND/KEY` of reference data; empty where a record was created or removed.
    pub field: String,
    /// Before.
    pub old: Option<Value>,
    /// After.
    pub new: Option<Value>,
}

/// Sets that a filter has. Records created by an import stand in its rows, not among the entries.
const MET: &str = "(:who IS NULL OR j.who = :who) AND (:kind IS NULL OR j.kind = :kind)
    AND (:batch IS NULL OR j.batch = :batch) AND (:from IS NULL OR j.at >= :from) AND (:until IS NULL OR j.at < :until)
    AND (:record IS NULL
         OR EXISTS (SELECT 1 FROM journal_entry e WHERE e.seq = j.seq AND e.record = :record)
         OR (j.kind = 'import' AND EXISTS (SELECT 1 FROM input_row i WHERE i.batch = j.batch AND i.record = :record AND i.fate = 'new')))
    AND (:field IS NULL OR EXISTS (SELECT 1 FROM journal_entry e WHERE e.seq = j.seq AND e.field = :field
                                   AND (:record IS NULL OR e.record = :record)))";

/// Whether an edit or a merging was taken back, or every decision of a set, at once or one by one: an undo names the set it takes from.
const TAKEN_BACK: &str = "(EXISTS (SELECT 1 FROM edit AS t WHERE t.takes_back = j.seq)
    OR EXISTS (SELECT 1 FROM merge AS m WHERE m.seq = j.seq AND m.undone IS NOT NULL) OR j.kind IN ('decision', 'reporting') AND j.entries <= (SELECT coalesce(sum(u.entries), 0) FROM journal AS u
    WHERE u.kind = j.kind || '_undo' AND u.seq > j.seq AND u.why = CAST(j.seq AS TEXT)))";

impl Store {
    /// A page of the journal.
    pub fn journal_page(&self, filter: &JournalFilter, offset: u64, limit: u64) -> Result<JournalPage> {
        self.read(|db| {
            let record = filter.uid.as_deref().map(|uid| crate::record::id_of(db, uid)).transpose()?;
            let JournalFilter { who, kind, batch, field, from, until, .. } = filter;
            let met: [(&str, &dyn ToSql); 7] = [
                (":who", who),
                (":kind", kind),
                (":batch", batch),
                (":record", &record),
                (":field", field),
                (":from", from),
                (":until", until),
            ];
            let total: i64 = db
                .prepare_cached(&format!("SELECT count(*) AS n FROM journal j WHERE {MET}"))?
                .query_row(&met[..], |row| row.get("n"))?;
            let mut statement = db.prepare_cached(&format!(
                "SELECT j.seq, j.at, j.who, j.why, j.kind, j.batch, j.created, j.entries, j.head, b.file_name, b.mode, b.state,
                        {TAKEN_BACK} AS taken_back
                 FROM journal j LEFT JOIN batch b ON b.id = j.batch WHERE {MET} ORDER BY j.seq DESC LIMIT {limit} OFFSET {offset}"
            ))?;
            let sets = statement.query_map(&met[..], set)?.collect::<rusqlite::Result<_>>()?;
            let total = u64::try_from(total).unwrap_or(0);
            Ok(JournalPage { total, sets, people: names(db, "who")?, kinds: names(db, "kind")? })
        })
    }

    /// How many changes a set holds, and `limit` of them after the first `offset`: changes first, then created records.
    pub fn set_changes(&self, seq: i64, offset: u64, limit: u64) -> Result<(u64, Vec<SetChange>)> {
        self.read(|db| {
            let named = named_params! {":seq": seq};
            let sql = "SELECT batch, kind, created, entries FROM journal WHERE seq = :seq";
            let mut statement = db.prepare_cached(sql)?;
            let line = |row: &Row<'_>| {
                let kind: String = row.get("kind")?;
                let batch: Option<i64> = row.get("batch")?;
                let counts: (i64, i64) = (row.get("entries")?, row.get("created")?);
                Ok((batch.filter(|_| kind == "import"), counts))
            };
            let found = statement.query_map(named, line)?.next().transpose()?;
            let (batch, (entries, created)) = found.ok_or(StoreError::NoSet(seq))?;
            let mut told = entries_of(db, seq, offset, limit)?;
            let count = |number: i64| u64::try_from(number).unwrap_or(0);
            let left = limit.saturating_sub(told.len() as u64);
            if let Some(batch) = batch.filter(|_| left > 0) {
                told.extend(created_by(db, batch, offset.saturating_sub(count(entries)), left)?);
            }
            Ok((count(entries) + count(created), told))
        })
    }
}

fn set(row: &Row<'_>) -> rusqlite::Result<JournalSet> {
    let batch = match row.get("file_name")? {
        None => None,
        Some(file) => {
            let (mode, state): (String, String) = (row.get("mode")?, row.get("state")?);
            let promoted = state == BatchState::Promoted.key();
            Some(SetBatch { file, mode, state: if promoted { BatchState::Promoted } else { BatchState::Undone } })
        }
    };
    Ok(JournalSet { line: crate::journal::line(row)?, taken_back: row.get("taken_back")?, batch })
}

fn names(db: &Connection, column: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(&format!("SELECT DISTINCT {column} AS name FROM journal ORDER BY 1"))?;
    Ok(statement.query_map([], |row| row.get("name"))?.collect::<rusqlite::Result<_>>()?)
}

fn entries_of(db: &Connection, seq: i64, offset: u64, limit: u64) -> Result<Vec<SetChange>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT r.uid, coalesce(r.project_name, r.system_name) AS name, e.what, e.field, e.old, e.new
         FROM journal_entry e LEFT JOIN record r ON r.id = e.record WHERE e.seq = :seq ORDER BY e.n LIMIT {limit} OFFSET {offset}"
    ))?;
    let mut rows = statement.query(named_params! {":seq": seq})?;
    let mut told = Vec::new();
    while let Some(row) = rows.next()? {
        told.push(SetChange {
            uid: row.get("uid")?,
            name: row.get("name")?,
            what: row.get("what")?,
            field: row.get("field")?,
            old: value(row.get("old")?)?,
            new: value(row.get("new")?)?,
        });
    }
    Ok(told)
}

fn created_by(db: &Connection, batch: i64, offset: u64, limit: u64) -> Result<Vec<SetChange>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT r.uid, coalesce(r.project_name, r.system_name) AS name FROM input_row i LEFT JOIN record r ON r.id = i.record
         WHERE i.batch = :batch AND i.fate = 'new' ORDER BY i.record LIMIT {limit} OFFSET {offset}"
    ))?;
    let rows = statement.query_map(named_params! {":batch": batch}, |row| {
        Ok(SetChange {
            uid: row.get("uid")?,
            name: row.get("name")?,
            what: "created".into(),
            field: String::new(),
            old: None,
            new: None,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
