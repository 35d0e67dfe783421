//! Who is expected to report, and how far each of them is (报送进度).
//!
//! Not in here: deadlines, cycles of correction and scores. The invariant: every record counts for one line or among the
//! others, so that their sums are those of the register.

use std::collections::HashMap;

use qingce_core::expected::Expected;
use qingce_store::{ReferenceChange, ReferenceLine, Report};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::register::Register;

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

/// What a person said of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaidLine {
    /// 已核定 or 零报告.
    pub state: ReportState,
    /// Why.
    pub reason: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// What is kept of it.
#[derive(Serialize, Deserialize)]
struct Said {
    state: ReportState,
}

/// Kind of such lines among those an office keeps.
const KIND: &str = "report_state";

/// How far a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// 未报: nothing of it is in the register.
    Missing,
    /// 已报.
    Reported,
    /// 退回修改: some of its projects are marked 待退回.
    Returned,
    /// 已核定, by a person.
    Verified,
    /// 零报告, by a person: it has no projects.
    Zero,
}

impl ReportState {
    /// All states, in the order of the page.
    pub const ALL: [ReportState; 5] =
        [ReportState::Missing, ReportState::Reported, ReportState::Returned, ReportState::Verified, ReportState::Zero];
}

/// How many units are in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StateCount {
    /// The state.
    pub state: ReportState,
    /// Units in it.
    pub units: u64,
}

/// One level of units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportGroup {
    /// Stable name.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// One line: a unit that is expected to report, or one that reported without being expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportLine {
    /// The office, or the region for all its offices.
    pub name: String,
    /// Id of its level; empty for a unit that is not expected.
    pub group: String,
    /// Code of the region, where it stands for one.
    pub region: Option<String>,
    /// Name of the city above it, for a county.
    pub city: Option<String>,
    /// Added by the office.
    pub own: bool,
    /// How far it is.
    pub state: ReportState,
    /// What a person said of it. 零报告 does not hold any more once it reports something.
    pub said: Option<SaidLine>,
    /// Reporting units that count for it, as they stand in the register.
    pub reporters: Vec<String>,
    /// Projects.
    pub records: u64,
    /// Sum of 总投资, 分.
    pub fen: i64,
    /// Projects marked 待退回.
    pub to_return: u64,
    /// Open remarks that must be fixed.
    pub must_fix: u64,
    /// Open remarks that must be explained.
    pub explain: u64,
    /// The newest batch that wrote one of its projects, and when it was promoted, UTC.
    pub batch: Option<i64>,
    /// See [`ReportLine::batch`].
    pub at: Option<String>,
}

/// The state of all units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressResult {
    /// The levels.
    pub groups: Vec<ReportGroup>,
    /// Units that are expected, by level.
    pub units: Vec<ReportLine>,
    /// Units that reported and are not expected; also projects without a unit, under an empty name.
    pub others: Vec<ReportLine>,
}

/// The state of all units.
pub fn progress(register: &Register) -> Result<ProgressResult, ApiError> {
    let reference = &register.desk().reference;
    let expected = expected(register)?;
    let reports = register.store().reports(register.unit_field(), register.amount_field())?;
    let city = |region: &Option<String>| {
        let all = reference.regions.all();
        let parent = all.iter().find(|of| Some(&of.code) == region.as_ref())?.parent_code.clone();
        all.iter().find(|of| of.code == parent && !of.parent_code.is_empty()).map(|of| of.name.clone())
    };
    let line = |unit: &qingce_core::expected::ExpectedUnit| ReportLine {
        group: unit.group.clone(),
        region: unit.region.clone(),
        city: city(&unit.region),
        own: unit.own,
        ..ReportLine::new(&unit.name)
    };
    let mut units: Vec<ReportLine> = expected.units().iter().map(line).collect();
    let mut others = Vec::new();
    for report in reports {
        let name = report.value.clone().unwrap_or_default();
        match expected.of(&name, reference) {
            Some(at) => units[at].add(&name, &report),
            None => {
                let mut other = ReportLine::new(&name);
                other.add(&name, &report);
                others.push(other);
            }
        }
    }
    let batches = register.store().batches()?;
    let mut said = said(register)?;
    for line in units.iter_mut().chain(&mut others) {
        line.at = batches.iter().find(|batch| Some(batch.id) == line.batch).map(|batch| batch.finished_at.clone());
        line.said = said.remove(&line.name);
        line.state = line.derived();
    }
    let groups = expected.groups().iter().map(|group| ReportGroup { id: group.id.clone(), title: group.title.clone() });
    Ok(ProgressResult { groups: groups.collect(), units, others })
}

impl ReportLine {
    fn new(name: &str) -> ReportLine {
        ReportLine {
            name: name.to_owned(),
            group: String::new(),
            region: None,
            city: None,
            own: false,
            state: ReportState::Missing,
            said: None,
            reporters: Vec::new(),
            records: 0,
            fen: 0,
            to_return: 0,
            must_fix: 0,
            explain: 0,
            batch: None,
            at: None,
        }
    }

    fn derived(&self) -> ReportState {
        let said = self.said.as_ref().map(|said| said.state);
        match (said, self.records, self.to_return) {
            (Some(ReportState::Verified), ..) => ReportState::Verified,
            (Some(state), 0, _) => state,
            (_, 0, _) => ReportState::Missing,
            (_, _, 0) => ReportState::Reported,
            _ => ReportState::Returned,
        }
    }

    fn add(&mut self, reporter: &str, report: &Report) {
        self.reporters.push(reporter.to_owned());
        self.records += report.records;
        self.fen += report.fen;
        self.to_return += report.to_return;
        self.must_fix += report.remarks.must_fix;
        self.explain += report.remarks.explain;
        self.batch = self.batch.max(report.batch);
    }
}

/// Sets what a person says of units; tells the state of all.
pub fn set_state(register: &Register, request: &SetReportStateRequest) -> Result<ProgressResult, ApiError> {
    let allowed = [None, Some(ReportState::Verified), Some(ReportState::Zero)];
    if !allowed.contains(&request.state) {
        return Err(ApiError::new(Code::BadRequest).with("why", "state"));
    }
    let line = request.state.map(|state| serde_json::to_string(&Said { state }).expect("BUG: our own types are JSON"));
    let change = |unit: &String| ReferenceChange { kind: KIND, key: unit.clone(), line: line.clone() };
    let changes: Vec<ReferenceChange> = request.units.iter().map(change).collect();
    register.store().change_reference(&changes, &request.reason, register.operator(), &register.now())?;
    progress(register)
}

fn said(register: &Register) -> Result<HashMap<String, SaidLine>, ApiError> {
    let line = |line: ReferenceLine| {
        let Said { state } = crate::reference::parsed(&line)?;
        Ok((line.key, SaidLine { state, reason: line.why, who: line.who, at: line.at }))
    };
    register.store().reference(KIND)?.into_iter().map(line).collect()
}

fn expected(register: &Register) -> Result<Expected, ApiError> {
    let desk = register.desk();
    Expected::new(&desk.seeds.text("reporting.toml")?, &desk.reference, &desk.changes.expected)
        .map_err(|e| ApiError::new(Code::SeedsWrong).with("file", "reporting.toml").with("why", e.to_string()))
}
