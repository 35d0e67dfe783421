//! One file per subcommand: its arguments and what it prints.

pub mod backup;
pub mod baseline;
pub mod batches;
pub mod decide;
pub mod duplicates;
pub mod edit;
pub mod export;
pub mod fields;
pub mod history;
pub mod import;
pub mod list;
pub mod lists;
pub mod merge;
pub mod preview;
pub mod progress;
pub mod relate;
pub mod restore;
pub mod returning;
pub mod rules;
pub mod serve;
pub mod tag;
pub mod template;
pub mod undo;
pub mod units;
pub mod verify;
