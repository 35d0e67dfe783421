//! Two records made one: which value each field gets.
//!
//! Not in here: whether two records are one project (a person says so), what is kept of them (the store).
//!
//! The invariant: nothing is chosen against a person's choice, and by default no value gives way to an empty field.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, FieldId, FieldType};
use crate::value::{Value, Values};

/// One of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The first, which stays.
    One,
    /// The second.
    Other,
}

/// Where a value of the merged record comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The first record.
    One,
    /// The second record.
    Other,
    /// Both: codes of either.
    Both,
    /// A person wrote it.
    Typed,
}

/// What a person chose for a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Chosen {
    /// The value of one of the two.
    Of(Side),
    /// The codes of both; of fields with several codes only.
    Both,
    /// Another value, or none.
    Typed(Option<Value>),
}

/// A field in which two records differ, and what it is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Differing {
    /// The field.
    pub field: FieldId,
    /// Where its value comes from.
    pub origin: Origin,
    /// The value.
    pub value: Option<Value>,
}

/// The fields in which two records differ, with what each is to be. Unless chosen: the one that is filled, else the one
/// told later.
pub fn differing(
    catalogue: &Catalogue,
    one: &Values,
    other: &Values,
    later: Side,
    chosen: &FxHashMap<FieldId, Chosen>,
) -> Vec<Differing> {
    let mut found = Vec::new();
    for field in catalogue.fields() {
        let (a, b) = (one.get(field.id), other.get(field.id));
        let said = chosen.get(&field.id);
        if a == b && !matches!(said, Some(Chosen::Typed(_))) {
            continue;
        }
        let of = |side: Side| match side {
            Side::One => (Origin::One, a.cloned()),
            Side::Other => (Origin::Other, b.cloned()),
        };
        let (origin, value) = match said {
            Some(Chosen::Of(side)) => of(*side),
            Some(Chosen::Typed(value)) => (Origin::Typed, value.clone()),
            Some(Chosen::Both) if field.kind == FieldType::Multi => (Origin::Both, both(a, b)),
            Some(Chosen::Both) | None => of(match (a, b) {
                (None, _) => Side::Other,
                (_, None) => Side::One,
                _ => later,
            }),
        };
        found.push(Differing { field: field.id, origin, value });
    }
    found
}

/// The codes of both, those of the first before those of the second.
fn both(a: Option<&Value>, b: Option<&Value>) -> Option<Value> {
    let mut codes: Vec<String> = Vec::new();
    for value in [a, b].into_iter().flatten() {
        let told = match value {
            Value::Multi(told) => told.clone(),
            other => vec![other.text()],
        };
        for code in told {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    (!codes.is_empty()).then_some(Value::Multi(codes))
}

/// The columns of both that fit no field: under one header the text of the one told later.
pub fn extra(one: &[(String, String)], other: &[(String, String)], later: Side) -> Vec<(String, String)> {
    let mut all = one.to_vec();
    for (header, text) in other {
        match all.iter_mut().find(|(known, _)| known == header) {
            Some((_, held)) if later == Side::Other => held.clone_from(text),
            Some(_) => {}
            None => all.push((header.clone(), text.clone())),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        Catalogue::parse(include_str!("../../../seeds/fields.toml"), &[]).expect("the seeds are readable")
    }

    #[test]
    fn what_is_filled_stays_and_else_the_later_counts() {
        let catalogue = catalogue();
        let [name, remark, networks] = ["project_name", "remark", "network_types"].map(|key| catalogue.known(key));
        let text = |text: &str| Some(Value::Text(text.into()));
        let codes = |codes: &[&str]| Some(Value::Multi(codes.iter().map(|code| (*code).to_owned()).collect()));
        let (mut one, mut other) = (Values::empty(catalogue.len()), Values::empty(catalogue.len()));
        one.set(name, text("平台"));
        other.set(name, text("平台（新）"));
        one.set(remark, text("只有这边写了"));
        one.set(networks, codes(&["电子政务外网", "互联网"]));
        other.set(networks, codes(&["互联网", "部门专网"]));
        let by_default = differing(&catalogue, &one, &other, Side::Other, &FxHashMap::default());
        let of = |found: &[Differing], field| found.iter().find(|d| d.field == field).cloned().expect("it differs");
        assert_eq!(of(&by_default, name).value, text("平台（新）"), "both wrote it: the later counts");
        assert_eq!(of(&by_default, remark).origin, Origin::One, "no value gives way to an empty field");
        let chosen = [(name, Chosen::Typed(text("新平台"))), (networks, Chosen::Both)].into_iter().collect();
        let chosen = differing(&catalogue, &one, &other, Side::Other, &chosen);
        assert_eq!(of(&chosen, name), Differing { field: name, origin: Origin::Typed, value: text("新平台") });
        assert_eq!(of(&chosen, networks).value, codes(&["电子政务外网", "互联网", "部门专网"]), "none twice");
        assert_eq!(chosen.len(), 3, "fields in which both agree are not asked");
    }
}
