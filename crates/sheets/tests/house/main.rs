//! Reading workbooks as a host does: through the child process.
#![allow(clippy::panic, clippy::print_stderr, clippy::unwrap_used, reason = "these are tests")]

mod formats;
mod hostile;
mod real;
mod run;
