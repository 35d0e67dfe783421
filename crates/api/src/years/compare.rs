//! Comparing this year's register with an earlier year's, and remembering it until either changes.
//!
//! Which projects are the same is told as for imports: uid, project code, unit and name; and by people. Likeness only
//! suggests. The invariant: a project of either year stands in one line.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use qingce_core::catalogue::FieldId;
use qingce_core::condition::Subject;
use qingce_core::record::Record;
use qingce_core::value::{Value, Values};
use qingce_core::years::{Account, Side, YearFate, YearRules, YearSum, fate};
use qingce_store::{BaselineWord, Candidate, Keys, Query};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{YearChange, YearOrigin, YearReason, rules};
use crate::error::{ApiError, Code};
use crate::import::IdentityFields;
use crate::job::{Job, Phase};
use crate::register::Register;

/// How often progress is told, in records.
const TELL_EVERY: usize = 500;

/// One project in both years, or in one of them.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub fate: YearFate,
    pub then: Option<Then>,
    pub now: Option<Now>,
    pub changes: Vec<YearChange>,
    /// Why it is gone.
    pub reason: Option<YearReason>,
    /// A person said that both are one.
    pub confirmed: bool,
}

/// A project as it was.
#[derive(Debug, Clone)]
pub(crate) struct Then {
    pub id: i64,
    pub uid: String,
    pub name: String,
    pub side: Side,
    pub origin: YearOrigin,
}

/// A project as it is.
#[derive(Debug, Clone)]
pub(crate) struct Now {
    pub id: i64,
    pub uid: String,
    pub name: String,
    pub side: Side,
}

/// The years compared.
pub(crate) struct Compared {
    year: i32,
    journal: i64,
    pub lines: Vec<Line>,
    pub units: Vec<YearSum>,
    pub all: YearSum,
}

/// What was compared last.
#[derive(Default)]
pub(crate) struct Years(Mutex<Option<Arc<Compared>>>);

/// The comparison with a year, made anew where anything changed since.
pub(crate) fn compared(register: &Register, year: i32, job: Job<'_>) -> Result<Arc<Compared>, ApiError> {
    let mut known = register.years().0.lock().unwrap_or_else(PoisonError::into_inner);
    let (journal, _) = register.store().journal_head()?;
    if let Some(compared) = known.as_ref().filter(|known| known.year == year && known.journal == journal) {
        return Ok(Arc::clone(compared));
    }
    let compared = Arc::new(Comparison::new(register, year)?.run(journal, job)?);
    *known = Some(Arc::clone(&compared));
    Ok(compared)
}

struct Comparison<'r> {
    register: &'r Register,
    year: i32,
    rules: YearRules,
    identity: IdentityFields,
    /// Fields that both registers tell, less those that are not compared.
    fields: Vec<FieldId>,
    words: Words,
    /// Projects of the earlier year that no further record may be: those met, and those that people named a record for.
    taken: FxHashSet<i64>,
    /// Projects of the earlier year that a record of this year is.
    met: FxHashSet<i64>,
    origins: FxHashMap<i64, YearOrigin>,
}

