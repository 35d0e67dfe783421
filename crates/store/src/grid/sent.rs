//! What units sent and how full their projects are, over the register in memory: asked by every visit of 工作台.
//!
//! Not in here: the shapes (`reporting.rs`). The invariant: which rows of which batch brought a record is read once and holds
//! until records come or go; to whose account they count follows the records as they are.

use std::collections::BTreeMap;

use qingce_core::catalogue::FieldId;
use qingce_core::condition::Operand;
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Of, State};
use crate::Result;
use crate::open::{Shape, Store};
use crate::reporting::{Filled, ReportEvent};

/// A row of a batch in force that is a record.
pub(super) struct Sent {
    place: u32,
    batch: i64,
    /// It changed a record that an earlier batch brought.
    changed: bool,
    /// It had something to fix.
    faulty: bool,
}

impl Store {
    /// What every unit sent, by batch, the oldest first. `by` names the unit.
    pub fn report_events(&self, by: FieldId) -> Result<Vec<ReportEvent>> {
        self.with_grid(|db, state| {
            state.load_sent(db, &self.shape, by)?;
            let mut batches: FxHashMap<i64, (String, String)> = FxHashMap::default();
            let mut statement = db.prepare_cached("SELECT id, finished_at, operator FROM batch")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                batches.insert(row.get("id")?, (row.get("finished_at")?, row.get("operator")?));
            }
            Ok(state.events(by, &batches))
        })
    }

    /// How many cells of some fields hold a value that was read, by unit.
    pub fn filled(&self, by: FieldId, fields: &[FieldId]) -> Result<Vec<Filled>> {
        self.with_grid(|db, state| {
            let all: Vec<Of> = fields.iter().chain([&by]).map(|id| Of::Operand(Operand::Field(*id))).collect();
            state.load(db, &self.shape, &all)?;
            let column = |id: FieldId| &state.columns[&Of::Operand(Operand::Field(id))];
            let units = column(by);
            let mut found = vec![(0u64, 0u64); units.distinct() + 1];
            (0..state.ids.len()).for_each(|at| found[units.code(at)].0 += 1);
            for field in fields.iter().map(|id| column(*id)) {
                (0..state.ids.len()).for_each(|at| found[units.code(at)].1 += u64::from(field.code(at) != 0));
            }
            let told = found.into_iter().enumerate().filter(|(_, (records, _))| *records > 0);
            let unit = |code: usize| units.value_of(code).map(|value| value.text());
            Ok(told.map(|(code, (records, cells))| Filled { unit: unit(code), records, cells }).collect())
        })
    }
}

impl State {
    /// Reads which rows of batches in force brought which records.
    fn load_sent(&mut self, db: &Connection, shape: &Shape, by: FieldId) -> Result<()> {
        self.load(db, shape, &[Of::Operand(Operand::Field(by))])?;
        if self.sent.is_some() {
            return Ok(());
        }
        let mut faulty: FxHashSet<(i64, i64)> = FxHashSet::default();
        let mut statement =
            db.prepare("SELECT record, batch FROM finding WHERE severity = 'must_fix' AND record IS NOT NULL")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            faulty.insert((row.get("record")?, row.get("batch")?));
        }
        let mut statement = db.prepare(
            "SELECT i.record, i.batch, i.fate = 'changed' AS changed FROM input_row i
             JOIN batch b ON b.id = i.batch AND b.state = 'promoted'
             WHERE i.record IS NOT NULL AND i.fate IN ('new', 'changed', 'unchanged')",
        )?;
        let mut rows = statement.query([])?;
        let mut sent = Vec::new();
        while let Some(row) = rows.next()? {
            let (record, batch) = (row.get("record")?, row.get("batch")?);
            let Ok(at) = self.ids.binary_search(&record) else { continue };
            let place = u32::try_from(at).expect("BUG: no register has so many records");
            let (changed, faulty) = (row.get("changed")?, faulty.contains(&(record, batch)));
            sent.push(Sent { place, batch, changed, faulty });
        }
        self.sent = Some(sent);
        Ok(())
    }

    fn events(&self, by: FieldId, batches: &FxHashMap<i64, (String, String)>) -> Vec<ReportEvent> {
        let units = &self.columns[&Of::Operand(Operand::Field(by))];
        let mut counted: BTreeMap<(i64, usize), [u64; 3]> = BTreeMap::new();
        for sent in self.sent.iter().flatten() {
            let [rows, changed, faulty] = counted.entry((sent.batch, units.code(sent.place as usize))).or_default();
            *rows += 1;
            *changed += u64::from(sent.changed);
            *faulty += u64::from(sent.faulty);
        }
        let event = |((batch, unit), [rows, changed, faulty]): ((i64, usize), [u64; 3])| {
            let (at, who) = batches.get(&batch)?.clone();
            let unit = units.value_of(unit).map(|value| value.text());
            Some(ReportEvent { unit, batch, at, who, rows, changed, faulty })
        };
        counted.into_iter().filter_map(event).collect()
    }
}
