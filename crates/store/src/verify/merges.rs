//! Whether mergings are what the journal says: the absorbed record is gone, what is kept of it is what it was, and it leads
//! to a record.

use qingce_core::journal::{Head, record_digest};
use rusqlite::{Connection, named_params};

use super::{Problem, Step, problem, walk_back};
use crate::Result;
use crate::merging::before;
use crate::open::Shape;

/// Checks every merging in force.
pub(super) fn check(db: &Connection, shape: &Shape, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = db.prepare(
        "SELECT m.seq, m.absorbed, m.absorbed_uid,
           EXISTS (SELECT 1 FROM record AS r WHERE r.id = m.absorbed OR r.uid = m.absorbed_uid) AS there,
           EXISTS (SELECT 1 FROM journal_entry AS e WHERE e.seq = m.seq AND e.record = m.absorbed AND e.what = 'removed') AS told
         FROM merge AS m WHERE m.undone IS NULL ORDER BY m.seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, absorbed): (i64, i64) = (row.get("seq")?, row.get("absorbed")?);
        let survivor = crate::alias::survivor(db, absorbed)?;
        let leads =
            db.prepare_cached("SELECT 1 FROM record WHERE id = :id")?.exists(named_params! {":id": survivor})?;
        let sound = leads && !row.get::<_, bool>("there")? && row.get::<_, bool>("told")?;
        if !sound || !is_as_it_was(db, shape, seq, absorbed)? {
            problems.push(problem("verify_merge", &[("uid", row.get("absorbed_uid")?)]));
        }
    }
    Ok(())
}

/// Walks the absorbed record back to what it was when it was created, and compares that with the digest.
fn is_as_it_was(db: &Connection, shape: &Shape, seq: i64, absorbed: i64) -> Result<bool> {
    let mut record = before(db, shape, seq, absorbed)?;
    let mut statement = db.prepare_cached(
        "SELECT field, old, new FROM journal_entry WHERE record = :record AND what = 'changed' AND seq < :seq
         ORDER BY seq DESC, n DESC",
    )?;
    let steps = statement.query_map(named_params! {":record": absorbed, ":seq": seq}, |row| {
        Ok(Step { field: row.get("field")?, old: row.get("old")?, new: row.get("new")? })
    })?;
    let steps: Vec<Step> = steps.collect::<rusqlite::Result<_>>()?;
    let walked = walk_back(&mut record, shape, &steps)?;
    let mut digests = db.prepare_cached("SELECT digest FROM input_row WHERE record = :record AND fate = 'new'")?;
    let digest: Vec<Head> = digests
        .query_map(named_params! {":record": absorbed}, |row| row.get("digest"))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(walked && digest == [record_digest(&shape.order, &record.uid, &record.values, &record.extra)])
}
