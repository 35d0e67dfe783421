//! The receipt of a merge: what came in and what did not, kept in the register and written back beside the package, as
//! JSON for programs and as a short text for people.
//!
//! The invariant: a receipt is written after the merge, never before, whole or not at all; where it cannot be written, the
//! merge holds.

use std::path::{Path, PathBuf};

use qingce_core::message::Messages;

use crate::error::ApiError;
use crate::register::Register;

use super::merge::{ConflictKind, Receipt, ReceiptConflict};
use super::seal::Part;

/// Reads a receipt that the register keeps.
pub(super) fn read(text: &str) -> Result<Receipt, ApiError> {
    let wrong = |why: serde_json::Error| qingce_store::StoreError::Content(why.to_string());
    Ok(serde_json::from_str(text).map_err(wrong)?)
}

/// Writes both files beside a package. Gives the text's.
pub(super) fn write(register: &Register, package: &Path, receipt: &Receipt) -> Result<PathBuf, ApiError> {
    let stem = package.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let named =
        |key: &str| package.with_file_name(register.desk().messages.phrase("receipt", key, &[("package", &stem)]));
    let (json, text) = (named("json_file"), named("text_file"));
    let put = |path: &Path, content: &str| {
        let failed = |why: &std::io::Error| super::seal::writing(path, why);
        let part = Part::beside(path);
        std::fs::write(&part.0, content).map_err(|why| failed(&why))?;
        std::fs::rename(&part.0, path).map_err(|why| failed(&why))
    };
    put(&json, &serde_json::to_string_pretty(receipt).expect("BUG: our own types are JSON"))?;
    put(&text, &as_text(register, receipt))?;
    Ok(text)
}

/// The receipt for people: a line per figure, a line per conflict.
fn as_text(register: &Register, receipt: &Receipt) -> String {
    let messages = &register.desk().messages;
    let say = |key: &str, params: &[(&str, &str)]| messages.phrase("receipt", key, params);
    let numbers = [
        ("new", receipt.new),
        ("changed", receipt.changed),
        ("cells", receipt.cells),
        ("same", receipt.same),
        ("checks", receipt.checks),
        ("attachments", receipt.attachments),
        ("taken_out", receipt.taken_out),
        ("mergings", receipt.mergings),
        ("decisions", receipt.decisions),
        ("answers", receipt.answers),
        ("conflicts", receipt.conflicts.len() as u64),
    ];
    let head = receipt.head.as_deref().unwrap_or_default();
    let mut lines = vec![
        say("title", &[("team", &receipt.team)]),
        say(
            "about",
            &[
                ("file", &receipt.file),
                ("at", &crate::moment::shown(&receipt.at)),
                ("who", &receipt.who),
                ("head", head),
            ],
        ),
    ];
    lines.extend(numbers.iter().filter(|(_, n)| *n > 0).map(|(key, n)| say(key, &[("count", &n.to_string())])));
    lines.extend(receipt.unknown.iter().map(|header| say("unknown", &[("header", header)])));
    lines.extend(receipt.conflicts.iter().map(|conflict| as_line(register, conflict)));
    lines.join("\r\n") + "\r\n"
}

/// A conflict for people.
fn as_line(register: &Register, conflict: &ReceiptConflict) -> String {
    let say = |key: &str, params: &[(&str, &str)]| register.desk().messages.phrase("receipt", key, params);
    let empty = |text: String| if text.is_empty() { say("empty", &[]) } else { text };
    let text = |value: &Option<String>| {
        empty(side_in_words(&register.desk().messages, conflict.kind, value.as_deref().unwrap_or_default()))
    };
    let (ours, theirs, kept) = (text(&conflict.ours), text(&conflict.theirs), text(&conflict.kept));
    let other = conflict.other.as_ref().map(|other| other.name.as_str()).unwrap_or_default();
    let params = [
        ("name", conflict.name.as_str()),
        ("header", &conflict.header),
        ("other", other),
        ("ours", &ours),
        ("theirs", &theirs),
        ("kept", &kept),
    ];
    let key = match (conflict.kind, conflict.took_theirs) {
        (ConflictKind::Field, _) => "conflict",
        (ConflictKind::Extra, _) => "conflict_extra",
        (ConflictKind::Gone, true) => "conflict_gone_back",
        (ConflictKind::Gone, false) => "conflict_gone",
        (ConflictKind::Removed, true) => "conflict_removed",
        (ConflictKind::Removed, false) => "conflict_removed_kept",
        (ConflictKind::Decision, _) => "conflict_decision",
        (ConflictKind::Answer, _) => "conflict_answer",
    };
    say(key, &params)
}

/// A side of a conflict in the words of people: decisions and answers come as keys. Empty where there is none.
pub fn side_in_words(messages: &Messages, kind: ConflictKind, text: &str) -> String {
    match kind {
        ConflictKind::Decision => {
            let (verdict, rest) = match text.find(['/', '@']) {
                Some(at) => (&text[..at], &text[at + 1..]),
                None => (text, ""),
            };
            let verdict = messages.phrase("verdict", verdict, &[]);
            let key = if rest.is_empty() { "verdict" } else { "verdict_with" };
            if text.is_empty() {
                String::new()
            } else {
                messages.phrase("receipt", key, &[("verdict", &verdict), ("with", rest)])
            }
        }
        ConflictKind::Answer => match text.strip_suffix('<') {
            Some(turned) => {
                messages.phrase("receipt", "turned", &[("relation", &messages.phrase("relation", turned, &[]))])
            }
            None if text.is_empty() => String::new(),
            None => messages.phrase("relation", text, &[]),
        },
        _ => text.to_owned(),
    }
}
