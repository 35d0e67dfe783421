//! Where a register lies if nobody says otherwise.

use std::path::{Path, PathBuf};

use crate::error::ApiError;

/// Names the register in the environment.
const VARIABLE: &str = "QINGCE_DB";
/// A file of this name beside the program says that its folder is carried about, data and all.
pub const PORTABLE_MARK: &str = "portable.txt";
/// The folder of the data, beside a program that is carried about.
const PORTABLE_FOLDER: &str = "data";
/// The folder of the data in a person's data folder.
const FOLDER: &str = "qingce";
const FILE: &str = "清册.db";

/// Where a register lies, and whether it is the one of this person on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its file.
    pub register: PathBuf,
    /// The folder beside the program that is carried about with it.
    pub portable: Option<PathBuf>,
    /// Nothing was said: it is this person's own on this machine.
    pub usual: bool,
}

impl Place {
    /// The register that is named (`--db`), that `QINGCE_DB` names, of a program that is carried about, or of this person.
    pub fn find(named: Option<PathBuf>) -> Result<Place, ApiError> {
        let program = std::env::current_exe().ok();
        let portable = program.as_deref().and_then(Path::parent).filter(|f| f.join(PORTABLE_MARK).is_file());
        let portable = portable.map(|folder| folder.join(PORTABLE_FOLDER));
        let named = named.or_else(|| std::env::var_os(VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from));
        let usual = named.is_none() && portable.is_none();
        let own = || portable.clone().or_else(|| dirs::data_dir().map(|data| data.join(FOLDER))).map(|f| f.join(FILE));
        let register = named.or_else(own).ok_or_else(no_data_folder)?;
        Ok(Place { register, portable, usual })
    }
}

fn no_data_folder() -> ApiError {
    ApiError { code: "no_data_folder".into(), params: Vec::new() }
}
