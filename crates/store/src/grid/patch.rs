//! Edits of few records, put into the columns in memory instead of reading everything anew.
//!
//! The invariant: the columns are patched only where the journal tells that nothing but edits happened since they were
//! current; after anything else they are forgotten.

use rusqlite::{Connection, named_params};

use super::{Of, State};
use crate::Result;
use crate::columns::RECORDS;
use crate::kind::{Touch, touched_since};
use crate::open::Shape;
use crate::sql::Sql;

/// More records than these are read anew faster than patched.
const PATCHED: usize = 200;

impl State {
    /// Patches the records edited since a set of the journal; no where something else happened, or too much.
    pub(super) fn patch_edits_since(&mut self, db: &Connection, shape: &Shape, journal: i64) -> Result<bool> {
        let since = named_params! {":journal": journal};
        if touched_since(db, journal, &[Touch::Records, Touch::Decisions])? {
            return Ok(false);
        }
        let mut statement = db.prepare_cached("SELECT record FROM edit_before WHERE seq > :journal LIMIT 201")?;
        let ids = statement.query_map(since, |row| row.get("record"))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        Ok(ids.len() <= PATCHED && self.patch(db, shape, &ids)?)
    }

    /// Reads the columns of some records again; whether all of them could be patched.
    fn patch(&mut self, db: &Connection, shape: &Shape, ids: &[i64]) -> Result<bool> {
        self.forget_results();
        let sql = Sql::new(&shape.catalogue, chrono::NaiveDate::default());
        let loaded: Vec<Of> = self.columns.keys().copied().collect();
        let names = loaded.iter().map(|of| match of {
            Of::Operand(operand) => sql.column(*operand),
            Of::Tags => "a.tags".into(),
            Of::Batch => "r.batch".into(),
        });
        let selected = std::iter::once("r.id".to_owned()).chain(names).collect::<Vec<_>>().join(", ");
        let mut statement = db.prepare(&format!("SELECT {selected} FROM {RECORDS} WHERE r.id = ?1"))?;
        for id in ids {
            let Ok(place) = self.ids.binary_search(id) else { return Ok(false) };
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { return Ok(false) };
            for (at, of) in (1..).zip(&loaded) {
                let column = self.columns.get_mut(of).expect("BUG: it is one of those loaded");
                if !column.set(place, row.get_ref(at)?) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    fn forget_results(&mut self) {
        self.orders.clear();
        self.words.clear();
        self.filters.clear();
        self.results.clear();
        self.remarks = None;
        self.review = None;
    }
}
