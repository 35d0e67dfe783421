//! The tables `returned`, `returned_row`, `reply`: 退回修改, what went back to units and what came of it.
//!
//! Not in here: what is wrong with a row (the remarks of its record), the workbook itself.
//!
//! The invariant: a cycle of a unit ends with a reply that is in force; a reply whose batch was undone counts no more.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::open::Store;

/// The setting that holds the secret of this register's row identities.
const IDENTITY_KEY: &str = "identity_key";

/// A workbook that goes back to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReturned {
    /// The reporting unit.
    pub unit: String,
    /// The import whose file it gives back.
    pub batch: i64,
    /// When, UTC, ISO 8601.
    pub at: String,
    /// Who.
    pub who: String,
    /// Until when the unit is to reply, `2026-12-31`.
    pub deadline: Option<String>,
    /// Name of the workbook.
    pub file_name: String,
    /// Remarks in it that must be fixed.
    pub must_fix: u64,
    /// Remarks in it that must be explained.
    pub explain: u64,
    /// Its records.
    pub rows: Vec<ReturnedRow>,
}

/// A record in a workbook that went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedRow {
    /// The record.
    pub uid: String,
    /// Its name then.
    pub name: String,
    /// Whether something was to be fixed or explained.
    pub faulty: bool,
    /// The record's id, if it is in the register now; not kept.
    pub record: Option<i64>,
}

/// A workbook that went back, and its replies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Returned {
    /// Its number.
    pub id: i64,
    /// The reporting unit.
    pub unit: String,
    /// The import whose file it gave back.
    pub batch: i64,
    /// Which return of the unit it belongs to, from 1.
    pub cycle: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Until when the unit is to reply, `2026-12-31`.
    pub deadline: Option<String>,
    /// Name of the workbook.
    pub file_name: String,
    /// Records in it.
    pub rows: u64,
    /// Those with something to fix or explain.
    pub faulty: u64,
    /// Remarks that must be fixed.
    pub must_fix: u64,
    /// Remarks that must be explained.
    pub explain: u64,
    /// What came back, the first reply first.
    pub replies: Vec<Reply>,
}

impl Returned {
    /// Whether a reply came that is in force.
    pub fn is_replied(&self) -> bool {
        !self.replies.is_empty()
    }
}

/// What came back for a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Reply {
    /// When, UTC.
    pub at: String,
    /// Who imported it.
    pub who: String,
    /// Name of the file.
    pub file_name: String,
    /// The batch it became; none where it changed nothing.
    pub batch: Option<i64>,
    /// Records of the workbook that were in the reply.
    pub came: u64,
    /// Records of the workbook that were not in it; they stay as they are.
    pub absent: u64,
    /// Records that were marked 待退回 and are no more.
    pub mended: u64,
    /// Records of the reply that are marked 待退回.
    pub faulty: u64,
}

/// A reply that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReply {
    /// The workbook it answers.
    pub returned: i64,
    /// What it is; its batch is given when it is promoted.
    pub reply: Reply,
}

impl Store {
    /// The secret under which this register marks the rows that it gives out; made when it is first asked for.
    pub fn identity_key(&self) -> Result<String> {
        if let Some(key) = self.setting(IDENTITY_KEY)? {
            return Ok(key);
        }
        self.write(|db| {
            db.execute(
                "INSERT INTO setting (key, value) VALUES (:key, lower(hex(randomblob(16)))) ON CONFLICT (key) DO NOTHING",
                named_params! {":key": IDENTITY_KEY},
            )?;
            let named = named_params! {":key": IDENTITY_KEY};
            Ok(db.query_row("SELECT value FROM setting WHERE key = :key", named, |row| row.get("value"))?)
        })
    }

    /// The cycle that a workbook that goes back to a unit now belongs to.
    pub fn next_cycle(&self, unit: &str) -> Result<i64> {
        self.read(|db| next_cycle(db, unit))
    }

    /// The number that the next workbook that goes back will have.
    pub fn next_returned(&self) -> Result<i64> {
        self.read(|db| {
            let sql = "SELECT coalesce(max(seq), 0) + 1 AS next FROM sqlite_sequence WHERE name = 'returned'";
            Ok(db.query_row(sql, [], |row| row.get("next"))?)
        })
    }

    /// Keeps that a workbook went back. Fails with [`crate::StoreError::Stale`] where another one took the number.
    pub fn keep_returned(&self, id: i64, new: &NewReturned) -> Result<()> {
        self.write(|db| keep(db, id, new))
    }

    /// Keeps a reply that changed nothing.
    pub fn keep_reply(&self, new: &NewReply) -> Result<()> {
        self.write(|db| write_reply(db, new, None))
    }

    /// What went back to a unit, the first first.
    pub fn returns_of_unit(&self, unit: &str) -> Result<Vec<Returned>> {
        self.read(|db| returned(db, "WHERE o.unit = :of", &unit))
    }

    /// What went back to all units, the first first.
    pub fn returns(&self) -> Result<Vec<Returned>> {
        self.read(|db| returned(db, "WHERE :of", &true))
    }

    /// One workbook that went back.
    pub fn returned(&self, id: i64) -> Result<Option<Returned>> {
        self.read(|db| Ok(returned(db, "WHERE o.id = :of", &id)?.pop()))
    }

