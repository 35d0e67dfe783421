//! The seeds: reference data that ships with the program. The only file that names `../../seeds`.
//!
//! A folder given by `QINGCE_SEEDS` or [`Seeds::from_folder`] replaces the embedded files one by one, so that a clerk can
//! try a corrected list without a compiler.

use std::borrow::Cow;
use std::path::Path;

use include_dir::{Dir, include_dir};
use qingce_core::change::Changes;
use qingce_core::message::Messages;
use qingce_core::reference::{Reference, ReferenceError, SeedTexts};

use crate::error::{ApiError, Code};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../seeds");

/// The files of the seeds, embedded or replaced.
#[derive(Debug, Clone, Default)]
pub struct Seeds {
    folder: Option<std::path::PathBuf>,
}

impl Seeds {
    /// The embedded files.
    pub fn embedded() -> Seeds {
        Seeds::default()
    }
    /// The embedded files, or those of the folder that `QINGCE_SEEDS` names in their place.
    pub fn from_environment() -> Seeds {
        Seeds { folder: std::env::var_os("QINGCE_SEEDS").map(Into::into) }
    }
    /// Files of a folder in place of the embedded ones of the same name.
    pub fn from_folder(folder: &Path) -> Seeds {
        Seeds { folder: Some(folder.to_owned()) }
    }

    /// The text of a seeds file, by its path below `seeds/`.
    pub fn text(&self, name: &str) -> Result<Cow<'static, str>, ApiError> {
        if let Some(path) = self.folder.as_ref().map(|f| f.join(name)).filter(|p| p.is_file()) {
            return std::fs::read_to_string(&path).map(Cow::Owned).map_err(|e| wrong(name, &e.to_string()));
        }
        let file = EMBEDDED.get_file(name).and_then(|f| f.contents_utf8());
        file.map(Cow::Borrowed).ok_or_else(|| wrong(name, "missing"))
    }

    /// The bytes of a seeds file, by its path below `seeds/`.
    pub fn bytes(&self, name: &str) -> Result<Cow<'static, [u8]>, ApiError> {
        if let Some(path) = self.folder.as_ref().map(|f| f.join(name)).filter(|p| p.is_file()) {
            return std::fs::read(&path).map(Cow::Owned).map_err(|e| wrong(name, &e.to_string()));
        }
        EMBEDDED.get_file(name).map(|f| Cow::Borrowed(f.contents())).ok_or_else(|| wrong(name, "missing"))
    }

    /// The names of the files in a folder of the seeds, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = EMBEDDED
            .get_dir(folder)
            .map(|dir| dir.files().filter_map(|f| f.path().to_str().map(|p| p.replace('\\', "/"))).collect())
            .unwrap_or_default();
        if let Some(read) = self.folder.as_ref().and_then(|f| std::fs::read_dir(f.join(folder)).ok()) {
            names.extend(read.flatten().filter_map(|e| Some(format!("{folder}/{}", e.file_name().to_str()?))));
        }
        names.sort();
        names.dedup();
        names
    }

    /// Fields, codes, units, regions and layout words, with what an office changed of them.
    pub fn reference(&self, changes: &Changes) -> Result<Reference, ApiError> {
        self.try_reference(changes)?.map_err(|e| wrong("fields.toml", &e.to_string()))
    }

    /// The same, telling what is wrong of changes that do not fit.
    pub fn try_reference(&self, changes: &Changes) -> Result<Result<Reference, ReferenceError>, ApiError> {
        let (fields, codes, units) = (self.text("fields.toml")?, self.text("codes.toml")?, self.text("units.csv")?);
        let (regions, legacy) = (self.text("regions.csv")?, self.text("regions_legacy.csv")?);
        let (words, checks) = (self.text("words.toml")?, self.text("checks.toml")?);
        let texts = SeedTexts {
            fields: &fields,
            codes: &codes,
            units: &units,
            regions: &regions,
            regions_legacy: &legacy,
            words: &words,
            checks: &checks,
        };
        Ok(Reference::with_changes(&texts, changes))
    }

    /// The sentences.
    pub fn messages(&self) -> Result<Messages, ApiError> {
        Messages::parse(&self.text("messages.toml")?).map_err(|e| wrong("messages.toml", &e.to_string()))
    }
}

fn wrong(file: &str, why: &str) -> ApiError {
    ApiError::new(Code::SeedsWrong).with("file", file).with("why", why)
}
