//! Government offices: full names, aliases, levels. Read from `seeds/units.csv`; users add theirs.
//!
//! Offices of cities and counties, schools and institutes stand in no table: they are kept as written, their level told
//! by the region that leads their name.
//!
//! The invariant: nothing is matched by likeness; a name is an office's full name, one of its aliases, or its own.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::change::UnitChange;
use crate::region::{Level, Region, Regions};
use crate::text::{clean, fold_name};
use crate::words::{UnitWords, after_one};

/// One office.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Full name.
    pub name: String,
    /// Other names in use.
    pub aliases: Vec<String>,
    /// What kind of office it is: 省政府直属机构.
    pub category: String,
    /// Before or after which reform it is there; `both` or empty = all the time.
    pub phase: String,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    #[serde(default)]
    aliases: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    phase: String,
}

/// Facts that a unit's name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnitFacts {
    /// 省级, 市级 or 县级.
    pub level: Option<&'static str>,
    /// Whether it stands below a department of the table.
    pub subordinate: Option<bool>,
}

/// All offices of the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Units {
    units: Vec<Unit>,
    names: FxHashMap<String, usize>,
}

impl Units {
    /// Reads `units.csv`: columns `name`, `aliases` (separated by `;`), `category` and `phase`, whatever else stands beside
    /// them.
    pub fn parse(text: &str) -> Result<Units, csv::Error> {
        let mut units = Units::default();
        for line in csv::Reader::from_reader(text.as_bytes()).deserialize() {
            let line: Line = line?;
            let at = units.units.len();
            let aliases: Vec<String> =
                line.aliases.split(';').map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
            units.names.insert(fold_name(&line.name), at);
            for alias in &aliases {
                units.names.entry(fold_name(alias)).or_insert(at);
            }
            let Line { name, category, phase, .. } = line;
            units.units.push(Unit { name, aliases, category, phase });
        }
        Ok(units)
    }

    /// Adds an office, or more names of one that is there. A name that another office has stays its own.
    pub(crate) fn change(&mut self, change: &UnitChange) {
        let at = match self.names.get(&fold_name(&change.name)) {
            Some(at) => *at,
            None => {
                self.units.push(Unit {
                    name: change.name.clone(),
                    aliases: Vec::new(),
                    category: String::new(),
                    phase: String::new(),
                });
                self.names.insert(fold_name(&change.name), self.units.len() - 1);
                self.units.len() - 1
            }
        };
        for alias in &change.aliases {
            if *self.names.entry(fold_name(alias)).or_insert(at) == at && !self.units[at].aliases.contains(alias) {
                self.units[at].aliases.push(alias.clone());
            }
        }
    }

    /// The office of a full name or alias, in any width and spacing.
    pub fn find(&self, text: &str) -> Option<&Unit> {
        self.names.get(&fold_name(text)).map(|at| &self.units[*at])
    }

    /// The name to keep: the full name of an office of the table, otherwise the text as written, cleaned. Notes behind
    /// it (盖章, 本级) are no part of it.
    pub fn canonical(&self, text: &str, words: &UnitWords) -> String {
        if let Some(unit) = self.find(text) {
            return unit.name.clone();
        }
        let bare = without_note(text, words);
        match self.find(bare).or_else(|| self.find(after_note(bare, words))) {
            Some(unit) => unit.name.clone(),
            None => clean(bare).split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    /// The office that a heading of rows names: one of the table, one that looks like an office, or one of the table
    /// with words behind it that are no office below it (省水利厅信息化项目).
    pub fn of_heading(&self, text: &str, regions: &Regions, words: &UnitWords) -> Option<String> {
        if self.looks_like_unit(text, regions, words) {
            return Some(self.canonical(text, words));
        }
        let folded = fold_name(text);
        let unit = self.above(&folded)?;
        (!folded.contains('属')).then(|| unit.name.clone())
    }

    /// All offices of the table.
    pub fn all(&self) -> &[Unit] {
        &self.units
    }

    /// Whether a text names an office: one of the table, or one that looks like an office.
    fn looks_like_unit(&self, text: &str, regions: &Regions, words: &UnitWords) -> bool {
        let folded = fold_name(text);
        if self.names.contains_key(&folded) {
            return true;
        }
        let bare = fold_name(without_note(text, words));
        let bare = bare.split('(').next().unwrap_or_default();
        let ends = |list: &[String]| list.iter().any(|end| bare.ends_with(end.as_str()) && bare != *end);
        if bare.chars().count() > 30 || ends(&words.not_units) {
            return false;
        }
        let placed = regions.leading(bare).is_some_and(|(_, rest)| !rest.is_empty())
            || words.level_before.keys().any(|word| bare.starts_with(word.as_str()))
            || after_one(bare, &words.before_region).is_some();
        let known = self.names.contains_key(bare) || (self.above(bare).is_some() && ends(&words.ends));
        known || (placed && ends(&words.ends)) || ends(&words.strong_ends)
    }

    /// What a unit's name tells of its level and place.
    pub fn facts(&self, name: &str, regions: &Regions, words: &UnitWords) -> UnitFacts {
        let folded = fold_name(name);
        let known = self.names.contains_key(&folded);
        let subordinate = if known { Some(false) } else { self.above(&folded).map(|_| true) };
        let leading = led(&folded, regions, words).map(|region| region.level);
        let level = match leading {
            Some(level @ (Level::City | Level::County)) => Some(level.of_units()),
            _ if subordinate.is_some() => Some(Level::Province.of_units()),
            Some(level) => Some(level.of_units()),
            None => by_first_word(&folded, words),
        };
        UnitFacts { level, subordinate }
    }

    /// The office of the table that a name is or stands below.
    pub fn department(&self, name: &str) -> Option<&Unit> {
        self.find(name).or_else(|| self.above(&fold_name(name)))
    }

    /// The office below which a name stands: its full name or alias with more behind it.
    fn above(&self, folded: &str) -> Option<&Unit> {
        let ends: Vec<usize> = folded.char_indices().map(|(at, _)| at).skip(3).collect();
        ends.into_iter().rev().find_map(|end| {
            let at = self.names.get(&folded[..end])?;
            (!folded[end..].starts_with('(')).then(|| &self.units[*at])
        })
    }
}

/// A name without a note in brackets behind it: 江西省水利厅（盖章）.
fn without_note<'a>(text: &'a str, words: &UnitWords) -> &'a str {
    let text = text.trim_matches(crate::text::is_space);
    let Some(at) = text.rfind(['（', '(']).filter(|at| *at > 0) else { return text };
    let inside = fold_name(&text[at..]);
    let inside = inside.trim_matches(['(', ')']);
    if words.notes.iter().any(|note| inside == note) {
        text[..at].trim_end_matches(crate::text::is_space)
    } else {
        text
    }
}

