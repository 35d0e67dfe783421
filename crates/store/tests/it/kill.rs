//! A program killed at any moment: the register holds all of an import or none of it.

use std::process::{Command, Stdio};
use std::time::Duration;

use qingce_store::{Role, Store};

use crate::kit::{Desk, catalogue, import};

const ROWS: i64 = 40;
const REGISTER: &str = "QINGCE_TEST_REGISTER";

#[test]
#[ignore = "the program that is killed; started by the test below"]
fn imports_without_end() {
    let Ok(path) = std::env::var(REGISTER) else { return };
    let store = Store::open(path.as_ref(), Role::Owner, &catalogue()).unwrap();
    loop {
        let from = store.count().unwrap();
        import(&store, &format!("{from}.xlsx"), from, from + ROWS);
    }
}

#[test]
fn a_killed_program_leaves_all_of_an_import_or_none() {
    let desk = Desk::new();
    let mut grown = 0;
    for round in 0..10 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::imports_without_end", "--ignored"])
            .env(REGISTER, desk.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(150 + 71 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let store = desk.open();
        let count = store.count().unwrap();
        assert_eq!(count % ROWS, 0, "never a part of a file");
        assert_eq!(store.batches().unwrap().len() as i64 * ROWS, count, "a batch with its rows, or neither");
        assert_eq!(store.verify().unwrap().problems, [], "and the journal tells exactly that");
        grown = count;
    }
    assert!(grown > 0, "the program was killed while it did something");
}
