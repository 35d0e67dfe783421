//! Readings that are known before a sheet is scanned: a person's, or remembered from earlier imports.

use std::collections::BTreeMap;

use qingce_core::catalogue::Catalogue;
use qingce_core::cell::{SheetInfo, column_letters};
use qingce_core::reading::scan::Given;
use qingce_core::reading::{SheetReading, TableReading, recalled, without_told};
use qingce_store::Store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ImportResult;
use crate::error::{ApiError, Code};
use crate::register::Register;
use crate::walk::Readings;

type Remembered = Box<dyn Fn(&TableReading) -> Option<TableReading> + Sync>;

/// Rows of a sheet that are the headers of its tables; no other table begins in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SheetHeader {
    /// The sheet.
    pub sheet: String,
    /// The header rows of every table, by rising number, from the top down.
    pub tables: Vec<Vec<u32>>,
}

/// A person's readings by sheet name; the remembered ones for all other sheets.
pub struct GivenReadings {
    by_person: Vec<SheetReading>,
    headers: Vec<SheetHeader>,
    remembered: Remembered,
}

impl GivenReadings {
    /// The readings that a person gave, checked against the catalogue, and what a register remembers. Without a register
    /// nothing is remembered.
    pub fn new(
        store: Option<&Store>,
        by_person: Option<Vec<SheetReading>>,
        catalogue: &Catalogue,
    ) -> Result<GivenReadings, ApiError> {
        let known = store.map(Store::remembered_readings).transpose()?.unwrap_or_default();
        let known: BTreeMap<String, TableReading> = known.into_iter().map(|t| (t.fingerprint.clone(), t)).collect();
        let by_person = by_person.unwrap_or_default();
        let tables = by_person.iter().flat_map(|sheet| sheet.tables.iter().map(move |table| (sheet, table)));
        for (sheet, table) in tables {
            for column in table.columns.iter().chain(table.card.iter().map(|cell| &cell.reading)) {
                if let Some(key) = column.field.as_deref().filter(|key| catalogue.id(key).is_none()) {
                    let place = format!("{}!{}", sheet.name, column_letters(column.column));
                    return Err(ApiError::new(Code::ReadingWrong).with("place", place).with("why", key));
                }
            }
        }
        Ok(GivenReadings {
            by_person,
            headers: Vec::new(),
            remembered: Box::new(move |table| {
                let same = known.get(&table.fingerprint).cloned();
                same.or_else(|| known.values().find_map(|known| recalled(table, known)))
            }),
        })
    }

    /// The same, and the headers of what this program says of projects in the lists that it gives out.
    pub fn with_told(self, headers: Vec<String>) -> GivenReadings {
        let inner = self.remembered;
        let remembered = move |table: &TableReading| inner(table).or_else(|| without_told(table, &headers));
        GivenReadings { remembered: Box::new(remembered), ..self }
    }

    /// The same, and the header rows that a person pointed at; they come before a reading of their sheet.
    pub fn with_headers(self, headers: Vec<SheetHeader>) -> GivenReadings {
        GivenReadings { headers, ..self }
    }

    /// Fails where a person's readings name a sheet that the workbook does not have.
    pub fn check_met<'a>(&self, met: impl Iterator<Item = &'a SheetReading> + Clone) -> Result<(), ApiError> {
        let absent = |sheet: &&SheetReading| !met.clone().any(|m| m.name == sheet.name);
        let Some(sheet) = self.by_person.iter().find(absent) else { return Ok(()) };
        Err(ApiError::new(Code::ReadingWrong).with("place", &sheet.name).with("why", &sheet.name))
    }
}

impl Readings for GivenReadings {
    fn given(&self, sheet: &SheetInfo) -> Given<'_> {
        if let Some(told) = self.headers.iter().find(|told| told.sheet == sheet.name) {
            return Given::Headers(&told.tables);
        }
        match self.by_person.iter().find(|reading| reading.name == sheet.name) {
            Some(reading) => Given::Reading(reading),
            None => Given::Remembered(&*self.remembered),
        }
    }
}

/// Remembers how the tables of a completed import were read, by their layout; the newest wins.
pub(super) fn remember(register: &Register, result: &ImportResult, batch: i64) -> Result<(), ApiError> {
    let now = register.now();
    for table in result.sheets.iter().flat_map(|sheet| &sheet.reading.tables).filter(|table| !table.remembered) {
        register.store().remember_reading(table, batch, &now)?;
    }
    Ok(())
}
