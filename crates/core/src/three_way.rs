//! Three-way merges: what a value is when two sides worked on copies of it.
//!
//! In here: one value, and the columns that fit no field, header by header. Not in here: who worked on what (the journals
//! tell), what a person says of a conflict.
//!
//! The invariant: a side that changed nothing never wins over one that did, and where both changed a value differently
//! neither wins: it is a conflict.

use crate::value::Value;

/// What both sides began with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Base<'a, T> {
    /// This, or nothing.
    Known(Option<&'a T>),
    /// Nobody knows: the two have no common past. Then nothing is told by what is empty.
    Unknown,
}

/// How two sides of a value meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// Ours holds: theirs says nothing new, or the same.
    Ours,
    /// Theirs comes in: ours is as it was.
    Theirs,
    /// Both changed it, differently.
    Conflict,
}

/// How two sides of a value meet.
pub fn meet<T: PartialEq>(base: Base<'_, T>, ours: Option<&T>, theirs: Option<&T>) -> Meeting {
    if ours == theirs {
        return Meeting::Ours;
    }
    let (ours_is_old, theirs_is_old) = match base {
        Base::Known(base) => (ours == base, theirs == base),
        Base::Unknown => (ours.is_none(), theirs.is_none()),
    };
    match (ours_is_old, theirs_is_old) {
        (_, true) => Meeting::Ours,
        (true, false) => Meeting::Theirs,
        (false, false) => Meeting::Conflict,
    }
}

/// Columns that fit no field: header and text.
pub type Extra = Vec<(String, String)>;

/// The columns of both sides, header by header in our order; those of conflicts as ours, and as theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraMeeting {
    /// With ours where both changed a text.
    pub ours: Extra,
    /// With theirs there; the same where there is no conflict.
    pub theirs: Extra,
}

impl ExtraMeeting {
    /// Whether both sides changed a text differently.
    pub fn is_conflict(&self) -> bool {
        self.ours != self.theirs
    }
}

/// How the columns of two sides meet; a base of none is unknown.
pub fn meet_extra(base: Option<&Extra>, ours: &Extra, theirs: &Extra) -> ExtraMeeting {
    let text = |of: &Extra, header: &str| of.iter().find(|(known, _)| known == header).map(|(_, text)| text.clone());
    let mut met = ExtraMeeting { ours: Extra::new(), theirs: Extra::new() };
    let new = theirs.iter().filter(|(header, _)| text(ours, header).is_none());
    for (header, _) in ours.iter().chain(new) {
        let (mine, other) = (text(ours, header), text(theirs, header));
        let old = base.map(|base| text(base, header));
        let of_base = old.as_ref().map_or(Base::Unknown, |old| Base::Known(old.as_ref()));
        let (for_ours, for_theirs) = match meet(of_base, mine.as_ref(), other.as_ref()) {
            Meeting::Ours => (mine.clone(), mine),
            Meeting::Theirs => (other.clone(), other),
            Meeting::Conflict => (mine, other),
        };
        met.ours.extend(for_ours.map(|text| (header.clone(), text)));
        met.theirs.extend(for_theirs.map(|text| (header.clone(), text)));
    }
    met
}

/// The columns as one value, as journals have them; none where there are none.
pub fn extra_value(extra: &Extra) -> Option<Value> {
    (!extra.is_empty()).then(|| Value::Text(serde_json::json!(extra).to_string()))
}

