//! Canonical values: what a cell means once it is read.
//!
//! Money is an integer of 分 (1 万元 = 1 000 000 分), so sums are exact. Dates keep their precision as text.
//! Nothing is lost: a text that could not be read as its field's type is kept as [`Value::Unread`].

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// 分 in one 元.
pub const FEN_PER_YUAN: i64 = 100;
/// 分 in one 万元.
pub const FEN_PER_WAN: i64 = 1_000_000;
/// 分 in one 亿元.
pub const FEN_PER_YI: i64 = 10_000_000_000;

/// An amount of money in 分.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Fen(pub i64);

impl Fen {
    /// The amount in 万元, exactly, without trailing zeros: `1544.34`.
    pub fn wan(self) -> Decimal {
        Decimal::new(self.0, 6).normalize()
    }
    /// The amount of a decimal count of 万元; `None` if it is finer than 分 or out of range.
    pub fn from_wan(wan: Decimal) -> Option<Fen> {
        let fen = wan.checked_mul(Decimal::from(FEN_PER_WAN))?;
        fen.fract().is_zero().then(|| fen.normalize().to_string().parse().ok().map(Fen)).flatten()
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wan().fmt(f)
    }
}

/// A date with the precision it was given in: `2021`, `2021-06` or `2021-06-30`. Years 1900–2099.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate(String);

impl PartialDate {
    /// A year, a month or a day; `None` if there is no such date.
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Option<PartialDate> {
        if !(1900..=2099).contains(&year) {
            return None;
        }
        match (month, day) {
            (None, None) => Some(PartialDate(format!("{year:04}"))),
            (Some(month), None) => (1..=12).contains(&month).then(|| PartialDate(format!("{year:04}-{month:02}"))),
            (Some(month), Some(day)) => {
                chrono::NaiveDate::from_ymd_opt(year, month, day).map(|d| PartialDate(d.format("%Y-%m-%d").to_string()))
            }
            (None, Some(_)) => None,
        }
    }
    /// The date of its canonical text.
    pub fn from_text(text: &str) -> Option<PartialDate> {
        let mut parts = text.split('-');
        let digits = |part: Option<&str>, width: usize| -> Option<Option<u32>> {
            match part {
                None => Some(None),
                Some(p) if p.len() == width && p.bytes().all(|b| b.is_ascii_digit()) => p.parse().ok().map(Some),
                Some(_) => None,
            }
        };
        let (year, month, day) = (digits(parts.next(), 4)??, digits(parts.next(), 2)?, digits(parts.next(), 2)?);
        if parts.next().is_some() {
            return None;
        }
        PartialDate::new(i32::try_from(year).ok()?, month, day)
    }
    /// Its canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        PartialDate::from_text(&text).ok_or(text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> String {
        date.0
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The value of one field of one record. An empty field is `None` around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Text, codes of a list, 是/否, phones, units, regions and credit codes alike.
    Text(String),
    /// Several codes of one list, in the order met, none twice.
    Multi(Vec<String>),
    /// A whole number.
    Int(i64),
    /// A measured number (GB, TB, Mbps).
    Number(f64),
    /// An amount of money.
    Money(Fen),
    /// A date with its precision.
    Date(PartialDate),
    /// Text that could not be read as the field's type; kept as met and told as a finding.
    Unread(String),
}

impl Value {
    /// The value as text, as a clerk would write it: money in 万元, several codes joined by 、.
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Unread(text) => text.clone(),
            Value::Multi(codes) => codes.join("、"),
            Value::Int(number) => number.to_string(),
            Value::Number(number) => crate::cell::number_text(*number),
            Value::Money(fen) => fen.to_string(),
            Value::Date(date) => date.to_string(),
        }
    }
    /// The value as JSON for machines: money as decimal string in 万元, several codes as array.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Value::Multi(codes) => codes.clone().into(),
            Value::Int(number) => (*number).into(),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => (*number as i64).into(),
            Value::Number(number) => (*number).into(),
            other => other.text().into(),
        }
    }
}

/// The values of one record by field, `None` where empty. As long as the catalogue, in its order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Values(pub Vec<Option<Value>>);

impl Values {
    /// All empty, for a catalogue of so many fields.
    pub fn empty(fields: usize) -> Values {
        Values(vec![None; fields])
    }
    /// The value of a field, if it has one.
    pub fn get(&self, field: crate::catalogue::FieldId) -> Option<&Value> {
        self.0.get(field.index()).and_then(Option::as_ref)
    }
    /// Sets or clears the value of a field.
    pub fn set(&mut self, field: crate::catalogue::FieldId, value: Option<Value>) {
        self.0[field.index()] = value;
    }
    /// The text of a field's value if it is text; empty otherwise.
    pub fn text(&self, field: crate::catalogue::FieldId) -> &str {
        match self.get(field) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn money_is_exact_to_fen() {
        let wan = |text: &str| Fen::from_wan(Decimal::from_str(text).unwrap());
        assert_eq!(wan("1544.34"), Some(Fen(1_544_340_000)));
        assert_eq!(wan("885.2153"), Some(Fen(885_215_300)));
        assert_eq!(wan("0.000001"), Some(Fen(1)), "one 分 is the finest amount");
        assert_eq!(wan("0.0000001"), None, "finer than 分 is no amount");
        assert_eq!(Fen(1_544_340_000).to_string(), "1544.34");
        assert_eq!(Fen(20_000_000).to_string(), "20");
    }

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2021", "2021-06", "2021-06-30"] {
            assert_eq!(PartialDate::from_text(text).unwrap().as_str(), text);
        }
        for text in ["", "21", "2021-6", "2021-13", "2021-02-30", "1899", "2100-01", "2021-06-30-1"] {
            assert_eq!(PartialDate::from_text(text), None, "{text} is no canonical date");
        }
    }
}
