//! A private folder beside a register for what must not lie anywhere else in plain: the register in a package, while it is
//! sealed, opened or merged.
//!
//! The invariant: the folder goes with its [`Workroom`], and what a killed program left goes when the register is next
//! opened; never one that a living program uses.

use std::fs::{DirBuilder, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::ApiError;

/// A folder of one piece of work.
pub(crate) struct Workroom {
    folder: PathBuf,
    lock: Option<File>,
}

impl Workroom {
    /// A new one beside a register.
    pub fn beside(register: &Path) -> Result<Workroom, ApiError> {
        let all = folder_of(register);
        let failed = |why: std::io::Error| super::seal::writing(&all, &why);
        loop {
            private().recursive(true).create(&all).map_err(failed)?;
            let folder = all.join(uuid::Uuid::now_v7().to_string());
            let path = folder.with_extension("lock");
            let lock = File::create_new(&path).map_err(failed)?;
            lock.lock().map_err(failed)?;
            // Somebody who swept before it was locked took it away.
            if path.exists() {
                private().create(&folder).map_err(failed)?;
                return Ok(Workroom { folder, lock: Some(lock) });
            }
        }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Workroom {
    fn drop(&mut self) {
        let removed = std::fs::remove_dir_all(&self.folder);
        drop(self.lock.take());
        if let Err(why) = removed {
            tracing::warn!(folder = %self.folder.display(), %why, "left for the next start");
            return;
        }
        // The folder of all goes with the last of them.
        let _absent = std::fs::remove_file(self.folder.with_extension("lock"));
        let _others = self.folder.parent().map(std::fs::remove_dir);
    }
}

/// Removes what killed programs left beside a register.
pub(crate) fn sweep(register: &Path) {
    let all = folder_of(register);
    let Ok(entries) = std::fs::read_dir(&all) else { return };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "lock"))
    {
        let Ok(lock) = File::open(&path) else { continue };
        if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
            continue;
        }
        let folder = path.with_extension("");
        let removed = !folder.exists() || std::fs::remove_dir_all(&folder).is_ok();
        drop(lock);
        if removed {
            let _gone = std::fs::remove_file(&path);
        }
    }
    let _in_use = std::fs::remove_dir(&all);
}

fn folder_of(register: &Path) -> PathBuf {
    let mut name = register.file_stem().unwrap_or_default().to_owned();
    name.push("-private");
    register.with_file_name(name)
}

/// Folders that only their owner may look into.
fn private() -> DirBuilder {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_swept_and_what_is_used_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let register = folder.path().join("清册.db");
        let used = Workroom::beside(&register).expect("a room");
        let left = Workroom::beside(&register).expect("another");
        std::fs::write(used.path("a"), "a").expect("written");
        std::fs::write(left.path("b"), "b").expect("written");
        let (in_use, abandoned) = (used.folder.clone(), left.folder.clone());
        let mut left = left;
        drop(left.lock.take());
        std::mem::forget(left);
        sweep(&register);
        assert!(!abandoned.exists(), "a killed program's plain text must not stay");
        assert!(in_use.join("a").exists(), "a living program's must not go");
        drop(used);
        assert!(!folder_of(&register).exists(), "nothing is left at the end");
    }
}
