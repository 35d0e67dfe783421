//! The tables `setting`, `field`, `unit_alias`, `reading`: what the people of an office added or the program remembers.

use qingce_core::catalogue::FieldLine;
use qingce_core::reading::TableReading;
use rusqlite::{OptionalExtension, named_params};

use crate::columns::is_key;
use crate::open::Store;
use crate::{Result, StoreError};

impl Store {
    /// A setting by its key: operator, unit name.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT value FROM setting WHERE key = :key")?;
            Ok(statement.query_row(named_params! {":key": key}, |row| row.get("value")).optional()?)
        })
    }

    /// Sets a setting.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        self.write(|db| {
            db.execute(
                "INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value",
                named_params! {":key": key, ":value": value},
            )?;
            Ok(())
        })
    }

    /// Adds a field of the users' own; it is there when the register is opened again.
    pub fn add_field(&self, line: &FieldLine, at: &str) -> Result<()> {
        if !is_key(&line.key) || self.catalogue().id(&line.key).is_some() {
            return Err(StoreError::FieldKey(line.key.clone()));
        }
        let text = serde_json::to_string(line)?;
        self.write(|db| {
            let added = db.execute(
                "INSERT INTO field (key, line, added_at) VALUES (:key, :line, :at) ON CONFLICT (key) DO NOTHING",
                named_params! {":key": line.key, ":line": text, ":at": at},
            )?;
            if added == 1 { Ok(()) } else { Err(StoreError::FieldKey(line.key.clone())) }
        })
    }

    /// The names of offices that users added, each with the office it means.
    pub fn unit_aliases(&self) -> Result<Vec<(String, String)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT alias, unit FROM unit_alias ORDER BY alias")?;
            let rows = statement.query_map([], |row| Ok((row.get("alias")?, row.get("unit")?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Adds another name of an office.
    pub fn add_unit_alias(&self, alias: &str, unit: &str, at: &str) -> Result<()> {
        self.write(|db| {
            db.execute(
                "INSERT INTO unit_alias (alias, unit, added_at) VALUES (:alias, :unit, :at)
                 ON CONFLICT (alias) DO UPDATE SET unit = :unit, added_at = :at",
                named_params! {":alias": alias, ":unit": unit, ":at": at},
            )?;
            Ok(())
        })
    }

    /// Remembers the reading of a layout for later files; the newest wins.
    pub fn remember_reading(&self, reading: &TableReading, batch: i64, at: &str) -> Result<()> {
        let text = serde_json::to_string(reading)?;
        self.write(|db| {
            db.execute(
                "INSERT INTO reading (fingerprint, reading, remembered_at, batch) VALUES (:fingerprint, :reading, :at, :batch)
                 ON CONFLICT (fingerprint) DO UPDATE SET reading = :reading, remembered_at = :at, batch = :batch",
                named_params! {":fingerprint": reading.fingerprint, ":reading": text, ":at": at, ":batch": batch},
            )?;
            Ok(())
        })
    }

    /// All remembered readings.
    pub fn remembered_readings(&self) -> Result<Vec<TableReading>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT reading FROM reading ORDER BY fingerprint")?;
            let rows = statement.query_map([], |row| row.get::<_, String>("reading"))?;
            rows.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
        })
    }

    /// The batch that the remembered reading of a layout comes from, its file and when it was promoted.
    pub fn reading_origin(&self, fingerprint: &str) -> Result<Option<(i64, String, String)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT b.id, b.file_name, b.finished_at FROM reading r JOIN batch b ON b.id = r.batch
                 WHERE r.fingerprint = :fingerprint",
            )?;
            let named = named_params! {":fingerprint": fingerprint};
            let told = |row: &rusqlite::Row<'_>| Ok((row.get("id")?, row.get("file_name")?, row.get("finished_at")?));
            Ok(statement.query_row(named, told).optional()?)
        })
    }

    /// The remembered reading of a layout.
    pub fn reading_by_fingerprint(&self, fingerprint: &str) -> Result<Option<TableReading>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT reading FROM reading WHERE fingerprint = :fingerprint")?;
            let named = named_params! {":fingerprint": fingerprint};
            let text: Option<String> = statement.query_row(named, |row| row.get("reading")).optional()?;
            text.map(|text| Ok(serde_json::from_str(&text)?)).transpose()
        })
    }
}
