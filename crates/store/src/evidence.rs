//! Accepted tags and the fields they rest on, while an import is staged: a change of such a field is told.
//!
//! Not in here: what rules say (`tag`). The invariant: nothing is decided here; a tag stays as a person decided it.

use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Result;
use crate::staging::Staging;
use crate::tag::{Runs, Told};

/// What accepted tags rest on.
pub(crate) struct Evidence {
    /// Tags that people accepted, by record.
    accepted: FxHashMap<i64, Vec<String>>,
    runs: Runs,
}

impl Evidence {
    pub fn load(db: &Connection) -> Result<Evidence> {
        let mut statement = db.prepare_cached("SELECT record, tag FROM decision WHERE verdict = 'accept'")?;
        let mut rows = statement.query([])?;
        let mut accepted: FxHashMap<i64, Vec<String>> = FxHashMap::default();
        while let Some(row) = rows.next()? {
            accepted.entry(row.get("record")?).or_default().push(row.get("tag")?);
        }
        Ok(Evidence { accepted, runs: Runs::load(db)? })
    }
}

impl Staging {
    /// Which accepted tags of a record rest on which of some fields and facts, by the rules that were met: tag, key.
    pub fn evidence(&self, record: i64, changed: &FxHashSet<&str>) -> Result<Vec<(String, String)>> {
        let Some(tags) = self.evidence.accepted.get(&record) else { return Ok(Vec::new()) };
        let mut statement = self.db.prepare_cached("SELECT told FROM assessment WHERE record = :record")?;
        let told: Option<String> =
            statement.query_row(named_params! {":record": record}, |row| row.get("told")).optional()?;
        let told: Told<'_> = told.as_deref().map_or(Ok(Told::default()), serde_json::from_str)?;
        let mut found: Vec<(String, String)> = Vec::new();
        for (tag, operands) in self.evidence.runs.operands(&told)? {
            for key in operands.iter().filter(|key| changed.contains(key.as_str()) && tags.iter().any(|t| t == tag)) {
                let pair = (tag.to_owned(), key.clone());
                if !found.contains(&pair) {
                    found.push(pair);
                }
            }
        }
        Ok(found)
    }

    pub(crate) fn write_evidence(&self, record: i64, evidence: &[(String, String)]) -> Result<()> {
        let mut statement =
            self.db.prepare_cached("INSERT OR IGNORE INTO temp.staged_evidence VALUES (:record, :tag, :field)")?;
        for (tag, field) in evidence {
            statement.execute(named_params! {":record": record, ":tag": tag, ":field": field})?;
        }
        Ok(())
    }

    /// The accepted tags that rest on a field of a staged record that changes.
    pub(crate) fn staged_evidence(&self, record: i64, field: &str) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(
            "SELECT tag FROM temp.staged_evidence WHERE record = :record AND field = :field ORDER BY tag",
        )?;
        let rows = statement.query_map(named_params! {":record": record, ":field": field}, |row| row.get("tag"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
