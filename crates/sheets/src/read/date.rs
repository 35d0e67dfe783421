//! Dates of spreadsheets as ISO text with the precision their number format shows.
//!
//! The invariant: a cell that holds a time of day keeps its day and its time, whatever its format hides.

use calamine::ExcelDateTime;
use chrono::{Duration, Timelike};
use qingce_core::cell::Cell;

/// What a number format shows of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Precision {
    /// yyyy年
    Year,
    /// yyyy年m月
    Month,
    /// Everything else.
    #[default]
    Day,
}

impl Precision {
    /// What a shown text tells of a date: `2015-05` a month, `2015年` a year, everything else a day.
    pub(crate) fn shown(text: &str) -> Precision {
        let groups: Vec<usize> =
            text.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|length| *length > 0).collect();
        match groups[..] {
            [4] => Precision::Year,
            [4, 1 | 2] | [1 | 2, 4] => Precision::Month,
            _ => Precision::Day,
        }
    }

    /// The shown part of an ISO date.
    pub(crate) fn cut(self, iso: String) -> String {
        let shown = match self {
            Precision::Year => iso.get(..4),
            Precision::Month => iso.get(..7),
            Precision::Day => None,
        };
        shown.map(str::to_owned).unwrap_or(iso)
    }
}

/// The precision of a format, by its code or by the number of a built-in one that has no code in the file.
pub(crate) fn precision(id: Option<u32>, code: &str) -> Precision {
    if code == "General" || code.is_empty() {
        return match id {
            // Chinese built-in formats that show year and month.
            Some(27 | 36 | 50 | 52 | 57) => Precision::Month,
            _ => Precision::Day,
        };
    }
    let (mut year, mut month, mut finer) = (false, false, false);
    for letter in letters(code) {
        match letter {
            'y' | 'e' => year = true,
            'm' => month = true,
            'd' | 'h' | 's' => finer = true,
            _ => (),
        }
    }
    match (year, month, finer) {
        (true, false, false) => Precision::Year,
        (true, true, false) => Precision::Month,
        _ => Precision::Day,
    }
}

/// The letters of the first section that are neither quoted, escaped nor in brackets; lower-case.
fn letters(code: &str) -> Vec<char> {
    let (mut quoted, mut bracket, mut found) = (false, false, Vec::new());
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => (),
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => bracket = true,
            ']' => bracket = false,
            _ if bracket => (),
            ';' => break,
            _ => found.push(c.to_ascii_lowercase()),
        }
    }
    found
}

/// A serial as a date, or as text where it is a duration or a mere time of day.
pub(crate) fn serial(serial: &ExcelDateTime, precision: Precision) -> Cell {
    let days = serial.as_f64();
    if serial.is_duration() || (0.0..1.0).contains(&days) {
        return clock(days);
    }
    let Some(moment) = serial.as_datetime().and_then(|at| at.checked_add_signed(Duration::milliseconds(500))) else {
        return Cell::Number(days);
    };
    let text = if moment.num_seconds_from_midnight() > 0 {
        moment.format("%Y-%m-%d %H:%M:%S")
    } else {
        match precision {
            Precision::Year => moment.format("%Y"),
            Precision::Month => moment.format("%Y-%m"),
            Precision::Day => moment.format("%Y-%m-%d"),
        }
    };
    Cell::Date(text.to_string())
}

fn clock(days: f64) -> Cell {
    let seconds = (days * 86_400.0).round();
    if !(0.0..1e12).contains(&seconds) {
        return Cell::Number(days);
    }
    let seconds = seconds as u64;
    Cell::Text(format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

/// An ISO date of a file (`2020-01-01T00:00:00`) in our notation.
pub(crate) fn iso(text: &str) -> String {
    let whole = text.trim().trim_end_matches('Z').replacen('T', " ", 1);
    let whole = whole.split_once('.').map_or(whole.as_str(), |(before, _)| before);
    whole.trim_end_matches(" 00:00:00").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_what_the_format_shows() {
        for (id, code, expected) in [
            (Some(57), "General", Precision::Month),
            (Some(31), "General", Precision::Day),
            (Some(176), r#"yyyy"年"m"月""#, Precision::Month),
            (Some(177), r#"[$-804]yyyy"年""#, Precision::Year),
            (Some(178), "yyyy/m/d;@", Precision::Day),
            (Some(14), "mm-dd-yy", Precision::Day),
            (Some(17), "mmm-yy", Precision::Month),
            (Some(20), "h:mm", Precision::Day),
        ] {
            assert_eq!(precision(id, code), expected, "{code}: a date says no more than the department wrote");
        }
    }

    #[test]
    fn a_date_of_an_ods_is_as_precise_as_its_text() {
        for (shown, expected) in [
            ("2015-05", "2015-05"),
            ("2015年5月", "2015-05"),
            ("05/2015", "2015-05"),
            ("2015年", "2015"),
            ("2015年5月1日", "2015-05-01"),
            ("2015.05.01", "2015-05-01"),
            ("", "2015-05-01"),
            ("二〇一五年五月", "2015-05-01"),
        ] {
            let met = Precision::shown(shown).cut("2015-05-01".into());
            assert_eq!(met, expected, "{shown}: a date says no more than the department wrote");
        }
        assert_eq!(Precision::Month.cut("年年年年".into()), "年年年年", "what is no date is left alone");
    }

    #[test]
    fn iso_dates_lose_only_an_empty_time() {
        assert_eq!(iso("2020-01-01T00:00:00"), "2020-01-01", "midnight is how a plain date is written");
        assert_eq!(iso("2020-01-01T08:30:00.5Z"), "2020-01-01 08:30:00", "a time of day stays");
    }
}
