//! The fact `duplicate_group_size`: how many records may be one project, by strict likeness and by what people answered.
//!
//! The invariant: nothing chains. A record's group is itself, those whose name says the same, less those answered to be
//! something else, or those answered to be the same.

use std::hash::BuildHasher;
use std::ops::ControlFlow;

use qingce_core::identity::core_name;
use qingce_core::likeness::Relation;
use qingce_core::record::Record;
use qingce_core::text::fold_name;
use qingce_core::value::Values;
use qingce_store::Query;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::error::ApiError;
use crate::register::Register;

/// Groups of records that may be one project built twice: the same core of a name within a unit, or the same full name
/// in several units. A reason to look; nothing is merged by it.
pub(crate) struct DuplicateGroups {
    counts: FxHashMap<u64, u32>,
    answered: FxHashMap<i64, Partners>,
    /// Keys of the records that people answered about.
    keys: FxHashMap<i64, Vec<u64>>,
}

/// The records that a record was answered to be, and not to be, the same as.
#[derive(Default)]
struct Partners {
    same: i64,
    other: Vec<i64>,
}

impl DuplicateGroups {
    pub(crate) fn gather(register: &Register) -> Result<DuplicateGroups, ApiError> {
        let mut answered: FxHashMap<i64, Partners> = FxHashMap::default();
        for answer in register.store().answers()? {
            let (Some(one), Some(other)) = (answer.one, answer.other) else { continue };
            for (record, partner) in [(one, other), (other, one)] {
                let partners = answered.entry(record).or_default();
                match answer.answer.relation {
                    Relation::Same => partners.same += 1,
                    Relation::Unsure => {}
                    _ => partners.other.push(partner),
                }
            }
        }
        let catalogue = &register.desk().reference.catalogue;
        let only = ["report_unit", "project_name", "system_name"].map(|key| catalogue.known(key));
        let (mut counts, mut kept): (FxHashMap<u64, u32>, _) = (FxHashMap::default(), FxHashMap::default());
        register.store().for_each(&Query::all(register.today()), Some(&only), |record: Record| {
            let keys = keys(register, &record.values);
            for key in &keys {
                *counts.entry(*key).or_default() += 1;
            }
            if answered.contains_key(&record.id) {
                kept.insert(record.id, keys);
            }
            ControlFlow::Continue(())
        })?;
        Ok(DuplicateGroups { counts, answered, keys: kept })
    }

    /// How many records share the larger of its groups; 1 = only itself.
    pub(crate) fn size(&self, register: &Register, record: &Record) -> i64 {
        let partners = self.answered.get(&record.id);
        let others = partners.map_or(&[] as &[i64], |partners| &partners.other);
        let group = |key: u64| {
            let apart = others.iter().filter(|id| self.keys.get(id).is_some_and(|keys| keys.contains(&key))).count();
            i64::from(self.counts.get(&key).copied().unwrap_or(1)) - apart as i64
        };
        let alike = keys(register, &record.values).into_iter().map(group).max().unwrap_or(1);
        alike.max(1 + partners.map_or(0, |partners| partners.same))
    }
}

fn keys(register: &Register, values: &Values) -> Vec<u64> {
    let catalogue = &register.desk().reference.catalogue;
    let text = |key| values.text(catalogue.known(key));
    let (unit, project, system) = (text("report_unit"), text("project_name"), text("system_name"));
    let name = if system.is_empty() { project } else { system };
    let core = core_name(name, unit, &register.desk().reference.words.name);
    let mut keys = vec![FxBuildHasher.hash_one((1, fold_name(name)))];
    if !core.is_empty() {
        keys.push(FxBuildHasher.hash_one((2, fold_name(unit), core)));
    }
    keys
}
