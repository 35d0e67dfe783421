//! The quality of likeness on the labelled pairs of the testkit, beside a plain fingerprint of the names; and that pairs are
//! found among many. The figures stand in docs/performance.md.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use qingce_core::catalogue::Catalogue;
use qingce_core::likeness::{Fields, Finder, Likeness, Profile, Relation, Scales, Scratch, compare};
use qingce_core::reference::{Reference, SeedTexts};
use qingce_core::text::fold_name;
use qingce_core::value::{Fen, PartialDate, Value, Values};
use qingce_testkit::pairs::{Labelled, Reported, labelled};

/// The set that is measured; the weights were tried on others, which `QINGCE_PAIRS` names.
const MEASURED: u64 = 20_260_301;

fn seed() -> u64 {
    std::env::var("QINGCE_PAIRS").map_or(MEASURED, |seed| seed.parse().unwrap())
}

struct Bench {
    reference: Reference,
    fields: Fields,
    scales: Scales,
}

impl Bench {
    fn new() -> Bench {
        let reference = Reference::parse(&SeedTexts::shipped()).unwrap();
        let scales = Scales::parse(include_str!("../../../seeds/likeness.toml")).unwrap();
        Bench { fields: Fields::new(&reference.catalogue), reference, scales }
    }

    fn profile(&self, reported: &Reported) -> Profile {
        Profile::new(&values(reported, &self.reference.catalogue), &self.fields, &self.scales, &self.reference)
    }

    fn compared(&self, pair: &Labelled) -> Likeness {
        compare(&self.profile(&pair.one), &self.profile(&pair.other), &self.scales)
    }
}

fn values(reported: &Reported, catalogue: &Catalogue) -> Values {
    let mut values = Values::empty(catalogue.len());
    let mut set = |key: &str, value: Option<Value>| values.set(catalogue.known(key), value);
    let text = |text: &String| (!text.is_empty()).then(|| Value::Text(text.clone()));
    let date = |text: &String| PartialDate::from_text(text).map(Value::Date);
    set("report_unit", text(&reported.report_unit));
    set("build_unit", text(&reported.build_unit));
    set("project_name", text(&reported.project_name));
    set("system_name", text(&reported.system_name));
    set("approval_no", text(&reported.approval_no));
    set("contractor", text(&reported.contractor));
    set("approval_date", date(&reported.approval_date));
    set("finish_date", date(&reported.finish_date));
    set("invest_total", (reported.invest_total > 0).then_some(Value::Money(Fen(reported.invest_total))));
    values
}

/// How often something was said, how often rightly, and how often it should have been.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    said: u32,
    right: u32,
    due: u32,
}

impl Score {
    fn count(&mut self, said: bool, due: bool) {
        self.said += u32::from(said);
        self.due += u32::from(due);
        self.right += u32::from(said && due);
    }
    fn precision(self) -> f64 {
        f64::from(self.right) / f64::from(self.said.max(1))
    }
    fn recall(self) -> f64 {
        f64::from(self.right) / f64::from(self.due.max(1))
    }
}

/// What a plain tool does: equal unit and name, folded, without signs, characters in order once each.
fn fingerprint(reported: &Reported) -> (String, Vec<char>) {
    let mut chars: Vec<char> = fold_name(&reported.project_name).chars().filter(|c| c.is_alphanumeric()).collect();
    chars.sort_unstable();
    chars.dedup();
    (fold_name(&reported.report_unit), chars)
}

