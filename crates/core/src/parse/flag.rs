//! 是 or 否, in every way it is answered.

use super::{Parsed, Remark, code};
use crate::codes::CodeList;
use crate::finding::Severity;
use crate::text::{clean, fold, says_nothing};
use crate::value::Value;
use crate::words::{FlagWords, OtherWords, after_one};

/// Reads the text of a cell as 是 or 否: by the code list `bool`, ticked boxes, and how the answer begins (已…, 未…).
pub fn flag(text: &str, list: &CodeList, words: &FlagWords, other: &OtherWords) -> Parsed {
    let cleaned = clean(text);
    let parsed = code::code(text, list, other);
    if !matches!(parsed.value, Some(Value::Unread(_))) || says_nothing(&cleaned) {
        return parsed;
    }
    let folded = fold(&cleaned);
    let yes = after_one(&folded, &words.yes_before).is_some();
    let no = after_one(&folded, &words.no_before).is_some();
    let vague = words.unknown.iter().any(|word| folded.contains(word.as_str()));
    let both = yes && words.no_before.iter().any(|word| folded.contains(word.as_str()));
    if yes == no || vague || both {
        return Parsed::unread(text, Remark::new("flag_unreadable", Severity::Explain));
    }
    let answer = if yes { "是" } else { "否" };
    let remark = Remark::new("code_note", Severity::Info).with("text", cleaned).with("code", answer);
    Parsed::of(Value::Text(answer.into())).and(remark)
}
