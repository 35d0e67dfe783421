//! Staging: an import in the making, in a private temporary database that vanishes with its connection.
//!
//! The invariant: until [`Staging::promote`] the register's file is not written. A killed import leaves nothing behind.
//! 涉密 rows are only counted: no method takes their content.

use qingce_core::fate::Fate;
use qingce_core::finding::Finding;
use qingce_core::journal::{Chain, Entry, Head, encode, record_digest};
use qingce_core::reading::SheetReading;
use qingce_core::record::{Facts, Record};
use qingce_core::returning::TableLines;
use qingce_core::value::{Value, Values};
use rusqlite::{Connection, named_params, params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Result;
use crate::alias::Alias;
use crate::batch::{NewBatch, Tally};
use crate::candidates::KeyIndex;
use crate::columns::RecordRow;
use crate::conflict::StagedConflict;
use crate::evidence::Evidence;
use crate::input::{Source, Tables};
use crate::open::{Shape, Store};
use crate::returned::NewReply;

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Number of the sheet, from 0; index into [`Finish::readings`].
    pub sheet: u16,
    /// Number of the table in the sheet, from 0.
    pub table: u16,
    /// Row, 1 = the first.
    pub row: u32,
}

/// A record as an import wants it to be, whole: also fields that the file did not tell.
#[derive(Debug, Clone, Copy)]
pub struct NewRecord<'a> {
    /// UUIDv7; of a changed record the one it has.
    pub uid: &'a str,
    /// Values by field.
    pub values: &'a Values,
    /// Columns that fit no field.
    pub extra: &'a [(String, String)],
    /// 待退回.
    pub to_return: bool,
    /// Level and standing of its unit; the rest is not read.
    pub facts: &'a Facts,
    /// Unit and name, folded: what finds it again.
    pub name_key: Option<&'a str>,
    /// Project code, folded: what finds it again.
    pub code_key: Option<&'a str>,
    /// Remarks of its own, in place of those of its row: not every cell of the row was taken. None = those of the row.
    pub remarks: Option<&'a [Finding]>,
}

/// What became of a row, with what is needed to do it.
#[derive(Debug, Clone, Copy)]
pub enum Staged<'a> {
    /// A record that the register does not hold.
    New(NewRecord<'a>),
    /// A record of the register with other values.
    Changed {
        /// As it is.
        before: &'a Record,
        /// As it is to be.
        after: NewRecord<'a>,
    },
    /// A record of the register with the same values, by id.
    Unchanged(i64),
    /// Equal to an earlier row of the file.
    Duplicate,
    /// No record; what stood there is kept.
    Rejected {
        /// Its values.
        values: &'a Values,
        /// Its other columns.
        extra: &'a [(String, String)],
    },
}

/// One row of the file that is a record or was refused as one.
#[derive(Debug, Clone, Copy)]
pub struct StagedRow<'a> {
    /// Where it stands.
    pub place: Place,
    /// What becomes of it.
    pub what: Staged<'a>,
    /// Its amount in 分, for reconciliation.
    pub fen: i64,
    /// Where each value came from.
    pub sources: &'a [Source],
    /// Remarks.
    pub findings: &'a [Finding],
    /// Cells that changed here since the row's base, and what was said of each.
    pub conflicts: &'a [StagedConflict],
    /// Accepted tags and the keys of the fields they rest on, of those that change.
    pub evidence: &'a [(String, String)],
}

/// What is known of an import after its last row.
#[derive(Debug, Clone, PartialEq)]
pub struct Finish {
    /// How each sheet was read.
    pub readings: Vec<SheetReading>,
    /// Rows and amounts read, counted apart from the fates.
    pub read: Tally,
    /// When it was finished, UTC, ISO 8601.
    pub finished_at: String,
    /// The workbooks that it answers, if it is the reply of a unit.
    pub replies: Vec<NewReply>,
}

/// An import in the making. Dropping it discards it.
pub struct Staging {
    pub(crate) db: Connection,
    pub(crate) shape: std::sync::Arc<Shape>,
    pub(crate) about: NewBatch,
    pub(crate) batch: i64,
    /// Newest set of the journal when staging began.
    pub(crate) began_at: i64,
    pub(crate) first_new: i64,
    next_record: i64,
    next_finding: i64,
    pub(crate) chain: Chain,
    pub(crate) tallies: FxHashMap<Fate, Tally>,
    pub(crate) classified: FxHashMap<String, i64>,
    pub(crate) tables: Tables,
    /// What stood around the rows of each table, as JSON.
    pub(crate) lines: Vec<(u16, u16, String)>,
    pub(crate) keys: KeyIndex,
    register_was_empty: bool,
    /// Mergings in force, by which rows of absorbed records find their survivor.
    pub(crate) aliases: Vec<Alias>,
    /// Records that others were merged into.
    merged: FxHashSet<i64>,
    /// Those of them that a row told.
    pub(crate) merged_told: FxHashSet<i64>,
    /// Records that leave.
    pub(crate) removed: Vec<i64>,
    /// Rows that changed a record which an earlier row had changed.
    pub(crate) again: i64,
    /// Records of which a person wrote a value.
    pub(crate) by_hand: FxHashSet<i64>,
    pub(crate) evidence: Evidence,
}

