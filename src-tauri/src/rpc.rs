//! The one command of the pages: `rpc(command, request, channel?)`.
//!
//! ```text
//! invoke("rpc", { command, request })             answer, or throws {code, params}
//! invoke("rpc", { command, request, channel })    {job}; the channel gets {progress}… and then {done} or {failed}
//! ```
//!
//! Commands of the window itself: `job_cancel {job}`; `files_waiting {}` -> paths that came before the page was there, later
//! ones come as event `files`; `folder_files {folder}` -> paths of the tables in it; `page_ready {}`, told when the first page
//! is painted. All else is answered by the office.
//!
//! The invariant: nothing is computed here; a command does the same in a browser.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use qingce_api::jobs::{JobEvent, Jobs};
use qingce_api::{ApiError, Code, files};
use serde_json::{Value, json};
use tauri::ipc::{Channel, JavaScriptChannelId};
use tauri::{AppHandle, Emitter, Manager, State, Webview};

/// The event that brings the page paths of files.
const FILES: &str = "files";

/// What was given to the window: by the command line, by a second start, by dropping.
pub(crate) struct Given {
    begun: Instant,
    /// Paths that wait for the page; none once it listens.
    waiting: Mutex<Option<Vec<String>>>,
}

impl Given {
    /// The paths of the first start.
    pub(crate) fn new(begun: Instant, paths: &[String]) -> Given {
        Given { begun, waiting: Mutex::new(Some(tables(paths))) }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Vec<String>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives files, and the tables of folders, to the page; keeps them until it is there.
pub(crate) fn give(app: &AppHandle, paths: &[String]) {
    let paths = tables(paths);
    if let Some(waiting) = app.state::<Given>().waiting().as_mut() {
        waiting.extend(paths);
    } else if !paths.is_empty() {
        // A page that went away needs no files.
        let _gone = app.emit(FILES, paths);
    }
}

fn tables(paths: &[String]) -> Vec<String> {
    let found = paths.iter().flat_map(|path| files::tables(Path::new(path)));
    found.map(|path| path.to_string_lossy().into_owned()).collect()
}

/// Answers a page; see the top of this file.
#[tauri::command]
pub(crate) async fn rpc(
    webview: Webview,
    jobs: State<'_, Arc<Jobs>>,
    given: State<'_, Given>,
    command: String,
    request: Value,
    channel: Option<JavaScriptChannelId>,
) -> Result<Value, ApiError> {
    match command.as_str() {
        "files_waiting" => Ok(json!(given.waiting().take().unwrap_or_default())),
        "folder_files" => Ok(json!(tables(&[request["folder"].as_str().unwrap_or_default().to_owned()]))),
        "page_ready" => {
            tracing::info!("page ready after {} ms", given.begun.elapsed().as_millis());
            Ok(json!({}))
        }
        "job_cancel" => {
            let known = request["job"].as_u64().is_some_and(|job| jobs.cancel(job));
            if known { Ok(json!({})) } else { Err(ApiError::new(Code::BadRequest).with("why", "job")) }
        }
        _ => match channel {
            Some(channel) => Ok(start(&jobs, &command, request, channel.channel_on(webview))),
            None => call(Arc::clone(&jobs), command, request).await,
        },
    }
}

fn start(jobs: &Jobs, command: &str, request: Value, channel: Channel<JobEvent>) -> Value {
    let job = jobs.start(command, request);
    jobs.watch(job, move |event| channel.send(event.clone()).is_ok());
    json!({ "job": job })
}

async fn call(jobs: Arc<Jobs>, command: String, request: Value) -> Result<Value, ApiError> {
    let answer = tauri::async_runtime::spawn_blocking(move || jobs.call(&command, request)).await;
    answer.unwrap_or_else(|why| Err(ApiError::new(Code::Internal).with("why", why.to_string())))
}
