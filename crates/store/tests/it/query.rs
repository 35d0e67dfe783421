//! One question, three ways to answer it: the core on every record, SQL, and the columns in memory.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use qingce_core::catalogue::{Catalogue, FieldId, FieldType};
use qingce_core::condition::{Compare, Condition, Fact, Literal, Operand, Subject, Test};
use qingce_core::record::Record;
use qingce_core::value::{Fen, PartialDate, Value};
use qingce_store::{Measure, NewDecision, Query, Sort, Store, Verdict};

use crate::kit::{AT, Desk, import, uid, values};

const RECORDS: i64 = 120;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
}

fn filled(desk: &Desk) -> Store {
    let store = desk.open();
    import(&store, "甲.xlsx", 0, RECORDS / 2);
    import(&store, "乙.xlsx", RECORDS / 2, RECORDS);
    for n in 0..RECORDS {
        for (tag, class, every) in [("上云迁移", None, 2), ("迁移分类", Some("直接迁移"), 3), ("僵尸", Some("待定"), 5)]
        {
            if n % every == 0 {
                let verdict = Verdict::Accept;
                let uid = uid(n);
                store
                    .decide(&NewDecision {
                        uid: &uid,
                        tag,
                        class,
                        verdict,
                        reason: "核",
                        who: "某",
                        at: AT,
                        today: today(),
                    })
                    .unwrap();
            }
        }
    }
    store
}

fn all(store: &Store) -> Vec<Record> {
    let mut records = Vec::new();
    store
        .for_each(&Query::all(today()), None, |record| {
            records.push(record);
            ControlFlow::Continue(())
        })
        .unwrap();
    records
}

/// A literal of the operand's type: often one that some record holds.
fn literal(catalogue: &Catalogue, operand: Operand) -> BoxedStrategy<Literal> {
    let met: Vec<Value> = match operand {
        Operand::Field(id) => (0..40).filter_map(|n| values(catalogue, n).get(id).cloned()).collect(),
        Operand::Fact(_) => ["省级", "县级", "是", "否"].map(|t| Value::Text(t.into())).to_vec(),
    };
    match operand.kind(catalogue) {
        FieldType::Money => (-5..60i64).prop_map(|wan| Literal::Money(Fen(wan * 1_000_000 + 24))).boxed(),
        FieldType::Int | FieldType::Number => (0..80i32).prop_map(|n| Literal::Number(f64::from(n) / 2.0)).boxed(),
        FieldType::Date => select(vec!["2001", "2005-06", "2010-06-15", "2012-07", "2013-06-14", "2020"])
            .prop_map(|text| Literal::Date(PartialDate::from_text(text).unwrap()))
            .boxed(),
        _ => any::<Index>()
            .prop_map(move |at| {
                Literal::Text(if met.is_empty() { "无".into() } else { met[at.index(met.len())].text() })
            })
            .boxed(),
    }
}

fn test_of(catalogue: &Catalogue, operand: Operand) -> BoxedStrategy<Test> {
    let one = || literal(catalogue, operand);
    let some = || proptest::collection::vec(literal(catalogue, operand), 1..4);
    let codes = || {
        let texts = select(vec!["码0", "码1", "码\"3", "码\"6", "是", "省级", "填报单位甲1", "1", "2/new"]);
        proptest::collection::vec(texts.prop_map(str::to_owned), 1..3)
    };
    let parts = select(vec!["甲1", "项目", "厅", "1", "码", "B/S", "", "\n"]).prop_map(str::to_owned);
    let orders = select(vec![
        Compare::Equal,
        Compare::NotEqual,
        Compare::Less,
        Compare::AtMost,
        Compare::Greater,
        Compare::AtLeast,
    ]);
    let mut tests = vec![
        (orders, one()).prop_map(|(order, literal)| Test::Compare(order, literal)).boxed(),
        one().prop_map(Test::Is).boxed(),
        one().prop_map(Test::IsNot).boxed(),
        some().prop_map(Test::In).boxed(),
        some().prop_map(Test::NotIn).boxed(),
        codes().prop_map(Test::HasAny).boxed(),
        codes().prop_map(Test::HasAll).boxed(),
        codes().prop_map(Test::Lacks).boxed(),
        proptest::collection::vec(parts, 1..3).prop_map(Test::Matches).boxed(),
        Just(Test::Empty).boxed(),
        Just(Test::NotEmpty).boxed(),
    ];
    if operand.kind(catalogue) == FieldType::Date {
        tests.push(select(vec![1u32, 150, 200, 300]).prop_map(Test::OlderThanMonths).boxed());
    }
    any::<Index>().prop_flat_map(move |at| tests[at.index(tests.len())].clone()).boxed()
}

fn operand(catalogue: &Catalogue) -> BoxedStrategy<Operand> {
    let fields = (0..catalogue.len() as u16).prop_map(|at| Operand::Field(FieldId(at)));
    prop_oneof![8 => fields, 1 => select(Fact::ALL.to_vec()).prop_map(Operand::Fact)].boxed()
}

