//! Windows without WebView2: a box of the system says so, and the same pages are offered in a browser.

use std::sync::Arc;

use qingce_api::job::Cancel;
use qingce_api::jobs::Jobs;
use qingce_api::office::Office;
use qingce_api::place::Place;
use qingce_api::seeds::Seeds;
use qingce_api::{ApiError, Files, OpenOptions};
use qingce_serve::Server;
use qingce_serve::ui::Ui;
use rfd::{MessageButtons, MessageDialog, MessageDialogResult, MessageLevel};

/// Offers the browser; returns when the person is done with it, or does not want it.
pub(crate) fn offer(place: &Place, options: OpenOptions) -> Result<(), ApiError> {
    let messages = Seeds::from_environment().messages()?;
    let say = |key: &str| messages.word("window", key);
    let title = messages.word("program", "name");
    let (browse, leave) = (say("browse"), say("leave"));
    let wish = MessageDialog::new()
        .set_level(MessageLevel::Warning)
        .set_title(&title)
        .set_description(say("no_webview"))
        .set_buttons(MessageButtons::OkCancelCustom(browse.clone(), leave.clone()))
        .show();
    let wanted = [MessageDialogResult::Custom(browse), MessageDialogResult::Ok];
    if !wanted.contains(&wish) {
        return Ok(());
    }
    let options = OpenOptions { files: Files::uploads_only(), ..options };
    let jobs = Arc::new(Jobs::new(Arc::new(Office::new(place.register.clone(), options))));
    jobs.prepare();
    let server = Server::bind(jobs, Ui::Built, 0)?;
    let url = server.url();
    // The box tells the address: where no browser opens, a person can copy it.
    let _told = open::that_detached(&url);
    let stop = Cancel::default();
    std::thread::scope(|scope| {
        let running = scope.spawn(|| server.run(&stop));
        let text = messages.phrase("window", "browsing", &[("url", &url)]);
        MessageDialog::new()
            .set_title(&title)
            .set_description(text)
            .set_buttons(MessageButtons::OkCustom(leave))
            .show();
        stop.cancel();
        running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
