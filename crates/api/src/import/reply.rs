//! A workbook that went back and came again: which one it is, what of it came, what did not.
//!
//! In here: the hidden sheet, refusals of workbooks of others, what is told of the reply as a whole. Not in here: single
//! rows (`stage`, [`super::marks`]).
//!
//! The invariant: a record of the workbook that is not in the reply is told and stays as it is.

use qingce_core::finding::{Finding, Severity};
use qingce_core::record::Record;
use qingce_core::token::{IDENTITY_SHEET, VERSION};
use qingce_store::{NewReply, Reply, Returned};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ImportResult;
use super::marks::Marks;
use crate::error::{ApiError, Code};
use crate::register::Register;
use crate::returning::{KIND, fields_print, sheet_check};

/// A workbook that went back to a unit and that a file answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplyLine {
    /// Number of the workbook.
    pub returned: i64,
    /// The unit.
    pub unit: String,
    /// Which return of the unit it was.
    pub cycle: i64,
    /// Projects of the workbook that are in the file.
    pub came: u64,
    /// Projects of the workbook that are not in the file; they stay as they are.
    pub absent: u64,
    /// Projects that were marked 待退回 and are no more.
    pub mended: u64,
    /// Projects of the file that are marked 待退回.
    pub faulty: u64,
}

/// What became of the records that a file told, by id.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// All.
    pub came: FxHashSet<i64>,
    /// Marked 待退回 before and not any more.
    pub mended: FxHashSet<i64>,
    /// Marked 待退回.
    pub faulty: FxHashSet<i64>,
}

impl Outcome {
    /// A row told a record; whether that is faulty then.
    pub(super) fn record(&mut self, before: &Record, faulty: bool) {
        self.came.insert(before.id);
        if faulty {
            self.faulty.insert(before.id);
        } else if before.to_return {
            self.mended.insert(before.id);
        }
    }
}

/// What the hidden sheet is worth.
enum Hidden {
    /// There is none.
    Missing,
    /// It was changed.
    Edited,
    /// As written; whether the fields were others then.
    Whole { returned: i64, older: bool },
}

/// What a file is as a reply, and what is to be said of that.
pub(super) struct Told {
    pub lines: Vec<ReplyLine>,
    pub findings: Vec<Finding>,
}

/// Tells what a file answers. `hidden`: the lines of the hidden sheet; `unit`: for whom a person gave it.
///
/// # Errors
/// The workbook is another register's, another unit's, or of a later version of the program.
pub(super) fn told(
    register: &Register,
    marks: &mut Marks,
    hidden: &[(String, String)],
    outcome: &Outcome,
    (unit, sheet): (Option<&str>, &str),
) -> Result<Told, ApiError> {
    if let Some(place) = &marks.newer {
        return Err(ApiError::new(Code::ReturnNewer).with("place", place));
    }
    let sheet_said = read(register, marks, hidden)?;
    if let Some(place) = marks.other.as_ref().filter(|_| marks.own == 0) {
        return Err(ApiError::new(Code::ReturnOtherRegister).with("place", place));
    }
    let mut answered: Vec<i64> = marks.returned.iter().copied().collect();
    let mut findings = Vec::new();
    let say = |code, severity| Finding::new(code, severity, sheet, 0, 0);
    if let Hidden::Whole { returned, .. } = sheet_said
        && answered.is_empty()
    {
        answered.push(returned);
        findings.push(say("reply_by_names", Severity::Explain));
    }
    answered.sort_unstable();
    let mut lines = Vec::new();
    for id in answered {
        let Some(returned) = register.store().returned(id)? else { continue };
        if let Some(asked) = unit.filter(|unit| canonical(register, unit) != returned.unit) {
            let error = ApiError::new(Code::ReturnOtherUnit).with("unit", &returned.unit);
            return Err(error.with("asked", asked));
        }
        if matches!(sheet_said, Hidden::Missing) {
            findings.push(say("reply_sheet_missing", Severity::Info).with("unit", &returned.unit));
        }
        lines.push(line(register, &returned, outcome, sheet, &mut findings)?);
    }
    match sheet_said {
        Hidden::Edited => findings.push(say("reply_sheet_edited", Severity::Explain)),
        Hidden::Whole { older: true, .. } => findings.push(say("reply_fields_older", Severity::Info)),
        Hidden::Whole { .. } | Hidden::Missing => {}
    }
    Ok(Told { lines, findings })
}

fn canonical(register: &Register, unit: &str) -> String {
    let reference = &register.desk().reference;
    reference.units.canonical(unit.trim(), &reference.words.unit)
}

/// Reads the hidden sheet.
fn read(register: &Register, marks: &mut Marks, hidden: &[(String, String)]) -> Result<Hidden, ApiError> {
    let of = |name: &str| hidden.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
    if of("kind") != Some(KIND) {
        return Ok(if hidden.is_empty() { Hidden::Missing } else { Hidden::Edited });
    }
    if of("version").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version > VERSION) {
        return Err(ApiError::new(Code::ReturnNewer).with("place", IDENTITY_SHEET));
    }
    let own = marks.own > 0;
    let catalogue = &register.desk().reference.catalogue;
    let marker = marks.marker(register)?;
    if of("register") != Some(marker.register()) {
        // Rows of this register in it say that only the sheet is another's, or was changed.
        return if own {
            Ok(Hidden::Edited)
        } else {
            Err(ApiError::new(Code::ReturnOtherRegister).with("place", IDENTITY_SHEET))
        };
    }
    let lines: Vec<(String, String)> = hidden.iter().filter(|(name, _)| name != "check").cloned().collect();
    let whole = of("check") == Some(sheet_check(marker, &lines).as_str());
    Ok(match of("returned").and_then(|id| id.parse().ok()).filter(|_| whole) {
        Some(returned) => Hidden::Whole { returned, older: of("fields") != Some(&fields_print(marker, catalogue)) },
        None => Hidden::Edited,
    })
}

/// What came of one workbook; a record that did not come is told.
fn line(
    register: &Register,
    returned: &Returned,
    outcome: &Outcome,
    sheet: &str,
    findings: &mut Vec<Finding>,
) -> Result<ReplyLine, ApiError> {
    let mut line = ReplyLine {
        returned: returned.id,
        unit: returned.unit.clone(),
        cycle: returned.cycle,
        came: 0,
        absent: 0,
        mended: 0,
        faulty: 0,
    };
    for row in register.store().returned_rows(returned.id)? {
        // A record that is gone from the register cannot come.
        let Some(record) = row.record else { continue };
        if !outcome.came.contains(&record) {
            line.absent += 1;
            let finding = Finding::new("reply_row_absent", Severity::Explain, sheet, 0, 0);
            findings.push(finding.with("name", &row.name));
            continue;
        }
        line.came += 1;
        line.mended += u64::from(outcome.mended.contains(&record));
        line.faulty += u64::from(outcome.faulty.contains(&record));
    }
    Ok(line)
}

/// The replies that an import is, as they are kept.
pub(super) fn kept(register: &Register, result: &ImportResult) -> Vec<NewReply> {
    let reply = |line: &ReplyLine| Reply {
        at: register.now(),
        who: register.operator().to_owned(),
        file_name: result.file.clone(),
        batch: None,
        came: line.came,
        absent: line.absent,
        mended: line.mended,
        faulty: line.faulty,
    };
    result.replies.iter().map(|line| NewReply { returned: line.returned, reply: reply(line) }).collect()
}
