//! Pages of what a held import holds: rows by fate with old and new values, and remarks.
//!
//! Not in here: holding and promoting ([`super::held`]).
//!
//! The invariant: a page is read from what was staged; nothing is read from the file again.

use qingce_core::cell::address;
use qingce_core::fate::Fate;
use qingce_core::finding::{Finding, Severity};
use qingce_core::text::fold_name;
use qingce_core::update::Choice;
use qingce_core::value::Value;
use qingce_store::{HeldChange, HeldConflict, HeldFindings, HeldQuery, HeldRow};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use ts_rs::TS;

use super::StagedFile;
use super::held::{HeldImport, locked};
use crate::error::ApiError;
use crate::records::FieldJson;
use crate::register::Register;

/// Which rows of a held import.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeldSelection {
    /// Places of the files among those staged, from 0; all where none are named.
    #[ts(optional)]
    pub files: Option<Vec<usize>>,
    /// What becomes of them.
    #[ts(optional)]
    pub fate: Option<Fate>,
    /// Part of the unit or the name.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub search: String,
    /// Only rows with a remark that must be fixed or explained.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub remarked: bool,
    /// Only rows with a cell that changed here since their base.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub conflicting: bool,
    /// Only rows that change what an accepted tag rests on.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub evident: bool,
    /// Keys of the fields told; empty for those that name and sum a record.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub fields: Vec<String>,
}

/// One value that is to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldChangeLine {
    /// Key of the field, or `extra`.
    pub field: String,
    /// In the register; none where empty.
    pub old: Option<FieldJson>,
    /// In the file.
    pub new: Option<FieldJson>,
    /// The cell as Excel names it; empty where the value stood in none.
    pub cell: String,
    /// The text as met, where it differs from the new value.
    pub text: Option<String>,
    /// Accepted tags that rest on the field.
    pub tags: Vec<String>,
}

/// A cell that changed here since its row's base and differs from the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldConflictLine {
    /// Key of the field, or `extra`.
    pub field: String,
    /// What is here; none where empty.
    pub ours: Option<FieldJson>,
    /// What the file would make of it.
    pub theirs: Option<FieldJson>,
    /// The cell as Excel names it; empty where the value stood in none.
    pub cell: String,
    /// The text as met, where it differs from the value.
    pub text: Option<String>,
    /// Who changed it here.
    pub who: String,
    /// When, UTC.
    pub at: String,
    /// The import that did, where it was no person.
    pub batch: Option<i64>,
    /// What is said of it.
    pub choice: Choice,
    /// Accepted tags that rest on the field.
    pub tags: Vec<String>,
}

/// One row of a held import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldRowLine {
    /// Place of its file.
    pub file: usize,
    /// Sheet as named on its tab.
    pub sheet: String,
    /// Row, 1 = the first.
    pub row: u32,
    /// What becomes of it.
    pub fate: Fate,
    /// Its amount, 分.
    pub fen: i64,
    /// The record; none of duplicates and rejected rows.
    pub uid: Option<String>,
    /// What the record is to be, by key of the fields asked for; empty ones are left out.
    #[ts(type = "{ [key in string]?: FieldJson }")]
    pub values: Map<String, Json>,
    /// What differs from the register.
    pub changes: Vec<HeldChangeLine>,
    /// Cells that changed here since the row's base; those taken when staged are among the changes too.
    pub conflicts: Vec<HeldConflictLine>,
    /// Remarks on it.
    pub findings: Vec<Finding>,
}

/// A part of the rows of a held import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldPage {
    /// How many rows are selected in all.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<HeldRowLine>,
}

/// Which remarks of a held import.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeldFindingSelection {
    /// Places of the files among those staged, from 0; all where none are named.
    #[ts(optional)]
    pub files: Option<Vec<usize>>,
    /// Of this weight.
    #[ts(optional)]
    pub severity: Option<Severity>,
    /// About this field.
    #[ts(optional)]
    pub field: Option<String>,
    /// Of this code.
    #[ts(optional)]
    pub code: Option<String>,
}

/// A remark with its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldFindingLine {
    /// Place of its file.
    pub file: usize,
    /// The remark.
    pub finding: Finding,
}

/// How many remarks of one kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingCountLine {
    /// Weight.
    pub severity: Severity,
    /// Code of the sentence.
    pub code: String,
    /// Key of the field.
    pub field: Option<String>,
    /// How many.
    pub count: u64,
}

/// A part of the remarks of a held import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldFindingPage {
    /// How many are selected in all.
    pub total: u64,
    /// Those asked for.
    pub findings: Vec<HeldFindingLine>,
    /// All remarks of the files, counted by kind.
    pub counts: Vec<FindingCountLine>,
}

/// A part of the whole that spans several files.
struct Window {
    skip: u64,
    room: u64,
}

impl Window {
    /// What of the next `count` rows is in it: how many to skip, how many to take.
    fn part(&mut self, count: u64) -> (u64, u64) {
        let skip = self.skip.min(count);
        let take = self.room.min(count - skip);
        self.skip -= skip;
        self.room -= take;
        (skip, take)
    }
}