fn condition(catalogue: &Catalogue) -> BoxedStrategy<Condition> {
    let owned = catalogue.clone();
    let test = operand(catalogue)
        .prop_flat_map(move |operand| test_of(&owned, operand).prop_map(move |test| Condition::Test(operand, test)));
    let tag = select(vec!["上云迁移", "迁移分类", "迁移分类/直接迁移", "僵尸/别的", "迁移"])
        .prop_map(|tag| Condition::Tag(tag.into()));
    let leaf = prop_oneof![12 => test, 2 => tag, 1 => Just(Condition::Always)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Condition::And),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Condition::Or),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

fn query(catalogue: &Catalogue) -> BoxedStrategy<Query> {
    let sort = (operand(catalogue), any::<bool>()).prop_map(|(by, descending)| Sort { by, descending });
    let search = select(vec!["", "", "", "信", "项目1", "信息 2", "Ｉ", "省第3厅", "　项目 化 "]);
    (condition(catalogue), search, proptest::collection::vec(sort, 0..3))
        .prop_map(|(condition, search, sort)| Query { condition, search: search.into(), sort, today: today() })
        .boxed()
}

#[test]
fn sql_and_memory_answer_as_the_core_does() {
    let desk = Desk::new();
    let store = filled(&desk);
    let records = all(&store);
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    runner
        .run(&query(&desk.catalogue), |query| {
            let holds = |record: &&Record| {
                let subject = Subject {
                    values: &record.values,
                    facts: &record.facts,
                    to_return: record.to_return,
                    today: today(),
                };
                query.condition.eval(&subject) == Some(true)
            };
            let by_sql = store.page_by_sql(&query, 0, 1000).unwrap();
            let by_memory = store.page(&query, 0, 1000).unwrap();
            prop_assert_eq!(&by_sql, &by_memory, "the grid must show what an export would list");
            // A record alone does not tell what only the register knows.
            let of_register = |operand: &Operand| matches!(operand, Operand::Fact(fact) if fact.of_register());
            if query.search.is_empty() && !query.condition.operands().iter().any(of_register) {
                let mut expected: Vec<i64> = records.iter().filter(holds).map(|record| record.id).collect();
                let mut found: Vec<i64> = by_sql.rows.iter().map(|record| record.id).collect();
                expected.sort_unstable();
                found.sort_unstable();
                prop_assert_eq!(found, expected, "a filter and a rule of the same text must agree");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn pages_are_parts_of_one_order() {
    let desk = Desk::new();
    let store = filled(&desk);
    let by = Operand::Field(desk.catalogue.known("report_unit"));
    let query = Query { sort: vec![Sort { by, descending: true }], ..Query::all(today()) };
    let whole = store.page(&query, 0, 1000).unwrap();
    let parts: Vec<Record> = (0..13).flat_map(|at| store.page(&query, at * 10, 10).unwrap().rows).collect();
    assert_eq!(parts, whole.rows, "scrolling shows every record once");
    store.prepare_pages().unwrap();
    assert_eq!(store.page(&query, 0, 1000).unwrap(), whole, "loading ahead changes no answer");
    assert_eq!(store.page(&query, 5000, 10).unwrap().rows, [], "beyond the end there is nothing");
}

#[test]
fn a_page_shows_what_was_just_written() {
    let desk = Desk::new();
    let store = filled(&desk);
    let tagged = Query { condition: Condition::Tag("新标签".into()), ..Query::all(today()) };
    assert_eq!(store.page(&tagged, 0, 10).unwrap().total, 0);
    let uid = uid(3);
    let decision = NewDecision {
        uid: &uid,
        tag: "新标签",
        class: None,
        verdict: Verdict::Accept,
        reason: "核",
        who: "某",
        at: AT,
        today: today(),
    };
    store.decide(&decision).unwrap();
    assert_eq!(store.page(&tagged, 0, 10).unwrap().total, 1, "what stands in memory is forgotten on any commit");
    import(&desk.open(), "乙.xlsx", 500, 503);
    assert_eq!(store.page(&Query::all(today()), 0, 1).unwrap().total, RECORDS as u64 + 3, "also of another program");
}

#[test]
fn statistics_count_and_sum_exactly() {
    let desk = Desk::new();
    let store = filled(&desk);
    let (unit, amount) = (desk.catalogue.known("report_unit"), desk.catalogue.known("invest_total"));
    let filled = Condition::Test(Operand::Field(amount), Test::NotEmpty);
    let measures = [Measure::Count(Condition::Always), Measure::Count(filled), Measure::Sum(amount, Condition::Always)];
    let rows = store.statistics(unit, &Condition::Always, &measures, today()).unwrap();
    assert_eq!(rows.len(), 7, "one row per unit");
    let records = all(&store);
    for row in rows {
        let group: Vec<&Record> =
            records.iter().filter(|r| Some(r.values.text(unit)) == row.group.as_deref()).collect();
        let fen = |r: &&Record| match r.values.get(amount) {
            Some(Value::Money(fen)) => Some(fen.0),
            _ => None,
        };
        let amounts: Vec<i64> = group.iter().filter_map(fen).collect();
        assert_eq!(
            row.figures,
            [group.len() as i64, amounts.len() as i64, amounts.iter().sum()],
            "an office sends these on"
        );
    }
}
