//! Readings that are known before a sheet is scanned: a person's, or remembered from earlier imports.

use qingce_core::cell::{SheetInfo, column_letters};
use qingce_core::reading::scan::Given;
use qingce_core::reading::{SheetReading, TableReading};
use qingce_store::Store;
use rustc_hash::FxHashMap;

use super::{ImportOptions, ImportResult};
use crate::error::{ApiError, Code};
use crate::register::Register;
use crate::walk::Readings;

type Remembered = Box<dyn Fn(&str) -> Option<TableReading> + Sync>;

/// A person's readings by sheet name; the remembered ones for all other sheets.
pub struct GivenReadings {
    by_person: Vec<SheetReading>,
    remembered: Remembered,
}

impl GivenReadings {
    /// What a register remembers, and nothing from a person. Without a register nothing is remembered.
    pub fn remembered(store: Option<&Store>) -> Result<GivenReadings, ApiError> {
        let known = store.map(Store::remembered_readings).transpose()?.unwrap_or_default();
        let known: FxHashMap<String, TableReading> = known.into_iter().map(|t| (t.fingerprint.clone(), t)).collect();
        Ok(GivenReadings { by_person: Vec::new(), remembered: Box::new(move |print| known.get(print).cloned()) })
    }

    /// The readings that a person gave with an import, checked against the catalogue, and the remembered ones.
    pub fn of_import(register: &Register, options: &ImportOptions) -> Result<GivenReadings, ApiError> {
        let mut given = GivenReadings::remembered(Some(register.store()))?;
        given.by_person = options.readings.clone().unwrap_or_default();
        let catalogue = &register.desk().reference.catalogue;
        let tables = given.by_person.iter().flat_map(|sheet| sheet.tables.iter().map(move |table| (sheet, table)));
        for (sheet, table) in tables {
            for column in table.columns.iter().chain(table.card.iter().map(|cell| &cell.reading)) {
                if let Some(key) = column.field.as_deref().filter(|key| catalogue.id(key).is_none()) {
                    let place = format!("{}!{}", sheet.name, column_letters(column.column));
                    return Err(ApiError::new(Code::ReadingWrong).with("place", place).with("why", key));
                }
            }
        }
        Ok(given)
    }

    /// Sheets that a person's readings name and the workbook does not have.
    pub fn unmet<'a>(&'a self, met: &'a [SheetReading]) -> impl Iterator<Item = &'a str> {
        let absent = |sheet: &&SheetReading| !met.iter().any(|m| m.name == sheet.name);
        self.by_person.iter().filter(absent).map(|sheet| sheet.name.as_str())
    }
}

impl Readings for GivenReadings {
    fn given(&self, sheet: &SheetInfo) -> Given<'_> {
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
