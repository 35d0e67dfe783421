//! The table `reference_line`: what an office changed of reference data, over the seeds.
//!
//! Not in here: what a line means (JSON of the orders), whether it is right. The invariant: every change stands in the
//! journal, as a change of no record, under `KIND/KEY`.

use std::path::Path;

use qingce_core::journal::{Entry, encode};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::Result;
use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::{Cancel, Role, Store};

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

    /// Keeps changes as one set of the journal. A line that is already so is no change.
    pub fn change_reference(&self, changes: &[ReferenceChange], why: &str, who: &str, at: &str) -> Result<()> {
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
                return Ok(());
            }
            let entries: Vec<Entry<'_>> = told.iter().map(entry).collect();
            let reporting = changes.iter().all(|change| REPORTING.contains(&change.kind));
            let kind = if reporting { Kind::Reporting } else { Kind::Reference };
            crate::journal::write(db, &NewSet { at, who, why, kind, batch: None }, &entries)?;
            Ok(())
        })
    }
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
