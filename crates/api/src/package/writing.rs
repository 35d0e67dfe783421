//! Staging what a merge makes of the register: rows of a batch, and what comes beside them.
//!
//! Not in here: comparing (`meet`), promoting (`waiting`). The invariant: what is in dispute is as a person said; nothing else
//! is decided here.

use qingce_core::catalogue::FieldId;
use qingce_core::check;
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::typed;
use qingce_core::record::Record;
use qingce_core::three_way::{Meeting, extra_of};
use qingce_core::update::{Choice, Conflict as KeptOrTaken};
use qingce_core::value::{Value, Values};
use qingce_store::{
    Brought, BroughtAnswer, BroughtDecision, Decision, NewRecord, Place, Source, Staged, StagedConflict, StagedRow,
    Staging, Tally, Touch,
};
use rustc_hash::FxHashMap;

use super::conflict::{of_answer, of_field, of_tag};
use super::merge::ConflictChoice;
use super::met::{Met, MetAnswer, MetDecision, MetField, MetRemoval, word_of};
use crate::error::{ApiError, Code};
use crate::register::Register;

/// What people said of conflicts, by the record in the package and what is in dispute.
pub(super) type Choices = FxHashMap<(String, String), ConflictChoice>;

/// Staging what a merge makes of the register.
pub(super) struct Writing<'a> {
    register: &'a Register,
    theirs: &'a Register,
    choices: Choices,
    /// Rows and amounts staged.
    pub read: Tally,
    /// What comes beside them.
    pub brought: Brought,
    /// Rows staged.
    pub at: u32,
}

