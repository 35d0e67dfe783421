//! What became of each input row. Read = the sum of fates, in rows and in amounts.

use serde::{Deserialize, Serialize};

/// The fate of one input row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A project that the register did not hold.
    New,
    /// A project of the register with other values.
    Changed,
    /// A project of the register with the same values.
    Unchanged,
    /// Equal in every cell to an earlier row of the same file.
    Duplicate,
    /// Cannot be a record: neither project nor system name.
    Rejected,
    /// 涉密: counted, nothing of it kept.
    Classified,
    /// No record: section, subtotal, column numbers, note, header, blank.
    NotRecord,
}

impl Fate {
    /// All fates in the order they are told.
    pub const ALL: [Fate; 7] =
        [Fate::New, Fate::Changed, Fate::Unchanged, Fate::Duplicate, Fate::Rejected, Fate::Classified, Fate::NotRecord];
    /// Stable name, as in JSON and in the database.
    pub fn key(self) -> &'static str {
        match self {
            Fate::New => "new",
            Fate::Changed => "changed",
            Fate::Unchanged => "unchanged",
            Fate::Duplicate => "duplicate",
            Fate::Rejected => "rejected",
            Fate::Classified => "classified",
            Fate::NotRecord => "not_record",
        }
    }
    /// The fate of a stable name.
    pub fn from_key(key: &str) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| fate.key() == key)
    }
}
