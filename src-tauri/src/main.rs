//! The window: dialogs, one instance, files from the desktop, one command for the pages.
//!
//! Not in here: any logic (api), pages (`ui`). Where there is no WebView2, the same pages are shown in a browser (serve).
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
#[cfg(windows)]
mod browser;
mod pages;
mod rpc;
mod window;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use qingce_api::jobs::Jobs;
use qingce_api::office::Office;
use qingce_api::place::Place;
use qingce_api::seeds::Seeds;
use qingce_api::{ApiError, OpenOptions};

use crate::arguments::Arguments;

/// As in the command line: an import allocates in one thread and frees in another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let begun = Instant::now();
    qingce_api::run_if_asked();
    if let Ok(filter) = std::env::var("QINGCE_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
    let folder = std::env::current_dir().unwrap_or_default();
    let arguments = Arguments::of(std::env::args_os(), &folder);
    match run(begun, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            tell(&why);
            ExitCode::FAILURE
        }
    }
}

/// A window that does not open says why: where the program was started, and on Windows, where nobody sees that, in a box.
fn tell(why: &ApiError) {
    let Ok(messages) = Seeds::from_environment().messages() else {
        return write(&why.to_string());
    };
    let text = messages.phrase("window", "failed", &[("why", &messages.told(&why.code, &why.params))]);
    write(&text);
    #[cfg(windows)]
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(messages.word("program", "name"))
        .set_description(text)
        .show();
}

fn run(begun: Instant, arguments: Arguments) -> Result<(), ApiError> {
    let place = Place::find(arguments.db)?;
    let options = OpenOptions::new("")?;
    #[cfg(windows)]
    if tauri::webview_version().is_err() {
        return browser::offer(&place, options);
    }
    let jobs = Arc::new(Jobs::new(Arc::new(Office::new(place.register.clone(), options))));
    jobs.prepare();
    window::open(&place, jobs, rpc::Given::new(begun, &arguments.files))
}

fn write(text: &str) {
    // Who closed the terminal does not read it.
    let _unread = writeln!(std::io::stderr(), "{text}");
}
