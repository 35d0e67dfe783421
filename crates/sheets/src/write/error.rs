//! Why a workbook could not be written.

use std::io::{Error, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::XlsxError;

/// Why a workbook could not be written: a code of `seeds/messages.toml` with the parameters of its sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} {params:?}")]
pub struct WriteError {
    /// Code of the sentence.
    pub code: &'static str,
    /// Parameters of the sentence by name.
    pub params: Vec<(String, String)>,
}

impl WriteError {
    pub(super) fn new(code: &'static str, path: &Path) -> WriteError {
        WriteError { code, params: vec![("file".into(), path.display().to_string())] }
    }

    pub(super) fn io(path: &Path, error: &Error) -> WriteError {
        let code = match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ResourceBusy | ErrorKind::ReadOnlyFilesystem => {
                "export_file_in_use"
            }
            ErrorKind::NotFound | ErrorKind::NotADirectory => "export_no_folder",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => "export_no_space",
            _ => return WriteError::other(path, error.to_string()),
        };
        WriteError::new(code, path)
    }

    fn other(path: &Path, why: String) -> WriteError {
        let mut error = WriteError::new("cannot_write", path);
        error.params.push(("why".into(), why));
        error
    }
}

/// What went wrong inside rust_xlsxwriter.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It said so.
    Xlsx(XlsxError),
    /// It panicked: rows go through a temporary file, and a full disk is a panic there.
    Panic,
}

impl Trouble {
    pub(super) fn at(self, path: &Path) -> WriteError {
        match self {
            Trouble::Panic => WriteError::new("export_no_space", path),
            Trouble::Xlsx(XlsxError::IoError(error)) => WriteError::io(path, &error),
            Trouble::Xlsx(XlsxError::RowColumnLimitError) => WriteError::new("export_too_large", path),
            Trouble::Xlsx(error) => WriteError::other(path, error.to_string()),
        }
    }
}

/// Runs a step of writing so that its panic is an error. What the step worked on must not be used again after one.
pub(super) fn guarded<T>(step: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Trouble> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(result) => result.map_err(Trouble::Xlsx),
        Err(_) => Err(Trouble::Panic),
    }
}
