//! Readings kept in a file, as `preview --json` writes and `--reading` takes them.
//!
//! The invariant: a reading holds headers, fields and places, never the rows of a sheet.

use std::path::Path;

use qingce_core::reading::SheetReading;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, cannot_write};

/// A file of readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedReading {
    /// Its path.
    pub file: String,
}

#[derive(Serialize)]
struct Document {
    sheets: Vec<SheetReading>,
}

/// Writes readings; a file of that name is replaced.
pub fn save_readings(out: &Path, sheets: Vec<SheetReading>) -> Result<SavedReading, ApiError> {
    let text = serde_json::to_string_pretty(&Document { sheets }).expect("BUG: our own types are JSON");
    std::fs::write(out, text).map_err(|why| cannot_write(out, &why))?;
    Ok(SavedReading { file: out.to_string_lossy().into_owned() })
}
