//! What one cell gives by the type of its field, without regard to the rows around it.

use super::column::Outcome;
use crate::catalogue::{Field, FieldType};
use crate::cell::Cell;
use crate::finding::Severity;
use crate::parse::{Parsed, Remark, code, date, flag, money, number, phone, plain, secret, uscc};
use crate::reading::{ColumnReading, MatchReason, MoneyUnit, UnitSource};
use crate::reference::Reference;
use crate::text::fold;
use crate::value::Value;
use crate::words::Words;

/// Whether a cell bears the marking of a classified paper.
pub(super) fn marks(reference: &Reference, cell: &Cell) -> bool {
    text_of(cell).is_some_and(|text| secret::marking(text, &reference.words.classified))
}

/// The value of a context line.
pub(super) fn read_context(reference: &Reference, field: &Field, text: &str) -> Outcome {
    let reading = ColumnReading {
        column: 0,
        header: String::new(),
        field: None,
        reason: MatchReason::Header,
        money: None,
        number_unit: None,
    };
    let cell = Cell::Text(text.to_owned());
    let parsed = parse(reference, field, &reading, &cell);
    let met = met(&cell, &parsed);
    Outcome { value: parsed.value, remarks: parsed.remarks, met, ..Outcome::default() }
}

/// The text of a text or date cell.
pub(super) fn text_of(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) | Cell::Date(text) => Some(text),
        _ => None,
    }
}

/// A cell that holds no value of its own: an error, or a formula without result.
pub(super) fn broken(cell: &Cell) -> Option<Outcome> {
    let (remark, met) = match cell {
        Cell::Error(text) => {
            (Remark::new("cell_error", Severity::Explain).with("text", text.as_str()), Some(text.clone()))
        }
        Cell::Formula => (Remark::new("formula_without_result", Severity::MustFix), None),
        _ => return None,
    };
    Some(Outcome { remarks: vec![remark], met, ..Outcome::default() })
}

/// The text as met where the value's text differs from it.
pub(super) fn met(cell: &Cell, parsed: &Parsed) -> Option<String> {
    let same = match (cell, &parsed.value) {
        (Cell::Text(text) | Cell::Date(text), Some(Value::Text(value) | Value::Unread(value))) => text == value,
        (Cell::Text(text) | Cell::Date(text), Some(Value::Date(value))) => text == value.as_str(),
        (Cell::Text(text) | Cell::Date(text), Some(value)) => *text == value.text(),
        (Cell::Number(_), Some(Value::Text(_) | Value::Unread(_))) => true,
        (Cell::Number(met), Some(Value::Int(value))) => *met == *value as f64,
        (Cell::Number(met), Some(Value::Number(value))) => met == value,
        (Cell::Number(met), Some(Value::Money(fen))) => *met == fen.0 as f64 / crate::value::FEN_PER_WAN as f64,
        (_, Some(value)) => cell.text() == value.text(),
        (_, None) => false,
    };
    (!same).then(|| cell.text())
}

/// A cell's value by the type of its field.
pub(super) fn parse(reference: &Reference, field: &Field, reading: &ColumnReading, cell: &Cell) -> Parsed {
    let words = &reference.words;
    let (unit, source) = reading.money.unwrap_or((MoneyUnit::Wan, UnitSource::Assumed));
    match (field.kind, cell) {
        (FieldType::Money, Cell::Number(number)) if is_ratio(*number, reading, words) => {
            return Parsed::unread(&cell.text(), Remark::new("money_unreadable", Severity::MustFix));
        }
        // Only the format makes it a date, or the column is another one: 2021 is no amount.
        (FieldType::Money, Cell::Date(text)) => {
            return Parsed::unread(text, Remark::new("money_unreadable", Severity::MustFix));
        }
        (FieldType::Int | FieldType::Number, Cell::Date(text)) => {
            return Parsed::unread(text, Remark::new("number_unreadable", Severity::Explain));
        }
        (FieldType::Money, Cell::Number(number)) => return money::money_number(*number, unit, source, &words.amount),
        (FieldType::Int, Cell::Number(number)) if number.fract() == 0.0 && (0.0..1e15).contains(number) => {
            return Parsed::of(Value::Int(*number as i64));
        }
        (FieldType::Date, cell) => return date::date(cell, &words.date),
        _ => {}
    }
    let shown;
    let text = match text_of(cell) {
        Some(text) => text,
        None => {
            shown = cell.text();
            &shown
        }
    };
    match field.kind {
        FieldType::Text => plain::plain(text),
        FieldType::Unit => parse_unit(reference, text),
        FieldType::Region => parse_region(reference, text),
        FieldType::Uscc => uscc::uscc(text),
        FieldType::Phone => phone::phone(text),
        FieldType::Enum | FieldType::Multi | FieldType::Bool => {
            let Some(list) = reference.list(field.id) else { return plain::plain(text) };
            match field.kind {
                FieldType::Enum => code::code(text, list, &words.code),
                FieldType::Multi => code::multi(text, list, &words.code),
                _ => flag::flag(text, list, &words.flag, &words.code),
            }
        }
        FieldType::Date => date::date_text(text, &words.date),
        FieldType::Money => money::money(text, unit, source, &words.amount),
        FieldType::Int => number::int(text, &words.amount),
        FieldType::Number => {
            let unit = field.unit.as_deref();
            number::measure(text, unit, reading.number_unit.as_deref(), &words.amount, &words.measure)
        }
    }
}

/// Whether a number is a ratio: up to 1, in a column that may hold ratios beside amounts (已付金额或比例).
fn is_ratio(number: f64, reading: &ColumnReading, words: &Words) -> bool {
    number > 0.0 && number <= 1.0 && {
        let header = fold(&reading.header);
        words.amount.ratio_headers.iter().any(|word| header.contains(word.as_str()))
    }
}

fn parse_unit(reference: &Reference, text: &str) -> Parsed {
    match plain::plain(text).value {
        Some(Value::Text(text)) => Parsed::of(Value::Text(reference.units.canonical(&text, &reference.words.unit))),
        _ => Parsed::none(),
    }
}

fn parse_region(reference: &Reference, text: &str) -> Parsed {
    let Some(Value::Text(kept)) = plain::plain(text).value else { return Parsed::none() };
    let Some(found) = reference.regions.find(&kept) else {
        return Parsed::unread(text, Remark::new("region_unknown", Severity::Explain));
    };
    let name = found.region.name.clone();
    let parsed = Parsed::of(Value::Text(found.region.code.clone()));
    if found.old {
        let remark = Remark::new("region_renamed", Severity::Info).with("text", kept);
        return parsed.and(remark.with("name", name).with("code", &found.region.code));
    }
    parsed
}
