//! A folder of its own for one test, gone when the test is over.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A temporary folder and what stands in it.
#[derive(Debug)]
pub struct Sandbox {
    folder: TempDir,
}

impl Default for Sandbox {
    fn default() -> Sandbox {
        Sandbox::new()
    }
}

impl Sandbox {
    /// An empty folder.
    pub fn new() -> Sandbox {
        Sandbox {
            folder: tempfile::Builder::new().prefix("qingce-").tempdir().expect("a temporary folder can be made"),
        }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path inside it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("the sandbox can be written");
        path
    }

    /// All files inside, at any depth, in order of their paths.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut open = vec![self.root().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { open.push(path) } else { found.push(path) }
            }
        }
        found.sort();
        found
    }

    /// The files whose bytes hold a text as UTF-8 or as UTF-16LE: where it leaked to.
    pub fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let holds = |path: &PathBuf| {
            let bytes = fs::read(path).unwrap_or_default();
            memchr::memmem::find(&bytes, text.as_bytes()).is_some() || memchr::memmem::find(&bytes, &utf16).is_some()
        };
        self.files().into_iter().filter(holds).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaks_are_found_in_both_encodings() {
        let sandbox = Sandbox::new();
        sandbox.write("a.db", "…机密项目…");
        sandbox.write("b.db", "机密项目".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        sandbox.write("c.db", "机密");
        let found = sandbox.files_with("机密项目");
        assert_eq!(found, [sandbox.path("a.db"), sandbox.path("b.db")], "a leak test must see what it looks for");
    }
}
