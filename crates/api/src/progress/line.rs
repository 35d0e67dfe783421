//! One line of 报送进度: a unit, what it sent, how far it is, and the rule that says so.
//!
//! The invariant: a state is told by one rule, and the line names it.

use chrono::NaiveDate;
use qingce_core::expected::ExpectedUnit;
use qingce_core::message::Messages;
use qingce_store::{Report, ReportEvent, Returned};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::due::{Deadlines, ExtensionLine};
use super::score::ScoreLine;

/// How far a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// 未报: nothing of it is in the register.
    Missing,
    /// 已报.
    Reported,
    /// 退回修改: some of its projects are marked 待退回.
    Returned,
    /// 复报: it sent corrections, and none of its projects is marked 待退回.
    Again,
    /// 已核定, by a person.
    Verified,
    /// 零报告, by a person: it has no projects.
    Zero,
}

impl ReportState {
    /// All states, in the order of the page.
    pub const ALL: [ReportState; 6] = [
        ReportState::Missing,
        ReportState::Reported,
        ReportState::Returned,
        ReportState::Again,
        ReportState::Verified,
        ReportState::Zero,
    ];
    /// What waits longest for a person stands first.
    pub(crate) fn urgency(self) -> usize {
        let order = [Self::Missing, Self::Returned, Self::Again, Self::Reported, Self::Zero, Self::Verified];
        order.iter().position(|state| *state == self).expect("BUG: all states stand in the order")
    }
    /// Stable name, as in JSON.
    pub fn key(self) -> &'static str {
        match self {
            ReportState::Missing => "missing",
            ReportState::Reported => "reported",
            ReportState::Returned => "returned",
            ReportState::Again => "again",
            ReportState::Verified => "verified",
            ReportState::Zero => "zero",
        }
    }
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

/// A reporting unit that counts for a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reporter {
    /// As it stands in the register; empty for projects without a unit.
    pub name: String,
    /// Projects.
    pub records: u64,
    /// Sum of 总投资, 分.
    pub fen: i64,
    /// Projects marked 待退回.
    pub to_return: u64,
    /// Open remarks that must be fixed.
    pub must_fix: u64,
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
    /// Code of the office, as the office keeps it; may be empty.
    pub code: String,
    /// Its 主管部门, where the office says so; may be empty.
    pub above: String,
    /// Added by the office.
    pub own: bool,
    /// How far it is.
    pub state: ReportState,
    /// The rule that says so, as a sentence.
    pub rule: String,
    /// Who made it so: who said it, or who imported what the unit sent last; empty where nothing came.
    pub who: String,
    /// What a person said of it. 零报告 does not hold any more once it reports something.
    pub said: Option<SaidLine>,
    /// It sent something after it was 已核定.
    pub changed_since: bool,
    /// Reporting units that count for it.
    pub reporters: Vec<Reporter>,
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
    /// When its first report was promoted, UTC.
    pub first_at: Option<String>,
    /// Batches that brought something of it.
    pub reports: u64,
    /// Its replies: to workbooks that went back or, of units to which none went, batches that changed what it had sent;
    /// where several units report for the line, those of the one with most.
    pub cycles: u64,
    /// Rows that it sent with all of them, and those with something to fix.
    pub rows: u64,
    /// See [`ReportLine::rows`].
    pub faulty: u64,
    /// Required cells of its projects, and those that hold a value.
    pub cells_asked: u64,
    /// See [`ReportLine::cells_asked`].
    pub cells: u64,
    /// The report that is due, or was last: 1 is the first report, 2 the first reply.
    pub round: u32,
    /// The day it is due, `2023-12-31`; none where none was set.
    pub deadline: Option<String>,
    /// The office gave it another day than the others.
    pub extension: Option<ExtensionLine>,
    /// Days after the deadline of what is still due; 0 where nothing is.
    pub overdue: u32,
    /// Days late in all: first report, replies, and what is still due; none where no deadline was set.
    pub late_days: Option<u32>,
    /// Its score; none before it can be judged.
    pub score: Option<ScoreLine>,
    /// When the workbook that waits for its reply went back, UTC.
    pub returned_at: Option<String>,
    /// What its reporting units replied.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) replies: Vec<Reply>,
    /// When its reports came: the first, then every reply; with the day that a return asked for.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) came: Vec<(String, Option<NaiveDate>)>,
    /// The day that the workbook that waits for its reply asks for.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) asked: Option<NaiveDate>,
}

