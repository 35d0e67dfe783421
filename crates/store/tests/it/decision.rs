//! Decisions in bulk, their undo, and what the office changed of rules.

use qingce_core::condition::Condition;
use qingce_core::rule::{RuleBook, RuleChange};
use qingce_store::{BulkDecision, NewOverride, Query, ReviewQuery, ReviewState, Store, Verdict};

use crate::kit::{AT, Desk, import, nobody, today, uid};
use crate::tag::{RULES, decide, run};

const LATER: &str = "2026-03-02T08:00:00Z";

fn bulk(tag: &'static str, verdict: Verdict) -> BulkDecision<'static> {
    BulkDecision {
        tag, verdict, reason: "会上定的", until: None, replace: false, who: "某", at: AT, today: today()
    }
}

fn ids(store: &Store, numbers: impl IntoIterator<Item = i64>) -> Vec<i64> {
    store.ids(&numbers.into_iter().map(uid).collect::<Vec<_>>()).unwrap()
}

fn verdicts(store: &Store, n: i64) -> Vec<(String, Verdict, String)> {
    store.tags(&uid(n)).unwrap().decisions.into_iter().map(|d| (d.tag, d.verdict, d.reason)).collect()
}

#[test]
fn a_bulk_decision_leaves_what_people_decided_otherwise() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    run(&store);
    decide(&store, 4, "甲", Verdict::Reject);
    decide(&store, 8, "甲", Verdict::Accept);
    let (all, amount) = (ids(&store, (0..12).chain([0])), store.catalogue().known("invest_total"));
    let trial = store.weigh(&all, &bulk("甲", Verdict::Accept), amount, &mut nobody).unwrap();
    assert_eq!(
        (trial.decided.len(), trial.same, trial.set),
        (10, 1, None),
        "a trial decides nothing, and a record named twice is one"
    );
    assert_eq!(trial.earlier, [(Verdict::Reject, 1)], "and tells whom it would overrule");
    assert_eq!(verdicts(&store, 0), [], "nothing was written");
    let done = store.decide_all(&all, &bulk("甲", Verdict::Accept), amount, &mut nobody).unwrap();
    assert_eq!(done.decided, trial.decided, "what was shown is what is done");
    assert_eq!(verdicts(&store, 4)[0].1, Verdict::Reject, "an earlier word stands unless that was asked for");
    let over = BulkDecision { replace: true, ..bulk("甲", Verdict::Accept) };
    let replaced = store.decide_all(&all, &over, amount, &mut nobody).unwrap();
    assert_eq!((replaced.decided, replaced.same), (ids(&store, [4]), 11), "now it was asked for");
    assert_eq!(verdicts(&store, 4)[0].1, Verdict::Accept);
    assert_eq!(store.verify().unwrap().problems, [], "decisions are what the journal says");
}

#[test]
fn an_accepted_tag_takes_the_class_its_rules_agree_on() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    run(&store);
    let amount = store.catalogue().known("invest_total");
    store.decide_all(&ids(&store, [4, 5]), &bulk("乙", Verdict::Accept), amount, &mut nobody).unwrap();
    let class = |n| store.tags(&uid(n)).unwrap().decisions[0].class.clone();
    assert_eq!(class(4), Some("细".into()), "the one rule that was met gives it");
    assert_eq!(class(5), None, "no rule was met: a person knows better, and named no class");
}

#[test]
fn an_undo_brings_back_what_was_decided_before() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    run(&store);
    decide(&store, 4, "甲", Verdict::Reject);
    let (some, amount) = (ids(&store, [0, 4, 8]), store.catalogue().known("invest_total"));
    let postpone = BulkDecision { replace: true, until: Some("2026-06-01"), ..bulk("甲", Verdict::Postpone) };
    let first = store.decide_all(&some, &postpone, amount, &mut nobody).unwrap().set.unwrap();
    decide(&store, 8, "甲", Verdict::Accept);
    let undone = store.undo_decisions(first, ("某", LATER), today(), &mut nobody).unwrap();
    assert_eq!((undone.withdrawn, undone.restored, undone.kept), (1, 1, 1), "a later word is left alone");
    assert_eq!(verdicts(&store, 0), []);
    assert_eq!(verdicts(&store, 4), [("甲".into(), Verdict::Reject, "实地核过".into())], "with who and why of then");
    assert_eq!(verdicts(&store, 8)[0].1, Verdict::Accept);
    let nothing: [&str; 0] = [];
    assert_eq!(store.record(&uid(4)).unwrap().facts.tags, nothing, "甲 is rejected again, and what rests on it falls");
    assert_eq!(store.verify().unwrap().problems, [], "the journal tells it, so it can be checked");
    assert!(
        store.undo_decisions(first, ("某", LATER), today(), &mut nobody).unwrap().kept == 3,
        "what was taken back is not taken back twice"
    );
    assert_eq!(
        store.undo_decisions(1, ("某", LATER), today(), &mut nobody).unwrap_err().code(),
        "decisions_unknown",
        "set 1 is the import"
    );
}

