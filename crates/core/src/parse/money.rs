//! Amounts of money: 分 from 元, 万元 and 亿元.
//!
//! The unit is the cell's own suffix where it has one, otherwise the column's. Never rounded silently: an amount finer
//! than 分 gets a remark, a range or a percentage is no amount.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Parsed, Remark, amount};
use crate::finding::Severity;
use crate::reading::{MoneyUnit, UnitSource};
use crate::text::{fold, says_nothing};
use crate::value::{FEN_PER_WAN, Fen, Value};
use crate::words::{AmountWords, after_one};

/// An amount as its cell tells it.
struct Told {
    fen: Decimal,
    own_unit: bool,
    differs: bool,
    about: bool,
    note: bool,
}

/// Reads the text of a cell in a column whose amounts stand in `unit`.
pub fn money(text: &str, unit: MoneyUnit, source: UnitSource, words: &AmountWords) -> Parsed {
    let folded = fold(text);
    if says_nothing(&folded) {
        return Parsed::none();
    }
    // An accountant's brackets: (1,234.56) is 1234.56 less.
    let bracketed = folded.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inside = bracketed.filter(|inside| inside.starts_with(|c: char| c.is_ascii_digit()));
    let told = told(inside.unwrap_or(&folded), unit, words).filter(|_| !amount::several(text));
    // 350（美元）: a note that takes the column's unit back.
    match told.filter(|told| told.own_unit || !words.other_units.iter().any(|unit| folded.contains(unit.as_str()))) {
        Some(told) if inside.is_some() => canonical(text, &Told { fen: -told.fen, ..told }, source, words),
        Some(told) => canonical(text, &told, source, words),
        None => Parsed::unread(text, Remark::new("money_unreadable", Severity::MustFix)),
    }
}

/// Reads the text of a cell in a column whose unit is none of ours (美元) or not one (元/万元): only a cell that tells
/// its unit itself is an amount.
pub fn money_of_own_unit(text: &str, words: &AmountWords) -> Parsed {
    let folded = fold(text);
    if says_nothing(&folded) {
        return Parsed::none();
    }
    let own = told(&folded, MoneyUnit::Wan, words).is_some_and(|told| told.own_unit || told.fen.is_zero());
    let read = money(text, MoneyUnit::Wan, UnitSource::Person, words);
    match read.value {
        Some(Value::Money(_)) if own => read,
        _ => Parsed::unread(text, Remark::new("money_unit_unclear", Severity::MustFix)),
    }
}

/// Whether a header states a unit in which no amount is kept, or two units: （万美元）, （元/万元）.
pub fn unclear_unit(header: &str, words: &AmountWords) -> bool {
    let folded = fold(header);
    if words.other_units.iter().any(|unit| folded.contains(unit.as_str())) {
        return true;
    }
    let mut units = Vec::new();
    let mut rest = folded.as_str();
    while let Some((before, hint)) = rest.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')) {
        units.extend(units_of(hint, words));
        rest = before;
    }
    units.windows(2).any(|pair| pair[0] != pair[1])
}

/// What the units count that a folded hint lists.
fn units_of(hint: &str, words: &AmountWords) -> impl Iterator<Item = i64> {
    hint.split([',', ';', '、', '/', ':', '或']).filter_map(|part| words.money.of(part))
}

/// Whether a line beside a table states a unit in which no amount is kept (万美元), or two units (元/万元).
pub fn unclear_line(text: &str, words: &AmountWords) -> bool {
    let folded = fold(text);
    let folded = folded.trim_matches(['(', ')', '。']);
    let foreign = words.other_units.iter().filter_map(|unit| folded.strip_suffix(unit.as_str()));
    let scaled = |rest: &str| rest.chars().all(|c| matches!(c, '十' | '百' | '千' | '万' | '亿' | '('));
    let units: Vec<i64> = units_of(folded, words).collect();
    foreign.into_iter().any(scaled) || units.windows(2).any(|pair| pair[0] != pair[1])
}

/// Reads a number cell in a column whose amounts stand in `unit`. The number counts as Excel shows it: 15 digits.
pub fn money_number(number: f64, unit: MoneyUnit, source: UnitSource, words: &AmountWords) -> Parsed {
    let scale = unit.fen() as f64;
    let fen = (number * scale).round();
    // Equal after division: the number is the double nearest to these 分, so its 15 digits say exactly them.
    let exact = fen.abs() < 1e15 && fen / scale == number && fen >= 0.0;
    if exact && !doubtful(fen as i64, source, words) {
        return Parsed::of(Value::Money(Fen(fen as i64)));
    }
    money(&crate::cell::number_text(number), unit, source, words)
}