/// A reply of a reporting unit: corrections of what it had sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    reporter: String,
    at: String,
    /// The day that the return asked for.
    asked: Option<NaiveDate>,
    /// It answers a workbook that went back; else it is known by the records that it changed.
    answers: bool,
}

impl ReportLine {
    pub(super) fn of(unit: &ExpectedUnit, city: Option<String>) -> ReportLine {
        ReportLine {
            group: unit.group.clone(),
            region: unit.region.clone(),
            city,
            code: unit.code.clone(),
            above: unit.above.clone(),
            own: unit.own,
            ..ReportLine::named(&unit.name)
        }
    }

    pub(super) fn named(name: &str) -> ReportLine {
        ReportLine {
            name: name.to_owned(),
            group: String::new(),
            region: None,
            city: None,
            code: String::new(),
            above: String::new(),
            own: false,
            state: ReportState::Missing,
            rule: String::new(),
            who: String::new(),
            said: None,
            changed_since: false,
            reporters: Vec::new(),
            records: 0,
            fen: 0,
            to_return: 0,
            must_fix: 0,
            explain: 0,
            batch: None,
            at: None,
            first_at: None,
            reports: 0,
            cycles: 0,
            rows: 0,
            faulty: 0,
            cells_asked: 0,
            cells: 0,
            round: 1,
            deadline: None,
            extension: None,
            overdue: 0,
            late_days: None,
            score: None,
            returned_at: None,
            replies: Vec::new(),
            came: Vec::new(),
            asked: None,
        }
    }

    /// Counts a reporting unit for the line.
    pub(super) fn add(&mut self, name: &str, report: &Report) {
        self.reporters.push(Reporter {
            name: name.to_owned(),
            records: report.records,
            fen: report.fen,
            to_return: report.to_return,
            must_fix: report.remarks.must_fix,
        });
        self.records += report.records;
        self.fen += report.fen;
        self.to_return += report.to_return;
        self.must_fix += report.remarks.must_fix;
        self.explain += report.remarks.explain;
        self.batch = self.batch.max(report.batch);
    }

    /// Counts what one of its reporting units sent; the oldest first within a unit.
    pub(super) fn sent(&mut self, event: &ReportEvent) {
        self.rows += event.rows;
        self.faulty += event.faulty;
        self.reports += 1;
        if event.changed > 0 {
            let (reporter, at) = (event.unit.clone().unwrap_or_default(), event.at.clone());
            self.replies.push(Reply { reporter, at, asked: None, answers: false });
        }
        if self.first_at.as_ref().is_none_or(|first| event.at < *first) {
            self.first_at = Some(event.at.clone());
        }
        if self.at.as_ref().is_none_or(|last| event.at >= *last) {
            (self.at, self.who) = (Some(event.at.clone()), event.who.clone());
        }
    }

    /// Counts what went back to one of its reporting units; the first cycle first.
    pub(super) fn went_back(&mut self, returned: &Returned) {
        let asked = returned.deadline.as_deref().and_then(|day| day.parse().ok());
        match returned.replies.first() {
            Some(reply) => {
                let (reporter, at) = (returned.unit.clone(), reply.at.clone());
                self.replies.push(Reply { reporter, at, asked, answers: true });
            }
            None => {
                self.returned_at = Some(returned.at.clone());
                self.asked = [self.asked, asked].into_iter().flatten().min();
            }
        }
    }