/// Rows of a held import, file by file.
pub fn rows(
    register: &Register,
    id: u64,
    selection: &HeldSelection,
    offset: u64,
    limit: u64,
) -> Result<HeldPage, ApiError> {
    let import = register.held().import(id)?;
    let import = locked(&import);
    let search = fold_name(&selection.search);
    let HeldSelection { fate, remarked, conflicting, evident, .. } = *selection;
    let query = HeldQuery { fate, search, remarked, conflicting, evident };
    let mut window = Window { skip: offset, room: limit };
    let mut page = HeldPage { total: 0, rows: Vec::new() };
    for (at, file) in import.chosen(selection.files.as_deref()) {
        let sheets = file.sheets();
        let count = file.staging.held_count(&query, &sheets)?;
        page.total += count;
        let (skip, take) = window.part(count);
        if take > 0 {
            let rows = file.staging.held_rows(&query, &sheets, skip, take)?;
            page.rows.extend(rows.into_iter().map(|row| row_line(register, at, &sheets, &selection.fields, row)));
        }
    }
    Ok(page)
}

/// Remarks of a held import, file by file.
pub fn findings(
    register: &Register,
    id: u64,
    selection: &HeldFindingSelection,
    offset: u64,
    limit: u64,
) -> Result<HeldFindingPage, ApiError> {
    let import = register.held().import(id)?;
    let import = locked(&import);
    let HeldFindingSelection { severity, field, code, .. } = selection.clone();
    let query = HeldFindings { severity, field, code };
    let mut window = Window { skip: offset, room: limit };
    let mut page = HeldFindingPage { total: 0, findings: Vec::new(), counts: Vec::new() };
    for (at, file) in import.chosen(selection.files.as_deref()) {
        let mut count = 0;
        for kind in file.staging.held_finding_counts()? {
            let line =
                FindingCountLine { severity: kind.severity, code: kind.code, field: kind.field, count: kind.count };
            let wanted = query.severity.is_none_or(|severity| severity == line.severity)
                && (query.field.is_none() || query.field == line.field)
                && query.code.as_ref().is_none_or(|code| *code == line.code);
            count += if wanted { line.count } else { 0 };
            page.count(line);
        }
        page.total += count;
        let (skip, take) = window.part(count);
        if take > 0 {
            let found = file.staging.held_findings(&query, skip, take)?;
            page.findings.extend(found.into_iter().map(|finding| HeldFindingLine { file: at, finding }));
        }
    }
    Ok(page)
}

impl HeldFindingPage {
    fn count(&mut self, line: FindingCountLine) {
        let same = |known: &&mut FindingCountLine| {
            (&known.code, &known.field, known.severity) == (&line.code, &line.field, line.severity)
        };
        match self.counts.iter_mut().find(same) {
            Some(known) => known.count += line.count,
            None => self.counts.push(line),
        }
    }
}

impl HeldImport {
    /// The files that wait, those named or all, with their places.
    fn chosen(&self, files: Option<&[usize]>) -> impl Iterator<Item = (usize, &StagedFile)> {
        let named = move |at: &usize| files.is_none_or(|files| files.contains(at));
        let staged = self.files.iter().enumerate().filter_map(|(at, file)| Some((at, file.staged.as_ref()?)));
        staged.filter(move |(at, _)| named(at))
    }
}

impl StagedFile {
    fn sheets(&self) -> Vec<String> {
        self.result.sheets.iter().map(|sheet| sheet.reading.name.clone()).collect()
    }
}

fn row_line(register: &Register, file: usize, sheets: &[String], fields: &[String], row: HeldRow) -> HeldRowLine {
    let catalogue = &register.desk().reference.catalogue;
    let usual = ["project_name", "system_name", "report_unit", "status", "invest_total"];
    let keys: Vec<&str> = if fields.is_empty() { usual.to_vec() } else { fields.iter().map(String::as_str).collect() };
    let value = |key: &&str| Some(((*key).to_owned(), row.values.get(catalogue.id(key)?)?.json()));
    HeldRowLine {
        file,
        sheet: sheets.get(usize::from(row.place.sheet)).cloned().unwrap_or_default(),
        row: row.place.row,
        fate: row.fate,
        fen: row.fen,
        uid: row.uid,
        values: keys.iter().filter_map(value).collect(),
        changes: row.changes.into_iter().map(HeldChangeLine::from).collect(),
        conflicts: row.conflicts.into_iter().map(HeldConflictLine::from).collect(),
        findings: row.findings,
    }
}

impl From<HeldChange> for HeldChangeLine {
    fn from(change: HeldChange) -> HeldChangeLine {
        let told = |value: Option<Value>| value.map(|value| FieldJson(value.json()));
        HeldChangeLine {
            field: change.field,
            old: told(change.old),
            new: told(change.new),
            cell: if change.column == 0 { String::new() } else { address(change.row, change.column) },
            text: change.text,
            tags: change.tags,
        }
    }
}

impl From<HeldConflict> for HeldConflictLine {
    fn from(held: HeldConflict) -> HeldConflictLine {
        let told = |value: Option<Value>| value.map(|value| FieldJson(value.json()));
        let (cell, text) = held.cell.map_or((String::new(), None), |(row, column, text)| (address(row, column), text));
        HeldConflictLine {
            field: held.field,
            ours: told(held.ours),
            theirs: told(held.theirs),
            cell,
            text,
            who: held.who,
            at: held.at,
            batch: held.batch,
            choice: held.choice,
            tags: held.tags,
        }
    }
}
