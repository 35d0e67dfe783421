//! What can go wrong with a register, classified once.
//!
//! Nothing here is a sentence: [`StoreError::code`] names an entry of the message catalogue, [`StoreError::params`] its
//! parameters.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the register could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program writes to the register and did not finish in time.
    #[error("the register is busy")]
    Busy,
    /// The register was written by a newer version of this program. It was not touched.
    #[error("schema {found} is newer than {supported}")]
    TooNew {
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        supported: i64,
    },
    /// The register was written by an older version and is only read here: its owner must open it first.
    #[error("schema {found} is older than {supported}")]
    TooOld {
        /// Its schema.
        found: i64,
        /// The newest schema known here.
        supported: i64,
    },
    /// The file is no database, or a damaged one. It was not touched.
    #[error("{path}: damaged: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// There is no such file.
    #[error("{0}: no such file")]
    Missing(PathBuf),
    /// The drive is full.
    #[error("no space left")]
    Full,
    /// The file or its folder may not be written.
    #[error("read-only")]
    ReadOnly,
    /// Cancelled by a person.
    #[error("cancelled")]
    Interrupted,
    /// The register changed while the import was being prepared: stage it again.
    #[error("the register changed since staging began")]
    Stale,
    /// Rows or amounts read are not the sum of the fates. Nothing was stored.
    #[error("rows {rows_read} read, {rows_told} told; fen {fen_read} read, {fen_told} told")]
    Unreconciled {
        /// Rows read.
        rows_read: i64,
        /// Sum of rows over fates.
        rows_told: i64,
        /// 分 read.
        fen_read: i64,
        /// Sum of 分 over fates.
        fen_told: i64,
    },
    /// No batch of this number, or it is undone already.
    #[error("no batch {0} that could be undone")]
    NoBatch(i64),
    /// Later batches or decisions rest on what this batch stored.
    #[error("batch {batch} is overlaid by {later:?}")]
    Overlaid {
        /// The batch to be undone.
        batch: i64,
        /// The batches to be undone before it.
        later: Vec<i64>,
    },
    /// The batch is what a package carried: it is not undone there.
    #[error("batch {0} was carried here")]
    Carried(i64),
    /// No set of decisions of this number that could be taken back.
    #[error("no set of decisions {0}")]
    NoDecisions(i64),
    /// No set about reporting of this number that could be taken back.
    #[error("no set about reporting {0}")]
    NoReporting(i64),
    /// Nobody decided on this tag of a record.
    #[error("no decision on {0}")]
    NoDecision(String),
    /// The batch stored records that were edited by hand since.
    #[error("{records} records of batch {batch} were edited since")]
    OverlaidByEdits {
        /// The batch to be undone.
        batch: i64,
        /// How many of its records were edited.
        records: i64,
    },
    /// The batch told records that were merged with others since.
    #[error("{mergings} mergings since batch {batch}")]
    OverlaidByMergings {
        /// The batch to be undone.
        batch: i64,
        /// Mergings in force of its records.
        mergings: i64,
    },
    /// No merging of this number that could be taken back.
    #[error("no merging {0}")]
    NoMerge(i64),
    /// The merged record was changed since.
    #[error("merging {seq} is overlaid by {kinds:?}")]
    MergeOverlaid {
        /// The set of the merging.
        seq: i64,
        /// Kinds of the sets to be taken back before it.
        kinds: Vec<String>,
    },
    /// People decided differently on this tag of the two records, and nobody said which decision holds.
    #[error("decisions on {0} differ")]
    DecisionsDiffer(String),
    /// The record of this id is no longer what was looked at, or gone. Nothing was written.
    #[error("record {0} changed meanwhile")]
    Edited(i64),
    /// There is no edit that could be taken back, or it was already.
    #[error("nothing to take back")]
    NothingToTakeBack,
    /// No set of changes of this number.
    #[error("no set {0}")]
    NoSet(i64),
    /// No record of this uid.
    #[error("no record {0}")]
    NoRecord(String),
    /// No attachment of this uid.
    #[error("no attachment {0}")]
    NoAttachment(String),
    /// A record stands in no relation to itself.
    #[error("{0} is one record")]
    NoPair(String),
    /// A field of this key cannot be added.
    #[error("field key {0} is taken or no key")]
    FieldKey(String),
    /// Reading or writing a file failed.
    #[error("{path}: {why}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// Anything else SQLite says; a fault of the program.
    #[error("sql: {0}")]
    Sql(rusqlite::Error),
    /// What stands in the register cannot be understood; a fault of the program or a foreign hand.
    #[error("content: {0}")]
    Content(String),
}

