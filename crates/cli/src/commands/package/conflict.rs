//! How a conflict is told on a terminal: where it is, what both began with, what stands here, what came, who and when.
//!
//! The invariant: no key of the program is shown, only headers and words of the catalogues.

use qingce_api::package::merge::{ConflictKind, ConflictLine, Said};
use qingce_api::records::FieldJson;
use qingce_core::catalogue::Catalogue;
use qingce_core::message::Messages;
use serde_json::Value;

/// What a conflict is told with.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The sentences.
    pub messages: &'a Messages,
    /// The headers of fields.
    pub catalogue: &'a Catalogue,
}

impl Words<'_> {
    /// A phrase of the command line.
    pub fn phrase(&self, key: &str, params: &[(&str, &str)]) -> String {
        self.messages.phrase("cli", key, params)
    }

    /// A conflict in some lines; `total` is how many there are.
    pub fn conflict(&self, conflict: &ConflictLine, total: u64) -> String {
        let header = self.catalogue.by_key(&conflict.field).map(|field| field.header.clone());
        let header = header.unwrap_or_else(|| self.phrase("conflict_extra", &[]));
        let unknown = || self.phrase("unknown_base", &[]);
        let base = if conflict.based { self.value(conflict.base.as_ref()) } else { unknown() };
        let (number, total) = ((conflict.number + 1).to_string(), total.to_string());
        let (ours, theirs) = (self.value(conflict.ours.as_ref()), self.value(conflict.theirs.as_ref()));
        let by = |said: &Option<Said>| said.as_ref().map_or_else(unknown, |said| self.said(said));
        let (ours_by, theirs_by) = (by(&conflict.ours_by), by(&conflict.theirs_by));
        let params = [
            ("number", number.as_str()),
            ("total", &total),
            ("name", &conflict.name),
            ("unit", &conflict.unit),
            ("header", &header),
            ("base", &base),
            ("ours", &ours),
            ("theirs", &theirs),
            ("ours_by", &ours_by),
            ("theirs_by", &theirs_by),
        ];
        self.phrase(if conflict.kind == ConflictKind::Gone { "merge_conflict_gone" } else { "merge_conflict" }, &params)
    }

    fn said(&self, said: &Said) -> String {
        self.phrase("conflict_said", &[("who", &said.who), ("at", &said.at)])
    }

    fn value(&self, value: Option<&FieldJson>) -> String {
        match value {
            None => self.phrase("empty", &[]),
            Some(value) => self.text(&value.0),
        }
    }

    fn text(&self, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Array(several) => {
                let several: Vec<String> = several.iter().map(|value| self.text(value)).collect();
                several.join(&self.phrase("comma", &[]))
            }
            other => other.to_string(),
        }
    }
}
