//! Not a check: writes all lists into a folder, for looking at them.

use std::path::Path;

use super::super::write_form;
use super::forms::form;
use super::made::{catalogue, records, write_to};

#[test]
#[ignore = "writes into the folder named by QINGCE_LOOKS, to be looked at by a person"]
fn lists_to_look_at() {
    let Ok(folder) = std::env::var("QINGCE_LOOKS") else { return };
    let catalogue = catalogue();
    write_form(&Path::new(&folder).join("template.xlsx"), &form()).unwrap();
    for id in ["register", "cloud", "network", "upgrade", "ready", "zombie", "statistics"] {
        let records = records(&catalogue, 4, 9);
        write_to(&Path::new(&folder).join(format!("{id}.xlsx")), id, &catalogue, &records, &["资产编号".into()]);
        write_to(&Path::new(&folder).join(format!("{id}-empty.xlsx")), id, &catalogue, &[], &[]);
    }
}
