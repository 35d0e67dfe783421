//! Downloads: a browser names no path to write to, so `out: "download:NAME"` becomes a file of ours, and the answer's
//! `file` a link to it.
//!
//! The invariant: no path that came over the wire is written to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use qingce_api::{ApiError, Code};
use serde_json::Value;
use tempfile::TempDir;

/// How a request names a file that it wants to download.
const PREFIX: &str = "download:";
/// Signs that no file name may have on Windows.
const FORBIDDEN: &[char] = &['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// What was written for browsers, gone when the server ends.
pub(crate) struct Downloads {
    folder: TempDir,
    known: Mutex<BTreeMap<u64, PathBuf>>,
}

impl Downloads {
    pub(crate) fn new() -> std::io::Result<Downloads> {
        Ok(Downloads { folder: tempfile::Builder::new().prefix("qingce-").tempdir()?, known: Mutex::default() })
    }

    /// Puts a path of ours where a request names a download; a path in its place is refused.
    pub(crate) fn prepare(&self, request: &mut Value) -> Result<(), ApiError> {
        let Some(out) = request.get_mut("out") else { return Ok(()) };
        let named = out.as_str().and_then(|out| out.strip_prefix(PREFIX));
        let Some(name) = named else { return Err(ApiError::new(Code::BadRequest).with("why", "out")) };
        let name = name.replace(FORBIDDEN, "_");
        let mut known = self.known();
        let id = known.len() as u64 + 1;
        let folder = self.folder.path().join(id.to_string());
        let failed = |why: std::io::Error| {
            ApiError::new(Code::CannotWrite).with("file", name.as_str()).with("why", why.to_string())
        };
        std::fs::create_dir(&folder).map_err(failed)?;
        let path = folder.join(&name);
        let told = path.to_string_lossy().into_owned();
        known.insert(id, path);
        *out = Value::from(told);
        Ok(())
    }

    /// Puts the link where an answer names a file of ours.
    pub(crate) fn linked(&self, mut answer: Value) -> Value {
        if let Some(file) = answer.get_mut("file") {
            let ours = |path: &PathBuf| file.as_str().is_some_and(|file| path.as_os_str() == file);
            let id = self.known().iter().find_map(|(id, path)| ours(path).then_some(*id));
            if let Some(id) = id {
                *file = Value::from(format!("/api/download/{id}"));
            }
        }
        answer
    }

    /// Where a download lies.
    pub(crate) fn path(&self, id: u64) -> Option<PathBuf> {
        self.known().get(&id).filter(|path| Path::is_file(path)).cloned()
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<u64, PathBuf>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
