//! A record (项目): one row of the register.

use serde::{Deserialize, Serialize};

use crate::value::Values;

/// One project of the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Id in this database only.
    pub id: i64,
    /// UUIDv7, the same for ever and everywhere.
    pub uid: String,
    /// Counts its changes, from 1.
    pub revision: i64,
    /// Values by field.
    pub values: Values,
    /// Columns that fit no field, under their own header, in the order met.
    pub extra: Vec<(String, String)>,
    /// Marked 待退回: it has findings that must be fixed.
    pub to_return: bool,
    /// Derived facts, as conditions know them.
    pub facts: Facts,
}

/// Facts that are derived, not reported. Conditions name them like fields.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// `unit_level`: 省级, 市级 or 县级, from the reporting unit; unknown where it cannot be told.
    pub unit_level: Option<String>,
    /// `unit_is_subordinate`: 是 where the unit stands below a department.
    pub unit_is_subordinate: Option<String>,
    /// `duplicate_group_size`: how many records share its place in a duplicate group; 1 = none.
    pub duplicate_group_size: Option<i64>,
    /// Tags in force, `tag` or `tag/class`.
    pub tags: Vec<String>,
}

impl Facts {
    /// The facts that the name of the reporting unit tells; the others unknown.
    pub fn of_unit(unit: crate::unit::UnitFacts) -> Facts {
        let subordinate = unit.subordinate.map(|below| if below { "是".to_owned() } else { "否".to_owned() });
        Facts { unit_level: unit.level.map(str::to_owned), unit_is_subordinate: subordinate, ..Facts::default() }
    }
}
