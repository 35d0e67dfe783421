//! What the program was started with: `--db FILE` and files to import ("open with").

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The arguments of a start, the first or a later one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Arguments {
    /// The register.
    pub db: Option<PathBuf>,
    /// Files to import, absolute.
    pub files: Vec<String>,
}

impl Arguments {
    /// Reads the arguments behind the program's name; `folder` is where it was started.
    pub(crate) fn of(arguments: impl IntoIterator<Item = OsString>, folder: &Path) -> Arguments {
        let mut read = Arguments::default();
        let mut rest = arguments.into_iter().skip(1);
        while let Some(argument) = rest.next() {
            if argument == "--db" {
                read.db = rest.next().map(|file| folder.join(file));
            } else if !argument.to_string_lossy().starts_with("--") {
                read.files.push(folder.join(argument).to_string_lossy().into_owned());
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_from_options_and_made_absolute() {
        let here = Path::new(if cfg!(windows) { "C:\\办公" } else { "/办公" });
        let started = ["qingce-desktop", "--db", "清册.db", "登记表.xlsx", "--flag"].map(OsString::from);
        let read = Arguments::of(started, here);
        assert_eq!(read.db, Some(here.join("清册.db")), "a register lies where the program was started");
        let file = here.join("登记表.xlsx").to_string_lossy().into_owned();
        assert_eq!(read.files, [file], "the first window may have been started elsewhere");
        assert_eq!(Arguments::of([], here), Arguments::default(), "a start without anything is a start");
    }
}
