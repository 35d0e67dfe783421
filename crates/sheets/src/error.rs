//! Why a file could not be read, as a code of `seeds/messages.toml` with the parameters of its sentence.
//!
//! Not in here: sentences. The invariant: every code is one of [`CODES`], so that a test can ask for its sentence.

use serde::{Deserialize, Serialize};

/// Every code a [`ReadError`] can carry.
pub const CODES: &[&str] = &[
    "file_unreadable",
    "file_locked",
    "file_missing",
    "file_password",
    "file_damaged",
    "file_too_old",
    "file_too_large",
    "file_far_cell",
    "file_macro_sheet",
    "file_no_sheet",
    "not_sheet_empty",
    "not_sheet_html",
    "not_sheet_sylk",
    "not_sheet_dbf",
    "not_sheet_xml",
    "not_sheet_word",
    "not_sheet_slides",
    "not_sheet_pdf",
    "not_sheet_ofd",
    "not_sheet_picture",
    "not_sheet_archive",
    "not_sheet_numbers",
    "not_sheet_unknown",
    "reader_missing",
    "reader_crashed",
    "reader_timeout",
    "reader_cancelled",
];

/// A file that could not be read: a code and the parameters of its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code} {params:?}")]
pub struct ReadError {
    /// One of [`CODES`].
    pub code: String,
    /// Parameters by name; `file` is always among them once the error left this room.
    pub params: Vec<(String, String)>,
}

impl ReadError {
    /// An error without parameters.
    pub fn new(code: &str) -> Self {
        debug_assert!(CODES.contains(&code), "BUG: {code} is not listed");
        Self { code: code.into(), params: Vec::new() }
    }

    /// The error with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }

    /// A file whose content contradicts its format; `detail` is for the log and for experts.
    pub fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::new("file_damaged").with("detail", detail.to_string())
    }

    /// A failure of the file system.
    pub fn io(error: &std::io::Error) -> Self {
        let code = match error.raw_os_error() {
            // Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
            Some(32 | 33) if cfg!(windows) => "file_locked",
            _ if error.kind() == std::io::ErrorKind::NotFound => "file_missing",
            _ => "file_unreadable",
        };
        Self::new(code).with("detail", error.to_string())
    }
}
