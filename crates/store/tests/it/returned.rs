//! 退回修改: cycles of a unit, replies, undone replies.

use qingce_store::{NewReply, NewReturned, Reply, ReturnedRow, Store};

use crate::kit::{AT, Desk, about, finish, import, stage_new, uid};

fn returned(unit: &str, batch: i64) -> NewReturned {
    let row = |n| ReturnedRow { uid: uid(n), name: format!("项目{n}"), faulty: n == 1, record: None };
    NewReturned {
        unit: unit.into(),
        batch,
        at: AT.into(),
        who: "登记员".into(),
        deadline: Some("2026-03-15".into()),
        file_name: "省第一厅退回修改.xlsx".into(),
        must_fix: 2,
        explain: 1,
        rows: vec![row(1), row(2)],
    }
}

fn reply(returned: i64) -> NewReply {
    let reply = Reply {
        at: AT.into(),
        who: "登记员".into(),
        file_name: "改好了.xls".into(),
        batch: None,
        came: 1,
        absent: 1,
        mended: 1,
        faulty: 0,
    };
    NewReply { returned, reply }
}

fn keep(store: &Store, unit: &str, batch: i64) -> i64 {
    let id = store.next_returned().unwrap();
    store.keep_returned(id, &returned(unit, batch)).unwrap();
    id
}

#[test]
fn a_cycle_ends_with_a_reply_that_is_in_force() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "a.xlsx", 0, 3);
    assert_eq!(store.next_cycle("省第一厅").unwrap(), 1, "nothing went back yet");
    let first = keep(&store, "省第一厅", 1);
    let again = keep(&store, "省第一厅", 1);
    let told = store.returns_of_unit("省第一厅").unwrap();
    assert_eq!((told[0].cycle, told[1].cycle), (1, 1), "written again before a reply, it is the same return");
    assert_eq!((told[0].rows, told[0].faulty, told[0].is_replied()), (2, 1, false));
    assert!(store.returns_of_unit("省第二厅").unwrap().is_empty(), "the other unit got nothing back");

    let mut staging = store.stage(about("改好了.xls")).unwrap();
    stage_new(&mut staging, store.catalogue(), 9);
    let batch = staging.batch();
    let answered = qingce_store::Finish { replies: vec![reply(again)], ..finish(&staging) };
    staging.promote(&store, &answered).unwrap();
    assert_eq!(store.returned(again).unwrap().unwrap().replies[0].batch, Some(batch), "the reply is that import");
    assert!(!store.returned(first).unwrap().unwrap().is_replied(), "nobody answered the other workbook");
    assert_eq!(store.next_cycle("省第一厅").unwrap(), 2, "after a reply the next return is another one");

    store.undo(batch, ("登记员", AT), crate::kit::today()).unwrap();
    assert!(!store.returned(again).unwrap().unwrap().is_replied(), "a reply that was taken back is none");
    assert_eq!(store.next_cycle("省第一厅").unwrap(), 1, "so the first cycle still runs");
    store.keep_reply(&reply(first)).unwrap();
    assert_eq!(store.next_cycle("省第一厅").unwrap(), 2, "a reply that changed nothing is one");
    let rows = store.returned_rows(first).unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.record.is_some()), "both are still in the register");
    assert_eq!(store.verify().unwrap().problems, [], "what went back does not touch the journal");
}

#[test]
fn two_workbooks_never_share_a_number() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "a.xlsx", 0, 3);
    let id = keep(&store, "省第一厅", 1);
    assert!(
        store.keep_returned(id, &returned("省第一厅", 1)).is_err(),
        "rows of two files would be told apart no more"
    );
    assert_eq!(store.next_returned().unwrap(), id + 1);
}

#[test]
fn a_register_keeps_its_own_key() {
    let (one, other) = (Desk::new(), Desk::new());
    let key = one.open().identity_key().unwrap();
    assert_eq!(one.open().identity_key().unwrap(), key, "rows given out last year must be known");
    assert_ne!(other.open().identity_key().unwrap(), key, "another register's rows must not be taken for its own");
    assert_eq!(key.len(), 32);
}
