//! What people call the values of coded fields: spellings of codes, names of regions.
//!
//! In here: from a name that a condition gives to the value that records hold, and back to the name that clerks read.
//! Not in here: cells of files, which are typed with more leave and more remarks ([`crate::interpret`]).
//!
//! The invariant: the name of a value leads back to that value; a name of several values leads to none of them.

use std::sync::Arc;

use crate::catalogue::{Field, FieldType};
use crate::codes::Codes;
use crate::region::Regions;

/// The name of the code list of all yes/no fields.
pub const BOOL_LIST: &str = "bool";

/// The code list of a field of a type, by the name its line gives.
pub fn list_name(kind: FieldType, codes: Option<&str>) -> Option<&str> {
    match kind {
        FieldType::Bool => Some(codes.unwrap_or(BOOL_LIST)),
        FieldType::Enum | FieldType::Multi => Some(codes.unwrap_or_default()),
        _ => None,
    }
}

/// The names of coded values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Naming {
    /// Code lists.
    pub codes: Arc<Codes>,
    /// Regions.
    pub regions: Arc<Regions>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This value.
    Value(String),
    /// One of these, each with what tells it from the others; a person must say which.
    Several(Vec<String>),
    /// Nothing that is known.
    Unknown,
}

impl Naming {
    /// The value of a field that a name stands for. A code list is not closed: what is none of its spellings, or one that a
    /// person should confirm, stands for itself.
    pub fn value(&self, field: &Field, name: &str) -> Meant {
        if field.kind == FieldType::Region {
            return self.region(name);
        }
        let list = list_name(field.kind, field.codes.as_deref()).and_then(|list| self.codes.list(list));
        match list.and_then(|list| list.find(name)) {
            Some((code, false)) => Meant::Value(code.to_owned()),
            _ => Meant::Value(name.to_owned()),
        }
    }

    /// What clerks read for a value of a field: a region's name for its code, anything else as it is.
    pub fn name<'a>(&'a self, field: &Field, value: &'a str) -> &'a str {
        let region = (field.kind == FieldType::Region).then(|| self.regions.find(value)).flatten();
        match region {
            Some(found) if self.region(&found.region.name) == Meant::Value(value.to_owned()) => &found.region.name,
            _ => value,
        }
    }

    fn region(&self, name: &str) -> Meant {
        if name.len() == 6 && name.bytes().all(|b| b.is_ascii_digit()) {
            return Meant::Value(name.to_owned());
        }
        let called = self.regions.called(name);
        match (called.as_slice(), self.regions.find(name)) {
            ([one], _) => Meant::Value(one.code.clone()),
            ([], Some(found)) => Meant::Value(found.region.code.clone()),
            ([], None) => Meant::Unknown,
            (several, _) => {
                Meant::Several(several.iter().map(|region| format!("{}（{}）", region.name, region.code)).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Reference, SeedTexts};

    fn naming(regions: &str) -> (Naming, Field) {
        let reference = Reference::parse(&SeedTexts { regions, ..SeedTexts::shipped() }).unwrap();
        let field = reference.catalogue.by_key("region_code").unwrap().clone();
        (reference.catalogue.naming().clone(), field)
    }

    #[test]
    fn a_region_is_meant_by_its_name_by_a_short_one_and_by_an_old_one() {
        let (naming, region) = naming(SeedTexts::shipped().regions);
        for (name, code) in [
            ("360121", "360121"),
            ("南昌县", "360121"),
            ("江西省南昌市南昌县", "360121"),
            ("章贡", "360702"),
            ("江西", "360000"),
            ("九江县", "360404"),
            ("999999", "999999"),
        ] {
            assert_eq!(naming.value(&region, name), Meant::Value(code.into()), "{name} means one region");
        }
        let several = Meant::Several(vec!["南昌市（360100）".into(), "南昌县（360121）".into()]);
        assert_eq!(naming.value(&region, "南昌"), several, "nobody can tell which; the person is asked");
        for unknown in ["南昌市教育局", "昌", "市", ""] {
            assert_eq!(naming.value(&region, unknown), Meant::Unknown, "{unknown} names no region");
        }
    }

    #[test]
    fn the_name_of_every_region_leads_back() {
        let (naming, region) = naming(SeedTexts::shipped().regions);
        for one in naming.regions.all() {
            let name = naming.name(&region, &one.code);
            assert_eq!(name, one.name, "clerks read names");
            assert_eq!(naming.value(&region, name), Meant::Value(one.code.clone()), "{name}");
        }
        assert_eq!(
            naming.name(&region, "361122"),
            "361122",
            "the code of a region that is gone must stay the old code"
        );
        assert_eq!(naming.name(&region, "999999"), "999999");
    }

    #[test]
    fn counties_of_one_name_are_told_by_their_codes() {
        let twice =
            "code,name,level,parent_code\n1100,京,province,\n110101,城区,county,1100\n110102,城区,county,1100\n";
        let (naming, region) = naming(twice);
        assert!(matches!(naming.value(&region, "城区"), Meant::Several(both) if both.len() == 2));
        assert_eq!(naming.name(&region, "110101"), "110101", "a name of two regions would not lead back");
    }
}
