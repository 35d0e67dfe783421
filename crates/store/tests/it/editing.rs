//! Edits by hand: written whole, taken back, seen by the grid at once, and sound for `verify`.

use qingce_core::condition::{Condition, Operand};
use qingce_core::finding::{Finding, Severity};
use qingce_core::record::Record;
use qingce_core::value::{Fen, Value};
use qingce_store::{EditKind, EditedRecord, NewEdit, Query, Sort, Store, StoreError};

use crate::kit::{AT, Desk, import, today, uid};

const WHO: &str = "登记员";

fn query() -> Query {
    Query::all(today())
}

fn edit(kind: EditKind, takes_back: Option<i64>) -> NewEdit<'static> {
    NewEdit { kind, takes_back, who: WHO, at: AT, why: "核对", today: today() }
}

/// The record with one field changed.
fn changed(record: &Record, field: &str, value: Option<Value>, desk: &Desk) -> EditedRecord {
    let mut values = record.values.clone();
    values.set(desk.catalogue.known(field), value);
    EditedRecord {
        id: record.id,
        revision: record.revision,
        values,
        facts: record.facts.clone(),
        name_key: Some("键".into()),
        code_key: None,
        to_return: !record.to_return,
        remarks: Some(vec![Finding::new("required_missing", Severity::MustFix, "", 0, 0).of_field(field)]),
        regrouped: false,
    }
}

#[test]
fn an_edited_record_is_judged_at_once() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 300);
    crate::tag::run(&store);
    crate::tag::decide(&store, 8, "丙", qingce_store::Verdict::Accept);
    store.prepare_pages().unwrap();
    let tags = |n| store.record(&uid(n)).unwrap().facts.tags;
    let stale = || store.last_run().unwrap().unwrap().stale;
    assert_eq!(tags(4), ["甲", "乙/细"], "省级, not subordinate");
    let moved = |n: i64, level: &str, regrouped: bool| {
        let record = store.record(&uid(n)).unwrap();
        let mut edited = changed(&record, "status", Some(Value::Text("在建".into())), &desk);
        edited.facts.unit_level = Some(level.into());
        EditedRecord { regrouped, ..edited }
    };
    store.edit(&edit(EditKind::Edit, None), &[moved(4, "市级", false), moved(1, "省级", false)]).unwrap();
    let nothing: [&str; 0] = [];
    assert_eq!(
        (tags(4).as_slice(), tags(1).as_slice()),
        (&nothing.map(String::from)[..], &["甲".to_owned(), "乙/细".into()][..]),
        "by what they are now"
    );
    assert_eq!(tags(8), ["甲", "丙"], "others are left");
    assert!(!stale(), "the last run tells how things are");
    assert_eq!(store.verify().unwrap().problems, [], "the counts of the rules follow");
    for tag in ["甲", "乙/细"] {
        let query = Query { condition: Condition::Tag(tag.into()), ..Query::all(today()) };
        assert_eq!(
            store.page(&query, 0, 500).unwrap(),
            store.page_by_sql(&query, 0, 500).unwrap(),
            "{tag} in the grid"
        );
    }
    store.edit(&edit(EditKind::Edit, None), &[moved(5, "省级", true)]).unwrap();
    assert!(stale(), "duplicate groups are counted by a run only");
    assert_eq!(tags(5), ["甲"], "what can be judged is judged all the same");
}

/// The grid must show what SQL finds, in several orders and searches.
fn agree(store: &Store, desk: &Desk) {
    let by = |key: &str| vec![Sort { by: Operand::Field(desk.catalogue.known(key)), descending: true }];
    for search in ["", "项目1", "新名"] {
        for sort in [Vec::new(), by("project_name"), by("invest_total"), by("approval_date"), by("network_types")] {
            let query = Query { search: search.into(), sort, ..query() };
            let (grid, sql) = (store.page(&query, 0, 500).unwrap(), store.page_by_sql(&query, 0, 500).unwrap());
            assert_eq!(grid, sql, "an edit is seen by the next page, as an export would list it");
        }
    }
}

#[test]
fn an_edit_is_patched_into_the_grid() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 300);
    store.prepare_pages().unwrap();
    agree(&store, &desk);
    for n in 0..300 {
        let record = store.record(&uid(n)).unwrap();
        let (field, value) = match n % 5 {
            0 => ("project_name", Some(Value::Text(format!("新名{n}")))),
            1 => ("invest_total", Some(Value::Money(Fen(n * 77)))),
            2 => ("network_types", Some(Value::Multi(vec![format!("网{n}")]))),
            3 => ("invest_total", Some(Value::Unread(format!("约{n}")))),
            _ => ("approval_date", None),
        };
        store.edit(&edit(EditKind::Edit, None), &[changed(&record, field, value, &desk)]).unwrap();
        if n % 50 == 0 {
            agree(&store, &desk);
        }
    }
    agree(&store, &desk);
    assert_eq!(store.verify().unwrap().problems, [], "the journal tells every edit");
}

