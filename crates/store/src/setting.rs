//! The tables `setting`, `reading`: what the people of an office set and the program remembers.

use qingce_core::reading::TableReading;
use rusqlite::{OptionalExtension, named_params};

use crate::Result;
use crate::open::Store;

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