/// A name without a note right behind it: 江西省水利厅本级.
fn after_note<'a>(text: &'a str, words: &UnitWords) -> &'a str {
    words.notes.iter().find_map(|note| text.strip_suffix(note.as_str())).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// The region that leads a unit's name, what stands in front of it (中共, 国家税务总局) left out.
pub fn place<'r>(name: &str, regions: &'r Regions, words: &UnitWords) -> Option<&'r Region> {
    led(&fold_name(name), regions, words)
}

fn led<'r>(folded: &str, regions: &'r Regions, words: &UnitWords) -> Option<&'r Region> {
    let bare = after_one(folded, &words.before_region).unwrap_or(folded);
    regions.leading(bare).or_else(|| regions.leading(folded)).map(|(found, _)| found.region)
}

fn by_first_word(folded: &str, words: &UnitWords) -> Option<&'static str> {
    let level = words.level_before.iter().find(|(word, _)| folded.starts_with(word.as_str()))?.1;
    [Level::Province, Level::City, Level::County].map(Level::of_units).into_iter().find(|known| known == level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    fn seeds() -> (Units, Regions, Words) {
        let units = Units::parse(include_str!("../../../seeds/units.csv")).unwrap();
        let regions = include_str!("../../../seeds/regions.csv");
        let legacy = include_str!("../../../seeds/regions_legacy.csv");
        let words = Words::parse(include_str!("../../../seeds/words.toml")).unwrap();
        (units, Regions::parse(regions, legacy).unwrap(), words)
    }

    #[test]
    fn offices_go_by_full_name_or_alias() {
        let (units, _, words) = seeds();
        for (text, name) in [
            ("省发改委", "江西省发展和改革委员会"),
            (" 江西省 水利厅\u{3000}", "江西省水利厅"),
            ("江西省水利厅（盖章）", "江西省水利厅"),
            ("江西省水利厅本级", "江西省水利厅"),
            ("南昌市教育局", "南昌市教育局"),
            ("南昌市教育局(公章)", "南昌市教育局"),
            ("江西省水利厅信息中心", "江西省水利厅信息中心"),
        ] {
            assert_eq!(units.canonical(text, &words.unit), name, "{text}");
        }
        assert_eq!(units.find("水利"), None, "a part of a name is no name");
    }

    #[test]
    fn a_name_tells_its_level() {
        let (units, regions, words) = seeds();
        for (name, level, subordinate) in [
            ("江西省水利厅", Some("省级"), Some(false)),
            ("江西省水利厅信息中心", Some("省级"), Some(true)),
            ("省水利厅信息中心", Some("省级"), Some(true)),
            ("南昌海关", Some("省级"), Some(false)),
            ("江西省某研究院", Some("省级"), None),
            ("南昌市教育局", Some("市级"), None),
            ("江西省南昌市教育局", Some("市级"), None),
            ("南昌县教育局", Some("县级"), None),
            ("萍乡市上栗县教育局", Some("县级"), None),
            ("中共南昌市委组织部", Some("市级"), None),
            ("国家税务总局南昌市税务局", Some("市级"), None),
            ("共青城市人民政府办公室", Some("县级"), None),
            ("九江县教育局", Some("县级"), None),
            ("市教育局", Some("市级"), None),
            ("豫章师范学院", None, None),
        ] {
            let facts = units.facts(name, &regions, &words.unit);
            assert_eq!((facts.level, facts.subordinate), (level, subordinate), "{name}");
        }
    }

    #[test]
    fn headings_of_rows_are_units_or_groups() {
        let (units, regions, words) = seeds();
        for (text, unit) in [
            ("省财政厅", Some("江西省财政厅")),
            ("江西省水利厅信息中心", Some("江西省水利厅信息中心")),
            ("江西省水利厅2023年信息化项目", Some("江西省水利厅")),
            ("江西省水利厅所属单位项目", None),
            ("南昌市教育局", Some("南昌市教育局")),
            ("豫章师范学院", Some("豫章师范学院")),
            ("已建项目", None),
            ("业务系统", None),
            ("本年度新建", None),
            ("数据中心", None),
            ("智慧校园", None),
            ("政务大厅", None),
            ("市政府门户网站", None),
            ("区块链平台", None),
            ("省级统建项目", None),
        ] {
            assert_eq!(units.of_heading(text, &regions, &words.unit).as_deref(), unit, "{text}");
        }
    }
}
