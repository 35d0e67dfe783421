//! Likeness (查重): whether two records are one project, phases, maintenance or parts of each other, and what says so.
//!
//! In here: the weights and words ([`Scales`], read from `seeds/likeness.toml`), names taken apart, the comparison of two
//! records, and the finding of likely pairs among many. Not in here: merging anything, remembering answers.
//!
//! The invariant: a proposal is about two records and rests on these two alone: A–B and B–C say nothing about A–C.

mod compare;
mod finder;
mod name;
mod profile;
mod scales;

use serde::{Deserialize, Serialize};

pub use compare::compare;
pub use finder::{Finder, Pair, Scratch};
pub use profile::{Fields, Profile};
pub use scales::{Scales, ScalesError};

/// How two records stand to each other; the first is … the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Relation {
    /// One project, reported twice.
    Same,
    /// A later phase or an upgrade of it.
    Phase,
    /// Its maintenance.
    Maintenance,
    /// A part of it.
    Part,
    /// Another project.
    Different,
    /// It cannot be told from what was reported.
    Unsure,
}

impl Relation {
    /// All relations.
    pub const ALL: [Relation; 6] =
        [Relation::Same, Relation::Phase, Relation::Maintenance, Relation::Part, Relation::Different, Relation::Unsure];
    /// Stable name, as in JSON and in the database.
    pub fn key(self) -> &'static str {
        match self {
            Relation::Same => "same",
            Relation::Phase => "phase",
            Relation::Maintenance => "maintenance",
            Relation::Part => "part",
            Relation::Different => "different",
            Relation::Unsure => "unsure",
        }
    }
    /// Whether it matters which record is named first.
    pub fn has_direction(self) -> bool {
        matches!(self, Relation::Phase | Relation::Maintenance | Relation::Part)
    }
    /// The relation of a stable name.
    pub fn from_key(key: &str) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.key() == key)
    }
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Aspect {
    /// Names of project and system.
    Name,
    /// The reporting unit, and who builds.
    Unit,
    /// Number of the approval.
    Approval,
    /// The amount.
    Amount,
    /// When it was approved, begun or finished.
    Year,
    /// Who carries it out.
    Contractor,
}

/// How alike two records are in an aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[expect(missing_docs, reason = "each level is told in the seeds, beside its weight")]
pub enum Level {
    Equal,
    Close,
    Alike,
    Short,
    Marked,
    Within,
    Parent,
    Kind,
    Partly,
    Numbers,
    Apart,
    Same,
    Builder,
    Below,
    Beside,
    Other,
    Round,
    Near,
    Next,
    Unknown,
}

/// What one aspect says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Evidence {
    /// The aspect.
    pub aspect: Aspect,
    /// How alike they are in it.
    pub level: Level,
    /// What that weighs, in bits; 0 where it says nothing for this relation.
    pub weight: f64,
}

/// What was found out about two records.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// From 0 to 1: how likely they belong together.
    pub score: f64,
    /// What they seem to be to each other.
    pub relation: Relation,
    /// The second is … the first, not the first … the second.
    pub turned: bool,
    /// What says so, one line per aspect.
    pub evidence: Vec<Evidence>,
}
