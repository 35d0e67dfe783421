//! What one header says: its bare words, the unit in its brackets, and the fields it may mean.
//!
//! In here: decorations, units, groups, misprints. Not in here: which of several columns gets a field
//! ([`super::columns`]).
//!
//! The invariant: what a header may mean depends on its own path only, never on its neighbours.

use super::layout::Layout;
use super::{MatchReason, MoneyUnit};
use crate::catalogue::FieldId;
use crate::text::{fold, is_space};

/// A header cell taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct HeaderText {
    /// As met, on one line.
    pub line: String,
    /// Folded with its decorations.
    pub full: String,
    /// Folded without numbering, stars, brackets, unit and colon.
    pub bare: String,
    /// Unit of money it states.
    pub money: Option<MoneyUnit>,
    /// Unit of numbers it states, in its kept spelling.
    pub number: Option<String>,
    /// Nothing but a unit or a hint.
    pub unit_only: bool,
}

/// A field that a header may mean and how well it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub field: FieldId,
    pub reason: MatchReason,
    /// Lower is better: kind of match, then place among the synonyms, then decorations.
    pub rank: (u8, u16, u8),
}

/// A text on one line: line breaks and runs of spaces are taken out between Chinese characters, kept as one between words.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if is_space(c) || c == '\u{feff}' || c == '\u{200b}' {
            space = !line.is_empty();
            continue;
        }
        if space && c.is_ascii_alphanumeric() && line.ends_with(|last: char| last.is_ascii_alphanumeric()) {
            line.push(' ');
        }
        space = false;
        line.push(c);
    }
    line
}

impl Layout {
    /// Takes a header cell apart.
    pub(super) fn header(&self, text: &str) -> HeaderText {
        let full = fold(text);
        let mut header = HeaderText { line: one_line(text), ..HeaderText::default() };
        let (outside, inside) = split_brackets(&full);
        for hint in &inside {
            self.note_unit(&mut header, hint);
        }
        let mut bare = strip_marks(&outside).to_owned();
        if bare.is_empty() {
            bare = inside.iter().find(|text| !self.entries(text).is_empty()).cloned().unwrap_or_default();
        }
        if let Some((before, unit)) = bare.rsplit_once("单位:").map(|(a, b)| (a.to_owned(), b.to_owned()))
            && !before.is_empty()
            && self.note_unit(&mut header, &unit)
        {
            bare = before;
        }
        if let Some((before, unit)) =
            bare.rsplit_once(['/', ',', ':', '-', '、']).map(|(a, b)| (a.to_owned(), b.to_owned()))
            && !before.is_empty()
            && self.note_unit(&mut header, &unit)
        {
            bare = before;
        }
        for unit in &self.money_words {
            let rest = bare.strip_suffix(unit.as_str()).unwrap_or_default();
            if rest.chars().count() >= 2 && header.money.is_none() && self.entries(&bare).is_empty() {
                header.money = self.money(unit);
                bare = rest.trim_end_matches(['/', ':']).to_owned();
            }
        }
        let only_hints = bare.is_empty() && !inside.is_empty() && inside.iter().all(|hint| self.is_unit_or_hint(hint));
        header.unit_only = only_hints || self.note_unit(&mut header.clone(), &full);
        if header.unit_only {
            self.note_unit(&mut header, &full);
            bare.clear();
        }
        header.full = full;
        header.bare = bare.trim_matches(['/', '-', '_', '、', ',', '.', ':', ';']).to_owned();
        header
    }

