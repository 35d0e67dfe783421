//! Undo of a batch: records it created go, records it changed become what they were, exactly. Itself journaled.

use chrono::NaiveDate;
use qingce_core::journal::{Entry, Head, encode};
use qingce_core::value::Value;
use rusqlite::{Connection, Transaction, named_params};

use crate::batch::BatchState;
use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::{Shape, Store};
use crate::record::{by_id, differences};
use crate::rejudge::Rejudge;
use crate::{Backup, Result, StoreError};

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// Records taken out.
    pub removed: u64,
    /// Records that are again what they were.
    pub restored: u64,
    /// Decisions on removed records that went with them; the journal keeps them.
    pub withdrawn: u64,
    /// Head of the journal after it.
    pub head: Head,
    /// The backup made before it.
    pub backup: Backup,
}

/// An entry that owns its texts.
pub(crate) struct Line {
    pub record: i64,
    pub what: &'static str,
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

impl Store {
    /// Takes a batch back with all it brought; `today` is the day by which records are judged. Refused with
    /// [`StoreError::Overlaid`] where later batches changed what it stored.
    pub fn undo(&self, batch: i64, (who, at): (&str, &str), today: NaiveDate) -> Result<Undone> {
        let found = self.batch(batch)?;
        if found.state != BatchState::Promoted {
            return Err(StoreError::NoBatch(batch));
        }
        self.read(|db| {
            crate::package::check_not_carried(db, batch)?;
            check_not_overlaid(db, batch)
        })?;
        let backup = self.write_outside(|db| crate::backup::write_backup(db, self.path(), "undo"))?;
        self.write(|db| {
            check_not_overlaid(db, batch)?;
            crate::retract::mergings(db, &self.shape, batch, (who, at), today)?;
            crate::retract::answers(db, batch, (who, at))?;
            let (mut lines, mut rejudge) = (Vec::new(), Rejudge::load(db, &self.shape, today)?);
            let restored = restore(db, &self.shape, batch, &mut lines, &mut rejudge)?;
            crate::retract::decisions(db, batch, &mut rejudge, &mut lines)?;
            let (removed, withdrawn) = remove(db, batch, &mut lines)?;
            let set = NewSet { at, who, why: &found.about.file_name, kind: Kind::Undo, batch: Some(batch) };
            let entries: Vec<Entry<'_>> = lines.iter().map(Line::entry).collect();
            let (seq, head) = crate::journal::write(db, &set, &entries)?;
            rejudge.finish(db, seq, false)?;
            crate::package::forget(db, batch)?;
            db.execute("DELETE FROM reading WHERE batch = :batch", named_params! {":batch": batch})?;
            let changed = db.execute(
                "UPDATE batch SET state = 'undone' WHERE id = :batch AND state = 'promoted'",
                named_params! {":batch": batch},
            )?;
            if changed != 1 {
                return Err(StoreError::NoBatch(batch));
            }
            Ok(Undone { removed, restored, withdrawn, head, backup: backup.clone() })
        })
    }
}

impl Line {
    /// As the journal takes it.
    pub fn entry(&self) -> Entry<'_> {
        let Line { record, what, field, old, new } = self;
        Entry { record: *record, what, field, old: old.as_deref(), new: new.as_deref() }
    }
}

/// Records that the batch wrote must not be merged since, by mergings in force.
fn check_not_merged(db: &Connection, batch: i64) -> Result<()> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) AS n FROM merge AS m
         WHERE m.undone IS NULL AND m.seq NOT IN (SELECT seq FROM journal WHERE batch = :batch)
           AND m.seq > (SELECT max(seq) FROM journal WHERE batch = :batch AND kind = 'import')
           AND EXISTS (SELECT 1 FROM input_row AS i WHERE i.batch = :batch AND i.record IN (m.survivor, m.absorbed))",
    )?;
    match statement.query_row(named_params! {":batch": batch}, |row| row.get("n"))? {
        0 => Ok(()),
        mergings => Err(StoreError::OverlaidByMergings { batch, mergings }),
    }
}

/// Every record that the batch wrote must have been written by it last.
fn check_not_overlaid(db: &Connection, batch: i64) -> Result<()> {
    check_not_merged(db, batch)?;
    // What it wrote and another changed or took out since, and what it took out and another brought since.
    let mut statement = db.prepare_cached(
        "SELECT r.batch AS later FROM input_row i JOIN record r ON r.id = i.record
         WHERE i.batch = :batch AND i.fate IN ('new', 'changed') AND r.batch IS NOT i.batch
           AND r.id NOT IN (SELECT m.survivor FROM merge AS m JOIN journal AS j USING (seq) WHERE j.batch = :batch AND m.undone IS NULL)
         UNION SELECT b.by_batch FROM record_before b
         WHERE b.by_batch > :batch AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = b.id)
           AND EXISTS (SELECT 1 FROM input_row i WHERE i.batch = :batch AND i.record = b.id AND i.fate IN ('new', 'changed'))
         UNION SELECT r.batch FROM record_before b JOIN record r ON r.uid = b.uid AND r.id <> b.id WHERE b.by_batch = :batch
         ORDER BY 1",
    )?;
    let later: Vec<Option<i64>> = statement
        .query_map(named_params! {":batch": batch}, |row| row.get("later"))?
        .collect::<rusqlite::Result<_>>()?;
    if !later.is_empty() {
        return Err(StoreError::Overlaid { batch, later: later.into_iter().flatten().collect() });
    }
    let mut statement = db.prepare_cached(
        "SELECT count(DISTINCT e.record) AS n FROM journal_entry AS e JOIN journal AS j USING (seq)
         WHERE j.kind IN ('edit', 'edit_redo') AND NOT EXISTS (SELECT 1 FROM edit AS t WHERE t.takes_back = j.seq)
           AND j.seq > (SELECT max(seq) FROM journal WHERE batch = :batch AND kind = 'import')
           AND e.record IN (SELECT record FROM input_row WHERE batch = :batch AND fate IN ('new', 'changed'))",
    )?;
    match statement.query_row(named_params! {":batch": batch}, |row| row.get("n"))? {
        0 => Ok(()),
        records => Err(StoreError::OverlaidByEdits { batch, records }),
    }
}