impl<'a> Writing<'a> {
    pub fn new(register: &'a Register, theirs: &'a Register, choices: Choices) -> Writing<'a> {
        Writing { register, theirs, choices, read: Tally::default(), brought: Brought::default(), at: 0 }
    }

    /// Stages what was met.
    pub fn met(&mut self, staging: &mut Staging, met: Met) -> Result<(), ApiError> {
        match met {
            Met::New { theirs, decisions, .. } => self.new_record(staging, &theirs, decisions),
            Met::Gone { theirs, decisions, .. } => match self.chosen(&theirs.uid, "") {
                Some(ConflictChoice::Theirs) => self.new_record(staging, &theirs, decisions),
                _ => Ok(()),
            },
            Met::Both { uid, ours, fields, decisions } => {
                if uid != ours.uid {
                    self.brought.known.push((uid.clone(), ours.uid.clone()));
                }
                for decision in decisions {
                    self.decided(&uid, &ours.uid, decision);
                }
                self.changed(staging, &uid, &ours, fields)
            }
            Met::Known { theirs, ours } => {
                self.brought.known.push((theirs, ours));
                Ok(())
            }
            Met::Removed(removal) => self.removed(staging, removal),
            Met::Answer(answer) => {
                self.answered(*answer);
                Ok(())
            }
        }
    }

    fn chosen(&self, record: &str, field: &str) -> Option<ConflictChoice> {
        self.choices.get(&(record.to_owned(), field.to_owned())).cloned()
    }

    /// Whether theirs comes in.
    fn comes(&self, meeting: Meeting, record: &str, field: &str) -> bool {
        match meeting {
            Meeting::Ours => false,
            Meeting::Theirs => true,
            Meeting::Conflict => self.chosen(record, field) == Some(ConflictChoice::Theirs),
        }
    }

    fn decided(&mut self, theirs: &str, ours: &str, met: MetDecision) {
        if self.comes(met.meeting, theirs, &of_tag(&met.tag)) {
            let MetDecision { tag, theirs: now, said, .. } = met;
            // One that went over with a merging is still the word of who decided it.
            let word = now.as_ref().map_or(said, word_of);
            self.brought.decisions.push(BroughtDecision { record: ours.to_owned(), tag, now, word });
        }
    }

    fn answered(&mut self, met: MetAnswer) {
        if self.comes(met.meeting, &met.pair[0].uid, &of_answer(&met)) {
            let MetAnswer { pair: [one, other], theirs: now, said: word, .. } = met;
            self.brought.answers.push(BroughtAnswer { pair: [one.uid, other.uid], now, word });
        }
    }

    fn removed(&mut self, staging: &mut Staging, met: MetRemoval) -> Result<(), ApiError> {
        let MetRemoval { ours, into, meeting, .. } = met;
        if self.comes(meeting, &ours.uid, "") {
            match into {
                Some(merging) => self.brought.mergings.push(merging),
                None => staging.remove(&ours)?,
            }
        }
        Ok(())
    }

    fn new_record(&mut self, staging: &mut Staging, theirs: &Record, decisions: Vec<Decision>) -> Result<(), ApiError> {
        let findings = self.theirs.store().findings_of_record(&theirs.uid)?;
        let given = theirs.values.0.iter().zip(0u16..).filter(|(value, _)| value.is_some());
        let given: Vec<FieldId> = given.map(|(_, at)| FieldId(at)).collect();
        self.brought.decisions.extend(decisions.into_iter().map(|decision| BroughtDecision {
            record: theirs.uid.clone(),
            tag: decision.tag.clone(),
            word: word_of(&decision),
            now: Some(decision),
        }));
        let values = (&theirs.values, theirs.extra.as_slice());
        self.stage(staging, None, &theirs.uid, values, &given, (&findings, &[]))
    }

    fn changed(
        &mut self,
        staging: &mut Staging,
        uid: &str,
        ours: &Record,
        fields: Vec<MetField>,
    ) -> Result<(), ApiError> {
        let (mut values, mut extra) = (ours.values.clone(), ours.extra.clone());
        let (mut changed, mut asked) = (Vec::new(), Vec::new());
        for field in fields {
            let key = of_field(self.register, &field);
            let value = match (field.meeting, self.chosen(uid, &key)) {
                (Meeting::Ours, _) => continue,
                (Meeting::Theirs, _) => field.theirs,
                (Meeting::Conflict, choice) => {
                    let taken = choice.filter(|choice| *choice != ConflictChoice::Ours);
                    asked.push(self.asked(ours, &key, &field, taken.is_some())?);
                    match taken {
                        None | Some(ConflictChoice::Ours) => continue,
                        Some(ConflictChoice::Theirs) => field.theirs,
                        Some(ConflictChoice::Text { text }) => self.typed(field.field, &text)?,
                    }
                }
            };
            match field.field {
                None => extra = extra_of(value.as_ref()).unwrap_or(extra),
                Some(id) if values.get(id) != value.as_ref() => {
                    values.set(id, value);
                    changed.push(id);
                }
                Some(_) => {}
            }
        }
        if changed.is_empty() && extra == ours.extra && asked.is_empty() {
            return Ok(());
        }
        let register = self.register;
        let facts = register.facts(&values);
        let before = register.store().findings_of_record(&ours.uid)?;
        let (was, is) = ((&ours.facts, &ours.values), (&facts, &values));
        let findings = check::edited(&register.desk().reference, was, is, &changed, before);
        self.stage(staging, Some(ours), &ours.uid, (&values, &extra), &changed, (&findings, &asked))
    }

    /// What a person was asked of a field, for the journal.
    fn asked(&self, ours: &Record, key: &str, field: &MetField, taken: bool) -> Result<StagedConflict, ApiError> {
        let (who, at) = self.register.store().last_word(ours.id, key)?.unwrap_or_default();
        Ok(StagedConflict {
            conflict: KeptOrTaken {
                field: key.to_owned(),
                ours: field.ours.clone(),
                theirs: field.theirs.clone(),
                choice: if taken { Choice::Take } else { Choice::Keep },
            },
            touch: Touch { field: key.to_owned(), who, at, batch: None, sent: None },
        })
    }

    fn typed(&self, field: Option<FieldId>, text: &str) -> Result<Option<Value>, ApiError> {
        let reference = &self.register.desk().reference;
        let id = field.ok_or_else(|| ApiError::new(Code::ConflictGone))?;
        let refused = |_| ApiError::new(Code::ConflictGone);
        Ok(typed(reference, reference.catalogue.field(id), text).map_err(refused)?.value)
    }

    fn stage(
        &mut self,
        staging: &mut Staging,
        before: Option<&Record>,
        uid: &str,
        (values, extra): (&Values, &[(String, String)]),
        given: &[FieldId],
        (findings, conflicts): (&[Finding], &[StagedConflict]),
    ) -> Result<(), ApiError> {
        self.at += 1;
        let identity = self.register.identity();
        let keys = identity.keys(values, &identity.names(values));
        let facts = self.register.facts(values);
        let after = NewRecord {
            uid,
            values,
            extra,
            to_return: findings.iter().any(|finding| finding.severity == Severity::MustFix),
            facts: &facts,
            name_key: keys.name.as_deref(),
            code_key: keys.code.as_deref(),
            remarks: None,
        };
        let fen = match values.get(self.register.amount_field()) {
            Some(Value::Money(fen)) => fen.0,
            _ => 0,
        };
        let source = |field: &FieldId| Source { field: *field, row: self.at, column: 0, text: None };
        let sources: Vec<Source> = given.iter().map(source).collect();
        let what = match before {
            None => Staged::New(after),
            // All was kept: the row tells what was asked, and changes nothing.
            Some(before) if before.values == *values && before.extra == extra => Staged::Unchanged(before.id),
            Some(before) => Staged::Changed { before, after },
        };
        let findings = if matches!(what, Staged::Unchanged(_)) { &[] } else { findings };
        let place = Place { sheet: 0, table: 0, row: self.at };
        staging.add(&StagedRow { place, what, fen, sources: &sources, findings, conflicts, evidence: &[] })?;
        self.read += Tally { rows: 1, fen };
        Ok(())
    }
}
