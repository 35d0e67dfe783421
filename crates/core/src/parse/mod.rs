//! Reading the text of a cell as a value of a field's type: one file per type, pure functions.
//!
//! Not in here: where the text stands, what the columns are, what a row as a whole must hold ([`crate::interpret`],
//! [`crate::check`]).
//!
//! The invariant: nothing is lost and nothing is guessed. Text that is no value of its type comes back as
//! [`Value::Unread`] with a remark, and the canonical text of every value reads as the same value again.

pub mod amount;
pub mod code;
pub mod credential;
pub mod date;
pub mod flag;
pub mod money;
pub mod number;
pub mod phone;
pub mod plain;
pub mod secret;
pub mod uscc;

use crate::finding::Severity;
use crate::value::Value;

/// A remark on a value: a finding that does not know its place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Code of the sentence in `seeds/messages.toml`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Parameters of the sentence.
    pub params: Vec<(&'static str, String)>,
}

impl Remark {
    /// A remark of a code that the message catalogue knows.
    pub fn new(code: &'static str, severity: Severity) -> Remark {
        Remark { code, severity, params: Vec::new() }
    }
    /// The same remark with one more parameter of its sentence.
    pub fn with(mut self, name: &'static str, text: impl Into<String>) -> Remark {
        self.params.push((name, text.into()));
        self
    }
}

/// What the text of a cell is read as.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// The value; none where the cell says that there is none.
    pub value: Option<Value>,
    /// What is to be said about it.
    pub remarks: Vec<Remark>,
}

impl Parsed {
    /// No value and nothing to say.
    pub fn none() -> Parsed {
        Parsed::default()
    }
    /// A value without remark.
    pub fn of(value: Value) -> Parsed {
        Parsed { value: Some(value), remarks: Vec::new() }
    }
    /// Text that is no value of its type, kept as met. The remark gets it as parameter `text`.
    pub fn unread(text: &str, remark: Remark) -> Parsed {
        let text = crate::text::clean(text);
        Parsed { value: Some(Value::Unread(text.clone())), remarks: vec![remark.with("text", text)] }
    }
    /// The same with one more remark.
    pub fn and(mut self, remark: Remark) -> Parsed {
        self.remarks.push(remark);
        self
    }
}

#[cfg(test)]
mod tests;
