//! The table `reference_line`: what an office changed of reference data, over the seeds.
//!
//! Not in here: what a line means (JSON of the orders), whether it is right. The invariant: every change stands in the
//! journal, as a change of no record, under `KIND/KEY`.

use std::path::Path;

use qingce_core::journal::{Entry, encode};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::{Cancel, Role, Store};
use crate::{Result, StoreError};

/// The record of a change that is none of a record.
const NO_RECORD: i64 = 0;

/// Kinds of lines that are about reporting: no value is read or judged otherwise because of them.
const REPORTING: [&str; 3] = ["expected", "report_state", "report_deadline"];

/// One line that an office changed or added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceLine {
    /// What it is of.
    pub kind: String,
    /// Its name among those of its kind.
    pub key: String,
    /// What holds, as JSON.
    pub line: String,
    /// Why.
    pub why: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// A change of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceChange {
    /// What it is of.
    pub kind: &'static str,
    /// Its name among those of its kind.
    pub key: String,
    /// What is to hold, as JSON; none to take the line away, so that the seeds hold again.
    pub line: Option<String>,
}

/// What taking back a set about reporting did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneReporting {
    /// The set of the journal that took it back; none where nothing was left to take back.
    pub set: Option<i64>,
    /// Lines that are as they were before.
    pub back: u64,
    /// Keys of lines that were changed again since, and are left.
    pub left: Vec<String>,
}

/// Everything an office changed, in the order of the first changes; for building the catalogue before a register is opened.
/// None where there is no file yet.
pub fn reference_lines(path: &Path) -> Result<Vec<ReferenceLine>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let mut connection = crate::open::connect(path, &Cancel::default())?;
    crate::open::prepare(&mut connection, path, Role::Owner)?;
    lines(&connection, None)
}

impl Store {
    /// What an office changed of one kind, in the order of the first changes.
    pub fn reference(&self, kind: &str) -> Result<Vec<ReferenceLine>> {
        self.read(|db| lines(db, Some(kind)))
    }

    /// Keeps changes as one set of the journal and gives its number. A line that is already so is no change; where all are,
    /// there is no set.
    pub fn change_reference(&self, changes: &[ReferenceChange], why: &str, who: &str, at: &str) -> Result<Option<i64>> {
        self.write(|db| {
            let mut told: Vec<Told> = Vec::new();
            for change in changes {
                let old = one(db, change.kind, &change.key)?;
                if old == change.line {
                    continue;
                }
                put(db, change, why, who, at)?;
                let text = |json: &Option<String>| json.as_ref().map(|json| encode(&Value::Text(json.clone())));
                told.push((format!("{}/{}", change.kind, change.key), text(&old), text(&change.line)));
            }
            if told.is_empty() {
                return Ok(None);
            }
            let entries: Vec<Entry<'_>> = told.iter().map(entry).collect();
            let reporting = changes.iter().all(|change| REPORTING.contains(&change.kind));
            let kind = if reporting { Kind::Reporting } else { Kind::Reference };
            Ok(Some(crate::journal::write(db, &NewSet { at, who, why, kind, batch: None }, &entries)?.0))
        })
    }

    /// Takes a set about reporting back, such as a list of units, as one set: its lines are what they were before, with who
    /// said so then. Lines changed again since are left.
    pub fn undo_reporting(&self, set: i64, who: &str, at: &str) -> Result<UndoneReporting> {
        self.write(|db| {
            let told = told_by(db, set)?;
            if told.is_empty() {
                return Err(StoreError::NoReporting(set));
            }
            let mut undone = UndoneReporting { set: None, back: 0, left: Vec::new() };
            let mut back: Vec<Told> = Vec::new();
            for (field, old, new) in told.into_iter().rev() {
                let (kind, key) = field.split_once('/').unwrap_or((&field, ""));
                let kind = REPORTING.into_iter().find(|known| *known == kind);
                let kind = kind.ok_or_else(|| StoreError::Content(field.clone()))?;
                let line = |text: &Option<String>| -> Result<Option<String>> {
                    Ok(crate::journal::value(text.clone())?.map(|value| value.text()))
                };
                if one(db, kind, key)? != line(&new)? {
                    undone.left.push(key.to_owned());
                    continue;
                }
                let change = ReferenceChange { kind, key: key.to_owned(), line: line(&old)? };
                let [first_why, first_who, first_at] = said_first(db, set, &field, old.as_deref())?;
                put(db, &change, &first_why, &first_who, &first_at)?;
                back.push((field, new, old));
            }
            undone.back = back.len() as u64;
            undone.left.reverse();
            if !back.is_empty() {
                let entries: Vec<Entry<'_>> = back.iter().map(entry).collect();
                let why = set.to_string();
                let new = NewSet { at, who, why: &why, kind: Kind::ReportingUndo, batch: None };
                undone.set = Some(crate::journal::write(db, &new, &entries)?.0);
            }
            Ok(undone)
        })
    }
}

