//! From staging to undo: what the register holds, and what it says of it.

use qingce_core::fate::Fate;
use qingce_core::finding::{Finding, Severity};
use qingce_core::value::{Value, Values};
use qingce_store::{BatchState, Keys, Staged, StagedRow, StoreError, Tally};

use crate::kit::{AT, Desk, about, facts, finish, import, place, sources, stage_changed, stage_new, uid, values};

#[test]
fn every_value_reads_back_as_it_was_staged() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 40);
    for n in 0..40 {
        let record = store.record(&uid(n)).unwrap();
        assert_eq!(record.values, values(&desk.catalogue, n), "an import must not change a value");
        assert_eq!(record.extra.is_empty(), n % 4 != 0, "columns that fit no field are kept");
        assert_eq!((record.revision, record.to_return, record.facts), (1, n % 5 == 1, facts(n)));
    }
    assert_eq!(store.verify().unwrap().problems, [], "what was just promoted is sound");
}

#[test]
fn nothing_is_stored_until_promotion() {
    let desk = Desk::new();
    let store = desk.open();
    let mut staging = store.stage(about("甲.xlsx")).unwrap();
    stage_new(&mut staging, &desk.catalogue, 1);
    drop(staging);
    assert_eq!(store.count().unwrap(), 0, "a dropped import leaves nothing");
    assert_eq!(store.batches().unwrap(), [], "nor a batch");
}

#[test]
fn rows_that_do_not_reconcile_are_refused_whole() {
    let desk = Desk::new();
    let store = desk.open();
    let mut staging = store.stage(about("甲.xlsx")).unwrap();
    stage_new(&mut staging, &desk.catalogue, 1);
    let mut finish = finish(&staging);
    finish.read.fen += 1;
    let refused = staging.promote(&store, &finish).unwrap_err();
    assert!(matches!(refused, StoreError::Unreconciled { .. }), "one 分 too many is one too many: {refused}");
    assert_eq!(store.count().unwrap(), 0, "nothing of it may stay");
}

#[test]
fn fates_are_told_in_rows_and_amounts() {
    let desk = Desk::new();
    let store = desk.open();
    let mut staging = store.stage(about("甲.xlsx")).unwrap();
    let id = stage_new(&mut staging, &desk.catalogue, 7);
    let blank = Values::empty(desk.catalogue.len());
    let finding =
        Finding::new("name_missing", Severity::MustFix, "登记表", 12, 3).of_field("project_name").with("given", "无");
    let rejected = Staged::Rejected { values: &blank, extra: &[("列".into(), "内容".into())] };
    staging
        .add(&StagedRow {
            place: place(12),
            what: rejected,
            fen: 30,
            sources: &[],
            findings: std::slice::from_ref(&finding),
            conflicts: &[],
            evidence: &[],
        })
        .unwrap();
    staging
        .add(&StagedRow {
            place: place(13),
            what: Staged::Duplicate,
            fen: 7,
            sources: &[],
            findings: &[],
            conflicts: &[],
            evidence: &[],
        })
        .unwrap();
    staging.add_classified(Some("省某厅"));
    staging.add_classified(None);
    staging.add_not_record();
    let finish = finish(&staging);
    let promoted = staging.promote(&store, &finish).unwrap();
    let batch = store.batch(promoted.batch).unwrap();
    let fate = |fate, rows, fen| (fate, Tally { rows, fen });
    let told = [
        fate(Fate::New, 1, 7),
        fate(Fate::Duplicate, 1, 7),
        fate(Fate::Rejected, 1, 30),
        fate(Fate::Classified, 2, 0),
        fate(Fate::NotRecord, 1, 0),
    ];
    assert_eq!(batch.fates, told, "every row of the file has one fate");
    assert_eq!(batch.classified, [(String::new(), 1), ("省某厅".into(), 1)], "of 涉密 rows only the count per unit");
    assert_eq!(store.findings_of_batch(batch.id).unwrap(), [finding], "remarks are data and read back");
    assert_eq!(store.record(&uid(7)).unwrap().id, id);
    assert_eq!(store.verify().unwrap().problems, []);
}

