//! The one opener: pragmas, migrations, refusals.
//!
//! The invariant: a file that is newer, damaged or no register is refused untouched; nothing is ever deleted to open.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use qingce_core::catalogue::Catalogue;
use qingce_core::journal::FieldOrder;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::columns::{Columns, ensure_columns};
use crate::{Result, StoreError};

/// How long a writer waits for another program's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait before a register that was busy is opened again.
const BUSY_PAUSE: Duration = Duration::from_millis(25);
/// "qing" in ASCII: marks a SQLite file as a register.
const APPLICATION_ID: i64 = 0x7169_6e67;
/// Steps of SQLite's machine between two looks at [`Cancel`]: well under a millisecond.
const CANCEL_EVERY_STEPS: i32 = 10_000;

pub(crate) const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../migrations/0001_init.sql")),
    M::up(include_str!("../migrations/0002_review.sql")),
    M::up(include_str!("../migrations/0003_editing.sql")),
    M::up(include_str!("../migrations/0004_reference.sql")),
    M::up(include_str!("../migrations/0005_relation.sql")),
    M::up(include_str!("../migrations/0006_baseline.sql")),
    M::up(include_str!("../migrations/0007_returned.sql")),
    M::up(include_str!("../migrations/0008_merging.sql")),
    M::up(include_str!("../migrations/0009_package.sql")),
    M::up(include_str!("../migrations/0010_known_uid.sql")),
];

/// Who opens a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The window or a writing command: may migrate.
    Owner,
    /// A command beside a running window: migrates nothing but a new file.
    Guest,
}

/// Something worth telling about a register that was opened; `code` names a sentence of the message catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Code of the sentence.
    pub code: &'static str,
    /// Its parameters.
    pub params: Vec<(String, String)>,
}

/// A cancel that a person can press; shared with running queries.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Cancels.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
    /// Makes it ready for the next job.
    pub fn reset(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
    /// Whether it was pressed.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
    fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(StoreError::Interrupted) } else { Ok(()) }
    }
}

/// An open register.
pub struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    pub(crate) grid: Mutex<Option<crate::grid::Grid>>,
    pub(crate) shape: Arc<Shape>,
    pub(crate) cancel: Cancel,
    notices: Vec<Notice>,
}

/// The catalogue as this crate uses it.
pub(crate) struct Shape {
    pub catalogue: Catalogue,
    pub columns: Columns,
    pub order: FieldOrder,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a register, or begins a new one where there is no file. The folder must be there.
    pub fn open(path: &Path, role: Role, catalogue: &Catalogue) -> Result<Store> {
        let begun = Instant::now();
        loop {
            match Store::open_once(path, role, catalogue) {
                // Going over to a write-ahead log does not wait for others who do so at the same moment.
                Err(StoreError::Busy) if begun.elapsed() < BUSY_TIMEOUT => std::thread::sleep(BUSY_PAUSE),
                done => return done,
            }
        }
    }

    fn open_once(path: &Path, role: Role, catalogue: &Catalogue) -> Result<Store> {
        let cancel = Cancel::default();
        let mut writer = connect(path, &cancel)?;
        prepare(&mut writer, path, role)?;
        let columns = Columns::new(catalogue)?;
        ensure_columns(&mut writer, &columns)?;
        let shape = Shape { columns, order: FieldOrder::new(catalogue), catalogue: catalogue.clone() };
        Ok(Store {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            grid: Mutex::default(),
            shape: Arc::new(shape),
            cancel,
            notices: crate::drive::notices(path),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// What is worth telling since it was opened: a removable or network drive.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }
    /// The catalogue it was opened with.
    pub fn catalogue(&self) -> &Catalogue {
        &self.shape.catalogue
    }
    /// The cancel that ends running queries with [`StoreError::Interrupted`].
    pub fn cancel(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Reads beside the writer; the closure sees one state of the register throughout.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.cancel.check()?;
        let pooled = lock(&self.readers).pop();
        let mut reader = match pooled {
            Some(reader) => reader,
            None => connect(&self.path, &self.cancel)?,
        };
        let transaction = reader.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let done = work(&transaction);
        transaction.finish()?;
        lock(&self.readers).push(reader);
        done
    }

    /// Writes in one transaction; rolled back if the closure fails.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.cancel.check()?;
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Uses the writer outside of a transaction, which a copy of the register needs.
    pub(crate) fn write_outside<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(&lock(&self.writer))
    }

    /// Closes the readers that wait for the next page.
    pub(crate) fn forget_readers(&self) {
        lock(&self.readers).clear();
    }

    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    pub(crate) fn connect(&self) -> Result<Connection> {
        connect(&self.path, &self.cancel)
    }
}

/// A poisoned lock is taken all the same: what it guards is a connection, and SQLite rolled its transaction back.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection with its pragmas; the reasons stand in docs/storage.md.
pub(crate) fn connect(path: &Path, cancel: &Cancel) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| at(path, e.into()))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection
        .execute_batch(
            "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = FILE; PRAGMA cache_size = -8192; PRAGMA mmap_size = 0;
             PRAGMA trusted_schema = OFF;",
        )
        .map_err(|e| at(path, e.into()))?;
    connection.set_prepared_statement_cache_capacity(128);
    let cancel = cancel.clone();
    connection.progress_handler(CANCEL_EVERY_STEPS, Some(move || cancel.is_cancelled()))?;
    crate::sql::add_functions(&connection)?;
    Ok(connection)
}

/// Puts the path to a damage that SQLite told without one.
fn at(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Damaged { why, .. } => StoreError::Damaged { path: path.to_owned(), why },
        StoreError::Sql(rusqlite::Error::SqliteFailure(cause, _)) if cause.code == rusqlite::ErrorCode::CannotOpen => {
            StoreError::Missing(path.to_owned())
        }
        other => other,
    }
}

/// The newest schema known here.
pub(crate) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("BUG: no register has so many migrations")
}

pub(crate) fn prepare(connection: &mut Connection, path: &Path, role: Role) -> Result<()> {
    let supported = newest();
    let found = version(connection).map_err(|e| at(path, e.into()))?;
    let mark: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get("application_id"))?;
    let tables: i64 = connection.query_row("SELECT count(*) AS n FROM sqlite_schema", [], |row| row.get("n"))?;
    if mark != APPLICATION_ID && tables > 0 {
        return Err(StoreError::Damaged { path: path.to_owned(), why: "not a register".into() });
    }
    if found > supported {
        return Err(StoreError::TooNew { found, supported });
    }
    if found == supported {
        return Ok(());
    }
    if found > 0 {
        if role == Role::Guest {
            return Err(StoreError::TooOld { found, supported });
        }
        crate::backup::write_backup(connection, path, "migration")?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    let done = Migrations::from_slice(MIGRATIONS).to_latest(connection);
    if done.is_err() && version(connection)? != found {
        // Another program begins the same register at this moment: who comes second looks again.
        return Err(StoreError::Busy);
    }
    done.map_err(|e| migration_error(path, e))
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get("user_version"))
}

fn migration_error(path: &Path, error: rusqlite_migration::Error) -> StoreError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => at(path, err.into()),
        other => StoreError::Content(other.to_string()),
    }
}