#[test]
fn labelled_pairs_are_told_apart() {
    let bench = Bench::new();
    let pairs = labelled(seed());
    assert_eq!(pairs.len(), 5_000, "the set that the bounds are about");
    let (mut related, mut exact, mut plain) = (Score::default(), Score::default(), Score::default());
    let mut by_kind: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for pair in &pairs {
        let told = bench.compared(pair);
        let claims = !matches!(told.relation, Relation::Different | Relation::Unsure);
        let due = pair.relation != "different";
        let right = told.relation.key() == pair.relation || (!due && !claims);
        related.count(claims, due);
        exact.said += u32::from(claims);
        exact.due += u32::from(due);
        exact.right += u32::from(claims && right);
        plain.count(fingerprint(&pair.one) == fingerprint(&pair.other), due);
        let kind = by_kind.entry(pair.kind).or_default();
        (kind.0, kind.1) = (kind.0 + 1, kind.1 + u32::from(right));
        if !right {
            let line = format!(
                "{:?} {:.2} {:?}\n   {:?}\n   {:?}",
                told.relation, told.score, told.evidence, pair.one, pair.other
            );
            wrong.entry(pair.kind).or_default().push(line);
        }
    }
    for (kind, (all, right)) in &by_kind {
        println!("{kind:24} {right:4} of {all:4}");
    }
    for (name, score) in [("related", related), ("and how", exact), ("fingerprint", plain)] {
        println!("{name:12} precision {:.4} recall {:.4}", score.precision(), score.recall());
    }
    if std::env::var_os("QINGCE_SHOW_WRONG").is_some() {
        wrong.iter().for_each(|(kind, lines)| println!("{kind}:\n{}", lines[..lines.len().min(6)].join("\n")));
    }
    for (score, what) in [(related, "belonging together"), (exact, "and how")] {
        assert!(score.precision() >= 0.98, "a wrong proposal of {what} costs a person's trust: {score:?}");
        assert!(score.recall() >= 0.95, "a pair whose {what} is missed is counted twice in the census: {score:?}");
    }
    assert!(plain.recall() < related.recall(), "the comparison must be worth more than a fingerprint: {plain:?}");
}

#[test]
fn pairs_are_found_among_many() {
    let bench = Bench::new();
    let pairs = labelled(seed() + 1);
    let profiles: Vec<Profile> =
        pairs.iter().flat_map(|pair| [&pair.one, &pair.other]).map(|r| bench.profile(r)).collect();
    let finder = Finder::new(profiles, &bench.scales);
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    for place in 0..u32::try_from(finder.len()).unwrap() {
        finder.pairs_of(place, &mut scratch, &mut |pair| found.push((pair.one, pair.other)));
    }
    found.sort_unstable();
    let all = found.len();
    found.dedup();
    assert_eq!(found.len(), all, "a pair comes out once");
    let mut score = Score::default();
    for (place, pair) in (0u32..).zip(&pairs) {
        let told = bench.compared(pair).relation != Relation::Different;
        score.count(found.binary_search(&(place * 2, place * 2 + 1)).is_ok(), told);
    }
    println!("found among {}: {:.4} of the likely pairs, {all} pairs in all", finder.len(), score.recall());
    assert!(score.recall() >= 0.99, "what is not met is never asked: {score:?}");
}

/// `cargo test --profile bench -p qingce-core --test likeness -- --ignored --nocapture`
#[test]
#[ignore = "measures; only optimised code is as fast as is asked"]
fn a_hundred_thousand_records_are_paired_in_time() {
    let bench = Bench::new();
    let reported: Vec<Labelled> = (0..10).flat_map(labelled).collect();
    let begun = std::time::Instant::now();
    let sides = reported.iter().flat_map(|pair| [&pair.one, &pair.other]);
    let finder = Finder::new(sides.map(|side| bench.profile(side)).collect(), &bench.scales);
    let profiled = begun.elapsed();
    let (mut scratch, mut found) = (Scratch::default(), 0u32);
    for place in 0..u32::try_from(finder.len()).unwrap() {
        finder.pairs_of(place, &mut scratch, &mut |_| found += 1);
    }
    let (records, took) = (finder.len(), begun.elapsed());
    println!("{records} records: profiles {profiled:.2?}, all {took:.2?}, {found} pairs");
    assert_eq!(records, 100_000, "what the bound is about");
    assert!(took.as_secs_f64() <= 10.0, "a person waits for it: {took:?}");
}

#[test]
fn turning_a_pair_around_turns_the_proposal_around() {
    let bench = Bench::new();
    for pair in labelled(7).iter().step_by(7) {
        let there = bench.compared(pair);
        let back = bench.compared(&Labelled { one: pair.other.clone(), other: pair.one.clone(), ..pair.clone() });
        assert_eq!((there.relation, there.score), (back.relation, back.score), "a pair has no first: {pair:?}");
        let directed = matches!(there.relation, Relation::Phase | Relation::Maintenance);
        assert!(!directed || there.turned != back.turned, "one is of the other, whichever is named first: {pair:?}");
    }
}
