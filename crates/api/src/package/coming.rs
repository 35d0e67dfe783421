//! What a merge that waits would bring, line by line, so that it is seen before it is in.
//!
//! Not in here: conflicts, which are asked (`conflict`). The invariant: the lines of a kind are as many as the merge tells.

use qingce_core::three_way::Meeting;
use qingce_core::value::Value;
use qingce_store::{Decision, Word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::conflict::{about_record, of_field, relation_text};
use super::merge::{ConflictRecord, Said};
use super::met::{Met, MetRemoval};
use crate::records::FieldJson;
use crate::register::Register;

/// What a line of a merge is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ComingKind {
    /// A record that comes in.
    New,
    /// A value that changes.
    Cells,
    /// A record that goes.
    TakenOut,
    /// A record that becomes part of another.
    Mergings,
    /// A decision on a tag.
    Decisions,
    /// An answer on two records.
    Answers,
}

/// Asks what a merge that waits would bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListComingRequest {
    /// The merge.
    pub id: u64,
    /// Only lines of this kind.
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<ComingKind>,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// One thing that a merge would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ComingLine {
    /// What it is about.
    pub kind: ComingKind,
    /// The record.
    pub record: ConflictRecord,
    /// Key of the field, or the tag; empty where it is about the record.
    pub field: String,
    /// The other record of an answer.
    pub other: Option<ConflictRecord>,
    /// What is here, as of a conflict.
    pub ours: Option<FieldJson>,
    /// What it becomes.
    pub theirs: Option<FieldJson>,
    /// Who said so there, and when; none where nobody knows.
    pub said: Option<Said>,
}

/// Some of what a merge would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ComingPage {
    /// How many there are of the kind asked for.
    pub total: u64,
    /// Those asked for.
    pub lines: Vec<ComingLine>,
}

/// What of a meeting comes in without being asked.
pub(super) fn lines(register: &Register, met: &Met) -> Vec<ComingLine> {
    let line = |kind, record: &ConflictRecord, field: String, said: Option<&Word>| ComingLine {
        kind,
        record: record.clone(),
        field,
        other: None,
        ours: None,
        theirs: None,
        said: said.map(|word| Said { who: word.who.clone(), at: word.at.clone() }),
    };
    let verdict = |decision: &Option<Decision>| decision.as_ref().map(|decision| Value::Text(decision.text()));
    match met {
        Met::New { theirs, said, decisions } => {
            let about = about_record(register, theirs);
            let mut found = vec![line(ComingKind::New, &about, String::new(), said.as_ref())];
            for decision in decisions {
                let said = super::met::word_of(decision);
                let decided = line(ComingKind::Decisions, &about, decision.tag.clone(), Some(&said));
                found.push(ComingLine { theirs: json(verdict(&Some(decision.clone()))), ..decided });
            }
            found
        }
        Met::Gone { .. } | Met::Known { .. } => Vec::new(),
        Met::Both { ours, fields, decisions, .. } => {
            let about = about_record(register, ours);
            let come = fields.iter().filter(|field| field.meeting == Meeting::Theirs);
            let cells = come.map(|field| {
                let cell = line(ComingKind::Cells, &about, of_field(register, field), field.said.as_ref());
                ComingLine { ours: json(field.ours.clone()), theirs: json(field.theirs.clone()), ..cell }
            });
            let come = decisions.iter().filter(|decision| decision.meeting == Meeting::Theirs);
            let decided = come.map(|met| {
                let decided = line(ComingKind::Decisions, &about, met.tag.clone(), Some(&met.said));
                ComingLine { ours: json(verdict(&met.ours)), theirs: json(verdict(&met.theirs)), ..decided }
            });
            cells.chain(decided).collect()
        }
        Met::Removed(MetRemoval { ours, said, into, meeting: Meeting::Theirs }) => {
            let kind = if into.is_some() { ComingKind::Mergings } else { ComingKind::TakenOut };
            vec![line(kind, &about_record(register, ours), String::new(), Some(said))]
        }
        Met::Answer(met) if met.meeting == Meeting::Theirs => {
            let [one, other] = &met.pair;
            let text = |told| json(Some(Value::Text(relation_text(told, &one.uid))));
            let answered = line(ComingKind::Answers, &about_record(register, one), String::new(), Some(&met.said));
            vec![ComingLine {
                other: Some(about_record(register, other)),
                ours: met.ours.as_ref().and_then(|(told, _)| text(told)),
                theirs: met.theirs.as_ref().and_then(text),
                ..answered
            }]
        }
        Met::Removed(_) | Met::Answer(_) => Vec::new(),
    }
}

fn json(value: Option<Value>) -> Option<FieldJson> {
    value.map(|value| FieldJson(value.json()))
}
