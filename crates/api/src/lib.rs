//! The use cases of the register, the same for every host: command line, window, browser.
//!
//! In here: the order of the steps, jobs, errors as codes. Not in here: SQL (store), workbooks (sheets), what is true on
//! paper (core), printing and windows (hosts).
//!
//! The invariant: a host can do nothing that another host cannot; all of them come through here.

pub mod commands;
pub mod deciding;
pub mod desk;
pub mod duplicates;
pub mod editing;
pub mod error;
pub mod export;
pub mod files;
pub mod grid;
pub mod history;
pub mod import;
pub mod job;
pub mod jobs;
pub mod journal;
pub mod list_preview;
pub mod lists;
pub mod merging;
pub mod moment;
pub mod office;
pub mod on_site;
pub mod overview;
pub mod package;
mod picture;
pub mod place;
pub mod preview;
pub mod progress;
pub mod records;
pub mod reference;
pub mod register;
pub mod returning;
pub mod reviewing;
pub mod rules;
pub mod samples;
pub mod seeds;
pub mod tagging;
mod told;
pub mod upkeep;
pub mod views;
mod walk;
pub mod years;

pub use error::{ApiError, Code};
pub use files::{Files, InputFile};
pub use qingce_sheets::child::run_if_asked;
pub use qingce_sheets::read::ReaderCommand;
pub use qingce_store::Role;
pub use qingce_store::{Backup, Batch, BatchState, Checked, OnSite, Problem, Undone, Verdict};
pub use register::{OpenOptions, Register};
