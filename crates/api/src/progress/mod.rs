//! Who is expected to report, and how far each of them is (报送进度).
//!
//! In here: gathering what the register tells of every unit, and a person's word on it. Beside it: deadlines ([`due`]), the
//! score ([`score`]), the tree of sums ([`tree`]), lists of units ([`roster`]), rows of exports (`rows`).
//!
//! The invariant: every record counts for one line or among the others, so that their sums are those of the register.

pub mod due;
pub mod line;
pub mod roster;
pub(crate) mod rows;
pub mod score;
pub mod taken_back;
pub mod tree;

use std::collections::HashMap;

use chrono::NaiveDate;
use qingce_core::catalogue::{FieldId, FieldType, Need};
use qingce_core::expected::{Expected, ExpectedUnit};
use qingce_store::{ReferenceChange, ReferenceLine};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::register::Register;
pub use due::{Deadlines, RoundLine, SetDeadlineRequest};
pub use line::{ReportGroup, ReportLine, ReportState, Reporter, SaidLine, StateCount};
pub use tree::ReportNode;

/// Asks for the state of all units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowProgressRequest {}

/// Sets what a person says of units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetReportStateRequest {
    /// The units, by the names of their lines.
    pub units: Vec<String>,
    /// 已核定 or 零报告; none for what the register itself tells.
    pub state: Option<ReportState>,
    /// Why, for the journal.
    pub reason: String,
}

/// The state of all units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressResult {
    /// Today, `2023-12-31`: what is overdue is so by this day.
    pub today: String,
    /// The deadlines of the rounds, the first report first.
    pub rounds: Vec<RoundLine>,
    /// The levels.
    pub groups: Vec<ReportGroup>,
    /// Units that are expected, by level.
    pub units: Vec<ReportLine>,
    /// Units that reported and are not expected; also projects without a unit, under an empty name.
    pub others: Vec<ReportLine>,
    /// The sums of all of them, from the whole down; a node is followed by those below it.
    pub tree: Vec<ReportNode>,
    /// How the score is made, one line per rule.
    pub scoring: Vec<String>,
}

/// What is kept of a person's word.
#[derive(Serialize, Deserialize)]
struct Said {
    state: ReportState,
}

/// Kind of such lines among those an office keeps.
const KIND: &str = "report_state";

/// The state of all units.
pub fn progress(register: &Register) -> Result<ProgressResult, ApiError> {
    let reference = &register.desk().reference;
    let expected = expected(register)?;
    let (mut units, mut others) = lines(register, &expected)?;
    let (today, deadlines) = (register.today(), due::deadlines(register)?);
    let rules = score::rules(register)?;
    let mut said = said(register)?;
    for line in units.iter_mut().chain(&mut others) {
        line.said = said.remove(&line.name);
        line.settle(&register.desk().messages);
    }
    for line in &mut units {
        line.due(&deadlines, today);
        line.score = score::of(&rules, line, &register.desk().messages);
    }
    let above: Vec<Option<usize>> = (0..units.len()).map(|at| expected.above(at, reference)).collect();
    let groups: Vec<ReportGroup> = expected
        .groups()
        .iter()
        .map(|group| ReportGroup { id: group.id.clone(), title: group.title.clone() })
        .collect();
    Ok(ProgressResult {
        today: today.to_string(),
        rounds: deadlines.rounds().to_vec(),
        tree: tree::tree(&groups, &units, &above, &others, &register.desk().messages),
        groups,
        units,
        others,
        scoring: score::formula(&rules, &register.desk().messages),
    })
}

