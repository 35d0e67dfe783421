//! Whole numbers (人, 台, 个) and measured ones (GB, TB, Mbps).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Parsed, Remark, amount};
use crate::finding::Severity;
use crate::text::{clean, fold, says_nothing};
use crate::value::Value;
use crate::words::{AmountWords, Scale, after_one};

/// Reads the text of a cell as a whole number.
pub fn int(text: &str, words: &AmountWords) -> Parsed {
    let folded = fold(text);
    if says_nothing(&folded) {
        return Parsed::none();
    }
    let read = counted(&folded, words).filter(|_| !amount::several(text)).filter(|(value, _)| value.fract().is_zero());
    match read.and_then(|(value, about)| Some((value.to_i64()?, about))) {
        Some((value, about)) => judged(text, Value::Int(value), value < 0, about),
        None => Parsed::unread(text, Remark::new("int_unreadable", Severity::Explain)),
    }
}

/// Reads the text of a cell as a measured number of the field's unit. `column` is the unit its header states, if another.
pub fn measure(text: &str, unit: Option<&str>, column: Option<&str>, words: &AmountWords, scales: &[Scale]) -> Parsed {
    let folded = fold(text);
    if says_nothing(&folded) {
        return Parsed::none();
    }
    let scale = unit.and_then(|unit| scales.iter().find(|scale| scale.of(unit).is_some_and(|one| one > 1)));
    let read = match (unit, scale) {
        (Some(unit), Some(scale)) => measured(&folded, unit, column.unwrap_or(unit), words, scale),
        _ => counted(&folded, words),
    };
    match read.filter(|_| !amount::several(text)).and_then(|(value, about)| Some((value.normalize().to_f64()?, about)))
    {
        Some((value, about)) => judged(text, Value::Number(value), value < 0.0, about),
        None => Parsed::unread(text, Remark::new("number_unreadable", Severity::Explain)),
    }
}

fn judged(text: &str, value: Value, negative: bool, about: bool) -> Parsed {
    let mut parsed = Parsed::of(value);
    if negative {
        parsed = parsed.and(Remark::new("number_negative", Severity::MustFix).with("text", clean(text)));
    }
    if about {
        parsed = parsed.and(Remark::new("number_about", Severity::Explain).with("text", clean(text)));
    }
    parsed
}

fn before<'a>(folded: &'a str, words: &AmountWords) -> (&'a str, bool) {
    match after_one(folded, &words.about_before) {
        Some(rest) => (rest, true),
        None => (folded, false),
    }
}

/// A count with its multiplier and the word for what is counted; whether it is only about.
fn counted(folded: &str, words: &AmountWords) -> Option<(Decimal, bool)> {
    let (rest, mut about) = before(folded, words);
    let literal = amount::leading(rest)?;
    let mut value = literal.value;
    let mut rest = literal.rest;
    loop {
        if let Some(after) = after_one(rest, &words.about_after) {
            about = true;
            rest = after;
        } else if rest.is_empty() || words.counters.iter().any(|counter| rest == counter) {
            return Some((value, about));
        } else if let Some((scale, after)) = words.count.leading(rest).filter(|_| rest == literal.rest || about) {
            value = value.checked_mul(Decimal::from(scale))?;
            rest = after;
        } else {
            let counter = words.counters.iter().find_map(|counter| rest.strip_prefix(counter.as_str()))?;
            let tail = after_one(counter, &words.about_after)?;
            return tail.is_empty().then_some((value, true));
        }
    }
}

/// A measured number with its own unit or the column's, in the field's unit.
fn measured(folded: &str, unit: &str, column: &str, words: &AmountWords, scale: &Scale) -> Option<(Decimal, bool)> {
    let (rest, mut about) = before(folded, words);
    let literal = amount::leading(rest)?;
    let (mut one, mut rest) = (scale.of(column)?, literal.rest);
    if let Some((own, after)) = scale.leading(rest) {
        (one, rest) = (own, after);
    }
    if let Some(after) = after_one(rest, &words.about_after) {
        about = true;
        rest = after;
    }
    if !rest.is_empty() {
        return None;
    }
    let value = literal.value.checked_mul(Decimal::from(one))?.checked_div(Decimal::from(scale.of(unit)?))?;
    Some((value, about))
}
