//! Two profiles beside each other: a level and a weight per aspect, their sum as a score, and a proposal.
//!
//! The invariant: turning the two around turns the proposal around and changes nothing else.

use super::name::Name;
use super::profile::{Month, Profile};
use super::scales::Scales;
use super::{Aspect, Evidence, Level, Likeness, Relation};
use crate::value::Fen;

/// Cores of so many characters are short.
const SHORT_CORE: usize = 6;

/// What the names of two records say of each other.
struct Names {
    level: Level,
    /// The relation that they tell by themselves, and whether the second is … the first.
    told: (Relation, bool),
}

/// Compares two records.
pub fn compare(one: &Profile, other: &Profile, scales: &Scales) -> Likeness {
    let amount = amounts(one.amount, other.amount, scales);
    let close_in_amount = matches!(amount, Level::Equal | Level::Round | Level::Near);
    let names = names(one, other, close_in_amount, scales);
    let (told, turned) = names.told;
    let levels = [
        (Aspect::Name, names.level),
        (Aspect::Unit, units(one, other)),
        (Aspect::Approval, hashes(one.approval, other.approval, Level::Equal)),
        (Aspect::Amount, amount),
        (Aspect::Year, years(&one.dates, &other.dates)),
        (Aspect::Contractor, hashes(one.contractor, other.contractor, Level::Same)),
    ];
    let evidence: Vec<Evidence> = levels
        .into_iter()
        .map(|(aspect, level)| {
            let weight = scales.weight(aspect, level);
            // Another phase, or its maintenance, has an amount, a year and a contractor of its own.
            let mute = told != Relation::Same && !matches!(aspect, Aspect::Name | Aspect::Unit);
            Evidence { aspect, level, weight: if mute { weight.max(0.0) } else { weight } }
        })
        .collect();
    let bits = scales.prior + evidence.iter().map(|e| e.weight).sum::<f64>();
    let score = 1.0 / (1.0 + (-bits).exp2());
    let relation = match score {
        score if score < scales.shown => Relation::Different,
        score if score < scales.sure => Relation::Unsure,
        _ => told,
    };
    let directed = !matches!(relation, Relation::Same | Relation::Different | Relation::Unsure);
    Likeness { score, relation, turned: turned && directed, evidence }
}

/// The most that any two names say. Where both records name a project and a system, both must agree.
fn names(one: &Profile, other: &Profile, close_in_amount: bool, scales: &Scales) -> Names {
    let weight = |level: Level| scales.weight(Aspect::Name, level);
    let of = |a: &Name, b: &Name| (level(a, b, scales), told(a, b));
    let mut best = match (&one.names[..], &other.names[..]) {
        ([a, a_system], [b, b_system]) => {
            let (level, told) = of(a, b);
            let systems = level_of_cores(a_system, b_system, scales);
            let lower = if weight(systems) < weight(level) { systems } else { level };
            let floor = if weight(lower) < weight(Level::Partly) && lower != level { Level::Partly } else { lower };
            (floor, told)
        }
        (some, others) => {
            let pairs = some.iter().flat_map(|a| others.iter().map(move |b| of(a, b)));
            let better = |best: (Level, _), next: (Level, _)| if weight(next.0) > weight(best.0) { next } else { best };
            pairs.reduce(better).unwrap_or((Level::Apart, (Relation::Same, false)))
        }
    };
    let parent = |whole: &Profile, part: &Profile| {
        !part.parent.is_empty() && whole.names.iter().any(|name| name.core == part.parent)
    };
    for (is_parent, turned) in [(parent(other, one), false), (parent(one, other), true)] {
        if is_parent && weight(Level::Parent) > weight(best.0) {
            best = (Level::Parent, (Relation::Part, turned));
        }
    }
    let (level, mut told) = best;
    if level == Level::Within && told.0 == Relation::Same && !close_in_amount {
        told = (Relation::Part, longest(one) < longest(other));
    }
    Names { level, told }
}

fn longest(profile: &Profile) -> usize {
    profile.names.iter().map(|name| name.core.len()).max().unwrap_or(0)
}

/// The relation that two names tell by their markers.
fn told(a: &Name, b: &Name) -> (Relation, bool) {
    let turned = |first: u32, second: u32| first < second;
    if a.maintenance != b.maintenance {
        return (Relation::Maintenance, b.maintenance);
    }
    if a.part != b.part || a.lot != b.lot {
        return (Relation::Part, b.part && !a.part || turned(a.lot.unwrap_or(0), b.lot.unwrap_or(0)));
    }
    let (first, second) = (a.phase.unwrap_or(1), b.phase.unwrap_or(1));
    if first != second {
        return (Relation::Phase, turned(first, second));
    }
    if a.year != b.year && a.year > 0 && b.year > 0 {
        return (Relation::Phase, turned(a.year, b.year));
    }
    if a.upgrade != b.upgrade {
        return (Relation::Phase, b.upgrade);
    }
    (Relation::Same, false)
}

fn level(a: &Name, b: &Name, scales: &Scales) -> Level {
    let level = level_of_cores(a, b, scales);
    let near = matches!(level, Level::Equal | Level::Close | Level::Alike | Level::Short | Level::Within);
    if !near {
        return level;
    }
    if a.numbers != b.numbers {
        let both = !a.numbers.is_empty() && !b.numbers.is_empty();
        return if both { Level::Numbers } else { Level::Alike };
    }
    match level {
        Level::Equal if a.kind != b.kind && a.part != b.part => Level::Marked,
        Level::Equal if a.kind != b.kind => Level::Kind,
        Level::Within if begins_with_other(a, b) && told(a, b).0 != Relation::Same => Level::Marked,
        Level::Close | Level::Alike | Level::Short if a.kind != b.kind => Level::Partly,
        level => level,
    }
}

