//! Dates with the precision they are given in.
//!
//! Vague dates (2021年底), ranges and two-digit years are kept as met: a register must not be surer than its sender.

use super::{Parsed, Remark};
use crate::cell::{Cell, number_text};
use crate::finding::Severity;
use crate::text::{clean, fold, says_nothing};
use crate::value::{PartialDate, Value};
use crate::words::DateWords;

/// Serial numbers of days that are taken for dates in a date column: 1954 to 2099.
const SERIALS: std::ops::RangeInclusive<i64> = 20_000..=73_050;
/// Among them those that look like a year with a month of one digit: 20216.
const MONTHS: std::ops::RangeInclusive<i64> = 20_101..=20_999;
/// Years that a date may have.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2099;

/// Reads a cell of a date column.
pub fn date(cell: &Cell, words: &DateWords) -> Parsed {
    match cell {
        Cell::Number(number) => date_number(*number, words),
        Cell::Date(text) | Cell::Text(text) => date_text(text, words),
        other => date_text(&other.text(), words),
    }
}

/// Reads a number: a year, `202106`, `20210630`, a month as `2021.6`, or a serial number of days.
pub fn date_number(number: f64, words: &DateWords) -> Parsed {
    let text = number_text(number);
    let whole = number.trunc() as i64;
    if number.fract() != 0.0 && SERIALS.contains(&whole) && !YEARS.contains(&whole) {
        return serial(whole, &text);
    }
    let parsed = date_text(&text, words);
    let tenth = text.split_once('.').is_some_and(|(_, month)| month == "1");
    if tenth && matches!(parsed.value, Some(Value::Date(_))) {
        return parsed.and(Remark::new("date_january_or_october", Severity::Explain).with("text", text));
    }
    parsed
}

/// Reads the text of a cell.
pub fn date_text(text: &str, words: &DateWords) -> Parsed {
    if let Some(date) = PartialDate::from_text(text) {
        return Parsed::of(Value::Date(date));
    }
    let cleaned = clean(text);
    if says_nothing(&cleaned) {
        return Parsed::none();
    }
    let dated = without_time(&cleaned);
    if super::amount::several(dated) {
        return Parsed::unread(text, Remark::new("date_unreadable", Severity::MustFix));
    }
    let mut folded = fold(dated);
    let mut note = false;
    if let Some(at) = folded.find('(').filter(|at| *at > 0) {
        folded.truncate(at);
        note = true;
    }
    if folded.contains('年') && folded.contains(|c| c == '十' || chinese_digit(c).is_some()) {
        folded = from_chinese(&folded);
    }
    if !folded.contains(|c: char| c.is_ascii_digit()) {
        return Parsed::unread(text, Remark::new("date_words", Severity::Explain));
    }
    let groups = groups(&folded);
    let parsed = if is_range(&folded, &groups, words) {
        Parsed::unread(text, Remark::new("date_range", Severity::Explain))
    } else if words.vague.iter().any(|word| folded.contains(word.as_str())) {
        Parsed::unread(text, Remark::new("date_vague", Severity::Explain))
    } else {
        of_groups(text, &folded, &groups)
    };
    if note && matches!(parsed.value, Some(Value::Date(_))) {
        return parsed.and(Remark::new("date_note", Severity::Info).with("text", cleaned));
    }
    parsed
}

/// The date in front of a time of day.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find([':', '：']) else { return text };
    let date = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let date = date.trim_end_matches(|c: char| c.is_whitespace() || c == 'T' || c == 't');
    if date.starts_with(|c: char| c.is_ascii_digit()) { date } else { text }
}

fn groups(folded: &str) -> Vec<&str> {
    folded.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect()
}

fn is_range(folded: &str, groups: &[&str], words: &DateWords) -> bool {
    let years = groups.iter().filter(|group| is_year(group)).count();
    let compact = groups.iter().filter(|group| group.len() >= 6).count();
    years > 1 || compact > 1 || groups.len() > 3 || words.ranges.iter().any(|word| folded.contains(word.as_str()))
}

fn is_year(group: &str) -> bool {
    group.len() == 4 && group.parse().is_ok_and(|year: i64| YEARS.contains(&year))
}

