//! What a foreign hand changes in the file is told.

use qingce_core::record::Facts;
use qingce_store::{BaselinePlace, BaselineWord, Finish, Keys, NewBaseline, NewRecord, Staged, Tally};
use rusqlite::Connection;

use crate::kit::{AT, Desk, import, stage_changed, uid, values};

fn codes(desk: &Desk) -> Vec<&'static str> {
    desk.open().verify().unwrap().problems.into_iter().map(|problem| problem.code).collect()
}

fn filled() -> Desk {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 5);
    let mut staging = store.stage(crate::kit::about("乙.xlsx")).unwrap();
    stage_changed(&mut staging, &store.record(&uid(2)).unwrap(), 9, &values(&desk.catalogue, 3), &[]);
    let finish = crate::kit::finish(&staging);
    staging.promote(&store, &finish).unwrap();
    desk
}

fn tampered(sql: &str) -> Vec<&'static str> {
    tampered_in(&filled(), sql)
}

fn tampered_in(desk: &Desk, sql: &str) -> Vec<&'static str> {
    assert_eq!(codes(desk), [""; 0], "sound before");
    let db = Connection::open(desk.path()).unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = OFF; DROP TRIGGER journal_is_append_only_u; DROP TRIGGER journal_is_append_only_d;
        DROP TRIGGER journal_entry_is_append_only_u; DROP TRIGGER journal_entry_is_append_only_d",
    )
    .unwrap();
    assert!(db.execute(sql, []).unwrap() > 0, "the hand changed something: {sql}");
    codes(desk)
}

#[test]
fn a_value_changed_by_hand_is_told() {
    assert_eq!(tampered("UPDATE record SET remark = '改' WHERE id = 1"), ["verify_record"]);
    assert_eq!(
        tampered("UPDATE record SET project_name = '改' WHERE id = 3"),
        ["verify_record"],
        "also of a changed record"
    );
    assert_eq!(tampered("UPDATE record SET extra = '[[\"a\",\"b\"]]' WHERE id = 2"), ["verify_record"]);
}

#[test]
fn a_journal_changed_by_hand_is_told() {
    assert_eq!(tampered("UPDATE journal SET who = '别人' WHERE seq = 1"), ["verify_journal"]);
    assert_eq!(tampered("UPDATE journal_entry SET old = 't改' WHERE n = 0")[0], "verify_journal");
    assert_eq!(tampered("DELETE FROM journal_entry WHERE n = 0")[0], "verify_journal");
    assert_eq!(
        tampered("UPDATE input_row SET digest = zeroblob(32) WHERE record = 1 AND fate = 'new'"),
        ["verify_journal", "verify_record"]
    );
    assert_eq!(tampered("DELETE FROM journal WHERE seq = 1"), ["verify_journal"], "a set taken from the middle");
    assert_eq!(tampered("DELETE FROM journal WHERE seq = 2")[0], "verify_reference", "entries without their set");
}

#[test]
fn a_batch_that_does_not_add_up_is_told() {
    assert_eq!(tampered("UPDATE batch SET read_fen = read_fen + 1 WHERE id = 1"), ["verify_batch"]);
    assert_eq!(tampered("UPDATE batch_fate SET rows = 4 WHERE batch = 1 AND fate = 'new'"), ["verify_batch"]);
    assert_eq!(tampered("UPDATE input_row SET fen = 77 WHERE batch = 2"), ["verify_batch"]);
}

#[test]
fn tags_changed_by_hand_are_told() {
    for (sql, told, why) in [
        (
            "UPDATE assessment SET tags = '[\"丁\"]' WHERE record = 5",
            "verify_tags",
            "a tag that no rule and nobody gave",
        ),
        ("UPDATE assessment SET told = '{}' WHERE record = 5", "verify_tags", "what the rules said is lost"),
        ("DELETE FROM assessment WHERE record = 2", "verify_tags", "a tag accepted is not in force"),
        ("DELETE FROM decision WHERE record = 1", "verify_tags", "a rejected tag would be in force"),
        ("DELETE FROM rule_run WHERE rule = 'A2'", "verify_tags", "a tag of a rule that was never run"),
        ("UPDATE rule_run SET met = 0 WHERE rule = 'A1'", "verify_rule", "fewer than are met"),
        ("UPDATE decision SET reason = '改' WHERE record = 1", "verify_decision", "the journal tells another reason"),
        ("UPDATE decision SET record = 77 WHERE record = 1", "verify_reference", "a decision without its record"),
        ("UPDATE assessment SET record = 77 WHERE record = 5", "verify_reference", "tags without their record"),
    ] {
        let desk = filled();
        let store = desk.open();
        crate::tag::decide(&store, 0, "甲", qingce_store::Verdict::Reject);
        crate::tag::decide(&store, 1, "丙", qingce_store::Verdict::Accept);
        crate::tag::run(&store);
        drop(store);
        assert!(tampered_in(&desk, sql).contains(&told), "{sql}: {why}");
    }
}

