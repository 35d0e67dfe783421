//! Ended at any moment of an import: the register opens, verifies, and holds all of the batch or none of it.

use std::time::Duration;

use qingce_journeys::Sandbox;
use qingce_testkit::register;

/// Rows of the register that is imported; enough for every phase to be hit.
const ROWS: u32 = 1_500;
/// Moments at which the program is ended, spread over the time an import takes.
const MOMENTS: u32 = 12;

#[test]
fn killed_at_any_moment_the_register_holds_all_or_none() {
    let sandbox = Sandbox::new();
    let file = sandbox.path("登记表.xlsx");
    register::generate(ROWS, &file).expect("the sandbox can be written");
    let file = file.to_string_lossy().into_owned();
    let begun = std::time::Instant::now();
    let whole = Sandbox::new();
    whole.qingce(&["import", &file]);
    let all = count(&whole);
    let (took, mut nothing, mut complete) = (begun.elapsed(), 0, 0);
    assert!(all > i64::from(ROWS) * 9 / 10, "the import itself works: {all}");
    for moment in 0..MOMENTS {
        let sandbox = Sandbox::new();
        sandbox.qingce(&["import", &small(&sandbox)]).exits(0);
        let mut child = sandbox.start(&["import", &file]);
        std::thread::sleep(took.mul_f64(f64::from(moment + 1) / f64::from(MOMENTS)));
        child.kill().expect("a running program can be ended");
        child.wait().expect("an ended program can be waited for");
        sandbox.qingce(&["verify"]).exits(0);
        match count(&sandbox) - 1 {
            0 => nothing += 1,
            found if found == all => complete += 1,
            found => unreachable!("{found} of {all} projects: a batch is stored whole or not at all"),
        }
        sandbox.qingce(&["import", &file]);
        assert_eq!(count(&sandbox), all + 1, "the next import goes through");
    }
    assert!(nothing > 0, "some moments must lie before the promotion ({complete} did not)");
}

fn small(sandbox: &Sandbox) -> String {
    let text = "项目名称,填报单位\n先前的项目,江西省水利厅\n";
    sandbox.folder().write("先前.csv", text).to_string_lossy().into_owned()
}

fn count(sandbox: &Sandbox) -> i64 {
    let told = sandbox.json(&["verify"]);
    told["records"].as_i64().unwrap_or(-1)
}

#[cfg(unix)]
#[test]
fn cancelled_an_import_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let file = sandbox.path("登记表.xlsx");
    register::generate(20_000, &file).expect("the sandbox can be written");
    let child = sandbox.start(&["import", &file.to_string_lossy()]);
    std::thread::sleep(Duration::from_millis(1500));
    let asked = std::time::Instant::now();
    let interrupt = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.is_ok_and(|status| status.success()), "the program still runs");
    let mut child = child;
    let status = child.wait().expect("it ends");
    assert!(asked.elapsed() < Duration::from_secs(2), "cancel works within a second: {:?}", asked.elapsed());
    assert_eq!(status.code(), Some(1), "a cancelled import was not done");
    sandbox.qingce(&["verify"]).exits(0).tells("0 个项目");
}