/// The columns of such a value; `None` if it is none.
pub fn extra_of(value: Option<&Value>) -> Option<Extra> {
    match value {
        None => Some(Extra::new()),
        Some(Value::Text(text)) => serde_json::from_str(text).ok(),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Merges copies one after the other; a conflict is decided by the greater value, whoever has it.
    fn merged(base: Option<u8>, copies: &[Option<u8>]) -> Option<u8> {
        copies.iter().fold(base, |ours, theirs| {
            match meet(Base::Known(base.as_ref()), ours.as_ref(), theirs.as_ref()) {
                Meeting::Ours => ours,
                Meeting::Theirs => *theirs,
                Meeting::Conflict => ours.max(*theirs),
            }
        })
    }

    #[test]
    fn one_side_that_changed_wins_and_two_are_a_conflict() {
        let met = |base: Option<u8>, ours: Option<u8>, theirs: Option<u8>| {
            meet(Base::Known(base.as_ref()), ours.as_ref(), theirs.as_ref())
        };
        assert_eq!(met(Some(1), Some(1), Some(2)), Meeting::Theirs, "only they changed it");
        assert_eq!(met(Some(1), Some(2), Some(1)), Meeting::Ours, "only we changed it");
        assert_eq!(met(Some(1), Some(2), Some(2)), Meeting::Ours, "equal changes are one");
        assert_eq!(met(Some(1), Some(2), Some(3)), Meeting::Conflict, "nobody may win silently");
        assert_eq!(met(Some(1), None, Some(2)), Meeting::Conflict, "emptying is a change like another");
        assert_eq!(met(Some(1), Some(1), None), Meeting::Theirs, "what they emptied is emptied");
    }

    #[test]
    fn without_a_common_past_only_the_empty_is_filled() {
        let met = |ours: Option<u8>, theirs: Option<u8>| meet(Base::Unknown, ours.as_ref(), theirs.as_ref());
        assert_eq!(met(None, Some(1)), Meeting::Theirs, "a gap is filled");
        assert_eq!(met(Some(1), None), Meeting::Ours, "empty means unknown, never no");
        assert_eq!(met(Some(1), Some(2)), Meeting::Conflict, "two values and no past: a person must say");
    }

    #[test]
    fn columns_meet_header_by_header() {
        let of = |pairs: &[(&str, &str)]| -> Extra {
            pairs.iter().map(|(header, text)| ((*header).to_owned(), (*text).to_owned())).collect()
        };
        let base = of(&[("甲", "1"), ("乙", "1"), ("丙", "1")]);
        let (ours, theirs) =
            (of(&[("甲", "2"), ("乙", "1"), ("丙", "2")]), of(&[("甲", "1"), ("乙", "2"), ("丙", "3")]));
        let met = meet_extra(Some(&base), &ours, &theirs);
        assert_eq!(met.ours, of(&[("甲", "2"), ("乙", "2"), ("丙", "2")]), "each side's own changes hold");
        assert_eq!(met.theirs, of(&[("甲", "2"), ("乙", "2"), ("丙", "3")]), "only 丙 is in dispute");
        let unknown = meet_extra(None, &of(&[("甲", "1")]), &of(&[("乙", "2")]));
        assert!(!unknown.is_conflict(), "other columns do not contradict each other");
        assert_eq!(unknown.ours, of(&[("甲", "1"), ("乙", "2")]), "and nothing of either is lost");
    }

    proptest! {
        #[test]
        fn the_sides_may_be_swapped(base in any::<Option<bool>>(), one in any::<Option<u8>>(), other in any::<Option<u8>>()) {
            let base = base.map(u8::from);
            let met = |a: &Option<u8>, b: &Option<u8>| meet(Base::Known(base.as_ref()), a.as_ref(), b.as_ref());
            let value = |meeting, ours, theirs| match meeting {
                Meeting::Ours => Some(ours),
                Meeting::Theirs => Some(theirs),
                Meeting::Conflict => None,
            };
            let (there, back) = (value(met(&one, &other), one, other), value(met(&other, &one), other, one));
            prop_assert_eq!(there, back, "who merges whom must not matter");
        }

        #[test]
        fn copies_merge_in_any_order(base in 0..4u8, copies in proptest::collection::vec(proptest::option::of(0..4u8), 2..6), turn in any::<usize>()) {
            let base = Some(base);
            let mut other = copies.clone();
            let by = turn % copies.len();
            other.rotate_left(by);
            prop_assert_eq!(merged(base, &copies), merged(base, &other), "the order of the sticks must not matter");
            other.reverse();
            prop_assert_eq!(merged(base, &copies), merged(base, &other), "nor backwards");
            let changed = copies.iter().filter(|copy| **copy != base).max();
            prop_assert_eq!(merged(base, &copies), changed.copied().unwrap_or(base), "no change is lost, none is invented");
        }

        #[test]
        fn merging_again_changes_nothing(base in any::<Option<bool>>(), ours in any::<Option<u8>>(), theirs in any::<Option<u8>>()) {
            let base = base.map(u8::from);
            let once = match meet(Base::Known(base.as_ref()), ours.as_ref(), theirs.as_ref()) {
                Meeting::Theirs => theirs,
                Meeting::Ours | Meeting::Conflict => ours,
            };
            // The second time, what they had at the first is the base.
            let again = meet(Base::Known(theirs.as_ref()), once.as_ref(), theirs.as_ref());
            prop_assert_eq!(again, Meeting::Ours, "the same package twice is no news");
        }
    }
}
