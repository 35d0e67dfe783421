//! The ONE message catalogue: a code and its parameters become a Chinese sentence, for the command line, returned
//! workbooks and the window alike. Read from `seeds/messages.toml`.
//!
//! Not in here: labels of screens, and the raising of findings and errors (the room that meets them does).
//!
//! The invariant: a code always gives a sentence. One that the catalogue lacks gives a sentence naming the code; nothing
//! panics and nothing is swallowed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::Field;
use crate::cell::address;
use crate::finding::{Finding, Severity};

/// The name of the table that holds words; no code may be called so.
const WORDS: &str = "word";

/// One code of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Weight of a finding; errors have none, they stop what they meet.
    pub severity: Option<Severity>,
    /// What is wrong, with `{name}` for parameters.
    pub text: String,
    /// What to do or to write instead, with `{name}` for parameters.
    pub hint: Option<String>,
}

/// The sentences of all findings and errors, and the words of stable keys (fates, row kinds …).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Messages {
    entries: BTreeMap<String, Message>,
    words: BTreeMap<String, BTreeMap<String, String>>,
}

/// Why a message catalogue could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Not TOML.
    #[error("message catalogue: {0}")]
    Toml(#[from] toml::de::Error),
    /// An entry that is no message, or a list of words that is none.
    #[error("message {code}: {why}")]
    Entry {
        /// The code.
        code: String,
        /// What is wrong.
        why: toml::de::Error,
    },
}

impl Messages {
    /// Reads a catalogue: one table per code, and `[word.KIND]` tables of words.
    pub fn parse(text: &str) -> Result<Messages, MessageError> {
        let mut messages = Messages::default();
        for (code, value) in toml::from_str::<toml::Table>(text)? {
            let entry = |why| MessageError::Entry { code: code.clone(), why };
            if code == WORDS {
                messages.words = value.try_into().map_err(entry)?;
            } else {
                let message = value.try_into().map_err(entry)?;
                messages.entries.insert(code, message);
            }
        }
        Ok(messages)
    }

    /// All codes and their messages, by code.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.entries.iter().map(|(code, message)| (code.as_str(), message))
    }

    /// The message of a code, if the catalogue has it.
    pub fn get(&self, code: &str) -> Option<&Message> {
        self.entries.get(code)
    }

    /// How much a finding of this code weighs; must fix where the catalogue does not say.
    pub fn severity(&self, code: &str) -> Severity {
        self.get(code).and_then(|message| message.severity).unwrap_or(Severity::MustFix)
    }

    /// What is wrong, as a sentence for a clerk.
    pub fn sentence(&self, code: &str, params: &[(String, String)]) -> String {
        match self.get(code) {
            Some(message) => fill(&message.text, params),
            None => {
                let told: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
                fill(&self.word("message", "unknown"), &pairs(&[("code", code), ("params", &told.join("，"))]))
            }
        }
    }

    /// What to do about it, if there is anything to do.
    pub fn hint(&self, code: &str, params: &[(String, String)]) -> Option<String> {
        self.get(code)?.hint.as_ref().map(|hint| fill(hint, params))
    }

    /// The Chinese word of a stable key, e.g. `word("fate", "new")`; the key itself where there is none.
    pub fn word(&self, kind: &str, key: &str) -> String {
        self.words.get(kind).and_then(|words| words.get(key)).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// The word of a stable key with its parameters filled in.
    pub fn phrase(&self, kind: &str, key: &str, params: &[(&str, &str)]) -> String {
        fill(&self.word(kind, key), &pairs(params))
    }

    /// The header of a field with the unit of its numbers: `总投资（万元）`.
    pub fn called(&self, field: &Field) -> String {
        match &field.unit {
            Some(unit) => self.phrase("field", "with_unit", &[("header", &field.header), ("unit", unit)]),
            None => field.header.clone(),
        }
    }

    /// All kinds of words with their words, by kind and key.
    pub fn words(&self) -> &BTreeMap<String, BTreeMap<String, String>> {
        &self.words
    }

    /// Where a finding is, as Excel names it: `登记表!C12`, `登记表!第12行`, or the sheet alone.
    pub fn place(&self, finding: &Finding) -> String {
        match (finding.row, finding.column) {
            (0, 0) => finding.sheet.clone(),
            (0, column) => {
                let letters = crate::cell::column_letters(column);
                format!("{}!{}", finding.sheet, self.phrase("place", "column", &[("column", &letters)]))
            }
            (row, 0) => format!("{}!{}", finding.sheet, self.phrase("place", "row", &[("row", &row.to_string())])),
            (row, column) => format!("{}!{}", finding.sheet, address(row, column)),
        }
    }

    /// A whole finding as one line: where, what is wrong, what to write instead.
    pub fn finding(&self, finding: &Finding) -> String {
        format!("{} {}", self.place(finding), self.told(&finding.code, &finding.params))
    }

    /// What is wrong and what to do about it, in one line.
    pub fn told(&self, code: &str, params: &[(String, String)]) -> String {
        let text = self.sentence(code, params);
        match self.hint(code, params) {
            Some(hint) => self.phrase("message", "with_hint", &[("text", &text), ("hint", &hint)]),
            None => self.phrase("message", "alone", &[("text", &text)]),
        }
    }
}

