//! The rules over all records at once: what a change of a rule would alter, before it is made.
//!
//! The invariant: it says of every record what `RuleBook::judge` would say; a test holds them together. Nothing is stored.

use chrono::NaiveDate;
use qingce_core::condition::{Condition, Fact, Operand};
use qingce_core::rule::{RuleBook, RuleLine};
use qingce_core::value::Value;
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::truth::{self, NO, Truths, UNKNOWN, YES};
use super::{Of, State};
use crate::Result;
use crate::decision::Verdict;
use crate::open::{Shape, Store};

/// How many records a tag would gain and lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagChange {
    /// `tag` or `tag/class`.
    pub tag: String,
    /// Records that would be suggested it.
    pub gained: u64,
    /// Records that would no longer be suggested it.
    pub lost: u64,
}

/// A record that a change of the rules would touch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Affected {
    /// Its id.
    pub record: i64,
    /// Tags it would be suggested.
    pub gained: Vec<String>,
    /// Tags it would no longer be suggested.
    pub lost: Vec<String>,
    /// Tags a person decided, whose evidence would change. The decision stays.
    pub decided: Vec<String>,
}

/// What other rules would alter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhatIf {
    /// Records met, by rule, before and after; rules that are off meet none.
    pub met: FxHashMap<String, (u64, u64)>,
    /// Records that could not be judged, by rule, before and after.
    pub unknown: FxHashMap<String, (u64, u64)>,
    /// Tags that records would gain or lose, in the order of the rules; none that stay as they are.
    pub tags: Vec<TagChange>,
    /// Decided tags that the rules would speak for and do not now, or the other way round, by verdict.
    pub decided: Vec<(Verdict, u64)>,
    /// Records touched, in the order of arrival.
    pub affected: Vec<Affected>,
}

/// What a rule says of every record.
type Judged = Vec<(String, Truths)>;

impl Store {
    /// Compares what two books of rules say of the register as it is.
    pub fn what_if(&self, now: &RuleBook, then: &RuleBook, today: NaiveDate) -> Result<WhatIf> {
        self.with_grid(|db, state| {
            let before = state.judged(db, &self.shape, now, today)?;
            let after = state.judged(db, &self.shape, then, today)?;
            Ok(state.compared((now, &before), (then, &after)))
        })
    }
}

impl State {
    /// What every rule that is on says of every record.
    fn judged(&mut self, db: &Connection, shape: &Shape, book: &RuleBook, today: NaiveDate) -> Result<Judged> {
        let on = || book.rules().iter().filter(|rule| !rule.line.off);
        let mut seen = FxHashSet::default();
        let operands = on().flat_map(|rule| rule.condition.operands()).map(Of::Operand);
        let needed: Vec<Of> = operands.filter(|of| seen.insert(*of)).collect();
        self.load(db, shape, &needed)?;
        self.load_review(db, shape, today)?;
        let mut tags: FxHashMap<String, Truths> = FxHashMap::default();
        let mut rejected: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let records = self.ids.len();
        for placed in self.loaded_review().decisions() {
            let decision = &placed.decision;
            match decision.verdict {
                Verdict::Accept => {
                    for name in names(&decision.tag, decision.class.as_deref()) {
                        tags.entry(name).or_insert_with(|| vec![NO; records])[placed.place] = YES;
                    }
                }
                Verdict::Reject => rejected.entry(&decision.tag).or_default().push(placed.place),
                Verdict::Postpone => {}
            }
        }
        let mut judged = Judged::new();
        for rule in on() {
            let truths = self.fold(&rule.condition, &|leaf| match leaf {
                Condition::Tag(tag) => tags.get(tag).cloned().unwrap_or_else(|| vec![NO; records]),
                Condition::Test(operand, test) => {
                    let column = &self.columns[&Of::Operand(*operand)];
                    // A run counts its groups first: who stands in none is alone.
                    let alone = Value::Int(1);
                    let empty = (*operand == Operand::Fact(Fact::DuplicateGroupSize)).then_some(&alone);
                    truth::test_with(column, test, today, empty)
                }
                _ => Vec::new(),
            });
            let mut given = truths.clone();
            given.iter_mut().for_each(|truth| *truth = if *truth == YES { YES } else { NO });
            if let Some(places) = rejected.get(rule.line.tag.as_str()) {
                places.iter().for_each(|place| given[*place] = NO);
            }
            for name in names(&rule.line.tag, rule.line.class.as_deref()) {
                truth::raise(tags.entry(name).or_insert_with(|| vec![NO; records]), &given);
            }
            judged.push((rule.line.id.clone(), truths));
        }
        Ok(judged)
    }

