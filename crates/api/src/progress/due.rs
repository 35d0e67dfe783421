//! Deadlines: one per round, and another day for units that the office gave one.
//!
//! The first report is round 1, every reply the next. The invariant: a round without a deadline has no late units.

use std::collections::HashMap;

use chrono::NaiveDate;
use qingce_store::ReferenceChange;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ProgressResult, day, known, progress};
use crate::error::{ApiError, Code};
use crate::register::Register;

/// Sets the deadline of a round, or another day for some units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetDeadlineRequest {
    /// 1 for the first report, 2 for the first reply, and so on.
    pub round: u32,
    /// The day, `2023-12-31`; none to take it back.
    pub deadline: Option<String>,
    /// The units that get another day; none of them for the round itself.
    pub units: Vec<String>,
    /// Why, for the journal; units that get another day must have a reason.
    pub reason: String,
}

/// The deadline of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoundLine {
    /// 1 for the first report, 2 for the first reply.
    pub round: u32,
    /// The day, `2023-12-31`.
    pub deadline: String,
    /// Why it was set.
    pub reason: String,
    /// Who set it.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// Another day for one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExtensionLine {
    /// Why.
    pub reason: String,
    /// Who gave it.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// What is kept of a deadline.
#[derive(Serialize, Deserialize)]
struct Kept {
    deadline: String,
}

/// Kind of deadlines among the lines an office keeps; the key is the round, or `ROUND/UNIT`.
const KIND: &str = "report_deadline";
/// Nobody sends a register back more often; a typing error would make a round that never comes.
const MOST_ROUNDS: u32 = 9;

/// The deadlines of all rounds and units.
#[derive(Debug, Default)]
pub struct Deadlines {
    rounds: Vec<RoundLine>,
    days: HashMap<u32, NaiveDate>,
    units: HashMap<(u32, String), Due>,
}

/// The day something is due.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub day: NaiveDate,
    pub extension: Option<ExtensionLine>,
}

impl Deadlines {
    /// The rounds that have a deadline, in their order.
    pub fn rounds(&self) -> &[RoundLine] {
        &self.rounds
    }

    /// The day a round is due for a unit.
    pub(crate) fn of(&self, unit: &str, round: u32) -> Option<Due> {
        let own = self.units.get(&(round, unit.to_owned())).cloned();
        own.or_else(|| Some(Due { day: *self.days.get(&round)?, extension: None }))
    }
}

/// The deadlines that the office set.
pub(crate) fn deadlines(register: &Register) -> Result<Deadlines, ApiError> {
    let mut found = Deadlines::default();
    for line in register.store().reference(KIND)? {
        let Kept { deadline } = crate::reference::parsed(&line)?;
        let day = day(&deadline)?;
        let (round, unit) =
            line.key.split_once('/').map_or((line.key.as_str(), None), |(round, unit)| (round, Some(unit)));
        let Ok(round) = round.parse() else { continue };
        let (reason, who, at) = (line.why, line.who, line.at);
        match unit {
            Some(unit) => {
                let extension = Some(ExtensionLine { reason, who, at });
                found.units.insert((round, unit.to_owned()), Due { day, extension });
            }
            None => {
                found.days.insert(round, day);
                found.rounds.push(RoundLine { round, deadline, reason, who, at });
            }
        }
    }
    found.rounds.sort_by_key(|line| line.round);
    Ok(found)
}

/// Sets a deadline; tells the state of all units.
pub fn set_deadline(register: &Register, request: &SetDeadlineRequest) -> Result<ProgressResult, ApiError> {
    let changes = changes(register, request)?;
    register.store().change_reference(&changes, &request.reason, register.operator(), &register.now())?;
    progress(register)
}

fn changes(register: &Register, request: &SetDeadlineRequest) -> Result<Vec<ReferenceChange>, ApiError> {
    if !(1..=MOST_ROUNDS).contains(&request.round) {
        return Err(ApiError::new(Code::BadRequest).with("why", "round"));
    }
    if !request.units.is_empty() && request.deadline.is_some() && request.reason.trim().is_empty() {
        return Err(ApiError::new(Code::ReasonMissing));
    }
    let line = request.deadline.as_deref().map(|text| day(text).map(kept)).transpose()?;
    let change = |key: String| ReferenceChange { kind: KIND, key, line: line.clone() };
    if request.units.is_empty() {
        return Ok(vec![change(request.round.to_string())]);
    }
    let units = known(register, &request.units)?;
    Ok(units.iter().map(|unit| change(key(request.round, unit))).collect())
}

/// The line of a unit's deadline.
pub(crate) fn change_of(round: u32, unit: &str, day: NaiveDate) -> ReferenceChange {
    ReferenceChange { kind: KIND, key: key(round, unit), line: Some(kept(day)) }
}

fn key(round: u32, unit: &str) -> String {
    format!("{round}/{unit}")
}

fn kept(day: NaiveDate) -> String {
    serde_json::to_string(&Kept { deadline: day.to_string() }).expect("BUG: our own types are JSON")
}
