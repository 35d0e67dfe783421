//! Suggestions and decisions.

use std::ops::ControlFlow;

use qingce_core::rule::{Outcome, RuleBook};
use qingce_store::{NewDecision, Query, RuleCount, Store, StoreError, Verdict};

use crate::kit::{AT, Desk, import, today, uid};

pub const RULES: &str = r#"
[[rule]]
id = "A1"
version = 3
tag = "甲"
when = "unit_level = 省级"
reason = "省级单位"
basis = "某文"
[[rule]]
id = "A2"
version = 1
tag = "乙"
class = "细"
when = "tag 甲 and unit_is_subordinate = 否"
reason = "省级非下属"
basis = "某文"
"#;

pub fn run(store: &Store) -> Vec<RuleCount> {
    let rules = RuleBook::parse(RULES, store.catalogue()).unwrap();
    let mut run = store.assess().unwrap();
    store
        .for_each(&Query::all(today()), None, |record| {
            run.judge(&rules, &record, 1, today()).unwrap();
            ControlFlow::Continue(())
        })
        .unwrap();
    run.finish(&rules, AT).unwrap()
}

pub fn decide(store: &Store, n: i64, tag: &str, verdict: Verdict) {
    let uid = uid(n);
    store
        .decide(&NewDecision {
            uid: &uid,
            tag,
            class: None,
            verdict,
            reason: "实地核过",
            who: "某",
            at: AT,
            today: today(),
        })
        .unwrap();
}

#[test]
fn rules_suggest_and_say_why() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    let counts = run(&store);
    let count = |rule: &str, met, unknown| RuleCount { rule: rule.into(), met, unknown };
    // Levels go 省市县-, standing goes 是否-: n = 0, 4, 8 are 省级; n = 4 is 否, n = 8 unknown; n = 3, 7, 11 have no level.
    assert_eq!(counts, [count("A1", 3, 3), count("A2", 1, 1)], "how many were met, how many could not be judged");
    assert_eq!(store.rule_counts().unwrap(), counts);
    let told = store.tags(&uid(4)).unwrap();
    assert_eq!(told.in_force, ["甲", "乙/细"]);
    assert_eq!(told.suggestions[0].evidence, [("unit_level".to_owned(), Some("省级".to_owned()))], "why");
    let unknown = store.tags(&uid(8)).unwrap();
    assert_eq!(unknown.suggestions[1].outcome, Outcome::Unknown);
    assert_eq!(unknown.suggestions[1].evidence, [("unit_is_subordinate".to_owned(), None)], "what is missing");
    assert_eq!(store.record(&uid(4)).unwrap().facts.tags, told.in_force, "conditions see the tags in force");
}

#[test]
fn no_run_of_the_rules_changes_a_decision() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    decide(&store, 4, "甲", Verdict::Reject);
    decide(&store, 5, "丙", Verdict::Accept);
    decide(&store, 8, "甲", Verdict::Postpone);
    for _ in 0..2 {
        run(&store);
        assert_eq!(
            store.tags(&uid(4)).unwrap().in_force,
            [""; 0],
            "rejected stays rejected, and what rests on it falls"
        );
        assert_eq!(store.tags(&uid(5)).unwrap().in_force, ["丙"], "a person may know what no rule does");
        assert_eq!(store.tags(&uid(8)).unwrap().in_force, ["甲"], "postponed is not rejected");
        assert_eq!(store.tags(&uid(4)).unwrap().decisions[0].reason, "实地核过");
    }
    decide(&store, 4, "甲", Verdict::Accept);
    assert_eq!(store.record(&uid(4)).unwrap().facts.tags, ["甲", "乙/细"], "the newest decision counts, at once");
    let history = store.history(&uid(4)).unwrap();
    assert_eq!(history.iter().filter(|c| c.what == "decided").count(), 2, "both stand in the journal");
    assert_eq!(store.verify().unwrap().problems, []);
}

#[test]
fn a_run_that_is_dropped_changes_nothing() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 12);
    let counts = run(&store);
    drop(store.assess().unwrap());
    assert_eq!(store.rule_counts().unwrap(), counts, "a cancelled run leaves the last one");
}

#[test]
fn an_undone_import_takes_its_decisions_along_and_tells() {
    let desk = Desk::new();
    let store = desk.open();
    let batch = import(&store, "甲.xlsx", 0, 3).batch;
    decide(&store, 1, "甲", Verdict::Accept);
    let undone = store.undo(batch, ("某", AT), crate::kit::today()).unwrap();
    assert_eq!((undone.removed, undone.withdrawn), (3, 1));
    assert!(matches!(store.tags(&uid(1)), Err(StoreError::NoRecord(_))));
    assert_eq!(store.verify().unwrap().problems, []);
}
