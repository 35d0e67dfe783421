//! Decisions on and edits of few records, put into memory instead of reading everything anew.
//!
//! The invariant: memory is patched only where the journal tells that no record came or went since it was current, and which
//! records were touched; otherwise it is forgotten.

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
    /// Patches the records that were edited or decided on since a set of the journal; no where they are too many.
    pub(super) fn patch_since(&mut self, db: &Connection, shape: &Shape, journal: i64) -> Result<bool> {
        let mut statement = db.prepare_cached(&format!(
            "SELECT record FROM edit_before WHERE seq > :journal UNION ALL
             SELECT record FROM journal_entry WHERE seq > :journal AND what IN ('decided', 'withdrawn') LIMIT {}",
            PATCHED + 1
        ))?;
        let ids = statement.query_map(named_params! {":journal": journal}, |row| row.get("record"))?;
        let mut ids = ids.collect::<rusqlite::Result<Vec<i64>>>()?;
        if ids.len() > PATCHED {
            return Ok(false);
        }
        ids.sort_unstable();
        ids.dedup();
        self.forget_results(touched_since(db, journal, &[Touch::Cells])?);
        let Some(places) = self.patch(db, shape, &ids)? else { return Ok(false) };
        if let Some(review) = &mut self.review {
            review.patch(db, &places, self.ids.len())?;
        }
        Ok(true)
    }

    /// Reads the columns of some records again; their places, where all of them could be patched.
    fn patch(&mut self, db: &Connection, shape: &Shape, ids: &[i64]) -> Result<Option<Vec<(usize, i64)>>> {
        let sql = Sql::new(&shape.catalogue, chrono::NaiveDate::default());
        let loaded: Vec<Of> = self.columns.keys().copied().collect();
        let names = loaded.iter().map(|of| match of {
            Of::Operand(operand) => sql.column(*operand),
            Of::Tags => "a.tags".into(),
            Of::Batch => "r.batch".into(),
        });
        let selected = std::iter::once("r.id".to_owned()).chain(names).collect::<Vec<_>>().join(", ");
        let mut statement = db.prepare(&format!("SELECT {selected} FROM {RECORDS} WHERE r.id = ?1"))?;
        let mut places = Vec::with_capacity(ids.len());
        for id in ids {
            let Ok(place) = self.ids.binary_search(id) else { return Ok(None) };
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            for (at, of) in (1..).zip(&loaded) {
                let column = self.columns.get_mut(of).expect("BUG: it is one of those loaded");
                if !column.set(place, row.get_ref(at)?) {
                    return Ok(None);
                }
            }
            places.push((place, *id));
        }
        Ok(Some(places))
    }

    /// Forgets answers; with `values` also those that no tag is part of.
    fn forget_results(&mut self, values: bool) {
        self.filters.clear();
        self.results.clear();
        if values {
            self.orders.clear();
            self.words.clear();
            self.remarks = None;
        }
    }
}
