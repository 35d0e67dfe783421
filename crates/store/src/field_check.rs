//! The table `field_check`: 核查, what somebody found on site of a field of a project.
//!
//! Not in here: which fields are to be checked (seeds), what a new value means (the orders).
//!
//! The invariant: no word is ever changed, so that two registers hold together what either holds; the newest word counts.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, named_params};
use serde::{Deserialize, Serialize};

use crate::alias::CALLED;
use crate::editing::{Edited, EditedRecord, NewEdit};
use crate::open::Store;
use crate::{Result, StoreError};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum OnSite {
    /// 属实: it is as the register says.
    Right,
    /// 有误: it is not.
    Wrong,
    /// 未见: it could not be seen.
    Unseen,
}

impl OnSite {
    /// All of them.
    pub const ALL: [OnSite; 3] = [OnSite::Right, OnSite::Wrong, OnSite::Unseen];
    /// Stable name, as in JSON and in the database.
    pub fn key(self) -> &'static str {
        match self {
            OnSite::Right => "right",
            OnSite::Wrong => "wrong",
            OnSite::Unseen => "unseen",
        }
    }
    fn from_key(key: &str) -> Result<OnSite> {
        let found = OnSite::ALL.into_iter().find(|finding| finding.key() == key);
        found.ok_or_else(|| StoreError::Content(key.to_owned()))
    }
}

/// What somebody found of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FieldCheck {
    /// UUIDv7.
    pub uid: String,
    /// uid of the record.
    pub record: String,
    /// Key of the field.
    pub field: String,
    /// What was found.
    pub verdict: OnSite,
    /// What was noted; may be empty.
    pub note: String,
    /// Who.
    pub who: String,
    /// When, UTC, ISO 8601.
    pub at: String,
}

/// How many fields of a record were checked, by what was found last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CheckCounts {
    /// 属实.
    pub right: u64,
    /// 有误.
    pub wrong: u64,
    /// 未见.
    pub unseen: u64,
}

impl CheckCounts {
    /// Fields checked.
    pub fn checked(&self) -> u64 {
        self.right + self.wrong + self.unseen
    }
}

impl Store {
    /// Keeps what was found, with the edit that puts right what was wrong: both or neither.
    pub fn check(
        &self,
        checks: &[FieldCheck],
        edit: Option<(&NewEdit<'_>, &[EditedRecord])>,
    ) -> Result<Option<Edited>> {
        self.write(|db| {
            let edited =
                edit.map(|(edit, records)| crate::editing::write(db, &self.shape, edit, records)).transpose()?;
            for check in checks {
                crate::record::id_of(db, &check.record)?;
                write(db, check, None)?;
            }
            Ok(edited)
        })
    }

    /// Everything that was found of a record, the newest first.
    pub fn checks(&self, record: &str) -> Result<Vec<FieldCheck>> {
        self.read(|db| {
            let sql = format!(
                "{CALLED} SELECT * FROM field_check
                 WHERE record = :record OR record IN (SELECT c.uid FROM called AS c WHERE c.record = :record)
                 ORDER BY at DESC, uid DESC"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map(named_params! {":record": record}, |row| Ok(from_row(row)))?;
            rows.map(|row| row?).collect()
        })
    }

    /// How many fields of every record were checked, by uid; only fields of a list count.
    pub fn check_counts(&self, fields: &[String]) -> Result<BTreeMap<String, CheckCounts>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!(
                "{CALLED} SELECT record, verdict, count(*) AS n FROM
                   (SELECT coalesce(c.record, f.record) AS record, f.verdict, max(f.at || f.uid)
                    FROM field_check AS f LEFT JOIN called AS c ON c.uid = f.record
                    WHERE f.field IN (SELECT value FROM json_each(:fields)) GROUP BY 1, f.field)
                 GROUP BY record, verdict"
            ))?;
            let mut rows = statement.query(named_params! {":fields": serde_json::to_string(fields)?})?;
            let mut found: BTreeMap<String, CheckCounts> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let counts = found.entry(row.get("record")?).or_default();
                let (verdict, n): (String, i64) = (row.get("verdict")?, row.get("n")?);
                match OnSite::from_key(&verdict)? {
                    OnSite::Right => counts.right = n.unsigned_abs(),
                    OnSite::Wrong => counts.wrong = n.unsigned_abs(),
                    OnSite::Unseen => counts.unseen = n.unsigned_abs(),
                }
            }
            Ok(found)
        })
    }
}

/// Writes one; `batch` is the merge that brings it.
pub(crate) fn write(db: &Connection, check: &FieldCheck, batch: Option<i64>) -> Result<()> {
    let FieldCheck { uid, record, field, verdict, note, who, at } = check;
    db.prepare_cached(
        "INSERT INTO field_check (uid, record, field, verdict, note, who, at, batch)
         VALUES (:uid, :record, :field, :verdict, :note, :who, :at, :batch)",
    )?
    .execute(named_params! {
        ":uid": uid, ":record": record, ":field": field, ":verdict": verdict.key(), ":note": note, ":who": who,
        ":at": at, ":batch": batch,
    })?;
    Ok(())
}

/// One of them by its uid.
pub(crate) fn one(db: &Connection, uid: &str) -> Result<FieldCheck> {
    let mut statement = db.prepare_cached("SELECT * FROM field_check WHERE uid = :uid")?;
    statement.query_row(named_params! {":uid": uid}, |row| Ok(from_row(row)))?
}

fn from_row(row: &Row<'_>) -> Result<FieldCheck> {
    let verdict: String = row.get("verdict")?;
    Ok(FieldCheck {
        uid: row.get("uid")?,
        record: row.get("record")?,
        field: row.get("field")?,
        verdict: OnSite::from_key(&verdict)?,
        note: row.get("note")?,
        who: row.get("who")?,
        at: row.get("at")?,
    })
}
