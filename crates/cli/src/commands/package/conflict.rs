//! How a conflict is told on a terminal: where it is, what both began with, what stands here, what came, who and when.
//!
//! The invariant: no key of the program is shown, only headers and words of the catalogues.

use qingce_api::package::merge::{ConflictKind, ConflictLine, ConflictRecord, Said};
use qingce_api::package::side_in_words;
use qingce_api::records::FieldJson;
use qingce_core::catalogue::Catalogue;
use qingce_core::message::Messages;
use serde_json::Value;

use crate::print;

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
        print::phrase(self.messages, key, params)
    }

    /// A conflict in some lines; `total` is how many there are.
    pub fn conflict(&self, conflict: &ConflictLine, total: u64) -> String {
        let phrase = match conflict.kind {
            ConflictKind::Gone => "merge_conflict_gone",
            ConflictKind::Removed if conflict.theirs.is_some() => "merge_conflict_merged",
            ConflictKind::Removed => "merge_conflict_removed",
            _ => "merge_conflict",
        };
        let unknown = || self.phrase("unknown_base", &[]);
        let value = |value: &Option<FieldJson>| self.value(conflict.kind, value.as_ref());
        let base = if conflict.based { value(&conflict.base) } else { unknown() };
        let (number, total) = ((conflict.number + 1).to_string(), total.to_string());
        let (ours, theirs) = (value(&conflict.ours), value(&conflict.theirs));
        let by = |said: &Option<Said>| said.as_ref().map_or_else(unknown, |said| self.said(said));
        let (ours_by, theirs_by) = (by(&conflict.ours_by), by(&conflict.theirs_by));
        let about = self.about(conflict.kind, &conflict.field, conflict.other.as_ref());
        let params = [
            ("number", number.as_str()),
            ("total", &total),
            ("name", &conflict.name),
            ("unit", &conflict.unit),
            ("header", &about),
            ("base", &base),
            ("ours", &ours),
            ("theirs", &theirs),
            ("ours_by", &ours_by),
            ("theirs_by", &theirs_by),
        ];
        self.phrase(phrase, &params)
    }

    /// What it is about: the header of a field, a tag, the other record of an answer.
    pub fn about(&self, kind: ConflictKind, field: &str, other: Option<&ConflictRecord>) -> String {
        match kind {
            ConflictKind::Field => {
                self.catalogue.by_key(field).map(|field| self.messages.called(field)).unwrap_or_default()
            }
            ConflictKind::Extra => self.phrase("conflict_extra", &[]),
            ConflictKind::Decision => self.phrase("conflict_decision", &[("tag", field)]),
            ConflictKind::Answer => {
                let other = other.map(|other| (other.name.as_str(), other.unit.as_str()));
                let (name, unit) = other.unwrap_or_default();
                self.phrase("conflict_answer", &[("name", name), ("unit", unit)])
            }
            ConflictKind::Gone | ConflictKind::Removed => String::new(),
        }
    }

    fn said(&self, said: &Said) -> String {
        self.phrase("conflict_said", &[("who", &said.who), ("at", &said.at)])
    }

    /// A side of it in the words of people.
    pub fn value(&self, kind: ConflictKind, value: Option<&FieldJson>) -> String {
        let text = value.map(|value| self.text(&value.0)).unwrap_or_default();
        let text = match kind {
            ConflictKind::Extra => self.extras(&text),
            kind => side_in_words(self.messages, kind, &text),
        };
        if text.is_empty() { self.phrase("empty", &[]) } else { text }
    }

    /// Columns that fit no field: pairs of header and text.
    fn extras(&self, text: &str) -> String {
        let pairs: Vec<(String, String)> = serde_json::from_str(text).unwrap_or_default();
        let told = pairs.iter().map(|(name, text)| self.phrase("conflict_column", &[("name", name), ("text", text)]));
        told.collect::<Vec<_>>().join(&self.phrase("comma", &[]))
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
