//! Joining what came back: the staged rows of a merge are promoted together with the checks, the attachments and the
//! memory of the merge, in one transaction.
//!
//! Not in here: what each record is to be (the orders judge that from both sides).
//!
//! The invariant: checks and attachments are known by their uids, so nothing comes twice, in whatever order it comes.

use rusqlite::{Connection, Transaction};
use rustc_hash::FxHashSet;

use crate::open::Store;
use crate::package::MergedPackage;
use crate::promote::Promoted;
use crate::staging::{Finish, Staging};
use crate::{FieldCheck, Result};

/// What a package brings beside records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beside {
    /// Words of people on fields.
    pub checks: u64,
    /// Photos and scans.
    pub attachments: u64,
}

impl Staging {
    /// Promotes a merge: rows, what `package` brings beside them, and the memory of it.
    pub fn promote_merge(
        self,
        store: &Store,
        finish: &Finish,
        package: &Store,
        merged: &MergedPackage,
    ) -> Result<Promoted> {
        package.read(|from| {
            self.promote_with(store, finish, Some("merge"), |db, batch| {
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
