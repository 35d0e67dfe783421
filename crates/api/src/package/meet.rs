//! How what a package says meets what stands in the register: record by record, and what people said of them.
//!
//! Where the two have a common past, only what was done in the package since then counts, field by field, by value. Where
//! they have none, every record of it is looked for as an import looks for a row, and only what is empty here is filled.
//!
//! The invariant: meeting changes neither side.

use std::ops::ControlFlow;

use qingce_core::catalogue::FieldId;
use qingce_core::record::Record;
use qingce_core::three_way::{Base, Meeting, extra_of, meet};
use qingce_core::value::Values;
use qingce_store::{
    Answer, AnswerTurn, Answered, Candidate, Decision, DecisionTurn, FieldTurn, Keys, MergingTurn, Package, Query,
    RecordTurn, RemovalTurn, Staging, StoreError, Told, Turns, Word,
};
use rustc_hash::FxHashSet;

use crate::error::ApiError;
use crate::import::IdentityFields;
use crate::register::Register;

use super::met::{
    EXTRA, Met, MetAnswer, MetDecision, MetField, MetRemoval, met_decision, met_extra, said_of, undirected, word_of,
};

/// From where on the journal of a package counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// What was done after this set of it. `again`: it was merged up to there before.
    Since {
        /// The set.
        seq: i64,
        /// Whether it was merged up to there before.
        again: bool,
        /// The set of our journal at which the two parted.
        ours: i64,
    },
    /// There is no common past.
    None,
}

/// Where the two parted: at the last merge of this very journal, or where the package was made.
pub(super) fn past(register: &Register, theirs: &Register, package: &Package) -> Result<Past, ApiError> {
    for merged in register.store().merged(package.line())? {
        if theirs.store().head_at(merged.seq)? == Some(merged.head) {
            return Ok(Past::Since { seq: merged.seq, again: true, ours: merged.written });
        }
    }
    if package.register == register.store().register_id()? {
        return Ok(Past::Since { seq: package.base_seq, again: false, ours: package.seq });
    }
    Ok(Past::None)
}

/// The records of a package as they meet those here.
pub(super) struct Meetings<'a> {
    register: &'a Register,
    theirs: &'a Register,
    identity: IdentityFields,
    /// Our field of each of their fields; none where we have none of that key and type.
    fields: Vec<Option<FieldId>>,
    /// Records here that one of theirs was met with.
    taken: FxHashSet<i64>,
    /// Headers of fields that this register does not have.
    unknown: Vec<String>,
}

/// Who is given what was met, with the staging that it was looked up in.
type Each<'e> = &'e mut dyn FnMut(&mut Staging, Met) -> Result<(), ApiError>;