#[test]
fn what_rests_on_a_tag_follows_a_word_on_it_at_once() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 40);
    run(&store);
    let tags = |n| store.record(&uid(n)).unwrap().facts.tags;
    assert_eq!(tags(4), ["甲", "乙/细"], "both rules are met");
    decide(&store, 4, "甲", Verdict::Reject);
    let nothing: [&str; 0] = [];
    assert_eq!(tags(4), nothing, "乙 rests on 甲");
    decide(&store, 5, "甲", Verdict::Accept);
    assert_eq!(tags(5), ["甲"], "a record of 市级, which is 是 subordinate");
    decide(&store, 1, "甲", Verdict::Accept);
    assert_eq!(tags(1), ["乙/细", "甲"], "an accepted tag is built upon");
    assert!(!store.last_run().unwrap().unwrap().stale, "nothing waits for a run");
    assert_eq!(store.verify().unwrap().problems, [], "the counts of the rules follow");
    let query = Query { condition: Condition::Tag("乙".into()), ..Query::all(today()) };
    let shown = |query: &Query| store.page(query, 0, 99).unwrap();
    assert_eq!(shown(&query), store.page_by_sql(&query, 0, 99).unwrap(), "and so does the grid");
    store.undo_decision(&uid(1), "甲", ("某", LATER), today()).unwrap();
    assert_eq!(tags(1), nothing, "taken back, it is as if it had not been said");
    assert_eq!(shown(&query), store.page_by_sql(&query, 0, 99).unwrap(), "one record is patched in");
    let again = store.undo_decision(&uid(1), "甲", ("某", LATER), today()).unwrap_err();
    assert_eq!(again.code(), "decision_unknown", "what was taken back is not taken back twice");
    let before: Vec<_> = (0..40).map(tags).collect();
    run(&store);
    assert_eq!((0..40).map(tags).collect::<Vec<_>>(), before, "a run finds nothing that was not judged at once");
}

#[test]
fn one_word_of_many_is_taken_back() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    run(&store);
    let amount = store.catalogue().known("invest_total");
    let some = ids(&store, [0, 4, 8]);
    let set = store.decide_all(&some, &bulk("甲", Verdict::Reject), amount, &mut nobody).unwrap().set.unwrap();
    store.undo_decision(&uid(4), "甲", ("某", LATER), today()).unwrap();
    assert_eq!((verdicts(&store, 0).len(), verdicts(&store, 4).len()), (1, 0), "of one record only");
    let undone = store.undo_decisions(set, ("某", LATER), today(), &mut nobody).unwrap();
    assert_eq!((undone.withdrawn, undone.kept), (2, 1), "the rest of the set can still be taken back");
    assert_eq!(store.verify().unwrap().problems, [], "the journal tells both");
}

#[test]
fn a_bulk_decision_that_is_stopped_did_nothing() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 600);
    run(&store);
    let (all, amount) = (ids(&store, 0..600), store.catalogue().known("invest_total"));
    let head = store.journal_head().unwrap();
    let mut told = Vec::new();
    let bulk = bulk("甲", Verdict::Reject);
    store
        .decide_all(&all, &bulk, amount, &mut |done, total| {
            (told.push((done, total)), std::ops::ControlFlow::Continue(())).1
        })
        .unwrap();
    assert!(told.len() > 2 && told.iter().all(|(done, total)| done <= total), "it tells how far it is: {told:?}");
    let set = store.journal_head().unwrap().0;
    let whole =
        |store: &Store| (store.journal_head().unwrap().0, verdicts(store, 0).len(), store.verify().unwrap().problems);
    for stop in 1..=told.len() {
        let mut left = stop;
        let mut watch = |_done: u64, _total: u64| {
            left -= 1;
            if left == 0 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        };
        let stopped = store.undo_decisions(set, ("某", LATER), today(), &mut watch).unwrap_err();
        assert_eq!(stopped.code(), "cancelled", "stopped at its {stop}th word");
        assert_eq!(whole(&store), (set, 1, Vec::new()), "all of it still holds");
    }
    store.undo_decisions(set, ("某", LATER), today(), &mut nobody).unwrap();
    let mut once = |_done: u64, _total: u64| std::ops::ControlFlow::Break(());
    assert_eq!(store.decide_all(&all, &bulk, amount, &mut once).unwrap_err().code(), "cancelled");
    assert_eq!(whole(&store), (head.0 + 2, 0, Vec::new()), "nothing of it was decided");
}

