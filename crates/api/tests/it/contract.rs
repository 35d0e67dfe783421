//! The TypeScript side of the command list. One test writes all of it: several tests, each in a process of its own, would
//! write one file at the same time.

use std::collections::BTreeMap;
use std::path::Path;

use qingce_api::ApiError;
use qingce_api::jobs::JobEvent;
use ts_rs::{Config, TS, TypeVisitor};

/// From this room.
const FILE: &str = "../../ui/src/contract/contract.ts";
const WRITE: &str = "QINGCE_WRITE_CONTRACT";
const HEAD: &str = "// Written by `QINGCE_WRITE_CONTRACT=1 cargo test -p qingce-api contract`; not to be edited.\n";

/// Declarations by name, so that the file does not depend on the order of visits.
struct Declarations {
    config: Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            return;
        }
        let declared = format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl(&self.config));
        match self.by_name.insert(T::ident(&self.config), declared.clone()) {
            None => T::visit_dependencies(self),
            Some(earlier) => assert_eq!(earlier, declared, "two types of one name would be one in TypeScript"),
        }
    }
}

macro_rules! gather {
    ($($(#[doc = $doc:tt])* $name:ident($request:ty) -> $answer:ty;)*) => {
        pub(super) fn gather(all: &mut super::Declarations) -> String {
            let mut map = String::new();
            $(
                all.visit::<$request>();
                all.visit::<$answer>();
                $(map += &format!("  /**{} */\n", $doc);)*
                let (request, answer) = (<$request>::name(&all.config), <$answer>::name(&all.config));
                map += &format!("  {}: [{request}, {answer}];\n", stringify!($name));
            )*
            map
        }
    };
}
mod of_register {
    use ts_rs::{TS, TypeVisitor};
    qingce_api::with_commands!(gather);
}
mod of_office {
    use ts_rs::{TS, TypeVisitor};
    qingce_api::with_office_commands!(gather);
}

fn contract() -> String {
    let mut all = Declarations { config: Config::new().with_large_int("number"), by_name: BTreeMap::new() };
    let commands = of_register::gather(&mut all) + &of_office::gather(&mut all);
    all.visit::<ApiError>();
    all.visit::<JobEvent>();
    let declared = all.by_name.into_values().map(|one| one + "\n");
    let map = "/** All commands: what each is asked, and what it answers. */\nexport type Commands = {\n";
    let text = format!("{HEAD}\n{}{map}{commands}}};\n", declared.collect::<String>());
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn contract_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let now = contract();
    assert!(!now.contains("bigint"), "JSON never yields one: whole numbers are number");
    if std::env::var_os(WRITE).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let differ = now.lines().zip(committed.lines().chain(std::iter::repeat(""))).find(|(new, old)| new != old);
    assert!(
        now == committed,
        "ui/src/contract/contract.ts does not say what Rust says (first difference: {differ:?}). Refresh it with\n\n    \
         {WRITE}=1 cargo test -p qingce-api contract\n\nand read the difference."
    );
}

#[test]
fn keys_of_maps_and_absent_parts_are_typed() {
    let now = contract();
    for (line, why) in [
        ("fates: { [key in Fate]?: FateSum }", "only fates that befell rows are told, by their own names"),
        ("kinds: { [key in RowKind]?: number }", "only kinds that were met are told"),
        ("export type Fate = \"new\" | \"changed\"", "the names of fates are those of the JSON"),
        ("export type Verdict = \"accept\" | \"reject\" | \"postpone\"", "a verdict is one of three, not any text"),
        ("allOrNothing?: boolean", "a parameter that may be left out is optional and camelCase"),
        ("context?: Array<ContextValue>", "what an answer leaves out where empty may be absent"),
        ("  import: [ImportFileRequest, ImportResult];", "a command leads to its request and its answer"),
    ] {
        assert!(now.contains(line), "{why}: {line} is missing");
    }
}
