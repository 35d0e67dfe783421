//! Answers on pairs of records: kept for ever, one per pair, and known again after an undo and a new import.

use qingce_core::likeness::Relation;
use qingce_store::{NewAnswer, StoreError};

use crate::kit::{AT, Desk, import, uid};

fn word<'a>(one: &'a str, other: &'a str, relation: Option<Relation>) -> NewAnswer<'a> {
    NewAnswer { one, other, relation, why: "看过合同", who: "登记员", at: AT }
}

#[test]
fn a_pair_has_one_answer_whichever_is_named_first() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 1, 4);
    let (one, two) = (uid(1), uid(2));
    assert_eq!(store.answer(&word(&one, &two, Some(Relation::Phase))).unwrap(), None, "nobody was asked before");
    let before = store.answer(&word(&two, &one, Some(Relation::Same))).unwrap().expect("the first answer");
    assert_eq!((before.relation, before.one), (Relation::Phase, one.clone()), "what is replaced is told");
    let answers = store.answers().unwrap();
    assert_eq!(answers.len(), 1, "a pair has no first: {answers:?}");
    assert_eq!(answers[0].answer.relation, Relation::Same, "the newest word counts");
    assert!(store.verify().unwrap().problems.is_empty(), "the journal tells the same");
    store.answer(&word(&one, &two, None)).unwrap();
    assert!(store.answers().unwrap().is_empty(), "an answer can be taken back");
    assert!(store.verify().unwrap().problems.is_empty(), "so the journal tells");
    assert!(matches!(store.answer(&word(&one, &one, Some(Relation::Same))), Err(StoreError::NoPair(_))));
    assert!(matches!(store.answer(&word(&one, "none", Some(Relation::Same))), Err(StoreError::NoRecord(_))));
}

#[test]
fn an_answer_outlives_the_records_it_is_about() {
    let desk = Desk::new();
    let store = desk.open();
    let batch = import(&store, "甲.xlsx", 1, 4).batch;
    let (one, two) = (uid(1), uid(2));
    store.answer(&word(&one, &two, Some(Relation::Different))).unwrap();
    store.undo(batch, ("登记员", AT), crate::kit::today()).unwrap();
    let gone = &store.answers().unwrap()[0];
    assert_eq!((gone.one, gone.other), (None, None), "the records left, the answer stays");
    assert!(store.verify().unwrap().problems.is_empty(), "an answer without its records is no fault");
    import(&store, "甲.xlsx", 1, 4);
    let back = &store.answers().unwrap()[0];
    assert!(back.one.is_some() && back.other.is_some(), "what comes back is not asked again: {back:?}");
    store.answer(&word(&one, &two, Some(Relation::Unsure))).unwrap();
    assert_eq!(store.answers().unwrap().len(), 1, "a new word replaces the remembered one");
}
