//! Free text: cleaned, kept.

use super::Parsed;
use crate::text::{clean, is_clean, says_nothing};
use crate::value::Value;

/// Texts longer than this say something, whatever they are.
const NOTHING_IS_SHORTER: usize = 13;

/// Reads the text of a cell as free text; none where it only says that there is nothing.
pub fn plain(text: &str) -> Parsed {
    let kept = if is_clean(text) { text.to_owned() } else { clean(text) };
    if kept.is_empty() || (kept.len() < NOTHING_IS_SHORTER && says_nothing(&kept)) {
        return Parsed::none();
    }
    Parsed::of(Value::Text(kept))
}