/// The lines with what the register holds and was sent of them.
fn lines(register: &Register, expected: &Expected) -> Result<(Vec<ReportLine>, Vec<ReportLine>), ApiError> {
    let reference = &register.desk().reference;
    let all = reference.regions.all();
    let city = |unit: &ExpectedUnit| {
        let parent = &all.iter().find(|of| Some(&of.code) == unit.region.as_ref())?.parent_code;
        all.iter().find(|of| of.code == *parent && !of.parent_code.is_empty()).map(|of| of.name.clone())
    };
    let mut units: Vec<ReportLine> = expected.units().iter().map(|unit| ReportLine::of(unit, city(unit))).collect();
    let mut others: Vec<ReportLine> = Vec::new();
    let store = register.store();
    // Units by place; those that nobody expected stand behind them.
    let mut places: HashMap<String, usize> = HashMap::new();
    for report in store.reports(register.unit_field(), register.amount_field())? {
        let name = report.value.clone().unwrap_or_default();
        let at = expected.of(&name, reference).unwrap_or_else(|| {
            others.push(ReportLine::named(&name));
            units.len() + others.len() - 1
        });
        places.insert(name.clone(), at);
        line_at(&mut units, &mut others, at).add(&name, &report);
    }
    let mut of = |name: Option<&str>, count: &mut dyn FnMut(&mut ReportLine)| {
        if let Some(at) = places.get(name.unwrap_or_default()) {
            count(line_at(&mut units, &mut others, *at));
        }
    };
    let required = required(register);
    for filled in store.filled(register.unit_field(), &required)? {
        of(filled.unit.as_deref(), &mut |line| {
            line.cells += filled.cells;
            line.cells_asked += filled.records * required.len() as u64;
        });
    }
    for event in store.report_events(register.unit_field())? {
        of(event.unit.as_deref(), &mut |line| line.sent(&event));
    }
    for returned in store.returns()? {
        of(Some(&returned.unit), &mut |line| line.went_back(&returned));
    }
    Ok((units, others))
}

fn line_at<'l>(units: &'l mut [ReportLine], others: &'l mut [ReportLine], at: usize) -> &'l mut ReportLine {
    let others_at = at.checked_sub(units.len());
    match others_at {
        Some(at) => &mut others[at],
        None => &mut units[at],
    }
}

/// The fields of which every project must have a value. A region is told by the name of most units: it is not asked for.
fn required(register: &Register) -> Vec<FieldId> {
    let fields = register.desk().reference.catalogue.fields().iter();
    fields
        .filter(|field| field.need == Need::Required && field.kind != FieldType::Region)
        .map(|field| field.id)
        .collect()
}

/// Sets what a person says of units; tells the state of all.
pub fn set_state(register: &Register, request: &SetReportStateRequest) -> Result<ProgressResult, ApiError> {
    let allowed = [None, Some(ReportState::Verified), Some(ReportState::Zero)];
    if !allowed.contains(&request.state) {
        return Err(ApiError::new(Code::BadRequest).with("why", "state"));
    }
    let units = known(register, &request.units)?;
    let line = request.state.map(|state| serde_json::to_string(&Said { state }).expect("BUG: our own types are JSON"));
    let change = |unit: String| ReferenceChange { kind: KIND, key: unit, line: line.clone() };
    let changes: Vec<ReferenceChange> = units.into_iter().map(change).collect();
    register.store().change_reference(&changes, &request.reason, register.operator(), &register.now())?;
    progress(register)
}

/// The lines that names are of, as they are called; refused where one is none.
pub(crate) fn known(register: &Register, names: &[String]) -> Result<Vec<String>, ApiError> {
    let (expected, units) = (expected(register)?, &register.desk().reference.units);
    let line = |name: &String| {
        let found = expected.find(name).or_else(|| expected.find(&units.find(name)?.name));
        found.map(|unit| unit.name.clone()).ok_or_else(|| ApiError::new(Code::NoUnit).with("unit", name))
    };
    names.iter().map(line).collect()
}

fn said(register: &Register) -> Result<HashMap<String, SaidLine>, ApiError> {
    let line = |line: ReferenceLine| {
        let Said { state } = crate::reference::parsed(&line)?;
        Ok((line.key, SaidLine { state, reason: line.why, who: line.who, at: line.at }))
    };
    register.store().reference(KIND)?.into_iter().map(line).collect()
}

pub(crate) fn expected(register: &Register) -> Result<Expected, ApiError> {
    let desk = register.desk();
    Expected::new(&desk.seeds.text("reporting.toml")?, &desk.reference, &desk.changes.expected).map_err(|e| wrong(&e))
}

pub(crate) fn wrong(why: &impl std::fmt::Display) -> ApiError {
    ApiError::new(Code::SeedsWrong).with("file", "reporting.toml").with("why", why.to_string())
}

/// A day as typed: `2023-12-31`.
pub(crate) fn day(text: &str) -> Result<NaiveDate, ApiError> {
    text.trim().parse().map_err(|_| ApiError::new(Code::DayWrong).with("value", text))
}
