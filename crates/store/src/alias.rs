//! Finding a record by what an absorbed one was called: its uid, its unit and name, its project code; and by the uid that it
//! has in another register.
//!
//! The invariant: an absorbed record leads to the one that stayed in the end, and to no other.

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Result, StoreError};

/// What a record of a merging in force was called before: by that its rows find the survivor.
pub(crate) struct Alias {
    /// Set of the merging.
    pub seq: i64,
    /// Id of the record: the absorbed one, or the survivor as it was.
    pub record: i64,
    /// Its uid.
    pub uid: String,
    /// Its unit and project code, folded.
    pub code_key: Option<String>,
    /// Its unit and name, folded.
    pub name_key: Option<String>,
}

/// The names of all mergings in force.
pub(crate) fn all(db: &Connection) -> Result<Vec<Alias>> {
    let mut statement = db.prepare_cached(
        "SELECT b._seq, b.id, b.uid, b.code_key, b.name_key FROM merge_before AS b JOIN merge AS m ON m.seq = b._seq
         WHERE m.undone IS NULL ORDER BY b._seq, b.id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Alias {
            seq: row.get("_seq")?,
            record: row.get("id")?,
            uid: row.get("uid")?,
            code_key: row.get("code_key")?,
            name_key: row.get("name_key")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The record that an absorbed one became part of.
pub(crate) fn survivor(db: &Connection, absorbed: i64) -> Result<i64> {
    let mut statement =
        db.prepare_cached("SELECT survivor FROM merge WHERE absorbed = :absorbed AND undone IS NULL")?;
    let mut at = absorbed;
    while let Some(next) = statement.query_row(named_params! {":absorbed": at}, |row| row.get("survivor")).optional()? {
        at = next;
    }
    Ok(at)
}

/// The records that absorbed ones became part of.
pub(crate) fn survivors(db: &Connection, aliases: &[Alias]) -> Result<FxHashSet<i64>> {
    aliases.iter().map(|alias| survivor(db, alias.record)).collect()
}

/// The id of the record of a uid, of the one that it became part of, or of the one that has it in another register.
pub(crate) fn known_as(db: &Connection, uid: &str) -> Result<i64> {
    if let Some(here) = here(db, uid)? {
        return Ok(here);
    }
    let mut statement = db.prepare_cached("SELECT record FROM known_uid WHERE uid = :uid")?;
    let ours: Option<String> = statement.query_row(named_params! {":uid": uid}, |row| row.get("record")).optional()?;
    let found = ours.map_or(Ok(None), |ours| here(db, &ours))?;
    found.ok_or_else(|| StoreError::NoRecord(uid.to_owned()))
}

/// The id of the record of a uid of this register, or of the one that it became part of.
fn here(db: &Connection, uid: &str) -> Result<Option<i64>> {
    match crate::record::id_of(db, uid) {
        Err(StoreError::NoRecord(_)) => {}
        found => return found.map(Some),
    }
    let mut statement = db.prepare_cached("SELECT absorbed FROM merge WHERE absorbed_uid = :uid AND undone IS NULL")?;
    let absorbed: Option<i64> =
        statement.query_row(named_params! {":uid": uid}, |row| row.get("absorbed")).optional()?;
    absorbed.map(|absorbed| survivor(db, absorbed)).transpose()
}

/// Ids of records by the uids that they have in other registers.
pub(crate) fn elsewhere(db: &Connection) -> Result<FxHashMap<String, i64>> {
    let mut statement = db.prepare_cached("SELECT uid, record FROM known_uid")?;
    let mut rows = statement.query([])?;
    let mut found = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let (uid, ours): (String, String) = (row.get("uid")?, row.get("record")?);
        if let Some(id) = here(db, &ours)? {
            found.insert(uid, id);
        }
    }
    Ok(found)
}

/// The uids that records were called by elsewhere or before, as `called (uid, record)`: with the uid of each record now.
pub(crate) const CALLED: &str = "WITH RECURSIVE led (uid, id) AS (
      SELECT absorbed_uid, survivor FROM merge WHERE undone IS NULL
      UNION SELECT led.uid, m.survivor FROM led JOIN merge AS m ON m.absorbed = led.id AND m.undone IS NULL),
    part (uid, record) AS (SELECT led.uid, r.uid FROM led JOIN record AS r ON r.id = led.id),
    called (uid, record) AS (SELECT uid, record FROM part
      UNION SELECT k.uid, coalesce(p.record, k.record) FROM known_uid AS k LEFT JOIN part AS p ON p.uid = k.record)";

/// Remembers that a record has another uid in another register.
pub(crate) fn remember(db: &Connection, uid: &str, record: &str, batch: i64) -> Result<()> {
    let mut statement = db.prepare_cached(
        "INSERT INTO known_uid (uid, record, batch) VALUES (:uid, :record, :batch) ON CONFLICT (uid) DO NOTHING",
    )?;
    statement.execute(named_params! {":uid": uid, ":record": record, ":batch": batch})?;
    Ok(())
}