#[test]
fn the_states_of_a_tag_add_up_and_lead_to_their_records() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 40);
    run(&store);
    let (today, amount) = (today(), store.catalogue().known("invest_total"));
    let mut expected = [0; 5];
    for (n, verdict) in [(0, Verdict::Accept), (4, Verdict::Reject), (8, Verdict::Postpone), (1, Verdict::Accept)] {
        decide(&store, n, "甲", verdict);
    }
    let due = BulkDecision { until: Some("2026-03-01"), ..bulk("甲", Verdict::Postpone) };
    store.decide_all(&ids(&store, [12]), &due, amount, &mut nobody).unwrap();
    for n in 0..40 {
        // Levels go 省市县-: the rule is met by n = 0, 4, 8 … and cannot judge n = 3, 7, 11 …
        let state = match n {
            0 | 1 => 1,
            4 => 2,
            8 => 3,
            n if n % 4 == 0 => 0,
            n if n % 4 == 3 => 4,
            _ => continue,
        };
        expected[state] += 1;
    }
    let counts = store.review_counts(&Query::all(today), None).unwrap();
    assert_eq!(
        (counts.tags[0].tag.as_str(), counts.tags[0].states),
        ("甲", expected),
        "a postponed tag waits again from its day on"
    );
    let of_rule = &counts.rules[0];
    assert_eq!(
        (of_rule.line.id.as_str(), of_rule.states),
        ("A1", [expected[0], 1, 1, 1, expected[4]]),
        "1 was accepted without the rule"
    );
    assert_eq!(counts.missing[0].1, expected[4], "all that wait for 甲 wait for the level of their unit");
    for (state, count) in ReviewState::ALL.into_iter().zip(expected) {
        let query = ReviewQuery {
            query: Query::all(today),
            tag: Some("甲".into()),
            rule: None,
            state: Some(state),
            missing: (state == ReviewState::Unknown).then_some(counts.missing[0].0),
        };
        let page = store.review_page(&query, amount, 0, 3).unwrap();
        assert_eq!((page.total, page.rows.len() as u64), (count, count.min(3)), "{state:?} leads to its records");
        assert_eq!(store.reviewed_ids(&query).unwrap().len() as u64, count, "and a bulk decision meets the same");
    }
}

#[test]
fn pages_see_a_decision_at_once() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    run(&store);
    let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    let open = || store.review_counts(&Query::all(today), None).unwrap().tags[0].states[0];
    let tagged = || {
        let condition = qingce_core::condition::Condition::Tag("甲".into());
        store.page(&Query { condition, ..Query::all(today) }, 0, 0).unwrap().total
    };
    assert_eq!((open(), tagged()), (3, 3));
    decide(&store, 4, "甲", Verdict::Reject);
    assert_eq!((open(), tagged()), (2, 2), "what was kept in memory follows the decision");
    import(&store, "乙.xlsx", 12, 20);
    run(&store);
    assert_eq!((open(), tagged()), (4, 4), "and the run after an import: n = 12 and 16 came");
}

#[test]
fn a_changed_rule_is_kept_with_its_history() {
    let desk = Desk::new();
    let store = desk.open();
    let base = RuleBook::parse(RULES, store.catalogue()).unwrap().rules()[0].line.clone();
    let change = RuleChange { when: "unit_level = 市级".into(), ..RuleChange::of(&base) };
    let new = NewOverride { base: &base, change: Some(&change), why: "本市先做", who: "某", at: AT };
    assert_eq!(store.override_rule(&new).unwrap(), 1);
    assert_eq!(store.override_rule(&NewOverride { change: None, why: "照省里的", ..new.clone() }).unwrap(), 2);
    assert_eq!(store.rule_overrides().unwrap()[0].change, None, "the default holds again");
    assert_eq!(store.override_rule(&new).unwrap(), 3, "no two texts of a rule have one number");
    let told = &store.rule_overrides().unwrap()[0];
    assert_eq!((told.change.as_ref(), told.why.as_str()), (Some(&change), "本市先做"));
    let kinds: Vec<String> = store.journal(0, 10).unwrap().into_iter().map(|line| line.kind).collect();
    assert_eq!(kinds, ["rule"; 3], "who, when and why stand in the journal");
    assert_eq!(store.verify().unwrap().problems, []);
}
