//! The tables `package`, `merged`, `merge_choice`: what a register that was carried away knows of itself, and what a
//! register knows of the packages that came back.
//!
//! Not in here: cutting ([`crate::cut`]), sealing and merging (the orders).
//!
//! The invariant: `base_seq` parts what was carried from what was done afterwards, and a merge is remembered only as long
//! as its batch is in force.

use std::path::Path;

use qingce_core::journal::Head;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::open::Store;
use crate::{Result, StoreError};

/// The setting that names a register, wherever it is carried.
pub(crate) const REGISTER_ID: &str = "register_id";

/// A package to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPackage {
    /// UUIDv7.
    pub id: String,
    /// Who carries it.
    pub team: String,
    /// The condition that chose its records, as text; empty for all.
    pub scope: String,
    /// When, UTC, ISO 8601.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// Version of the program.
    pub program: String,
}

/// What a package knows of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// As it was made.
    pub made: NewPackage,
    /// Whether it is a register carried whole, with its journal.
    pub whole: bool,
    /// The register that it came from.
    pub register: String,
    /// The newest set of that register's journal then.
    pub seq: i64,
    /// The head of that journal then.
    pub head: Head,
    /// The newest set of its own journal when it was made: what comes later was done in it.
    pub base_seq: i64,
}

impl Package {
    /// The journal that it goes on with: that of the register where it was carried whole, or one of its own.
    pub fn line(&self) -> &str {
        if self.whole { &self.register } else { &self.made.id }
    }
}

/// A package that was merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedPackage {
    /// The package.
    pub package: String,
    /// The journal it goes on with: [`Package::line`].
    pub line: String,
    /// Who carried it.
    pub team: String,
    /// The newest set of that journal then.
    pub seq: i64,
    /// Its head then.
    pub head: Head,
    /// The receipt, as JSON.
    pub receipt: String,
    /// The newest set that it wrote to the journal here; 0 before it is merged.
    pub written: i64,
}

/// What a person said of a conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeChoice {
    /// uid of the record.
    pub record: String,
    /// Key of the field, or `extra`; empty for the record as a whole.
    pub field: String,
    /// Ours when it was said, canonical text.
    pub ours: Option<String>,
    /// Theirs then.
    pub theirs: Option<String>,
    /// What was said, as JSON of the orders.
    pub choice: String,
}

const MERGED: &str =
    "SELECT *, (SELECT coalesce(max(j.seq), 0) FROM journal AS j WHERE j.batch = merged.batch) AS written FROM merged";

impl Store {
    /// The name of this register, for ever; made when it is first asked for.
    pub fn register_id(&self) -> Result<String> {
        if let Some(id) = self.setting(REGISTER_ID)? {
            return Ok(id);
        }
        let id = uuid::Uuid::now_v7().to_string();
        self.write(|db| {
            db.execute(
                "INSERT INTO setting (key, value) VALUES (:key, :id) ON CONFLICT (key) DO NOTHING",
                named_params! {":key": REGISTER_ID, ":id": id},
            )?;
            let named = named_params! {":key": REGISTER_ID};
            Ok(db.query_row("SELECT value FROM setting WHERE key = :key", named, |row| row.get("value"))?)
        })
    }