/// Records that it changed are what they were, and those that it took out are back.
fn restore(
    db: &Transaction<'_>,
    shape: &Shape,
    batch: i64,
    lines: &mut Vec<Line>,
    rejudge: &mut Rejudge<'_>,
) -> Result<u64> {
    let mut statement = db.prepare_cached("SELECT id FROM record_before WHERE by_batch = :batch ORDER BY id")?;
    let ids: Vec<i64> =
        statement.query_map(named_params! {":batch": batch}, |row| row.get("id"))?.collect::<rusqlite::Result<_>>()?;
    // The revision counts changes, and an undo is one: it goes on rising.
    let sql = format!(
        "UPDATE record SET {}, revision = record.revision + 1 FROM record_before AS b WHERE b.by_batch = :batch AND b.id = :id AND record.id = :id",
        shape.columns.assignments("b", &["id", "revision"])
    );
    for id in &ids {
        let gone = || StoreError::Content(format!("record {id} of batch {batch} is gone"));
        let Some(before) = by_id(db, shape, *id)? else {
            lines.push(come_back(db, shape, batch, *id)?);
            rejudge.merged(db, *id)?;
            continue;
        };
        db.prepare_cached(&sql)?.execute(named_params! {":batch": batch, ":id": id})?;
        let after = by_id(db, shape, *id)?.ok_or_else(gone)?;
        for (field, old, new) in differences(&shape.catalogue, &before, &after.values, &after.extra)? {
            lines.push(Line { record: *id, what: "changed", field, old, new });
        }
    }
    db.execute("DELETE FROM record_before WHERE by_batch = :batch", named_params! {":batch": batch})?;
    Ok(ids.len() as u64)
}

/// A record that was taken out is back.
fn come_back(db: &Transaction<'_>, shape: &Shape, batch: i64, record: i64) -> Result<Line> {
    let (all, which) = (&shape.columns.all, "by_batch = :batch AND id = :record");
    let sql = format!("INSERT INTO record ({all}) SELECT {all} FROM record_before WHERE {which}");
    db.prepare_cached(&sql)?.execute(named_params! {":batch": batch, ":record": record})?;
    let sql = "UPDATE record SET revision = revision + 1 WHERE id = :record RETURNING uid";
    let uid: String = db.prepare_cached(sql)?.query_row(named_params! {":record": record}, |row| row.get("uid"))?;
    let new = Some(encode(&Value::Text(uid)));
    Ok(Line { record, what: "restored", field: String::new(), old: None, new })
}

fn remove(db: &Transaction<'_>, batch: i64, lines: &mut Vec<Line>) -> Result<(u64, u64)> {
    let named = named_params! {":batch": batch};
    let mut statement = db.prepare_cached(
        "SELECT d.record, d.tag, d.verdict FROM decision d JOIN input_row i ON i.record = d.record
         WHERE i.batch = :batch AND i.fate = 'new' ORDER BY d.record, d.tag",
    )?;
    let mut rows = statement.query(named)?;
    let mut withdrawn = 0;
    while let Some(row) = rows.next()? {
        let verdict = encode(&Value::Text(row.get("verdict")?));
        lines.push(Line {
            record: row.get("record")?,
            what: "withdrawn",
            field: row.get("tag")?,
            old: Some(verdict),
            new: None,
        });
        withdrawn += 1;
    }
    let mut statement = db.prepare_cached(
        "SELECT r.id, r.uid FROM input_row i JOIN record r ON r.id = i.record WHERE i.batch = :batch AND i.fate = 'new' ORDER BY r.id",
    )?;
    let mut rows = statement.query(named)?;
    let mut removed = 0;
    while let Some(row) = rows.next()? {
        let uid = encode(&Value::Text(row.get("uid")?));
        lines.push(Line { record: row.get("id")?, what: "removed", field: String::new(), old: Some(uid), new: None });
        removed += 1;
    }
    let created = "(SELECT record FROM input_row WHERE batch = :batch AND fate = 'new')";
    for (table, key) in [("decision", "record"), ("assessment", "record"), ("record", "id")] {
        db.execute(&format!("DELETE FROM {table} WHERE {key} IN {created}"), named)?;
    }
    Ok((removed, withdrawn))
}
