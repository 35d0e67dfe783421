//! Staged cells that changed here since their row's base: what was asked, and what a person says.
//!
//! The rows are staged as the choices were when staging began; other choices are kept here and hold once the file is
//! staged again with them.
//!
//! The invariant: a choice changes nothing that was staged.

use qingce_core::fate::Fate;
use qingce_core::journal::{Entry, encode};
use qingce_core::update::{Choice, Conflict};
use qingce_core::value::Value;
use rusqlite::{Row, ToSql, named_params};
use rustc_hash::FxHashMap;

use crate::journal::value;
use crate::staging::{Place, Staging};
use crate::touched::Touch;
use crate::{Result, StoreError};

/// What a person says of the conflicts of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// Of every cell that is not told below.
    pub all: Choice,
    /// Of single cells: record and key of the field.
    pub cells: FxHashMap<(i64, String), Choice>,
}

impl Choices {
    /// What is said of a cell.
    pub fn of(&self, record: i64, field: &str) -> Choice {
        if self.cells.is_empty() {
            return self.all;
        }
        self.cells.get(&(record, field.to_owned())).copied().unwrap_or(self.all)
    }
}

/// A cell that changed here since its row's base.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedConflict {
    /// What differs, and what was said when it was staged.
    pub conflict: Conflict,
    /// Who changed it here, and when.
    pub touch: Touch,
}

/// A conflict of a held import.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldConflict {
    /// Id of the record.
    pub record: i64,
    /// Where the row stands.
    pub place: Place,
    /// What becomes of the row as it was staged.
    pub fate: Fate,
    /// Its amount, 分.
    pub fen: i64,
    /// Key of the field, or `extra`.
    pub field: String,
    /// What is here.
    pub ours: Option<Value>,
    /// What the file tells.
    pub theirs: Option<Value>,
    /// Who changed it here.
    pub who: String,
    /// When, UTC.
    pub at: String,
    /// The import that did, where it was no person.
    pub batch: Option<i64>,
    /// Row and column where the file's value stands, and its text as met where that differs; none where it stood nowhere.
    pub cell: Option<(u32, u32, Option<String>)>,
    /// How many cells of the record were staged to change.
    pub changes: u64,
    /// Accepted tags that rest on the field.
    pub tags: Vec<String>,
    /// What was said when it was staged.
    pub staged: Choice,
    /// What is said now.
    pub choice: Choice,
}

const CONFLICTS: &str = "SELECT c.*, i.fate, i.fen,
      (SELECT count(*) FROM temp.staged_entry AS e WHERE e.record = c.record AND e.what = 'changed') AS changes
    FROM temp.staged_conflict AS c JOIN temp.staged_input AS i USING (sheet, row, place)";