    /// The records of a workbook that went back.
    pub fn returned_rows(&self, id: i64) -> Result<Vec<ReturnedRow>> {
        self.read(|db| {
            let sql = "SELECT o.uid, o.name, o.faulty, r.id AS record FROM returned_row AS o
                       LEFT JOIN record AS r ON r.uid = o.uid WHERE o.returned = :id ORDER BY o.uid";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(named_params! {":id": id}, |row| {
                Ok(ReturnedRow {
                    uid: row.get("uid")?,
                    name: row.get("name")?,
                    faulty: row.get("faulty")?,
                    record: row.get("record")?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// Replies that count: of a promoted batch, or of none.
const IN_FORCE: &str =
    "(y.batch IS NULL OR EXISTS (SELECT 1 FROM batch AS b WHERE b.id = y.batch AND b.state = 'promoted'))";

fn next_cycle(db: &Connection, unit: &str) -> Result<i64> {
    let last = "SELECT max(cycle) AS last FROM returned WHERE unit = :unit";
    let last: Option<i64> = db.query_row(last, named_params! {":unit": unit}, |row| row.get("last"))?;
    let Some(last) = last else { return Ok(1) };
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM returned AS o JOIN reply AS y ON y.returned = o.id
                        WHERE o.unit = :unit AND o.cycle = :cycle AND {IN_FORCE}) AS replied"
    );
    let replied: bool = db.query_row(&sql, named_params! {":unit": unit, ":cycle": last}, |row| row.get("replied"))?;
    Ok(if replied { last + 1 } else { last })
}

fn keep(db: &Transaction<'_>, id: i64, new: &NewReturned) -> Result<()> {
    let NewReturned { unit, batch, at, who, deadline, file_name, must_fix, explain, rows } = new;
    let taken = "SELECT id FROM returned WHERE id >= :id";
    let taken = db.query_row(taken, named_params! {":id": id}, |row| row.get::<_, i64>("id")).optional()?;
    if taken.is_some() {
        return Err(crate::StoreError::Stale);
    }
    let faulty = i64::try_from(rows.iter().filter(|row| row.faulty).count()).unwrap_or(i64::MAX);
    db.execute(
        "INSERT INTO returned (id, unit, batch, cycle, at, who, deadline, file_name, faulty, must_fix, explain)
         VALUES (:id, :unit, :batch, :cycle, :at, :who, :deadline, :file, :faulty, :must_fix, :explain)",
        named_params! {
            ":id": id, ":unit": unit, ":batch": batch, ":cycle": next_cycle(db, unit)?, ":at": at, ":who": who,
            ":deadline": deadline, ":file": file_name, ":faulty": faulty,
            ":must_fix": must_fix.cast_signed(), ":explain": explain.cast_signed(),
        },
    )?;
    let mut statement = db.prepare_cached(
        "INSERT INTO returned_row (returned, uid, name, faulty) VALUES (:returned, :uid, :name, :faulty)",
    )?;
    for ReturnedRow { uid, name, faulty, .. } in rows {
        statement.execute(named_params! {":returned": id, ":uid": uid, ":name": name, ":faulty": faulty})?;
    }
    Ok(())
}

/// Keeps a reply; `batch` is what it became.
pub(crate) fn write_reply(db: &Connection, new: &NewReply, batch: Option<i64>) -> Result<()> {
    let Reply { at, who, file_name, came, absent, mended, faulty, .. } = &new.reply;
    db.execute(
        "INSERT INTO reply (returned, at, who, file_name, batch, came, absent, mended, faulty)
         VALUES (:returned, :at, :who, :file, :batch, :came, :absent, :mended, :faulty)",
        named_params! {
            ":returned": new.returned, ":at": at, ":who": who, ":file": file_name, ":batch": batch,
            ":came": came.cast_signed(), ":absent": absent.cast_signed(), ":mended": mended.cast_signed(),
            ":faulty": faulty.cast_signed(),
        },
    )?;
    Ok(())
}

fn returned(db: &Connection, which: &str, of: &dyn rusqlite::ToSql) -> Result<Vec<Returned>> {
    let sql = format!(
        "SELECT o.*, (SELECT count(*) FROM returned_row AS r WHERE r.returned = o.id) AS records
         FROM returned AS o {which} ORDER BY o.id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(&[(":of", of)], from_row)?;
    let mut found: Vec<Returned> = rows.collect::<rusqlite::Result<_>>()?;
    let replies = format!("SELECT * FROM reply AS y WHERE y.returned = :id AND {IN_FORCE} ORDER BY y.id");
    let mut statement = db.prepare_cached(&replies)?;
    for one in &mut found {
        let rows = statement.query_map(named_params! {":id": one.id}, |row| {
            Ok(Reply {
                at: row.get("at")?,
                who: row.get("who")?,
                file_name: row.get("file_name")?,
                batch: row.get("batch")?,
                came: count(row, "came")?,
                absent: count(row, "absent")?,
                mended: count(row, "mended")?,
                faulty: count(row, "faulty")?,
            })
        })?;
        one.replies = rows.collect::<rusqlite::Result<_>>()?;
    }
    Ok(found)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Returned> {
    Ok(Returned {
        id: row.get("id")?,
        unit: row.get("unit")?,
        batch: row.get("batch")?,
        cycle: row.get("cycle")?,
        at: row.get("at")?,
        who: row.get("who")?,
        deadline: row.get("deadline")?,
        file_name: row.get("file_name")?,
        rows: count(row, "records")?,
        faulty: count(row, "faulty")?,
        must_fix: count(row, "must_fix")?,
        explain: count(row, "explain")?,
        replies: Vec::new(),
    })
}

fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}
