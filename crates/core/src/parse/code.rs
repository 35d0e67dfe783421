//! Codes of a list: one (enum) or several (multi), with the decorations that forms and people add.
//!
//! Understood: numbering (`1.互联网`), ticked boxes (`☑是 □否`), notes (`三级（已备案）`), 其他 with what else, every
//! separator in use. What the list does not know is kept as met.

use super::{Parsed, Remark};
use crate::codes::CodeList;
use crate::finding::Severity;
use crate::text::{clean, fold, says_nothing};
use crate::value::Value;
use crate::words::{OtherWords, after_one};

const TICKED: [char; 9] = ['☑', '✓', '✔', '√', '■', '●', '☒', '▣', '◉'];
const OPEN: [char; 5] = ['□', '☐', '○', '◯', '£'];
const STRONG: [char; 12] = ['、', '，', ',', ';', '；', '/', '／', '+', '＋', '|', '\n', '\r'];
const WEAK: [char; 7] = ['和', '及', '与', ' ', '\u{3000}', '\t', '兼'];

/// A code that a text stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Met<'a> {
    code: &'a str,
    ambiguous: bool,
    note: bool,
}

/// Reads the text of a cell as one code of a list.
pub fn code(text: &str, list: &CodeList, words: &OtherWords) -> Parsed {
    let cleaned = clean(text);
    if let Some((code, ambiguous)) = list.find(&cleaned) {
        return of_met(&cleaned, Met { code, ambiguous, note: false }, list);
    }
    if says_nothing(&cleaned) {
        return Parsed::none();
    }
    let Some(told) = told(&cleaned, list, words) else {
        return Parsed { value: None, remarks: vec![Remark::new("code_nothing_ticked", Severity::Explain)] };
    };
    if let Some(met) = one(&told, list, words) {
        return of_met(&cleaned, met, list);
    }
    let parts = parts(&told, list, words);
    let mut codes: Vec<&str> = Vec::new();
    for part in &parts {
        if let Some(met) = part.1
            && !codes.contains(&met.code)
        {
            codes.push(met.code);
        }
    }
    match (codes.as_slice(), parts.iter().all(|part| part.1.is_some())) {
        ([only], true) => Parsed::of(Value::Text((*only).to_owned())),
        ([_, _, ..], _) => {
            let remark = Remark::new("code_several", Severity::Explain).with("codes", codes.join("、"));
            Parsed::unread(text, remark)
        }
        _ => Parsed::unread(text, unknown(list)),
    }
}

/// What a text says: itself, or the labels that are ticked in it. None where there are boxes and none is ticked.
fn told(cleaned: &str, list: &CodeList, words: &OtherWords) -> Option<String> {
    match ticked(cleaned) {
        _ if one(cleaned, list, words).is_some() => Some(cleaned.to_owned()),
        Some(labels) => (!labels.is_empty()).then(|| labels.join("、")),
        None => Some(cleaned.to_owned()),
    }
}

/// Reads the text of a cell as several codes of a list. Parts that the list does not know stay among them as met.
pub fn multi(text: &str, list: &CodeList, words: &OtherWords) -> Parsed {
    let cleaned = clean(text);
    let Some(told) = told(&cleaned, list, words) else {
        return Parsed { value: None, remarks: vec![Remark::new("code_nothing_ticked", Severity::Explain)] };
    };
    let mut parsed = Parsed::none();
    let mut codes: Vec<String> = Vec::new();
    let mut known = false;
    let parts = parts(&told, list, words);
    let several = parts.len() > 1;
    for (part, met) in parts {
        let kept = match met {
            Some(met) => {
                known = true;
                parsed.remarks.extend(remarks(&part, met, list));
                met.code.to_owned()
            }
            None if says_nothing(&part) || (several && is_numbering(&part)) => continue,
            None => {
                let part = part.trim_matches(|c| TICKED.contains(&c) || OPEN.contains(&c)).to_owned();
                parsed.remarks.push(unknown(list).with("text", part.clone()));
                part
            }
        };
        if !codes.contains(&kept) {
            codes.push(kept);
        }
    }
    parsed.value = match codes.is_empty() {
        true => None,
        false if known => Some(Value::Multi(codes)),
        false => Some(Value::Unread(cleaned)),
    };
    parsed
}

/// Whether a part is only the number or the punctuation between two others.
fn is_numbering(part: &str) -> bool {
    !part.contains(char::is_alphanumeric) || (part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()))
}

fn of_met(text: &str, met: Met<'_>, list: &CodeList) -> Parsed {
    Parsed { value: Some(Value::Text(met.code.to_owned())), remarks: remarks(text, met, list) }
}

fn remarks(text: &str, met: Met<'_>, list: &CodeList) -> Vec<Remark> {
    let told = |remark: Remark| remark.with("text", text).with("code", met.code);
    let mut remarks = Vec::new();
    if met.ambiguous {
        remarks.push(told(Remark::new("code_ambiguous", Severity::Explain)).with("allowed", list.codes().join("、")));
    }
    if met.note {
        remarks.push(told(Remark::new("code_note", Severity::Info)));
    }
    remarks
}

fn unknown(list: &CodeList) -> Remark {
    Remark::new("code_unknown", Severity::Explain).with("allowed", list.codes().join("、"))
}

