//! Folding of Chinese text: what makes two spellings the same.
//!
//! One place for all of it, so that headers, names, codes and units are folded alike wherever they are compared.

use unicode_normalization::UnicodeNormalization;

/// The text without white space at its ends, control characters and zero-width characters; what is stored of a text.
/// Line breaks inside stay, each as one `\n`: workbooks keep no other kind, so a text must not come back from one changed.
pub fn clean(text: &str) -> String {
    if text.contains('\r') {
        return clean(&text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    let kept: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    kept.trim_matches(is_space).to_owned()
}

/// Whether a text is as [`clean`] would give it back.
pub fn is_clean(text: &str) -> bool {
    !text.starts_with(is_space) && !text.ends_with(is_space) && !text.chars().any(|c| c == '\r' || is_invisible(c))
}

/// White space of every kind met in office files, ideographic and no-break spaces included.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{3000}' | '\u{2002}' | '\u{2003}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
        || (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
}

/// A common Chinese character: neither case nor width nor composition changes it.
pub fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Half-width, lower-case, without any white space: the base of every comparison.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    if text.chars().all(stays_folded) {
        return text.to_owned();
    }
    if text.chars().all(|c| c.is_ascii() || is_ideograph(c)) {
        // Ideographs are their own compatibility forms: nearly all texts of a register are folded without tables.
        let kept = text.chars().filter(|c| !c.is_whitespace() && !c.is_control());
        return kept.map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfkc().filter(|c| !is_space(*c) && !is_invisible(*c)).flat_map(char::to_lowercase).collect()
}

/// Characters that folding leaves alone whatever stands beside them: plain Han, small letters, digits.
fn stays_folded(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | 'a'..='z' | '0'..='9')
}

/// A name for identity: folded, with every kind of bracket made one kind. 一期 and 二期 stay two names.
pub fn fold_name(text: &str) -> String {
    let folded = fold(text);
    if folded.chars().all(stays_folded) {
        return folded;
    }
    folded
        .chars()
        .map(|c| match c {
            '（' | '【' | '〔' | '[' | '{' | '《' | '〈' | '「' => '(',
            '）' | '】' | '〕' | ']' | '}' | '》' | '〉' | '」' => ')',
            '—' | '–' | '－' | '―' => '-',
            other => other,
        })
        .collect()
}

/// Whether a text only says that there is nothing: empty, strokes alone (`/`, `—`, `－－`), `无`, `暂无`, `空`.
/// Fields of code lists ask their list first, where 无 may be a code.
pub fn says_nothing(text: &str) -> bool {
    let folded = fold(text);
    let strokes = |c: char| matches!(c, '/' | '\\' | '-' | '—' | '–' | '―' | '_' | '|');
    folded.chars().all(strokes) || matches!(folded.as_str(), "无" | "暂无" | "空" | "n/a" | "null" | "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_width_case_and_spaces() {
        assert_eq!(fold(" Ｂ／Ｓ　架构\n"), "b/s架构");
        assert_eq!(clean("\u{feff} 江西省水利厅\u{3000}"), "江西省水利厅");
        assert_eq!(clean("一\r\n二\r三\n"), "一\n二\n三", "a text from a CSV file equals the same from a workbook");
        assert!(!is_clean("一\r\n二") && is_clean("一\n二"), "what is clean is what cleaning gives");
        assert_eq!(
            fold_name("河长制平台（一期）"),
            fold_name("河长制 平台(一期)"),
            "brackets and spaces are no difference"
        );
        assert_ne!(fold_name("平台一期"), fold_name("平台二期"), "phases are projects of their own");
    }

    #[test]
    fn the_short_way_folds_as_the_long_way_does() {
        for c in '\u{4e00}'..='\u{9fff}' {
            let text = format!("A {c}b");
            let long: String = text.nfkc().filter(|c| !is_space(*c)).flat_map(char::to_lowercase).collect();
            assert_eq!(fold(&text), long, "{c} must be its own compatibility form");
        }
    }

    #[test]
    fn strokes_say_nothing_and_zero_says_something() {
        for text in ["", " ", "/", "//", "—", "——", "－", "\\", "无", "暂 无", "N/A"] {
            assert!(says_nothing(text), "{text}: a clerk strikes out what there is not");
        }
        for text in ["0", "无锡", "-1", "1/2", "无纸化办公系统"] {
            assert!(!says_nothing(text), "{text} is a value");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["（Ａ）　b", "—", "㎡", "ﬁ"] {
            assert_eq!(fold(&fold(text)), fold(text), "a folded text is folded");
            assert_eq!(fold_name(&fold_name(text)), fold_name(text));
        }
    }
}
