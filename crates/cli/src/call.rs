//! One call of the program: which register, how to answer, who works, and the wish to stop.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use qingce_api::desk::Desk;
use qingce_api::job::{Cancel, Job};
use qingce_api::place::Place;
use qingce_api::seeds::Seeds;
use qingce_api::{ApiError, Files, OpenOptions, ReaderCommand, Register};
use qingce_core::change::Changes;
use qingce_core::finding::Finding;
use qingce_core::list::ListKind;
use qingce_core::message::Messages;
use qingce_core::reading::RowKind;
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::Common;
use crate::failure::Failure;
use crate::print;
use crate::progress::Bar;

/// Exit code of a process ended by Ctrl-C, by convention.
const INTERRUPTED: i32 = 130;

/// What every subcommand needs.
pub struct Call {
    /// The sentences.
    pub messages: Messages,
    /// Whether to answer with one JSON document.
    pub json: bool,
    db: Option<PathBuf>,
    operator: String,
    cancel: Cancel,
}

impl Call {
    /// A call with the options of the command line; from here on Ctrl-C cancels, and a second one kills.
    pub fn new(common: Common, messages: Messages) -> Call {
        let cancel = Cancel::default();
        let asked = AtomicBool::new(false);
        let wish = cancel.clone();
        let handler = move || {
            if asked.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
            wish.cancel();
        };
        // Where no handler can be set, Ctrl-C kills, and the register survives that too.
        let _without = ctrlc::set_handler(handler);
        let operator = common.operator.unwrap_or_default();
        Call { messages, json: common.json, db: common.db, operator, cancel }
    }

    /// The file of the register.
    pub fn db(&self) -> Result<PathBuf, Failure> {
        Ok(Place::find(self.db.clone())?.register)
    }

    /// Opens the register, or begins a new one.
    pub fn register(&self) -> Result<Register, Failure> {
        let options = OpenOptions::new(&self.operator)?;
        Ok(Register::open(&self.db()?, options)?)
    }

    /// Who works, as the command line says; may be empty.
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// How a register is opened for a browser, which gives files as uploads.
    pub fn options_of_uploads(&self) -> Result<OpenOptions, Failure> {
        Ok(OpenOptions { files: Files::uploads_only(), ..OpenOptions::new(&self.operator)? })
    }

    /// Opens the register, which must be there.
    pub fn existing_register(&self) -> Result<Register, Failure> {
        let path = self.db()?;
        if !path.is_file() {
            return Err(Failure::refused("register_missing", &[("path", &path.to_string_lossy())]));
        }
        self.register()
    }

    /// Opens the register if it is there; looking at a file must not begin one.
    pub fn register_if_there(&self) -> Result<Option<Register>, Failure> {
        if self.db()?.is_file() { self.register().map(Some) } else { Ok(None) }
    }

    /// The reference data as shipped, without a register.
    pub fn desk(&self) -> Result<Desk, Failure> {
        let reader = ReaderCommand::this_program().map_err(ApiError::from)?;
        Ok(Desk::new(Seeds::from_environment(), reader, Changes::default())?)
    }

    /// The wish to stop: Ctrl-C.
    pub fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Whether Ctrl-C was pressed.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// A progress bar for a job.
    pub fn bar(&self) -> Bar {
        Bar::new(&self.messages)
    }

    /// A job that shows on a bar and stops on Ctrl-C.
    pub fn job<'a>(&'a self, bar: &'a Bar) -> Job<'a> {
        Job { sink: bar, cancel: &self.cancel }
    }

    /// A phrase of the command line from the message catalogue.
    pub fn phrase(&self, key: &str, params: &[(&str, &str)]) -> String {
        print::phrase(&self.messages, key, params)
    }

    /// Prints a phrase of the command line.
    pub fn say(&self, key: &str, params: &[(&str, &str)]) -> Result<(), Failure> {
        Ok(print::line(&self.phrase(key, params))?)
    }

    /// What an export wrote: `38 个项目`, `190 家单位`.
    pub fn rows(&self, kind: ListKind, records: u64) -> String {
        self.messages.phrase("rows", &json_key(&kind), &[("n", &records.to_string())])
    }

    /// The head of a column.
    pub fn head(&self, key: &str) -> String {
        self.messages.word("head", key)
    }

    /// Rows by kind: `项目 38 行，小计合计 2 行`.
    pub fn kinds(&self, kinds: &BTreeMap<RowKind, u64>) -> String {
        let told = kinds.iter().map(|(kind, rows)| {
            self.phrase("kind_rows", &[("kind", &self.word("row_kind", kind)), ("rows", &rows.to_string())])
        });
        told.collect::<Vec<_>>().join(&self.phrase("comma", &[]))
    }

    /// A finding as JSON: code and parameters for programs; place, sentence and next step for people.
    pub fn finding_json(&self, finding: &Finding) -> Value {
        let mut told = json!(finding);
        told["place"] = self.messages.place(finding).into();
        told["text"] = self.messages.sentence(&finding.code, &finding.params).into();
        told["hint"] = self.messages.hint(&finding.code, &finding.params).into();
        told
    }

    /// Prints one JSON document.
    pub fn document(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).expect("BUG: our own types are JSON");
        Ok(print::line(&text)?)
    }

    /// The Chinese word of a stable key as serde writes it.
    pub fn word(&self, kind: &str, key: &impl Serialize) -> String {
        self.messages.word(kind, &json_key(key))
    }
}

/// The stable key of a word, as JSON has it.
fn json_key(key: &impl Serialize) -> String {
    let key = serde_json::to_value(key).ok().and_then(|value| value.as_str().map(str::to_owned));
    key.unwrap_or_default()
}
