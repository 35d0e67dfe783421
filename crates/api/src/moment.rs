//! Moments of the register as people read them: the register keeps UTC, people live in a place.
//!
//! The invariant: what is no moment is left as it is.

use std::borrow::Cow;

use chrono::{DateTime, Local, NaiveDate, TimeZone};

/// A moment of the register (`2026-11-23T22:30:02Z`) by the clock here, to the minute; any other text as it is.
pub fn shown(text: &str) -> Cow<'_, str> {
    shown_in(text, &Local)
}

/// The day of a moment of the register, here.
pub fn day(at: &str) -> Option<NaiveDate> {
    DateTime::parse_from_rfc3339(at).ok().map(|at| at.with_timezone(&Local).date_naive())
}

fn shown_in<'t, Z: TimeZone>(text: &'t str, zone: &Z) -> Cow<'t, str>
where
    Z::Offset: std::fmt::Display,
{
    match DateTime::parse_from_rfc3339(text) {
        Ok(at) if text.ends_with('Z') => at.with_timezone(zone).format("%Y-%m-%d %H:%M").to_string().into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_the_clock_of_the_place() {
        let china = chrono::FixedOffset::east_opt(8 * 3600).expect("an offset");
        assert_eq!(shown_in("2026-11-23T22:30:02Z", &china), "2026-11-24 06:30", "the next morning there");
        assert_eq!(shown_in("2026-11-23", &china), "2026-11-23", "a day is no moment");
        assert_eq!(shown_in("水情平台", &china), "水情平台", "nor is a name");
    }
}
