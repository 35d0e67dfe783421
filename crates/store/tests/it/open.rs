//! Opening: fresh, old, newer, damaged, at once; backups and restoring.

use std::fs;

use qingce_core::catalogue::{Catalogue, FieldLine, FieldType};
use qingce_store::{ReferenceChange, Role, Store, StoreError, backups, reference_lines, restore};
use rusqlite::Connection;

use crate::kit::{AT, Desk, import, uid};

/// Tables, indexes and triggers of a register; the columns of fields are left out, the catalogue gives them.
fn schema(desk: &Desk) -> String {
    let db = Connection::open(desk.path()).unwrap();
    let mut statement = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").unwrap();
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    lines.collect::<Vec<_>>().join(";\n")
}

fn empty_desk() -> Desk {
    Desk { catalogue: Catalogue::default(), ..Desk::new() }
}

#[test]
fn the_schema_is_the_one_reviewed() {
    let desk = empty_desk();
    desk.open();
    insta::assert_snapshot!("schema", schema(&desk));
}

#[test]
fn an_upgraded_register_has_the_schema_of_a_fresh_one() {
    let fresh = empty_desk();
    fresh.open();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/databases");
    let mut seen = 0;
    for dump in fs::read_dir(folder).unwrap() {
        let old = empty_desk();
        let text = fs::read_to_string(dump.unwrap().path()).unwrap();
        Connection::open(old.path()).unwrap().execute_batch(&text).unwrap();
        let store = old.open();
        assert_eq!(schema(&old), schema(&fresh), "a register must not depend on when it was begun");
        assert_eq!(store.count().unwrap(), 2, "its records are still there");
        assert_eq!(store.verify().unwrap().problems, [], "and sound");
        seen += 1;
    }
    assert!(seen > 0, "there is a dump of every released schema");
}

#[test]
fn a_newer_register_is_refused_untouched() {
    let desk = Desk::new();
    drop(desk.open());
    Connection::open(desk.path()).unwrap().pragma_update(None, "user_version", 999).unwrap();
    let before = fs::read(desk.path()).unwrap();
    let refused = Store::open(&desk.path(), Role::Owner, &desk.catalogue).unwrap_err();
    assert!(matches!(refused, StoreError::TooNew { found: 999, .. }), "{refused}");
    assert_eq!(refused.code(), "register_too_new");
    assert_eq!(fs::read(desk.path()).unwrap(), before, "what this program does not understand it must not change");
}

#[test]
fn what_is_no_register_is_refused_untouched() {
    let desk = Desk::new();
    fs::write(desk.path(), "这不是数据库".repeat(200)).unwrap();
    let before = fs::read(desk.path()).unwrap();
    let refused = Store::open(&desk.path(), Role::Owner, &desk.catalogue).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
    assert_eq!(fs::read(desk.path()).unwrap(), before, "a damaged file may still be saved by somebody");

    let other = Desk::new();
    Connection::open(other.path()).unwrap().execute_batch("CREATE TABLE bookmark (url TEXT)").unwrap();
    let refused = Store::open(&other.path(), Role::Owner, &other.catalogue).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. }), "a database of another program is no register: {refused}");
}

#[test]
fn a_register_in_no_folder_is_told() {
    let desk = Desk::new();
    let refused =
        Store::open(&desk.folder.path().join("no/such/register.db"), Role::Owner, &desk.catalogue).unwrap_err();
    assert!(matches!(refused, StoreError::Missing(_)), "{refused}");
}

#[test]
fn many_may_begin_a_register_at_once() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        let open = || Store::open(&desk.path(), Role::Owner, &desk.catalogue).map(|store| store.count().unwrap());
        let opened: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
        for one in opened {
            assert_eq!(one.join().unwrap().unwrap(), 0, "window and commands may start together");
        }
    });
}

#[test]
fn a_field_of_the_users_own_becomes_a_column() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 3);
    let line = FieldLine {
        key: "chip_kind".into(),
        header: "芯片".into(),
        group: "其他".into(),
        kind: FieldType::Text,
        unit: None,
        codes: None,
        need: "optional".into(),
        synonyms: Vec::new(),
        not_under: Vec::new(),
        search: false,
    };
    let text = serde_json::to_string(&line).unwrap();
    let change = ReferenceChange { kind: "field", key: line.key.clone(), line: Some(text.clone()) };
    store.change_reference(std::slice::from_ref(&change), "新表要填", "登记员", AT).unwrap();
    store.change_reference(&[change], "再来一次", "登记员", AT).unwrap();
    assert_eq!(store.journal_head().unwrap().0, 2, "one import and one change: what is already so is none");
    drop(store);
    let kept = reference_lines(&desk.path()).unwrap();
    assert_eq!(kept.iter().map(|l| &l.line).collect::<Vec<_>>(), [&text], "the catalogue is built before it is opened");
    let own = [line];
    let catalogue = Catalogue::parse(include_str!("../../../../seeds/fields.toml"), &own).unwrap();
    let store = Store::open(&desk.path(), Role::Owner, &catalogue).unwrap();
    let record = store.record(&uid(1)).unwrap();
    assert_eq!(record.values.get(catalogue.known("chip_kind")), None, "older records have nothing in it");
    assert_eq!(store.verify().unwrap().problems, [], "an added field is no change of a record");
}

#[test]
fn a_backup_restores_and_what_it_replaces_is_kept() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 3);
    let backup = store.backup().unwrap();
    import(&store, "乙.xlsx", 3, 5);
    drop(store);
    restore(&desk.path(), &backup.path).unwrap();
    let store = desk.open();
    assert_eq!(store.count().unwrap(), 3, "the register is what it was");
    assert_eq!(store.verify().unwrap().problems, []);
    let replaced =
        backups(&desk.path()).unwrap().into_iter().find(|b| b.path.to_string_lossy().contains("replaced")).unwrap();
    drop(store);
    restore(&desk.path(), &replaced.path).unwrap();
    assert_eq!(desk.open().count().unwrap(), 5, "and a restore can itself be taken back");
}

#[test]
fn ten_backups_are_kept() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 1);
    let made: Vec<_> = (0..13).map(|_| store.backup().unwrap().path).collect();
    let kept: Vec<_> = backups(&desk.path()).unwrap().into_iter().map(|b| b.path).collect();
    assert_eq!(kept, made[3..].iter().rev().cloned().collect::<Vec<_>>(), "the newest stay");
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let desk = Desk::new();
    import(&desk.open(), "甲.xlsx", 0, 3);
    let bad = desk.folder.path().join("bad.db");
    fs::write(&bad, "坏的").unwrap();
    assert!(matches!(restore(&desk.path(), &bad), Err(StoreError::Damaged { .. })));
    assert_eq!(desk.open().count().unwrap(), 3, "a register is not given up for a broken one");
}

#[test]
fn a_cancel_ends_with_nothing_changed() {
    let desk = Desk::new();
    let store = desk.open();
    import(&store, "甲.xlsx", 0, 60);
    store.cancel().cancel();
    let ended = store.verify();
    assert!(matches!(ended, Err(StoreError::Interrupted)), "{ended:?}");
    assert_eq!(desk.open().count().unwrap(), 60);
}