impl StoreError {
    /// Code of its sentence in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Busy => "register_busy",
            StoreError::TooNew { .. } => "register_too_new",
            StoreError::TooOld { .. } => "register_too_old",
            StoreError::Damaged { .. } => "register_damaged",
            StoreError::Missing(_) => "register_missing",
            StoreError::Full => "register_drive_full",
            StoreError::ReadOnly => "register_read_only",
            StoreError::Interrupted => "cancelled",
            StoreError::Stale => "register_changed_meanwhile",
            StoreError::Unreconciled { .. } => "import_unreconciled",
            StoreError::NoBatch(_) => "batch_unknown",
            StoreError::Overlaid { .. } => "batch_overlaid",
            StoreError::Carried(_) => "batch_carried",
            StoreError::NoDecisions(_) => "decisions_unknown",
            StoreError::NoReporting(_) => "reporting_unknown",
            StoreError::NoDecision(_) => "decision_unknown",
            StoreError::OverlaidByEdits { .. } => "batch_edited",
            StoreError::OverlaidByMergings { .. } => "batch_merged",
            StoreError::NoMerge(_) => "merge_unknown",
            StoreError::MergeOverlaid { .. } => "merge_overlaid",
            StoreError::DecisionsDiffer(_) => "decisions_differ",
            StoreError::Edited(_) => "record_changed_meanwhile",
            StoreError::NothingToTakeBack => "nothing_to_take_back",
            StoreError::NoSet(_) => "set_unknown",
            StoreError::NoRecord(_) => "record_unknown",
            StoreError::NoAttachment(_) => "attachment_unknown",
            StoreError::NoPair(_) => "record_not_two",
            StoreError::FieldKey(_) => "field_key_taken",
            StoreError::Io { .. } => "register_file",
            StoreError::Sql(_) | StoreError::Content(_) => "register_internal",
        }
    }

    /// Parameters of its sentence.
    pub fn params(&self) -> Vec<(String, String)> {
        let one = |name: &str, text: String| vec![(name.to_owned(), text)];
        match self {
            StoreError::TooNew { found, supported } | StoreError::TooOld { found, supported } => {
                vec![("found".into(), found.to_string()), ("supported".into(), supported.to_string())]
            }
            StoreError::Damaged { path, why } => {
                vec![("path".into(), path.display().to_string()), ("why".into(), why.clone())]
            }
            StoreError::Missing(path) => one("path", path.display().to_string()),
            StoreError::Io { path, why } => {
                vec![("path".into(), path.display().to_string()), ("why".into(), why.to_string())]
            }
            StoreError::Unreconciled { rows_read, rows_told, fen_read, fen_told } => vec![
                ("rows_read".into(), rows_read.to_string()),
                ("rows_told".into(), rows_told.to_string()),
                ("read".into(), qingce_core::value::Fen(*fen_read).to_string()),
                ("told".into(), qingce_core::value::Fen(*fen_told).to_string()),
            ],
            StoreError::NoBatch(batch) | StoreError::Carried(batch) => one("batch", batch.to_string()),
            StoreError::Overlaid { batch, later } => vec![
                ("batch".into(), batch.to_string()),
                ("later".into(), later.iter().map(i64::to_string).collect::<Vec<_>>().join("、")),
            ],
            StoreError::NoDecisions(set) | StoreError::NoReporting(set) => one("set", set.to_string()),
            StoreError::NoDecision(tag) => one("tag", tag.clone()),
            StoreError::OverlaidByEdits { batch, records } => {
                vec![("batch".into(), batch.to_string()), ("records".into(), records.to_string())]
            }
            StoreError::OverlaidByMergings { batch, mergings } => {
                vec![("batch".into(), batch.to_string()), ("mergings".into(), mergings.to_string())]
            }
            StoreError::NoMerge(seq) => one("set", seq.to_string()),
            StoreError::MergeOverlaid { seq, .. } => one("set", seq.to_string()),
            StoreError::DecisionsDiffer(tag) => one("tag", tag.clone()),
            StoreError::NoSet(set) => one("set", set.to_string()),
            StoreError::NoRecord(uid) | StoreError::NoPair(uid) | StoreError::NoAttachment(uid) => {
                one("uid", uid.clone())
            }
            StoreError::FieldKey(key) => one("key", key.clone()),
            StoreError::Sql(why) => one("why", why.to_string()),
            StoreError::Content(why) => one("why", why.clone()),
            StoreError::Busy
            | StoreError::Full
            | StoreError::ReadOnly
            | StoreError::Interrupted
            | StoreError::Edited(_)
            | StoreError::NothingToTakeBack
            | StoreError::Stale => Vec::new(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly,
            Some(ErrorCode::OperationInterrupted) => StoreError::Interrupted,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StoreError::Damaged { path: PathBuf::new(), why: error.to_string() }
            }
            _ => StoreError::Sql(error),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> StoreError {
        StoreError::Content(error.to_string())
    }
}

impl From<postcard::Error> for StoreError {
    fn from(error: postcard::Error) -> StoreError {
        StoreError::Content(error.to_string())
    }
}
