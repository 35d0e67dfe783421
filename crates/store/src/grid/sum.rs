//! What the grid says about many records at once: sums of a field, its distinct values with their counts.

use qingce_core::catalogue::FieldId;
use qingce_core::condition::Operand;
use qingce_core::value::{Fen, Value};
use rustc_hash::FxHashMap;

use super::{Of, State};
use crate::Result;
use crate::open::Store;
use crate::query::Query;

/// The sum of a field over some records.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSum {
    /// How many of them hold a number.
    pub count: u64,
    /// Their sum as a value of the field's type; none where the field holds no numbers.
    pub sum: Option<Value>,
}

impl Store {
    /// Sums of fields over the `limit` records of a query after its first `offset`.
    pub fn sums(&self, query: &Query, offset: u64, limit: u64, fields: &[FieldId]) -> Result<Vec<FieldSum>> {
        self.with_grid(|db, state| {
            let result = state.result(db, &self.shape, query)?;
            let of = |id: &FieldId| Of::Operand(Operand::Field(*id));
            state.load(db, &self.shape, &fields.iter().map(of).collect::<Vec<_>>())?;
            let from = usize::try_from(offset).unwrap_or(usize::MAX).min(result.len());
            let to = from.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX)).min(result.len());
            Ok(fields.iter().map(|id| state.sum(&of(id), &result[from..to])).collect())
        })
    }

    /// The distinct values of a field in the records of a query, each with the number of records that hold it, none = empty.
    /// Several codes of one record count each for themselves.
    pub fn distinct(&self, query: &Query, by: Operand) -> Result<Vec<(Option<Value>, u64)>> {
        self.with_grid(|db, state| {
            let result = state.result(db, &self.shape, query)?;
            state.load(db, &self.shape, &[Of::Operand(by)])?;
            Ok(state.tally(&Of::Operand(by), &result))
        })
    }
}

impl State {
    /// How many of some records have each code of a column.
    fn histogram(&self, of: &Of, places: &[u32]) -> Vec<u64> {
        let column = &self.columns[of];
        let mut counts = vec![0; column.distinct() + 1];
        places.iter().for_each(|at| counts[column.code(*at as usize)] += 1);
        counts
    }

    fn sum(&self, of: &Of, places: &[u32]) -> FieldSum {
        let column = &self.columns[of];
        let (mut count, mut fen, mut whole, mut real) = (0, None, None, None);
        for (code, held) in self.histogram(of, places).into_iter().enumerate().skip(1).filter(|(_, held)| *held > 0) {
            let times = i64::try_from(held).unwrap_or(i64::MAX);
            match column.value(code) {
                Some(Value::Money(Fen(amount))) => *fen.get_or_insert(0) += amount.saturating_mul(times),
                Some(Value::Int(number)) => *whole.get_or_insert(0) += number.saturating_mul(times),
                Some(Value::Number(number)) => *real.get_or_insert(0.0) += number * held as f64,
                _ => continue,
            }
            count += held;
        }
        let sum = fen.map(|fen| Value::Money(Fen(fen))).or(whole.map(Value::Int)).or(real.map(Value::Number));
        FieldSum { count, sum }
    }

    fn tally(&self, of: &Of, places: &[u32]) -> Vec<(Option<Value>, u64)> {
        let column = &self.columns[of];
        let (mut found, mut codes) = (Vec::new(), FxHashMap::default());
        for (code, held) in self.histogram(of, places).into_iter().enumerate().filter(|(_, held)| *held > 0) {
            match if code == 0 { None } else { column.value(code) } {
                Some(Value::Multi(several)) => {
                    several.into_iter().for_each(|one| *codes.entry(one).or_insert(0) += held);
                }
                value => found.push((value, held)),
            }
        }
        let mut codes: Vec<(String, u64)> = codes.into_iter().collect();
        codes.sort_unstable();
        found.extend(codes.into_iter().map(|(code, held)| (Some(Value::Text(code)), held)));
        found
    }
}
