//! The comparison as rows of exports: 年度对比表 (projects) and 年度对比统计表 (units).

use std::sync::Arc;

use qingce_core::report::ReportCell;
use qingce_core::value::Fen;
use qingce_core::years::{Sum, YearFate, YearSum};

use super::compare::{Compared, Line, compared};
use super::{YearReason, years};
use crate::error::ApiError;
use crate::job::{Cancel, Job, Silent};
use crate::register::Register;
use crate::told::{ToldRow, text};

/// The comparison with the newest earlier year; none where there is none.
fn newest(register: &Register) -> Result<Option<Arc<Compared>>, ApiError> {
    let Some(year) = years(register)?.first().copied() else { return Ok(None) };
    compared(register, year, Job { sink: &Silent, cancel: &Cancel::default() }).map(Some)
}

/// Projects that are new, gone or changed, by unit.
pub(crate) fn projects(register: &Register) -> Result<Vec<ToldRow>, ApiError> {
    let Some(compared) = newest(register)? else { return Ok(Vec::new()) };
    let moved = compared.lines.iter().filter(|line| line.fate != YearFate::Unchanged);
    Ok(moved.map(|line| project(register, line)).collect())
}

fn project(register: &Register, line: &Line) -> ToldRow {
    let (messages, catalogue) = (&register.desk().messages, &register.desk().reference.catalogue);
    let (then, now) = (line.then.as_ref(), line.now.as_ref());
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| messages.word("year", "blank"));
    let changes = line.changes.iter().map(|change| {
        let header = catalogue.by_key(&change.field).map_or(change.field.as_str(), |field| field.header.as_str());
        let params = [("header", header), ("old", &shown(&change.old)), ("new", &shown(&change.new))];
        messages.phrase("year", "change", &params)
    });
    let changes = changes.collect::<Vec<_>>().join("\n");
    let (fen_then, fen) = (then.map(|then| then.side.fen), now.map(|now| now.side.fen));
    let money = |fen: Option<i64>| fen.map_or(ReportCell::Empty, |fen| ReportCell::Money(Fen(fen)));
    let reason = match (&line.reason, line.fate) {
        (Some(YearReason::Status { text }), _) => messages.phrase("year", "status", &[("status", text)]),
        (Some(YearReason::Said { text, .. }), _) => text.clone(),
        (None, YearFate::Gone) => messages.word("year", "unexplained"),
        _ => String::new(),
    };
    let unit = now.map(|now| &now.side.unit).or(then.map(|then| &then.side.unit)).cloned().unwrap_or_default();
    // What a project that is gone cost is no sum of this year.
    let in_force = |fen: Option<i64>| if line.fate == YearFate::Gone { None } else { fen };
    let difference = match line.fate {
        YearFate::New => fen,
        YearFate::Gone => fen_then.map(|fen| -fen),
        _ => fen.zip(fen_then).map(|(now, then)| now - then),
    };
    let cells = vec![
        ("fate", text(messages.word("year_fate", line.fate.key()))),
        ("then", text(then.map(|then| then.name.clone()).unwrap_or_default())),
        ("now", text(now.map(|now| now.name.clone()).unwrap_or_default())),
        ("fen_then", money(fen_then.filter(|_| line.fate != YearFate::New))),
        ("fen", money(in_force(fen))),
        ("difference", money(difference)),
        ("changes", text(changes)),
        ("reason", text(reason)),
        (
            "origin",
            text(
                then.map(|then| format!("{} {}!{}", then.origin.file, then.origin.sheet, then.origin.row))
                    .unwrap_or_default(),
            ),
        ),
    ];
    let unexplained = line.fate == YearFate::Gone && line.reason.is_none();
    let kinds = [line.fate.key()].into_iter().chain(unexplained.then_some("unexplained")).collect();
    let section = if unit.is_empty() { messages.word("year", "no_unit") } else { unit };
    ToldRow { section, kinds, cells }
}

/// The accounts of the units.
pub(crate) fn sums(register: &Register) -> Result<Vec<ToldRow>, ApiError> {
    let Some(compared) = newest(register)? else { return Ok(Vec::new()) };
    Ok(compared.units.iter().map(|sum| account(register, sum)).collect())
}

fn account(register: &Register, sum: &YearSum) -> ToldRow {
    let unit = if sum.unit.is_empty() { register.desk().messages.word("year", "no_unit") } else { sum.unit.clone() };
    let mut cells = vec![("unit", text(unit))];
    let pairs: [(&str, &str, Sum); 9] = [
        ("then", "then_fen", sum.then),
        ("gone", "gone_fen", sum.gone),
        ("unexplained", "unexplained_fen", sum.unexplained),
        ("new", "new_fen", sum.new),
        ("moved", "moved_fen", sum.moved),
        ("changed", "changed_fen", sum.changed),
        ("unchanged", "unchanged_fen", sum.unchanged),
        ("now", "fen", sum.now),
        ("aside", "aside_fen", sum.aside),
    ];
    for (rows, fen, sum) in pairs {
        cells.push((rows, ReportCell::Int(sum.rows)));
        cells.push((fen, ReportCell::Money(Fen(sum.fen))));
    }
    ToldRow { section: String::new(), kinds: Vec::new(), cells }
}