impl<'r> Comparison<'r> {
    fn new(register: &'r Register, year: i32) -> Result<Comparison<'r>, ApiError> {
        let (store, rules) = (register.store(), rules(register)?);
        let mut fields = store.baseline_fields(year)?;
        let (used, _) = store.used(&Query::all(register.today()))?;
        fields.retain(|id| used.contains(id) && !rules.without.contains(id));
        let mut origins = FxHashMap::default();
        let mut uids = FxHashMap::default();
        let mut keys: FxHashMap<String, i64> = FxHashMap::default();
        let identity = register.identity();
        store.for_each_baseline(year, |found| {
            let id = found.record.id;
            let names = identity.names(&found.record.values);
            keys.insert(names.key().unwrap_or_default(), id);
            uids.insert(found.record.uid, id);
            origins.insert(id, YearOrigin { file: found.file, sheet: found.sheet, row: found.row });
            ControlFlow::Continue(())
        })?;
        let words = Words::new(store.baseline_words(year)?, &uids, &keys);
        // Whom people named is nobody else's.
        let (taken, met) = (words.same.values().copied().collect(), FxHashSet::default());
        Ok(Comparison { register, year, rules, identity, fields, words, taken, met, origins })
    }

    fn run(mut self, journal: i64, job: Job<'_>) -> Result<Compared, ApiError> {
        let (mut lines, mut account) = (Vec::new(), Account::default());
        let total = u64::try_from(self.register.store().count()?).ok();
        let (mut done, mut failed) = (0, None);
        self.register.store().for_each(&Query::all(self.register.today()), None, |record| {
            done += 1;
            if done % TELL_EVERY == 0 {
                job.tell(Phase::Compare, done as u64, total, 0);
            }
            if job.cancel.is_cancelled() {
                failed = Some(ApiError::new(Code::Cancelled));
                return ControlFlow::Break(());
            }
            match self.meet(&record, &mut account) {
                Ok(line) => lines.extend(line),
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        self.missing(&mut lines, &mut account)?;
        let order = |line: &Line| {
            let unit = line.now.as_ref().map(|now| &now.side.unit).or(line.then.as_ref().map(|then| &then.side.unit));
            (unit.cloned(), line.fate)
        };
        lines.sort_by_cached_key(order);
        let (units, all) = account.finish();
        Ok(Compared { year: self.year, journal, lines, units, all })
    }

    /// The line of a record of this year.
    fn meet(&mut self, record: &Record, account: &mut Account) -> Result<Option<Line>, ApiError> {
        let names = self.identity.names(&record.values);
        let keys = self.identity.keys(&record.values, &names);
        let name_key = keys.name.clone().unwrap_or_default();
        let confirmed = self.words.same_as(&record.uid, &name_key).filter(|id| !self.met.contains(id));
        let found = match confirmed {
            Some(id) => self.then_of(id)?,
            None => {
                let asked =
                    Keys { uid: Some(&record.uid), code_key: keys.code.as_deref(), name_key: keys.name.as_deref() };
                let mut candidates = self.register.store().baseline_candidates(self.year, &asked)?;
                candidates.retain(|candidate| !self.words.differs(candidate.record.id, &record.uid, &name_key));
                let chosen = self.identity.choose(&record.values, &candidates, &self.taken);
                chosen.map(|candidate: &Candidate| candidate.record.clone())
            }
        };
        let now = Now {
            id: record.id,
            uid: record.uid.clone(),
            name: self.identity.name(&record.values).to_owned(),
            side: self.side(record),
        };
        let Some(before) = found else {
            account.add(None, Some(&now.side), false, false);
            let told = fate(None, Some(&now.side), false);
            return Ok(told.map(|fate| Line {
                fate,
                then: None,
                now: Some(now),
                changes: Vec::new(),
                reason: None,
                confirmed: false,
            }));
        };
        self.taken.insert(before.id);
        self.met.insert(before.id);
        let changes = self.changes(&before.values, &record.values);
        let then = self.then(&before);
        let differs = !changes.is_empty();
        account.add(Some(&then.side), Some(&now.side), differs, false);
        let Some(fate) = fate(Some(&then.side), Some(&now.side), differs) else { return Ok(None) };
        let status = (fate == YearFate::Gone).then(|| YearReason::Status { text: self.status(&record.values) });
        Ok(Some(Line {
            fate,
            then: Some(then),
            now: Some(now),
            changes,
            reason: status,
            confirmed: confirmed.is_some(),
        }))
    }

    /// The lines of the projects that no record of this year is.
    fn missing(&self, lines: &mut Vec<Line>, account: &mut Account) -> Result<(), ApiError> {
        self.register.store().for_each_baseline(self.year, |found| {
            if self.met.contains(&found.record.id) {
                return ControlFlow::Continue(());
            }
            let then = self.then(&found.record);
            let reason = self.words.gone.get(&found.record.id).cloned();
            account.add(Some(&then.side), None, false, reason.is_none());
            if let Some(fate) = fate(Some(&then.side), None, false) {
                lines.push(Line { fate, then: Some(then), now: None, changes: Vec::new(), reason, confirmed: false });
            }
            ControlFlow::Continue(())
        })?;
        Ok(())
    }

    fn then_of(&self, id: i64) -> Result<Option<Record>, ApiError> {
        Ok(self.register.store().baseline_record(id)?)
    }

    fn then(&self, record: &Record) -> Then {
        Then {
            id: record.id,
            uid: record.uid.clone(),
            name: self.identity.name(&record.values).to_owned(),
            side: self.side(record),
            origin: self.origins.get(&record.id).cloned().unwrap_or_default(),
        }
    }

    fn side(&self, record: &Record) -> Side {
        let (register, today) = (self.register, self.register.today());
        let subject = Subject { values: &record.values, facts: &record.facts, to_return: record.to_return, today };
        let fen = match record.values.get(register.amount_field()) {
            Some(Value::Money(fen)) => fen.0,
            _ => 0,
        };
        let unit = record.values.text(register.unit_field()).to_owned();
        Side { unit, fen, in_force: self.rules.gone.eval(&subject) != Some(true) }
    }

    /// What the condition of the rules looked at: 已停用.
    fn status(&self, values: &Values) -> String {
        let facts = qingce_core::record::Facts::default();
        let subject = Subject { values, facts: &facts, to_return: false, today: self.register.today() };
        let told = subject.evidence(&self.rules.gone).into_iter().filter_map(|evidence| evidence.value);
        told.collect::<Vec<_>>().join("、")
    }

    fn changes(&self, then: &Values, now: &Values) -> Vec<YearChange> {
        let catalogue = &self.register.desk().reference.catalogue;
        let changed = self.fields.iter().filter(|id| then.get(**id) != now.get(**id));
        let text = |value: Option<&Value>| value.map(Value::text);
        let change = |id: &FieldId| YearChange {
            field: catalogue.field(*id).key.clone(),
            old: text(then.get(*id)),
            new: text(now.get(*id)),
        };
        changed.map(change).collect()
    }
}

/// What people said, by the ids of this import of the earlier year.
struct Words {
    /// By the uid, and by the unit and name, of the record of this year.
    same: FxHashMap<String, i64>,
    different: FxHashSet<(i64, String)>,
    gone: FxHashMap<i64, YearReason>,
}

impl Words {
    fn new(words: Vec<BaselineWord>, uids: &FxHashMap<String, i64>, keys: &FxHashMap<String, i64>) -> Words {
        let mut found =
            Words { same: FxHashMap::default(), different: FxHashSet::default(), gone: FxHashMap::default() };
        for said in words {
            let Some(id) = uids.get(&said.uid.0).or_else(|| keys.get(&said.uid.1)).copied() else { continue };
            let of_record = [said.record.0, said.record.1].into_iter().filter(|name| !name.is_empty());
            match said.word.as_str() {
                "same" => found.same.extend(of_record.map(|name| (name, id))),
                "different" => found.different.extend(of_record.map(|name| (id, name))),
                _ => {
                    found.gone.insert(id, YearReason::Said { text: said.why, who: said.who, at: said.at });
                }
            }
        }
        found
    }

    fn same_as(&self, uid: &str, key: &str) -> Option<i64> {
        self.same.get(uid).or_else(|| self.same.get(key)).copied()
    }

    fn differs(&self, id: i64, uid: &str, key: &str) -> bool {
        self.different.contains(&(id, uid.to_owned())) || self.different.contains(&(id, key.to_owned()))
    }
}
