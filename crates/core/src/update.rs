//! Updating: what a record is after a row that was imported, cell by cell, and where a person must be asked.
//!
//! In here: the modes, conflicts with what changed since the row's base, the choice per cell. Not in here: which record a
//! row is, and what changed since its base (the journal tells).
//!
//! The invariant: a value that changed since the base of a row is overwritten only where [`Choice::Take`] was said, and a
//! column that the file does not have touches nothing.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, FieldId};
use crate::interpret::RowRecord;
use crate::record::Record;
use crate::value::{Value, Values};

/// Key of the columns that fit no field, where they are one cell: in the journal and in conflicts.
pub const EXTRA: &str = "extra";

/// How the cells of a row meet those of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MergeMode {
    /// What the file tells replaces; blank cells leave what is here.
    #[default]
    ReplaceNonblank,
    /// What the file tells replaces, and its blank cells clear.
    ReplaceAll,
    /// Only what is empty here is filled.
    Fill,
}

impl MergeMode {
    /// All modes.
    pub const ALL: [MergeMode; 3] = [MergeMode::ReplaceNonblank, MergeMode::ReplaceAll, MergeMode::Fill];
    /// Stable name, as in JSON and in the database.
    pub fn key(self) -> &'static str {
        match self {
            MergeMode::ReplaceNonblank => "replace_nonblank",
            MergeMode::ReplaceAll => "replace_all",
            MergeMode::Fill => "fill",
        }
    }
}

/// What a person says where a value here changed since the base of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What is here stays.
    #[default]
    Keep,
    /// What the file tells is taken.
    Take,
}

/// A field that changed here since the base of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Key of the field, or [`EXTRA`].
    pub field: String,
    /// What the sender had before them, where that is known: a cell that still holds it says nothing new.
    pub sent: Option<Option<Value>>,
}

/// A cell in which the file and a value that changed here differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Key of the field, or [`EXTRA`].
    pub field: String,
    /// What is here.
    pub ours: Option<Value>,
    /// What the file would make of it.
    pub theirs: Option<Value>,
    /// What was said, or holds by default.
    pub choice: Choice,
}

/// How many cells of records an import changes, and how many it leaves because they changed here. The columns of a record
/// that fit no field count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CellCounts {
    /// Another value in place of one.
    pub replaced: u64,
    /// A value where there was none.
    pub filled: u64,
    /// No value any more.
    pub cleared: u64,
    /// Conflicts in which what is here stays.
    pub kept: u64,
}

impl CellCounts {
    /// Counts a cell that changes.
    pub fn count(&mut self, before: bool, after: bool) {
        match (before, after) {
            (true, true) => self.replaced += 1,
            (false, true) => self.filled += 1,
            (true, false) => self.cleared += 1,
            (false, false) => {}
        }
    }
    /// Cells that change.
    pub fn changed(&self) -> u64 {
        self.replaced + self.filled + self.cleared
    }
}

impl AddAssign for CellCounts {
    fn add_assign(&mut self, other: CellCounts) {
        self.replaced += other.replaced;
        self.filled += other.filled;
        self.cleared += other.cleared;
        self.kept += other.kept;
    }
}

/// A record as it is to be after a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Updated {
    /// Its values.
    pub values: Values,
    /// Its other columns.
    pub extra: Vec<(String, String)>,
    /// Cells that changed here and that the file would change: each was kept or taken.
    pub conflicts: Vec<Conflict>,
    /// Cells changed and kept.
    pub cells: CellCounts,
}

/// What a record is after a row. `guards`: what changed here since the row's base; `choose`: what a person says of a cell.
pub fn update(
    catalogue: &Catalogue,
    before: &Record,
    row: &RowRecord,
    mode: MergeMode,
    guards: &[Guard],
    choose: &dyn Fn(&str) -> Choice,
) -> Updated {
    let mut after = Updated {
        values: before.values.clone(),
        extra: before.extra.clone(),
        conflicts: Vec::new(),
        cells: CellCounts::default(),
    };
    for field in catalogue.fields() {
        let (ours, told) = (before.values.get(field.id), row.values.get(field.id));
        let blank = told.is_none() && row.blank.contains(&field.id);
        let Some(theirs) = theirs(mode, ours, told, blank) else { continue };
        if after.asks(guards, &field.key, ours, theirs, choose) {
            after.cells.count(ours.is_some(), theirs.is_some());
            after.values.set(field.id, theirs.cloned());
        }
    }
    after.update_extra(before, row, mode, guards, choose);
    after
}