impl<'a> Meetings<'a> {
    pub fn new(register: &'a Register, theirs: &'a Register) -> Meetings<'a> {
        let (here, there) = (&register.desk().reference.catalogue, &theirs.desk().reference.catalogue);
        let same = |field: &qingce_core::catalogue::Field| {
            here.by_key(&field.key).filter(|ours| ours.kind == field.kind).map(|ours| ours.id)
        };
        Meetings {
            register,
            theirs,
            identity: register.identity(),
            fields: there.fields().iter().map(same).collect(),
            taken: FxHashSet::default(),
            unknown: Vec::new(),
        }
    }

    /// Gives everything that was said there since `past` to `each`: records first, then what was said of two of them.
    /// Gives the headers of fields that this register does not have.
    pub fn each(mut self, staging: &mut Staging, past: Past, each: Each<'_>) -> Result<Vec<String>, ApiError> {
        match past {
            Past::Since { seq, ours, .. } => self.turns(staging, self.theirs.store().turns_since(seq)?, ours, each)?,
            Past::None => self.all(staging, each)?,
        }
        Ok(self.unknown)
    }

    fn turns(&mut self, staging: &mut Staging, turns: Turns, parted: i64, each: Each<'_>) -> Result<(), ApiError> {
        let (mut came, mut seen) = (FxHashSet::default(), FxHashSet::default());
        for turn in turns.records {
            let met = self.since(staging, turn)?;
            if let Met::New { theirs, .. } | Met::Gone { theirs, .. } = &met {
                let told = if matches!(met, Met::New { .. }) { &mut came } else { &mut seen };
                told.insert(theirs.uid.clone());
            }
            each(staging, met)?;
        }
        // Whoever checked a record on site that is gone here worked on it, too.
        for uid in self.register.store().checked_in(self.theirs.store())? {
            let met = came.contains(&uid) || seen.contains(&uid) || self.here(staging, &uid)?.is_some();
            let Some(theirs) = self.there(&uid)?.filter(|theirs| !met && theirs.uid == uid) else { continue };
            let decisions = self.theirs.store().decisions_of(theirs.id)?;
            each(staging, Met::Gone { theirs: self.ours(theirs), said: None, decisions })?;
        }
        for RemovalTurn { uid, word } in turns.removed {
            self.removal(staging, &uid, word, None, parted, each)?;
        }
        for merging in turns.mergings {
            self.merging(staging, merging, &came, parted, each)?;
        }
        for AnswerTurn { pair, base, now, word } in turns.answers {
            let now = now.as_ref().map(said_of);
            self.answer(staging, pair, Base::Known(base.as_ref()), now, word, each)?;
        }
        Ok(())
    }

    fn all(&mut self, staging: &mut Staging, each: Each<'_>) -> Result<(), ApiError> {
        let mut failed = None;
        let store = self.theirs.store();
        store.for_each(&Query::all(self.register.today()), None, |theirs| {
            match self.without_past(staging, theirs).and_then(|met| each(staging, met)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(()), Err)?;
        for Answered { answer, .. } in store.answers()? {
            let pair = [answer.one.clone(), answer.other.clone()];
            let word = Word { at: answer.at.clone(), who: answer.who.clone(), why: answer.why.clone() };
            self.answer(staging, pair, Base::Unknown, Some(said_of(&answer)), word, each)?;
        }
        Ok(())
    }

    /// The record here that has a uid, also as the one that it became part of.
    fn here(&self, staging: &Staging, uid: &str) -> Result<Option<Candidate>, ApiError> {
        let keys = Keys { uid: Some(uid), ..Keys::default() };
        Ok(staging.candidates(&keys)?.into_iter().next())
    }

    fn there(&self, uid: &str) -> Result<Option<Record>, ApiError> {
        match self.theirs.store().record(uid) {
            Ok(record) => Ok(Some(record)),
            Err(StoreError::NoRecord(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn since(&mut self, staging: &Staging, turn: RecordTurn) -> Result<Met, ApiError> {
        let theirs = self.theirs.store().record_of_id(turn.id)?;
        let theirs = self.ours(theirs);
        let Some(found) = self.here(staging, &theirs.uid)? else {
            let decisions = self.theirs.store().decisions_of(turn.id)?;
            if turn.created {
                let brought = self.theirs.store().last_word(turn.id, "")?;
                let said = brought.map(|(who, at)| Word { at, who, why: String::new() });
                return Ok(Met::New { theirs, said, decisions });
            }
            let words = turn.fields.into_iter().map(|field| field.word);
            let said = words.chain(turn.decisions.into_iter().map(|decision| decision.word)).max();
            return Ok(Met::Gone { theirs, said, decisions });
        };
        let ours = found.record;
        // Two of theirs may be one here: what the second says is no longer measured by what both began with.
        let first = self.taken.insert(ours.id);
        let mut fields = Vec::new();
        for field in turn.fields {
            fields.extend(self.field(&ours, field).map(|field| if first { field } else { field.asked() }));
        }
        let mine = self.register.store().decisions_of(ours.id)?;
        let decided = |turn: DecisionTurn| {
            let DecisionTurn { tag, base, now, word } = turn;
            let known = if first { Base::Known(base.as_ref()) } else { Base::Unknown };
            MetDecision { base: Some(base.clone()), ..met_decision(&mine, tag, known, now, word) }
        };
        let decisions = turn.decisions.into_iter().map(decided).collect();
        Ok(Met::Both { uid: theirs.uid, ours, fields, decisions })
    }

    fn field(&mut self, ours: &Record, turn: FieldTurn) -> Option<MetField> {
        let FieldTurn { field, base, now, word } = turn;
        let said = Some(word);
        if field == EXTRA {
            let (base, theirs) = (extra_of(base.as_ref())?, extra_of(now.as_ref())?);
            return met_extra(Some(&base), ours, &theirs, said);
        }
        let catalogue = &self.theirs.desk().reference.catalogue;
        let there = catalogue.by_key(&field)?;
        let Some(id) = self.fields[there.id.index()] else {
            if !self.unknown.contains(&there.header) {
                self.unknown.push(there.header.clone());
            }
            return None;
        };
        let mine = ours.values.get(id);
        let meeting = meet(Base::Known(base.as_ref()), mine, now.as_ref());
        Some(MetField { field: Some(id), ours: mine.cloned(), base: Some(base), theirs: now, meeting, said })
    }

    /// Two records that were made one there; `came` are the records that come in.
    fn merging(
        &mut self,
        staging: &mut Staging,
        mut merging: MergingTurn,
        came: &FxHashSet<String>,
        parted: i64,
        each: Each<'_>,
    ) -> Result<(), ApiError> {
        let mut survivor = self.here(staging, &merging.survivor)?.map(|found| found.record);
        if survivor.is_none() && !came.contains(&merging.survivor) {
            // It never came here, either: it became part of yet another.
            if let Some(last) = self.there(&merging.survivor)? {
                merging.survivor = last.uid;
                survivor = self.here(staging, &merging.survivor)?.map(|found| found.record);
            }
        }
        let stays = survivor.is_some() || came.contains(&merging.survivor);
        let (uid, word) = (merging.absorbed.clone(), merging.word.clone());
        let Some(absorbed) = self.here(staging, &uid)?.map(|found| found.record) else {
            // What is said of one that never came here is said of the one that it became part of.
            let ours = survivor.map_or(merging.survivor, |survivor| survivor.uid);
            return if stays { each(staging, Met::Known { theirs: uid, ours }) } else { Ok(()) };
        };
        if survivor.is_some_and(|survivor| survivor.id == absorbed.id) {
            return Ok(());
        }
        self.removal(staging, &uid, word, Some((merging, stays)), parted, each)
    }

    /// A record that is gone there: it goes here, too, unless somebody worked on it. `into`: what it became part of there,
    /// and whether that one stays here.
    fn removal(
        &mut self,
        staging: &mut Staging,
        uid: &str,
        said: Word,
        into: Option<(MergingTurn, bool)>,
        parted: i64,
        each: Each<'_>,
    ) -> Result<(), ApiError> {
        // One that became part of another here is gone as well.
        let Some(found) = self.here(staging, uid)?.filter(|found| found.slot == found.record.id) else { return Ok(()) };
        let ours = found.record;
        let worked_on = self.register.store().worked_on(ours.id, parted, self.theirs.store())?;
        let lost = into.as_ref().is_some_and(|(_, stays)| !stays);
        let meeting = if worked_on || lost { Meeting::Conflict } else { Meeting::Theirs };
        let into = into.filter(|(_, stays)| *stays).map(|(merging, _)| merging);
        each(staging, Met::Removed(MetRemoval { ours, said, into, meeting }))
    }

    /// What is said of two records, where both are here or come in.
    fn answer(
        &mut self,
        staging: &mut Staging,
        pair: [String; 2],
        base: Base<'_, Told>,
        theirs: Option<Told>,
        said: Word,
        each: Each<'_>,
    ) -> Result<(), ApiError> {
        let mut records = Vec::new();
        for uid in &pair {
            let found = match self.here(staging, uid)? {
                Some(found) => Some(found.record),
                None => self.there(uid)?.filter(|theirs| theirs.uid == *uid).map(|theirs| self.ours(theirs)),
            };
            records.extend(found);
        }
        let Ok([one, other]) = <[Record; 2]>::try_from(records) else { return Ok(()) };
        if one.uid == other.uid {
            return Ok(());
        }
        let renamed = |told: &Told| {
            let uid = |theirs: &String| if *theirs == pair[0] { one.uid.clone() } else { other.uid.clone() };
            Told { one: uid(&told.one), other: uid(&told.other), relation: told.relation }
        };
        let (theirs, known) = (
            theirs.as_ref().map(renamed),
            match base {
                Base::Known(base) => Some(base.map(renamed)),
                Base::Unknown => None,
            },
        );
        let of_pair =
            |a: &Answer| (&a.one, &a.other) == (&one.uid, &other.uid) || (&a.other, &a.one) == (&one.uid, &other.uid);
        let answers = self.register.store().answers()?;
        let mine = answers.into_iter().map(|answered| answered.answer).find(of_pair);
        let ours = mine.as_ref().map(said_of);
        let plain = |told: &Option<Told>| told.as_ref().map(undirected);
        let began = known.as_ref().map(plain);
        let from = began.as_ref().map_or(Base::Unknown, |began| Base::Known(began.as_ref()));
        let meeting = meet(from, plain(&ours).as_ref(), plain(&theirs).as_ref());
        let ours = ours.zip(mine.map(|a| Word { at: a.at, who: a.who, why: a.why }));
        let met = MetAnswer { pair: [one, other], base: known, ours, theirs, meeting, said };
        each(staging, Met::Answer(Box::new(met)))
    }

    fn without_past(&mut self, staging: &Staging, theirs: Record) -> Result<Met, ApiError> {
        let theirs = self.ours(theirs);
        let decisions = self.theirs.store().decisions_of(theirs.id)?;
        let keys = self.identity.keys(&theirs.values, &self.identity.names(&theirs.values));
        let asked = Keys { uid: Some(&theirs.uid), code_key: keys.code.as_deref(), name_key: keys.name.as_deref() };
        let candidates = staging.candidates(&asked)?;
        let Some(found) = self.identity.choose(&theirs.values, &candidates, &self.taken) else {
            return Ok(Met::New { theirs, said: None, decisions });
        };
        self.taken.insert(found.record.id);
        let ours = found.record.clone();
        let mut fields: Vec<MetField> = Vec::new();
        for (theirs, at) in theirs.values.0.into_iter().zip(0u16..) {
            let mine = ours.values.get(FieldId(at));
            let meeting = meet(Base::Unknown, mine, theirs.as_ref());
            if theirs.is_some() && theirs.as_ref() != mine {
                let ours = mine.cloned();
                fields.push(MetField { field: Some(FieldId(at)), base: None, ours, theirs, meeting, said: None });
            }
        }
        fields.extend(met_extra(None, &ours, &theirs.extra, None));
        let mine = self.register.store().decisions_of(ours.id)?;
        let decided = |theirs: Decision| {
            let word = word_of(&theirs);
            met_decision(&mine, theirs.tag.clone(), Base::Unknown, Some(theirs), word)
        };
        let decisions = decisions.into_iter().map(decided).collect();
        Ok(Met::Both { uid: theirs.uid, ours, fields, decisions })
    }

    /// A record of theirs with the fields of our catalogue.
    fn ours(&mut self, mut record: Record) -> Record {
        let mut values = Values::empty(self.register.desk().reference.catalogue.len());
        let told = std::mem::take(&mut record.values.0);
        for (at, value) in told.into_iter().enumerate() {
            match (self.fields[at], value) {
                (Some(id), value) => values.set(id, value),
                (None, Some(_)) => self.tell_unknown(at),
                (None, None) => {}
            }
        }
        record.values = values;
        record
    }

    fn tell_unknown(&mut self, at: usize) {
        let header = &self.theirs.desk().reference.catalogue.fields()[at].header;
        if !self.unknown.contains(header) {
            self.unknown.push(header.clone());
        }
    }
}
