//! Reference data: everything that a clerk could correct without a programmer, read from the seeds and kept together.
//!
//! The invariant: it is whole. Every code list that the catalogue names is there, every field that a check names too.

use std::sync::Arc;

use serde::Deserialize;

use crate::catalogue::{Catalogue, CatalogueError, FieldId};
use crate::change::Changes;
use crate::codes::{CodeList, Codes, CodesError};
use crate::finding::Severity;
use crate::naming::{Naming, list_name};
use crate::region::Regions;
use crate::unit::{UnitFacts, Units};
use crate::words::Words;

/// The texts of the seeds' files.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "named as the files of seeds/ are")]
pub struct SeedTexts<'a> {
    pub fields: &'a str,
    pub codes: &'a str,
    pub units: &'a str,
    pub regions: &'a str,
    pub regions_legacy: &'a str,
    pub words: &'a str,
    pub checks: &'a str,
}

impl SeedTexts<'static> {
    /// The seeds as shipped.
    pub fn shipped() -> SeedTexts<'static> {
        SeedTexts {
            fields: include_str!("../../../seeds/fields.toml"),
            codes: include_str!("../../../seeds/codes.toml"),
            units: include_str!("../../../seeds/units.csv"),
            regions: include_str!("../../../seeds/regions.csv"),
            regions_legacy: include_str!("../../../seeds/regions_legacy.csv"),
            words: include_str!("../../../seeds/words.toml"),
            checks: include_str!("../../../seeds/checks.toml"),
        }
    }
}

/// An order between two fields of one record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Must not be later or greater.
    pub less: FieldId,
    /// Must not be earlier or smaller.
    pub more: FieldId,
    /// How much it weighs if it is.
    pub severity: Severity,
}

/// A person and the telephone number, which one cell may hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// The person's name.
    pub name: FieldId,
    /// The telephone number.
    pub phone: FieldId,
}

/// The reference data of one register.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The fields.
    pub catalogue: Catalogue,
    /// The code lists.
    pub codes: Arc<Codes>,
    /// The offices.
    pub units: Units,
    /// The regions.
    pub regions: Arc<Regions>,
    /// Words that the reading of values rests on.
    pub words: Words,
    /// Orders between fields.
    pub orders: Vec<Order>,
    /// Fields of persons with those of their telephone numbers.
    pub persons: Vec<Person>,
}

/// Why reference data could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The code lists.
    #[error(transparent)]
    Codes(#[from] CodesError),
    /// Units or regions.
    #[error("units and regions: {0}")]
    Csv(#[from] csv::Error),
    /// Words or checks.
    #[error("words and checks: {0}")]
    Toml(#[from] toml::de::Error),
    /// A field names a code list that is not there.
    #[error("field {field}: there is no code list {list}")]
    NoList {
        /// Key of the field.
        field: String,
        /// Name of the list.
        list: String,
    },
    /// A check names a field that is not there, or two of different types.
    #[error("checks: {0}")]
    Check(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checks {
    #[serde(default)]
    order: Vec<OrderLine>,
    #[serde(default)]
    person: Vec<PersonLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonLine {
    name: String,
    phone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderLine {
    less: String,
    more: String,
    severity: Severity,
}

impl Reference {
    /// Reads the seeds.
    pub fn parse(seeds: &SeedTexts<'_>) -> Result<Reference, ReferenceError> {
        Reference::with_changes(seeds, &Changes::default())
    }

    /// Reads the seeds and lays what an office changed over them.
    pub fn with_changes(seeds: &SeedTexts<'_>, changes: &Changes) -> Result<Reference, ReferenceError> {
        let mut codes = Codes::parse(seeds.codes)?;
        changes.spellings.iter().try_for_each(|change| codes.add_spellings(change))?;
        let regions = Regions::parse(seeds.regions, seeds.regions_legacy)?;
        let naming = Naming { codes: Arc::new(codes), regions: Arc::new(regions) };
        let catalogue = Catalogue::with_headers(seeds.fields, &changes.fields, &changes.headers, naming.clone())?;
        let mut units = Units::parse(seeds.units)?;
        changes.units.iter().for_each(|change| units.change(change));
        for field in catalogue.fields() {
            if let Some(list) = list_name(field.kind, field.codes.as_deref())
                && naming.codes.list(list).is_none()
            {
                return Err(ReferenceError::NoList { field: field.key.clone(), list: list.to_owned() });
            }
        }
        let checks: Checks = toml::from_str(seeds.checks)?;
        let persons = checks.person.iter().map(|line| person(line, &catalogue)).collect::<Result<_, _>>()?;
        let orders = checks.order.iter().map(|line| order(line, &catalogue)).collect::<Result<_, _>>()?;
        Ok(Reference {
            codes: naming.codes,
            units,
            regions: naming.regions,
            words: Words::parse(seeds.words)?,
            orders,
            persons,
            catalogue,
        })
    }

    /// The code list of a field, if it has one.
    pub fn list(&self, field: FieldId) -> Option<&CodeList> {
        let field = self.catalogue.field(field);
        self.codes.list(list_name(field.kind, field.codes.as_deref())?)
    }

    /// What the name of a reporting unit tells of its level and place.
    pub fn unit_facts(&self, name: &str) -> UnitFacts {
        self.units.facts(name, &self.regions, &self.words.unit)
    }
}

fn order(line: &OrderLine, catalogue: &Catalogue) -> Result<Order, ReferenceError> {
    let id = |key: &str| catalogue.id(key).ok_or_else(|| ReferenceError::Check(format!("there is no field {key}")));
    let (less, more) = (id(&line.less)?, id(&line.more)?);
    if catalogue.field(less).kind != catalogue.field(more).kind {
        return Err(ReferenceError::Check(format!("{} and {} are of different types", line.less, line.more)));
    }
    Ok(Order { less, more, severity: line.severity })
}

fn person(line: &PersonLine, catalogue: &Catalogue) -> Result<Person, ReferenceError> {
    let id = |key: &str| catalogue.id(key).ok_or_else(|| ReferenceError::Check(format!("there is no field {key}")));
    Ok(Person { name: id(&line.name)?, phone: id(&line.phone)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_whole() {
        let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
        assert!(reference.catalogue.len() > 90 && reference.units.all().len() > 80, "all lines of the seeds are read");
        assert_eq!(reference.regions.all().len(), 112, "1 province, 11 cities, 100 counties");
        for key in ["project_name", "system_name", "report_unit", "secret_class", "region_code"] {
            assert!(reference.catalogue.id(key).is_some(), "the program itself must know {key}");
        }
    }

    #[test]
    fn a_missing_list_is_told() {
        let seeds = SeedTexts { codes: "", ..SeedTexts::shipped() };
        assert!(matches!(Reference::parse(&seeds), Err(ReferenceError::NoList { .. })));
    }
}