/// Whether the longer core begins with the shorter and is the one that bears a marker.
fn begins_with_other(a: &Name, b: &Name) -> bool {
    let (short, long) = if a.core.len() < b.core.len() { (a, b) } else { (b, a) };
    let marked = |name: &Name| name.maintenance || name.upgrade || name.part || name.lot.is_some();
    long.core.starts_with(&short.core) && marked(long) && !marked(short)
}

fn level_of_cores(a: &Name, b: &Name, scales: &Scales) -> Level {
    if a.core == b.core {
        return Level::Equal;
    }
    let (short, long) = if a.core.len() < b.core.len() { (&a.core, &b.core) } else { (&b.core, &a.core) };
    let dice = dice(&a.bigrams, &b.bigrams);
    let in_order = short.len() >= 3 && short.len() * 3 >= long.len() && is_subsequence(short, long);
    let inside = short.len() >= 2 && long.windows(short.len()).any(|window| *window == **short);
    // Swapped characters of a short core leave no pair of neighbours.
    if dice == 0.0 && !in_order && !inside && long.len() > SHORT_CORE {
        return Level::Apart;
    }
    if opposed(&a.core, &b.core, scales) {
        return Level::Apart;
    }
    let sharing = dice.max(1.0 - distance(short, long) as f64 / long.len() as f64);
    match sharing {
        _ if sharing >= scales.close => Level::Close,
        _ if inside => Level::Within,
        _ if in_order => Level::Short,
        _ if sharing >= scales.alike => Level::Alike,
        _ if sharing >= scales.partly => Level::Partly,
        _ => Level::Apart,
    }
}

/// Whether cores differ in one character only, and that by a pair of opposites: 公立医院, 私立医院.
fn opposed(a: &[char], b: &[char], scales: &Scales) -> bool {
    let mut differ = a.iter().zip(b).filter(|(a, b)| a != b);
    let (Some((one, other)), None, true) = (differ.next(), differ.next(), a.len() == b.len()) else { return false };
    scales.words.opposites.iter().any(|group| group.contains(*one) && group.contains(*other))
}

/// Twice what two sorted lists share, by the length of both.
fn dice(a: &[u64], b: &[u64]) -> f64 {
    let (mut at, mut shared) = (0, 0usize);
    for pair in a {
        while b.get(at).is_some_and(|other| other < pair) {
            at += 1;
        }
        shared += usize::from(b.get(at) == Some(pair));
    }
    if a.is_empty() || b.is_empty() { 0.0 } else { 2.0 * shared as f64 / (a.len() + b.len()) as f64 }
}

fn is_subsequence(short: &[char], long: &[char]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|c| rest.any(|other| other == c))
}

/// How many characters must be put in, taken out, replaced or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut line = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            line[j] = replaced.min(last[j] + 1).min(line[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                line[j] = line[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, line);
    }
    last[b.len()]
}

fn units(one: &Profile, other: &Profile) -> Level {
    let (a, b) = (&one.unit, &other.unit);
    if a.name.is_empty() || b.name.is_empty() {
        return Level::Unknown;
    }
    if a.name == b.name {
        return Level::Same;
    }
    let builds = |unit: &str, builder: &str| !builder.is_empty() && unit == builder;
    if builds(&a.name, &other.builder) || builds(&b.name, &one.builder) || builds(&one.builder, &other.builder) {
        return Level::Builder;
    }
    if a.name.starts_with(&*b.name) || b.name.starts_with(&*a.name) {
        return Level::Below;
    }
    match !a.department.is_empty() && a.department == b.department {
        true if a.name == a.department || b.name == b.department => Level::Below,
        true => Level::Beside,
        false => Level::Other,
    }
}

fn hashes(a: u64, b: u64, equal: Level) -> Level {
    match (a, b) {
        (0, _) | (_, 0) => Level::Unknown,
        (a, b) if a == b => equal,
        _ => Level::Apart,
    }
}

fn amounts(a: Option<Fen>, b: Option<Fen>, scales: &Scales) -> Level {
    let (Some(a), Some(b)) = (a, b) else { return Level::Unknown };
    if a == b {
        return if digits(a) >= scales.digits { Level::Equal } else { Level::Round };
    }
    let (less, more) = (a.0.min(b.0) as f64, a.0.max(b.0) as f64);
    if less >= more * (1.0 - scales.near) { Level::Near } else { Level::Apart }
}

/// The digits of an amount without the zeros at its end.
fn digits(amount: Fen) -> u32 {
    let mut left = amount.0;
    while left != 0 && left % 10 == 0 {
        left /= 10;
    }
    left.checked_ilog10().map_or(0, |log| log + 1)
}

/// The nearest of the dates that both tell.
fn years(a: &[Month; 4], b: &[Month; 4]) -> Level {
    let both = a.iter().zip(b).filter(|(a, b)| a.year > 0 && b.year > 0);
    let level = |(a, b): (&Month, &Month)| match a.year.abs_diff(b.year) {
        0 if a.month > 0 && a.month == b.month => (0, Level::Equal),
        0 => (1, Level::Near),
        1 => (2, Level::Next),
        _ => (3, Level::Apart),
    };
    both.map(level).min_by_key(|(rank, _)| *rank).map_or(Level::Unknown, |(_, level)| level)
}
