//! The window itself: opened where it was left, brought to the front by a second start, closed with a question while a
//! job runs.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qingce_api::jobs::Jobs;
use qingce_api::place::Place;
use qingce_api::{ApiError, Code};
use qingce_core::message::Messages;
use sha2::{Digest, Sha256};
use tauri::window::Color;
use tauri::{AppHandle, DragDropEvent, Manager, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};
use tauri_plugin_window_state::StateFlags;

use crate::arguments::Arguments;
use crate::pages::Pages;
use crate::rpc::{Given, give};

/// The only window.
const MAIN: &str = "main";
/// Its size at first, and the smallest, in logical pixels.
const SIZE: (f64, f64) = (1440.0, 900.0);
const SMALLEST: (f64, f64) = (1024.0, 600.0);
/// What is seen before the page is, so that nothing flashes (`--qc-app` of the light theme).
const PAPER: Color = Color(0xee, 0xf1, 0xf6, 0xff);
/// How long cancelled jobs may take to leave nothing behind.
const LEAVING: Duration = Duration::from_secs(10);
/// How often that is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Opens the window and returns when it is closed.
pub(crate) fn open(place: &Place, jobs: Arc<Jobs>, given: Given) -> Result<(), ApiError> {
    without_graphics_card();
    let mut context = tauri::generate_context!(assets = Pages);
    context.config_mut().identifier += &instance(place);
    let messages = qingce_api::seeds::Seeds::from_environment().messages()?;
    let title = messages.word("program", "name");
    let data = place.portable.as_deref().map(|folder| folder.join("webview"));
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(started_again))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(remembered(place.portable.as_deref()))
        .manage(jobs)
        .manage(given)
        .manage(messages)
        .invoke_handler(tauri::generate_handler![crate::rpc::rpc])
        .on_window_event(happened)
        .setup(move |app| {
            let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
                .title(title)
                .inner_size(SIZE.0, SIZE.1)
                .min_inner_size(SMALLEST.0, SMALLEST.1)
                .background_color(PAPER);
            let window = match data {
                Some(folder) => window.data_directory(folder),
                None => window,
            };
            window.build()?;
            Ok(())
        })
        .run(context)
        .map_err(|why| ApiError::new(Code::Internal).with("why", why.to_string()))
}

/// Drawing by software is three times faster without DMABUF, and office PCs and their virtual machines have no card.
#[cfg(target_os = "linux")]
fn without_graphics_card() {
    // Who set it knows better; where it cannot be set, drawing is slower.
    let _slower = glib::setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1", false);
}

#[cfg(not(target_os = "linux"))]
fn without_graphics_card() {}

/// What tells one instance from another: a register that is not the usual one has a window of its own.
fn instance(place: &Place) -> String {
    if place.usual {
        return String::new();
    }
    let register = std::path::absolute(&place.register).unwrap_or_else(|_| place.register.clone());
    let hash = Sha256::digest(register.to_string_lossy().as_bytes());
    hash.iter().take(6).fold(".r".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// Size and place of the window; a program that is carried about carries them along.
fn remembered<R: tauri::Runtime>(portable: Option<&Path>) -> tauri::plugin::TauriPlugin<R> {
    let flags = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    let plugin = tauri_plugin_window_state::Builder::new().with_state_flags(flags);
    match portable {
        Some(folder) => plugin.with_filename(folder.join("window.json").to_string_lossy()).build(),
        None => plugin.build(),
    }
}

/// A second start brings the window to the front and gives it its files.
fn started_again(app: &AppHandle, arguments: Vec<String>, folder: String) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // A window that cannot be brought to the front gets the files all the same.
        let _behind = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    }
    let arguments = arguments.into_iter().map(OsString::from);
    give(app, &Arguments::of(arguments, Path::new(&folder)).files);
}

fn happened(window: &Window, event: &WindowEvent) {
    match event {
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => {
            let paths: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            give(window.app_handle(), &paths);
        }
        WindowEvent::CloseRequested { api, .. } if window.state::<Arc<Jobs>>().running() > 0 => {
            api.prevent_close();
            ask_to_close(window);
        }
        _ => {}
    }
}

/// Asks whether the running jobs are to be given up; if so, waits until they left nothing behind.
fn ask_to_close(window: &Window) {
    let (messages, jobs) = (window.state::<Messages>(), Arc::clone(&window.state::<Arc<Jobs>>()));
    let text = messages.phrase("window", "closing", &[("jobs", &jobs.running().to_string())]);
    let (close, stay) = (messages.word("window", "close"), messages.word("window", "stay"));
    let window = window.clone();
    let question = window.dialog().message(text).kind(MessageDialogKind::Warning).parent(&window);
    question.title(messages.word("program", "name")).buttons(MessageDialogButtons::OkCancelCustom(close, stay)).show(
        move |close| {
            if close {
                jobs.cancel_all();
                let begun = Instant::now();
                while jobs.running() > 0 && begun.elapsed() < LEAVING {
                    std::thread::sleep(LOOK);
                }
                // It goes with the program at the latest.
                let _going = window.destroy();
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_of_pages_is_that_of_the_browser() {
        let config: serde_json::Value = serde_json::from_str(include_str!("../tauri.conf.json")).expect("it is JSON");
        let policy = config["app"]["security"]["csp"].as_str().expect("there is a policy");
        let of_browser = policy.replace(" ipc: http://ipc.localhost", "");
        assert_eq!(of_browser, qingce_serve::CONTENT_SECURITY_POLICY, "a window adds only its way to the program");
    }

    #[test]
    fn other_registers_have_windows_of_their_own() {
        let place = |register: &str, usual| Place { register: register.into(), portable: None, usual };
        assert_eq!(instance(&place("/a/清册.db", true)), "", "the usual one has the plain name");
        let other = instance(&place("/a/清册.db", false));
        assert_ne!(other, instance(&place("/b/清册.db", false)), "two registers can be open at a time");
        assert!(other.chars().skip(1).all(char::is_alphanumeric), "it is part of a name on the bus: {other}");
    }
}
