//! Looking into an import that waits between its comparison and its promotion: pages of staged rows and remarks.
//!
//! Not in here: staging ([`crate::staging`]), promoting ([`crate::promote`]).
//!
//! The invariant: looking changes neither the register nor what was staged.

use std::collections::BTreeSet;

use qingce_core::catalogue::FieldId;
use qingce_core::fate::Fate;
use qingce_core::finding::{Finding, Severity};
use qingce_core::value::{Value, Values};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};

use crate::batch::Tally;
use crate::conflict::HeldConflict;
use crate::input::Met;
use crate::journal::value;
use crate::open::Store;
use crate::staging::{Place, Staging};
use crate::{Result, StoreError};

/// Which staged rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeldQuery {
    /// What became of them; all where none is told.
    pub fate: Option<Fate>,
    /// Part of unit and name, folded as keys are; empty for all.
    pub search: String,
    /// Only rows with a remark that must be fixed or explained.
    pub remarked: bool,
    /// Only rows with a cell that changed here since their base.
    pub conflicting: bool,
    /// Only rows that change what an accepted tag rests on.
    pub evident: bool,
}

/// One staged row.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldRow {
    /// Where it stands.
    pub place: Place,
    /// What becomes of it.
    pub fate: Fate,
    /// Its amount, 分.
    pub fen: i64,
    /// The record, as it is to be; none of duplicates and rejected rows.
    pub uid: Option<String>,
    /// What it tells: the record as it is to be, or what a rejected row held; empty for duplicates.
    pub values: Values,
    /// What differs from the register, by the order of the catalogue.
    pub changes: Vec<HeldChange>,
    /// Cells that changed here since the row's base; those taken are among the changes too.
    pub conflicts: Vec<HeldConflict>,
    /// Remarks on it.
    pub findings: Vec<Finding>,
}

/// One value that is to change.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldChange {
    /// Key of the field, or `extra`.
    pub field: String,
    /// Before.
    pub old: Option<Value>,
    /// After.
    pub new: Option<Value>,
    /// Row and column where the new value stands; the row alone has column 0.
    pub row: u32,
    /// Column, 1 = A.
    pub column: u32,
    /// The text as met, where it differs from the canonical text.
    pub text: Option<String>,
    /// Accepted tags that rest on the field.
    pub tags: Vec<String>,
}

/// Which staged remarks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldFindings {
    /// Of this weight.
    pub severity: Option<Severity>,
    /// About this field.
    pub field: Option<String>,
    /// Of this code.
    pub code: Option<String>,
}

/// How many staged remarks of one kind there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// Weight.
    pub severity: Severity,
    /// Code of the sentence.
    pub code: String,
    /// Key of the field.
    pub field: Option<String>,
    /// How many.
    pub count: u64,
}

/// What the register holds, in the figures that an import changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holdings {
    /// Records and their amounts, 分.
    pub records: Tally,
    /// Records marked 待退回.
    pub to_return: i64,
    /// Units that reported.
    pub units: BTreeSet<String>,
}

/// Staged records as they are to be: new ones, changed ones.
const NEW: &str = "temp.staged_record";
const CHANGED: &str = "temp.staged_change";

/// Rows of a query, before their order.
const ROWS: &str = "FROM temp.staged_input i LEFT JOIN temp.staged_record s ON s.id = i.record
    LEFT JOIN temp.staged_change c ON c.id = i.record LEFT JOIN record r ON r.id = i.record
    WHERE (:fate IS NULL OR i.fate = :fate)
      AND (:search = '' OR coalesce(s.name_key, c.name_key, r.name_key) LIKE :search)
      AND (NOT :remarked OR EXISTS (
        SELECT 1 FROM temp.staged_finding f WHERE f.severity <> 'info'
          AND (f.record = i.record OR (i.record IS NULL AND f.row = i.row AND f.sheet = json_extract(:sheets, '$[' || i.sheet || ']')))))
      AND (NOT :conflicting OR EXISTS (SELECT 1 FROM temp.staged_conflict x WHERE (x.sheet, x.row, x.place) = (i.sheet, i.row, i.place)))
      AND (NOT :evident OR i.record IN (SELECT record FROM temp.staged_evidence))";

const FINDINGS: &str = "FROM temp.staged_finding WHERE (:severity IS NULL OR severity = :severity)
    AND (:field IS NULL OR field = :field) AND (:code IS NULL OR code = :code)";

impl Staging {
    /// Ends staging where the import is to wait: gives up what only further rows need, and makes looking quick.
    pub fn hold(&mut self) -> Result<()> {
        self.forget_keys();
        self.db.execute_batch(
            "COMMIT; CREATE INDEX temp.held_finding ON staged_finding (row) WHERE record IS NULL;
             CREATE INDEX temp.held_entry ON staged_entry (record); PRAGMA shrink_memory",
        )?;
        Ok(())
    }

