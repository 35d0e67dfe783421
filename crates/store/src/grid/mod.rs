//! Pages of the grid, fast: the register's columns in memory, loaded when first asked for.
//!
//! A scan of the file takes 15 to 700 ms at 100 000 records, whatever index it has; the same question over columns of
//! codes takes one. The invariant: an answer is the one that SQL would give (a property test holds them together), of one
//! state of the register: everything is forgotten as soon as `PRAGMA data_version` tells of any commit; where the journal
//! tells that people only decided on tags, only what depends on those; decisions and edits of few records are patched in.

mod column;
mod figures;
mod group;
mod judge;
mod patch;
mod review;
mod sent;
mod sum;
mod truth;

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use qingce_core::catalogue::{Catalogue, FieldType};
use qingce_core::condition::{Condition, Fact, Operand};
use qingce_core::record::Record;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Result;
use crate::columns::RECORDS;
use crate::kind::{Touch, touched_since};
use crate::open::{Shape, Store, lock};
use crate::query::{Page, Query, Sort};
use crate::sql::{Sql, search_words};
use column::{Builder, Column};
use review::Review;
use truth::{Truths, YES};

pub use figures::{Ask, Figure, Remarks, Report};
pub use group::{Group, Remarked};
pub use judge::{Affected, TagChange, WhatIf};
pub use review::{Facets, ReviewCounts, ReviewPage, ReviewQuery, ReviewState, RuleFigures, StateCounts, TagFigures};
pub use sum::FieldSum;

/// How many orders and results are remembered: enough for a person going to and fro.
const REMEMBERED: usize = 8;

/// Columns loaded in one scan: while they are loaded, their values are in memory twice.
const LOADED_AT_ONCE: usize = 16;

/// Between two portions loaded in the background: a page that waits comes in between, which a lock alone does not give.
const BREATH: Duration = Duration::from_millis(2);

/// What a column is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Of {
    Operand(Operand),
    Tags,
    /// The batch that wrote a record last.
    Batch,
}

/// A query without its order.
#[derive(Debug, Clone, PartialEq)]
struct Filter {
    condition: Condition,
    words: Vec<String>,
    today: NaiveDate,
}

/// The register in memory, with the connection it was read by.
pub(crate) struct Grid {
    db: Connection,
    state: State,
}

#[derive(Default)]
struct State {
    version: i64,
    seen: Seen,
    loaded: bool,
    ids: Vec<i64>,
    columns: FxHashMap<Of, Column>,
    orders: Vec<(Vec<Sort>, Arc<Vec<u32>>)>,
    words: Vec<(String, Arc<Truths>)>,
    filters: Vec<(Filter, Arc<Truths>)>,
    results: Vec<(Query, Arc<Vec<u32>>)>,
    remarks: Option<Vec<(u32, Remarks)>>,
    sent: Option<Vec<sent::Sent>>,
    review: Option<Review>,
}

/// How much of the register's past was seen: the newest set of the journal, and the number of the last run of the rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    journal: i64,
    run: i64,
}

impl Store {
    /// A page of a query: `limit` records after the first `offset`.
    ///
    /// The first question after a change of the register loads what it needs; see [`Store::prepare_pages`].
    pub fn page(&self, query: &Query, offset: u64, limit: u64) -> Result<Page> {
        self.with_grid(|db, state| state.page(db, &self.shape, query, offset, limit))
    }

    /// Loads all columns, so that no later page waits for one. For the background of a window; pages come in between.
    pub fn prepare_pages(&self) -> Result<()> {
        let fields = self.shape.catalogue.fields();
        // What only the register tells is seldom asked for and takes longer to load.
        let facts = Fact::ALL.into_iter().filter(|fact| !fact.of_register());
        let operands = fields.iter().map(|f| Operand::Field(f.id)).chain(facts.map(Operand::Fact));
        let all: Vec<Of> = operands.map(Of::Operand).chain([Of::Tags]).collect();
        for some in all.chunks(LOADED_AT_ONCE) {
            self.with_grid(|db, state| state.load(db, &self.shape, some))?;
            std::thread::sleep(BREATH);
        }
        for field in fields.iter().filter(|f| f.search) {
            let of = Of::Operand(Operand::Field(field.id));
            self.with_grid(|db, state| {
                state.load(db, &self.shape, &[of])?;
                state.columns[&of].prepare_search();
                Ok(())
            })?;
            std::thread::sleep(BREATH);
        }
        // What depends on the day is made anew with the first question, which costs little.
        self.with_grid(|db, state| state.load_review(db, &self.shape, NaiveDate::default()))
    }

