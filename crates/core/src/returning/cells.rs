//! What a cell of a project shows: the text as met where the record still holds what was read from it, else its value as
//! the column's own unit and type have it.
//!
//! The invariant: what is shown reads as the record's value again, in this column.

use super::Shows;
use crate::catalogue::{Field, FieldType};
use crate::interpret::reads_as;
use crate::reading::{ColumnReading, MoneyUnit, UnitSource};
use crate::reference::Reference;
use crate::value::{Fen, Value};

/// Decimals of a measured number that are shown at most.
const DECIMALS: u8 = 12;

/// What the cell of a field shows. `met` is the text as it stood, where it differs from the canonical one.
pub(super) fn shows(
    reference: &Reference,
    field: &Field,
    column: &ColumnReading,
    value: Option<&Value>,
    met: Option<&str>,
) -> Shows {
    let Some(value) = value else {
        // A text that gave no value (—, 无) is theirs and stays.
        return met.filter(|met| reads_as(reference, field, column, met).is_none()).map_or(Shows::Nothing, text);
    };
    let unchanged = |met: &&str| {
        reads_as(reference, field, column, met).as_ref() == Some(value) || of_own_unit(value, met).is_some()
    };
    if let Some(met) = met.filter(unchanged) {
        return as_met(field, column, value, met);
    }
    canonical(reference, field, column, value, met.is_some())
}

fn text(text: &str) -> Shows {
    Shows::Text(text.to_owned())
}

/// The unit in which a bare number is this amount: that of its row, where rows state their own.
fn of_own_unit(value: &Value, met: &str) -> Option<MoneyUnit> {
    let Value::Money(amount) = value else { return None };
    let number: f64 = met.parse().ok()?;
    let units = [MoneyUnit::Yuan, MoneyUnit::Qian, MoneyUnit::Wan, MoneyUnit::BaiWan, MoneyUnit::Yi];
    units.into_iter().find(|unit| (number * unit.fen() as f64).round() as i64 == amount.0)
}

/// A text as met; one that is a number was one.
fn as_met(field: &Field, column: &ColumnReading, value: &Value, met: &str) -> Shows {
    let plain = |met: &str| !met.starts_with(['+', '0']) || met.starts_with("0.") || met == "0";
    match (field.kind, met.parse::<f64>()) {
        (FieldType::Money, Ok(number)) if plain(met) => {
            let unit = of_own_unit(value, met).unwrap_or_else(|| unit_of(column));
            Shows::Number { number, decimals: decimals(unit), money: true }
        }
        (FieldType::Number | FieldType::Int, Ok(number)) if plain(met) => {
            Shows::Number { number, decimals: DECIMALS, money: false }
        }
        _ => text(met),
    }
}

fn canonical(reference: &Reference, field: &Field, column: &ColumnReading, value: &Value, was_text: bool) -> Shows {
    match value {
        Value::Money(amount) => {
            // Where no header or line states the unit and rows may state their own, the cell does.
            let silent = matches!(column.money, None | Some((_, UnitSource::Assumed)));
            if silent && was_text {
                return Shows::Text(format!("{amount}{}", field.unit.as_deref().unwrap_or_default()));
            }
            money(*amount, unit_of(column))
        }
        Value::Int(number) if column.number_unit.is_none() => {
            Shows::Number { number: *number as f64, decimals: 0, money: false }
        }
        Value::Number(number) if column.number_unit.is_none() => {
            Shows::Number { number: *number, decimals: DECIMALS, money: false }
        }
        // The header states a unit of numbers that is not the field's: the cell states its own.
        Value::Int(_) | Value::Number(_) => {
            Shows::Text(format!("{}{}", value.text(), field.unit.as_deref().unwrap_or_default()))
        }
        Value::Multi(codes) => Shows::Text(codes.join(JOIN)),
        Value::Text(code) if field.kind == FieldType::Region => match reference.regions.find(code) {
            Some(found) => Shows::Text(found.region.name.clone()),
            None => text(code),
        },
        Value::Text(_) | Value::Date(_) | Value::Unread(_) => Shows::Text(value.text()),
    }
}

/// Between several codes, as every parser of codes takes it.
const JOIN: &str = "、";

fn unit_of(column: &ColumnReading) -> MoneyUnit {
    column.money.map_or(MoneyUnit::Wan, |(unit, _)| unit)
}

fn money(amount: Fen, unit: MoneyUnit) -> Shows {
    // Units above 万元 are whole multiples of it: the quotient of two whole numbers is the nearest number there is.
    let number = amount.0 as f64 / unit.fen() as f64;
    Shows::Number { number, decimals: decimals(unit), money: true }
}

/// Decimals that an amount of 分 may take in a unit; each is a power of ten of them.
fn decimals(unit: MoneyUnit) -> u8 {
    u8::try_from(unit.fen().ilog10()).unwrap_or(DECIMALS)
}
