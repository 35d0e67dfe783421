//! The table `record`: one project each.

use qingce_core::catalogue::Catalogue;
use qingce_core::journal::encode;
use qingce_core::record::Record;
use qingce_core::value::{Value, Values};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::open::{Shape, Store};
use crate::{Result, StoreError};

impl Store {
    /// The record of a uid, with its facts and tags; of one that was merged into another, that one.
    pub fn record(&self, uid: &str) -> Result<Record> {
        self.read(|db| {
            let id = crate::alias::known_as(db, uid)?;
            by_id(db, &self.shape, id)?.ok_or_else(|| StoreError::NoRecord(uid.to_owned()))
        })
    }

    /// The record of an id of this register.
    pub fn record_of_id(&self, id: i64) -> Result<Record> {
        self.read(|db| by_id(db, &self.shape, id)?.ok_or_else(|| StoreError::NoRecord(id.to_string())))
    }
    /// The ids of uids, in their order; of those that were merged into another, that one's.
    pub fn ids(&self, uids: &[String]) -> Result<Vec<i64>> {
        self.read(|db| uids.iter().map(|uid| crate::alias::known_as(db, uid)).collect())
    }
    /// How many records the register holds.
    pub fn count(&self) -> Result<i64> {
        self.read(|db| Ok(db.prepare_cached("SELECT count(*) AS n FROM record")?.query_row([], |row| row.get("n"))?))
    }
}

/// The id of a uid.
pub(crate) fn id_of(db: &Connection, uid: &str) -> Result<i64> {
    let mut statement = db.prepare_cached("SELECT id FROM record WHERE uid = :uid")?;
    let id = statement.query_row(named_params! {":uid": uid}, |row| row.get("id")).optional()?;
    id.ok_or_else(|| StoreError::NoRecord(uid.to_owned()))
}

/// The record of an id.
pub(crate) fn by_id(db: &Connection, shape: &Shape, id: i64) -> Result<Option<Record>> {
    let mut statement = db.prepare_cached(&shape.columns.by_id)?;
    let mut rows = statement.query(named_params! {":id": id})?;
    rows.next()?.map(|row| shape.columns.read(row, None)).transpose()
}

/// The record of an id in a table or subquery of the same columns.
pub(crate) fn of_table(db: &Connection, shape: &Shape, table: &str, id: i64) -> Result<Option<Record>> {
    let columns = shape.columns.selection(None);
    let sql =
        format!("SELECT {columns} FROM {table} AS r LEFT JOIN assessment AS a ON a.record = r.id WHERE r.id = :id");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {":id": id})?;
    rows.next()?.map(|row| shape.columns.read(row, None)).transpose()
}

/// A record with its code key and its name key.
pub(crate) type Keyed = (Record, Option<String>, Option<String>);

/// The record of an id, with its keys.
pub(crate) fn keyed(db: &Connection, shape: &Shape, id: i64) -> Result<Option<Keyed>> {
    let mut statement = db.prepare_cached(&shape.columns.by_id)?;
    let mut rows = statement.query(named_params! {":id": id})?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let keys = shape.columns.selected();
    Ok(Some((shape.columns.read(row, None)?, row.get(keys)?, row.get(keys + 1)?)))
}

/// A field (or `extra`) with its canonical text before and after.
pub(crate) type Difference = (String, Option<String>, Option<String>);

/// What differs between a record and other values, by the order of the catalogue; the extra columns last.
pub(crate) fn differences(
    catalogue: &Catalogue,
    before: &Record,
    values: &Values,
    extra: &[(String, String)],
) -> Result<Vec<Difference>> {
    let mut found = Vec::new();
    for field in catalogue.fields() {
        let (old, new) = (before.values.get(field.id), values.get(field.id));
        if old != new {
            found.push((field.key.clone(), old.map(encode), new.map(encode)));
        }
    }
    if before.extra != extra {
        let text = |extra: &[(String, String)]| -> Result<Option<String>> {
            Ok(if extra.is_empty() { None } else { Some(encode(&Value::Text(serde_json::to_string(extra)?))) })
        };
        found.push(("extra".into(), text(&before.extra)?, text(extra)?));
    }
    Ok(found)
}
