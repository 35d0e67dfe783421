//! Staging a file of an earlier year: in a private temporary table that vanishes with its connection.
//!
//! The invariant: as for this year's imports, the register's file is not written until promotion, all or nothing, and of
//! 涉密 rows only the count per unit arrives here.

use std::collections::BTreeMap;

use qingce_core::fate::Fate;
use qingce_core::finding::Finding;
use rusqlite::{Connection, Transaction, TransactionBehavior, named_params, params};
use rustc_hash::FxHashMap;

use crate::batch::Tally;
use crate::candidates::{Candidate, Keys};
use crate::columns::RecordRow;
use crate::open::{Shape, Store};
use crate::staging::{Finish, NewRecord, Staged};
use crate::{Result, StoreError};

/// What is known of a file before its first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBaseline {
    /// The year whose register it is.
    pub year: i32,
    /// Name of the file, without folders.
    pub file_name: String,
    /// SHA-256 of the file, hexadecimal.
    pub file_sha256: String,
    /// Who imports.
    pub operator: String,
    /// When it began, UTC, ISO 8601.
    pub started_at: String,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaselinePlace<'a> {
    /// Name of the sheet.
    pub sheet: &'a str,
    /// Row, 1 = the first.
    pub row: u32,
}

/// A file of an earlier year in the making. Dropping it discards it.
pub struct BaselineStaging {
    db: Connection,
    shape: std::sync::Arc<Shape>,
    about: NewBaseline,
    insert: String,
    next: i64,
    tallies: FxHashMap<Fate, Tally>,
    classified: BTreeMap<String, i64>,
}

impl Store {
    /// Begins the import of a file of an earlier year.
    pub fn stage_baseline(&self, about: NewBaseline) -> Result<BaselineStaging> {
        let db = self.connect()?;
        let all = &self.shape.columns.all;
        let shape = crate::twin::shape(&db, "record")?;
        db.execute_batch(&format!(
            "PRAGMA temp.journal_mode = OFF; PRAGMA foreign_keys = OFF; CREATE TEMP TABLE staged_baseline {shape};
             CREATE TEMP TABLE staged_row (record INTEGER, sheet TEXT, row INTEGER);
             CREATE TEMP TABLE staged_remark (sheet TEXT, row INTEGER, \"column\" INTEGER, field TEXT, code TEXT, severity TEXT, params TEXT);
             BEGIN"
        ))?;
        let marks = vec!["?"; all.split(", ").count()].join(", ");
        let next = "SELECT coalesce(max(seq), 0) + 1 AS next FROM main.sqlite_sequence WHERE name = 'baseline_record'";
        let next = db.query_row(next, [], |row| row.get("next"))?;
        Ok(BaselineStaging {
            insert: format!("INSERT INTO temp.staged_baseline ({all}) VALUES ({marks})"),
            shape: self.shape.clone(),
            about,
            next,
            tallies: FxHashMap::default(),
            classified: BTreeMap::new(),
            db,
        })
    }
}

impl BaselineStaging {
    /// The projects of that year that share a key; those of this file are not among them.
    pub fn candidates(&self, keys: &Keys<'_>) -> Result<Vec<Candidate>> {
        super::candidates(&self.db, &self.shape, self.about.year, keys)
    }

    /// Stages one row.
    pub fn add(&mut self, place: BaselinePlace<'_>, what: Staged<'_>, fen: i64, findings: &[Finding]) -> Result<()> {
        let fate = match what {
            Staged::New(new) => {
                self.write(place, 1, &new)?;
                Fate::New
            }
            Staged::Changed { before, after } => {
                self.write(place, before.revision + 1, &after)?;
                Fate::Changed
            }
            Staged::Unchanged(_) => Fate::Unchanged,
            Staged::Duplicate => Fate::Duplicate,
            Staged::Rejected { .. } => Fate::Rejected,
        };
        self.tell(findings)?;
        *self.tallies.entry(fate).or_default() += Tally { rows: 1, fen };
        Ok(())
    }

    /// Counts a row that is no record.
    pub fn add_not_record(&mut self) {
        *self.tallies.entry(Fate::NotRecord).or_default() += Tally { rows: 1, fen: 0 };
    }

    /// Counts a 涉密 row by its unit.
    pub fn add_classified(&mut self, unit: Option<&str>) {
        *self.classified.entry(unit.unwrap_or_default().to_owned()).or_default() += 1;
        *self.tallies.entry(Fate::Classified).or_default() += Tally { rows: 1, fen: 0 };
    }

