//! Suggestions over the whole register in memory: by tag, by rule, by state, by missing field.
//!
//! One suggestion is a tag on a record, whichever rules speak for it. The invariant: of the suggestions on a tag, each is
//! in exactly one [`ReviewState`], so the counts of the states add up.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use qingce_core::catalogue::FieldId;
use qingce_core::condition::{Condition, Operand};
use qingce_core::record::Record;
use qingce_core::rule::RuleLine;
use qingce_core::value::Value;
use rusqlite::{Connection, named_params};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::truth::{NO, Truths, UNKNOWN, YES};
use super::{Of, State, search_words};
use crate::Result;
use crate::decision::{Decision, Verdict};
use crate::open::{Shape, Store};
use crate::query::Query;
use crate::tag::{Runs, TagState, Told, tag_state};

/// Where a suggestion stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum ReviewState {
    /// A rule was met, nobody decided: 待判.
    Open,
    /// 已采纳.
    Accepted,
    /// 不采纳.
    Rejected,
    /// 暂缓, and its day has not come.
    Postponed,
    /// No rule was met, some could not be judged for want of data: 待核实.
    Unknown,
}

impl ReviewState {
    /// All states, in the order of [`StateCounts`].
    pub const ALL: [ReviewState; 5] =
        [ReviewState::Open, ReviewState::Accepted, ReviewState::Rejected, ReviewState::Postponed, ReviewState::Unknown];
    fn code(self) -> u8 {
        self as u8 + 1
    }
}

/// No suggestion.
const NONE: u8 = 0;

/// Records by state, in the order of [`ReviewState::ALL`].
pub type StateCounts = [u64; 5];

/// Which suggestions.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewQuery {
    /// Of which records, in what order.
    pub query: Query,
    /// On this tag; on any without it.
    pub tag: Option<String>,
    /// For which this rule speaks, or that it could not judge.
    pub rule: Option<String>,
    /// In this state.
    pub state: Option<ReviewState>,
    /// Not judged because this field or fact is empty.
    pub missing: Option<Operand>,
}

/// The suggestions on one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagFigures {
    /// The tag.
    pub tag: String,
    /// Records by state.
    pub states: StateCounts,
}

/// The suggestions of one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleFigures {
    /// The rule as it was run.
    pub line: RuleLine,
    /// Records by the state of its tag: those it met, and under 待核实 those it could not judge.
    pub states: StateCounts,
}

/// Counts of suggestions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReviewCounts {
    /// By tag, in the order of the rules.
    pub tags: Vec<TagFigures>,
    /// By rule, in the order of their run.
    pub rules: Vec<RuleFigures>,
    /// Records in 待核实, of the tag asked for or of any, by the field that is missing; the most missed first.
    pub missing: Vec<(Operand, u64)>,
    /// Records in 待核实 in all.
    pub unknown: u64,
}

/// A part of the records of a [`ReviewQuery`].
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewPage {
    /// How many there are in all.
    pub total: u64,
    /// Sum of their amounts, 分.
    pub fen: i64,
    /// Those asked for, with everything about their tags.
    pub rows: Vec<(Record, TagState)>,
}

/// Of the records of a [`ReviewQuery`]: how many by value of some fields, and by tag in force; the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Per field asked for: value and count.
    pub fields: Vec<Vec<(String, u64)>>,
    /// `tag` or `tag/class`, and count.
    pub tags: Vec<(String, u64)>,
}

/// A rule of the last run, and what it said of every record.
struct Said {
    line: RuleLine,
    needs: Vec<Operand>,
    truths: Truths,
}

/// A decision on a record in memory.
pub(super) struct Placed {
    pub place: usize,
    pub decision: Decision,
}

/// What the rules said and people decided, in memory.
pub(super) struct Review {
    said: Vec<Said>,
    decided: Option<Decided>,
}

/// What depends on decisions and on the day.
struct Decided {
    today: NaiveDate,
    decisions: Vec<Placed>,
    tags: Vec<(String, Truths)>,
}