/// What stands between and behind the groups; `None` where something else than signs of dates does.
fn signs<'a>(folded: &'a str, groups: &[&str]) -> Option<Vec<&'a str>> {
    let mut rest = folded.strip_prefix(groups[0])?;
    let mut signs = Vec::new();
    for group in &groups[1..] {
        let (sign, behind) = rest.split_once(group)?;
        signs.push(sign);
        rest = behind;
    }
    signs.push(rest);
    let known = ["", "-", ".", "/", "\\", ",", "年", "月", "日", "号", "月份", "年度", "年-", "年/"];
    signs.iter().all(|sign| known.contains(sign)).then_some(signs)
}

/// Whether the signs are those of one date: 2021.6.1, 2021年6月1日, and not 2021.6-12 or 2021年6-12月.
fn agree(signs: &[&str]) -> bool {
    match signs {
        [one, other, last] => (one == other && one.is_ascii() || (*one, *other) == ("年", "月")) && *last != "月",
        _ => true,
    }
}

fn of_groups(text: &str, folded: &str, groups: &[&str]) -> Parsed {
    let unreadable = || Parsed::unread(text, Remark::new("date_unreadable", Severity::MustFix));
    let Some(signs) = signs(folded, groups) else { return unreadable() };
    if groups.len() > 1 && is_year(groups[0]) && !agree(&signs) {
        return Parsed::unread(text, Remark::new("date_range", Severity::Explain));
    }
    let number = |group: &str| group.parse::<u32>().unwrap_or(u32::MAX);
    match groups {
        [only] if only.len() == 5 => match only.parse() {
            Ok(days) if SERIALS.contains(&days) && !MONTHS.contains(&days) && folded.len() == 5 => serial(days, only),
            _ => unreadable(),
        },
        [only] if only.len() == 6 => dated(text, &only[..4], Some(number(&only[4..])), None),
        [only] if only.len() == 8 => dated(text, &only[..4], Some(number(&only[4..6])), Some(number(&only[6..]))),
        [year, rest @ ..]
            if year.len() <= 2
                && !rest.iter().any(|group| is_year(group))
                && folded[year.len()..].starts_with(['年', '.', '-', '/']) =>
        {
            Parsed::unread(text, Remark::new("date_two_digit_year", Severity::MustFix))
        }
        [year] if year.len() == 4 => dated(text, year, None, None),
        [year, month] if year.len() == 4 && month.len() <= 2 => dated(text, year, Some(number(month)), None),
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            dated(text, year, Some(number(month)), Some(number(day)))
        }
        _ => unreadable(),
    }
}

fn dated(text: &str, year: &str, month: Option<u32>, day: Option<u32>) -> Parsed {
    let year: i32 = year.parse().unwrap_or_default();
    if !YEARS.contains(&i64::from(year)) {
        return Parsed::unread(text, Remark::new("date_year", Severity::MustFix));
    }
    match PartialDate::new(year, month, day) {
        Some(date) => Parsed::of(Value::Date(date)),
        None => Parsed::unread(text, Remark::new("date_impossible", Severity::MustFix)),
    }
}

/// The day of a serial number of the 1900 system.
fn serial(days: i64, text: &str) -> Parsed {
    let base = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("BUG: there was such a day");
    let day = base + chrono::Days::new(days.unsigned_abs());
    match PartialDate::from_text(&day.format("%Y-%m-%d").to_string()) {
        Some(date) => {
            let remark = Remark::new("date_serial", Severity::Info).with("text", text).with("kept", date.as_str());
            Parsed::of(Value::Date(date)).and(remark)
        }
        None => Parsed::unread(text, Remark::new("date_year", Severity::MustFix)),
    }
}

fn chinese_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().position(|digit| digit == c).map(|at| at as u32).or(match c {
        '零' | '○' | 'o' => Some(0),
        '两' => Some(2),
        _ => None,
    })
}

/// 二〇二三年十二月三十一日 -> 2023年12月31日.
fn from_chinese(text: &str) -> String {
    let mut out = String::new();
    let mut run = Vec::new();
    for c in text.chars().chain(['\0']) {
        if c == '十' || chinese_digit(c).is_some() {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            out.push_str(&chinese_number(&run));
            run.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn chinese_number(run: &[char]) -> String {
    let digit = |c: &char| chinese_digit(*c).unwrap_or_default();
    match run.iter().position(|c| *c == '十') {
        Some(at) => {
            let tens = if at == 0 { 1 } else { digit(&run[at - 1]) };
            let ones = run.get(at + 1).map_or(0, digit);
            (tens * 10 + ones).to_string()
        }
        None => run.iter().map(|c| digit(c).to_string()).collect(),
    }
}
