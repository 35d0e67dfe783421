//! Verification: whether the register is what its journal says.
//!
//! It tells everything it finds; a problem is a code and its parameters. It proves nothing against a hand that rewrote
//! the whole journal: that is what the heads printed on exports are for.

mod merges;
mod tags;

use qingce_core::journal::{Chain, Entry, GENESIS, Head, SetInfo, decode, record_digest};
use qingce_core::record::Record;
use qingce_core::value::Value;
use rusqlite::{Connection, named_params};
use rustc_hash::FxHashMap;

use crate::open::{Shape, Store};
use crate::{Result, StoreError};

/// Something that is not as it must be; `code` names a sentence of the message catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Code of the sentence.
    pub code: &'static str,
    /// Its parameters.
    pub params: Vec<(String, String)>,
}

/// What a verification looked at and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Records in the register.
    pub records: i64,
    /// Sets of changes in the journal.
    pub sets: i64,
    /// Batches in force and undone.
    pub batches: i64,
    /// Head of the journal.
    pub head: Head,
    /// Everything found; none = all is well.
    pub problems: Vec<Problem>,
}

pub(crate) fn problem(code: &'static str, params: &[(&str, String)]) -> Problem {
    Problem { code, params: params.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect() }
}

/// Records without their tags, which are checked by themselves: tags that cannot be read must not end the check of values.
const WITHOUT_TAGS: &str = "record AS r LEFT JOIN assessment AS a ON 0";

impl Store {
    /// Checks file, references, journal, records against the journal, every batch's reconciliation, tags, and what stands
    /// beside the records: mergings, answers, photos, earlier years.
    pub fn verify(&self) -> Result<Checked> {
        self.read(|db| {
            let mut problems = Vec::new();
            check_file(db, &mut problems)?;
            let head = check_chain(db, &mut problems)?;
            check_records(db, &self.shape, &mut problems)?;
            check_batches(db, &mut problems)?;
            tags::check(db, &mut problems)?;
            merges::check(db, &self.shape, &mut problems)?;
            crate::relation::check(db, &mut problems)?;
            crate::attachment::check(db, &mut problems)?;
            crate::baseline::check::check(db, &self.shape, &mut problems)?;
            let count = |table: &str| -> Result<i64> {
                Ok(db.query_row(&format!("SELECT count(*) AS n FROM {table}"), [], |row| row.get("n"))?)
            };
            Ok(Checked { records: count("record")?, sets: count("journal")?, batches: count("batch")?, head, problems })
        })
    }
}

fn check_file(db: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = db.prepare("PRAGMA quick_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get("quick_check")?;
        if said != "ok" {
            problems.push(problem("verify_file", &[("why", said)]));
        }
    }
    let mut statement = db.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        problems.push(problem("verify_reference", &[("table", row.get("table")?)]));
    }
    Ok(())
}

/// Computes every head again. A set that does not fit is told; the chain goes on from what stands there, so that one
/// falsified set is one problem.
fn check_chain(db: &Connection, problems: &mut Vec<Problem>) -> Result<Head> {
    let mut statement =
        db.prepare("SELECT seq, at, who, why, kind, batch, created, entries, prev, head FROM journal ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut last, mut prev) = (0, GENESIS);
    while let Some(row) = rows.next()? {
        let (seq, batch): (i64, Option<i64>) = (row.get("seq")?, row.get("batch")?);
        let (at, who, why, kind): (String, String, String, String) =
            (row.get("at")?, row.get("who")?, row.get("why")?, row.get("kind")?);
        let chain = chain_of(db, seq, batch.filter(|_| kind == "import"))?;
        let counted: (i64, i64) = (row.get("created")?, row.get("entries")?);
        let info = SetInfo { seq, at: &at, who: &who, why: &why, kind: &kind, batch };
        let (head, stored_prev): (Head, Head) = (row.get("head")?, row.get("prev")?);
        let sound = seq == last + 1
            && stored_prev == prev
            && counted == (chain.created_count(), chain.entry_count())
            && chain.head(&prev, &info) == head;
        if !sound {
            problems.push(problem("verify_journal", &[("set", seq.to_string()), ("at", at)]));
        }
        (last, prev) = (seq, head);
    }
    Ok(prev)
}

fn chain_of(db: &Connection, seq: i64, imported: Option<i64>) -> Result<Chain> {
    let mut chain = Chain::default();
    if let Some(batch) = imported {
        let sql = "SELECT record, digest FROM input_row WHERE batch = :batch AND fate = 'new' ORDER BY record";
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(named_params! {":batch": batch})?;
        while let Some(row) = rows.next()? {
            chain.created(row.get("record")?, &row.get("digest")?);
        }
    }
    let sql = "SELECT record, what, field, old, new FROM journal_entry WHERE seq = :seq ORDER BY n";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":seq": seq})?;
    while let Some(row) = rows.next()? {
        let (what, field): (String, String) = (row.get("what")?, row.get("field")?);
        let (old, new): (Option<String>, Option<String>) = (row.get("old")?, row.get("new")?);
        chain.entry(&Entry {
            record: row.get("record")?,
            what: &what,
            field: &field,
            old: old.as_deref(),
            new: new.as_deref(),
        });
    }
    Ok(chain)
}

