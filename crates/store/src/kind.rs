//! The kinds of sets in the journal, and what each of them touches: the one table that tells what has to be read, compared
//! or judged anew after a set.
//!
//! Not in here: writing sets (`journal.rs`). The invariant: a kind that is not in the table touches everything, so that a
//! set nobody foresaw is never overlooked.

use rusqlite::{Connection, named_params};

use crate::Result;

/// What a set of the journal may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touch {
    /// Records come, go, or change in ways of their own.
    Records,
    /// Values, marks and remarks of records that stay; `edit_before` names them.
    Cells,
    /// Decisions on tags.
    Decisions,
    /// Answers on pairs of records.
    Answers,
    /// Rules, from their next run on.
    Rules,
    /// Fields, codes, units: how files are read and values are judged.
    Reference,
    /// The register of an earlier year, and what people said of it.
    Baseline,
    /// Who is expected to report, deadlines, a person's word on units.
    Reporting,
}

/// A kind of set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Import,
    Undo,
    Edit,
    EditUndo,
    EditRedo,
    Decision,
    DecisionUndo,
    Rule,
    Relation,
    Reference,
    Merge,
    MergeUndo,
    Baseline,
    Reporting,
    ReportingUndo,
}

/// The table: every kind with its stable name and what it touches.
const TABLE: [(Kind, &str, &[Touch]); 15] = [
    (Kind::Import, "import", &[Touch::Records]),
    (Kind::Undo, "undo", &[Touch::Records, Touch::Decisions]),
    (Kind::Edit, "edit", &[Touch::Cells]),
    (Kind::EditUndo, "edit_undo", &[Touch::Cells]),
    (Kind::EditRedo, "edit_redo", &[Touch::Cells]),
    (Kind::Decision, "decision", &[Touch::Decisions]),
    (Kind::DecisionUndo, "decision_undo", &[Touch::Decisions]),
    (Kind::Rule, "rule", &[Touch::Rules]),
    (Kind::Relation, "relation", &[Touch::Answers]),
    (Kind::Reference, "reference", &[Touch::Reference]),
    (Kind::Merge, "merge", &[Touch::Records, Touch::Decisions]),
    (Kind::MergeUndo, "merge_undo", &[Touch::Records, Touch::Decisions]),
    (Kind::Baseline, "baseline", &[Touch::Baseline]),
    (Kind::Reporting, "reporting", &[Touch::Reporting]),
    (Kind::ReportingUndo, "reporting_undo", &[Touch::Reporting]),
];

impl Kind {
    /// Its stable name in the journal.
    pub(crate) fn key(self) -> &'static str {
        let found = TABLE.iter().find(|(kind, ..)| *kind == self);
        found.expect("BUG: every kind stands in the table").1
    }
}

/// Whether a set after `seq` touched any of these.
pub(crate) fn touched_since(db: &Connection, seq: i64, these: &[Touch]) -> Result<bool> {
    touched_beside(db, seq, these, &[])
}

/// The same, sets of some kinds aside.
pub(crate) fn touched_beside(db: &Connection, seq: i64, these: &[Touch], aside: &[Kind]) -> Result<bool> {
    let leaves_alone = |touches: &[Touch]| !touches.iter().any(|touch| these.contains(touch));
    let harmless = TABLE
        .iter()
        .filter(|(kind, _, touches)| aside.contains(kind) || leaves_alone(touches))
        .map(|(_, key, _)| format!("'{key}'"));
    let harmless = harmless.collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT 1 FROM journal WHERE seq > :seq AND kind NOT IN ({harmless}) LIMIT 1");
    Ok(db.prepare_cached(&sql)?.exists(named_params! {":seq": seq})?)
}

/// What the records of the register are: what a comparison with them rests on.
pub(crate) const RECORDS: &[Touch] = &[Touch::Records, Touch::Cells, Touch::Reference];
/// What a run of the rules looks at, decisions aside: those are judged at once.
pub(crate) const JUDGED: &[Touch] = &[Touch::Records, Touch::Cells, Touch::Answers, Touch::Rules, Touch::Reference];

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(kinds: &[&str]) -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE journal (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL)").unwrap();
        for kind in kinds {
            db.execute("INSERT INTO journal (kind) VALUES (?1)", [kind]).unwrap();
        }
        db
    }

    #[test]
    fn every_kind_stands_in_the_table_once() {
        for (kind, key, touches) in TABLE {
            assert_eq!(TABLE.iter().filter(|(other, ..)| *other == kind).count(), 1, "{key} would be told twice");
            assert_eq!(TABLE.iter().filter(|(_, other, _)| *other == key).count(), 1, "{key} would mean two kinds");
            assert!(!touches.is_empty(), "{key}: a set that touches nothing is not written");
        }
    }

    #[test]
    fn sets_that_leave_records_alone_are_told_from_others() {
        let quiet = journal(&["import", "decision", "decision_undo", "rule", "relation", "baseline", "reporting"]);
        assert!(!touched_since(&quiet, 1, RECORDS).unwrap(), "a held import need not be compared again after these");
        assert!(touched_since(&quiet, 0, RECORDS).unwrap(), "an import brings records");
        assert!(touched_since(&quiet, 1, JUDGED).unwrap(), "a changed rule makes the last run old");
        for kind in ["edit", "edit_undo", "edit_redo", "undo", "reference"] {
            assert!(touched_since(&journal(&[kind]), 0, RECORDS).unwrap(), "{kind} changes what was compared with");
        }
        assert!(
            !touched_since(&journal(&["edit", "reference"]), 0, &[Touch::Records]).unwrap(),
            "no record came or went"
        );
    }

    #[test]
    fn an_unknown_kind_touches_everything() {
        assert!(
            touched_since(&journal(&["from_the_future"]), 0, &[Touch::Decisions]).unwrap(),
            "nothing is overlooked"
        );
    }
}
