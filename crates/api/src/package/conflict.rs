//! Conflicts of a merge: what both sides did differently, and what a person says of it.
//!
//! The invariant: a choice is known by the record in the package, by what is in dispute and by both sides of it, so that it
//! counts as long as both are as they were, and no longer.

use qingce_core::interpret::{Refused, typed};
use qingce_core::journal::encode;
use qingce_core::record::Record;
use qingce_core::three_way::Meeting;
use qingce_core::value::Value;
use qingce_store::{Decision, Told, Word};

use super::merge::{ConflictChoice, ConflictKind, ConflictLine, ConflictRecord, ReceiptConflict, Said as SaidBy};
use super::met::{Met, MetAnswer, MetDecision, MetField, MetRemoval, key_of};
use crate::error::{ApiError, Code};
use crate::records::FieldJson;
use crate::register::Register;

/// Follows a relation that is told from the other record's side.
const TURNED: char = '<';

/// A conflict.
pub(super) struct Conflict {
    /// uid of the record in the package.
    pub record: String,
    /// The record that is shown.
    about: ConflictRecord,
    what: Dispute,
    ours_by: Option<SaidBy>,
    theirs_by: Option<SaidBy>,
    /// What was said of it.
    pub choice: Option<ConflictChoice>,
}

/// What is in dispute.
enum Dispute {
    /// The record is gone here and was worked on there.
    Gone,
    /// The record is gone there and was worked on here; what it became part of there.
    Removed(Option<String>),
    Field(MetField),
    Decision(Box<MetDecision>),
    Answer(Box<MetAnswer>),
}

/// What names a conflict: the record in the package, what is in dispute, ours and theirs.
pub(super) type Key = (String, String, Option<String>, Option<String>);

/// The conflicts of what was met.
pub(super) fn disputed(register: &Register, met: Met) -> Result<Vec<Conflict>, ApiError> {
    let last = |record: &Record, field: &str| -> Result<Option<SaidBy>, ApiError> {
        Ok(register.store().last_word(record.id, field)?.map(|(who, at)| SaidBy { who, at }))
    };
    let of = |record: String, about: &Record, what, ours_by, theirs_by| Conflict {
        record,
        about: about_record(register, about),
        what,
        ours_by,
        theirs_by,
        choice: None,
    };
    match met {
        Met::New { .. } | Met::Known { .. } => Ok(Vec::new()),
        Met::Gone { theirs, said, .. } => {
            Ok(vec![of(theirs.uid.clone(), &theirs, Dispute::Gone, None, said.map(said_by))])
        }
        Met::Removed(MetRemoval { ours, said, into, meeting: Meeting::Conflict }) => {
            let into = into.map(|merging| merging.survivor);
            let ours_by = last(&ours, "")?;
            Ok(vec![of(ours.uid.clone(), &ours, Dispute::Removed(into), ours_by, Some(said_by(said)))])
        }
        Met::Answer(answer) if answer.meeting == Meeting::Conflict => {
            let (one, said) = (answer.pair[0].clone(), said_by(answer.said.clone()));
            let ours_by = answer.ours.as_ref().map(|(_, word)| said_by(word.clone()));
            Ok(vec![of(one.uid.clone(), &one, Dispute::Answer(answer), ours_by, Some(said))])
        }
        Met::Removed(_) | Met::Answer(_) => Ok(Vec::new()),
        Met::Both { uid, ours, fields, decisions } => {
            let mut found = Vec::new();
            for field in fields.into_iter().filter(|field| field.meeting == Meeting::Conflict) {
                let key = of_field(register, &field);
                let (ours_by, theirs_by) = (last(&ours, &key)?, field.said.clone().map(said_by));
                found.push(of(uid.clone(), &ours, Dispute::Field(field), ours_by, theirs_by));
            }
            for decision in decisions.into_iter().filter(|decision| decision.meeting == Meeting::Conflict) {
                let (ours_by, said) = (last(&ours, &decision.tag)?, said_by(decision.said.clone()));
                found.push(of(uid.clone(), &ours, Dispute::Decision(Box::new(decision)), ours_by, Some(said)));
            }
            Ok(found)
        }
    }
}

fn said_by(word: Word) -> SaidBy {
    SaidBy { who: word.who, at: word.at }
}

/// How a record is named.
pub(super) fn about_record(register: &Register, record: &Record) -> ConflictRecord {
    ConflictRecord {
        uid: record.uid.clone(),
        name: register.identity().name(&record.values).to_owned(),
        unit: record.values.text(register.unit_field()).to_owned(),
    }
}

/// What is in dispute of a record, as choices are kept by: the record as a whole, a field, a tag, an answer.
pub(super) fn of_field(register: &Register, field: &MetField) -> String {
    key_of(&register.desk().reference.catalogue, field.field)
}
/// See [`of_field`].
pub(super) fn of_tag(tag: &str) -> String {
    format!("decision/{tag}")
}
/// See [`of_field`].
pub(super) fn of_answer(answer: &MetAnswer) -> String {
    format!("relation/{}", answer.pair[1].uid)
}

impl Conflict {
    /// What is in dispute, as choices are kept by.
    pub fn field(&self, register: &Register) -> String {
        match &self.what {
            Dispute::Gone | Dispute::Removed(_) => String::new(),
            Dispute::Field(field) => of_field(register, field),
            Dispute::Decision(decision) => of_tag(&decision.tag),
            Dispute::Answer(answer) => of_answer(answer),
        }
    }

