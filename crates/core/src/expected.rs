//! Who is expected to report (应报单位), and for which of them a reporting unit reports.
//!
//! Read from `seeds/reporting.toml`, with what an office changed over it. A line of a city or county stands for all its
//! offices; a line of a department also for those below it.
//!
//! The invariant: a unit reports for one line or for none, and nothing is matched by likeness.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::catalogue::FieldLine;
use crate::reference::Reference;
use crate::region::Level;
use crate::text::fold_name;
use crate::unit::place;

/// One level of the page: 省直部门, 设区市, 县（市、区）.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Stable name.
    pub id: String,
    /// What it is called.
    pub title: String,
    #[serde(default)]
    units: bool,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    phases: Vec<String>,
    regions: Option<Level>,
    /// Words that lists of units have for it.
    #[serde(default)]
    words: Vec<String>,
}

impl Group {
    /// Whether a text of a list of units means it: a word of it, or one with a number or a count around it.
    pub fn is_called(&self, text: &str) -> bool {
        let text = fold_name(text);
        let mut words = self.words.iter().chain([&self.title]).map(|word| fold_name(word));
        !text.is_empty()
            && words.any(|word| {
                text == word || text.trim_start_matches(|c| "一二三四五六七八九十、(".contains(c)).starts_with(&word)
            })
    }
}

/// One line: an office, or all offices of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedUnit {
    /// The office or region by its full name.
    pub name: String,
    /// Id of its group.
    pub group: String,
    /// Code of the region, where it stands for one.
    pub region: Option<String>,
    /// Code of the office, as the office keeps it; may be empty.
    pub code: String,
    /// Its 主管部门, where the office says so; may be empty.
    pub above: String,
    /// Added by the office, not by the seeds.
    pub own: bool,
}

/// What an office changed: a line it added, or one that it does not expect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ExpectedChange {
    /// The office or region by its full name.
    pub name: String,
    /// Id of the group it belongs to.
    pub group: String,
    /// Not expected to report.
    pub off: bool,
    /// Code of the office; empty where it has none.
    #[serde(default)]
    #[cfg_attr(feature = "contract", ts(as = "Option<_>", optional))]
    pub code: String,
    /// Its 主管部门; empty where it reports by itself.
    #[serde(default)]
    #[cfg_attr(feature = "contract", ts(as = "Option<_>", optional))]
    pub above: String,
    /// Code of the region that it stands for; empty for an office.
    #[serde(default)]
    #[cfg_attr(feature = "contract", ts(as = "Option<_>", optional))]
    pub region: String,
}

/// Everybody who is expected to report.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    groups: Vec<Group>,
    units: Vec<ExpectedUnit>,
    by_name: FxHashMap<String, usize>,
    by_region: FxHashMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<Group>,
    // What else the file says is read by `crate::score`.
    #[serde(rename = "score")]
    _score: serde::de::IgnoredAny,
    #[serde(rename = "list")]
    _list: serde::de::IgnoredAny,
}

/// The columns of lists of units that the catalogue of projects does not have: `[[list.field]]` of `seeds/reporting.toml`.
pub fn list_fields(text: &str) -> Result<Vec<FieldLine>, toml::de::Error> {
    #[derive(Deserialize)]
    struct File {
        list: List,
    }
    #[derive(Deserialize)]
    struct List {
        field: Vec<FieldLine>,
    }
    Ok(toml::from_str::<File>(text)?.list.field)
}

impl Expected {
    /// Reads `seeds/reporting.toml` and lays an office's changes over it.
    pub fn new(text: &str, reference: &Reference, changes: &[ExpectedChange]) -> Result<Expected, toml::de::Error> {
        let mut expected = Expected { groups: toml::from_str::<File>(text)?.group, ..Expected::default() };
        let off = |name: &str| changes.iter().any(|change| change.off && fold_name(&change.name) == fold_name(name));
        for group in expected.groups.clone() {
            let departments = reference.units.all().iter().filter(|unit| {
                group.units && !group.without.contains(&unit.category) && !group.phases.contains(&unit.phase)
            });
            for unit in departments.filter(|unit| !off(&unit.name)) {
                expected.add(&unit.name, &group.id, None);
            }
            let regions = reference.regions.all().iter().filter(|region| group.regions == Some(region.level));
            for region in regions.filter(|region| !off(&region.name)) {
                expected.add(&region.name, &group.id, Some(region.code.clone()));
            }
        }
        for change in changes.iter().filter(|change| !change.off) {
            expected.change(change);
        }
        Ok(expected)
    }

    /// Adds a line of the office's own, or says more of one that is there.
    fn change(&mut self, change: &ExpectedChange) {
        let region = Some(change.region.clone()).filter(|code| !code.is_empty() && !self.by_region.contains_key(code));
        if !self.by_name.contains_key(&fold_name(&change.name)) {
            self.add(&change.name, &change.group, region);
            self.units.last_mut().expect("BUG: it was added").own = true;
        }
        let line = &mut self.units[self.by_name[&fold_name(&change.name)]];
        (line.code, line.above) = (change.code.clone(), change.above.clone());
    }

