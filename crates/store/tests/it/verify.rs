//! What a foreign hand changes in the file is told.

use rusqlite::Connection;

use crate::kit::{Desk, import, stage_changed, uid, values};

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
    let desk = filled();
    assert_eq!(codes(&desk), [""; 0], "sound before");
    let db = Connection::open(desk.path()).unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = OFF; DROP TRIGGER journal_is_append_only_u; DROP TRIGGER journal_is_append_only_d;
        DROP TRIGGER journal_entry_is_append_only_u; DROP TRIGGER journal_entry_is_append_only_d",
    )
    .unwrap();
    assert!(db.execute(sql, []).unwrap() > 0, "the hand changed something: {sql}");
    codes(&desk)
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
fn the_journal_cannot_be_rewritten_through_sql_alone() {
    let desk = filled();
    let db = Connection::open(desk.path()).unwrap();
    for sql in ["UPDATE journal SET who = 'x'", "DELETE FROM journal_entry", "DELETE FROM journal"] {
        assert!(db.execute(sql, []).is_err(), "append-only: {sql}");
    }
}
