//! `qingce`: the register of government IT projects from the command line.
//!
//! In here: arguments, printing, exit codes, progress bars, Ctrl-C. Not in here: the work (api) and its sentences
//! (`seeds/messages.toml`).
//!
//! The invariant: with `--json` standard output holds one JSON document and nothing else.

mod app;
mod call;
mod commands;
mod failure;
mod help;
mod print;
mod progress;
mod reading;
mod usage;

use std::process::ExitCode;

use clap::FromArgMatches;

use crate::app::App;
use crate::call::Call;
use crate::failure::{Exit, Failure};

/// An import allocates texts in one thread and frees them in another, which the system's allocators are slow at:
/// measured, a sixth of the processor time of an import of 100 000 rows.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    qingce_api::run_if_asked();
    log_to_stderr();
    let messages = match qingce_api::seeds::Seeds::from_environment().messages() {
        Ok(messages) => messages,
        Err(error) => return failure::without_messages(&error),
    };
    let app = match help::command().try_get_matches().and_then(|matches| App::from_arg_matches(&matches)) {
        Ok(app) => app,
        Err(error) => return usage::tell(&error, &messages),
    };
    let json = app.common.json;
    let call = Call::new(app.common, messages);
    let done = app.command.run(&call);
    match done {
        Ok(exit) => exit.code(),
        Err(Failure::Pipe) => Exit::Done.code(),
        Err(failure) => failure.tell(&call.messages, json).code(),
    }
}

/// What went on inside, for whoever asks with `QINGCE_LOG`; never part of the answer.
fn log_to_stderr() {
    if let Ok(filter) = std::env::var("QINGCE_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
}
