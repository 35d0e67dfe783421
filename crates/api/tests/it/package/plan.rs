//! What copies of a register are put through, as data: proptest makes it, and makes it smaller where it fails.

use proptest::collection::vec;
use proptest::prelude::*;

/// Most copies.
const COPIES: usize = 5;

/// Something that a person does. Numbers are taken modulo what is there.
#[derive(Debug, Clone)]
pub enum Act {
    /// Writes a text into a field; the first text is none.
    Edit { record: usize, field: usize, text: usize },
    /// Says what was found of a field: 属实, 未见, or 有误 with another text.
    Check { record: usize, field: usize, verdict: usize, text: usize },
    /// Attaches a photo.
    Attach { record: usize },
    /// Decides on a tag, or takes the decision back.
    Decide { record: usize, verdict: usize },
    /// Answers 查重, or takes the answer back.
    Relate { pair: usize, relation: usize },
    /// Makes two records one that nobody does anything else to.
    MakeOne,
    /// Adds a record by hand.
    Add,
    /// Takes back the record that was added last, unless something was done to it.
    TakeBack,
    /// At home: takes away the record that came by hand, unless something was done to it there.
    Remove,
}

/// What a copy is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The register whole, with its journal.
    Whole,
    /// All records.
    All,
    /// Those of one unit.
    Unit,
}

/// A copy: cut, worked on, packed, worked on again, packed again.
#[derive(Debug, Clone)]
pub struct Carried {
    pub scope: Scope,
    pub first: Vec<Act>,
    pub later: Vec<Act>,
}

/// All of it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub home: Vec<Act>,
    pub copies: Vec<Carried>,
    /// Which copy comes when, as it was packed last.
    pub order: Vec<usize>,
    /// Another order: the first time a copy comes as it was packed first, then as it was packed last, then either again.
    pub other: Vec<usize>,
}

fn act(home: bool) -> impl Strategy<Value = Act> {
    let rare = if home { Just(Act::Remove).boxed() } else { Just(Act::TakeBack).boxed() };
    prop_oneof![
        6 => (0..8usize, 0..3usize, 0..4usize).prop_map(|(record, field, text)| Act::Edit { record, field, text }),
        2 => (0..8usize, 0..3usize, 0..3usize, 0..4usize)
            .prop_map(|(record, field, verdict, text)| Act::Check { record, field, verdict, text }),
        1 => (0..8usize).prop_map(|record| Act::Attach { record }),
        2 => (0..3usize, 0..3usize).prop_map(|(record, verdict)| Act::Decide { record, verdict }),
        1 => (0..2usize, 0..3usize).prop_map(|(pair, relation)| Act::Relate { pair, relation }),
        1 => Just(Act::MakeOne),
        1 => Just(Act::Add),
        1 => rare,
    ]
}

fn carried() -> impl Strategy<Value = Carried> {
    let scope = prop_oneof![Just(Scope::All), Just(Scope::Unit), Just(Scope::Whole)];
    (scope, vec(act(false), 1..10), vec(act(false), 0..5)).prop_map(|(scope, first, later)| Carried {
        scope,
        first,
        later,
    })
}

/// Any plan.
pub fn plan() -> impl Strategy<Value = Plan> {
    (vec(act(true), 0..6), vec(carried(), 2..=COPIES)).prop_flat_map(|(home, copies)| {
        let once: Vec<usize> = (0..copies.len()).collect();
        let often = [&once[..], &once[..], &once[..1]].concat();
        (Just(home), Just(copies), Just(once).prop_shuffle(), Just(often).prop_shuffle())
            .prop_map(|(home, copies, order, other)| Plan { home, copies, order, other })
    })
}
