//! Decisions on many suggestions at once: tried first, told with count and sum, journaled as one set, taken back as one.
//!
//! The invariant: what a person decided before is replaced only where that was asked for, and always told.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use qingce_core::value::Fen;
use qingce_store::{BulkDecision, Verdict, Weighed};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::job::{Job, Phase};
use crate::records::{RecordTitle, title};
use crate::register::Register;
use crate::reviewing::ReviewFilter;
use crate::tagging::check_tag;

/// How many records a preview names.
const EXAMPLES: usize = 5;

/// A person's word on a tag of many records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideManyRequest {
    /// The tag, without class.
    pub tag: String,
    /// What is decided.
    pub verdict: Verdict,
    /// Why; must be told to reject, and to postpone without a day. A trial needs none.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub reason: String,
    /// To postpone: the day from which it waits again, `2026-12-01`.
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<String>,
    /// The records; all of the filter without them.
    #[serde(default)]
    #[ts(optional)]
    pub uids: Option<Vec<String>>,
    /// Which suggestions, where no records are given.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub filter: ReviewFilter,
    /// Replaces what people decided otherwise before.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub replace: bool,
    /// Tells what would be done, and does nothing.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub dry_run: bool,
}

/// What a bulk decision did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecideManyResult {
    /// Records decided.
    pub decided: u64,
    /// Sum of their amounts, 万元.
    pub amount: String,
    /// Records that had this very decision already.
    pub same: u64,
    /// Records that people decided otherwise before, by what they decided; replaced only if that was asked for.
    pub earlier: Vec<(Verdict, u64)>,
    /// Some of the records decided.
    pub examples: Vec<RecordTitle>,
    /// Number of its set in the journal, for the undo; none where nothing was decided.
    pub set: Option<i64>,
}

/// Takes a set of decisions back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoDecisionsRequest {
    /// Number of the set in the journal.
    pub set: i64,
}

/// Takes one decision back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoDecisionRequest {
    /// The record.
    pub uid: String,
    /// The tag, without class.
    pub tag: String,
}

/// What the undo of decisions did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoDecisionsResult {
    /// Records that wait for a decision again.
    pub withdrawn: u64,
    /// Records that have their earlier decision again.
    pub restored: u64,
    /// Records decided again since; left as they are.
    pub kept: u64,
}

/// Decides on a tag of many records, or tells what that would do.
pub fn decide_many(
    register: &Register,
    request: &DecideManyRequest,
    job: Job<'_>,
) -> Result<DecideManyResult, ApiError> {
    let until = checked(register, request)?;
    let store = register.store();
    let records = match &request.uids {
        Some(uids) => store.ids(uids)?,
        None => {
            let filter = ReviewFilter { tag: Some(request.tag.clone()), ..request.filter.clone() };
            store.reviewed_ids(&filter.query(register)?)?
        }
    };
    let now = register.now();
    let bulk = BulkDecision {
        tag: &request.tag,
        verdict: request.verdict,
        reason: request.reason.trim(),
        until: until.as_deref(),
        replace: request.replace,
        who: register.operator(),
        at: &now,
        today: register.today(),
    };
    let amount = register.amount_field();
    let watch = &mut watched(job);
    let weighed = if request.dry_run {
        store.weigh(&records, &bulk, amount, watch)?
    } else {
        store.decide_all(&records, &bulk, amount, watch)?
    };
    told(register, weighed)
}

fn checked(register: &Register, request: &DecideManyRequest) -> Result<Option<String>, ApiError> {
    check_tag(register, &request.tag)?;
    let silent = request.reason.trim().is_empty() && !request.dry_run;
    let until = request.until.as_deref().filter(|_| request.verdict == Verdict::Postpone);
    let until = until.map(|text| {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
        day.map(|day| day.format("%Y-%m-%d").to_string()).map_err(|_| ApiError::new(Code::DayWrong).with("value", text))
    });
    let until = until.transpose()?;
    match request.verdict {
        Verdict::Reject if silent => Err(ApiError::new(Code::ReasonMissing)),
        Verdict::Postpone if silent && until.is_none() => Err(ApiError::new(Code::PostponeMissing)),
        _ => Ok(until),
    }
}

fn told(register: &Register, weighed: Weighed) -> Result<DecideManyResult, ApiError> {
    let Weighed { decided, fen, same, earlier, set } = weighed;
    let example = |id: &i64| Ok(title(register, &register.store().record_of_id(*id)?));
    Ok(DecideManyResult {
        decided: decided.len() as u64,
        amount: Fen(fen).to_string(),
        same,
        earlier,
        examples: decided.iter().take(EXAMPLES).map(example).collect::<Result<_, ApiError>>()?,
        set,
    })
}

/// Tells a job's progress and hears its cancel.
fn watched(job: Job<'_>) -> impl FnMut(u64, u64) -> ControlFlow<()> + '_ {
    move |done, total| {
        job.tell(Phase::Judge, done, Some(total), 0);
        if job.cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Takes a set of decisions back: what was decided before holds again.
pub fn undo_decisions(
    register: &Register,
    request: &UndoDecisionsRequest,
    job: Job<'_>,
) -> Result<UndoDecisionsResult, ApiError> {
    let by = (register.operator(), register.now());
    let undone = register.store().undo_decisions(request.set, (by.0, &by.1), register.today(), &mut watched(job))?;
    Ok(UndoDecisionsResult { withdrawn: undone.withdrawn, restored: undone.restored, kept: undone.kept })
}

/// Takes back the decision that is in force on a tag of one record: what was decided before holds again.
pub fn undo_decision(register: &Register, request: &UndoDecisionRequest) -> Result<(), ApiError> {
    let by = (register.operator(), register.now());
    Ok(register.store().undo_decision(&request.uid, &request.tag, (by.0, &by.1), register.today())?)
}