/// The code of a text that names one, decorations taken off.
fn one<'a>(text: &str, list: &'a CodeList, words: &OtherWords) -> Option<Met<'a>> {
    let plain = |text: &str, note: bool| list.find(text).map(|(code, ambiguous)| Met { code, ambiguous, note });
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '。' | '；' | ';' | '，' | ',' | '、' | '.'));
    if text.is_empty() {
        return None;
    }
    if let Some(met) = plain(text, false) {
        return Some(met);
    }
    let bare = without_number(text);
    if let Some(met) = plain(bare, false).or_else(|| plain(bare.trim_end_matches(|c: char| c.is_ascii_digit()), false))
    {
        return Some(met);
    }
    let tail = words.tails.iter().find_map(|tail| plain(bare.strip_suffix(tail.as_str())?, false));
    if tail.is_some() {
        return tail;
    }
    if let Some(rest) = after_one(&fold(bare), &words.other)
        && (rest.is_empty() || rest.starts_with(['(', ':', '-', '—', '[', '【', '_']))
    {
        return plain(&words.other[0], true);
    }
    let cut = bare.find(['(', '（', '[', '【', '〔', ':', '：']).filter(|at| *at > 0)?;
    plain(&bare[..cut], true)
}

/// The text behind a leading number: `1.`, `（1）`, `①`, `A、`.
fn without_number(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix(|c: char| ('①'..='⑳').contains(&c)) {
        return rest.trim_start();
    }
    let opened = text.strip_prefix(['(', '（']).unwrap_or(text);
    let behind = opened.trim_start_matches(|c: char| c.is_ascii_digit());
    if opened.len() - behind.len() > 2 {
        return text;
    }
    let behind =
        if behind.len() == opened.len() { opened.strip_prefix(|c: char| c.is_ascii_uppercase()) } else { Some(behind) };
    let Some(behind) = behind else { return text };
    behind.strip_prefix(['.', '、', '．', ')', '）', ':', '：']).map_or(text, str::trim_start)
}

/// The texts between separators, each with its code. The longest run of parts that one spelling covers is one part.
fn parts<'a>(text: &str, list: &'a CodeList, words: &OtherWords) -> Vec<(String, Option<Met<'a>>)> {
    if let Some(met) = one(text, list, words) {
        return vec![(text.to_owned(), Some(met))];
    }
    let spans = spans(text, &STRONG);
    let mut found = Vec::new();
    let mut at = 0;
    while at < spans.len() {
        let longest = (at + 1..=spans.len().min(at + 6)).rev().find_map(|end| {
            let piece = &text[spans[at].0..spans[end - 1].1];
            let met = if end == at + 1 { one(piece, list, words) } else { exact(piece, list) };
            met.map(|met| (end, piece, met))
        });
        match longest {
            Some((end, piece, met)) => {
                found.push((piece.trim().to_owned(), Some(met)));
                at = end;
            }
            None => {
                found.extend(weak_parts(text[spans[at].0..spans[at].1].trim(), list, words));
                at += 1;
            }
        }
    }
    found
}

fn exact<'a>(text: &str, list: &'a CodeList) -> Option<Met<'a>> {
    list.find(text).map(|(code, ambiguous)| Met { code, ambiguous, note: false })
}

/// A part that the list does not know as a whole: split at 和, 及, 与 and spaces if all of it is known then.
fn weak_parts<'a>(text: &str, list: &'a CodeList, words: &OtherWords) -> Vec<(String, Option<Met<'a>>)> {
    if text.is_empty() {
        return Vec::new();
    }
    let pieces: Vec<(String, Option<Met<'a>>)> = spans(text, &WEAK)
        .into_iter()
        .map(|(start, end)| text[start..end].trim())
        .filter(|piece| !piece.is_empty())
        .map(|piece| (piece.to_owned(), one(piece, list, words)))
        .collect();
    if pieces.len() > 1 && pieces.iter().all(|piece| piece.1.is_some()) {
        return pieces;
    }
    vec![(text.to_owned(), None)]
}

/// The spans between separators that stand outside brackets; a circled number begins a span of its own.
fn spans(text: &str, separators: &[char]) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let (mut start, mut depth) = (0, 0u32);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '[' | '【' if text[at..].contains([')', '）', ']', '】']) => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let circled = ('①'..='⑳').contains(&c);
        if depth == 0 && (circled || separators.contains(&c)) {
            spans.push((start, at));
            start = if circled { at } else { at + c.len_utf8() };
        }
    }
    spans.push((start, text.len()));
    spans.retain(|(start, end)| !text[*start..*end].trim().is_empty());
    spans
}

/// The labels of the ticked boxes of a form; `None` where there are no boxes.
pub(super) fn ticked(text: &str) -> Option<Vec<&str>> {
    let wingdings = text.contains('£');
    let is_tick = |c: char| TICKED.contains(&c) || (wingdings && c == 'R');
    let is_box = |c: char| is_tick(c) || OPEN.contains(&c);
    let boxes: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| is_box(*c)).collect();
    let label = |from: usize, to: usize| {
        text[from..to].trim_matches(|c: char| c.is_whitespace() || STRONG.contains(&c) || matches!(c, '。' | '.'))
    };
    let (first, last) = (boxes.first()?, boxes.last()?);
    let leads = text.starts_with(is_box);
    let trails = !leads && text.trim_end().ends_with(is_box);
    if text.chars().count() < 2 || !(leads || trails || boxes.iter().any(|(_, c)| OPEN.contains(c))) {
        return None;
    }
    let mut labels = Vec::new();
    for (place, (at, mark)) in boxes.iter().enumerate() {
        if !is_tick(*mark) {
            continue;
        }
        let inside = at + mark.len_utf8();
        let met = if trails {
            let from = if *at == first.0 { 0 } else { boxes[place - 1].0 + boxes[place - 1].1.len_utf8() };
            label(from, *at)
        } else {
            label(inside, if *at == last.0 { text.len() } else { boxes[place + 1].0 })
        };
        if !met.is_empty() {
            labels.push(met);
        }
    }
    Some(labels)
}