impl Review {
    /// Reads again what the rules said and people decided of some of `all` records: their places and ids, by place.
    pub(super) fn patch(&mut self, db: &Connection, records: &[(usize, i64)], all: usize) -> Result<()> {
        let rules: FxHashMap<String, usize> =
            self.said.iter().enumerate().map(|(at, said)| (said.line.id.clone(), at)).collect();
        let mut statement = db.prepare_cached("SELECT told FROM assessment WHERE record = :record")?;
        for (place, id) in records {
            self.said.iter_mut().for_each(|said| said.truths[*place] = NO);
            let mut rows = statement.query(named_params! {":record": id})?;
            if let Some(row) = rows.next()? {
                let outcomes = outcomes_of(&rules, row.get_ref("told")?.as_str().map_err(rusqlite::Error::from)?)?;
                outcomes.into_iter().for_each(|(rule, truth)| self.said[rule].truths[*place] = truth);
            }
        }
        if let Some(Decided { today, decisions, tags }) = &mut self.decided {
            decisions.retain(|placed| records.binary_search_by_key(&placed.place, |(place, _)| *place).is_err());
            for (place, id) in records {
                let own = crate::decision::decisions(db, *id)?;
                decisions.extend(own.into_iter().map(|decision| Placed { place: *place, decision }));
            }
            in_order(decisions);
            *tags = states(&self.said, decisions, all, *today);
        }
        Ok(())
    }
    fn states(&self, tag: &str) -> Option<&Truths> {
        self.tags().iter().find(|(name, _)| name == tag).map(|(_, states)| states)
    }
    fn tags(&self) -> &[(String, Truths)] {
        self.decided.as_ref().map_or(&[], |decided| &decided.tags)
    }
    /// Decisions, by record.
    pub(super) fn decisions(&self) -> &[Placed] {
        self.decided.as_ref().map_or(&[], |decided| &decided.decisions)
    }
}

impl Store {
    /// Counts of the suggestions on records of a query; fields missing for one tag, or for any.
    pub fn review_counts(&self, query: &Query, tag: Option<&str>) -> Result<ReviewCounts> {
        self.with_grid(|db, state| {
            let met = state.met(db, &self.shape, query)?;
            state.review_counts(db, &self.shape, &met, tag)
        })
    }

    /// A page of suggestions: `limit` records after the first `offset`; `amount` is the field that is summed.
    pub fn review_page(&self, query: &ReviewQuery, amount: FieldId, offset: u64, limit: u64) -> Result<ReviewPage> {
        self.with_grid(|db, state| {
            let places = state.reviewed(db, &self.shape, query)?;
            let of = Of::Operand(Operand::Field(amount));
            state.load(db, &self.shape, &[of])?;
            let fen = places.iter().map(|place| state.columns[&of].integer(*place as usize)).sum();
            let runs = Runs::load(db)?;
            let mut rows = Vec::new();
            let (offset, limit) =
                (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or(usize::MAX));
            for place in places.iter().skip(offset).take(limit) {
                let id = state.ids[*place as usize];
                if let Some(record) = crate::record::by_id(db, &self.shape, id)? {
                    rows.push((record, tag_state(db, &runs, id)?));
                }
            }
            Ok(ReviewPage { total: places.len() as u64, fen, rows })
        })
    }

    /// The ids of all records of a query, in its order.
    pub fn reviewed_ids(&self, query: &ReviewQuery) -> Result<Vec<i64>> {
        self.with_grid(|db, state| {
            let places = state.reviewed(db, &self.shape, query)?;
            Ok(places.iter().map(|place| state.ids[*place as usize]).collect())
        })
    }