    fn with_grid<T>(&self, work: impl FnOnce(&Transaction<'_>, &mut State) -> Result<T>) -> Result<T> {
        let mut slot = lock(&self.grid);
        let mut grid = match slot.take() {
            Some(grid) => grid,
            None => Grid { db: self.connect()?, state: State::default() },
        };
        let Grid { db, state } = &mut grid;
        let transaction = db.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let version = transaction.query_row("PRAGMA data_version", [], |row| row.get("data_version"))?;
        if state.version != version {
            state.forget(&transaction, &self.shape)?;
            state.version = version;
        }
        let done = work(&transaction, state);
        transaction.finish()?;
        *slot = Some(grid);
        done
    }
}

impl State {
    /// Forgets what a commit may have changed. Every change of a record stands in the journal, and so does every decision.
    fn forget(&mut self, db: &Connection, shape: &Shape) -> Result<()> {
        let seen = Seen {
            journal: crate::journal::last(db)?.0,
            run: db.query_row("SELECT coalesce(max(run), 0) AS run FROM rule_state", [], |row| row.get("run"))?,
        };
        let since = std::mem::replace(&mut self.seen, seen);
        let same_rules = self.loaded && since.run == seen.run;
        if same_rules && since.journal == seen.journal {
            // A setting or a saved view: nothing of the records.
            return Ok(());
        }
        let grown = same_rules && since.journal < seen.journal;
        let touched = |these: &[Touch]| touched_since(db, since.journal, these);
        if grown && !touched(&[Touch::Records, Touch::Cells, Touch::Decisions])? {
            // Rules before their next run, answers, reference data: nothing of the columns.
        } else if grown && !touched(&[Touch::Records])? && self.patch_since(db, shape, since.journal)? {
            // Few records: they were read again.
        } else if grown && !touched(&[Touch::Records, Touch::Cells])? {
            let State { ids, mut columns, loaded, orders, words, remarks, sent, .. } = std::mem::take(self);
            columns.remove(&Of::Tags);
            *self = State { ids, columns, loaded, orders, words, remarks, sent, ..State::default() };
        } else {
            *self = State::default();
        }
        self.seen = seen;
        Ok(())
    }

    fn page(&mut self, db: &Connection, shape: &Shape, query: &Query, offset: u64, limit: u64) -> Result<Page> {
        let result = self.result(db, shape, query)?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(result.len());
        let to = from.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX)).min(result.len());
        let mut rows: Vec<Record> = Vec::with_capacity(to - from);
        for at in &result[from..to] {
            rows.extend(crate::record::by_id(db, shape, self.ids[*at as usize])?);
        }
        Ok(Page { total: result.len() as u64, rows })
    }

    /// The records of a query in its order, as places in `ids`.
    fn result(&mut self, db: &Connection, shape: &Shape, query: &Query) -> Result<Arc<Vec<u32>>> {
        if let Some(found) = recall(&mut self.results, query) {
            return Ok(found);
        }
        let words = search_words(&query.search);
        self.load(db, shape, &needed(query, &shape.catalogue, !words.is_empty()))?;
        let order = self.order(&query.sort);
        let result = if query.condition == Condition::Always && words.is_empty() {
            order
        } else {
            let filter = Filter { condition: query.condition.clone(), words, today: query.today };
            let truths = self.filter(filter, &shape.catalogue);
            Arc::new(order.iter().copied().filter(|at| truths[*at as usize] == YES).collect())
        };
        remember(&mut self.results, query.clone(), &result);
        Ok(result)
    }

    /// The truths of a filter; remembered, so that another order or a longer search costs only what is new.
    fn filter(&mut self, filter: Filter, catalogue: &Catalogue) -> Arc<Truths> {
        if let Some(found) = recall(&mut self.filters, &filter) {
            return found;
        }
        let mut truths = self.truths(&filter.condition, filter.today);
        for word in &filter.words {
            if !truths.contains(&YES) {
                break;
            }
            let met = match recall(&mut self.words, word) {
                Some(met) => met,
                None => Arc::new(self.search(word, catalogue)),
            };
            truths = truth::and(truths, &met);
            remember(&mut self.words, word.clone(), &met);
        }
        let truths = Arc::new(truths);
        remember(&mut self.filters, filter, &truths);
        truths
    }

    /// Reads the columns that are not there yet, all in one scan.
    fn load(&mut self, db: &Connection, shape: &Shape, needed: &[Of]) -> Result<()> {
        let missing = needed.iter().filter(|of| !self.columns.contains_key(of)).copied();
        let (counted, missing): (Vec<Of>, Vec<Of>) = missing.partition(|of| figures::weight(*of).is_some());
        if !(missing.is_empty() && self.loaded) {
            self.scan(db, shape, missing)?;
        }
        counted.into_iter().try_for_each(|of| self.count_remarks(db, shape, of))
    }

    fn scan(&mut self, db: &Connection, shape: &Shape, missing: Vec<Of>) -> Result<()> {
        let sql = Sql::new(&shape.catalogue, NaiveDate::default());
        let mut builders = Vec::new();
        let mut selected = String::from("r.id");
        for of in &missing {
            let (column, kind) = match of {
                Of::Operand(operand) => (sql.column(*operand), operand.kind(&shape.catalogue)),
                Of::Tags => ("a.tags".into(), FieldType::Multi),
                Of::Batch => ("r.batch".into(), FieldType::Int),
            };
            selected += &format!(", {column}");
            builders.push(Builder::new(kind));
        }
        let mut statement = db.prepare(&format!("SELECT {selected} FROM {RECORDS} ORDER BY r.id"))?;
        let mut rows = statement.query([])?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next()? {
            ids.push(row.get(0)?);
            for (at, builder) in (1..).zip(&mut builders) {
                builder.push(row.get_ref(at)?)?;
            }
        }
        (self.ids, self.loaded) = (ids, true);
        self.columns.extend(missing.into_iter().zip(builders.into_iter().map(Builder::finish)));
        Ok(())
    }

    /// All records in an order, ties by id. Sorted level by level from the last, each stable.
    fn order(&mut self, sort: &[Sort]) -> Arc<Vec<u32>> {
        if let Some(found) = recall(&mut self.orders, sort) {
            return found;
        }
        let count = u32::try_from(self.ids.len()).expect("BUG: no register has so many records");
        let mut order: Vec<u32> = (0..count).collect();
        for level in sort.iter().rev() {
            order = sorted(&order, &self.columns[&Of::Operand(level.by)], level.descending);
        }
        let order = Arc::new(order);
        remember(&mut self.orders, sort.to_vec(), &order);
        order
    }

    fn truths(&self, condition: &Condition, today: NaiveDate) -> Truths {
        self.fold(condition, &|leaf| match leaf {
            Condition::Test(operand, test) => truth::test(&self.columns[&Of::Operand(*operand)], test, today),
            tag => truth::tag(&self.columns[&Of::Tags], tag, today),
        })
    }

    /// The truths of a condition from those of its tests and tags.
    fn fold(&self, condition: &Condition, leaf: &dyn Fn(&Condition) -> Truths) -> Truths {
        let join = |parts: &[Condition], none: u8, join: fn(Truths, &[u8]) -> Truths| {
            let all = vec![none; self.ids.len()];
            parts.iter().fold(all, |truths, part| join(truths, &self.fold(part, leaf)))
        };
        match condition {
            Condition::Always => vec![YES; self.ids.len()],
            Condition::And(parts) => join(parts, YES, truth::and),
            Condition::Or(parts) => join(parts, truth::NO, truth::or),
            Condition::Not(inner) => truth::not(self.fold(inner, leaf)),
            Condition::Tag(_) | Condition::Test(..) => leaf(condition),
        }
    }

    fn search(&self, word: &str, catalogue: &Catalogue) -> Truths {
        let fields = catalogue.fields().iter().filter(|f| f.search);
        fields.fold(vec![truth::NO; self.ids.len()], |truths, field| {
            truth::or(truths, &truth::word(&self.columns[&Of::Operand(Operand::Field(field.id))], word))
        })
    }
}