#[test]
fn a_corrected_file_changes_and_an_undo_restores() {
    let desk = Desk::new();
    let store = desk.open();
    let first = import(&store, "甲.xlsx", 0, 20);
    let before = store.record(&uid(4)).unwrap();

    let mut staging = store.stage(about("乙.xlsx")).unwrap();
    let mut corrected = values(&desk.catalogue, 4);
    let remark = desk.catalogue.known("remark");
    corrected.set(remark, Some(Value::Text("已更正".into())));
    corrected.set(desk.catalogue.known("invest_total"), None);
    stage_changed(&mut staging, &before, 5, &corrected, &[("新列".into(), "新值".into())]);
    stage_new(&mut staging, &desk.catalogue, 30);
    let done = finish(&staging);
    let second = staging.promote(&store, &done).unwrap();
    assert!(second.backup.is_some(), "a register that holds something is copied before it is changed");

    let changed = store.record(&uid(4)).unwrap();
    assert_eq!((changed.values, changed.revision), (corrected, 2), "the new values are in force");
    let history = store.history(&uid(4)).unwrap();
    let told: Vec<_> = history.iter().map(|c| (c.what.as_str(), c.field.as_deref())).collect();
    assert!(told.contains(&("created", None)) && told.contains(&("changed", Some("remark"))), "history: {told:?}");
    assert!(told.contains(&("changed", Some("extra"))), "other columns are part of a record: {told:?}");
    assert_eq!(store.verify().unwrap().problems, []);

    let overlaid = store.undo(first.batch, ("登记员", AT), crate::kit::today()).unwrap_err();
    assert!(matches!(overlaid, StoreError::Overlaid { ref later, .. } if *later == [second.batch]), "{overlaid}");

    let undone = store.undo(second.batch, ("登记员", AT), crate::kit::today()).unwrap();
    assert_eq!((undone.removed, undone.restored), (1, 1));
    let restored = store.record(&uid(4)).unwrap();
    assert_eq!(restored.values, before.values, "an undo restores exactly");
    assert_eq!((restored.extra, restored.to_return, restored.facts), (before.extra, before.to_return, before.facts));
    assert_eq!(restored.revision, 3, "an undo is a change like any other");
    assert!(store.record(&uid(30)).is_err(), "what it created is gone");
    assert_eq!(store.batch(second.batch).unwrap().state, BatchState::Undone);
    assert_eq!(store.verify().unwrap().problems, [], "the journal tells of the undo");

    store.undo(first.batch, ("登记员", AT), crate::kit::today()).unwrap();
    assert_eq!(store.count().unwrap(), 0, "nothing stands in the way any more");
    assert_eq!(store.verify().unwrap().problems, []);
    assert!(
        matches!(store.undo(first.batch, ("登记员", AT), crate::kit::today()), Err(StoreError::NoBatch(_))),
        "a batch is undone once"
    );
}

#[test]
fn ids_are_never_used_again() {
    let desk = Desk::new();
    let store = desk.open();
    let first = import(&store, "甲.xlsx", 0, 3);
    let id = store.record(&uid(2)).unwrap().id;
    store.undo(first.batch, ("登记员", AT), crate::kit::today()).unwrap();
    import(&store, "乙.xlsx", 10, 11);
    assert!(store.record(&uid(10)).unwrap().id > id, "the journal names records by id for ever");
}

#[test]
fn an_import_prepared_before_another_one_is_stale() {
    let desk = Desk::new();
    let store = desk.open();
    let mut early = store.stage(about("甲.xlsx")).unwrap();
    stage_new(&mut early, &desk.catalogue, 1);
    import(&store, "乙.xlsx", 2, 3);
    let done = finish(&early);
    assert!(matches!(early.promote(&store, &done), Err(StoreError::Stale)), "its matches may be wrong by now");
    assert_eq!(store.count().unwrap(), 1);
}