    /// Notes the unit that a hint states; whether it is one.
    fn note_unit(&self, header: &mut HeaderText, hint: &str) -> bool {
        let hint = hint.trim_matches(['(', ')', '/', ',', '。', '.', ':']);
        let said = self.money_labels.iter().find_map(|label| hint.strip_prefix(label.as_str())).unwrap_or(hint);
        let said = said.trim_start_matches([':', '为', '是']);
        if let Some(unit) = self.money(said) {
            header.money.get_or_insert(unit);
            return true;
        }
        if let Some(unit) = self.numbers.get(said) {
            header.number.get_or_insert_with(|| unit.clone());
            return true;
        }
        // A hint that says more than the unit: (万元,保留两位小数), (单位:万元;含税).
        let label = |part| self.money_labels.iter().find_map(|label| str::strip_prefix(part, label.as_str()));
        let bare = |part| label(part).unwrap_or(part).trim_start_matches([':', '为', '是']);
        let parts = said.split([',', ';', '。', '、', '/', ' ']).filter(|part| *part != said);
        let mut units = parts.filter_map(|part| self.money(bare(part)));
        if let Some(unit) = units.next()
            && units.all(|other| other == unit)
        {
            header.money.get_or_insert(unit);
        }
        false
    }

    fn is_unit_or_hint(&self, hint: &str) -> bool {
        self.note_unit(&mut HeaderText::default(), hint) || self.is_hint(hint)
    }

    /// Whether a folded bare header names an account or a password.
    pub(super) fn is_secret(&self, bare: &str) -> bool {
        self.secret.iter().any(|word| bare.ends_with(word.as_str()))
            && !self.not_secret.iter().any(|word| bare.starts_with(word.as_str()))
    }

    /// A quick look: whether a text alone is a header of the catalogue, and of which field.
    pub(super) fn quick(&self, text: &str) -> Option<FieldId> {
        if text.len() > 120 {
            return None;
        }
        let header = self.header(text);
        if header.unit_only {
            return None;
        }
        let leaf = |form: &str| self.entries(form).iter().find(|entry| entry.group.is_none()).map(|entry| entry.field);
        leaf(&header.full)
            .or_else(|| leaf(&header.bare))
            .or_else(|| self.noise(&header.bare).iter().find_map(|form| leaf(form)))
    }

