//! Finding a record by what an absorbed one was called: its uid, its unit and name, its project code.
//!
//! The invariant: an absorbed record leads to the one that stayed in the end, and to no other.

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashSet;

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

/// The id of the record of a uid, or of the one that it became part of.
pub(crate) fn known_as(db: &Connection, uid: &str) -> Result<i64> {
    match crate::record::id_of(db, uid) {
        Err(StoreError::NoRecord(_)) => {}
        found => return found,
    }
    let mut statement = db.prepare_cached("SELECT absorbed FROM merge WHERE absorbed_uid = :uid AND undone IS NULL")?;
    let absorbed = statement.query_row(named_params! {":uid": uid}, |row| row.get("absorbed")).optional()?;
    survivor(db, absorbed.ok_or_else(|| StoreError::NoRecord(uid.to_owned()))?)
}
