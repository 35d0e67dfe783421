//! A file while it is being written, beside its place.

use std::fs::{self, File};
use std::io::{BufWriter, Result};
use std::path::{Path, PathBuf};

use super::error::WriteError;

/// A file beside its place; gone when it is given up.
pub(super) struct Part(PathBuf);

impl Part {
    /// Makes the file, so that a folder that cannot be written to is told before any work is done.
    pub(super) fn create(path: &Path) -> std::result::Result<Part, WriteError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        File::create(&part).map(|_| Part(part)).map_err(|error| WriteError::io(path, &error))
    }

    pub(super) fn open(&self) -> Result<BufWriter<File>> {
        File::create(&self.0).map(BufWriter::new)
    }

    /// Puts the finished file in its place.
    pub(super) fn put(self, path: &Path) -> std::result::Result<(), WriteError> {
        fs::rename(&self.0, path).map_err(|error| WriteError::io(path, &error))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Nothing to remove once the file was put in its place.
        let _ = fs::remove_file(&self.0);
    }
}
