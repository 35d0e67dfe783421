//! Progress bars on standard error, and only where it is a terminal.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use qingce_api::job::{Progress, Sink};
use qingce_core::message::Messages;

/// A bar that shows a job.
pub struct Bar {
    bar: ProgressBar,
    messages: Messages,
}

impl Bar {
    /// A bar, hidden where nobody can see it move.
    pub fn new(messages: &Messages) -> Bar {
        let target = if stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        Bar { bar, messages: messages.clone() }
    }
}

impl Sink for Bar {
    fn progress(&self, progress: Progress) {
        let key = serde_json::to_value(progress.phase).ok().and_then(|phase| phase.as_str().map(str::to_owned));
        self.bar.set_message(self.messages.word("phase", key.as_deref().unwrap_or_default()));
        let template = match progress.total {
            Some(total) => {
                self.bar.set_length(total);
                "{msg} [{bar:30}] {pos}/{len}"
            }
            None => "{msg} {spinner} {pos}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_position(progress.done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