#[test]
fn candidates_are_found_by_each_key() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 6);
    let staging = store.stage(about("乙.xlsx")).unwrap();
    let (by_uid, by_name) = (uid(3), "单位|项目5");
    let found =
        staging.candidates(&Keys { uid: Some(&by_uid), code_key: Some("c4"), name_key: Some(by_name) }).unwrap();
    let told: Vec<_> = found.iter().map(|c| (c.record.uid.clone(), c.by_uid, c.by_code, c.by_name)).collect();
    let expected = [(uid(3), true, false, false), (uid(4), false, true, false), (uid(5), false, false, true)];
    assert_eq!(told, expected, "which of them it is, is not the store's to say");
    assert!(
        staging.candidates(&Keys { name_key: Some("c4"), ..Keys::default() }).unwrap().is_empty(),
        "keys do not mix"
    );
}

#[test]
fn every_value_leads_to_its_cell() {
    let desk = Desk::new();
    let store = desk.open();
    let mut staging = store.stage(about("甲.xlsx")).unwrap();
    stage_new(&mut staging, &desk.catalogue, 1);
    let values = values(&desk.catalogue, 2);
    let mut odd = sources(&values, 9);
    let name = desk.catalogue.known("project_name");
    for source in odd.iter_mut().filter(|source| source.field == name) {
        (source.row, source.column, source.text) = (2, 40, Some("信息化　项目2".into()));
    }
    let uid = uid(2);
    let record = qingce_store::NewRecord {
        uid: &uid,
        values: &values,
        extra: &[],
        to_return: false,
        facts: &facts(2),
        name_key: None,
        code_key: None,
        remarks: None,
    };
    staging
        .add(&StagedRow {
            place: place(9),
            what: Staged::New(record),
            fen: 0,
            sources: &odd,
            findings: &[],
            conflicts: &[],
            evidence: &[],
        })
        .unwrap();
    let done = finish(&staging);
    staging.promote(&store, &done).unwrap();
    let origins = store.sources(&uid).unwrap();
    let given = values.0.iter().flatten().count();
    assert_eq!(origins.len(), given, "each value that the record has, and no other");
    let of_name = origins.iter().find(|o| o.field == "project_name").unwrap();
    assert_eq!(
        (of_name.row, of_name.column, of_name.text.as_deref()),
        (2, 40, Some("信息化　项目2")),
        "as met, where met"
    );
    let of_unit = origins.iter().find(|o| o.field == "report_unit").unwrap();
    let column = u32::from(desk.catalogue.known("report_unit").0) + 1;
    assert_eq!(
        (of_unit.sheet.as_str(), of_unit.row, of_unit.column, of_unit.text.as_deref()),
        ("登记表", 9, column, None)
    );
    assert_eq!(of_unit.file_name, "甲.xlsx");
}

#[test]
fn two_tables_beside_each_other_give_two_records_of_one_row() {
    let desk = Desk::new();
    let store = desk.open();
    let mut staging = store.stage(about("左右.xlsx")).unwrap();
    for table in [0, 1] {
        let (values, uid) = (values(&desk.catalogue, 1), uid(i64::from(table)));
        let mut met = sources(&values, 4);
        met.iter_mut().for_each(|source| source.column += u32::from(table) * 100);
        let record = qingce_store::NewRecord {
            uid: &uid,
            values: &values,
            extra: &[],
            to_return: false,
            facts: &facts(1),
            name_key: None,
            code_key: None,
            remarks: None,
        };
        let place = qingce_store::Place { sheet: 0, table, row: 4 };
        staging
            .add(&StagedRow {
                place,
                what: Staged::New(record),
                fen: 1,
                sources: &met,
                findings: &[],
                conflicts: &[],
                evidence: &[],
            })
            .unwrap();
    }
    let done = finish(&staging);
    staging.promote(&store, &done).unwrap();
    let column = |n: i64| store.sources(&uid(n)).unwrap()[0].column;
    assert_eq!(column(1), column(0) + 100, "each leads to the cells of its own table");
    assert_eq!(store.verify().unwrap().problems, [], "both are counted");
}
