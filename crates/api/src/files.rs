//! Files as requests name them: a path, or `upload:ID`, an upload that is held in memory.
//!
//! An upload may hold what must not be stored, so its bytes never touch the disk: they go to the reader through a pipe.
//! Not in here: what is written (exports get a path).
//!
//! The invariant: where uploads are taken ([`Files::uploads_only`]), no path that came over the wire is opened.

use std::collections::VecDeque;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qingce_sheets::read::{Limits, Source};

use crate::error::{ApiError, Code};

/// How an upload is named in a request.
const PREFIX: &str = "upload:";

/// Endings of files in a folder that are offered; whether a file is a table is told by its content.
const ENDINGS: [&str; 8] = ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "txt"];

/// The tables that a path names: the file itself, whatever it is, or the likely ones in a folder and its folders, sorted.
/// What Excel leaves beside an open workbook (`~$…`) is none. What cannot be looked into is passed over.
pub fn tables(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut inside: Vec<PathBuf> = entries.filter(is_offered).map(|entry| entry.path()).collect();
    inside.sort();
    inside.iter().flat_map(|path| tables(path)).collect()
}

/// A folder, or a file that is likely a table. Links are not followed: they may lead in a circle.
fn is_offered(entry: &DirEntry) -> bool {
    let kind = entry.file_type();
    let path = entry.path();
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let left_by_excel = entry.file_name().to_string_lossy().starts_with("~$");
    kind.is_ok_and(|kind| kind.is_dir() || (kind.is_file() && ENDINGS.contains(&ending.as_str()) && !left_by_excel))
}

/// A file that is to be read.
#[derive(Debug, Clone)]
pub enum InputFile {
    /// A file on a drive.
    Path(PathBuf),
    /// An upload in memory.
    Upload(Arc<Upload>),
}

/// An upload in memory.
pub struct Upload {
    id: u64,
    name: String,
    bytes: Vec<u8>,
}

/// Where the files of requests come from. Clones share the same uploads.
#[derive(Debug, Clone, Default)]
pub struct Files {
    uploads: Option<Arc<Uploads>>,
}

#[derive(Debug, Default)]
struct Uploads {
    kept: Mutex<VecDeque<Arc<Upload>>>,
    last: AtomicU64,
}

impl InputFile {
    /// A file whose bytes are at hand, such as one of the seeds.
    pub(crate) fn held(name: &str, bytes: Vec<u8>) -> InputFile {
        InputFile::Upload(Arc::new(Upload { id: 0, name: name.to_owned(), bytes }))
    }

    /// Its name without folders.
    pub fn name(&self) -> String {
        match self {
            InputFile::Path(path) => path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            InputFile::Upload(upload) => upload.name.clone(),
        }
    }

    /// Its bytes, unless there are more than `most`: then none.
    pub(crate) fn bytes(&self, most: usize) -> std::io::Result<Option<Vec<u8>>> {
        use std::io::Read;
        let mut read = Vec::new();
        match self {
            InputFile::Upload(upload) if upload.bytes.len() > most => return Ok(None),
            InputFile::Upload(upload) => read.clone_from(&upload.bytes),
            InputFile::Path(path) => {
                std::fs::File::open(path)?.take(most as u64 + 1).read_to_end(&mut read)?;
            }
        }
        Ok((read.len() <= most).then_some(read))
    }

    /// Where its bytes come from.
    pub(crate) fn source(&self) -> Source<'_> {
        match self {
            InputFile::Path(path) => Source::Path(path),
            InputFile::Upload(upload) => Source::Bytes { name: &upload.name, bytes: &upload.bytes },
        }
    }
}

impl From<&Path> for InputFile {
    fn from(path: &Path) -> InputFile {
        InputFile::Path(path.to_owned())
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload").field("id", &self.id).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl Files {
    /// Bytes of the largest upload that is taken.
    pub const FILE_BYTES: usize = Limits::FILE_BYTES as usize;
    /// Bytes of all uploads together; the oldest are given up for new ones.
    pub const KEPT_BYTES: usize = 2 * Files::FILE_BYTES;

    /// Files are uploads; paths are refused.
    pub fn uploads_only() -> Files {
        Files { uploads: Some(Arc::default()) }
    }

    /// The file that a request names: a path, or an upload where uploads are taken.
    pub fn input(&self, named: &str) -> Result<InputFile, ApiError> {
        let Some(uploads) = &self.uploads else { return Ok(InputFile::Path(named.into())) };
        let gone = || ApiError::new(Code::UploadGone);
        let id: u64 = named.strip_prefix(PREFIX).and_then(|id| id.parse().ok()).ok_or_else(gone)?;
        let kept = uploads.kept();
        kept.iter().find(|upload| upload.id == id).map(|upload| InputFile::Upload(Arc::clone(upload))).ok_or_else(gone)
    }

    /// Keeps an upload and tells how requests name it. Refused where files are paths, or when it is too large to be read.
    pub fn take(&self, name: &str, bytes: Vec<u8>) -> Result<String, ApiError> {
        let Some(uploads) = &self.uploads else { return Err(ApiError::new(Code::BadRequest).with("why", name)) };
        if bytes.len() > Files::FILE_BYTES {
            return Err(Files::too_large(name));
        }
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        let id = uploads.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut kept = uploads.kept();
        kept.push_back(Arc::new(Upload { id, name, bytes }));
        let mut held: usize = kept.iter().map(|upload| upload.bytes.len()).sum();
        while held > Files::KEPT_BYTES {
            held -= kept.pop_front().map_or(held, |oldest| oldest.bytes.len());
        }
        Ok(format!("{PREFIX}{id}"))
    }

    /// Why an upload is not taken that is larger than [`Files::FILE_BYTES`].
    pub fn too_large(name: &str) -> ApiError {
        ApiError::from(qingce_sheets::ReadError::new("file_too_large")).with("file", name)
    }
}

impl Uploads {
    fn kept(&self) -> MutexGuard<'_, VecDeque<Arc<Upload>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_is_found_by_its_name_and_paths_are_refused() {
        let files = Files::uploads_only();
        let named = files.take("C:\\报表\\登记表.csv", b"a,b".to_vec()).expect("an upload is kept");
        let other = files.clone();
        let file = other.input(&named).expect("clones share the uploads");
        assert_eq!(file.name(), "登记表.csv", "folders of another machine are no part of the name");
        let refused = |named: &str| files.input(named).expect_err("no upload").is(Code::UploadGone);
        assert!(refused("/etc/passwd"), "a path over the wire must not be opened");
        assert!(refused("upload:99"), "an upload that is not there is told as such");
    }

    #[test]
    fn a_folder_gives_its_tables_and_a_file_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("一处")).expect("a folder");
        for name in ["乙.XLS", "一处/甲.xlsx", "~$甲.xlsx", "说明.docx"] {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        let found = tables(folder.path());
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(folder.path()).expect("inside")).collect();
        assert_eq!(names, [Path::new("一处/甲.xlsx"), Path::new("乙.XLS")], "tables, and nothing that Excel left");
        let alone = folder.path().join("说明.docx");
        assert_eq!(tables(&alone), [alone], "whoever names a file means it: what it is, its content tells");
    }

    #[test]
    fn a_host_of_paths_takes_no_uploads() {
        assert!(Files::default().take("登记表.csv", Vec::new()).is_err(), "nobody would find it");
        let file = Files::default().input("表/upload:1").expect("any path is a path");
        assert_eq!(file.name(), "upload:1", "a path is taken as it stands");
    }
}