    fn add(&mut self, name: &str, group: &str, region: Option<String>) {
        let at = self.units.len();
        if self.by_name.contains_key(&fold_name(name)) {
            return;
        }
        self.by_name.insert(fold_name(name), at);
        if let Some(code) = &region {
            self.by_region.insert(code.clone(), at);
        }
        let (code, above) = (String::new(), String::new());
        self.units.push(ExpectedUnit {
            name: name.to_owned(),
            group: group.to_owned(),
            region,
            code,
            above,
            own: false,
        });
    }

    /// The groups in the order of the page.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
    /// All lines, by group.
    pub fn units(&self) -> &[ExpectedUnit] {
        &self.units
    }
    /// The line of a name.
    pub fn find(&self, name: &str) -> Option<&ExpectedUnit> {
        self.by_name.get(&fold_name(name)).map(|at| &self.units[*at])
    }

    /// The line above a line: the city of a county, or the 主管部门 that the office named; as places in
    /// [`Expected::units`].
    pub fn above(&self, at: usize, reference: &Reference) -> Option<usize> {
        let unit = &self.units[at];
        let named = |name: &str| self.by_name.get(&fold_name(name)).copied();
        let known = |name: &str| named(name).or_else(|| named(&reference.units.find(name)?.name));
        let parent = || {
            let all = reference.regions.all();
            let code = &all.iter().find(|region| Some(&region.code) == unit.region.as_ref())?.parent_code;
            self.by_region.get(code).copied()
        };
        let above = if unit.above.is_empty() { parent() } else { known(&unit.above) };
        above.filter(|above| *above != at)
    }

    /// For which line a reporting unit reports, as its place in [`Expected::units`]: its own, that of its city or county,
    /// or that of the department it stands below.
    pub fn of(&self, unit: &str, reference: &Reference) -> Option<usize> {
        let named = |name: &str| self.by_name.get(&fold_name(name)).copied();
        let known = reference.units.find(unit);
        if let Some(own) = named(unit).or_else(|| named(&known?.name)) {
            return Some(own);
        }
        let region = place(unit, &reference.regions, &reference.words.unit);
        if let Some(region) = region.filter(|region| known.is_none() && region.level != Level::Province) {
            return self.by_region.get(&region.code).copied();
        }
        named(&reference.units.department(unit)?.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::SeedTexts;

    const SEEDS: &str = include_str!("../../../seeds/reporting.toml");

    fn change(name: &str, off: bool) -> ExpectedChange {
        ExpectedChange { name: name.into(), group: "province".into(), off, ..ExpectedChange::default() }
    }

    #[test]
    fn the_seeds_expect_departments_cities_and_counties() {
        let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
        let expected = Expected::new(SEEDS, &reference, &[]).unwrap();
        let count = |group: &str| expected.units().iter().filter(|unit| unit.group == group).count();
        assert_eq!((count("city"), count("county")), (11, 100), "one line per region of the table");
        assert_eq!(count("province"), 79, "91 offices less 10 of the centre and 2 that a reform dissolved");
    }

    #[test]
    fn a_county_stands_below_its_city_and_an_office_below_whom_it_names() {
        let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
        let below = |name: &str, above: &str| ExpectedChange { above: above.into(), ..change(name, false) };
        let changes = [below("江西省水文监测中心", "省水利厅"), below("江西省审计厅", "江西省审计厅")];
        let expected = Expected::new(SEEDS, &reference, &changes).unwrap();
        let above = |name: &str| {
            let at = expected.units().iter().position(|unit| unit.name == name).unwrap();
            expected.above(at, &reference).map(|at| expected.units()[at].name.as_str())
        };
        assert_eq!(above("东湖区"), Some("南昌市"), "sums of counties go up to their city");
        assert_eq!(above("南昌市"), None, "the province is no line");
        assert_eq!(above("江西省水文监测中心"), Some("江西省水利厅"), "a short name finds its line");
        assert_eq!(above("江西省审计厅"), None, "nobody stands below itself");
    }

    #[test]
    fn a_unit_reports_for_its_own_line_its_region_or_its_department() {
        let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
        let changes =
            [change("江西省某研究院", false), change("江西省水利厅信息中心", false), change("江西省教育厅", true)];
        let expected = Expected::new(SEEDS, &reference, &changes).unwrap();
        for (unit, line) in [
            ("江西省水利厅", Some("江西省水利厅")),
            ("省水利厅", Some("江西省水利厅")),
            ("江西省水利厅水文局", Some("江西省水利厅")),
            ("江西省水利厅信息中心", Some("江西省水利厅信息中心")),
            ("江西省某研究院", Some("江西省某研究院")),
            ("江西省别的研究院", None),
            ("江西省教育厅", None),
            ("江西省教育厅信息中心", None),
            ("南昌市教育局", Some("南昌市")),
            ("江西省南昌市教育局", Some("南昌市")),
            ("南昌市东湖区教育局", Some("东湖区")),
            ("中共南昌市委组织部", Some("南昌市")),
            ("南昌海关", None),
        ] {
            let found = expected.of(unit, &reference).map(|at| expected.units()[at].name.as_str());
            assert_eq!(found, line, "{unit} must count once, in the line where a clerk looks for it");
        }
    }
}
