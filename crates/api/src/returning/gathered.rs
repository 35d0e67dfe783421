//! What goes back of one imported file: its tables with the records that are the unit's now, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use qingce_core::finding::{Finding, Severity};
use qingce_core::reading::TableReading;
use qingce_core::returning::{Problem, ReturnSheet, ReturnWords, RowGiven, TableGiven, TableLines, sheet};
use qingce_core::token::{Given, Marker};
use qingce_store::{Batch, ReturnedRow, UnitRow};

use super::ReturnableFile;
use crate::error::ApiError;
use crate::register::Register;

/// Most characters of the name of a tab.
const TAB: usize = 31;
/// What text files call their one sheet.
const TEXT_SHEET: &str = "(csv)";

/// What goes back of one imported file.
pub(super) struct Gathered {
    pub(super) batch: Batch,
    lines: BTreeMap<(u16, u16), TableLines>,
    rows: Vec<(UnitRow, Vec<Finding>)>,
    /// Remarks on its tables.
    of_tables: Vec<Finding>,
}

/// The files of a unit, or the one of an import.
pub(super) fn gathered(register: &Register, unit: &str, only: Option<i64>) -> Result<Vec<Gathered>, ApiError> {
    let store = register.store();
    let mut by_batch: BTreeMap<i64, Vec<UnitRow>> = BTreeMap::new();
    for row in store.rows_of_unit(register.unit_field(), unit)? {
        if only.is_none_or(|batch| batch == row.batch) {
            by_batch.entry(row.batch).or_default().push(row);
        }
    }
    let mut files = Vec::new();
    for (id, rows) in by_batch {
        let batch = store.batch(id)?;
        let of_none = store.findings_of_no_record(id)?;
        let ids: Vec<i64> = rows.iter().filter_map(|row| row.record.as_ref()).map(|record| record.id).collect();
        let mut of_records = store.findings_of_records(&ids)?.into_iter();
        let mut told = Vec::with_capacity(rows.len());
        for row in rows {
            let findings = match row.record {
                Some(_) => of_records.next().unwrap_or_default(),
                None => of_row(&batch, &row, &of_none),
            };
            told.push((row, findings));
        }
        let sheets: BTreeSet<&str> = told.iter().map(|(row, _)| sheet_name(&batch, row)).collect();
        let of_table = |finding: &&Finding| finding.row == 0 && sheets.contains(finding.sheet.as_str());
        // 涉密 rows are told with their unit: of another unit they are nobody's business.
        let own = |finding: &&Finding| finding.params.iter().all(|(name, of)| name != "unit" || of == unit);
        let of_tables = of_none.iter().filter(of_table).filter(own).cloned().collect();
        files.push(Gathered { lines: store.lines_of_batch(id)?, batch, rows: told, of_tables });
    }
    Ok(files)
}

fn sheet_name<'b>(batch: &'b Batch, row: &UnitRow) -> &'b str {
    batch.readings.get(usize::from(row.place.sheet)).map_or("", |sheet| sheet.name.as_str())
}

/// The remarks on a row that could be no project.
fn of_row(batch: &Batch, row: &UnitRow, of_none: &[Finding]) -> Vec<Finding> {
    let sheet = sheet_name(batch, row);
    of_none.iter().filter(|f| f.row == row.place.row && f.sheet == sheet).cloned().collect()
}

impl Gathered {
    /// Whether anything is to be fixed or explained.
    pub(super) fn is_faulty(&self) -> bool {
        let weighs = |finding: &Finding| finding.severity != Severity::Info;
        self.rows.iter().flat_map(|(_, findings)| findings).chain(&self.of_tables).any(weighs)
    }

    /// It, as it is offered to a person.
    pub(super) fn returnable(&self, register: &Register) -> ReturnableFile {
        let rows = self.returned_rows(register);
        ReturnableFile {
            batch: self.batch.id,
            file: self.batch.about.file_name.clone(),
            rows: rows.len() as u64,
            faulty: rows.iter().filter(|row| row.faulty).count() as u64,
        }
    }