#[test]
fn sums_and_distinct_values_are_those_of_the_records() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 60);
    let (amount, unit) = (desk.catalogue.known("invest_total"), desk.catalogue.known("report_unit"));
    let rows = store.page(&query(), 10, 20).unwrap().rows;
    let amounts: Vec<i64> = rows
        .iter()
        .filter_map(|row| match row.values.get(amount) {
            Some(Value::Money(fen)) => Some(fen.0),
            _ => None,
        })
        .collect();
    let told = store.sums(&query(), 10, 20, &[amount, unit]).unwrap();
    assert_eq!(told[0].sum, Some(Value::Money(Fen(amounts.iter().sum()))), "the sum of the window only");
    assert_eq!(told[0].count, amounts.len() as u64);
    assert_eq!(told[1].sum, None, "texts have no sum");
    let units = store.distinct(&query(), Operand::Field(unit)).unwrap();
    assert_eq!(units.len(), 7, "every unit once");
    assert_eq!(units.iter().map(|(_, records)| records).sum::<u64>(), 60, "each record counts once");
}

#[test]
fn undo_and_redo_give_back_what_was() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 4);
    let remarks = store.findings_of_record(&uid(1)).unwrap();
    let before = store.record(&uid(1)).unwrap();
    let first = store
        .edit(&edit(EditKind::Edit, None), &[changed(&before, "remark", Some(Value::Text("改".into())), &desk)])
        .unwrap();
    assert_eq!(store.last_edit(WHO, false).unwrap(), Some(first.seq));
    assert_eq!(store.last_edit("别人", false).unwrap(), None, "undo takes back own edits only");
    assert_eq!(store.last_edit(WHO, true).unwrap(), None, "nothing was undone yet");
    let past = store.past_edit(first.seq).unwrap();
    let record = &past.records[0];
    assert_eq!(
        record.changes,
        [(
            "remark".to_owned(),
            before.values.get(desk.catalogue.known("remark")).cloned(),
            Some(Value::Text("改".into()))
        )]
    );
    assert_eq!((record.to_return, &record.remarks), (before.to_return, &None), "what was beside the values is kept");
    let back = EditedRecord {
        values: before.values.clone(),
        to_return: record.to_return,
        remarks: record.remarks.clone(),
        ..changed(record.now.as_ref().unwrap(), "remark", None, &desk)
    };
    let undone = store.edit(&edit(EditKind::Undo, Some(first.seq)), std::slice::from_ref(&back)).unwrap();
    let after = store.record(&uid(1)).unwrap();
    assert_eq!(
        (after.values, after.to_return, after.revision),
        (before.values, before.to_return, 3),
        "as it was; an undo is a change"
    );
    assert_eq!(store.findings_of_record(&uid(1)).unwrap(), remarks, "and the remarks of its batch count again");
    assert_eq!(store.last_edit(WHO, false).unwrap(), None, "it is taken back");
    assert_eq!(store.last_edit(WHO, true).unwrap(), Some(undone.seq), "and can be redone");
    let again = EditedRecord { revision: 3, ..back };
    let twice = store.edit(&edit(EditKind::Undo, Some(first.seq)), &[again]).unwrap_err();
    assert!(matches!(twice, StoreError::NothingToTakeBack), "an edit is taken back once: {twice}");
    assert_eq!(store.verify().unwrap().problems, [], "undo is journaled as any change");
}

#[test]
fn nothing_is_written_over_a_newer_revision() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 3);
    let seen: Vec<Record> = (0..3).map(|n| store.record(&uid(n)).unwrap()).collect();
    let one = |n: usize, text: &str| changed(&seen[n], "remark", Some(Value::Text(text.into())), &desk);
    store.edit(&edit(EditKind::Edit, None), &[one(1, "先")]).unwrap();
    let head = store.journal_head().unwrap();
    let stale = store.edit(&edit(EditKind::Edit, None), &[one(0, "后"), one(1, "后")]).unwrap_err();
    assert!(matches!(stale, StoreError::Edited(2)), "{stale}");
    assert_eq!(store.record(&uid(0)).unwrap(), seen[0], "the whole edit is refused");
    assert_eq!(store.journal_head().unwrap(), head);
}

#[test]
fn an_import_that_was_edited_since_is_not_undone_silently() {
    let desk = Desk::new();
    let store = desk.open();
    let batch = import(&store, "甲.xlsx", 0, 3).batch;
    let record = store.record(&uid(0)).unwrap();
    let done = store
        .edit(&edit(EditKind::Edit, None), &[changed(&record, "remark", Some(Value::Text("改".into())), &desk)])
        .unwrap();
    let refused = store.undo(batch, (WHO, AT), crate::kit::today()).unwrap_err();
    assert!(
        matches!(refused, StoreError::OverlaidByEdits { records: 1, .. }),
        "a person's work is not thrown away: {refused}"
    );
    let now = store.record(&uid(0)).unwrap();
    let back = EditedRecord { values: record.values.clone(), ..changed(&now, "remark", None, &desk) };
    let back = EditedRecord { remarks: None, to_return: record.to_return, ..back };
    store.edit(&edit(EditKind::Undo, Some(done.seq)), &[back]).unwrap();
    assert_eq!(
        store.undo(batch, (WHO, AT), crate::kit::today()).unwrap().removed,
        3,
        "with the edit taken back nothing stands against it"
    );
    assert_eq!(store.verify().unwrap().problems, []);
}
