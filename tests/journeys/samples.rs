//! The committed sample registers are those that the code builds.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use qingce_journeys::{Folder, root};
use qingce_testkit::samples;

/// All sheets of a workbook with all their cells; text files as one sheet of lines.
fn cells(path: &Path) -> Vec<(String, Vec<Vec<Data>>)> {
    if path.extension().is_some_and(|extension| extension == "csv") {
        let bytes = std::fs::read(path).expect("the file is there");
        let lines = bytes.split(|byte| *byte == b'\n').map(|line| vec![Data::String(format!("{line:?}"))]);
        return vec![("text".into(), lines.collect())];
    }
    let mut workbook: Xlsx<_> = open_workbook(path).expect("the workbook opens");
    let sheets = workbook.worksheets().into_iter();
    sheets.map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}

#[test]
fn committed_samples_are_current() {
    let built = Folder::new();
    for sample in samples::all() {
        sample.write(built.root()).expect("the sandbox can be written");
        let committed = root().join("seeds/samples").join(sample.name);
        assert!(committed.is_file(), "{}: run `cargo xtask samples`", sample.name);
        assert!(
            cells(&committed) == cells(&built.path(sample.name)),
            "{} must be what its source says: run `cargo xtask samples`",
            sample.name
        );
    }
}
