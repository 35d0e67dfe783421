//! The rules over single records, in the write that changed them: what was decided or edited is judged at once.
//!
//! Not in here: a run over all records (`tag.rs`). The invariant: a record is judged by the rules of the last run, so that all
//! suggestions in the register rest on the same rules; where those do not fit the fields any more, or never ran, nothing is
//! judged and the last run is told as old.

use chrono::NaiveDate;
use qingce_core::condition::Subject;
use qingce_core::record::{Facts, Record};
use qingce_core::rule::{Judgement, RuleBook, RuleLine};
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

use crate::Result;
use crate::decision::{Decision, Verdict, decisions};
use crate::kind::{JUDGED, touched_since};
use crate::open::Shape;
use crate::tag::{Runs, Told, in_force, suggested, tag_name};

/// Size of the duplicate group of a record that stands in none.
const ALONE: i64 = 1;

/// What a set of the journal made worth judging again.
pub(crate) struct Rejudge<'s> {
    shape: &'s Shape,
    today: NaiveDate,
    runs: Runs,
    book: Option<RuleBook>,
    /// Whether the last run still tells how things are, but for what is judged here.
    current: bool,
    /// Records met and not judged that every rule gains or loses.
    counts: FxHashMap<String, (i64, i64)>,
}

impl<'s> Rejudge<'s> {
    /// Gets the rules of the last run ready. To be called before the set is written that changes the records.
    pub(crate) fn load(db: &Connection, shape: &'s Shape, today: NaiveDate) -> Result<Rejudge<'s>> {
        let book = RuleBook::new(lines(db)?, &shape.catalogue).ok();
        let mut statement = db.prepare_cached("SELECT journal FROM rule_state")?;
        let seen: Option<i64> = statement.query_row([], |row| row.get("journal")).optional()?;
        let current = seen.map(|seq| touched_since(db, seq, JUDGED)).transpose()?.is_some_and(|touched| !touched);
        Ok(Rejudge { shape, today, runs: Runs::load(db)?, book, current, counts: FxHashMap::default() })
    }

    /// Brings a record up to what was decided on a tag: rules that look at the tag are asked again.
    pub(crate) fn decided(&mut self, db: &Connection, record: i64, tag: &str) -> Result<()> {
        let looks = |book: &RuleBook| book.rules().iter().any(|rule| rule.condition.tags().contains(&tag));
        if self.book.as_ref().is_some_and(looks) { self.judge(db, record) } else { self.refresh(db, record) }
    }

    /// Judges a record whose values changed.
    pub(crate) fn edited(&mut self, db: &Connection, record: i64) -> Result<()> {
        if self.book.is_some() { self.judge(db, record) } else { Ok(()) }
    }

    /// Judges a record that took another one in, or that came back; where no rules ran, its tags follow its decisions.
    pub(crate) fn merged(&mut self, db: &Connection, record: i64) -> Result<()> {
        if self.book.is_some() { self.judge(db, record) } else { self.refresh(db, record) }
    }

    /// Whether there are rules to judge by.
    pub(crate) fn ran(&self) -> bool {
        self.book.is_some()
    }

    /// Takes a record that leaves out of what the rules count.
    pub(crate) fn left(&mut self, db: &Connection, record: i64) -> Result<()> {
        if let Some(told) = told_of(db, record)? {
            serde_json::from_str::<Told<'_>>(&told)?.count(&mut self.counts, -1);
        }
        Ok(())
    }

    /// Writes what the rules count now. `whole`: nothing but what was judged here depends on the set, so the last run is as
    /// current after it as it was before.
    pub(crate) fn finish(self, db: &Connection, seq: i64, whole: bool) -> Result<()> {
        let mut statement =
            db.prepare_cached("UPDATE rule_run SET met = met + :met, unknown = unknown + :unknown WHERE rule = :rule")?;
        for (rule, (met, unknown)) in self.counts.iter().filter(|(_, more)| **more != (0, 0)) {
            statement.execute(named_params! {":rule": rule, ":met": met, ":unknown": unknown})?;
        }
        if self.current && whole && self.book.is_some() {
            db.prepare_cached("UPDATE rule_state SET journal = :seq")?.execute(named_params! {":seq": seq})?;
        }
        Ok(())
    }

    fn judge(&mut self, db: &Connection, id: i64) -> Result<()> {
        let (Some(book), Some(record)) = (&self.book, crate::record::by_id(db, self.shape, id)?) else { return Ok(()) };
        let (own, before) = (decisions(db, id)?, told_of(db, id)?);
        if let Some(before) = &before {
            serde_json::from_str::<Told<'_>>(before)?.count(&mut self.counts, -1);
        }
        let size = record.facts.duplicate_group_size.unwrap_or(ALONE);
        let judgements = judge(book, &record, size, &own, self.today);
        let told = Told::of(&judgements, &self.shape.catalogue);
        told.count(&mut self.counts, 1);
        let tags = in_force(suggested(&judgements), &own);
        write(db, id, &serde_json::to_string(&tags)?, &serde_json::to_string(&told)?)
    }

    /// Brings the tags in force of a record up to its decisions; what the rules said stays.
    fn refresh(&self, db: &Connection, id: i64) -> Result<()> {
        let told = match told_of(db, id)? {
            Some(told) => told,
            None => serde_json::to_string(&Told::default())?,
        };
        let own = decisions(db, id)?;
        let tags = in_force(self.runs.tags(&serde_json::from_str(&told)?)?.into_iter(), &own);
        write(db, id, &serde_json::to_string(&tags)?, &told)
    }
}

/// What rules say of a record on which people decided: rejected tags are not seen by rules, accepted ones are.
pub(crate) fn judge<'b>(
    book: &'b RuleBook,
    record: &Record,
    duplicate_group_size: i64,
    decisions: &[Decision],
    today: NaiveDate,
) -> Vec<Judgement<'b>> {
    let of = |verdict: Verdict| decisions.iter().filter(move |decision| decision.verdict == verdict);
    let tags = of(Verdict::Accept).map(|decision| tag_name(&decision.tag, decision.class.as_deref())).collect();
    let rejected: Vec<String> = of(Verdict::Reject).map(|decision| decision.tag.clone()).collect();
    let facts = Facts { duplicate_group_size: Some(duplicate_group_size), tags, ..record.facts.clone() };
    let subject = Subject { values: &record.values, facts: &facts, to_return: record.to_return, today };
    book.judge(&subject, &rejected)
}

/// The rules of the last run, in its order.
fn lines(db: &Connection) -> Result<Vec<RuleLine>> {
    let mut statement = db.prepare_cached("SELECT line FROM rule_run ORDER BY place")?;
    let texts = statement.query_map([], |row| row.get::<_, String>("line"))?;
    texts.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
}

fn told_of(db: &Connection, record: i64) -> Result<Option<String>> {
    let mut statement = db.prepare_cached("SELECT told FROM assessment WHERE record = :record")?;
    Ok(statement.query_row(named_params! {":record": record}, |row| row.get("told")).optional()?)
}

fn write(db: &Connection, record: i64, tags: &str, told: &str) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO assessment (record, tags, told) VALUES (:record, :tags, :told)
         ON CONFLICT (record) DO UPDATE SET tags = :tags, told = :told",
    )?
    .execute(named_params! {":record": record, ":tags": tags, ":told": told})?;
    Ok(())
}
