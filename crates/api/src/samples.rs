//! The sample registers that ship with the program: looked at before real ones come.
//!
//! The invariant: samples never come beside real projects; a register that holds any is left as it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::import::{ImportOptions, import_file};
use crate::job::Job;
use crate::register::Register;
use crate::tagging::run_rules;

/// The folder of the seeds that holds them.
const FOLDER: &str = "samples";

/// Asks for the sample registers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoadSamplesRequest {}

/// What came with the samples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SamplesResult {
    /// Files that were imported, each undoable.
    pub files: u64,
    /// Projects in the register then.
    pub records: u64,
}

/// Imports the sample registers into an empty register and runs the rules. Refused where there are projects.
pub fn load_samples(register: &Register, job: Job<'_>) -> Result<SamplesResult, ApiError> {
    if register.store().count()? > 0 {
        return Err(ApiError::new(Code::NotEmpty));
    }
    let seeds = &register.desk().seeds;
    let names = seeds.names(FOLDER);
    for name in &names {
        let file = InputFile::held(name.rsplit('/').next().unwrap_or(name), seeds.bytes(name)?.into_owned());
        import_file(register, &file, &ImportOptions::default(), job)?;
    }
    let judged = run_rules(register, job)?;
    Ok(SamplesResult { files: names.len() as u64, records: judged.records })
}