    /// A bare header without a general word at its ends, best first.
    fn noise(&self, bare: &str) -> Vec<String> {
        let mut forms = Vec::new();
        if self.ambiguous.contains_key(bare) {
            return forms;
        }
        let long = |text: &str| text.chars().count() >= 2;
        let cut = self.prefixes.iter().find_map(|prefix| bare.strip_prefix(prefix.as_str())).filter(|rest| long(rest));
        let tail = |text: &str| {
            let rest = self.suffixes.iter().find_map(|suffix| text.strip_suffix(suffix.as_str()))?;
            long(rest).then(|| rest.to_owned())
        };
        // 项目名称 Project name: the second language says the same.
        let latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '\'' | '&');
        let chinese = bare.trim_end_matches(latin);
        if chinese.len() < bare.len() && long(chinese) {
            forms.push(chinese.to_owned());
        }
        // Status/项目状态, but not IP地址: the other way round a sign or a whole word stands between.
        let chinese = bare.trim_start_matches(latin);
        let before = &bare[..bare.len() - chinese.len()];
        let word = before.len() >= 4 && before.bytes().all(|b| b.is_ascii_alphabetic());
        if (before.ends_with(['/', '-', '_']) || word) && long(chinese) {
            forms.push(chinese.to_owned());
        }
        for (met, meant) in self.alike.iter().filter(|(met, _)| bare.contains(met.as_str())) {
            let other = bare.replace(met.as_str(), meant);
            forms
                .extend(self.prefixes.iter().find_map(|prefix| other.strip_prefix(prefix.as_str())).map(str::to_owned));
            forms.push(other);
        }
        forms.extend(cut.map(str::to_owned));
        forms.extend(tail(bare));
        forms.extend(cut.and_then(tail));
        forms.extend([format!("{bare}情况"), format!("系统{bare}"), format!("项目{bare}"), format!("是否{bare}")]);
        forms
    }

    /// The fields between which the values below an ambiguous header decide, if it is one.
    pub(super) fn ambiguous_fields(&self, bare: &str) -> Option<&[FieldId]> {
        let rest = self.prefixes.iter().find_map(|prefix| bare.strip_prefix(prefix.as_str())).unwrap_or_default();
        let fields = self.ambiguous.get(bare).or_else(|| self.ambiguous.get(rest))?;
        (!self.no_field.contains(bare)).then_some(fields.as_slice())
    }

    /// The fields that a header path may mean, best first.
    pub(super) fn candidates(&self, path: &[HeaderText]) -> Vec<Candidate> {
        let words: Vec<&HeaderText> = path.iter().filter(|part| !part.unit_only).collect();
        let Some((leaf, groups)) = words.split_last() else { return Vec::new() };
        let mut found = self.by_group(leaf, groups);
        if found.is_empty() {
            let forms = [(leaf.full.as_str(), 0), (leaf.bare.as_str(), 1)];
            for (form, decoration) in forms {
                self.by_leaf(form, decoration, groups, &mut found);
            }
            if found.is_empty() && !self.no_field.contains(&leaf.bare) {
                for form in self.noise(&leaf.bare) {
                    self.by_leaf(&form, 2, groups, &mut found);
                }
            }
        }
        if found.is_empty() {
            found = self.misprints(&leaf.bare, groups);
        }
        found.sort_by_key(|candidate| candidate.rank);
        found.dedup_by_key(|candidate| candidate.field);
        found
    }

    fn by_leaf(&self, form: &str, decoration: u8, groups: &[&HeaderText], found: &mut Vec<Candidate>) {
        if decoration == 2 && self.no_field.contains(form) {
            return;
        }
        for entry in self.entries(form).iter().filter(|entry| entry.group.is_none()) {
            if self.forbidden(entry.field, groups) || found.iter().any(|c| c.field == entry.field) {
                continue;
            }
            let reason = match (decoration, entry.rank) {
                (0, 0) => MatchReason::Header,
                (0, _) => MatchReason::Synonym,
                _ => MatchReason::Decorated,
            };
            let class = if decoration == 2 { 3 } else { u8::from(entry.rank > 0) * 2 };
            found.push(Candidate { field: entry.field, reason, rank: (class, entry.rank, decoration) });
        }
    }

    /// Whether the groups above say that the leaf means something else.
    pub(super) fn forbidden(&self, field: FieldId, groups: &[&HeaderText]) -> bool {
        let not_under = &self.facts(field).not_under;
        groups.iter().any(|group| not_under.iter().any(|word| group.bare.contains(word.as_str())))
    }

    fn by_group(&self, leaf: &HeaderText, groups: &[&HeaderText]) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut add = |field, rank| found.push(Candidate { field, reason: MatchReason::Path, rank });
        for entry in self.entries(&leaf.bare) {
            let Some(wanted) = &entry.group else { continue };
            // The earlier the word stands in the group, the surer: 运维及建设 is 运维 before it is 建设.
            let place = groups.iter().filter_map(|group| group.bare.find(wanted.as_str())).min();
            if let Some(place) = place {
                let near = u8::try_from(place.min(200)).unwrap_or(200);
                add(entry.field, (1, u16::from(near), 0));
            }
        }
        for group in groups.iter().rev() {
            let generic = self.generic_leaves.contains(&leaf.bare);
            let joined =
                [format!("{}{}", group.bare, leaf.bare), if generic { group.bare.clone() } else { String::new() }];
            for form in joined {
                for entry in self.entries(&form).iter().filter(|entry| entry.group.is_none()) {
                    if !self.forbidden_above(entry.field, groups, group) {
                        add(entry.field, (1, 300 + entry.rank, 0));
                    }
                }
            }
        }
        found.sort_by_key(|candidate| candidate.rank);
        found
    }

    /// Like [`Layout::forbidden`], for a header that a group itself is part of.
    fn forbidden_above(&self, field: FieldId, groups: &[&HeaderText], own: &HeaderText) -> bool {
        let others: Vec<&HeaderText> = groups.iter().copied().filter(|group| !std::ptr::eq(*group, own)).collect();
        self.forbidden(field, &others)
    }

    /// Headers that differ in one character, if they are of one field only.
    fn misprints(&self, bare: &str, groups: &[&HeaderText]) -> Vec<Candidate> {
        let chars: Vec<char> = bare.chars().collect();
        if chars.len() < 4 || self.no_field.contains(bare) {
            return Vec::new();
        }
        let mut field = None;
        for (known, entries) in self.known_headers() {
            if known.len().abs_diff(bare.len()) > 4 || known.chars().count() < 4 || !one_apart(&chars, known) {
                continue;
            }
            for entry in entries.iter().filter(|entry| entry.group.is_none() && !self.forbidden(entry.field, groups)) {
                if *field.get_or_insert(entry.field) != entry.field {
                    return Vec::new();
                }
            }
        }
        let candidate = |field| Candidate { field, reason: MatchReason::Misprint, rank: (4, 0, 0) };
        field.map(candidate).into_iter().collect()
    }
}

