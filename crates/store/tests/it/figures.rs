//! Counts and sums in memory, held to the records that the same condition lists.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use qingce_core::condition::{Condition, Operand};
use qingce_core::record::Record;
use qingce_core::value::Value;
use qingce_store::{Ask, Query, Remarks, Sort, Store};

use crate::kit::{AT, Desk, about, finish, import, stage_changed, stage_new, values};

fn records(store: &Store, query: &Query) -> Vec<Record> {
    let mut found = Vec::new();
    store
        .for_each(query, None, |record| {
            found.push(record);
            ControlFlow::Continue(())
        })
        .unwrap();
    found
}

fn money(record: &Record, field: qingce_core::catalogue::FieldId) -> i64 {
    match record.values.get(field) {
        Some(Value::Money(fen)) => fen.0,
        _ => 0,
    }
}

#[test]
fn figures_are_those_of_the_records_listed() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 90);
    let (unit, amount) = (desk.catalogue.known("report_unit"), desk.catalogue.known("invest_total"));
    let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    for text in ["", "invest_total >= 20", "to_return = 是 and status not empty"] {
        let condition = Condition::parse(text, &desk.catalogue).unwrap();
        let listed = records(&store, &Query { condition: condition.clone(), ..Query::all(today) });
        let ask = |by| Ask { condition: condition.clone(), by, sums: vec![amount] };
        let answers = store.figures(&[ask(None), ask(Some(Operand::Field(unit)))], today).unwrap();
        let sum: i64 = listed.iter().map(|record| money(record, amount)).sum();
        assert_eq!((answers[0][0].records, answers[0][0].sums[0]), (listed.len() as u64, sum), "{text}: in all");
        let parts = answers[1].iter().fold((0, 0), |all, part| (all.0 + part.records, all.1 + part.sums[0]));
        assert_eq!(parts, (listed.len() as u64, sum), "{text}: every record is in one group");
        for figure in &answers[1] {
            let of = listed.iter().filter(|record| record.values.get(unit) == figure.value.as_ref()).count();
            assert_eq!(figure.records, of as u64, "{text}: {:?} has its own records", figure.value);
        }
    }
}

#[test]
fn what_only_the_register_tells_can_be_asked_for() {
    let desk = Desk::new();
    let store = desk.open();
    let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    let first = import(&store, "甲.xlsx", 0, 20);
    let mut staging = store.stage(about("乙.xlsx")).unwrap();
    let before = records(&store, &Query::all(today));
    stage_changed(&mut staging, &before[3], 4, &values(&desk.catalogue, 33), &[]);
    stage_new(&mut staging, &desk.catalogue, 20);
    let finish = finish(&staging);
    let second = staging.promote(&store, &finish).unwrap();
    let listed = |text: &str| -> Vec<i64> {
        let condition = Condition::parse(text, &desk.catalogue).unwrap();
        let query = Query { condition, ..Query::all(today) };
        let page = store.page(&query, 0, 100).unwrap();
        assert_eq!(page, store.page_by_sql(&query, 0, 100).unwrap(), "{text}: an export lists what the grid shows");
        page.rows.iter().map(|record| record.id).collect()
    };
    let (changed, new) = (before[3].id, before[19].id + 1);
    assert_eq!(listed(&format!("import_batch has {}", second.batch)), [changed, new], "what the second file told");
    assert_eq!(listed(&format!("import_batch has {}/new", second.batch)), [new], "and what it brought");
    assert_eq!(listed(&format!("import_batch has {}", first.batch)).len(), 20, "the first file told it before");
    assert_eq!(listed("must_fix > 0"), [2, 7, 12, 17], "remarks of the import that wrote a record last");
    let query = Query::all(today);
    assert_eq!(store.remarked(&query).unwrap().must_fix, 4, "the count is that of the rows it leads to");
    store.undo(second.batch, ("登记员", AT), crate::kit::today()).unwrap();
    assert_eq!(listed(&format!("import_batch has {}", second.batch)), [0; 0], "an import taken back tells nothing");
    let refused = Condition::parse_for_record("status = 在建 and must_fix > 0", &desk.catalogue);
    assert!(refused.is_err(), "a rule judges a record alone, which does not know it: {refused:?}");
}

#[test]
fn groups_follow_the_order_of_their_query() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 60);
    let (unit, amount) = (desk.catalogue.known("report_unit"), desk.catalogue.known("invest_total"));
    let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    let sort = vec![Sort { by: Operand::Field(unit), descending: true }];
    let query = Query { sort, ..Query::all(today) };
    let rows = store.page(&query, 0, 100).unwrap().rows;
    let groups = store.groups(&query, unit, amount).unwrap();
    assert_eq!(groups.len(), 7, "one per unit");
    let mut from = 0;
    for group in &groups {
        let part = &rows[from..from + group.records as usize];
        assert!(part.iter().all(|r| r.values.get(unit) == group.value.as_ref()), "its rows stand together: {group:?}");
        assert_eq!(group.fen, part.iter().map(|record| money(record, amount)).sum::<i64>(), "and add up");
        from += part.len();
    }
    assert_eq!(from, rows.len(), "every row is in a group");
}

#[test]
fn remarks_and_reports_tell_what_is_open() {
    let desk = Desk::new();
    let store = desk.open();
    let (unit, amount) = (desk.catalogue.known("report_unit"), desk.catalogue.known("invest_total"));
    assert_eq!(store.remarks().unwrap(), Remarks::default(), "an empty register has nothing open");
    import(&store, "甲.xlsx", 0, 40);
    let open = store.remarks().unwrap();
    assert!(open.must_fix > 0, "the records made by rule have remarks: {open:?}");
    let reports = store.reports(unit, amount).unwrap();
    let all = records(&store, &Query::all(NaiveDate::default()));
    let told: u64 = reports.iter().map(|report| report.records).sum();
    assert_eq!(told, all.len() as u64, "every record was reported by somebody");
    let marked = all.iter().filter(|record| record.to_return).count() as u64;
    assert_eq!(reports.iter().map(|report| report.to_return).sum::<u64>(), marked, "待退回 is counted once");
    assert_eq!(reports.iter().map(|report| report.remarks.must_fix).sum::<u64>(), open.must_fix, "and so are remarks");
    assert!(reports.iter().all(|report| report.batch == Some(1)), "all came with the one import");
    store.undo(1, ("登记员", AT), crate::kit::today()).unwrap();
    assert_eq!(store.remarks().unwrap(), Remarks::default(), "what is gone is not open");
}
