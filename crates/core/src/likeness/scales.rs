//! Weights, thresholds and words of likeness, read from `seeds/likeness.toml`.
//!
//! The invariant: every level that a comparison can come to has a weight, and words are folded, the longest first.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Aspect, Level};
use crate::text::fold_name;

/// Everything that a clerk could correct of likeness.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scales {
    pub(super) prior: f64,
    pub(super) sure: f64,
    pub(super) shown: f64,
    pub(super) close: f64,
    pub(super) alike: f64,
    pub(super) partly: f64,
    pub(super) near: f64,
    pub(super) digits: u32,
    weight: BTreeMap<Aspect, BTreeMap<Level, f64>>,
    pub(super) words: LikenessWords,
    alias: Vec<Words>,
    kind: Vec<Words>,
    renamed: Vec<Renamed>,
    /// Every alias beside what it is read as, the longest first.
    #[serde(skip)]
    pub(super) aliases: Vec<(String, String)>,
    /// Words of kinds with the number of their kind, from 1.
    #[serde(skip)]
    pub(super) kinds: Vec<(String, u8)>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LikenessWords {
    pub front: Vec<String>,
    pub process: Vec<String>,
    pub product: Vec<String>,
    pub weak: Vec<String>,
    pub opposites: Vec<String>,
    pub maintenance: Vec<String>,
    pub upgrade: Vec<String>,
    pub part: Vec<String>,
    pub phases: Vec<String>,
    pub lots: Vec<String>,
    pub not_phases: Vec<String>,
    pub first: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Renamed {
    old: String,
    new: String,
}

/// Why the scales could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ScalesError {
    /// Not TOML, or something is missing.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A level has no weight.
    #[error("no weight for {0:?} {1:?}")]
    Weight(Aspect, Level),
}

/// The levels that each aspect can come to.
const LEVELS: [(Aspect, &[Level]); 6] = {
    use Level::*;
    [
        (Aspect::Name, &[Equal, Close, Alike, Short, Marked, Within, Parent, Kind, Partly, Numbers, Apart]),
        (Aspect::Unit, &[Same, Builder, Below, Beside, Other, Unknown]),
        (Aspect::Approval, &[Equal, Apart, Unknown]),
        (Aspect::Amount, &[Equal, Round, Near, Apart, Unknown]),
        (Aspect::Year, &[Equal, Near, Next, Apart, Unknown]),
        (Aspect::Contractor, &[Same, Apart, Unknown]),
    ]
};

impl Scales {
    /// Reads `seeds/likeness.toml`.
    ///
    /// # Errors
    /// Where it is not TOML, or lacks a weight.
    pub fn parse(text: &str) -> Result<Scales, ScalesError> {
        let mut scales: Scales = toml::from_str(text)?;
        for (aspect, levels) in LEVELS {
            for level in levels {
                let told = scales.weight.get(&aspect).is_some_and(|levels| levels.contains_key(level));
                told.then_some(()).ok_or(ScalesError::Weight(aspect, *level))?;
            }
        }
        let words = &mut scales.words;
        for list in [
            &mut words.front,
            &mut words.process,
            &mut words.product,
            &mut words.weak,
            &mut words.maintenance,
            &mut words.upgrade,
            &mut words.part,
            &mut words.phases,
            &mut words.lots,
            &mut words.not_phases,
            &mut words.first,
        ] {
            list.iter_mut().for_each(|word| *word = fold_name(word));
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        for group in &scales.alias {
            let Some(first) = group.words.first() else { continue };
            scales.aliases.extend(group.words.iter().map(|word| (fold_name(word), fold_name(first))));
        }
        scales.aliases.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        for (number, kind) in (1..).zip(&scales.kind) {
            scales.kinds.extend(kind.words.iter().map(|word| (fold_name(word), number)));
        }
        scales.kinds.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Ok(scales)
    }

    /// What a level of an aspect weighs, in bits.
    pub(super) fn weight(&self, aspect: Aspect, level: Level) -> f64 {
        self.weight.get(&aspect).and_then(|levels| levels.get(&level)).copied().unwrap_or(0.0)
    }

    /// The name of an office as it is called since its reform.
    pub(super) fn since_reform(&self, unit: &str) -> String {
        let renamed = self.renamed.iter().find(|renamed| unit.contains(renamed.old.as_str()));
        renamed.map_or_else(|| unit.to_owned(), |renamed| unit.replacen(&renamed.old, &renamed.new, 1))
    }
}
