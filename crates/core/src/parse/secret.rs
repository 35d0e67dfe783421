//! What must not be stored: classified rows (涉密), accounts and passwords.
//!
//! The invariant: in doubt about 涉密 the answer is yes. A row refused by mistake is told and counted; one stored by
//! mistake cannot be taken back.

use crate::codes::CodeList;
use crate::text::{fold, fold_name};
use crate::words::{ClassifiedWords, SecretWords, Words, after_one};

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

/// Characters without which a text holds neither password nor marking; one pass over the text finds them.
pub fn may_matter(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '密' | '口' | '账' | '帐' | '户' | '登' | 'p' | 'P' | 'ｐ' | 'Ｐ' | 'l' | 'L' | 'u' | 'U'))
        || (text.len() < 80 && text.is_ascii() && text.contains(['/', '\\', '|', ':', ' ', ',']))
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

/// Whether a text tells an account or a password: `admin/123456`, `账号：x 密码：y`, `pwd=z`.
pub fn credential(text: &str, words: &SecretWords) -> bool {
    if !may_matter(text) {
        return false;
    }
    let lower: String = text.chars().map(|c| if c == '\u{3000}' { ' ' } else { c }).collect::<String>().to_lowercase();
    let lower = lower.replace('：', ":").replace('＝', "=");
    let account = told_after(&lower, &words.accounts);
    let password = told_after(&lower, &words.passwords);
    if account.colon || password.colon || (account.named && password.token) {
        return true;
    }
    pair(&lower, words)
}

#[derive(Default)]
struct Told {
    named: bool,
    colon: bool,
    token: bool,
}

/// What stands behind these words: a sign and something, or a token that looks like a password.
fn told_after(text: &str, words: &[String]) -> Told {
    let mut told = Told::default();
    for word in words {
        for (at, _) in text.match_indices(word.as_str()) {
            let inside_a_word = word.is_ascii() && text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
            if inside_a_word {
                continue;
            }
            told.named = true;
            let rest = text[at + word.len()..].trim_start();
            let signed = rest.strip_prefix([':', '=']).or_else(|| after_one(rest, &["为".into(), "是".into()]));
            let token = |text: &str| text.chars().take_while(char::is_ascii_graphic).count();
            told.colon |= signed.is_some_and(|rest| token(rest.trim_start()) >= 3);
            let behind = &rest[..rest.len().min(token(rest))];
            told.token |= behind.len() >= 4 && behind.contains(|c: char| c.is_ascii_digit() || c == '@');
        }
    }
    told
}

/// `admin/123456`: an account by name, or any word with a password of letters, digits and signs behind it.
fn pair(lower: &str, words: &SecretWords) -> bool {
    let text = lower.trim();
    if !text.is_ascii() || text.len() > 80 {
        return false;
    }
    let mut parts = text.split(|c: char| matches!(c, '/' | '\\' | '|' | ':' | ',') || c.is_ascii_whitespace());
    let (Some(account), Some(password)) = (parts.next(), parts.find(|part| !part.is_empty())) else { return false };
    if parts.any(|part| !part.is_empty()) {
        return false;
    }
    let digit = password.contains(|c: char| c.is_ascii_digit());
    let named = words.names.iter().any(|name| name == account);
    if named && password.len() >= 3 && (digit || password == account || password.contains(account)) {
        return true;
    }
    if password.split_once('@').is_some_and(|(_, host)| host.contains('.')) {
        return false;
    }
    let sign = password.contains(['@', '!', '#', '$', '%', '^', '&', '*']);
    account.len() >= 3 && password.len() >= 6 && digit && sign && password.contains(|c: char| c.is_ascii_lowercase())
}

/// The addresses (http://…) in a text that tell no password themselves, joined by spaces; none if there are none.
pub fn addresses(text: &str, words: &SecretWords) -> Option<String> {
    let is_address = |c: char| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '"' | '\'' | '<' | '>');
    let mut kept: Vec<&str> = Vec::new();
    for (at, _) in text.match_indices("http") {
        let end = text[at..].find(|c: char| !is_address(c)).map_or(text.len(), |length| at + length);
        let address = &text[at..end];
        let secret = address.contains('@') || told_after(&address.to_lowercase(), &words.passwords).named;
        if address.contains("://") && !secret {
            kept.push(address);
        }
    }
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Whether a column's header says that it tells about 涉密.
pub fn classifying_header(header: &str, words: &Words) -> bool {
    let folded = fold(header);
    words.classified.headers.iter().any(|word| folded.contains(word.as_str()))
}
