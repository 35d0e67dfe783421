//! The rows of files that are a unit's projects now, and what stood around them: what a workbook goes back with.
//!
//! A project belongs to the newest import in force that told it. Not in here: what is wrong with them, the workbook.
//!
//! The invariant: a record of the unit that came with a file comes once.

use std::collections::BTreeMap;

use qingce_core::catalogue::{Catalogue, FieldId};
use qingce_core::finding::Finding;
use qingce_core::record::Record;
use qingce_core::returning::TableLines;
use qingce_core::value::{Value, Values};
use rusqlite::{Connection, Row, named_params};

use crate::input::{Met, Source, unpacked};
use crate::open::{Shape, Store};
use crate::staging::Place;
use crate::{Result, StoreError};

/// A row of a file that is a project of a unit, or should be one.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRow {
    /// The import.
    pub batch: i64,
    /// Where it stands in the file.
    pub place: Place,
    /// The project as it is now.
    pub record: Option<Record>,
    /// What a row held that could be no project: its values and its other columns.
    pub rejected: Option<(Values, Vec<(String, String)>)>,
    /// Where its values stood.
    pub sources: Vec<Source>,
}

const ROWS: &str = "SELECT i.batch, i.sheet, i.row, i.place, i.met, i.record, t.columns, b.field_keys
    FROM input_row AS i JOIN batch AS b ON b.id = i.batch
    JOIN input_table AS t ON t.batch = i.batch AND t.sheet = i.sheet AND t.place = i.place
    WHERE b.state = 'promoted'";

impl Store {
    /// The rows of a unit in the order of their files; rows that could be no project are those of its own files.
    pub fn rows_of_unit(&self, unit_field: FieldId, unit: &str) -> Result<Vec<UnitRow>> {
        self.read(|db| {
            let mut rows = records(db, &self.shape, unit_field, unit)?;
            let mut batches: Vec<i64> = rows.iter().map(|row| row.batch).collect();
            batches.sort_unstable();
            batches.dedup();
            for batch in batches {
                rows.extend(rejected(db, &self.shape.catalogue, unit_field, unit, batch)?);
            }
            rows.sort_by_key(|row| (row.batch, row.place.sheet, row.place.table, row.place.row));
            Ok(rows)
        })
    }

    /// What stood around the rows of the tables of an import, by sheet and table.
    pub fn lines_of_batch(&self, batch: i64) -> Result<BTreeMap<(u16, u16), TableLines>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT sheet, place, lines FROM input_line WHERE batch = :batch")?;
            let mut rows = statement.query(named_params! {":batch": batch})?;
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let lines: String = row.get("lines")?;
                found.insert((row.get("sheet")?, row.get("place")?), serde_json::from_str(&lines)?);
            }
            Ok(found)
        })
    }

    /// The remarks of an import that are about no record: on tables, on rows that could be none.
    pub fn findings_of_no_record(&self, batch: i64) -> Result<Vec<Finding>> {
        self.read(|db| {
            let sql = "SELECT * FROM finding WHERE batch = :batch AND record IS NULL ORDER BY id";
            let mut statement = db.prepare_cached(sql)?;
            let rows = statement.query_map(named_params! {":batch": batch}, |row| Ok(crate::finding::from_row(row)))?;
            rows.map(|row| row?).collect()
        })
    }
}

fn records(db: &Connection, shape: &Shape, unit_field: FieldId, unit: &str) -> Result<Vec<UnitRow>> {
    let key = &shape.catalogue.field(unit_field).key;
    let sql = format!(
        "{ROWS} AND i.fate IN ('new', 'changed', 'unchanged') AND i.record IN (SELECT id FROM record WHERE \"{key}\" = :unit)
         ORDER BY i.record, i.batch DESC, i.row DESC"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {":unit": unit})?;
    let (mut found, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let id: i64 = row.get("record")?;
        if last.replace(id) == Some(id) {
            continue;
        }
        let gone = || StoreError::Content(format!("record {id} is gone"));
        let record = crate::record::by_id(db, shape, id)?.ok_or_else(gone)?;
        found.push(unit_row(row, &shape.catalogue, Some(record))?);
    }
    Ok(found)
}

fn rejected(
    db: &Connection,
    catalogue: &Catalogue,
    unit_field: FieldId,
    unit: &str,
    batch: i64,
) -> Result<Vec<UnitRow>> {
    let mut statement = db.prepare_cached(&format!("{ROWS} AND i.fate = 'rejected' AND i.batch = :batch"))?;
    let mut rows = statement.query(named_params! {":batch": batch})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let row = unit_row(row, catalogue, None)?;
        let told = row.rejected.as_ref().and_then(|(values, _)| values.get(unit_field)).map(Value::text);
        if told.as_deref() == Some(unit) {
            found.push(row);
        }
    }
    Ok(found)
}

fn unit_row(row: &Row<'_>, catalogue: &Catalogue, record: Option<Record>) -> Result<UnitRow> {
    let text = |name: &str| -> Result<String> { Ok(row.get(name)?) };
    let keys: Vec<String> = serde_json::from_str(&text("field_keys")?)?;
    let usual: Vec<u32> = serde_json::from_str(&text("columns")?)?;
    let blob: Vec<u8> = row.get("met")?;
    let met: Met<'_> = postcard::from_bytes(&blob)?;
    let place = Place { sheet: row.get("sheet")?, table: row.get("place")?, row: row.get("row")? };
    let sources = unpacked(&met, &usual, place.row, |at| catalogue.id(keys.get(at)?));
    let rejected = met.rejected().map(|(met, extra)| {
        let mut values = Values::empty(catalogue.len());
        for (key, value) in keys.iter().zip(&met.0) {
            if let Some(id) = catalogue.id(key) {
                values.set(id, value.clone());
            }
        }
        (values, extra.to_vec())
    });
    Ok(UnitRow { batch: row.get("batch")?, place, record, rejected, sources })
}