    /// The records that go back.
    pub(super) fn returned_rows(&self, register: &Register) -> Vec<ReturnedRow> {
        let identity = register.identity();
        let row = |(row, findings): &(UnitRow, Vec<Finding>)| {
            let record = row.record.as_ref()?;
            let faulty = findings.iter().any(|finding| finding.severity != Severity::Info);
            Some(ReturnedRow {
                uid: record.uid.clone(),
                name: identity.name(&record.values).to_owned(),
                faulty,
                record: None,
            })
        };
        self.rows.iter().filter_map(row).collect()
    }

    /// Its tables, one sheet each, and everything that is wrong in them. `returned` is the number of the workbook.
    pub(super) fn sheets(
        &self,
        register: &Register,
        words: &ReturnWords,
        (returned, marker): (i64, &Marker),
    ) -> Result<(Vec<ReturnSheet>, Vec<Problem>), ApiError> {
        let desk = register.desk();
        let mut taken = vec![words.cover_sheet.clone(), words.problem_sheet.clone(), words.codes_sheet.clone()];
        let mut told_sheets: Vec<&str> = Vec::new();
        let (mut sheets, mut problems) = (Vec::new(), Vec::new());
        for rows in
            self.rows.chunk_by(|(a, _), (b, _)| (a.place.sheet, a.place.table) == (b.place.sheet, b.place.table))
        {
            let place = rows[0].0.place;
            let Some(reading) = self.reading(place.sheet, place.table) else { continue };
            let name = sheet_name(&self.batch, &rows[0].0);
            let first = !told_sheets.contains(&name);
            told_sheets.push(name);
            let of_tables = self.of_tables.iter().filter(|f| first && f.sheet == name).cloned().collect();
            let made;
            let lines = match self.lines.get(&(place.sheet, place.table)) {
                Some(lines) => lines,
                None => {
                    made = TableLines::of_reading(reading);
                    &made
                }
            };
            let given = TableGiven {
                name: self.tab(name, &mut taken),
                reading,
                lines,
                rows: rows.iter().map(|row| given(register, row, (returned, marker))).collect(),
                findings: of_tables,
            };
            let (made, wrong) = sheet(&desk.reference, &desk.messages, words, &given);
            sheets.push(made);
            problems.extend(wrong);
        }
        Ok((sheets, problems))
    }

    fn reading(&self, sheet: u16, table: u16) -> Option<&TableReading> {
        self.batch.readings.get(usize::from(sheet))?.tables.get(usize::from(table))
    }

    /// A name for a tab: the sender's, made fit where it has to be, and no other's.
    fn tab(&self, name: &str, taken: &mut Vec<String>) -> String {
        let file = &self.batch.about.file_name;
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        let name = if name == TEXT_SHEET { stem } else { name };
        let fit: String = name.chars().filter(|c| !r"[]:*?/\'".contains(*c)).collect();
        let numbered = |number: u32| {
            let behind = if number == 1 { String::new() } else { format!("（{number}）") };
            let room = TAB - behind.chars().count();
            fit.chars().take(room).chain(behind.chars()).collect::<String>()
        };
        let free = |name: &String| !name.is_empty() && !taken.iter().any(|other| other.eq_ignore_ascii_case(name));
        let found = (1..).map(numbered).find(free).expect("BUG: numbers do not end");
        taken.push(found.clone());
        found
    }
}

fn given<'g>(
    register: &Register,
    (row, findings): &'g (UnitRow, Vec<Finding>),
    (returned, marker): (i64, &Marker),
) -> RowGiven<'g> {
    let nothing = (&EMPTY, &[][..]);
    let (values, extra) = match (&row.record, &row.rejected) {
        (Some(record), _) => (&record.values, record.extra.as_slice()),
        (None, Some((values, extra))) => (values, extra.as_slice()),
        (None, None) => nothing,
    };
    let mark = row.record.as_ref().map(|record| {
        let given = Given { uid: record.uid.clone(), revision: record.revision, returned: Some(returned) };
        marker.mark(&given)
    });
    RowGiven {
        row: row.place.row,
        values,
        extra,
        sources: &row.sources,
        findings,
        mark: mark.unwrap_or_default(),
        name: register.identity().name(values).to_owned(),
    }
}

/// The values of a row that held none.
static EMPTY: qingce_core::value::Values = qingce_core::value::Values(Vec::new());
