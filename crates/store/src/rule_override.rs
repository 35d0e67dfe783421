//! The table `rule_override`: what the office changed of the rules of the seeds.
//!
//! Not in here: whether a condition parses; the orders ask that before they save. The invariant: every change stands in
//! the journal, as a change of no record, under `rule/ID`.

use qingce_core::journal::{Entry, encode};
use qingce_core::rule::{RuleChange, RuleLine};
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::Result;
use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::Store;

/// The record of a change that is none of a record.
const NO_RECORD: i64 = 0;

/// What the office changed of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOverride {
    /// Id of the rule.
    pub rule: String,
    /// How often it was changed, restoring it included.
    pub revision: u32,
    /// What holds instead of the seeds' own; none once the default was restored.
    pub change: Option<RuleChange>,
    /// The line of the seeds that was changed.
    pub base: RuleLine,
    /// Why.
    pub why: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// A change of a rule to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOverride<'a> {
    /// The rule as the seeds have it.
    pub base: &'a RuleLine,
    /// What is to hold instead; none to restore the default.
    pub change: Option<&'a RuleChange>,
    /// Why.
    pub why: &'a str,
    /// Who.
    pub who: &'a str,
    /// When, UTC, ISO 8601.
    pub at: &'a str,
}

impl Store {
    /// What the office changed, by rule; restored ones too.
    pub fn rule_overrides(&self) -> Result<Vec<RuleOverride>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("{OVERRIDE} ORDER BY rule"))?;
            let rows = statement.query_map([], |row| Ok(from_row(row)))?;
            rows.map(|row| row?).collect()
        })
    }

    /// Keeps a change of a rule, or restores its default. Gives its new revision.
    pub fn override_rule(&self, new: &NewOverride<'_>) -> Result<u32> {
        self.write(|db| {
            let id = new.base.id.as_str();
            let before = one(db, id)?;
            let revision = before.as_ref().map_or(1, |before| before.revision + 1);
            let json = |change: &RuleChange| serde_json::to_string(change);
            let change = new.change.map(json).transpose()?;
            let old = before.and_then(|before| before.change).as_ref().map(json).transpose()?;
            let text = |json: &Option<String>| json.as_ref().map(|json| encode(&Value::Text(json.clone())));
            let (old, told, field) = (text(&old), text(&change), format!("rule/{id}"));
            let entry =
                Entry { record: NO_RECORD, what: "changed", field: &field, old: old.as_deref(), new: told.as_deref() };
            let set = NewSet { at: new.at, who: new.who, why: new.why, kind: Kind::Rule, batch: None };
            crate::journal::write(db, &set, &[entry])?;
            db.execute(
                "INSERT INTO rule_override (rule, revision, change, base, why, who, at)
                 VALUES (:rule, :revision, :change, :base, :why, :who, :at) ON CONFLICT (rule) DO UPDATE
                 SET revision = :revision, change = :change, base = :base, why = :why, who = :who, at = :at",
                named_params! {
                    ":rule": id, ":revision": revision, ":change": change, ":base": serde_json::to_string(new.base)?,
                    ":why": new.why, ":who": new.who, ":at": new.at,
                },
            )?;
            Ok(revision)
        })
    }
}

const OVERRIDE: &str = "SELECT rule, revision, change, base, why, who, at FROM rule_override";

fn one(db: &Connection, rule: &str) -> Result<Option<RuleOverride>> {
    let mut statement = db.prepare_cached(&format!("{OVERRIDE} WHERE rule = :rule"))?;
    statement.query_row(named_params! {":rule": rule}, |row| Ok(from_row(row))).optional()?.transpose()
}

fn from_row(row: &Row<'_>) -> Result<RuleOverride> {
    let (change, base): (Option<String>, String) = (row.get("change")?, row.get("base")?);
    Ok(RuleOverride {
        rule: row.get("rule")?,
        revision: row.get("revision")?,
        change: change.map(|text| serde_json::from_str(&text)).transpose()?,
        base: serde_json::from_str(&base)?,
        why: row.get("why")?,
        who: row.get("who")?,
        at: row.get("at")?,
    })
}