    /// The replies of the reporting unit that has most of them, the first first.
    fn most_replies(&self) -> Vec<&Reply> {
        let of = |reporter: &Reporter| {
            let mut own: Vec<&Reply> = self.replies.iter().filter(|reply| reply.reporter == reporter.name).collect();
            if own.iter().any(|reply| reply.answers) {
                own.retain(|reply| reply.answers);
            }
            own.sort_by(|a, b| a.at.cmp(&b.at));
            own.dedup_by(|later, earlier| later.at == earlier.at);
            own
        };
        self.reporters.iter().map(of).max_by_key(Vec::len).unwrap_or_default()
    }

    /// Its state, once everything is counted.
    pub(super) fn settle(&mut self, messages: &Messages) {
        let replies: Vec<_> = self.most_replies().into_iter().map(|reply| (reply.at.clone(), reply.asked)).collect();
        self.cycles = replies.len() as u64;
        self.came = self.first_at.clone().map(|at| (at, None)).into_iter().chain(replies).collect();
        let said = self.said.as_ref().map(|said| said.state);
        let sound = self.to_return == 0 && self.returned_at.is_none();
        self.state = match (said, self.records) {
            (Some(ReportState::Verified), _) => ReportState::Verified,
            (Some(state), 0) => state,
            (_, 0) => ReportState::Missing,
            _ if !sound => ReportState::Returned,
            _ if self.cycles > 0 => ReportState::Again,
            _ => ReportState::Reported,
        };
        let by_person = matches!(self.state, ReportState::Verified | ReportState::Zero);
        if let Some(said) = self.said.as_ref().filter(|_| by_person) {
            self.changed_since = self.at.as_ref().is_some_and(|at| *at > said.at);
            self.who.clone_from(&said.who);
        }
        let (records, to_return, cycles) =
            (self.records.to_string(), self.to_return.to_string(), self.cycles.to_string());
        let params = [("records", records.as_str()), ("to_return", &to_return), ("cycles", &cycles)];
        let key = match self.state {
            ReportState::Returned if self.to_return == 0 => "returned_waits",
            state => state.key(),
        };
        self.rule = messages.phrase("report_rule", key, &params);
    }

    /// What is due and since when; how late it was.
    pub(super) fn due(&mut self, deadlines: &Deadlines, today: NaiveDate) {
        let waits = matches!(self.state, ReportState::Missing | ReportState::Returned);
        let done = u32::try_from(self.came.len()).unwrap_or(u32::MAX);
        self.round = if waits { done + 1 } else { done.max(1) };
        let due = deadlines.of(&self.name, self.round);
        self.extension = due.as_ref().and_then(|due| due.extension.clone());
        // Another day that the office gave comes before the one on the workbook, that before the round's.
        let asked = self.asked.filter(|_| waits && self.extension.is_none());
        let day = asked.or_else(|| due.map(|due| due.day));
        self.deadline = day.map(|day| day.to_string());
        let late = |day: NaiveDate, deadline: NaiveDate| u32::try_from((day - deadline).num_days()).unwrap_or(0);
        if let Some(day) = day.filter(|_| waits) {
            self.overdue = late(today, day);
        }
        let of_round = |round: u32| deadlines.of(&self.name, round).map(|due| due.day);
        let came = (1..).zip(&self.came);
        let came = came
            .filter_map(|(round, (at, asked))| Some(late(crate::moment::day(at)?, asked.or_else(|| of_round(round))?)));
        let zero = self.said.as_ref().filter(|_| self.state == ReportState::Zero);
        let zero = zero.and_then(|said| Some(late(crate::moment::day(&said.at)?, of_round(1)?)));
        let due = (waits && day.is_some()).then_some(self.overdue);
        let days: Vec<u32> = came.chain(zero).chain(due).collect();
        self.late_days = (!days.is_empty()).then(|| days.iter().sum());
    }
}
