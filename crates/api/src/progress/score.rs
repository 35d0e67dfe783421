//! The score of a unit, told so that it can be checked by hand.
//!
//! Not in here: the formula ([`qingce_core::score`]). The invariant: the sentences hold the numbers that were reckoned with.

use qingce_core::message::Messages;
use qingce_core::score::{Hundredths, Measure, Score, ScoreRules, Scored, per_cent, shown, whole};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::line::{ReportLine, ReportState};
use super::wrong;
use crate::error::ApiError;
use crate::register::Register;

/// One part of a unit's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScorePartLine {
    /// Stable name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is reckoned from, and the formula with the numbers put in.
    pub told: String,
    /// Its points.
    pub points: String,
}

/// The score of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScoreLine {
    /// The score, with at most two decimals.
    pub total: String,
    /// The same in hundredths, for sorting.
    pub hundredths: i64,
    /// The parts that could be judged; none of a unit that did not report.
    pub parts: Vec<ScorePartLine>,
    /// The sum with the numbers put in, or the rule of a unit that did not report.
    pub told: String,
}

/// The rules of the seeds.
pub(crate) fn rules(register: &Register) -> Result<ScoreRules, ApiError> {
    ScoreRules::parse(&register.desk().seeds.text("reporting.toml")?).map_err(|e| wrong(&e))
}

/// The score of a line; none of one that may still report in time.
pub(crate) fn of(rules: &ScoreRules, line: &ReportLine, messages: &Messages) -> Option<ScoreLine> {
    match line.state {
        ReportState::Missing if line.overdue == 0 => None,
        ReportState::Missing => {
            let score = rules.unreported();
            let params = [("days", line.overdue.to_string()), ("total", shown(score.total))];
            Some(told_of(&score, Vec::new(), phrase(messages, "unreported", &params)))
        }
        state => {
            let zero = state == ReportState::Zero;
            let score = rules.score(zero, |measure| value(measure, line))?;
            let parts = score.parts.iter().map(|scored| part(rules, scored, line, messages)).collect();
            let told = sum(rules, &score, zero, messages);
            Some(told_of(&score, parts, told))
        }
    }
}

fn told_of(score: &Score, parts: Vec<ScorePartLine>, told: String) -> ScoreLine {
    ScoreLine { total: shown(score.total), hundredths: score.total, parts, told }
}

fn value(measure: Measure, line: &ReportLine) -> Option<Hundredths> {
    let count = |count: u64| i64::try_from(count).ok().map(|count| count * 100);
    match measure {
        Measure::LateDays => count(line.late_days?.into()),
        Measure::FaultPercent => per_cent(line.faulty, line.rows),
        Measure::Cycles => count(line.cycles),
        Measure::FilledPercent => per_cent(line.cells, line.cells_asked),
    }
}

fn part(rules: &ScoreRules, scored: &Scored, line: &ReportLine, messages: &Messages) -> ScorePartLine {
    let rule = &rules.part[scored.part];
    let from = match rule.measure {
        Measure::LateDays => phrase(messages, "late_days", &[("days", line.late_days.unwrap_or(0).to_string())]),
        Measure::FaultPercent => {
            let params =
                [("part", line.faulty.to_string()), ("whole", line.rows.to_string()), ("value", shown(scored.value))];
            phrase(messages, "fault_percent", &params)
        }
        Measure::Cycles => phrase(messages, "cycles", &[("cycles", line.cycles.to_string())]),
        Measure::FilledPercent => {
            let params = [
                ("part", line.cells.to_string()),
                ("whole", line.cells_asked.to_string()),
                ("value", shown(scored.value)),
            ];
            phrase(messages, "filled_percent", &params)
        }
    };
    let cut = if scored.raw == scored.points { "points" } else { "points_cut" };
    let params = [
        ("from", from),
        ("weight", shown(whole(rule.weight))),
        ("worst", shown(whole(rule.worst))),
        ("best", shown(whole(rule.best))),
        ("value", shown(scored.value)),
        ("raw", shown(scored.raw)),
        ("points", shown(scored.points)),
    ];
    ScorePartLine {
        id: rule.id.clone(),
        title: rule.title.clone(),
        told: phrase(messages, cut, &params),
        points: shown(scored.points),
    }
}

fn sum(rules: &ScoreRules, score: &Score, zero: bool, messages: &Messages) -> String {
    let points: Vec<String> = score.parts.iter().map(|scored| shown(scored.points)).collect();
    let params = [
        ("points", points.join(&messages.word("score", "plus"))),
        ("sum", shown(score.points)),
        ("weights", shown(score.weights)),
        ("full", shown(rules.full())),
        ("total", shown(score.total)),
    ];
    let key = match (zero, score.weights == rules.full()) {
        (true, _) => "sum_zero",
        (false, true) => "sum",
        (false, false) => "sum_part",
    };
    phrase(messages, key, &params)
}

/// How the score is made: one line per part, then the rules.
pub(crate) fn formula(rules: &ScoreRules, messages: &Messages) -> Vec<String> {
    let mut lines = vec![phrase(messages, "rule_points", &[])];
    for part in &rules.part {
        let params = [
            ("title", part.title.clone()),
            ("weight", shown(whole(part.weight))),
            ("best", shown(whole(part.best))),
            ("worst", shown(whole(part.worst))),
            ("unit", part.unit.clone()),
            ("of", phrase(messages, &format!("of_{}", key(part.measure)), &[])),
        ];
        lines.push(phrase(messages, "rule_part", &params));
    }
    let zero: Vec<&str> =
        rules.part.iter().filter(|part| rules.zero.contains(&part.id)).map(|part| part.title.as_str()).collect();
    lines.push(phrase(messages, "rule_sum", &[("full", shown(rules.full()))]));
    lines.push(phrase(messages, "rule_zero", &[("parts", zero.join(&messages.word("score", "join")))]));
    lines.push(phrase(messages, "rule_unreported", &[("total", shown(whole(rules.unreported)))]));
    lines
}

fn key(measure: Measure) -> &'static str {
    match measure {
        Measure::LateDays => "late_days",
        Measure::FaultPercent => "fault_percent",
        Measure::Cycles => "cycles",
        Measure::FilledPercent => "filled_percent",
    }
}

fn phrase(messages: &Messages, key: &str, params: &[(&str, String)]) -> String {
    let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    messages.phrase("score", key, &params)
}
