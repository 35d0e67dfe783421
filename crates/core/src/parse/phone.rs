//! Telephone numbers: text, several in one cell, their shape checked.

use super::{Parsed, Remark};
use crate::finding::Severity;
use crate::text::{clean, says_nothing};
use crate::value::Value;

/// Fewest digits of a telephone number beside a name.
const FEWEST_DIGITS: usize = 7;

/// Reads the text of a cell. Numbers are half-width, several are joined by 、; anything else is kept as met with a remark.
pub fn phone(text: &str) -> Parsed {
    if is_number(text) && !text.starts_with('+') {
        return Parsed::of(Value::Text(text.to_owned()));
    }
    let cleaned = clean(text);
    if says_nothing(&cleaned) {
        return Parsed::none();
    }
    let separators = ['、', '，', ',', ';', '；', '/', '／', '\n', '\r', '\t', ' ', '\u{3000}', '\u{a0}', '|'];
    let mut numbers: Vec<String> = Vec::new();
    for part in cleaned.split(separators) {
        let part: String = crate::text::fold(part)
            .chars()
            .map(|c| if matches!(c, '—' | '–' | '－' | '―' | '‐' | '−') { '-' } else { c })
            .filter(|c| !matches!(c, '(' | ')'))
            .collect();
        let part = part.strip_prefix("+86").map(|rest| rest.trim_start_matches('-').to_owned()).unwrap_or(part);
        if !part.is_empty() {
            numbers.push(part);
        }
    }
    let joined = numbers.concat();
    if numbers.len() > 1 && is_number(&joined) && !numbers.iter().all(|n| is_number(n)) {
        return Parsed::of(Value::Text(joined));
    }
    let mut met = Vec::new();
    numbers.retain(|number| {
        !met.contains(number) && {
            met.push(number.clone());
            true
        }
    });
    if !numbers.is_empty() && numbers.iter().all(|number| is_number(number)) {
        return Parsed::of(Value::Text(numbers.join("、")));
    }
    Parsed::of(Value::Text(cleaned.clone())).and(Remark::new("phone_shape", Severity::Explain).with("text", cleaned))
}

/// A person and the telephone numbers that one text tells: `李娜/18299843254`, `王芳（0791-83161221）`. None if it tells no
/// number, or holds other digits, so that nobody can tell what is what. `labels` say nothing more (电话, 手机).
pub fn person(text: &str, labels: &[String]) -> Option<(String, String)> {
    if text.chars().filter(|c| matches!(c, '0'..='9' | '０'..='９')).count() < FEWEST_DIGITS {
        return None;
    }
    let narrow = |c: char| match c {
        '０'..='９' | '（' | '）' | '＋' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '—' | '–' | '－' | '―' | '‐' | '−' => '-',
        c => c,
    };
    let text: String = clean(text).chars().map(narrow).collect();
    let (mut name, mut numbers) = (String::new(), Vec::new());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let length = number_length(rest);
        if length > 0 {
            let number: String = rest[..length].replace(')', "-").replace(['(', ' '], "").replace("--", "-");
            numbers.push(number);
            name.push(' ');
            rest = &rest[length..];
        } else {
            name.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    let lower = name.to_lowercase();
    let name = labels.iter().fold(lower, |name, label| name.replace(label.as_str(), " "));
    let sign = |c: char| crate::text::is_space(c) || "()/:：,，、;；|\\-_.【】[]".contains(c);
    let people: Vec<&str> = name.split(sign).filter(|part| !part.is_empty()).collect();
    let unsure = numbers.is_empty() || people.len() > numbers.len() || name.chars().any(|c| c.is_ascii_alphanumeric());
    numbers.dedup();
    (!unsure).then(|| (people.join("、"), numbers.join("、")))
}

/// The length of the telephone number of at least 7 digits that a text begins with; 0 if it begins with none.
fn number_length(text: &str) -> usize {
    let run =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')' | ' '))).unwrap_or(text.len());
    let ends = (1..=run).rev().filter(|end| text.as_bytes()[end - 1].is_ascii_digit());
    let opens = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
    ends.filter(|_| opens)
        .filter(|end| !text[*end..].starts_with(|c: char| c.is_ascii_digit()))
        .find(|end| {
            let number = text[..*end].replace(')', "-").replace(['(', ' '], "").replace("--", "-");
            number.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS && is_number(&number)
        })
        .unwrap_or(0)
}

/// Whether a text is one telephone number: mobile, fixed with or without area code and extension, 400/800, short.
fn is_number(text: &str) -> bool {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'+') || text.starts_with('-') {
        return false;
    }
    let local = text.strip_prefix("+86-").or_else(|| text.strip_prefix("+86")).unwrap_or(text);
    let digits: String = local.chars().filter(char::is_ascii_digit).collect();
    let groups = local.split('-').count();
    if groups > 4 || local.contains("--") || local.ends_with('-') || local.contains('+') {
        return false;
    }
    match digits.as_bytes() {
        [b'1', b'3'..=b'9', ..] if digits.len() == 11 => true,
        [b'0', b'1'..=b'9', ..] => {
            (10..=12).contains(&digits.len()) || (groups > 2 && (13..=17).contains(&digits.len()))
        }
        [b'4' | b'8', b'0', b'0', ..] if digits.len() == 10 => true,
        [b'1'..=b'9', ..] => matches!(digits.len(), 3 | 5 | 7 | 8) || (groups == 2 && (9..=13).contains(&digits.len())),
        _ => false,
    }
}
