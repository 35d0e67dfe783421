//! Conditions over all records at once: a test is judged once per distinct value, by the core, and looked up per record.

use chrono::NaiveDate;
use qingce_core::condition::{Condition, Subject, Test};
use qingce_core::record::Facts;
use qingce_core::value::{Value, Values};

use super::column::{Codes, Column};

/// One truth per record; and = the lesser, or = the greater, not = the opposite.
pub(super) type Truths = Vec<u8>;
pub(super) const NO: u8 = 0;
pub(super) const UNKNOWN: u8 = 1;
pub(super) const YES: u8 = 2;

fn truth(answer: Option<bool>) -> u8 {
    match answer {
        Some(true) => YES,
        Some(false) => NO,
        None => UNKNOWN,
    }
}

pub(super) fn and(mut truths: Truths, others: &[u8]) -> Truths {
    truths.iter_mut().zip(others).for_each(|(truth, other)| *truth = (*truth).min(*other));
    truths
}

pub(super) fn or(mut truths: Truths, others: &[u8]) -> Truths {
    raise(&mut truths, others);
    truths
}

pub(super) fn not(mut truths: Truths) -> Truths {
    truths.iter_mut().for_each(|truth| *truth = YES - *truth);
    truths
}

/// Looks a table of truths by code up for every record.
fn spread(column: &Column, table: &[u8]) -> Truths {
    match &column.codes {
        Codes::U8(codes) => codes.iter().map(|code| table[usize::from(*code)]).collect(),
        Codes::U16(codes) => codes.iter().map(|code| table[usize::from(*code)]).collect(),
        Codes::U32(codes) => codes.iter().map(|code| table[*code as usize]).collect(),
    }
}

/// The greater of both, in place.
pub(super) fn raise(truths: &mut Truths, others: &[u8]) {
    truths.iter_mut().zip(others).for_each(|(truth, other)| *truth = (*truth).max(*other));
}

/// A test of a field or fact.
pub(super) fn test(column: &Column, test: &Test, today: NaiveDate) -> Truths {
    test_with(column, test, today, None)
}

/// A test of a field or fact that has a value where the column is empty.
pub(super) fn test_with(column: &Column, test: &Test, today: NaiveDate, empty: Option<&Value>) -> Truths {
    let mut table = vec![truth(test.holds(empty, today))];
    match test {
        Test::Matches(texts) if column.is_text() => {
            table.resize(column.distinct() + 1, NO);
            texts.iter().for_each(|text| column.mark_matching(text, &mut table, YES));
        }
        _ => table.extend((1..=column.distinct()).map(|code| truth(test.holds(column.value(code).as_ref(), today)))),
    }
    spread(column, &table)
}

/// `tag NAME` over the column of tags in force.
pub(super) fn tag(column: &Column, condition: &Condition, today: NaiveDate) -> Truths {
    let values = Values::default();
    let judged = |tags: Option<Value>| {
        let tags = match tags {
            Some(Value::Multi(tags)) => tags,
            _ => Vec::new(),
        };
        let facts = Facts { tags, ..Facts::default() };
        truth(condition.eval(&Subject { values: &values, facts: &facts, to_return: false, today }))
    };
    let mut table = vec![judged(None)];
    table.extend((1..=column.distinct()).map(|code| judged(column.value(code))));
    spread(column, &table)
}

/// Whether a folded word stands in the column's text.
pub(super) fn word(column: &Column, word: &str) -> Truths {
    let mut table = vec![NO; column.distinct() + 1];
    column.mark_folded(word, &mut table, YES);
    spread(column, &table)
}
