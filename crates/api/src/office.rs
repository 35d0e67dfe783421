//! The office: what a host has open. One register at a time, opened when it is first asked for, closed to be restored.
//!
//! In here: opening, closing, reopening after reference data changed, and the commands that need no open register or must
//! have it closed. Not in here: the commands that work on an open one ([`crate::commands`]), threads ([`crate::jobs`]).
//!
//! The invariant: whatever a command does, it comes back with an answer or an error; a panic of ours is one too.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use qingce_core::message::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::commands::{self, ProblemLine, understood};
use crate::error::{ApiError, Code};
use crate::files::Files;
use crate::job::{Cancel, Job, Silent};
pub use crate::package::OpenPackageRequest;
use crate::package::{self, PackageLine};
use crate::register::{OpenOptions, Register};
use crate::upkeep;

/// How long closing waits for pages that are just being read.
const CLOSING: Duration = Duration::from_secs(2);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(10);

/// What a host has open.
pub struct Office {
    options: OpenOptions,
    desk: Mutex<Open>,
}

struct Open {
    path: PathBuf,
    register: Option<Arc<Register>>,
}

/// Asks for the sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowMessagesRequest {}

/// The message catalogue: `{name}` in a text is filled from the parameters of a finding or an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MessageResult {
    /// Sentences by code.
    pub messages: BTreeMap<String, Message>,
    /// Words of stable keys, by kind and key: `words.fate.new`.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

/// Asks what is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowOfficeRequest {}

/// Opens another register, or begins one where there is no file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenRegisterRequest {
    /// Its file.
    pub file: String,
}

/// Puts a backup in the place of the register, which is kept among the backups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreBackupRequest {
    /// The backup, as `backups` names it.
    pub file: String,
}

/// What is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OfficeResult {
    /// The file of the register.
    pub register: String,
    /// Version of the program.
    pub version: String,
    /// Who works, for the journal; absent where the register does not open.
    pub operator: Option<String>,
    /// Why the register does not open.
    pub why: Option<ApiError>,
    /// What is worth telling of it, e.g. that it lies on a network drive.
    pub notices: Vec<ProblemLine>,
    /// What it is as a package, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub package: Option<PackageLine>,
}

