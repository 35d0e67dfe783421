//! The table `finding`: remarks on rows, by batch and by record.

use qingce_core::finding::{Finding, Severity};
use rusqlite::{Connection, Row, named_params, params};

use crate::open::Store;
use crate::{Result, StoreError};

pub(crate) fn key(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Explain => "explain",
        Severity::MustFix => "must_fix",
    }
}

/// Puts a remark into the twin of the table.
pub(crate) fn stage(db: &Connection, id: i64, batch: i64, record: Option<i64>, finding: &Finding) -> Result<()> {
    let params = if finding.params.is_empty() { None } else { Some(serde_json::to_string(&finding.params)?) };
    let mut statement = db.prepare_cached(
        "INSERT INTO temp.staged_finding (id, batch, record, sheet, row, \"column\", field, code, severity, params)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let Finding { code, severity, sheet, row, column, field, .. } = finding;
    statement.execute(params![id, batch, record, sheet, row, column, field, code, key(*severity), params])?;
    Ok(())
}

impl Store {
    /// All remarks of a batch, in the order of its rows.
    pub fn findings_of_batch(&self, batch: i64) -> Result<Vec<Finding>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT * FROM finding WHERE batch = :batch ORDER BY id")?;
            let rows = statement.query_map(named_params! {":batch": batch}, |row| Ok(from_row(row)))?;
            rows.map(|row| row?).collect()
        })
    }

    /// The remarks on a record as it is: those of the batch that wrote it last, or its own since it was edited.
    pub fn findings_of_record(&self, uid: &str) -> Result<Vec<Finding>> {
        self.read(|db| of_record(db, crate::alias::known_as(db, uid)?))
    }

    /// The remarks on some records as they are, in their order.
    pub fn findings_of_records(&self, ids: &[i64]) -> Result<Vec<Vec<Finding>>> {
        self.read(|db| ids.iter().map(|id| of_record(db, *id)).collect())
    }
}

/// The records that may have remarks of their own: edited by hand, or updated by a row that was not taken whole.
pub(crate) fn edited(db: &Connection) -> Result<Vec<i64>> {
    let mut statement =
        db.prepare_cached("SELECT record FROM edit_before UNION SELECT id FROM record WHERE remarks IS NOT NULL")?;
    let rows = statement.query_map([], |row| row.get("record"))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The remarks on a record as it is.
pub(crate) fn of_record(db: &Connection, id: i64) -> Result<Vec<Finding>> {
    let mut statement = db.prepare_cached("SELECT batch, remarks FROM record WHERE id = :id")?;
    let (batch, own): (Option<i64>, Option<String>) =
        statement.query_row(named_params! {":id": id}, |row| Ok((row.get("batch")?, row.get("remarks")?)))?;
    if let Some(own) = own {
        return Ok(serde_json::from_str(&own)?);
    }
    let mut statement = db.prepare_cached("SELECT * FROM finding WHERE record = :id AND batch = :batch ORDER BY id")?;
    let rows = statement.query_map(named_params! {":id": id, ":batch": batch}, |row| Ok(from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// The severity of a stable name.
pub(crate) fn severity(key_of: &str) -> Result<Severity> {
    let found = [Severity::Info, Severity::Explain, Severity::MustFix].into_iter().find(|s| key(*s) == key_of);
    found.ok_or_else(|| StoreError::Content("severity of a finding".into()))
}

pub(crate) fn from_row(row: &Row<'_>) -> Result<Finding> {
    let weight: String = row.get("severity")?;
    let params: Option<String> = row.get("params")?;
    Ok(Finding {
        code: row.get("code")?,
        severity: severity(&weight)?,
        sheet: row.get("sheet")?,
        row: row.get("row")?,
        column: row.get("column")?,
        field: row.get("field")?,
        params: params.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text))?,
    })
}
