//! The table `attachment`: photos and scans of projects.
//!
//! Not in here: which files are taken, and how large they may be (the orders, with the seeds).
//!
//! The invariant: the bytes are those of the checksum; `verify` looks.

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::alias::CALLED;
use crate::open::Store;
use crate::verify::{Problem, problem};
use crate::{Result, StoreError};

/// What is known of an attachment besides its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Attachment {
    /// UUIDv7.
    pub uid: String,
    /// uid of the record.
    pub record: String,
    /// Name of its file.
    pub name: String,
    /// `jpg`, `png` or `pdf`, by its content.
    pub kind: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Who attached it.
    pub who: String,
    /// When, UTC, ISO 8601.
    pub at: String,
}

/// The SHA-256 of bytes, hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    qingce_core::journal::hex(&Sha256::digest(bytes).into())
}

impl Store {
    /// Keeps an attachment; its checksum and size are told by its bytes. The same bytes at the same record are kept once.
    pub fn attach(&self, about: &Attachment, bytes: &[u8]) -> Result<Attachment> {
        let about = Attachment { sha256: sha256(bytes), bytes: bytes.len() as u64, ..about.clone() };
        self.write(|db| {
            crate::record::id_of(db, &about.record)?;
            let known = format!("{ABOUT} WHERE record = :record AND sha256 = :sha");
            let named = named_params! {":record": about.record, ":sha": about.sha256};
            if let Some(known) = db.query_row(&known, named, from_row).optional()? {
                return Ok(known);
            }
            write(db, &about, bytes, None)?;
            Ok(about)
        })
    }

    /// The attachments of a record, the oldest first.
    pub fn attachments(&self, record: &str) -> Result<Vec<Attachment>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!(
                "{CALLED} {ABOUT} WHERE record = :record OR record IN (SELECT c.uid FROM called AS c WHERE c.record = :record)
                 ORDER BY at, uid"
            ))?;
            let rows = statement.query_map(named_params! {":record": record}, from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// An attachment with its bytes.
    pub fn attachment(&self, uid: &str) -> Result<(Attachment, Vec<u8>)> {
        self.read(|db| with_bytes(db, uid)?.ok_or_else(|| StoreError::NoAttachment(uid.to_owned())))
    }

    /// Takes an attachment away, here: where a package carried it before, its merge brings it back.
    pub fn detach(&self, uid: &str) -> Result<()> {
        self.write(|db| match db.execute("DELETE FROM attachment WHERE uid = :uid", named_params! {":uid": uid})? {
            0 => Err(StoreError::NoAttachment(uid.to_owned())),
            _ => Ok(()),
        })
    }
}

const ABOUT: &str = "SELECT uid, record, name, kind, sha256, who, at, length(bytes) AS size FROM attachment";

/// An attachment of a register with its bytes.
pub(crate) fn with_bytes(db: &Connection, uid: &str) -> Result<Option<(Attachment, Vec<u8>)>> {
    let mut statement = db.prepare_cached("SELECT *, length(bytes) AS size FROM attachment WHERE uid = :uid")?;
    let both = |row: &Row<'_>| Ok((from_row(row)?, row.get("bytes")?));
    Ok(statement.query_row(named_params! {":uid": uid}, both).optional()?)
}

/// Writes one; `batch` is the merge that brings it.
pub(crate) fn write(db: &Connection, about: &Attachment, bytes: &[u8], batch: Option<i64>) -> Result<()> {
    let Attachment { uid, record, name, kind, sha256, who, at, .. } = about;
    db.prepare_cached(
        "INSERT INTO attachment (uid, record, name, kind, sha256, who, at, batch, bytes)
         VALUES (:uid, :record, :name, :kind, :sha, :who, :at, :batch, :bytes)",
    )?
    .execute(named_params! {
        ":uid": uid, ":record": record, ":name": name, ":kind": kind, ":sha": sha256, ":who": who, ":at": at,
        ":batch": batch, ":bytes": bytes,
    })?;
    Ok(())
}

/// Every attachment has the bytes of its checksum.
pub(crate) fn check(db: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = db.prepare("SELECT name, record, sha256, bytes FROM attachment ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let told: String = row.get("sha256")?;
        if sha256(row.get_ref("bytes")?.as_blob().map_err(rusqlite::Error::from)?) != told {
            problems.push(problem("verify_attachment", &[("uid", row.get("record")?), ("name", row.get("name")?)]));
        }
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Attachment> {
    Ok(Attachment {
        uid: row.get("uid")?,
        record: row.get("record")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        sha256: row.get("sha256")?,
        bytes: row.get::<_, i64>("size")?.unsigned_abs(),
        who: row.get("who")?,
        at: row.get("at")?,
    })
}
