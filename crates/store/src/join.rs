//! Joining what came back: the staged rows of a merge are promoted together with the checks, the attachments and the
//! memory of the merge, in one transaction.
//!
//! Not in here: what each record is to be (the orders judge that from both sides).
//!
//! The invariant: checks and attachments are known by their uids, so nothing comes twice, in whatever order it comes.

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction};
use rustc_hash::FxHashSet;

use crate::brought::Brought;
use crate::kind::{Touch, touched_since};
use crate::open::Store;
use crate::package::MergedPackage;
use crate::promote::Promoted;
use crate::staging::{Finish, Staging};
use crate::{FieldCheck, Result, StoreError};

/// What a package brings beside records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beside {
    /// Words of people on fields.
    pub checks: u64,
    /// Photos and scans.
    pub attachments: u64,
}

impl Staging {
    /// Promotes a merge: rows, what `package` brings beside them, and the memory of it. `today` is the day by which records
    /// are judged. Fails with [`StoreError::Stale`] where people decided or answered something since staging began.
    pub fn promote_merge(
        mut self,
        store: &Store,
        finish: &Finish,
        (package, brought): (&Store, &Brought),
        merged: &MergedPackage,
        today: NaiveDate,
    ) -> Result<Promoted> {
        let (shape, removed, began) = (self.shape.clone(), std::mem::take(&mut self.removed), self.began_at);
        package.read(|from| {
            self.promote_with(store, finish, Some("merge"), |db, batch| {
                if touched_since(db, began, &[Touch::Decisions, Touch::Answers])? {
                    return Err(StoreError::Stale);
                }
                brought.write(db, &shape, batch, &removed, today)?;
                bring(from, db, batch)?;
                crate::package::remember(db, batch, merged)
            })
        })
    }

    /// Promotes records that were written by hand. No backup is made: it is one record, and taken back like an import.
    pub fn promote_by_hand(self, store: &Store, finish: &Finish) -> Result<Promoted> {
        self.promote_with(store, finish, None, |_, _| Ok(()))
    }
}

impl Store {
    /// uids of the records that checks and attachments of a package are on that are not here.
    pub fn checked_in(&self, package: &Store) -> Result<Vec<String>> {
        package.read(|from| {
            self.read(|db| {
                let mut found = FxHashSet::default();
                for table in ["field_check", "attachment"] {
                    let mut statement = from.prepare(&format!("SELECT record FROM {table} WHERE uid = ?1"))?;
                    for uid in new_uids(from, db, table)? {
                        found.insert(statement.query_row([uid], |row| row.get::<_, String>("record"))?);
                    }
                }
                let mut found: Vec<String> = found.into_iter().collect();
                found.sort();
                Ok(found)
            })
        })
    }

    /// What a package would bring beside records.
    pub fn beside(&self, package: &Store) -> Result<Beside> {
        package.read(|from| {
            self.read(|db| {
                let new = |table| Ok::<_, crate::StoreError>(new_uids(from, db, table)?.len() as u64);
                Ok(Beside { checks: new("field_check")?, attachments: new("attachment")? })
            })
        })
    }
}

fn bring(from: &Connection, db: &Transaction<'_>, batch: i64) -> Result<()> {
    for uid in new_uids(from, db, "field_check")? {
        let check: FieldCheck = crate::field_check::one(from, &uid)?;
        crate::field_check::write(db, &check, Some(batch))?;
    }
    for uid in new_uids(from, db, "attachment")? {
        if let Some((about, bytes)) = crate::attachment::with_bytes(from, &uid)? {
            crate::attachment::write(db, &about, &bytes, Some(batch))?;
        }
    }
    Ok(())
}

/// The uids of a table that another register does not have, in their order.
fn new_uids(from: &Connection, db: &Connection, table: &str) -> Result<Vec<String>> {
    let uids = |db: &Connection| -> Result<Vec<String>> {
        let mut statement = db.prepare(&format!("SELECT uid FROM {table} ORDER BY uid"))?;
        Ok(statement.query_map([], |row| row.get("uid"))?.collect::<rusqlite::Result<_>>()?)
    };
    let known: FxHashSet<String> = uids(db)?.into_iter().collect();
    Ok(uids(from)?.into_iter().filter(|uid| !known.contains(uid)).collect())
}
