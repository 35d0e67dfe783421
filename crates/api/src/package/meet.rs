//! How the records of a package meet those of the register, one by one.
//!
//! Where the two have a common past, only what was done in the package since then counts, field by field, by value. Where
//! they have none, every record of it is looked for as an import looks for a row, and only what is empty here is filled.
//!
//! The invariant: meeting changes neither side.

use std::ops::ControlFlow;

use qingce_core::catalogue::{Catalogue, FieldId};
use qingce_core::record::Record;
use qingce_core::three_way::{Base, Extra, Meeting, extra_of, extra_value, meet, meet_extra};
use qingce_core::value::{Value, Values};
use qingce_store::{FieldTurn, Keys, Package, Query, RecordTurn, Staging};
use rustc_hash::FxHashSet;

use crate::error::ApiError;
use crate::import::IdentityFields;
use crate::register::Register;

/// Key of the columns that fit no field, as journals have it.
pub(super) const EXTRA: &str = "extra";

/// A record of a package and the one here.
pub(super) enum Met {
    /// None is here, and never was.
    New(Record),
    /// Both are here.
    Both {
        /// The one here.
        ours: Record,
        /// Fields in which theirs says something.
        fields: Vec<MetField>,
    },
    /// It was here, is gone, and was changed there.
    Gone {
        /// Theirs.
        theirs: Record,
        /// Who changed it there last, and when.
        said: Option<(String, String)>,
    },
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
    pub said: Option<(String, String)>,
}

/// From where on the journal of a package counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// What was done after this set of it. `again`: it was merged up to there before.
    Since {
        /// The set.
        seq: i64,
        /// Whether it was merged up to there before.
        again: bool,
    },
    /// There is no common past.
    None,
}

/// Where the two parted: at the last merge of this very journal, or where the package was made.
pub(super) fn past(register: &Register, theirs: &Register, package: &Package) -> Result<Past, ApiError> {
    for merged in register.store().merged(package.line())? {
        if theirs.store().head_at(merged.seq)? == Some(merged.head) {
            return Ok(Past::Since { seq: merged.seq, again: true });
        }
    }
    if package.register == register.store().register_id()? {
        return Ok(Past::Since { seq: package.base_seq, again: false });
    }
    Ok(Past::None)
}

/// What was met besides records.
#[derive(Default)]
pub(super) struct Aside {
    /// Records gone there that are still here: they stay.
    pub removed: u64,
    /// Headers of fields that this register does not have.
    pub unknown: Vec<String>,
}

/// The records of a package as they meet those here.
pub(super) struct Meetings<'a> {
    register: &'a Register,
    theirs: &'a Register,
    staging: &'a Staging,
    identity: IdentityFields,
    /// Our field of each of their fields; none where we have none of that key and type.
    fields: Vec<Option<FieldId>>,
    taken: FxHashSet<i64>,
    aside: Aside,
}

impl<'a> Meetings<'a> {
    pub fn new(register: &'a Register, theirs: &'a Register, staging: &'a Staging) -> Meetings<'a> {
        let (here, there) = (&register.desk().reference.catalogue, &theirs.desk().reference.catalogue);
        let same = |field: &qingce_core::catalogue::Field| {
            here.by_key(&field.key).filter(|ours| ours.kind == field.kind).map(|ours| ours.id)
        };
        Meetings {
            register,
            theirs,
            staging,
            identity: register.identity(),
            fields: there.fields().iter().map(same).collect(),
            taken: FxHashSet::default(),
            aside: Aside::default(),
        }
    }

    /// Gives every record that was written there since `past` to `each`.
    pub fn each(mut self, past: Past, mut each: impl FnMut(Met) -> Result<(), ApiError>) -> Result<Aside, ApiError> {
        match past {
            Past::Since { seq, .. } => {
                let turns = self.theirs.store().turns_since(seq)?;
                for turn in turns.records {
                    let met = self.since(turn)?;
                    each(met)?;
                }
                for uid in turns.removed {
                    self.aside.removed += u64::from(!self.here(&uid)?.is_empty());
                }
            }
            Past::None => self.all(&mut each)?,
        }
        Ok(self.aside)
    }

    fn all(&mut self, each: &mut impl FnMut(Met) -> Result<(), ApiError>) -> Result<(), ApiError> {
        let mut failed = None;
        let store = self.theirs.store();
        store.for_each(&Query::all(self.register.today()), None, |theirs| {
            match self.without_past(theirs).and_then(&mut *each) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    fn here(&self, uid: &str) -> Result<Vec<Record>, ApiError> {
        let keys = Keys { uid: Some(uid), ..Keys::default() };
        Ok(self.staging.candidates(&keys)?.into_iter().map(|found| found.record).collect())
    }

    fn since(&mut self, turn: RecordTurn) -> Result<Met, ApiError> {
        let theirs = self.ours(self.theirs.store().record_of_id(turn.id)?);
        let Some(ours) = self.here(&theirs.uid)?.pop() else {
            let said = turn.fields.into_iter().max_by(|a, b| a.at.cmp(&b.at)).map(|field| (field.who, field.at));
            return Ok(if turn.created { Met::New(theirs) } else { Met::Gone { theirs, said } });
        };
        let mut fields = Vec::new();
        for field in turn.fields {
            fields.extend(self.field(&ours, field));
        }
        Ok(Met::Both { ours, fields })
    }

    fn field(&mut self, ours: &Record, turn: FieldTurn) -> Option<MetField> {
        let FieldTurn { field, base, now, who, at } = turn;
        let said = Some((who, at));
        if field == EXTRA {
            let (base, theirs) = (extra_of(base.as_ref())?, extra_of(now.as_ref())?);
            return met_extra(Some(&base), ours, &theirs, said);
        }
        let catalogue = &self.theirs.desk().reference.catalogue;
        let there = catalogue.by_key(&field)?;
        let Some(id) = self.fields[there.id.index()] else {
            if !self.aside.unknown.contains(&there.header) {
                self.aside.unknown.push(there.header.clone());
            }
            return None;
        };
        let mine = ours.values.get(id);
        let meeting = meet(Base::Known(base.as_ref()), mine, now.as_ref());
        Some(MetField { field: Some(id), ours: mine.cloned(), base: Some(base), theirs: now, meeting, said })
    }

    fn without_past(&mut self, theirs: Record) -> Result<Met, ApiError> {
        let theirs = self.ours(theirs);
        let keys = self.identity.keys(&theirs.values, &self.identity.names(&theirs.values));
        let asked = Keys { uid: Some(&theirs.uid), code_key: keys.code.as_deref(), name_key: keys.name.as_deref() };
        let candidates = self.staging.candidates(&asked)?;
        let Some(found) = self.identity.choose(&theirs.values, &candidates, &self.taken) else {
            return Ok(Met::New(theirs));
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
        Ok(Met::Both { ours, fields })
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
        if !self.aside.unknown.contains(header) {
            self.aside.unknown.push(header.clone());
        }
    }
}

fn met_extra(base: Option<&Extra>, ours: &Record, theirs: &Extra, said: Option<(String, String)>) -> Option<MetField> {
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

/// Key and header of a field; of the columns that fit none, both as journals have them.
pub(super) fn named(catalogue: &Catalogue, field: Option<FieldId>) -> (String, String) {
    match field.map(|id| catalogue.field(id)) {
        Some(field) => (field.key.clone(), field.header.clone()),
        None => (EXTRA.to_owned(), String::new()),
    }
}