#[test]
fn tags_that_cannot_be_read_are_told_with_their_record() {
    let desk = filled();
    let store = desk.open();
    crate::tag::run(&store);
    let broken = "UPDATE assessment SET tags = '[half' WHERE record = (SELECT id FROM record WHERE uid = ?1)";
    Connection::open(desk.path()).unwrap().execute(broken, [uid(0)]).unwrap();
    let problems = store.verify().unwrap().problems;
    let told: Vec<_> = problems.iter().map(|problem| (problem.code, problem.params.clone())).collect();
    assert_eq!(told, [("verify_tags", vec![("uid".to_owned(), uid(0))])], "the check goes on and names the record");
}

#[test]
fn tags_after_an_undone_import_are_sound() {
    let desk = filled();
    let store = desk.open();
    crate::tag::run(&store);
    let batch = import(&store, "丙.xlsx", 5, 9).batch;
    crate::tag::decide(&store, 6, "甲", qingce_store::Verdict::Accept);
    crate::tag::run(&store);
    store.undo(batch, ("某", crate::kit::AT), crate::kit::today()).unwrap();
    assert_eq!(codes(&desk), [""; 0], "what went with the import is missed by nobody");
}

#[test]
fn the_journal_cannot_be_rewritten_through_sql_alone() {
    let desk = filled();
    let db = Connection::open(desk.path()).unwrap();
    for sql in ["UPDATE journal SET who = 'x'", "DELETE FROM journal_entry", "DELETE FROM journal"] {
        assert!(db.execute(sql, []).is_err(), "append-only: {sql}");
    }
}

/// Two files of an earlier year, the second telling one project of the first anew, a third that was taken back, and a word.
fn with_an_earlier_year() -> Desk {
    let desk = Desk::new();
    let store = desk.open();
    let file = |name: &str, rows: std::ops::Range<i64>| {
        let about = NewBaseline {
            year: 2024,
            file_name: name.into(),
            file_sha256: "0".repeat(64),
            operator: "登记员".into(),
            started_at: AT.into(),
        };
        let mut staging = store.stage_baseline(about).unwrap();
        let count = rows.end - rows.start;
        for n in rows {
            let (uid, values, facts) = (uid(n), values(&desk.catalogue, n), Facts::default());
            let known = staging.candidates(&Keys { uid: Some(&uid), ..Keys::default() }).unwrap().pop();
            let new = NewRecord {
                uid: &uid,
                name_key: None,
                code_key: None,
                facts: &facts,
                to_return: false,
                extra: &[],
                values: &values,
                remarks: None,
            };
            let staged = match &known {
                Some(before) => Staged::Changed { before: &before.record, after: new },
                None => Staged::New(new),
            };
            let place = BaselinePlace { sheet: "登记表", row: u32::try_from(n).unwrap() + 2 };
            staging.add(place, staged, 0, &[]).unwrap();
        }
        staging.add_classified(Some("某厅"));
        let read = Tally { rows: count + 1, fen: 0 };
        let finish = Finish { read, readings: Vec::new(), finished_at: AT.into(), replies: Vec::new() };
        staging.promote(&store, &finish).unwrap()
    };
    file("往年.xlsx", 1..4);
    file("往年补.xlsx", 3..5);
    let third = file("撤.xlsx", 8..9);
    store.undo_baseline(third, "登记员", AT).unwrap();
    let said = BaselineWord {
        year: 2024,
        uid: (uid(1), "某厅|甲".into()),
        record: (String::new(), String::new()),
        word: "gone".into(),
        why: "停用".into(),
        who: "登记员".into(),
        at: AT.into(),
    };
    store.say_of_baseline(&said).unwrap();
    desk
}

#[test]
fn an_earlier_year_changed_by_hand_is_told() {
    let desk = with_an_earlier_year();
    let sound = std::fs::read(desk.path()).unwrap();
    let told = |sql: &str| {
        std::fs::write(desk.path(), &sound).unwrap();
        tampered_in(&desk, sql)
    };
    for sql in [
        "UPDATE baseline_record SET remark = '改' WHERE id = 1",
        "UPDATE baseline_record SET uid = 'x' WHERE id = 2",
        "UPDATE baseline_record SET year = 2023 WHERE id = 2",
        "UPDATE baseline_row SET row = 99 WHERE record = 1",
        "DELETE FROM baseline_row WHERE record = 1",
        "UPDATE baseline_batch SET read_rows = 9 WHERE id = 1",
        "UPDATE baseline_batch SET classified = '[]' WHERE id = 2",
        "UPDATE baseline_batch SET file_name = '别的.xlsx' WHERE id = 1",
        "UPDATE baseline_batch SET state = 'promoted' WHERE id = 3",
        "UPDATE baseline_batch SET state = 'undone' WHERE id = 1",
    ] {
        assert_eq!(told(sql), ["verify_baseline"], "{sql}");
    }
    assert_eq!(told("DELETE FROM baseline_record WHERE id = 4"), ["verify_reference", "verify_baseline"]);
    assert_eq!(told("UPDATE baseline_word SET word = 'different'"), ["verify_baseline_word"]);
    assert_eq!(told("UPDATE baseline_word SET why = '别的'"), ["verify_baseline_word"]);
    assert_eq!(told("DELETE FROM baseline_word"), ["verify_baseline_lost"], "a word cannot vanish");
    let gone = told("DELETE FROM baseline_batch WHERE id = 3");
    assert_eq!(gone, ["verify_baseline_lost"], "nor can a file that was taken back");
}