/// The changes of a set about reporting.
fn told_by(db: &Connection, set: i64) -> Result<Vec<Told>> {
    let mut statement = db.prepare_cached(
        "SELECT e.field, e.old, e.new FROM journal_entry AS e JOIN journal AS j ON j.seq = e.seq
         WHERE e.seq = :seq AND j.kind = :kind ORDER BY e.n",
    )?;
    let named = named_params! {":seq": set, ":kind": Kind::Reporting.key()};
    let told = statement.query_map(named, |row| Ok((row.get("field")?, row.get("old")?, row.get("new")?)))?;
    Ok(told.collect::<rusqlite::Result<_>>()?)
}

/// Why, by whom and when a line became what it was before a set.
fn said_first(db: &Connection, set: i64, field: &str, line: Option<&str>) -> Result<[String; 3]> {
    let mut statement = db.prepare_cached(
        "SELECT j.why, j.who, j.at FROM journal_entry AS e JOIN journal AS j ON j.seq = e.seq
         WHERE e.field = :field AND e.record = 0 AND e.new IS :line AND e.seq < :seq AND j.kind = :kind
         ORDER BY e.seq DESC LIMIT 1",
    )?;
    let named = named_params! {":field": field, ":line": line, ":seq": set, ":kind": Kind::Reporting.key()};
    let said = statement.query_row(named, |row| Ok([row.get("why")?, row.get("who")?, row.get("at")?]));
    Ok(said.optional()?.unwrap_or_default())
}

/// One change to be told: field, before, after.
type Told = (String, Option<String>, Option<String>);

fn entry((field, old, new): &Told) -> Entry<'_> {
    Entry { record: NO_RECORD, what: "changed", field, old: old.as_deref(), new: new.as_deref() }
}

fn put(db: &Connection, change: &ReferenceChange, why: &str, who: &str, at: &str) -> Result<()> {
    let ReferenceChange { kind, key, line } = change;
    let Some(line) = line else {
        let named = named_params! {":kind": kind, ":key": key};
        db.execute("DELETE FROM reference_line WHERE kind = :kind AND key = :key", named)?;
        return Ok(());
    };
    db.execute(
        "INSERT INTO reference_line (kind, key, line, why, who, at) VALUES (:kind, :key, :line, :why, :who, :at)
         ON CONFLICT (kind, key) DO UPDATE SET line = :line, why = :why, who = :who, at = :at",
        named_params! {":kind": kind, ":key": key, ":line": line, ":why": why, ":who": who, ":at": at},
    )?;
    Ok(())
}

fn one(db: &Connection, kind: &str, key: &str) -> Result<Option<String>> {
    let mut statement = db.prepare_cached("SELECT line FROM reference_line WHERE kind = :kind AND key = :key")?;
    Ok(statement.query_row(named_params! {":kind": kind, ":key": key}, |row| row.get("line")).optional()?)
}

fn lines(db: &Connection, kind: Option<&str>) -> Result<Vec<ReferenceLine>> {
    let mut statement = db.prepare(
        "SELECT kind, key, line, why, who, at FROM reference_line WHERE :kind IS NULL OR kind = :kind ORDER BY id",
    )?;
    let line = |row: &Row<'_>| {
        Ok(ReferenceLine {
            kind: row.get("kind")?,
            key: row.get("key")?,
            line: row.get("line")?,
            why: row.get("why")?,
            who: row.get("who")?,
            at: row.get("at")?,
        })
    };
    let rows = statement.query_map(named_params! {":kind": kind}, line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