fn told(folded: &str, unit: MoneyUnit, words: &AmountWords) -> Option<Told> {
    let mut rest = folded;
    let mut told = Told { fen: Decimal::ZERO, own_unit: false, differs: false, about: false, note: false };
    loop {
        if let Some(behind) = after_one(rest, &words.neutral_before) {
            rest = behind;
        } else if let Some(behind) = after_one(rest, &words.about_before) {
            told.about = true;
            rest = behind;
        } else {
            break;
        }
    }
    let mut smallest = i64::MAX;
    loop {
        let literal = amount::leading(rest)?;
        rest = literal.rest;
        // 1544.34（万元）
        let inside = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        rest = inside.filter(|inside| words.money.0.iter().any(|(unit, _)| unit == inside)).unwrap_or(rest);
        if let Some(behind) = after_one(rest, &words.about_after).filter(|b| words.money.leading(b).is_some()) {
            told.about = true;
            rest = behind;
        }
        let own = words.money.leading(rest);
        let scale = match own {
            Some((scale, behind)) => {
                rest = behind;
                told.differs |= scale != unit.fen();
                scale
            }
            None if told.own_unit => return None,
            None => unit.fen(),
        };
        if scale >= smallest {
            return None;
        }
        smallest = scale;
        told.own_unit |= own.is_some();
        told.fen = told.fen.checked_add(literal.value.checked_mul(Decimal::from(scale))?)?;
        if own.is_none() || !rest.starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
    }
    behind(rest, told, words)
}

/// What stands behind an amount: nothing, words that say nothing more, about, or a note. Anything else is no amount.
fn behind(mut rest: &str, mut told: Told, words: &AmountWords) -> Option<Told> {
    loop {
        if rest.is_empty() {
            return Some(told);
        }
        if let Some(after) = after_one(rest, &words.about_after).filter(|after| no_number(after)) {
            told.about = true;
            rest = after;
        } else if let Some(after) = after_one(rest, &words.neutral_after).filter(|after| no_number(after)) {
            rest = after;
        } else if rest.starts_with(['(', '[', '【', '含', '其']) {
            told.note = true;
            return Some(told);
        } else if let Some(note) = rest.strip_prefix([',', '.', ';', '。', '、', ':']) {
            // A second amount right behind the first is no note: nobody can tell which one is meant.
            told.note = !note.is_empty();
            return no_number(note).then_some(told);
        } else {
            return None;
        }
    }
}

fn no_number(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
}

fn canonical(text: &str, told: &Told, source: UnitSource, words: &AmountWords) -> Parsed {
    let rounded = told.fen.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
    let Some(fen) = rounded.to_i64() else {
        return Parsed::unread(text, Remark::new("money_too_large", Severity::MustFix));
    };
    if !told.own_unit && doubtful(fen, source, words) {
        return Parsed::unread(text, Remark::new("money_unit_doubtful", Severity::MustFix));
    }
    let mut parsed = Parsed::of(Value::Money(Fen(fen)));
    let met = || crate::text::clean(text);
    if rounded != told.fen {
        let kept = Fen(fen).to_string();
        parsed = parsed.and(Remark::new("money_rounded", Severity::Explain).with("text", met()).with("kept", kept));
    }
    if fen < 0 {
        parsed = parsed.and(Remark::new("money_negative", Severity::MustFix).with("text", met()));
    }
    if told.about {
        parsed = parsed.and(Remark::new("money_about", Severity::Explain).with("text", met()));
    }
    if told.note {
        let kept = Fen(fen).to_string();
        parsed = parsed.and(Remark::new("money_note", Severity::Explain).with("text", met()).with("kept", kept));
    }
    if told.differs {
        let kept = Fen(fen).to_string();
        parsed = parsed.and(Remark::new("money_unit_own", Severity::Info).with("text", met()).with("kept", kept));
    }
    parsed
}

/// Whether an amount is too large for 万元 where nothing states the unit: it may stand in 元.
fn doubtful(fen: i64, source: UnitSource, words: &AmountWords) -> bool {
    source == UnitSource::Assumed && fen.abs() / FEN_PER_WAN >= words.doubtful_wan
}
