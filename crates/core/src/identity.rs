//! Which rows are one project: strict keys for matching, loose ones for finding likely duplicates.
//!
//! The invariant: matching folds width, case, spaces and brackets and nothing else. 一期 and 二期 are two projects.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::FixedState;

use crate::interpret::RowRecord;
use crate::text::{fold, fold_name};
use crate::value::Value;
use crate::words::NameWords;

/// Parts the names in a key; no text holds it.
const BETWEEN: &str = "\u{1f}";

/// A hash of all that a row tells: equal for rows that are equal in every value and extra column. Serial numbers are
/// not among them. Among rows of one unit and name it tells different ones apart; it is no proof against a forger.
pub fn row_hash(record: &RowRecord) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    record.uid.hash(&mut hasher);
    for (place, value) in record.values.0.iter().enumerate() {
        if let Some(value) = value {
            place.hash(&mut hasher);
            hash_value(value, &mut hasher);
        }
    }
    record.extra.hash(&mut hasher);
    hasher.finish()
}

fn hash_value(value: &Value, hasher: &mut impl Hasher) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Text(text) | Value::Unread(text) => text.hash(hasher),
        Value::Multi(codes) => codes.hash(hasher),
        Value::Int(number) => number.hash(hasher),
        Value::Number(number) => number.to_bits().hash(hasher),
        Value::Money(fen) => fen.hash(hasher),
        Value::Date(date) => date.hash(hasher),
    }
}

/// The names of a row or record, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    unit: String,
    project: String,
    system: String,
}

impl Names {
    /// Folds the names of the reporting unit, the project and the system; empty where there is none.
    pub fn new(unit: &str, project: &str, system: &str) -> Names {
        let [unit, project, system] = [unit, project, system].map(fold_name);
        Names { unit, project, system }
    }
    /// Unit and both names: two rows of a file with the same are worth a look.
    pub fn full(&self) -> String {
        [self.unit.as_str(), &self.project, &self.system].join(BETWEEN)
    }
    /// Unit and name of the project, or of the system where there is none: what matches a row to a record.
    pub fn key(&self) -> Option<String> {
        let name = if self.project.is_empty() { &self.system } else { &self.project };
        (!name.is_empty()).then(|| [self.unit.as_str(), name].join(BETWEEN))
    }
    /// Unit and a project code as given: what matches a row to a record, too.
    pub fn code_key(&self, code: &str) -> Option<String> {
        (!code.is_empty()).then(|| [self.unit.as_str(), &fold(code)].join(BETWEEN))
    }
}

/// What a name is about: folded, the unit in front and general words behind (系统, 平台, 升级改造) taken off, phases
/// kept. Equal cores are a reason to look, never to match.
pub fn core_name(name: &str, unit: &str, words: &NameWords) -> String {
    let folded = fold_name(name);
    let unit = fold_name(unit);
    let mut rest = folded.as_str();
    let own: Vec<char> = unit.chars().collect();
    // 江西省财政厅, 省财政厅, 财政厅: the longest of them that the name begins with, three characters at least.
    for start in 0..own.len().saturating_sub(2) {
        let tail: String = own[start..].iter().collect();
        if let Some(behind) = rest.strip_prefix(tail.as_str()).filter(|behind| !behind.is_empty()) {
            rest = behind;
            break;
        }
    }
    let (body, phase) = split_phase(rest);
    let mut core = body;
    while let Some(shorter) = words
        .generic
        .iter()
        .find_map(|word| core.strip_suffix(word.as_str()))
        .filter(|shorter| shorter.chars().count() >= 2)
    {
        core = shorter;
    }
    format!("{core}{phase}")
}

/// A name and the phase at its end: 一期, (二期), 2期.
fn split_phase(name: &str) -> (&str, String) {
    let bare = name.trim_end_matches(')');
    let Some(before) = bare.strip_suffix('期') else { return (name, String::new()) };
    let body = before.trim_end_matches(|c: char| "一二三四五六七八九十".contains(c) || c.is_ascii_digit());
    if body.len() == before.len() {
        return (name, String::new());
    }
    (body.trim_end_matches(['(', '第']), format!("{}期", &before[body.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    #[test]
    fn phases_are_two_projects() {
        let key = |name: &str| Names::new("江西省水利厅", name, "").key();
        assert_eq!(key("河长制 平台（一期）"), key("河长制平台(一期)"));
        assert_ne!(key("河长制平台一期"), key("河长制平台二期"));
        let full = |project, system| Names::new("a", project, system).full();
        assert_ne!(full("b", ""), full("", "b"), "a project is not a system of that name");
    }

    #[test]
    fn cores_lose_units_and_general_words() {
        let words = Words::parse(include_str!("../../../seeds/words.toml")).unwrap();
        let core = |name: &str| core_name(name, "江西省财政厅", &words.name);
        assert_eq!(core("财政厅视频会议服务平台建设项目"), "视频会议");
        assert_eq!(core("江西省财政厅视频会议系统升级改造"), "视频会议");
        assert_eq!(core("省财政厅视频会议平台（一期）"), "视频会议一期");
        assert_ne!(core("视频会议平台一期"), core("视频会议平台二期"), "phases are kept");
        assert_eq!(core("信息系统"), "信息系统", "a name is never taken off whole");
    }
}
