//! Decimal literals in folded text, shared by amounts and counts.
//!
//! The invariant: a literal is taken whole or not at all; `12,34` is none, for nobody can tell what it means.

use rust_decimal::Decimal;

/// A literal with the text behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal<'a> {
    /// Its exact value.
    pub value: Decimal,
    /// What stands behind it.
    pub rest: &'a str,
}

/// The decimal literal that a folded text begins with: sign, digits with thousands separators, point, exponent.
pub fn leading(text: &str) -> Option<Literal<'_>> {
    let unsigned = text.strip_prefix(['-', '+', '−']).unwrap_or(text);
    let negative = text.starts_with(['-', '−']);
    let (whole, mut rest) = whole_digits(unsigned)?;
    let mut digits = whole;
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length > 0 {
            digits.push('.');
            digits.push_str(&fraction[..length]);
            rest = &fraction[length..];
        }
    }
    let (exponent, rest) = exponent(rest);
    let mut value = match exponent {
        Some(exponent) => Decimal::from_scientific(&format!("{digits}e{exponent}")).ok()?,
        None => Decimal::from_str_exact(&digits).ok()?,
    };
    if negative {
        value.set_sign_negative(true);
    }
    Some(Literal { value, rest })
}

/// Whether a text tells more than one number, or one that folding would run into another: `350 200`, `1. 350`, `①350`.
pub fn several(text: &str) -> bool {
    let odd = |c: char| !c.is_ascii() && c.is_numeric() && !matches!(c, '０'..='９' | '〇');
    let part = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９' | '.' | ',' | '．' | '，');
    let mut before = None;
    let mut apart = false;
    for c in text.chars() {
        if odd(c) {
            return true;
        }
        if crate::text::is_space(c) {
            apart = true;
            continue;
        }
        if apart && before.is_some_and(part) && part(c) {
            return true;
        }
        (before, apart) = (Some(c), false);
    }
    false
}

/// The digits in front, thousands separators taken out, and the rest; `None` where separators stand in wrong places.
fn whole_digits(text: &str) -> Option<(String, &str)> {
    let mut digits = String::new();
    let mut rest = text;
    let mut separated = false;
    loop {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let fits = if separated { length == 3 } else { length > 0 || rest.starts_with('.') };
        if !fits {
            return None;
        }
        digits.push_str(&rest[..length]);
        rest = &rest[length..];
        let Some(behind) = rest.strip_prefix([',', '\'']).filter(|b| b.starts_with(|c: char| c.is_ascii_digit()))
        else {
            break;
        };
        if digits.len() > 3 && !separated {
            return None;
        }
        separated = true;
        rest = behind;
    }
    if digits.is_empty() {
        let fraction = rest.strip_prefix('.')?;
        fraction.starts_with(|c: char| c.is_ascii_digit()).then(|| digits.push('0'))?;
    }
    (digits.len() <= 24).then_some((digits, rest))
}

fn exponent(text: &str) -> (Option<i32>, &str) {
    let Some(behind) = text.strip_prefix('e') else { return (None, text) };
    let unsigned = behind.strip_prefix(['+', '-']).unwrap_or(behind);
    let length = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let end = behind.len() - unsigned.len() + length;
    match behind[..end].parse() {
        Ok(exponent) if length > 0 && (-20..=20).contains(&exponent) => (Some(exponent), &behind[end..]),
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn two_numbers_are_never_run_together() {
        for text in ["350 200", "350\n200", "1. 350", "①350", "3²", "１２ ３", "1, 350"] {
            assert!(several(text), "{text} would become another number");
        }
        for text in ["350 万元", "￥ 350", " 1,544.34 ", "１５４４．３４", "约 350", "三〇"] {
            assert!(!several(text), "{text} tells one number");
        }
    }

    #[test]
    fn literals_are_taken_whole_or_not_at_all() {
        for (text, value, rest) in [
            ("25,049.14万", "25049.14", "万"),
            ("1.2e+05", "120000", ""),
            ("-3.5", "-3.5", ""),
            (".5tb", "0.5", "tb"),
            ("350,含运维", "350", ",含运维"),
            ("1,234,567", "1234567", ""),
            ("3.", "3", "."),
        ] {
            let met = leading(text).unwrap();
            assert_eq!((met.value, met.rest), (Decimal::from_str(value).unwrap(), rest), "{text}");
        }
        for text in ["", "万", "12,34", "1234,567", "1,2345", ".", "99999999999999999999999999999"] {
            assert_eq!(leading(text), None, "{text} means nothing for certain");
        }
    }
}