    /// Stages remarks.
    pub fn tell(&self, findings: &[Finding]) -> Result<()> {
        let mut statement = self.db.prepare_cached("INSERT INTO temp.staged_remark VALUES (?, ?, ?, ?, ?, ?, ?)")?;
        for Finding { code, severity, sheet, row, column, field, params } in findings {
            let told = if params.is_empty() { None } else { Some(serde_json::to_string(params)?) };
            statement.execute(params![sheet, row, column, field, code, crate::finding::key(*severity), told])?;
        }
        Ok(())
    }

    fn write(&mut self, place: BaselinePlace<'_>, revision: i64, new: &NewRecord<'_>) -> Result<()> {
        let id = self.next;
        self.next += 1;
        let mut statement = self.db.prepare_cached(&self.insert)?;
        let row = RecordRow {
            id,
            uid: new.uid,
            revision,
            batch: None,
            name_key: new.name_key,
            code_key: new.code_key,
            facts: new.facts,
            to_return: new.to_return,
            extra: new.extra,
            remarks: None,
            values: new.values,
        };
        self.shape.columns.bind(&mut statement, &row)?;
        statement.raw_execute()?;
        let mut statement = self.db.prepare_cached("INSERT INTO temp.staged_row VALUES (?, ?, ?)")?;
        statement.execute(params![id, place.sheet, place.row])?;
        Ok(())
    }

    /// Takes the staged rows into the register: all of them or, on any error, none. Gives the number of the batch.
    ///
    /// Fails with [`StoreError::Unreconciled`] where rows or amounts read are not the sum of the fates, and with
    /// [`StoreError::Stale`] where another file of an earlier year came in between.
    pub fn promote(self, store: &Store, finish: &Finish) -> Result<i64> {
        finish.read.reconcile(&self.tallies)?;
        self.db.execute_batch("COMMIT")?;
        crate::backup::write_backup(&self.db, store.path(), "baseline")?;
        let transaction = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        let next = "SELECT coalesce(max(seq), 0) + 1 AS next FROM main.sqlite_sequence WHERE name = 'baseline_record'";
        let staged = "SELECT count(*) AS n FROM temp.staged_baseline";
        let (next, staged): (i64, i64) = (
            transaction.query_row(next, [], |row| row.get("next"))?,
            transaction.query_row(staged, [], |row| row.get("n"))?,
        );
        if next + staged != self.next {
            return Err(StoreError::Stale);
        }
        let batch = self.write_batch(&transaction, finish)?;
        let all = &self.shape.columns.all;
        transaction.execute("UPDATE temp.staged_baseline SET batch = :batch", named_params! {":batch": batch})?;
        let sql = format!("INSERT INTO baseline_record (year, {all}) SELECT :year, {all} FROM temp.staged_baseline");
        transaction.execute(&sql, named_params! {":year": self.about.year})?;
        let named = named_params! {":batch": batch};
        let rows = "INSERT INTO baseline_row (batch, record, sheet, row) SELECT :batch, * FROM temp.staged_row";
        transaction.execute(rows, named)?;
        transaction.execute(
            "INSERT INTO baseline_finding (batch, sheet, row, \"column\", field, code, severity, params)
             SELECT :batch, * FROM temp.staged_remark",
            named,
        )?;
        let (about, at) = (&self.about, &finish.finished_at);
        let digest = super::check::digest(&transaction, &self.shape, batch)?;
        let (of, file, by) =
            ((about.year, batch), (None, Some(about.file_name.as_str())), (about.operator.as_str(), at));
        super::journal(&transaction, of, file, Some(&digest), (by.0, by.1))?;
        transaction.commit()?;
        Ok(batch)
    }

    fn write_batch(&self, db: &Transaction<'_>, finish: &Finish) -> Result<i64> {
        let NewBaseline { year, file_name, file_sha256, operator, started_at } = &self.about;
        let told = |fate: Fate| self.tallies.get(&fate).map(|tally| (fate, tally.rows, tally.fen));
        let fates: Vec<(Fate, i64, i64)> = Fate::ALL.into_iter().filter_map(told).collect();
        let classified: Vec<(&String, &i64)> = self.classified.iter().collect();
        db.execute(
            "INSERT INTO baseline_batch (year, file_name, file_sha256, operator, started_at, finished_at, state, readings,
                                         fates, classified, read_rows, read_fen)
             VALUES (:year, :name, :sha, :operator, :started, :finished, 'promoted', :readings, :fates, :classified, :rows, :fen)",
            named_params! {
                ":year": year, ":name": file_name, ":sha": file_sha256, ":operator": operator, ":started": started_at,
                ":finished": finish.finished_at, ":readings": serde_json::to_string(&finish.readings)?,
                ":fates": serde_json::to_string(&fates)?, ":classified": serde_json::to_string(&classified)?,
                ":rows": finish.read.rows, ":fen": finish.read.fen,
            },
        )?;
        Ok(db.last_insert_rowid())
    }
}
