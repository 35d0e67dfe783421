//! 统一社会信用代码: 18 characters with the check character of GB 32100.
//!
//! A wrong code is kept as met, with a remark: the clerk who must fix it has to see it.

use super::{Parsed, Remark};
use crate::finding::Severity;
use crate::text::{fold, says_nothing};
use crate::value::Value;

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Reads the text of a cell.
pub fn uscc(text: &str) -> Parsed {
    let folded = fold(text).to_uppercase();
    if says_nothing(&folded) {
        return Parsed::none();
    }
    let code: String = folded.chars().filter(|c| !matches!(c, '-' | '—' | '–')).collect();
    let old = code.chars().all(|c| c.is_ascii_alphanumeric());
    if code.len() == 18 && old {
        let parsed = Parsed::of(Value::Text(code.clone()));
        return match check_character(&code) {
            Some(check) if code.ends_with(check) => parsed,
            Some(_) => parsed.and(Remark::new("uscc_check", Severity::MustFix).with("text", code)),
            None => parsed.and(Remark::new("uscc_shape", Severity::MustFix).with("text", code)),
        };
    }
    if old && matches!(code.len(), 9 | 15) {
        return Parsed::of(Value::Text(folded)).and(Remark::new("uscc_old_code", Severity::Explain).with("text", code));
    }
    Parsed::unread(text, Remark::new("uscc_shape", Severity::MustFix))
}

/// The check character of a code's first 17 characters; `None` if one of the 18 is not of the alphabet.
pub fn check_character(code: &str) -> Option<char> {
    let places: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let sum: usize = places?.iter().zip(WEIGHTS).map(|(place, weight)| place * weight).sum();
    ALPHABET.chars().nth((31 - sum % 31) % 31)
}
