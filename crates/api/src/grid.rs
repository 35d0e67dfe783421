//! The grid: windows of records as a table shows them, sums, distinct values for filters, and a view as a workbook.
//!
//! Not in here: changing anything ([`crate::editing`]). The invariant: a window, its sums and its export show the records of
//! one selection, in one order.

use std::collections::BTreeMap;
use std::path::Path;

use qingce_core::condition::Operand;
use qingce_core::finding::Finding;
use qingce_core::rule::Outcome;
use qingce_core::value::Value;
use qingce_store::{FieldSum, Group, Remarked, TagState, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::export::{ExportResult, export_view as write_view};
use crate::job::Job;
use crate::records::{FieldJson, RecordRow, Selection, field};
use crate::register::Register;

/// How a tag stands with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TagStanding {
    /// Rules suggest it; nobody decided.
    Suggested,
    /// A person accepted it.
    Accepted,
    /// A person rejected it.
    Rejected,
    /// A person put it off.
    Postponed,
    /// Rules cannot judge it, data is missing: 待核实.
    Unknown,
}

/// A tag of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GridTag {
    /// The tag, without class.
    pub tag: String,
    /// Its classes that are met or decided.
    pub classes: Vec<String>,
    /// How it stands.
    pub standing: TagStanding,
}

/// A record as a row of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GridRow {
    /// The record with the fields asked for.
    pub record: RecordRow,
    /// Keys of those fields whose text could not be read as a value.
    pub unread: Vec<String>,
    /// Its tags, suggested and decided.
    pub tags: Vec<GridTag>,
    /// Remarks on it as it is.
    pub findings: Vec<Finding>,
    /// Keys of the fields that the newest import in force changed.
    pub changed: Vec<String>,
}

/// The sum of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SumLine {
    /// How many records hold a number.
    pub count: u64,
    /// Their sum; amounts as decimal text in 万元. None where the field holds no numbers.
    pub sum: Option<FieldJson>,
}

/// A window of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GridPage {
    /// How many records are selected.
    pub total: u64,
    /// How many records the register holds.
    pub all: u64,
    /// Sums over all records selected, by key of the field.
    pub sums: BTreeMap<String, SumLine>,
    /// The rows asked for.
    pub rows: Vec<GridRow>,
}

/// Sums of fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SumResult {
    /// The sums, by key of the field.
    pub sums: BTreeMap<String, SumLine>,
}

/// A value of a field, and how many records hold it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DistinctValue {
    /// The value as text; none where empty.
    pub text: Option<String>,
    /// Records.
    pub records: u64,
}

/// The values of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DistinctResult {
    /// How many different values there are.
    pub total: u64,
    /// The most frequent of them; the empty one first.
    pub values: Vec<DistinctValue>,
}

/// Rows of a selection that stand together because they share a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupLine {
    /// The value as text; none where it is empty.
    pub text: Option<String>,
    /// How many rows.
    pub records: u64,
    /// The sum of their 总投资, 分.
    pub fen: i64,
}

/// The groups of a selection, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupResult {
    /// They are as many rows as the selection, one after the other.
    pub groups: Vec<GroupLine>,
}

/// How many records of a selection have open remarks. `must_fix > 0` and `explain > 0` show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemarkedResult {
    /// Records with some that must be fixed.
    pub must_fix: u64,
    /// Records with some that must be explained.
    pub explain: u64,
}

/// A part of a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Records before it.
    pub offset: u64,
    /// Records in it, at most.
    pub limit: u64,
}

/// A window of a selection with sums of some fields over all of it.
pub fn page(register: &Register, selection: &Selection, window: Window, sums: &[String]) -> Result<GridPage, ApiError> {
    let store = register.store();
    let wanted = selection.wanted(register)?;
    let page = store.page(&selection.query(register)?, window.offset, window.limit)?;
    let ids: Vec<i64> = page.rows.iter().map(|record| record.id).collect();
    let findings = store.findings_of_records(&ids)?;
    let changed = store.changed_by_newest_import(&ids)?;
    let states = store.tag_states(&ids)?;
    let mut rows = Vec::with_capacity(ids.len());
    for (((record, findings), changed), state) in page.rows.iter().zip(findings).zip(changed).zip(&states) {
        let catalogue = &register.desk().reference.catalogue;
        let unread = wanted.iter().filter(|id| matches!(record.values.get(**id), Some(Value::Unread(_))));
        let unread = unread.map(|id| catalogue.field(*id).key.clone()).collect();
        rows.push(GridRow {
            record: RecordRow::new(catalogue, record, &wanted),
            unread,
            tags: tags(state),
            findings,
            changed,
        });
    }
    let all = u64::try_from(store.count()?).unwrap_or(0);
    let whole = Window { offset: 0, limit: u64::MAX };
    let sums = if sums.is_empty() { BTreeMap::new() } else { self::sums(register, selection, whole, sums)? };
    Ok(GridPage { total: page.total, all, sums, rows })
}

