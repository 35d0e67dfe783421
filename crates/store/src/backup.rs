//! Backups: whole copies beside the register, written by SQLite itself, so that a copy is never half of a transaction.
//!
//! The invariant: nothing here changes a register but [`restore`], and that keeps what it replaces.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, named_params};

use crate::open::Store;
use crate::{Result, StoreError};

/// How many backups are kept beside a register; older ones are removed.
const KEPT: usize = 10;

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was written, UTC, ISO 8601; none where somebody else named the file.
    pub at: Option<String>,
    /// Before what it was written: `import`, `undo`, `migration`; `manual` when asked for, `replaced` by another.
    pub why: Option<String>,
}

/// How the time is written in the name of a backup: names sort by it.
const STAMP: &str = "%Y%m%dT%H%M%S%3f";

impl Backup {
    /// Reads from the name of a file what [`free_name`] put there.
    fn new(path: PathBuf, bytes: u64) -> Backup {
        let named = || {
            let mut parts = path.file_stem()?.to_str()?.splitn(3, '-');
            let at = chrono::NaiveDateTime::parse_from_str(parts.next()?, STAMP).ok()?;
            Some((at.format("%Y-%m-%dT%H:%M:%SZ").to_string(), parts.nth(1)?.to_owned()))
        };
        let (at, why) = named().unzip();
        Backup { path, bytes, at, why }
    }
}

impl Store {
    /// Writes a backup now.
    pub fn backup(&self) -> Result<Backup> {
        write_backup(&self.connect()?, self.path(), "manual")
    }
}

/// The backups of a register, the newest first.
pub fn backups(register: &Path) -> Result<Vec<Backup>> {
    let folder = folder(register);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let failed = |why| StoreError::Io { path: folder.clone(), why };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().extension().is_some_and(|suffix| suffix == "db") {
            found.push(Backup::new(entry.path(), entry.metadata().map_err(failed)?.len()));
        }
    }
    found.sort_by(|a, b| b.path.cmp(&a.path));
    Ok(found)
}

/// Puts a backup in the place of a register that nobody has open; what stood there becomes a backup itself.
pub fn restore(register: &Path, backup: &Path) -> Result<()> {
    let source = open_checked(backup)?;
    let fresh = register.with_extension("restoring");
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |why| StoreError::Io { path, why }
    };
    if fresh.exists() {
        std::fs::remove_file(&fresh).map_err(failed(&fresh))?;
    }
    copy_into(&source, &fresh)?;
    if register.exists() {
        set_aside(register)?;
    }
    std::fs::rename(&fresh, register).map_err(failed(register))
}

/// Moves a register, damaged or not, to its backups; its journal files go with it.
fn set_aside(register: &Path) -> Result<()> {
    let kept = free_name(register, "replaced")?;
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(register, suffix);
        if from.exists() {
            let to = with_suffix(&kept, suffix);
            std::fs::rename(&from, &to).map_err(|why| StoreError::Io { path: from.clone(), why })?;
        }
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn open_checked(backup: &Path) -> Result<Connection> {
    if !backup.exists() {
        return Err(StoreError::Missing(backup.to_owned()));
    }
    let damaged = |why: String| StoreError::Damaged { path: backup.to_owned(), why };
    let source = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let said: String = source
        .query_row("PRAGMA quick_check(1)", [], |row| row.get("quick_check"))
        .map_err(|error| damaged(error.to_string()))?;
    if said == "ok" { Ok(source) } else { Err(damaged(said)) }
}

/// Writes a dated copy into the folder of backups and removes the oldest ones.
pub(crate) fn write_backup(db: &Connection, register: &Path, why: &str) -> Result<Backup> {
    let path = free_name(register, why)?;
    copy_into(db, &path)?;
    let bytes = std::fs::metadata(&path).map_err(|why| StoreError::Io { path: path.clone(), why })?.len();
    for old in backups(register)?.into_iter().skip(KEPT) {
        std::fs::remove_file(&old.path).map_err(|why| StoreError::Io { path: old.path.clone(), why })?;
    }
    Ok(Backup::new(path, bytes))
}

pub(crate) fn copy_into(db: &Connection, path: &Path) -> Result<()> {
    let name = path.to_str().ok_or_else(|| StoreError::Content(format!("{} is no text", path.display())))?;
    db.execute("VACUUM INTO :path", named_params! {":path": name})?;
    Ok(())
}

fn folder(register: &Path) -> PathBuf {
    let mut name = register.file_stem().unwrap_or_default().to_owned();
    name.push("-backups");
    register.with_file_name(name)
}

/// A name that sorts by time and is not taken.
fn free_name(register: &Path, why: &str) -> Result<PathBuf> {
    let folder = folder(register);
    std::fs::create_dir_all(&folder).map_err(|why| StoreError::Io { path: folder.clone(), why })?;
    let time = chrono::Utc::now().format(STAMP);
    let named = |n: u32| folder.join(format!("{time}-{n:02}-{why}.db"));
    (0..).map(named).find(|path| !path.exists()).ok_or_else(|| StoreError::Content("no name for a backup".into()))
}