    fn compared(&self, now: (&RuleBook, &Judged), then: (&RuleBook, &Judged)) -> WhatIf {
        let mut told =
            WhatIf { met: counts(now.1, then.1, YES), unknown: counts(now.1, then.1, UNKNOWN), ..WhatIf::default() };
        let decisions = self.loaded_review().decisions().iter().filter(|p| p.decision.verdict != Verdict::Postpone);
        let decided: FxHashMap<(usize, &str), Verdict> =
            decisions.map(|placed| ((placed.place, placed.decision.tag.as_str()), placed.decision.verdict)).collect();
        let mut affected: FxHashMap<usize, Affected> = FxHashMap::default();
        let mut known: Vec<(&str, Option<&str>)> = Vec::new();
        for line in now.0.rules().iter().chain(then.0.rules()).map(|rule| &rule.line) {
            let name = (line.tag.as_str(), line.class.as_deref());
            if !known.contains(&name) {
                known.push(name);
            }
        }
        let mut changed: FxHashMap<Verdict, FxHashSet<(usize, &str)>> = FxHashMap::default();
        for (tag, class) in known {
            let name = class.map_or_else(|| tag.to_owned(), |class| format!("{tag}/{class}"));
            let given =
                |book| suggested(book, self.ids.len(), |line| line.tag == tag && line.class.as_deref() == class);
            let (before, after) = (given(now), given(then));
            let mut change = TagChange { tag: name.clone(), gained: 0, lost: 0 };
            for (place, _) in before.iter().zip(&after).enumerate().filter(|(_, (before, after))| before != after) {
                let touched = affected.entry(place).or_default();
                if let Some(verdict) = decided.get(&(place, tag)) {
                    if changed.entry(*verdict).or_default().insert((place, tag)) {
                        touched.decided.push(tag.to_owned());
                    }
                } else if after[place] == YES {
                    change.gained += 1;
                    touched.gained.push(name.clone());
                } else {
                    change.lost += 1;
                    touched.lost.push(name.clone());
                }
            }
            if change.gained + change.lost > 0 {
                told.tags.push(change);
            }
        }
        told.decided = changed.into_iter().map(|(verdict, places)| (verdict, places.len() as u64)).collect();
        told.decided.sort_unstable();
        let mut places: Vec<(usize, Affected)> = affected.into_iter().collect();
        places.sort_unstable_by_key(|(place, _)| *place);
        told.affected = places.into_iter().map(|(place, one)| Affected { record: self.ids[place], ..one }).collect();
        told
    }
}

/// Records of which a rule says something, before and after.
fn counts(before: &Judged, after: &Judged, asked: u8) -> FxHashMap<String, (u64, u64)> {
    let count = |truths: &Truths| truths.iter().filter(|truth| **truth == asked).count() as u64;
    let mut found: FxHashMap<String, (u64, u64)> = FxHashMap::default();
    before.iter().for_each(|(rule, truths)| found.entry(rule.clone()).or_default().0 = count(truths));
    after.iter().for_each(|(rule, truths)| found.entry(rule.clone()).or_default().1 = count(truths));
    found
}

/// The records that some rule of a kind was met by.
fn suggested((book, judged): (&RuleBook, &Judged), records: usize, kind: impl Fn(&RuleLine) -> bool) -> Truths {
    let mut found = vec![NO; records];
    for (id, truths) in judged {
        if book.rules().iter().any(|rule| rule.line.id == *id && kind(&rule.line)) {
            found.iter_mut().zip(truths).filter(|(_, truth)| **truth == YES).for_each(|(found, _)| *found = YES);
        }
    }
    found
}

/// `tag`, and `tag/class` where there is a class.
fn names(tag: &str, class: Option<&str>) -> Vec<String> {
    [Some(tag.to_owned()), class.map(|class| format!("{tag}/{class}"))].into_iter().flatten().collect()
}
