//! Administrative regions: exact names and codes, old names by the legacy table.
//!
//! The invariant: a name is never matched by a part of it; 南昌县 is not 南昌市, and 南昌 is neither.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::text::fold_name;

/// The level of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 省
    Province,
    /// 设区市
    City,
    /// 县、县级市、市辖区
    County,
}

impl Level {
    /// The level of its offices, as the fact `unit_level` has it.
    pub fn of_units(self) -> &'static str {
        match self {
            Level::Province => "省级",
            Level::City => "市级",
            Level::County => "县级",
        }
    }
}

/// One region.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Region {
    /// Six digits of GB/T 2260.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Code of the region above it; empty for the province.
    pub parent_code: String,
}

#[derive(Deserialize)]
struct Legacy {
    old_code: String,
    old_name: String,
    new_code: String,
}

/// A region found, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found<'a> {
    /// The region as it is now.
    pub region: &'a Region,
    /// The name or code is an old one.
    pub old: bool,
}

/// All regions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Regions {
    regions: Vec<Region>,
    names: FxHashMap<String, (usize, bool)>,
    codes: FxHashMap<String, (usize, bool)>,
    old: Vec<(String, String, String)>,
    longest: usize,
}

impl Regions {
    /// Reads `regions.csv` and `regions_legacy.csv`.
    pub fn parse(regions: &str, legacy: &str) -> Result<Regions, csv::Error> {
        let mut found = Regions::default();
        for region in csv::Reader::from_reader(regions.as_bytes()).deserialize() {
            let region: Region = region?;
            let at = found.regions.len();
            found.names.insert(fold_name(&region.name), (at, false));
            found.codes.insert(region.code.clone(), (at, false));
            found.regions.push(region);
        }
        for line in csv::Reader::from_reader(legacy.as_bytes()).deserialize() {
            let line: Legacy = line?;
            let Some((at, _)) = found.codes.get(&line.new_code).copied() else { continue };
            found.old.push((line.new_code.clone(), line.old_name.clone(), line.old_code.clone()));
            if !line.old_name.contains(['/', '(']) {
                found.names.entry(fold_name(&line.old_name)).or_insert((at, true));
            }
            if !line.old_code.is_empty() {
                found.codes.entry(line.old_code).or_insert((at, true));
            }
        }
        found.longest = found.names.keys().map(|name| name.chars().count()).max().unwrap_or(0);
        Ok(found)
    }

    /// The region of a name or code. The names of the regions above it may stand in front: 江西省南昌市东湖区; a code
    /// may stand beside the name.
    pub fn find(&self, text: &str) -> Option<Found<'_>> {
        let folded = fold_name(text);
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let name: String = folded.chars().filter(|c| !c.is_ascii_digit() && !"()-/\\·、,>|_.".contains(*c)).collect();
        let by_code = self.by_code(&digits);
        if name.is_empty() || (!digits.is_empty() && by_code.is_none()) {
            return by_code;
        }
        let own = name.strip_suffix("本级").filter(|rest| !rest.is_empty()).unwrap_or(&name);
        let (found, rest) = self.chain(own)?;
        // 南昌市市本级
        let rest = if own.len() < name.len() { rest.trim_start_matches(['省', '市', '县', '区']) } else { rest };
        let agrees = by_code.is_none_or(|code| code.region.code == found.region.code);
        (rest.is_empty() && agrees).then_some(found)
    }

    /// The region that a name begins with, the deepest of a chain of regions each inside the other; and the rest.
    pub fn leading<'r, 'a>(&'r self, folded: &'a str) -> Option<(Found<'r>, &'a str)> {
        self.chain(folded)
    }

    /// What a region was called before, and the code it had then.
    pub fn old_names<'a>(&'a self, code: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.old.iter().filter(move |(new, ..)| new == code).map(|(_, name, old)| (name.as_str(), old.as_str()))
    }

    /// The regions of exactly this name; where there is none, those of this name without 省, 市, 县 or 区 behind it.
    pub fn called(&self, name: &str) -> Vec<&Region> {
        let folded = fold_name(name);
        let exact: Vec<&Region> = self.regions.iter().filter(|region| fold_name(&region.name) == folded).collect();
        if !exact.is_empty() {
            return exact;
        }
        let short = |region: &&Region| {
            let short = region.name.strip_suffix(['省', '市', '县', '区']);
            short.is_some_and(|short| short.chars().count() > 1 && fold_name(short) == folded)
        };
        self.regions.iter().filter(short).collect()
    }

    /// All regions, the province first.
    pub fn all(&self) -> &[Region] {
        &self.regions
    }

    fn by_code(&self, digits: &str) -> Option<Found<'_>> {
        let six = match digits.len() {
            6 => digits,
            9 | 12 if digits[6..].bytes().all(|b| b == b'0') => &digits[..6],
            4 | 2 => return self.by_code(&format!("{digits:0<6}")),
            _ => return None,
        };
        self.codes.get(six).map(|(at, old)| Found { region: &self.regions[*at], old: *old })
    }

    fn chain<'a>(&self, folded: &'a str) -> Option<(Found<'_>, &'a str)> {
        let mut rest = folded;
        let mut found: Option<Found<'_>> = None;
        while let Some((next, behind)) = self.prefix(rest) {
            if found.is_some_and(|upper| !self.inside(next.region, upper.region)) {
                break;
            }
            found = Some(Found { region: next.region, old: next.old || found.is_some_and(|f| f.old) });
            rest = behind;
        }
        found.map(|found| (found, rest))
    }

    /// The longest region name that a text begins with.
    fn prefix<'a>(&self, text: &'a str) -> Option<(Found<'_>, &'a str)> {
        let ends: Vec<usize> = text.char_indices().take(self.longest).map(|(at, c)| at + c.len_utf8()).collect();
        ends.into_iter().rev().find_map(|end| {
            let (at, old) = self.names.get(&text[..end])?;
            Some((Found { region: &self.regions[*at], old: *old }, &text[end..]))
        })
    }

    fn inside(&self, region: &Region, upper: &Region) -> bool {
        let mut above = &region.parent_code;
        while let Some((at, _)) = self.codes.get(above) {
            if *above == upper.code {
                return true;
            }
            above = &self.regions[*at].parent_code;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> Regions {
        let seeds = (include_str!("../../../seeds/regions.csv"), include_str!("../../../seeds/regions_legacy.csv"));
        Regions::parse(seeds.0, seeds.1).unwrap()
    }

    #[test]
    fn names_are_exact() {
        let regions = regions();
        for (text, name, old) in [
            ("南昌市", "南昌市", false),
            ("南昌县", "南昌县", false),
            ("江西省南昌市东湖区", "东湖区", false),
            ("赣州市章贡区", "章贡区", false),
            ("江西省 / 南昌市", "南昌市", false),
            ("360121", "南昌县", false),
            ("360102000000", "东湖区", false),
            ("东湖区（360102）", "东湖区", false),
            ("南昌市本级", "南昌市", false),
            ("南昌市市本级", "南昌市", false),
            ("九江县", "柴桑区", true),
            ("361122", "广丰区", true),
            ("湾里区", "新建区", true),
            ("庐山区", "濂溪区", true),
        ] {
            let found = regions.find(text).unwrap_or_else(|| panic!("{text} is a region"));
            assert_eq!((found.region.name.as_str(), found.old), (name, old), "{text}");
        }
        for text in ["南昌", "高新区管委会", "九江市东湖区", "南昌市教育局", "360199", "东湖区（360103）", "", "—"]
        {
            assert_eq!(regions.find(text), None, "{text} names no region for certain");
        }
    }
}
