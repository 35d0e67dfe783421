//! The units as rows of exports: 报送情况表, 催报清单, 考核评分表.

use qingce_core::message::Messages;
use qingce_core::report::ReportCell;
use qingce_core::value::Fen;

use super::line::{ReportLine, ReportState};
use super::{ProgressResult, progress};
use crate::error::ApiError;
use crate::register::Register;
use crate::told::{ToldRow, count, text};

/// All expected units by level, overdue first; units that nobody expected last.
pub(crate) fn rows(register: &Register) -> Result<Vec<ToldRow>, ApiError> {
    let messages = &register.desk().messages;
    let ProgressResult { groups, units, others, .. } = progress(register)?;
    let mut rows = Vec::with_capacity(units.len() + others.len());
    for group in &groups {
        let mut lines: Vec<&ReportLine> = units.iter().filter(|line| line.group == group.id).collect();
        lines.sort_by_key(|line| (std::cmp::Reverse(line.overdue), line.state.urgency()));
        rows.extend(lines.into_iter().map(|line| row(line, &group.title, messages)));
    }
    let title = messages.word("report_tree", "others");
    rows.extend(others.iter().map(|line| row(line, &title, messages)));
    Ok(rows)
}

fn row(line: &ReportLine, section: &str, messages: &Messages) -> ToldRow {
    let day =
        |at: &Option<String>| at.as_deref().and_then(crate::moment::day).map(|day| day.to_string()).unwrap_or_default();
    let waits = matches!(line.state, ReportState::Missing | ReportState::Returned) && !line.group.is_empty();
    let (round, to_return) = ((line.round - 1).to_string(), line.to_return.to_string());
    let params = [("round", round.as_str()), ("to_return", to_return.as_str())];
    let due = if waits { messages.phrase("report_due", line.state.key(), &params) } else { String::new() };
    let above = [&line.above, line.city.as_ref().unwrap_or(&line.above)].into_iter().find(|name| !name.is_empty());
    let number = |number: u64| if line.records > 0 { count(number) } else { ReportCell::Empty };
    let mut cells = vec![
        ("unit", text(line.name.as_str())),
        ("code", text(line.code.as_str())),
        ("above", text(above.cloned().unwrap_or_default())),
        ("state", text(messages.word("report_state", line.state.key()))),
        ("rule", text(line.rule.as_str())),
        ("due", text(due)),
        ("deadline", text(line.deadline.clone().unwrap_or_default())),
        ("overdue", if line.overdue > 0 { count(line.overdue.into()) } else { ReportCell::Empty }),
        ("extension", text(line.extension.as_ref().map(|given| given.reason.clone()).unwrap_or_default())),
        ("first", text(day(&line.first_at))),
        ("last", text(day(&line.at))),
        ("records", number(line.records)),
        ("fen", if line.records > 0 { ReportCell::Money(Fen(line.fen)) } else { ReportCell::Empty }),
        ("to_return", number(line.to_return)),
        ("must_fix", number(line.must_fix)),
        ("explain", number(line.explain)),
        ("cycles", number(line.cycles)),
        ("one", count(1)),
        ("said", text(line.said.as_ref().map(|said| said.reason.clone()).unwrap_or_default())),
    ];
    if let Some(score) = &line.score {
        let told: Vec<String> = score.parts.iter().map(|part| part.title.clone() + "　" + &part.told).collect();
        cells.push(("score", ReportCell::Number(hundredths(score.hundredths))));
        cells.push(("score_told", text([told.join("\n"), score.told.clone()].join("\n").trim().to_owned())));
        for (name, id) in
            [("on_time", "on_time"), ("faults", "faults"), ("cycle_points", "cycles"), ("complete", "complete")]
        {
            let part = score.parts.iter().find(|part| part.id == id);
            if let Some(points) = part.and_then(|part| part.points.parse().ok()) {
                cells.push((name, ReportCell::Number(points)));
            }
        }
    }
    let mut kinds = vec![line.state.key()];
    if waits {
        kinds.push("due");
    }
    if line.overdue > 0 {
        kinds.push("overdue");
    }
    if !line.group.is_empty() {
        kinds.push("expected");
    }
    ToldRow { section: section.to_owned(), kinds, cells }
}

fn hundredths(number: i64) -> f64 {
    number as f64 / 100.0
}