    /// What names it.
    pub fn key(&self, register: &Register) -> Key {
        let (_, ours, theirs) = self.sides();
        let text = |value: Option<Value>| value.as_ref().map(encode);
        (self.record.clone(), self.field(register), text(ours), text(theirs))
    }

    fn kind(&self) -> ConflictKind {
        match &self.what {
            Dispute::Gone => ConflictKind::Gone,
            Dispute::Removed(_) => ConflictKind::Removed,
            Dispute::Field(MetField { field: None, .. }) => ConflictKind::Extra,
            Dispute::Field(_) => ConflictKind::Field,
            Dispute::Decision(_) => ConflictKind::Decision,
            Dispute::Answer(_) => ConflictKind::Answer,
        }
    }

    /// What both began with (none: nobody knows), ours and theirs.
    fn sides(&self) -> (Option<Option<Value>>, Option<Value>, Option<Value>) {
        match &self.what {
            Dispute::Gone => (None, None, None),
            Dispute::Removed(into) => (None, None, into.clone().map(Value::Text)),
            Dispute::Field(field) => (field.base.clone(), field.ours.clone(), field.theirs.clone()),
            Dispute::Decision(met) => {
                let text = |decision: &Option<Decision>| decision.as_ref().map(|decision| Value::Text(decision.text()));
                (met.base.clone().map(|base| base.map(Value::Text)), text(&met.ours), text(&met.theirs))
            }
            Dispute::Answer(met) => {
                let text = |told: &Told| Value::Text(relation_text(told, &met.pair[0].uid));
                let ours = met.ours.as_ref().map(|(told, _)| text(told));
                (met.base.as_ref().map(|base| base.as_ref().map(text)), ours, met.theirs.as_ref().map(text))
            }
        }
    }

    /// The field whose value may be typed.
    fn to_type(&self) -> Option<qingce_core::catalogue::FieldId> {
        match &self.what {
            Dispute::Field(field) => field.field,
            _ => None,
        }
    }

    /// What a choice makes of what is in dispute.
    pub fn value(&self, register: &Register, choice: &ConflictChoice) -> Result<Option<Value>, ApiError> {
        let (_, ours, theirs) = self.sides();
        match choice {
            ConflictChoice::Ours => Ok(ours),
            ConflictChoice::Theirs => Ok(theirs),
            ConflictChoice::Text { text } => {
                let id = self.to_type().ok_or_else(|| ApiError::new(Code::ConflictGone))?;
                let reference = &register.desk().reference;
                match typed(reference, reference.catalogue.field(id), text) {
                    Ok(parsed) => Ok(parsed.value),
                    Err(Refused::Classified) => Err(ApiError::new(Code::EditClassified)),
                    Err(Refused::Credential) => Err(ApiError::new(Code::EditCredential)),
                }
            }
        }
    }

    /// As it is shown.
    pub fn line(&self, register: &Register, number: u64) -> ConflictLine {
        let json = |value: Option<Value>| value.map(|value| FieldJson(value.json()));
        let (base, ours, theirs) = self.sides();
        let ConflictRecord { uid, name, unit } = self.about.clone();
        ConflictLine {
            number,
            uid,
            name,
            unit,
            kind: self.kind(),
            field: self.shown_field(register),
            other: self.other(register),
            based: base.is_some(),
            base: json(base.flatten()),
            ours: json(ours),
            theirs: json(theirs),
            ours_by: self.ours_by.clone(),
            theirs_by: self.theirs_by.clone(),
            choice: self.choice.clone(),
        }
    }

    fn shown_field(&self, register: &Register) -> String {
        match &self.what {
            Dispute::Field(field) => of_field(register, field),
            Dispute::Decision(decision) => decision.tag.clone(),
            _ => String::new(),
        }
    }

    fn other(&self, register: &Register) -> Option<ConflictRecord> {
        match &self.what {
            Dispute::Answer(answer) => Some(about_record(register, &answer.pair[1])),
            _ => None,
        }
    }

    /// As the receipt tells it; refused while nobody decided.
    pub fn decided(&self, register: &Register) -> Result<ReceiptConflict, ApiError> {
        let choice = self.choice.as_ref().ok_or_else(|| ApiError::new(Code::ConflictsOpen))?;
        let (_, ours, theirs) = self.sides();
        let kept = self.value(register, choice)?;
        let text = |value: Option<Value>| value.map(|value| value.text());
        let header = match &self.what {
            Dispute::Field(field) => called(register, field),
            Dispute::Decision(decision) => decision.tag.clone(),
            _ => String::new(),
        };
        Ok(ReceiptConflict {
            uid: self.about.uid.clone(),
            name: self.about.name.clone(),
            header,
            kind: self.kind(),
            field: self.shown_field(register),
            other: self.other(register),
            ours: text(ours),
            theirs: text(theirs),
            kept: text(kept),
            took_theirs: *choice == ConflictChoice::Theirs,
        })
    }
}

/// The header of a field, with the unit of its numbers.
fn called(register: &Register, field: &MetField) -> String {
    let desk = register.desk();
    field.field.map(|id| desk.messages.called(desk.reference.catalogue.field(id))).unwrap_or_default()
}

/// A relation as seen from the first record.
pub(super) fn relation_text(told: &Told, one: &str) -> String {
    let key = told.relation.key();
    if told.relation.has_direction() && told.one != one { format!("{key}{TURNED}") } else { key.to_owned() }
}