    /// Ends staging, or waiting, before promotion: twins are copied whole only without an index of ours.
    pub(crate) fn end_staging(&self) -> Result<()> {
        let held = self.db.is_autocommit();
        Ok(self.db.execute_batch(if held {
            "DROP INDEX temp.held_finding; DROP INDEX temp.held_entry"
        } else {
            "COMMIT"
        })?)
    }

    /// Whether no record changed since staging began.
    pub fn is_fresh(&self) -> Result<bool> {
        Ok(!crate::kind::touched_since(&self.db, self.began_at, crate::kind::RECORDS)?)
    }

    /// The newest set of the journal when staging began.
    pub fn began_at(&self) -> i64 {
        self.began_at
    }

    /// How many rows a query has. `sheets`: the names of the file's sheets, in their order.
    pub fn held_count(&self, query: &HeldQuery, sheets: &[String]) -> Result<u64> {
        let mut statement = self.db.prepare_cached(&format!("SELECT count(*) AS n {ROWS}"))?;
        let count: i64 = with_query(query, sheets, |params| statement.query_row(params, |row| row.get("n")))?;
        Ok(count.unsigned_abs())
    }

    /// Rows of a query in the order of the file.
    pub fn held_rows(&self, query: &HeldQuery, sheets: &[String], offset: u64, limit: u64) -> Result<Vec<HeldRow>> {
        let sql = format!(
            "SELECT i.sheet, i.row, i.place, i.fate, i.fen, i.record, i.met {ROWS}
             ORDER BY i.sheet, i.row, i.place LIMIT {limit} OFFSET {offset}"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = with_query(query, sheets, |params| {
            let mut rows = statement.query(params)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(StagedInput::read(row)?);
            }
            Ok(found)
        })?;
        rows.into_iter().map(|row| self.held_row(row, sheets)).collect()
    }

    fn held_row(&self, row: StagedInput, sheets: &[String]) -> Result<HeldRow> {
        let StagedInput { place, fate, fen, record, met } = row;
        let fate = Fate::from_key(&fate).ok_or_else(|| StoreError::Content(format!("fate {fate}")))?;
        let met: Met<'_> = postcard::from_bytes(&met)?;
        let mut held = HeldRow {
            place,
            fate,
            fen,
            uid: None,
            values: Values::empty(self.shape.catalogue.len()),
            changes: Vec::new(),
            conflicts: self.conflicts_of(place)?,
            findings: self.findings_of(record, place, sheets)?,
        };
        match record {
            Some(id) => {
                let staged = match fate {
                    Fate::New => NEW,
                    Fate::Changed => CHANGED,
                    _ => "record",
                };
                let found = crate::record::of_table(&self.db, &self.shape, staged, id)?;
                let found = found.ok_or_else(|| StoreError::Content(format!("staged record {id}")))?;
                (held.uid, held.values) = (Some(found.uid), found.values);
            }
            None => {
                if let Some((values, _)) = met.rejected() {
                    held.values = values.clone();
                }
            }
        }
        if let (Fate::Changed, Some(id)) = (fate, record) {
            held.changes = self.changes_of(id, place, &met)?;
        }
        for conflict in &mut held.conflicts {
            let at = self.shape.catalogue.id(&conflict.field).map(FieldId::index);
            conflict.cell = at.and_then(|at| self.tables.stood(place, &met, at));
            let field = std::iter::once(conflict.field.as_str()).collect();
            conflict.tags = self.evidence(conflict.record, &field)?.into_iter().map(|(tag, _)| tag).collect();
        }
        Ok(held)
    }

    fn changes_of(&self, record: i64, place: Place, met: &Met<'_>) -> Result<Vec<HeldChange>> {
        let sql =
            "SELECT field, old, new FROM temp.staged_entry WHERE record = :record AND what = 'changed' ORDER BY n";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(named_params! {":record": record})?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let field: String = row.get("field")?;
            let at = self.shape.catalogue.id(&field).map(FieldId::index);
            let stood = at.and_then(|at| self.tables.stood(place, met, at));
            let (row_at, column, text) = stood.unwrap_or((place.row, 0, None));
            let (old, new) = (value(row.get("old")?)?, value(row.get("new")?)?);
            let tags = self.staged_evidence(record, &field)?;
            found.push(HeldChange { field, old, new, row: row_at, column, text, tags });
        }
        Ok(found)
    }

    fn findings_of(&self, record: Option<i64>, place: Place, sheets: &[String]) -> Result<Vec<Finding>> {
        let sheet = sheets.get(usize::from(place.sheet)).map(String::as_str).unwrap_or_default();
        let (sql, params): (_, [(&str, &dyn ToSql); 2]) = match &record {
            Some(_) => ("record = :record AND :sheet <> ''", [(":record", &record), (":sheet", &sheet)]),
            None => ("record IS NULL AND row = :row AND sheet = :sheet", [(":row", &place.row), (":sheet", &sheet)]),
        };
        let mut statement =
            self.db.prepare_cached(&format!("SELECT * FROM temp.staged_finding WHERE {sql} ORDER BY id"))?;
        let rows = statement.query_map(&params, |row| Ok(crate::finding::from_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Staged remarks in the order of the rows.
    pub fn held_findings(&self, query: &HeldFindings, offset: u64, limit: u64) -> Result<Vec<Finding>> {
        let sql = format!("SELECT * {FINDINGS} ORDER BY id LIMIT {limit} OFFSET {offset}");
        let mut statement = self.db.prepare_cached(&sql)?;
        let severity = query.severity.map(crate::finding::key);
        let params = named_params! {":severity": severity, ":field": query.field, ":code": query.code};
        let rows = statement.query_map(params, |row| Ok(crate::finding::from_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// How many staged remarks there are of each weight, code and field.
    pub fn held_finding_counts(&self) -> Result<Vec<FindingCount>> {
        let mut statement = self.db.prepare_cached(
            "SELECT severity, code, field, count(*) AS n FROM temp.staged_finding GROUP BY 1, 2, 3 ORDER BY n DESC, code",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let severity: String = row.get("severity")?;
            let count: i64 = row.get("n")?;
            found.push(FindingCount {
                severity: crate::finding::severity(&severity)?,
                code: row.get("code")?,
                field: row.get("field")?,
                count: count.unsigned_abs(),
            });
        }
        Ok(found)
    }

    /// What promotion adds: staged records less what the changed ones are now.
    pub fn added(&self, amount: FieldId, unit: FieldId) -> Result<Holdings> {
        let key = |field| self.shape.catalogue.field(field).key.as_str();
        let (amount, unit) = (key(amount), key(unit));
        let mut added = holdings(&self.db, NEW, amount, unit)?;
        let changed = holdings(&self.db, CHANGED, amount, unit)?;
        added.records.fen += changed.records.fen;
        added.to_return += changed.to_return;
        added.units.extend(changed.units);
        let replaced = format!("(SELECT * FROM record WHERE id IN (SELECT id FROM {CHANGED}))");
        let replaced = holdings(&self.db, &replaced, amount, unit)?;
        added.records.fen -= replaced.records.fen;
        added.to_return -= replaced.to_return;
        Ok(added)
    }
}

impl Store {
    /// What the register holds; `amount` is summed, `unit` names who reported.
    pub fn holdings(&self, amount: FieldId, unit: FieldId) -> Result<Holdings> {
        let key = |field| self.shape.catalogue.field(field).key.as_str();
        self.read(|db| holdings(db, "record", key(amount), key(unit)))
    }
}

/// A row of `staged_input`.
struct StagedInput {
    place: Place,
    fate: String,
    fen: i64,
    record: Option<i64>,
    met: Vec<u8>,
}

impl StagedInput {
    fn read(row: &Row<'_>) -> rusqlite::Result<StagedInput> {
        Ok(StagedInput {
            place: Place { sheet: row.get("sheet")?, table: row.get("place")?, row: row.get("row")? },
            fate: row.get("fate")?,
            fen: row.get("fen")?,
            record: row.get("record")?,
            met: row.get("met")?,
        })
    }
}

fn with_query<T>(
    query: &HeldQuery,
    sheets: &[String],
    ask: impl FnOnce(&[(&str, &dyn ToSql)]) -> rusqlite::Result<T>,
) -> Result<T> {
    let fate = query.fate.map(Fate::key);
    let search = if query.search.is_empty() { String::new() } else { format!("%{}%", query.search) };
    let sheets = serde_json::to_string(sheets)?;
    let params: [(&str, &dyn ToSql); 6] = [
        (":fate", &fate),
        (":search", &search),
        (":remarked", &query.remarked),
        (":conflicting", &query.conflicting),
        (":evident", &query.evident),
        (":sheets", &sheets),
    ];
    Ok(ask(&params)?)
}

fn holdings(db: &Connection, table: &str, amount: &str, unit: &str) -> Result<Holdings> {
    let sql = format!(
        "SELECT count(*) AS n, coalesce(sum(\"{amount}\"), 0) AS fen, coalesce(sum(to_return), 0) AS faulty FROM {table}"
    );
    let mut held = db
        .query_row(&sql, [], |row| {
            let records = Tally { rows: row.get("n")?, fen: row.get("fen")? };
            Ok(Holdings { records, to_return: row.get("faulty")?, units: BTreeSet::new() })
        })
        .optional()?
        .unwrap_or_default();
    let mut statement =
        db.prepare(&format!("SELECT DISTINCT \"{unit}\" AS unit FROM {table} WHERE \"{unit}\" <> ''"))?;
    held.units = statement.query_map([], |row| row.get("unit"))?.collect::<rusqlite::Result<_>>()?;
    Ok(held)
}