    /// What this register knows of itself as a package; none where it is none.
    pub fn package(&self) -> Result<Option<Package>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT * FROM package")?;
            Ok(statement.query_row([], from_row).optional()?)
        })
    }

    /// Copies the register whole into a new file, with its journal. A package stays the package it is; another register
    /// becomes one by the copy.
    pub fn carry(&self, to: &Path, new: &NewPackage) -> Result<()> {
        let register = self.register_id()?;
        crate::backup::copy_into(&self.connect()?, to)?;
        let copy = Connection::open(to)?;
        let found = copy.query_row("SELECT 1 FROM package", [], |_| Ok(())).optional()?;
        if found.is_none() {
            let (seq, head) = crate::journal::last(&copy)?;
            write(&copy, &Package { made: new.clone(), whole: true, register, seq, head, base_seq: seq })?;
        }
        copy.close().map_err(|(_, error)| error.into())
    }

    /// The merges in force of a journal, the newest set first.
    pub fn merged(&self, line: &str) -> Result<Vec<MergedPackage>> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached(&format!("{MERGED} WHERE line = :line ORDER BY seq DESC, batch DESC"))?;
            let rows = statement.query_map(named_params! {":line": line}, merged_from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// All merges in force, the newest first.
    pub fn merges(&self) -> Result<Vec<MergedPackage>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("{MERGED} ORDER BY batch DESC"))?;
            Ok(statement.query_map([], merged_from_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What was said of the conflicts of a package that waits.
    pub fn merge_choices(&self, package: &str) -> Result<Vec<MergeChoice>> {
        self.read(|db| {
            let sql = "SELECT record, field, ours, theirs, choice FROM merge_choice WHERE package = :package";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(named_params! {":package": package}, |row| {
                Ok(MergeChoice {
                    record: row.get("record")?,
                    field: row.get("field")?,
                    ours: row.get("ours")?,
                    theirs: row.get("theirs")?,
                    choice: row.get("choice")?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps what was said of conflicts of a package that waits, in place of what was said before.
    pub fn keep_merge_choices(&self, package: &str, choices: &[MergeChoice]) -> Result<()> {
        self.write(|db| {
            let mut statement = db.prepare_cached(
                "INSERT INTO merge_choice (package, record, field, ours, theirs, choice)
                 VALUES (:package, :record, :field, :ours, :theirs, :choice) ON CONFLICT (package, record, field) DO UPDATE
                 SET ours = :ours, theirs = :theirs, choice = :choice",
            )?;
            for MergeChoice { record, field, ours, theirs, choice } in choices {
                statement.execute(named_params! {
                    ":package": package, ":record": record, ":field": field, ":ours": ours, ":theirs": theirs,
                    ":choice": choice,
                })?;
            }
            Ok(())
        })
    }

    /// The head of the journal after one of its sets; none where it has no such set.
    pub fn head_at(&self, seq: i64) -> Result<Option<Head>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT head FROM journal WHERE seq = :seq")?;
            Ok(statement.query_row(named_params! {":seq": seq}, |row| row.get("head")).optional()?)
        })
    }
}

/// Writes what a package knows of itself.
pub(crate) fn write(db: &Connection, package: &Package) -> Result<()> {
    let Package { made, whole, register, seq, head, base_seq } = package;
    db.execute(
        "INSERT INTO package (one, id, team, scope, whole, register, seq, head, base_seq, made_at, made_by, program)
         VALUES (1, :id, :team, :scope, :whole, :register, :seq, :head, :base, :at, :by, :program)",
        named_params! {
            ":id": made.id, ":team": made.team, ":scope": made.scope, ":whole": whole, ":register": register,
            ":seq": seq, ":head": head, ":base": base_seq, ":at": made.made_at, ":by": made.made_by,
            ":program": made.program,
        },
    )?;
    Ok(())
}

/// Remembers a merge in the transaction that does it; what was said of its conflicts has been done.
pub(crate) fn remember(db: &Transaction<'_>, batch: i64, merged: &MergedPackage) -> Result<()> {
    let MergedPackage { package, line, team, seq, head, receipt, .. } = merged;
    db.execute(
        "INSERT INTO merged (batch, package, line, team, seq, head, receipt)
         VALUES (:batch, :package, :line, :team, :seq, :head, :receipt)",
        named_params! {
            ":batch": batch, ":package": package, ":line": line, ":team": team, ":seq": seq, ":head": head,
            ":receipt": receipt,
        },
    )?;
    db.execute("DELETE FROM merge_choice WHERE package = :package", named_params! {":package": package})?;
    Ok(())
}

/// What goes with a batch that is undone: what else its merge brought.
pub(crate) fn forget(db: &Transaction<'_>, batch: i64) -> Result<()> {
    for table in ["merged", "field_check", "attachment", "known_uid"] {
        db.execute(&format!("DELETE FROM {table} WHERE batch = :batch"), named_params! {":batch": batch})?;
    }
    Ok(())
}

/// Refused where a batch is what a package carried: without it nothing of the package would be left.
pub(crate) fn check_not_carried(db: &Connection, batch: i64) -> Result<()> {
    let sql = "SELECT EXISTS (SELECT 1 FROM package AS p JOIN journal AS j ON j.batch = :batch AND j.seq <= p.base_seq) AS carried";
    match db.query_row(sql, named_params! {":batch": batch}, |row| row.get::<_, bool>("carried"))? {
        true => Err(StoreError::Carried(batch)),
        false => Ok(()),
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Package> {
    Ok(Package {
        made: NewPackage {
            id: row.get("id")?,
            team: row.get("team")?,
            scope: row.get("scope")?,
            made_at: row.get("made_at")?,
            made_by: row.get("made_by")?,
            program: row.get("program")?,
        },
        whole: row.get("whole")?,
        register: row.get("register")?,
        seq: row.get("seq")?,
        head: row.get("head")?,
        base_seq: row.get("base_seq")?,
    })
}

fn merged_from_row(row: &Row<'_>) -> rusqlite::Result<MergedPackage> {
    Ok(MergedPackage {
        package: row.get("package")?,
        line: row.get("line")?,
        team: row.get("team")?,
        seq: row.get("seq")?,
        head: row.get("head")?,
        receipt: row.get("receipt")?,
        written: row.get("written")?,
    })
}

/// What a register in a file knows of itself as a package.
pub fn package_of(path: &Path) -> Result<Package> {
    let db = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.query_row("SELECT * FROM package", [], from_row).optional()?.ok_or_else(|| StoreError::Missing(path.to_owned()))
}

impl Store {
    /// A register that was carried whole moves in: it is a package no more.
    pub fn settle(&self) -> Result<()> {
        self.write(|db| Ok(db.execute("DELETE FROM package", []).map(|_| ())?))
    }

    /// Folds the write-ahead log into the file, which then stands for itself once it is closed.
    pub fn fold(&self) -> Result<()> {
        self.forget_readers();
        self.write_outside(|db| Ok(db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")?))
    }

    /// Number of the newest schema that this program knows.
    pub fn schema() -> i64 {
        crate::open::newest()
    }
}