    /// How the records of a query are spread over the values of some fields, and over tags.
    pub fn review_facets(&self, query: &ReviewQuery, by: &[FieldId]) -> Result<Facets> {
        self.with_grid(|db, state| {
            let places = state.reviewed(db, &self.shape, query)?;
            let fields: Vec<Of> = by.iter().map(|id| Of::Operand(Operand::Field(*id))).collect();
            let needed: Vec<Of> = fields.iter().copied().chain([Of::Tags]).collect();
            state.load(db, &self.shape, &needed)?;
            let mut tags: FxHashMap<String, u64> = FxHashMap::default();
            for (value, count) in state.spread(Of::Tags, &places) {
                if let Value::Multi(held) = value {
                    held.into_iter().for_each(|tag| *tags.entry(tag).or_default() += count);
                }
            }
            let texts = |of: &Of| {
                by_count(state.spread(*of, &places).into_iter().map(|(value, n)| (value.text(), n)).collect())
            };
            Ok(Facets { fields: fields.iter().map(texts).collect(), tags: by_count(tags.into_iter().collect()) })
        })
    }
}

fn by_count(mut counts: Vec<(String, u64)>) -> Vec<(String, u64)> {
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

impl State {
    /// Brings what the rules said and people decided into memory.
    pub(super) fn load_review(&mut self, db: &Connection, shape: &Shape, today: NaiveDate) -> Result<()> {
        self.load(db, shape, &[])?;
        let mut review = match self.review.take() {
            Some(review) => review,
            None => Review { said: said(db, shape, &self.ids)?, decided: None },
        };
        if review.decided.as_ref().is_none_or(|decided| decided.today != today) {
            let decisions = placed(db, &self.ids)?;
            let tags = states(&review.said, &decisions, self.ids.len(), today);
            review.decided = Some(Decided { today, decisions, tags });
        }
        self.review = Some(review);
        Ok(())
    }

    /// What is loaded by [`State::load_review`].
    pub(super) fn loaded_review(&self) -> &Review {
        self.review.as_ref().expect("BUG: suggestions are loaded before they are asked for")
    }

    /// Whether each record is one of a query.
    fn met(&mut self, db: &Connection, shape: &Shape, query: &Query) -> Result<Arc<Truths>> {
        let words = search_words(&query.search);
        self.load(db, shape, &super::needed(query, &shape.catalogue, !words.is_empty()))?;
        let filter = super::Filter { condition: query.condition.clone(), words, today: query.today };
        let met = self.filter(filter, &shape.catalogue);
        self.load_review(db, shape, query.today)?;
        Ok(met)
    }

    /// The records of a query in its order, as places in `ids`.
    fn reviewed(&mut self, db: &Connection, shape: &Shape, query: &ReviewQuery) -> Result<Vec<u32>> {
        let met = self.met(db, shape, &query.query)?;
        let missing = query.missing.map(|operand| self.missing(db, shape, operand, query)).transpose()?;
        let asked = self.loaded_review().asked(query, self.ids.len());
        let order = self.order(&query.query.sort);
        let holds = |place: &u32| {
            let at = *place as usize;
            met[at] == YES && asked[at] == YES && missing.as_ref().is_none_or(|missing| missing[at] == YES)
        };
        Ok(order.iter().copied().filter(holds).collect())
    }

    /// Which records wait for a field or fact, for the rules of a query.
    fn missing(&mut self, db: &Connection, shape: &Shape, operand: Operand, query: &ReviewQuery) -> Result<Truths> {
        self.load(db, shape, &[Of::Operand(operand)])?;
        let (review, column) = (self.loaded_review(), &self.columns[&Of::Operand(operand)]);
        let mut found = vec![NO; self.ids.len()];
        for said in review.said.iter().filter(|said| said.needs.contains(&operand) && said.is_asked(query)) {
            let Some(states) = review.states(&said.line.tag) else { continue };
            for (at, found) in found.iter_mut().enumerate() {
                if said.waits(states, at) && column.code(at) == 0 {
                    *found = YES;
                }
            }
        }
        Ok(found)
    }

    fn review_counts(
        &mut self,
        db: &Connection,
        shape: &Shape,
        met: &Truths,
        tag: Option<&str>,
    ) -> Result<ReviewCounts> {
        let of_tag = |said: &&Said| tag.is_none_or(|tag| said.line.tag == tag);
        let review = self.loaded_review();
        let mut needs: Vec<Operand> = review.said.iter().filter(of_tag).flat_map(|said| said.needs.clone()).collect();
        needs.sort_by_key(|operand| operand.key(&shape.catalogue).to_owned());
        needs.dedup();
        self.load(db, shape, &needs.iter().map(|operand| Of::Operand(*operand)).collect::<Vec<_>>())?;
        let review = self.loaded_review();
        let mut counts = ReviewCounts::default();
        for (tag, states) in review.tags() {
            counts.tags.push(TagFigures { tag: tag.clone(), states: review.count(states, met, |_| true) });
        }
        for said in &review.said {
            let Some(states) = review.states(&said.line.tag) else { continue };
            counts.rules.push(RuleFigures {
                line: said.line.clone(),
                states: review.count(states, met, |at| said.speaks(states, at)),
            });
        }
        let waiting = |operand: Option<Operand>| {
            let mut waits = vec![false; self.ids.len()];
            for said in review.said.iter().filter(of_tag) {
                let Some(states) = review.states(&said.line.tag) else { continue };
                if operand.is_some_and(|operand| !said.needs.contains(&operand)) {
                    continue;
                }
                waits.iter_mut().enumerate().for_each(|(at, waits)| *waits |= met[at] == YES && said.waits(states, at));
            }
            let empty = |at: usize| operand.is_none_or(|operand| self.columns[&Of::Operand(operand)].code(at) == 0);
            waits.iter().enumerate().filter(|(at, waits)| **waits && empty(*at)).count() as u64
        };
        counts.unknown = waiting(None);
        counts.missing = needs.into_iter().map(|operand| (operand, waiting(Some(operand)))).collect();
        counts.missing.retain(|(_, count)| *count > 0);
        counts.missing.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(counts)
    }

    fn spread(&self, of: Of, places: &[u32]) -> Vec<(Value, u64)> {
        let column = &self.columns[&of];
        let mut counts = vec![0u64; column.distinct() + 1];
        places.iter().for_each(|place| counts[column.code(*place as usize)] += 1);
        let held = counts.into_iter().enumerate().skip(1).filter(|(_, count)| *count > 0);
        held.filter_map(|(code, count)| Some((column.value(code)?, count))).collect()
    }
}

impl Said {
    /// Whether it could not judge a record, which therefore waits for data.
    fn waits(&self, states: &Truths, at: usize) -> bool {
        self.truths[at] == UNKNOWN && states[at] == ReviewState::Unknown.code()
    }
    /// Whether a record is one of its suggestions.
    fn speaks(&self, states: &Truths, at: usize) -> bool {
        self.truths[at] == YES || self.waits(states, at)
    }
    fn is_asked(&self, query: &ReviewQuery) -> bool {
        query.tag.as_ref().is_none_or(|tag| *tag == self.line.tag)
            && query.rule.as_ref().is_none_or(|rule| *rule == self.line.id)
    }
}

impl Review {
    fn count(&self, states: &Truths, met: &Truths, counts: impl Fn(usize) -> bool) -> StateCounts {
        let mut found = StateCounts::default();
        for (at, state) in states.iter().enumerate() {
            if *state != NONE && met[at] == YES && counts(at) {
                found[usize::from(*state) - 1] += 1;
            }
        }
        found
    }

    /// Whether each record has a suggestion of a query; fields missing are not asked here.
    fn asked(&self, query: &ReviewQuery, records: usize) -> Truths {
        let right = |state: u8| query.state.map_or(state != NONE, |asked| state == asked.code());
        let mut found = vec![NO; records];
        if let Some(id) = &query.rule {
            let Some(said) = self.said.iter().find(|said| said.line.id == *id) else { return found };
            let Some(states) = self.states(&said.line.tag) else { return found };
            let asked = |at: usize| right(states[at]) && said.speaks(states, at);
            found.iter_mut().enumerate().filter(|(at, _)| asked(*at)).for_each(|(_, found)| *found = YES);
            return found;
        }
        for (_, states) in self.tags().iter().filter(|(tag, _)| query.tag.as_ref().is_none_or(|asked| asked == tag)) {
            for (found, state) in found.iter_mut().zip(states) {
                if right(*state) {
                    *found = YES;
                }
            }
        }
        found
    }
}

/// What the last run said of every record.
fn said(db: &Connection, shape: &Shape, ids: &[i64]) -> Result<Vec<Said>> {
    let mut all: Vec<Said> = Vec::new();
    let mut place: FxHashMap<String, usize> = FxHashMap::default();
    let mut statement = db.prepare("SELECT rule, line FROM rule_run ORDER BY place")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: RuleLine = serde_json::from_str(row.get_ref("line")?.as_str().map_err(rusqlite::Error::from)?)?;
        // A rule of another version of the seeds may name fields that are no more; it was run all the same.
        let needs = Condition::parse(&line.when, &shape.catalogue).map(|c| c.needs()).unwrap_or_default();
        place.insert(row.get("rule")?, all.len());
        all.push(Said { line, needs, truths: vec![NO; ids.len()] });
    }
    // Records share a few thousand sets of outcomes, each of which is read once.
    let mut heard: FxHashMap<Box<str>, Vec<(usize, u8)>> = FxHashMap::default();
    let mut statement = db.prepare("SELECT record, told FROM assessment ORDER BY record")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(at) = ids.binary_search(&row.get(0)?) else { continue };
        let told = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let outcomes = Told::outcomes(told);
        if !heard.contains_key(outcomes) {
            heard.insert(outcomes.into(), outcomes_of(&place, told)?);
        }
        heard[outcomes].iter().for_each(|(rule, truth)| all[*rule].truths[at] = *truth);
    }
    Ok(all)
}

