//! What the grid says of its rows as they stand: runs of one value in their order, and how many rows have remarks.
//!
//! The invariant: groups follow the order of their query, and every record of it is in one of them.

use qingce_core::catalogue::FieldId;
use qingce_core::condition::{Fact, Operand};
use qingce_core::value::Value;

use super::{Of, State};
use crate::Result;
use crate::open::Store;
use crate::query::Query;

/// Neighbours in the order of a query that share a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value; none where it is empty.
    pub value: Option<Value>,
    /// How many records.
    pub records: u64,
    /// The sum of their amounts, 分.
    pub fen: i64,
}

/// How many records of a query have open remarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remarked {
    /// Records with some that must be fixed.
    pub must_fix: u64,
    /// Records with some that must be explained.
    pub explain: u64,
}

impl Store {
    /// The groups of a query in its order, which should begin with the field they are made by.
    pub fn groups(&self, query: &Query, by: FieldId, amount: FieldId) -> Result<Vec<Group>> {
        self.with_grid(|db, state| {
            let result = state.result(db, &self.shape, query)?;
            let [by, amount] = [by, amount].map(|id| Of::Operand(Operand::Field(id)));
            state.load(db, &self.shape, &[by, amount])?;
            Ok(state.groups(&result, (&by, &amount)))
        })
    }

    /// How many records of a query have open remarks, by weight.
    pub fn remarked(&self, query: &Query) -> Result<Remarked> {
        self.with_grid(|db, state| {
            let result = state.result(db, &self.shape, query)?;
            let [must_fix, explain] = [Fact::MustFix, Fact::Explain].map(|fact| Of::Operand(Operand::Fact(fact)));
            state.load(db, &self.shape, &[must_fix, explain])?;
            let count = |of: &Of| {
                let column = &state.columns[of];
                result.iter().filter(|at| column.integer(**at as usize) > 0).count() as u64
            };
            Ok(Remarked { must_fix: count(&must_fix), explain: count(&explain) })
        })
    }
}

impl State {
    fn groups(&self, places: &[u32], (by, amount): (&Of, &Of)) -> Vec<Group> {
        let (by, amount) = (&self.columns[by], &self.columns[amount]);
        let mut groups: Vec<(usize, u64, i64)> = Vec::new();
        for at in places.iter().map(|at| *at as usize) {
            let code = by.code(at);
            match groups.last_mut().filter(|(last, ..)| *last == code) {
                Some((_, records, fen)) => (*records, *fen) = (*records + 1, *fen + amount.integer(at)),
                None => groups.push((code, 1, amount.integer(at))),
            }
        }
        groups.into_iter().map(|(code, records, fen)| Group { value: by.value_of(code), records, fen }).collect()
    }
}
