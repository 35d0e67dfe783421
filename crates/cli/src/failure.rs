//! How a call ends: exit codes, and what is told of a failure.

use std::io;
use std::process::ExitCode;

use qingce_api::ApiError;
use qingce_core::message::Messages;
use serde_json::{Value, json};

use crate::print;

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Refused: nothing was done, and the reason was told.
    Refused,
    /// The arguments were wrong.
    Usage,
    /// Done, but some rows could not be records (rejected; 涉密 rows do not count).
    RejectedRows,
}

impl Exit {
    /// The code for scripts.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
            Exit::RejectedRows => 4,
        })
    }
}

/// Why a call could not be done.
#[derive(Debug)]
pub enum Failure {
    /// The api refused, or could not.
    Api(ApiError),
    /// Nobody reads our output any more; not worth a word.
    Pipe,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Failure {
        Failure::Api(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::Pipe;
        }
        Failure::Api(error_of("output_failed", &[("why", &error.to_string())]))
    }
}

impl Failure {
    /// A refusal of the command line itself, by its code.
    pub fn refused(code: &str, params: &[(&str, &str)]) -> Failure {
        Failure::Api(error_of(code, params))
    }

    /// Tells the failure: a sentence and the next step, or a JSON document.
    pub fn tell(&self, messages: &Messages, json: bool) -> Exit {
        let Failure::Api(error) = self else { return Exit::Done };
        if json {
            // If nobody reads it, the exit code still tells.
            let _unread = print::line(&Failure::error_json(error, messages).to_string());
        }
        let hint = messages.hint(&error.code, &error.params);
        print::errors(&error.sentence(messages), hint.as_deref());
        Exit::Refused
    }

    /// An error as JSON: its code and parameters for programs, its sentence and next step for people.
    pub fn error_json(error: &ApiError, messages: &Messages) -> Value {
        let params = error.params.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        let params: serde_json::Map<String, Value> = params.collect();
        let (text, hint) = (error.sentence(messages), messages.hint(&error.code, &error.params));
        json!({ "error": { "code": error.code, "params": params, "text": text, "hint": hint } })
    }
}

/// Tells a failure where not even the sentences can be read: the code must do.
pub fn without_messages(error: &ApiError) -> ExitCode {
    print::errors(&error.to_string(), None);
    Exit::Refused.code()
}

fn error_of(code: &str, params: &[(&str, &str)]) -> ApiError {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ApiError { code: code.to_owned(), params }
}