/// What the file would make of a cell, if anything else than it is.
fn theirs<'a, T: PartialEq>(
    mode: MergeMode,
    ours: Option<&'a T>,
    told: Option<&'a T>,
    blank: bool,
) -> Option<Option<&'a T>> {
    let wanted = match mode {
        MergeMode::Fill if ours.is_some() => return None,
        MergeMode::ReplaceAll if blank => None,
        _ => Some(told?),
    };
    (wanted != ours).then_some(wanted)
}

impl Updated {
    /// Whether a cell is to change. Where it changed here since, that is a person's to say.
    fn asks(
        &mut self,
        guards: &[Guard],
        field: &str,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        choose: &dyn Fn(&str) -> Choice,
    ) -> bool {
        let Some(guard) = guards.iter().find(|guard| guard.field == field) else { return true };
        if guard.sent.as_ref().is_some_and(|sent| sent.as_ref() == theirs) {
            return false;
        }
        let choice = choose(field);
        self.conflicts.push(Conflict { field: field.to_owned(), ours: ours.cloned(), theirs: theirs.cloned(), choice });
        self.cells.kept += u64::from(choice == Choice::Keep);
        choice == Choice::Take
    }

    fn update_extra(
        &mut self,
        before: &Record,
        row: &RowRecord,
        mode: MergeMode,
        guards: &[Guard],
        choose: &dyn Fn(&str) -> Choice,
    ) {
        let mut extra = before.extra.clone();
        for (header, text) in &row.extra {
            let at = extra.iter().position(|(known, _)| known == header);
            let ours = at.map(|at| extra[at].1.clone());
            if theirs(mode, ours.as_ref(), Some(text), false).is_none() {
                continue;
            }
            match at {
                Some(at) => extra[at].1.clone_from(text),
                None => extra.push((header.clone(), text.clone())),
            }
        }
        if mode == MergeMode::ReplaceAll {
            let told = |header: &String| row.extra.iter().any(|(known, _)| known == header);
            extra.retain(|(header, _)| !row.blank_extra.contains(header) || told(header));
        }
        if extra == before.extra {
            return;
        }
        let (ours, theirs) = (extra_value(&before.extra), extra_value(&extra));
        if self.asks(guards, EXTRA, ours.as_ref(), theirs.as_ref(), choose) {
            self.extra = extra;
            self.cells.count(ours.is_some(), theirs.is_some());
        }
    }

    /// Fields that the row told and that are not as it told them: what is to be said of its cells is not said of them.
    pub fn not_taken(&self, row: &RowRecord) -> Vec<FieldId> {
        let told = row.values.0.iter().zip(&self.values.0).zip(0u16..);
        told.filter(|((told, held), _)| told.is_some() && told != held).map(|(_, at)| FieldId(at)).collect()
    }
}