fn pairs(params: &[(&str, &str)]) -> Vec<(String, String)> {
    params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The template with its `{name}` replaced. A name without parameter is left out; a value is never read as a template.
fn fill(template: &str, params: &[(String, String)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = params.iter().find(|(known, _)| known == name) {
            filled.push_str(value);
        }
        rest = behind;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeds() -> Messages {
        Messages::parse(include_str!("../../../seeds/messages.toml")).expect("the seeds are readable")
    }

    fn params(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        super::pairs(pairs)
    }

    #[test]
    fn parameters_are_filled_once() {
        let filled = fill("“{text}”不是{unit}", &params(&[("text", "{unit}"), ("unit", "金额")]));
        assert_eq!(filled, "“{unit}”不是金额", "what a clerk wrote is never read as a template");
        assert_eq!(fill("{a}{b", &params(&[("a", "1")])), "1{b", "a lone bracket is text");
    }

    #[test]
    fn unknown_codes_name_themselves() {
        let sentence = seeds().sentence("no_such_code", &params(&[("cell", "C12")]));
        assert!(sentence.contains("no_such_code"), "a lost sentence must be found by its code: {sentence}");
        assert!(sentence.contains("C12"), "its parameters are told as well: {sentence}");
        assert_eq!(seeds().severity("no_such_code"), Severity::MustFix, "what is not known is not belittled");
    }

    #[test]
    fn places_read_as_in_excel() {
        let at = |row, column| Finding {
            code: "x".into(),
            severity: Severity::Info,
            sheet: "登记表".into(),
            row,
            column,
            field: None,
            params: vec![],
        };
        let messages = seeds();
        assert_eq!(messages.place(&at(12, 3)), "登记表!C12");
        assert_eq!(messages.place(&at(12, 0)), "登记表!第12行");
        assert_eq!(messages.place(&at(0, 3)), "登记表!C列");
        assert_eq!(messages.place(&at(0, 0)), "登记表");
    }

    #[test]
    fn every_entry_is_a_sentence() {
        for (code, message) in seeds().entries() {
            assert!(
                code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{code}: codes are snake_case"
            );
            let texts = [Some(&message.text), message.hint.as_ref()];
            for text in texts.into_iter().flatten() {
                assert!(!text.trim().is_empty(), "{code}: an empty sentence tells nothing");
                assert_eq!(text.matches('{').count(), text.matches('}').count(), "{code}: a bracket is not closed");
                for name in text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name) {
                    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                    assert!(plain && !name.is_empty(), "{code}: {{{name}}} is no name of a parameter");
                }
            }
        }
    }

    #[test]
    fn every_word_that_is_shown_stands_in_the_catalogue() {
        use crate::reading::{MatchReason::*, MoneyUnit, RowKind, SkipReason, UnitSource};
        let messages = seeds();
        let has = |kind: &str, key: &serde_json::Value| {
            let key = key.as_str().expect("keys are text");
            let stands = messages.words().get(kind).is_some_and(|words| words.contains_key(key));
            assert!(stands, "a clerk would meet the English word {kind}.{key}");
        };
        crate::fate::Fate::ALL.iter().for_each(|fate| has("fate", &key(fate)));
        [Severity::Info, Severity::Explain, Severity::MustFix].iter().for_each(|s| has("severity", &key(s)));
        let kinds = [
            RowKind::Record,
            RowKind::Section,
            RowKind::Subtotal,
            RowKind::ColumnNumbers,
            RowKind::Note,
            RowKind::Blank,
            RowKind::Title,
            RowKind::Header,
        ];
        kinds.iter().for_each(|kind| has("row_kind", &key(kind)));
        let reasons = [Header, Synonym, Path, Decorated, Misprint, Content, Person, NoField, Serial, Secret, Uid, Told];
        reasons.iter().for_each(|reason| has("match_reason", &key(reason)));
        let sources = [UnitSource::Header, UnitSource::Line, UnitSource::Assumed, UnitSource::Person];
        sources.iter().for_each(|source| has("unit_source", &key(source)));
        let units = [MoneyUnit::Yuan, MoneyUnit::Qian, MoneyUnit::Wan, MoneyUnit::BaiWan, MoneyUnit::Yi];
        units.iter().for_each(|unit| has("money_unit", &key(unit)));
        let skips = [SkipReason::Hidden, SkipReason::Empty, SkipReason::Notes, SkipReason::Dictionary];
        has("skip_reason", &key(&SkipReason::Told));
        skips.iter().for_each(|skip| has("skip_reason", &key(skip)));
        let weighs = |message: &Message| message.severity.is_some_and(|severity| severity != Severity::Info);
        let asked = messages.entries().filter(|(_, message)| weighs(message)).map(|(code, _)| code);
        asked.for_each(|code| has("check", &code.into()));
    }

    /// A stable key as serde writes it.
    fn key(value: &impl serde::Serialize) -> serde_json::Value {
        serde_json::to_value(value).expect("a key is text")
    }

    /// Sources of all rooms, tests cut off.
    fn sources() -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).expect("the workspace is readable").flatten() {
                let path = entry.path();
                if path.is_dir() && !path.ends_with("tests") {
                    open.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("core/src/message.rs") {
                    let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
                    let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                    found.push((path.display().to_string(), code));
                }
            }
        }
        found
    }

    /// Codes raised in a source, with the severity that stands beside them if one does. In a file of errors, the codes
    /// stand behind the arrows of a match.
    fn raised(path: &str, source: &str) -> Vec<(String, Option<String>)> {
        let mut codes = Vec::new();
        let errors: &[&str] = if path.ends_with("/error.rs") { &["=> "] } else { &[] };
        for marker in ["Finding::new(", "Error::new(", "code: ", "Problem::new(", "Remark::new("].iter().chain(errors) {
            for after in source.split(*marker).skip(1) {
                let Some((code, rest)) = after.trim_start().strip_prefix('"').and_then(|t| t.split_once('"')) else {
                    continue;
                };
                let beside = rest.trim_start_matches([',', ' ', '\n']).strip_prefix("Severity::");
                let severity = beside.map(|t| t.chars().take_while(char::is_ascii_alphabetic).collect());
                codes.push((code.to_owned(), severity));
            }
        }
        codes
    }

    #[test]
    fn codes_are_seen_in_sources() {
        let source =
            "Finding::new(\n  \"a_b\",\n  Severity::MustFix, x); ReadError::new(\"c\"); E { code: \"d\".into() }";
        let expected = [("a_b".into(), Some("MustFix".into())), ("c".into(), None), ("d".into(), None)];
        assert_eq!(raised("a.rs", source), expected, "the test below must not pass because it sees nothing");
        assert_eq!(raised("/error.rs", "E::X => \"e\","), [("e".into(), None)]);
    }

    #[test]
    fn every_code_that_is_raised_has_its_sentence() {
        let messages = seeds();
        let mut wrong = Vec::new();
        for (path, source) in sources() {
            for (code, severity) in raised(&path, &source) {
                match (messages.get(&code), severity) {
                    (None, _) => wrong.push(format!("{path}: {code} stands not in seeds/messages.toml")),
                    (Some(message), Some(raised))
                        if message.severity.map(|s| format!("{s:?}")) != Some(raised.clone()) =>
                    {
                        wrong.push(format!(
                            "{path}: {code} is raised as {raised}, the catalogue says {:?}",
                            message.severity
                        ));
                    }
                    _ => {}
                }
            }
        }
        assert!(wrong.is_empty(), "a clerk must meet a sentence of one weight:\n{}", wrong.join("\n"));
    }
}