/// One change of a field, to be walked back.
struct Step {
    field: String,
    old: Option<String>,
    new: Option<String>,
}

/// Walks every record back through its changes to what it was when it was created, and compares that with the digest.
fn check_records(db: &Connection, shape: &Shape, problems: &mut Vec<Problem>) -> Result<()> {
    let steps = steps(db)?;
    let mut digests = db.prepare_cached("SELECT digest FROM input_row WHERE record = :record AND fate = 'new'")?;
    let mut statement =
        db.prepare(&format!("SELECT {} FROM {WITHOUT_TAGS} ORDER BY r.id", shape.columns.selection(None)))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut record = shape.columns.read(row, None)?;
        let id = record.id;
        let walked = steps.get(&id).map_or(Ok(true), |steps| walk_back(&mut record, shape, steps))?;
        let digest: Vec<Head> = digests
            .query_map(named_params! {":record": id}, |row| row.get("digest"))?
            .collect::<rusqlite::Result<_>>()?;
        let same = digest == [record_digest(&shape.order, &record.uid, &record.values, &record.extra)];
        if !walked || !same {
            problems.push(problem("verify_record", &[("uid", record.uid)]));
        }
    }
    Ok(())
}

fn steps(db: &Connection) -> Result<FxHashMap<i64, Vec<Step>>> {
    let sql = "SELECT record, field, old, new FROM journal_entry WHERE what = 'changed' ORDER BY seq DESC, n DESC";
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut found: FxHashMap<i64, Vec<Step>> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let step = Step { field: row.get("field")?, old: row.get("old")?, new: row.get("new")? };
        found.entry(row.get("record")?).or_default().push(step);
    }
    Ok(found)
}

/// Takes changes back, the newest first. No where a field does not hold what the journal says it was changed to.
fn walk_back(record: &mut Record, shape: &Shape, steps: &[Step]) -> Result<bool> {
    let value = |text: &Option<String>| -> Result<Option<Value>> {
        text.as_ref().map(|t| decode(t).ok_or_else(|| StoreError::Content(t.clone()))).transpose()
    };
    let extra = |value: Option<Value>| -> Result<Vec<(String, String)>> {
        value.map_or(Ok(Vec::new()), |value| Ok(serde_json::from_str(&value.text())?))
    };
    for step in steps {
        let (old, new) = (value(&step.old)?, value(&step.new)?);
        if step.field == "extra" {
            if record.extra != extra(new)? {
                return Ok(false);
            }
            record.extra = extra(old)?;
            continue;
        }
        let Some(id) = shape.catalogue.id(&step.field) else { return Ok(false) };
        if record.values.get(id) != new.as_ref() {
            return Ok(false);
        }
        record.values.set(id, old);
    }
    Ok(true)
}

/// Read = the sum of fates, and the rows kept are those told.
fn check_batches(db: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let sql = "SELECT b.id FROM batch b WHERE
          (b.read_rows, b.read_fen) IS NOT (SELECT coalesce(sum(rows), 0), coalesce(sum(fen), 0) FROM batch_fate WHERE batch = b.id)
          OR EXISTS (
            SELECT 1 FROM (SELECT fate, count(*) AS rows, sum(fen) AS fen FROM input_row WHERE batch = b.id GROUP BY fate) AS kept
            FULL JOIN (SELECT fate, rows, fen FROM batch_fate WHERE batch = b.id AND fate NOT IN ('classified', 'not_record')) AS told
            USING (fate) WHERE kept.rows IS NOT told.rows OR kept.fen IS NOT told.fen)
          OR coalesce((SELECT rows FROM batch_fate WHERE batch = b.id AND fate = 'classified'), 0)
             <> coalesce((SELECT sum(rows) FROM batch_classified WHERE batch = b.id), 0)";
    let mut statement = db.prepare(sql)?;
    let ids = statement.query_map([], |row| row.get::<_, i64>("id"))?;
    for id in ids {
        problems.push(problem("verify_batch", &[("batch", id?.to_string())]));
    }
    Ok(())
}
