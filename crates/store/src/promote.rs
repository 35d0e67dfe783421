//! Promotion: a staged import becomes part of the register, after a backup, in one transaction.

use qingce_core::fate::Fate;
use qingce_core::journal::Head;
use rusqlite::{Transaction, TransactionBehavior, named_params};

use crate::batch::Tally;
use crate::journal::NewSet;
use crate::kind::{Kind, RECORDS, touched_since};
use crate::open::Store;
use crate::staging::{Finish, Staging};
use crate::{Backup, Result, StoreError};

/// What a promotion did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promoted {
    /// Number of the batch.
    pub batch: i64,
    /// Head of the journal after it.
    pub head: Head,
    /// The backup made before it; none where the register was empty.
    pub backup: Option<Backup>,
}

impl Staging {
    /// Takes the staged rows into the register: all of them or, on any error, none.
    ///
    /// Fails with [`StoreError::Unreconciled`] where rows or amounts read are not the sum of the fates, and with
    /// [`StoreError::Stale`] where records changed since staging began.
    pub fn promote(self, store: &Store, finish: &Finish) -> Result<Promoted> {
        self.promote_with(store, finish, Some("import"), |_, _| Ok(()))
    }

    /// The same with what comes beside the rows: it is written in the same transaction, given the number of the batch.
    /// Without a `backup` reason no backup is made before.
    pub(crate) fn promote_with(
        mut self,
        store: &Store,
        finish: &Finish,
        backup: Option<&str>,
        beside: impl FnOnce(&Transaction<'_>, i64) -> Result<()>,
    ) -> Result<Promoted> {
        finish.read.reconcile(&self.tallies)?;
        self.end_staging()?;
        let backup = backup.filter(|_| !self.register_is_empty());
        let backup = backup.map(|why| crate::backup::write_backup(&self.db, store.path(), why)).transpose()?;
        let chain = std::mem::take(&mut self.chain);
        let transaction = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        self.check_fresh(&transaction)?;
        self.write_batch(&transaction, finish)?;
        self.move_rows(&transaction)?;
        let set = NewSet {
            at: &finish.finished_at,
            who: &self.about.operator,
            why: &self.about.file_name,
            kind: Kind::Import,
            batch: Some(self.batch),
        };
        let (seq, _) = crate::journal::write_set(&transaction, &set, chain)?;
        transaction.execute(
            "INSERT INTO journal_entry (seq, n, record, what, field, old, new)
             SELECT :seq, n, record, what, field, old, new FROM temp.staged_entry ORDER BY n",
            named_params! {":seq": seq},
        )?;
        for reply in &finish.replies {
            crate::returned::write_reply(&transaction, reply, Some(self.batch))?;
        }
        beside(&transaction, self.batch)?;
        let (_, head) = crate::journal::last(&transaction)?;
        transaction.commit()?;
        Ok(Promoted { batch: self.batch, head, backup })
    }

    fn check_fresh(&self, db: &Transaction<'_>) -> Result<()> {
        if touched_since(db, self.began_at, RECORDS)? { Err(StoreError::Stale) } else { Ok(()) }
    }

    fn write_batch(&self, db: &Transaction<'_>, finish: &Finish) -> Result<()> {
        let keys: Vec<&str> = self.shape.catalogue.fields().iter().map(|field| field.key.as_str()).collect();
        db.execute(
            "INSERT INTO batch (id, file_name, file_sha256, operator, mode, started_at, finished_at, state, readings,
                                field_keys, read_rows, read_fen)
             VALUES (:id, :name, :sha, :operator, :mode, :started, :finished, 'promoted', :readings, :keys, :rows, :fen)",
            named_params! {
                ":id": self.batch, ":name": self.about.file_name, ":sha": self.about.file_sha256,
                ":operator": self.about.operator, ":mode": self.about.mode, ":started": self.about.started_at,
                ":finished": finish.finished_at, ":readings": serde_json::to_string(&finish.readings)?,
                ":keys": serde_json::to_string(&keys)?, ":rows": finish.read.rows, ":fen": finish.read.fen,
            },
        )?;
        let mut statement =
            db.prepare_cached("INSERT INTO batch_fate (batch, fate, rows, fen) VALUES (:batch, :fate, :rows, :fen)")?;
        for fate in Fate::ALL {
            let tally = self.tally(fate);
            if tally != Tally::default() {
                statement.execute(
                    named_params! {":batch": self.batch, ":fate": fate.key(), ":rows": tally.rows, ":fen": tally.fen},
                )?;
            }
        }
        let mut statement =
            db.prepare_cached("INSERT INTO batch_classified (batch, unit, rows) VALUES (:batch, :unit, :rows)")?;
        for (unit, rows) in &self.classified {
            statement.execute(named_params! {":batch": self.batch, ":unit": unit, ":rows": rows})?;
        }
        let mut statement = db.prepare_cached(
            "INSERT INTO input_line (batch, sheet, place, lines) VALUES (:batch, :sheet, :place, :lines)",
        )?;
        for (sheet, place, lines) in &self.lines {
            statement
                .execute(named_params! {":batch": self.batch, ":sheet": sheet, ":place": place, ":lines": lines})?;
        }
        let names: Vec<String> = finish.readings.iter().map(|sheet| sheet.name.clone()).collect();
        self.tables.write(db, self.batch, &names)
    }

    /// Copies the staged rows; of records that change, what they were is kept for undo. What arrives is counted against
    /// the fates.
    fn move_rows(&self, db: &Transaction<'_>) -> Result<()> {
        let all = &self.shape.columns.all;
        db.execute(
            &format!(
                "INSERT INTO record_before (by_batch, {all}) SELECT :batch, {all} FROM record
                 WHERE id IN (SELECT id FROM temp.staged_change)"
            ),
            named_params! {":batch": self.batch},
        )?;
        let changes = self.shape.columns.assignments("s", &["id"]);
        let sql = format!("UPDATE record SET {changes} FROM temp.staged_change AS s WHERE s.id = record.id");
        let changed = i64::try_from(db.execute(&sql, [])?).unwrap_or(i64::MAX).saturating_add(self.again);
        self.expect(&[Fate::Changed], changed)?;
        let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        let created = db.execute("INSERT INTO record SELECT * FROM temp.staged_record", [])?;
        self.expect(&[Fate::New], count(created))?;
        let kept = db.execute("INSERT INTO input_row SELECT * FROM temp.staged_input", [])?;
        self.expect(&[Fate::New, Fate::Changed, Fate::Unchanged, Fate::Duplicate, Fate::Rejected], count(kept))?;
        db.execute("INSERT INTO finding SELECT * FROM temp.staged_finding", [])?;
        Ok(())
    }

    fn expect(&self, fates: &[Fate], arrived: i64) -> Result<()> {
        let told: i64 = fates.iter().map(|fate| self.tally(*fate).rows).sum();
        if arrived == told {
            return Ok(());
        }
        Err(StoreError::Content(format!("{arrived} rows arrived where {fates:?} tell {told}")))
    }
}