impl Staging {
    /// Creates the private table.
    pub(crate) fn create_conflicts(db: &rusqlite::Connection) -> Result<()> {
        Ok(db.execute_batch(
            "CREATE TEMP TABLE staged_conflict (
               n INTEGER PRIMARY KEY, sheet INTEGER NOT NULL, row INTEGER NOT NULL, place INTEGER NOT NULL,
               record INTEGER NOT NULL, field TEXT NOT NULL, ours TEXT, theirs TEXT, who TEXT NOT NULL, at TEXT NOT NULL,
               batch INTEGER, staged INTEGER NOT NULL, take INTEGER NOT NULL) STRICT;
             CREATE INDEX temp.staged_conflict_row ON staged_conflict (sheet, row, place);
             CREATE TEMP TABLE staged_evidence (record INTEGER NOT NULL, tag TEXT NOT NULL, field TEXT NOT NULL,
               PRIMARY KEY (record, tag, field)) STRICT, WITHOUT ROWID",
        )?)
    }

    /// Stages conflicts of a row; what was said of each goes into the journal with the batch.
    pub(crate) fn write_conflicts(&mut self, place: Place, record: i64, conflicts: &[StagedConflict]) -> Result<()> {
        for StagedConflict { conflict, touch } in conflicts {
            let take = conflict.choice == Choice::Take;
            let (ours, theirs) = (conflict.ours.as_ref().map(encode), conflict.theirs.as_ref().map(encode));
            let what = if take { "taken" } else { "kept" };
            let (old, new) = (ours.as_deref(), theirs.as_deref());
            self.write_entry(&Entry { record, what, field: &conflict.field, old, new })?;
            self.db
                .prepare_cached(
                    "INSERT INTO temp.staged_conflict (sheet, row, place, record, field, ours, theirs, who, at, batch, staged, take)
                     VALUES (:sheet, :row, :place, :record, :field, :ours, :theirs, :who, :at, :batch, :take, :take)",
                )?
                .execute(named_params! {
                    ":sheet": place.sheet, ":row": place.row, ":place": place.table, ":record": record,
                    ":field": conflict.field, ":ours": ours, ":theirs": theirs, ":who": touch.who, ":at": touch.at,
                    ":batch": touch.batch, ":take": take,
                })?;
        }
        Ok(())
    }

    /// Keeps what a person says of conflicts: of one cell, of all of a record, or of all.
    pub fn choose(&self, record: Option<i64>, field: Option<&str>, choice: Choice) -> Result<()> {
        let mut statement = self.db.prepare_cached(
            "UPDATE temp.staged_conflict SET take = :take
             WHERE (:record IS NULL OR record = :record) AND (:field IS NULL OR field = :field)",
        )?;
        statement.execute(named_params! {":take": choice == Choice::Take, ":record": record, ":field": field})?;
        Ok(())
    }

    /// What is said of all conflicts now, if it is not what they were staged with.
    pub fn other_choices(&self) -> Result<Option<Choices>> {
        let conflicts = self.conflicts()?;
        if conflicts.iter().all(|conflict| conflict.staged == conflict.choice) {
            return Ok(None);
        }
        let cells = conflicts.into_iter().map(|c| ((c.record, c.field), c.choice)).collect();
        Ok(Some(Choices { all: Choice::Keep, cells }))
    }

    /// All conflicts in the order of the file.
    pub fn conflicts(&self) -> Result<Vec<HeldConflict>> {
        self.ask_conflicts(&format!("{CONFLICTS} ORDER BY c.sheet, c.row, c.place, c.n"), &[])
    }

    /// The conflicts of a row.
    pub(crate) fn conflicts_of(&self, place: Place) -> Result<Vec<HeldConflict>> {
        let sql = format!("{CONFLICTS} WHERE c.sheet = :sheet AND c.row = :row AND c.place = :place ORDER BY c.n");
        self.ask_conflicts(&sql, &[(":sheet", &place.sheet), (":row", &place.row), (":place", &place.table)])
    }

    fn ask_conflicts(&self, sql: &str, params: &[(&str, &dyn ToSql)]) -> Result<Vec<HeldConflict>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(from_row(row)?);
        }
        Ok(found)
    }
}

fn from_row(row: &Row<'_>) -> Result<HeldConflict> {
    let fate: String = row.get("fate")?;
    let said = |take: bool| if take { Choice::Take } else { Choice::Keep };
    Ok(HeldConflict {
        record: row.get("record")?,
        place: Place { sheet: row.get("sheet")?, table: row.get("place")?, row: row.get("row")? },
        fate: Fate::from_key(&fate).ok_or(StoreError::Content(fate))?,
        fen: row.get("fen")?,
        field: row.get("field")?,
        ours: value(row.get("ours")?)?,
        theirs: value(row.get("theirs")?)?,
        who: row.get("who")?,
        at: row.get("at")?,
        batch: row.get("batch")?,
        cell: None,
        changes: row.get::<_, i64>("changes")?.unsigned_abs(),
        tags: Vec::new(),
        staged: said(row.get("staged")?),
        choice: said(row.get("take")?),
    })
}
