//! What must not be stored because it is classified (涉密). Accounts and passwords: [`super::credential`].
//!
//! The invariant: in doubt about 涉密 the answer is yes. A row refused by mistake is told and counted; one stored by
//! mistake cannot be taken back.

use crate::codes::CodeList;
use crate::text::{fold, fold_name};
use crate::words::{ClassifiedWords, Words};

/// What a text says about 涉密.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Classified {
    /// Classified, or perhaps.
    Yes,
    /// Not classified.
    No,
    /// Says nothing about it.
    Silent,
}

/// What the text of a 涉密 column says. `list` is the code list of the field.
pub fn secret_class(text: &str, list: Option<&CodeList>, words: &ClassifiedWords) -> Classified {
    let by_list = |text: &str| list.and_then(|list| list.find(text)).map(|(code, _)| code == "涉密");
    if let Some(secret) = by_list(text) {
        return if secret { Classified::Yes } else { Classified::No };
    }
    if let Some(labels) = super::code::ticked(text) {
        let answers = labels.iter().map(|label| secret_class(label, list, words));
        return answers.fold(Classified::Silent, worse);
    }
    let mut rest = fold(text);
    let before = rest.len();
    for negative in &words.negatives {
        rest = rest.replace(negative.as_str(), "");
    }
    if rest.contains('密') {
        return Classified::Yes;
    }
    if rest.len() < before {
        return Classified::No;
    }
    let cut = rest.find(['(', ':', ',', ';', '、', '。']).unwrap_or(rest.len());
    match by_list(&rest[..cut]) {
        Some(true) => Classified::Yes,
        Some(false) => Classified::No,
        None => Classified::Silent,
    }
}

fn worse(one: Classified, other: Classified) -> Classified {
    match (one, other) {
        (Classified::Yes, _) | (_, Classified::Yes) => Classified::Yes,
        (Classified::No, _) | (_, Classified::No) => Classified::No,
        _ => Classified::Silent,
    }
}

/// Whether a text bears the marking of a classified paper: 机密★, 绝密, or 秘密 as all it says.
pub fn marking(text: &str, words: &ClassifiedWords) -> bool {
    if !text.contains('密') {
        return false;
    }
    let folded = fold_name(text);
    if words.whole.contains(&folded) {
        return true;
    }
    words.marks.iter().any(|mark| {
        folded.match_indices(mark.as_str()).any(|(at, _)| {
            let clause = folded[..at].rsplit(['。', ',', ';', '、', '(', ':']).next().unwrap_or_default();
            !words.denials.iter().any(|denial| clause.contains(denial.as_str()))
        })
    })
}

/// Whether a column's header says that it tells about 涉密.
pub fn classifying_header(header: &str, words: &Words) -> bool {
    let folded = fold(header);
    words.classified.headers.iter().any(|word| folded.contains(word.as_str()))
}
