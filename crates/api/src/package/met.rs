//! What a package says as it meets what stands in the register: a record, a field, a decision, an answer.
//!
//! Not in here: finding what meets (`meet`), what people say of conflicts (`conflict`).
//!
//! The invariant: what is compared are values; who said them, when and why is told beside.

use qingce_core::catalogue::{Catalogue, FieldId};
use qingce_core::record::Record;
use qingce_core::three_way::{Base, Extra, Meeting, extra_value, meet, meet_extra};
use qingce_core::value::Value;
use qingce_store::{Answer, Decision, MergingTurn, Told, Word};

/// Key of the columns that fit no field, as journals have it.
pub(super) const EXTRA: &str = "extra";

/// What a package says, and what stands here.
pub(super) enum Met {
    /// A record that is not here, and never was.
    New {
        /// It.
        theirs: Record,
        /// Who brought it there, and when; none where there is no common past.
        said: Option<Word>,
        /// What was decided on it there.
        decisions: Vec<Decision>,
    },
    /// Both are here.
    Both {
        /// uid of theirs.
        uid: String,
        /// The one here.
        ours: Record,
        /// Fields in which theirs says something.
        fields: Vec<MetField>,
        /// Tags on which people decided there.
        decisions: Vec<MetDecision>,
    },
    /// It was here, is gone, and was changed there.
    Gone {
        /// Theirs.
        theirs: Record,
        /// Who worked on it there last, and when.
        said: Option<Word>,
        /// What was decided on it there.
        decisions: Vec<Decision>,
    },
    /// It never came here, and became part there of one that is here, or comes in.
    Known {
        /// Its uid.
        theirs: String,
        /// uid of that one.
        ours: String,
    },
    /// It is here, and gone there.
    Removed(MetRemoval),
    /// What people say of two records.
    Answer(Box<MetAnswer>),
}

/// A record that is gone there.
pub(super) struct MetRemoval {
    /// The one here.
    pub ours: Record,
    /// Who took it out.
    pub said: Word,
    /// The record that it became part of there.
    pub into: Option<MergingTurn>,
    /// Whether nobody worked on it here, so that it goes.
    pub meeting: Meeting,
}

/// A field in which theirs says something.
pub(super) struct MetField {
    /// The field; none for the columns that fit no field.
    pub field: Option<FieldId>,
    /// What both began with; none where nobody knows.
    pub base: Option<Option<Value>>,
    /// What is here.
    pub ours: Option<Value>,
    /// What it would become.
    pub theirs: Option<Value>,
    /// How they meet.
    pub meeting: Meeting,
    /// Who said so there, and when.
    pub said: Option<Word>,
}

/// A tag on which people decided there.
pub(super) struct MetDecision {
    /// The tag, without class.
    pub tag: String,
    /// What both began with, as the journal has it; none where nobody knows.
    pub base: Option<Option<String>>,
    /// What is decided here.
    pub ours: Option<Decision>,
    /// What was decided there.
    pub theirs: Option<Decision>,
    /// How they meet.
    pub meeting: Meeting,
    /// The last word there.
    pub said: Word,
}

/// What people say of two records; by our uids.
pub(super) struct MetAnswer {
    /// The records.
    pub pair: [Record; 2],
    /// What both began with; none where nobody knows.
    pub base: Option<Option<Told>>,
    /// What is said here, and by whom.
    pub ours: Option<(Told, Word)>,
    /// What is said there.
    pub theirs: Option<Told>,
    /// How they meet.
    pub meeting: Meeting,
    /// The last word there.
    pub said: Word,
}

/// How the columns that fit no field meet; none where theirs bring nothing.
pub(super) fn met_extra(base: Option<&Extra>, ours: &Record, theirs: &Extra, said: Option<Word>) -> Option<MetField> {
    let met = meet_extra(base, &ours.extra, theirs);
    let meeting = match (met.is_conflict(), met.theirs == ours.extra) {
        (true, _) => Meeting::Conflict,
        (false, false) => Meeting::Theirs,
        (false, true) => return None,
    };
    Some(MetField {
        field: None,
        base: base.map(extra_value),
        ours: extra_value(&ours.extra),
        theirs: extra_value(&met.theirs),
        meeting,
        said,
    })
}

impl MetField {
    /// The same, to be asked wherever the two differ.
    pub fn asked(self) -> MetField {
        let meeting = if self.ours == self.theirs { Meeting::Ours } else { Meeting::Conflict };
        MetField { meeting, ..self }
    }
}

/// How what people decided on a tag meets.
pub(super) fn met_decision(
    ours: &[Decision],
    tag: String,
    base: Base<'_, String>,
    theirs: Option<Decision>,
    said: Word,
) -> MetDecision {
    let ours = ours.iter().find(|decision| decision.tag == tag).cloned();
    let text = |decision: &Option<Decision>| decision.as_ref().map(Decision::text);
    let meeting = meet(base, text(&ours).as_ref(), text(&theirs).as_ref());
    MetDecision { tag, base: None, ours, theirs, meeting, said }
}

/// Who decided, when and why.
pub(super) fn word_of(decision: &Decision) -> Word {
    Word { at: decision.decided_at.clone(), who: decision.who.clone(), why: decision.reason.clone() }
}

/// What an answer says.
pub(super) fn said_of(answer: &Answer) -> Told {
    Told { one: answer.one.clone(), other: answer.other.clone(), relation: answer.relation }
}

/// An answer as it is compared: which record is named first matters only where the relation has a direction.
pub(super) fn undirected(told: &Told) -> Told {
    let Told { one, other, relation } = told.clone();
    if one > other && !relation.has_direction() { Told { one: other, other: one, relation } } else { told.clone() }
}

/// Key of a field; of the columns that fit none, as journals have it.
pub(super) fn key_of(catalogue: &Catalogue, field: Option<FieldId>) -> String {
    field.map_or_else(|| EXTRA.to_owned(), |id| catalogue.field(id).key.clone())
}