impl Store {
    /// Begins an import. Several may be prepared at once; of those only the first can be promoted.
    pub fn stage(&self, about: NewBatch) -> Result<Staging> {
        let db = self.connect()?;
        // What is promoted refers to its own batch and records only: checking every row again would keep SQLite from
        // copying them whole. `verify` checks all references.
        db.execute_batch(
            "PRAGMA temp.page_size = 16384; PRAGMA temp.journal_mode = OFF; PRAGMA temp.cache_size = -8192;
             PRAGMA main.cache_size = -32768; PRAGMA foreign_keys = OFF; BEGIN",
        )?;
        let (began_at, _) = crate::journal::last(&db)?;
        let next = |table: &str| -> Result<i64> {
            let mut statement =
                db.prepare("SELECT coalesce(max(seq), 0) + 1 AS next FROM sqlite_sequence WHERE name = :table")?;
            Ok(statement.query_row(named_params! {":table": table}, |row| row.get("next"))?)
        };
        let (batch, first_new) = (next("batch")?, next("record")?);
        let next_finding = "SELECT coalesce(max(id), 0) + 1 AS next FROM finding";
        let next_finding = db.query_row(next_finding, [], |row| row.get("next"))?;
        crate::twin::create(&db)?;
        db.execute_batch(
            "CREATE TEMP TABLE staged_entry
               (n INTEGER PRIMARY KEY, record INTEGER, what TEXT, field TEXT, old TEXT, new TEXT) STRICT",
        )?;
        Staging::create_conflicts(&db)?;
        let aliases = crate::alias::all(&db)?;
        let keys = KeyIndex::load(&db, &aliases)?;
        let register_was_empty = keys.is_empty();
        Ok(Staging {
            shape: self.shape.clone(),
            about,
            batch,
            began_at,
            first_new,
            next_record: first_new,
            next_finding,
            chain: Chain::default(),
            tallies: FxHashMap::default(),
            classified: FxHashMap::default(),
            tables: Tables::default(),
            lines: Vec::new(),
            keys,
            register_was_empty,
            merged: crate::alias::survivors(&db, &aliases)?,
            aliases,
            merged_told: FxHashSet::default(),
            removed: Vec::new(),
            again: 0,
            by_hand: crate::touched::by_hand(&db)?,
            evidence: Evidence::load(&db)?,
            db,
        })
    }
}

impl Staging {
    /// The number the batch will have.
    pub fn batch(&self) -> i64 {
        self.batch
    }
    /// Whether the register held no record when staging began: no row can match one.
    pub fn register_is_empty(&self) -> bool {
        self.register_was_empty
    }
    /// Gives up finding records again: no further row is staged.
    pub(crate) fn forget_keys(&mut self) {
        self.keys = KeyIndex::default();
    }
    /// Rows and amounts by fate so far.
    pub fn tally(&self, fate: Fate) -> Tally {
        self.tallies.get(&fate).copied().unwrap_or_default()
    }

    /// Stages one row. Gives the id of its record, if it is one.
    pub fn add(&mut self, row: &StagedRow<'_>) -> Result<Option<i64>> {
        let mut digest = None;
        let (fate, record) = match row.what {
            Staged::New(new) => {
                let id = self.next_record;
                self.next_record += 1;
                digest = Some(self.create(id, &new)?);
                (Fate::New, Some(id))
            }
            Staged::Changed { before, after } => {
                self.change(before, &after)?;
                (Fate::Changed, Some(before.id))
            }
            Staged::Unchanged(id) => (Fate::Unchanged, Some(id)),
            Staged::Duplicate => (Fate::Duplicate, None),
            Staged::Rejected { .. } => (Fate::Rejected, None),
        };
        let rejected = match row.what {
            Staged::Rejected { values, extra } => Some((values, extra)),
            _ => None,
        };
        let met = self.tables.pack(row.place, self.shape.catalogue.len(), row.sources, rejected)?;
        self.write_input(row, fate, record, &met, digest.as_ref())?;
        if let Some(record) = record {
            if self.merged.contains(&record) {
                self.merged_told.insert(record);
            }
            self.write_conflicts(row.place, record, row.conflicts)?;
            self.write_evidence(record, row.evidence)?;
        }
        for finding in row.findings {
            self.write_finding(record, finding)?;
        }
        *self.tallies.entry(fate).or_default() += Tally { rows: 1, fen: row.fen };
        Ok(record)
    }