/// Sums of fields over a window.
pub fn sums(
    register: &Register,
    selection: &Selection,
    window: Window,
    keys: &[String],
) -> Result<BTreeMap<String, SumLine>, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let fields = keys.iter().map(|key| field(catalogue, key)).collect::<Result<Vec<_>, _>>()?;
    let query = selection.query(register)?;
    let sums = register.store().sums(&query, window.offset, window.limit, &fields)?;
    let line = |FieldSum { count, sum }| SumLine { count, sum: sum.map(|value| FieldJson(value.json())) };
    Ok(keys.iter().cloned().zip(sums.into_iter().map(line)).collect())
}

/// The values of a field in the records of a selection, those that hold some words, the most frequent first.
pub fn distinct(
    register: &Register,
    selection: &Selection,
    (key, words): (&str, &str),
    limit: usize,
) -> Result<DistinctResult, ApiError> {
    let by = Operand::Field(field(&register.desk().reference.catalogue, key)?);
    let values = register.store().distinct(&selection.query(register)?, by)?;
    let words = qingce_core::text::fold(words);
    let lines = values.into_iter().map(|(value, records)| (value.map(|value| value.text()), records));
    let meets = |text: &Option<String>| match text {
        Some(text) => qingce_core::text::fold(text).contains(&words),
        None => words.is_empty(),
    };
    let mut found: Vec<DistinctValue> =
        lines.filter(|(text, _)| meets(text)).map(|(text, records)| DistinctValue { text, records }).collect();
    found.sort_by_key(|value| (value.text.is_some(), std::cmp::Reverse(value.records)));
    let total = found.len() as u64;
    found.truncate(limit);
    Ok(DistinctResult { total, values: found })
}

/// The rows of a selection in runs of one value. Its order should begin with that field.
pub fn groups(register: &Register, selection: &Selection, key: &str) -> Result<GroupResult, ApiError> {
    let by = field(&register.desk().reference.catalogue, key)?;
    let groups = register.store().groups(&selection.query(register)?, by, register.amount_field())?;
    let line = |group: Group| GroupLine {
        text: group.value.map(|value| value.text()),
        records: group.records,
        fen: group.fen,
    };
    Ok(GroupResult { groups: groups.into_iter().map(line).collect() })
}

/// How many records of a selection have open remarks.
pub fn remarked(register: &Register, selection: &Selection) -> Result<RemarkedResult, ApiError> {
    let Remarked { must_fix, explain } = register.store().remarked(&selection.query(register)?)?;
    Ok(RemarkedResult { must_fix, explain })
}

/// Writes the records of a selection, its fields as columns in their order, as a workbook.
pub fn export_view(
    register: &Register,
    selection: &Selection,
    (title, unit): (&str, &str),
    out: &Path,
    job: Job<'_>,
) -> Result<ExportResult, ApiError> {
    write_view(register, &selection.query(register)?, &selection.wanted(register)?, (title, unit), out, job)
}

/// How every tag that rules or people named stands, those that nobody can judge yet last.
fn tags(state: &TagState) -> Vec<GridTag> {
    let mut found: Vec<GridTag> = Vec::new();
    let mut add = |tag: &str, class: Option<&str>, standing: TagStanding| {
        let at = found.iter().position(|known| known.tag == tag).unwrap_or_else(|| {
            found.push(GridTag { tag: tag.into(), classes: Vec::new(), standing });
            found.len() - 1
        });
        let known = &mut found[at];
        if known.standing == TagStanding::Unknown {
            known.standing = standing;
        }
        known.classes.extend(class.filter(|_| standing != TagStanding::Unknown).map(str::to_owned));
    };
    for decision in &state.decisions {
        let standing = match decision.verdict {
            Verdict::Accept => TagStanding::Accepted,
            Verdict::Reject => TagStanding::Rejected,
            Verdict::Postpone => TagStanding::Postponed,
        };
        add(&decision.tag, decision.class.as_deref(), standing);
    }
    for said in &state.suggestions {
        let met = said.outcome == Outcome::Met;
        let standing = if met { TagStanding::Suggested } else { TagStanding::Unknown };
        add(&said.rule.tag, said.rule.class.as_deref(), standing);
    }
    found.sort_by_key(|tag| tag.standing == TagStanding::Unknown);
    found
}