/// Like [`with_commands!`](crate::with_commands), for the commands that need no open register.
#[macro_export]
macro_rules! with_office_commands {
    ($host:ident) => {
        $crate::with_office_commands! { @list $host;
            /// All sentences and words, for a host that shows them itself.
            messages(ShowMessagesRequest) -> MessageResult;
            /// Which register is open, or why it is not.
            office(ShowOfficeRequest) -> OfficeResult;
            /// Opens another register.
            open_register(OpenRegisterRequest) -> OfficeResult;
            /// Puts a backup in the place of the register.
            restore(RestoreBackupRequest) -> OfficeResult;
            /// Makes a register of a package and opens it.
            open_package(OpenPackageRequest) -> OfficeResult;
        }
    };
    (@list $host:ident; $($(#[doc = $doc:tt])* $name:ident($request:ident) -> $answer:ident;)*) => {
        $host! { $($(#[doc = $doc])* $name($crate::office::$request) -> $crate::office::$answer;)* }
    };
}

macro_rules! router {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => {
        /// The names of the commands that need no open register.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        impl Office {
            fn route(&self, name: &str, request: Value, job: Job<'_>) -> Result<Value, ApiError> {
                match name {
                    $(stringify!($name) => {
                        let answer: $answer = self.$name(&understood::<$request>(name, request)?)?;
                        Ok(serde_json::to_value(answer).expect("BUG: our own types are JSON"))
                    })*
                    _ => self.at_work(name, request, job),
                }
            }
        }
    };
}
with_office_commands!(router);

impl Office {
    /// The office of a register, which is opened, or begun, when it is first asked for.
    pub fn new(path: PathBuf, options: OpenOptions) -> Office {
        Office { options, desk: Mutex::new(Open { path, register: None }) }
    }

    /// The open register; why it does not open.
    pub fn register(&self) -> Result<Arc<Register>, ApiError> {
        self.opened(&mut self.desk())
    }

    /// Where files of requests come from.
    pub fn files(&self) -> &Files {
        &self.options.files
    }

    /// Opens the register anew, as after a change of reference data. Whoever reads the old one may finish.
    pub fn reopen(&self) -> Result<Arc<Register>, ApiError> {
        let mut desk = self.desk();
        desk.register = None;
        self.opened(&mut desk)
    }

    /// Opens another register, or begins it; the one that was open stays so if that fails.
    pub fn switch(&self, path: &Path) -> Result<(), ApiError> {
        let mut other = Open { path: path.to_owned(), register: None };
        self.opened(&mut other)?;
        *self.desk() = other;
        Ok(())
    }

    /// Puts a backup in the place of the register, open or not. Refused while a job works with it.
    pub fn restore_from(&self, backup: &Path) -> Result<(), ApiError> {
        let mut desk = self.desk();
        close(&mut desk)?;
        upkeep::restore(&desk.path, backup)?;
        self.opened(&mut desk).map(|_| ())
    }

    /// Answers any command, of this list or of [`commands`]. An unknown name or a request of another shape is `bad_request`.
    pub fn dispatch(&self, name: &str, request: Value, job: Job<'_>) -> Result<Value, ApiError> {
        catch_unwind(AssertUnwindSafe(|| self.route(name, request, job)))
            .unwrap_or_else(|_| Err(ApiError::new(Code::Internal).with("why", name)))
    }

    fn at_work(&self, name: &str, request: Value, job: Job<'_>) -> Result<Value, ApiError> {
        let register = self.register()?;
        let answer = commands::dispatch(&register, name, request, job);
        if register.is_outdated() {
            self.reopen()?;
        }
        answer
    }

    fn messages(&self, _request: &ShowMessagesRequest) -> Result<MessageResult, ApiError> {
        let all = self.options.seeds.messages()?;
        let messages = all.entries().map(|(code, message)| (code.to_owned(), message.clone())).collect();
        Ok(MessageResult { messages, words: all.words().clone() })
    }

    fn office(&self, _request: &ShowOfficeRequest) -> Result<OfficeResult, ApiError> {
        let register = self.register();
        let notices = register.iter().flat_map(|register| register.store().notices());
        let package = register.as_ref().map_or(Ok(None), |register| package::line(register))?;
        let told = notices.map(|notice| ProblemLine { code: notice.code.into(), params: notice.params.clone() });
        Ok(OfficeResult {
            register: self.desk().path.to_string_lossy().into_owned(),
            version: env!("CARGO_PKG_VERSION").into(),
            operator: register.as_ref().ok().map(|register| register.operator().to_owned()),
            notices: told.collect(),
            package,
            why: register.as_ref().err().cloned(),
        })
    }

    fn open_register(&self, request: &OpenRegisterRequest) -> Result<OfficeResult, ApiError> {
        self.switch(Path::new(&request.file))?;
        self.office(&ShowOfficeRequest {})
    }

    fn restore(&self, request: &RestoreBackupRequest) -> Result<OfficeResult, ApiError> {
        self.restore_from(Path::new(&request.file))?;
        self.office(&ShowOfficeRequest {})
    }

    fn open_package(&self, request: &OpenPackageRequest) -> Result<OfficeResult, ApiError> {
        let file = self.options.files.input(&request.file)?;
        let named = request.register.as_ref().map(PathBuf::from);
        let to = named.unwrap_or_else(|| package::beside(&self.desk().path, &file));
        let (sink, cancel) = (Silent, Cancel::default());
        package::open(&self.options, &file, request, &to, Job { sink: &sink, cancel: &cancel })?;
        self.switch(&to)?;
        self.office(&ShowOfficeRequest {})
    }

    fn opened(&self, desk: &mut Open) -> Result<Arc<Register>, ApiError> {
        if let Some(register) = &desk.register {
            return Ok(Arc::clone(register));
        }
        let register = Arc::new(Register::open(&desk.path, self.options.clone())?);
        desk.register = Some(Arc::clone(&register));
        Ok(register)
    }

    fn desk(&self) -> MutexGuard<'_, Open> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the register; if somebody goes on working with it, it stays open.
fn close(desk: &mut Open) -> Result<(), ApiError> {
    let begun = Instant::now();
    while let Some(register) = desk.register.take() {
        if let Err(shared) = Arc::try_unwrap(register) {
            desk.register = Some(shared);
            if begun.elapsed() > CLOSING {
                return Err(ApiError::new(Code::RegisterAtWork));
            }
            std::thread::sleep(LOOK);
        }
    }
    Ok(())
}