    /// Stages that a record leaves. What was decided on it goes with it, and the journal tells both.
    pub fn remove(&mut self, record: &Record) -> Result<()> {
        for gone in crate::decision::decisions(&self.db, record.id)? {
            let verdict = encode(&Value::Text(gone.text()));
            let (what, field, old) = ("withdrawn", gone.tag.as_str(), Some(verdict.as_str()));
            self.write_entry(&Entry { record: record.id, what, field, old, new: None })?;
        }
        let uid = encode(&Value::Text(record.uid.clone()));
        self.write_entry(&Entry { record: record.id, what: "removed", field: "", old: Some(&uid), new: None })?;
        self.removed.push(record.id);
        Ok(())
    }

    /// Counts a row that is no record: its kind is told by the reading.
    pub fn add_not_record(&mut self) {
        *self.tallies.entry(Fate::NotRecord).or_default() += Tally { rows: 1, fen: 0 };
    }

    /// Counts a 涉密 row by its unit, if that was told. Nothing else of it may be given to the register.
    pub fn add_classified(&mut self, unit: Option<&str>) {
        *self.classified.entry(unit.unwrap_or_default().to_owned()).or_default() += 1;
        *self.tallies.entry(Fate::Classified).or_default() += Tally { rows: 1, fen: 0 };
    }

    /// Keeps what stood around the rows of a table: number of the sheet and of the table in it, from 0.
    pub fn add_lines(&mut self, sheet: u16, table: u16, lines: &TableLines) -> Result<()> {
        if !lines.is_empty() {
            self.lines.push((sheet, table, serde_json::to_string(lines)?));
        }
        Ok(())
    }

    /// Stages a remark that is about no row: on a table or a sheet.
    pub fn add_finding(&mut self, finding: &Finding) -> Result<()> {
        self.write_finding(None, finding)
    }

    fn write_finding(&mut self, record: Option<i64>, finding: &Finding) -> Result<()> {
        crate::finding::stage(&self.db, self.next_finding, self.batch, record, finding)?;
        self.next_finding += 1;
        Ok(())
    }

    fn create(&mut self, id: i64, new: &NewRecord<'_>) -> Result<Head> {
        self.write_record(id, 1, new)?;
        let digest = record_digest(&self.shape.order, new.uid, new.values, new.extra);
        self.chain.created(id, &digest);
        Ok(digest)
    }

    fn change(&mut self, before: &Record, after: &NewRecord<'_>) -> Result<()> {
        let mut revision = before.revision + 1;
        if self.merged_told.contains(&before.id) {
            let named = named_params! {":id": before.id};
            if self.db.prepare_cached("DELETE FROM temp.staged_change WHERE id = :id")?.execute(named)? > 0 {
                (revision, self.again) = (before.revision, self.again + 1);
            }
        }
        self.write_record(before.id, revision, after)?;
        for (field, old, new) in crate::record::differences(&self.shape.catalogue, before, after.values, after.extra)? {
            let (old, new) = (old.as_deref(), new.as_deref());
            self.write_entry(&Entry { record: before.id, what: "changed", field: &field, old, new })?;
        }
        Ok(())
    }

    /// Stages an entry of the journal.
    pub(crate) fn write_entry(&mut self, entry: &Entry<'_>) -> Result<()> {
        let n = self.chain.entry_count();
        self.chain.entry(entry);
        self.db
            .prepare_cached("INSERT INTO temp.staged_entry VALUES (:n, :record, :what, :field, :old, :new)")?
            .execute(named_params! {
                ":n": n, ":record": entry.record, ":what": entry.what, ":field": entry.field, ":old": entry.old, ":new": entry.new,
            })?;
        Ok(())
    }

    fn write_record(&self, id: i64, revision: i64, new: &NewRecord<'_>) -> Result<()> {
        let [insert_new, insert_change] = &self.shape.columns.insert_staged;
        let mut statement = self.db.prepare_cached(if id >= self.first_new { insert_new } else { insert_change })?;
        let remarks = new.remarks.map(serde_json::to_string).transpose()?;
        let row = RecordRow {
            id,
            uid: new.uid,
            revision,
            batch: Some(self.batch),
            name_key: new.name_key,
            code_key: new.code_key,
            facts: new.facts,
            to_return: new.to_return,
            extra: new.extra,
            remarks: remarks.as_deref(),
            values: new.values,
        };
        self.shape.columns.bind(&mut statement, &row)?;
        statement.raw_execute()?;
        Ok(())
    }

    fn write_input(
        &self,
        row: &StagedRow<'_>,
        fate: Fate,
        record: Option<i64>,
        met: &[u8],
        digest: Option<&Head>,
    ) -> Result<()> {
        let mut statement = self.db.prepare_cached(
            "INSERT INTO temp.staged_input (batch, sheet, row, place, fate, fen, record, met, digest)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        statement.execute(params![
            self.batch,
            row.place.sheet,
            row.place.row,
            row.place.table,
            fate.key(),
            row.fen,
            record,
            met,
            digest
        ])?;
        Ok(())
    }
}
