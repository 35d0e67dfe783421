//! What an office changes of reference data: it is laid over the seeds whenever a register is opened.
//!
//! Not in here: where changes are kept (the store), whether they fit (whoever reads the seeds with them says so).
//!
//! The invariant: a change adds or renames; nothing that records may hold is ever taken away.

use serde::{Deserialize, Serialize};

use crate::catalogue::FieldLine;
use crate::expected::ExpectedChange;

/// Another header of a field, and more spellings of it. The header of the seeds stays one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct HeaderChange {
    /// Key of the field.
    pub field: String,
    /// Its header; none to keep that of the seeds.
    #[serde(default)]
    pub header: Option<String>,
    /// More spellings.
    #[serde(default)]
    pub synonyms: Vec<String>,
}

/// More spellings of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SpellingChange {
    /// Name of the code list.
    pub list: String,
    /// The code they stand for.
    pub code: String,
    /// The spellings; `?` in front of one that a person should confirm.
    pub spellings: Vec<String>,
}

/// An office that the table lacks, or more names of one that it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct UnitChange {
    /// Its full name.
    pub name: String,
    /// Other names of it.
    pub aliases: Vec<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum OfficeChange {
    /// A field of the office's own, added or changed.
    Field(FieldLine),
    /// Headers of a field.
    Header(HeaderChange),
    /// Spellings of a code.
    Spelling(SpellingChange),
    /// An office.
    Unit(UnitChange),
    /// Who is expected to report.
    Expected(ExpectedChange),
}

/// Everything that an office changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Its own fields.
    pub fields: Vec<FieldLine>,
    /// Headers.
    pub headers: Vec<HeaderChange>,
    /// Spellings.
    pub spellings: Vec<SpellingChange>,
    /// Offices.
    pub units: Vec<UnitChange>,
    /// Who is expected to report.
    pub expected: Vec<ExpectedChange>,
}

impl HeaderChange {
    /// Changes a line of the catalogue; what it was called stays a spelling.
    pub(crate) fn apply(&self, line: &mut FieldLine) {
        if let Some(header) = &self.header {
            let before = std::mem::replace(&mut line.header, header.clone());
            line.synonyms.push(before);
        }
        line.synonyms.extend(self.synonyms.iter().cloned());
        let header = line.header.clone();
        line.synonyms.retain(|synonym| *synonym != header);
    }
}

impl OfficeChange {
    /// What it is of, as changes are kept.
    pub fn kind(&self) -> &'static str {
        match self {
            OfficeChange::Field(_) => "field",
            OfficeChange::Header(_) => "header",
            OfficeChange::Spelling(_) => "spelling",
            OfficeChange::Unit(_) => "unit",
            OfficeChange::Expected(_) => "expected",
        }
    }
    /// Its name among those of its kind: a later change of the same name takes its place.
    pub fn key(&self) -> String {
        match self {
            OfficeChange::Field(line) => line.key.clone(),
            OfficeChange::Header(change) => change.field.clone(),
            OfficeChange::Spelling(change) => format!("{}/{}", change.list, change.code),
            OfficeChange::Unit(change) => change.name.clone(),
            OfficeChange::Expected(change) => change.name.clone(),
        }
    }
}

impl Changes {
    /// Lays one more change over those before it.
    pub fn add(&mut self, change: OfficeChange) {
        fn put<T>(all: &mut Vec<T>, new: T, same: impl Fn(&T, &T) -> bool) {
            match all.iter().position(|old| same(old, &new)) {
                Some(at) => all[at] = new,
                None => all.push(new),
            }
        }
        match change {
            OfficeChange::Field(line) => put(&mut self.fields, line, |a, b| a.key == b.key),
            OfficeChange::Header(change) => put(&mut self.headers, change, |a, b| a.field == b.field),
            OfficeChange::Spelling(change) => {
                put(&mut self.spellings, change, |a, b| (&a.list, &a.code) == (&b.list, &b.code));
            }
            OfficeChange::Unit(change) => put(&mut self.units, change, |a, b| a.name == b.name),
            OfficeChange::Expected(change) => put(&mut self.expected, change, |a, b| a.name == b.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Reference, ReferenceError, SeedTexts};

    fn with(change: OfficeChange) -> Result<Reference, ReferenceError> {
        let mut changes = Changes::default();
        changes.add(change);
        Reference::with_changes(&SeedTexts::shipped(), &changes)
    }

    #[test]
    fn a_renamed_field_is_still_found_under_its_old_header() {
        let header = HeaderChange {
            field: "remark".into(),
            header: Some("情况说明".into()),
            synonyms: vec!["补充说明事项".into()],
        };
        let reference = with(OfficeChange::Header(header)).unwrap();
        let field = reference.catalogue.by_key("remark").unwrap();
        assert_eq!(field.header, "情况说明");
        for spelling in ["备注", "补充说明事项"] {
            assert!(field.synonyms.iter().any(|s| s == spelling), "workbooks with {spelling} go on coming in");
        }
    }

    #[test]
    fn a_spelling_stands_for_its_code_and_for_no_other() {
        let spelling = |code: &str| SpellingChange {
            list: "status".into(),
            code: code.into(),
            spellings: vec!["跑起来了".into()],
        };
        let reference = with(OfficeChange::Spelling(spelling("已建在用"))).unwrap();
        let list = reference.codes.list("status").unwrap();
        assert_eq!(list.find("跑起来了"), Some(("已建在用", false)));
        assert!(with(OfficeChange::Spelling(spelling("没有的码"))).is_err(), "spellings are added, codes are not");
        let taken = SpellingChange { list: "status".into(), code: "拟建".into(), spellings: vec!["在建".into()] };
        assert!(with(OfficeChange::Spelling(taken)).is_err(), "nobody could tell which one is meant");
    }

    #[test]
    fn an_office_is_added_or_gets_another_name() {
        let unit = |name: &str, alias: &str| UnitChange { name: name.into(), aliases: vec![alias.into()] };
        let added = with(OfficeChange::Unit(unit("江西省样例研究院", "样例院"))).unwrap();
        assert_eq!(added.units.find("样例院").map(|unit| unit.name.as_str()), Some("江西省样例研究院"));
        let named = with(OfficeChange::Unit(unit("江西省水利厅", "省水厅"))).unwrap();
        assert_eq!(named.units.find("省水厅").map(|unit| unit.name.as_str()), Some("江西省水利厅"));
        assert_eq!(named.units.all().len(), added.units.all().len() - 1, "another name is no other office");
    }

    #[test]
    fn the_newest_change_of_a_name_holds() {
        let mut changes = Changes::default();
        for off in [true, false] {
            let change = ExpectedChange {
                name: "江西省教育厅".into(),
                group: "province".into(),
                off,
                ..ExpectedChange::default()
            };
            changes.add(OfficeChange::Expected(change));
        }
        assert_eq!(changes.expected.iter().map(|change| change.off).collect::<Vec<_>>(), [false]);
    }
}