/// The columns that a query looks at.
fn needed(query: &Query, catalogue: &Catalogue, searching: bool) -> Vec<Of> {
    let asked = query.condition.operands().into_iter().chain(query.sort.iter().map(|sort| sort.by));
    let searched = catalogue.fields().iter().filter(|f| searching && f.search).map(|f| Operand::Field(f.id));
    let mut needed: Vec<Of> = asked.chain(searched).map(Of::Operand).collect();
    if !query.condition.tags().is_empty() {
        needed.push(Of::Tags);
    }
    let mut seen = FxHashSet::default();
    needed.retain(|of| seen.insert(*of));
    needed
}

/// A stable sort by counting: codes are dense and rise with the values.
fn sorted(order: &[u32], column: &Column, descending: bool) -> Vec<u32> {
    let distinct = column.distinct();
    let bucket = |at: u32| match (column.code(at as usize), descending) {
        (0, _) => distinct,
        (code, false) => code - 1,
        (code, true) => distinct - code,
    };
    let mut starts = vec![0u32; distinct + 2];
    order.iter().for_each(|at| starts[bucket(*at) + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut sorted = vec![0; order.len()];
    for at in order {
        let place = &mut starts[bucket(*at)];
        sorted[*place as usize] = *at;
        *place += 1;
    }
    sorted
}

fn recall<K: PartialEq<Q>, Q: ?Sized, T: Clone>(remembered: &mut [(K, T)], key: &Q) -> Option<T> {
    let at = remembered.iter().position(|(known, _)| known == key)?;
    remembered[..=at].rotate_right(1);
    Some(remembered[0].1.clone())
}

fn remember<K: PartialEq, T: Clone>(remembered: &mut Vec<(K, T)>, key: K, value: &T) {
    remembered.retain(|(known, _)| *known != key);
    remembered.truncate(REMEMBERED - 1);
    remembered.insert(0, (key, value.clone()));
}
