//! Wrong usage, told in Chinese; help and version, which clap reports the same way.

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use qingce_core::message::Messages;

use crate::failure::Exit;
use crate::print;

/// Tells what is wrong with the arguments, or shows the help that was asked for.
pub fn tell(error: &clap::Error, messages: &Messages) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Nobody reads it: that is no failure.
        let _unread = error.print();
        return Exit::Done.code();
    }
    let (code, params) = code(error);
    print::errors(&messages.sentence(code, &params), messages.hint(code, &params).as_deref());
    Exit::Usage.code()
}

fn code(error: &clap::Error) -> (&'static str, Vec<(String, String)>) {
    let text = |kind| error.get(kind).map(|value| value.to_string()).unwrap_or_default();
    let argument = ("argument".to_owned(), text(ContextKind::InvalidArg));
    let value = ("value".to_owned(), text(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::MissingRequiredArgument => ("usage_missing", vec![argument]),
        ErrorKind::UnknownArgument => ("usage_unknown_argument", vec![argument]),
        ErrorKind::InvalidSubcommand => {
            ("usage_unknown_command", vec![("command".to_owned(), text(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("usage_no_command", vec![])
        }
        ErrorKind::ArgumentConflict => {
            ("usage_conflict", vec![argument, ("other".to_owned(), text(ContextKind::PriorArg))])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.1.is_empty() => {
            ("usage_no_value", vec![argument])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let known = ("known".to_owned(), text(ContextKind::ValidValue));
            ("usage_value", vec![argument, value, known])
        }
        _ => ("usage_wrong", vec![argument]),
    }
}