/// What the rules said of one record, as kept: the place of a rule, and its truth.
fn outcomes_of(rules: &FxHashMap<String, usize>, told: &str) -> Result<Vec<(usize, u8)>> {
    let told: Told<'_> = serde_json::from_str(told)?;
    let of = |said: &[Cow<'_, str>], truth| {
        said.iter().filter_map(|rule| Some((*rules.get(rule.as_ref())?, truth))).collect::<Vec<_>>()
    };
    Ok([of(&told.met, YES), of(&told.unknown, UNKNOWN)].concat())
}

fn in_order(decisions: &mut [Placed]) {
    decisions.sort_by(|a, b| (a.place, &a.decision.tag).cmp(&(b.place, &b.decision.tag)));
}

fn placed(db: &Connection, ids: &[i64]) -> Result<Vec<Placed>> {
    let mut found: Vec<Placed> = Vec::new();
    // Records rise, and so do their places.
    crate::decision::each_decision(db, |record, decision| {
        found.extend(ids.binary_search(&record).ok().map(|place| Placed { place, decision }));
    })?;
    Ok(found)
}

/// The state of every tag on every record, tags in the order of the rules.
fn states(said: &[Said], decisions: &[Placed], records: usize, today: NaiveDate) -> Vec<(String, Truths)> {
    let mut tags: Vec<(String, Truths)> = Vec::new();
    let mut place_of: FxHashMap<&str, usize> = FxHashMap::default();
    let named = said.iter().map(|said| said.line.tag.as_str());
    for tag in named.chain(decisions.iter().map(|placed| placed.decision.tag.as_str())) {
        place_of.entry(tag).or_insert_with(|| {
            tags.push((tag.to_owned(), vec![NO; records]));
            tags.len() - 1
        });
    }
    for said in said {
        super::truth::raise(&mut tags[place_of[said.line.tag.as_str()]].1, &said.truths);
    }
    for (_, truths) in &mut tags {
        for truth in truths.iter_mut() {
            *truth = match *truth {
                YES => ReviewState::Open.code(),
                UNKNOWN => ReviewState::Unknown.code(),
                _ => NONE,
            };
        }
    }
    let today = today.format("%Y-%m-%d").to_string();
    for Placed { place, decision } in decisions {
        let state = match (decision.verdict, &decision.until) {
            (Verdict::Accept, _) => ReviewState::Accepted,
            (Verdict::Reject, _) => ReviewState::Rejected,
            (Verdict::Postpone, Some(until)) if *until <= today => continue,
            (Verdict::Postpone, _) => ReviewState::Postponed,
        };
        tags[place_of[decision.tag.as_str()]].1[*place] = state.code();
    }
    tags
}