/// Whether two texts differ by one character put in, left out or changed.
fn one_apart(a: &[char], b: &str) -> bool {
    let b: Vec<char> = b.chars().collect();
    let (short, long) = if a.len() <= b.len() { (a, b.as_slice()) } else { (b.as_slice(), a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let rest = if short.len() == long.len() { &short[(same + 1).min(short.len())..] } else { &short[same..] };
    long.ends_with(rest) && long.len() - same == rest.len() + 1
}

/// The text outside brackets, and what stands in them. A text that is all brackets stays whole.
fn split_brackets(folded: &str) -> (String, Vec<String>) {
    let mut outside = String::new();
    let mut inside = Vec::new();
    let mut hint = String::new();
    let mut depth = 0usize;
    for c in folded.chars() {
        match c {
            '(' | '【' | '[' | '〔' | '{' | '<' | '《' => {
                depth += 1;
                if depth > 1 {
                    hint.push(c);
                }
            }
            ')' | '】' | ']' | '〕' | '}' | '>' | '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    inside.push(std::mem::take(&mut hint));
                } else {
                    hint.push(c);
                }
            }
            _ if depth > 0 => hint.push(c),
            _ => outside.push(c),
        }
    }
    if !hint.is_empty() {
        inside.push(hint);
    }
    (outside, inside)
}

/// Without stars, numbering in front and colons behind.
fn strip_marks(text: &str) -> &str {
    let marks =
        |c: char| matches!(c, '*' | '★' | '☆' | '※' | '●' | '▲' | '△' | '◆' | '#' | '√' | '!' | '"' | '“' | '”');
    let text = text.trim_matches(marks);
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numerals = text.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    let after = |rest: &str| rest.starts_with(['.', '、', ':', ')', ',']);
    let rest = if digits.len() < text.len() && (after(digits) || digits.starts_with(|c: char| !c.is_ascii())) {
        digits.trim_start_matches(|c: char| matches!(c, '.' | '、' | ':' | ')' | ',') || c.is_ascii_digit())
    } else if numerals.len() < text.len() && after(numerals) {
        numerals.trim_start_matches(['.', '、', ':', ')', ','])
    } else {
        text
    };
    let rest = if rest.is_empty() { text } else { rest };
    rest.trim_matches(marks).trim_end_matches([':', '?', '。'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_apart_means_one_character() {
        for (a, b, apart) in [
            ("登保级别", "等保级别", true),
            ("等保级", "等保级别", true),
            ("等保级级别", "等保级别", true),
            ("等级保别", "等保级别", false),
            ("项目名称", "系统名称", false),
            ("等保级别", "等保级别", false),
        ] {
            let chars: Vec<char> = a.chars().collect();
            assert_eq!(one_apart(&chars, b), apart, "{a} and {b}: one character is a misprint, two are another word");
        }
    }

    #[test]
    fn lines_lose_their_breaks() {
        assert_eq!(one_line("建设\n单位\u{3000}名 称"), "建设单位名称", "breaks inside a Chinese header are layout");
        assert_eq!(one_line("INCI  name"), "INCI name", "words stay apart");
    }
}