/// The columns that fit no field as one value, as the journal has them; none where there are none.
pub fn extra_value(extra: &[(String, String)]) -> Option<Value> {
    (!extra.is_empty()).then(|| Value::Text(serde_json::json!(extra).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Facts;
    use proptest::prelude::*;

    fn catalogue() -> Catalogue {
        Catalogue::parse(include_str!("../../../seeds/fields.toml"), &[]).expect("the seeds are readable")
    }

    fn text(text: &str) -> Option<Value> {
        Some(Value::Text(text.into()))
    }

    fn record(values: Values) -> Record {
        let extra = vec![("备用".to_owned(), "旧".to_owned())];
        Record { id: 1, uid: "u".into(), revision: 1, values, extra, to_return: false, facts: Facts::default() }
    }

    fn case(mode: MergeMode, ours: Option<Value>, told: Option<Value>, blank: bool) -> Option<Value> {
        let catalogue = catalogue();
        let field = catalogue.known("remark");
        let mut row = RowRecord { values: Values::empty(catalogue.len()), ..RowRecord::default() };
        let mut values = Values::empty(catalogue.len());
        values.set(field, ours);
        row.values.set(field, told);
        if blank {
            row.blank.push(field);
        }
        let updated = update(&catalogue, &record(values), &row, mode, &[], &|_| Choice::Keep);
        updated.values.get(field).cloned()
    }

    #[test]
    fn each_mode_does_what_its_name_says() {
        use MergeMode::{Fill, ReplaceAll, ReplaceNonblank};
        for (mode, ours, told, blank, after) in [
            (ReplaceNonblank, text("旧"), text("新"), false, text("新")),
            (ReplaceNonblank, text("旧"), None, true, text("旧")),
            (ReplaceNonblank, None, text("新"), false, text("新")),
            (ReplaceAll, text("旧"), text("新"), false, text("新")),
            (ReplaceAll, text("旧"), None, true, None),
            (Fill, text("旧"), text("新"), false, text("旧")),
            (Fill, None, text("新"), false, text("新")),
            (Fill, text("旧"), None, true, text("旧")),
        ] {
            let found = case(mode, ours.clone(), told.clone(), blank);
            assert_eq!(found, after, "{mode:?}: {ours:?} met {told:?}, a blank cell: {blank}");
        }
    }

    #[test]
    fn what_the_sender_did_not_touch_is_no_conflict() {
        let catalogue = catalogue();
        let field = catalogue.known("remark");
        let mut row = RowRecord { values: Values::empty(catalogue.len()), ..RowRecord::default() };
        row.values.set(field, text("原值"));
        let mut values = Values::empty(catalogue.len());
        values.set(field, text("这里改的"));
        let guard = |sent| vec![Guard { field: "remark".into(), sent }];
        let after = |guards: &[Guard]| {
            let before = record(values.clone());
            update(&catalogue, &before, &row, MergeMode::default(), guards, &|_| Choice::Keep)
        };
        let untouched = after(&guard(Some(text("原值"))));
        assert_eq!((untouched.conflicts.len(), untouched.cells.kept), (0, 0), "the sender said nothing new");
        assert_eq!(untouched.values.get(field), text("这里改的").as_ref(), "so what is here stays");
        let touched = after(&guard(Some(text("更早"))));
        assert_eq!(touched.conflicts.len(), 1, "both changed it: a person must say");
        assert_eq!(after(&guard(None)).conflicts.len(), 1, "where nobody knows what they saw, a person must say");
    }

    proptest! {
        /// Over random cells, files, modes and guards: what changed here changes only where it was taken, and what the
        /// file has no column for never.
        #[test]
        fn nothing_that_changed_here_is_overwritten_unasked(
            cells in proptest::collection::vec((0..3u8, 0..3u8, any::<bool>(), any::<bool>(), any::<bool>()), 12),
            mode in proptest::sample::select(MergeMode::ALL.to_vec()),
        ) {
            let catalogue = catalogue();
            let value = |n: u8| (n > 0).then(|| Value::Text(format!("值{n}")));
            let mut values = Values::empty(catalogue.len());
            let mut row = RowRecord { values: Values::empty(catalogue.len()), ..RowRecord::default() };
            let (mut guards, mut taken) = (Vec::new(), Vec::new());
            let fields: Vec<_> = catalogue.fields().iter().filter(|f| f.kind.is_text()).take(cells.len()).collect();
            for (field, (ours, theirs, column, guarded, take)) in fields.iter().zip(&cells) {
                values.set(field.id, value(*ours));
                if *column {
                    row.values.set(field.id, value(*theirs));
                    if *theirs == 0 {
                        row.blank.push(field.id);
                    }
                }
                if *guarded {
                    guards.push(Guard { field: field.key.clone(), sent: None });
                }
                if *take {
                    taken.push(field.key.clone());
                }
            }
            let choose = |field: &str| if taken.iter().any(|t| t == field) { Choice::Take } else { Choice::Keep };
            let before = record(values);
            let after = update(&catalogue, &before, &row, mode, &guards, &choose);
            for (field, (.., column, guarded, take)) in fields.iter().zip(&cells) {
                let same = before.values.get(field.id) == after.values.get(field.id);
                prop_assert!(same || *column, "a column that is not there touches nothing");
                prop_assert!(same || !*guarded || *take, "nobody said that it may be overwritten");
            }
            let kept = after.conflicts.iter().filter(|c| c.choice == Choice::Keep).count() as u64;
            prop_assert_eq!(after.cells.kept, kept, "every cell kept is told");
            let differ = catalogue.fields().iter().filter(|f| before.values.get(f.id) != after.values.get(f.id)).count();
            prop_assert_eq!(after.cells.changed(), differ as u64, "every cell changed is counted once");
        }
    }
}
