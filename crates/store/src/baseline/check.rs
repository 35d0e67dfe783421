//! Whether the register of an earlier year is what the journal says: its files, the projects they told, what people said.
//!
//! Not in here: references between its tables, which the file's own check tells. The invariant: the digest of a file covers
//! every value and place that it told, and stands in the journal, under its chain. Files that came before digests were
//! written are checked by their counts.

use qingce_core::fate::Fate;
use qingce_core::journal::{Chain, Entry, GENESIS, Head, SetInfo, decode, encode, hex, record_digest};
use qingce_core::value::Value;
use rusqlite::{Connection, Row, named_params};
use rustc_hash::FxHashMap;

use super::{BaselineBatch, NO_TAGS, batch, digest_field, file_field, word, word_field};
use crate::Result;
use crate::batch::BatchState;
use crate::journal::value;
use crate::open::Shape;
use crate::verify::{Problem, problem};

/// The digest of everything that a file of an earlier year told, in the canonical text of the journal.
pub(super) fn digest(db: &Connection, shape: &Shape, batch: i64) -> Result<String> {
    let mut chain = Chain::default();
    let columns = shape.columns.selection(None);
    let mut statement = db.prepare_cached(&format!(
        "SELECT {columns}, r.year AS year, p.sheet AS sheet, p.row AS row FROM baseline_record AS r {NO_TAGS}
         LEFT JOIN baseline_row AS p ON p.batch = r.batch AND p.record = r.id WHERE r.batch = :batch ORDER BY r.id"
    ))?;
    let mut rows = statement.query(named_params! {":batch": batch})?;
    while let Some(row) = rows.next()? {
        let record = shape.columns.read(row, None)?;
        chain.created(record.id, &record_digest(&shape.order, &record.uid, &record.values, &record.extra));
        let year = row.get::<_, i64>("year")?.to_string();
        let (sheet, place): (Option<String>, Option<i64>) = (row.get("sheet")?, row.get("row")?);
        let place = place.map(|row| row.to_string());
        let field = sheet.unwrap_or_default();
        let told = Entry { record: record.id, what: "told", field: &field, old: Some(&year), new: place.as_deref() };
        chain.entry(&told);
    }
    let head = |row: &Row<'_>| -> rusqlite::Result<Head> {
        for part in ["file_sha256", "fates", "classified", "read_rows", "read_fen"] {
            let text = match row.get_ref(part)? {
                rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                other => other.as_str()?.to_owned(),
            };
            chain.entry(&Entry { record: 0, what: "told", field: part, old: None, new: Some(&text) });
        }
        let (at, who, why): (String, String, String) =
            (row.get("finished_at")?, row.get("operator")?, row.get("file_name")?);
        let year = row.get::<_, i64>("year")?.to_string();
        let info = SetInfo { seq: batch, at: &at, who: &who, why: &why, kind: &year, batch: Some(batch) };
        Ok(std::mem::take(&mut chain).head(&GENESIS, &info))
    };
    let mut statement = db.prepare_cached("SELECT * FROM baseline_batch WHERE id = :batch")?;
    let head = statement.query_map(named_params! {":batch": batch}, head)?.next().transpose()?;
    Ok(encode(&Value::Text(hex(&head.unwrap_or(GENESIS)))))
}

/// The newest change of a field of no record: what it became, why, who, when.
struct Last {
    old: Option<String>,
    new: Option<String>,
    why: String,
    who: String,
    at: String,
}

/// Checks files, projects and words of all earlier years.
pub(crate) fn check(db: &Connection, shape: &Shape, problems: &mut Vec<Problem>) -> Result<()> {
    let mut told = journal(db)?;
    let mut statement = db.prepare("SELECT * FROM baseline_batch ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let found = batch(row)?;
        let (file, sealed) = (file_field(found.year, found.id), digest_field(found.year, found.id));
        let (file, sealed) = (told.remove(&file), told.remove(&sealed));
        let sound = file.is_some_and(|last| is_told(&found, &last))
            && is_whole(db, &found)?
            && match sealed {
                Some(Last { new: Some(sealed), .. }) if found.state == BatchState::Promoted => {
                    digest(db, shape, found.id)? == sealed
                }
                _ => true,
            };
        if !sound {
            let params = [("year", found.year.to_string()), ("batch", found.id.to_string()), ("file", found.file_name)];
            problems.push(problem("verify_baseline", &params));
        }
    }
    check_words(db, &mut told, problems)?;
    // What is left stands in the journal and nowhere else.
    let left = told.iter().filter(|(_, last)| last.new.is_some());
    let mut years: Vec<&str> = left.filter_map(|(field, _)| field.split('/').nth(1)).collect();
    years.sort_unstable();
    problems.extend(years.into_iter().map(|year| problem("verify_baseline_lost", &[("year", year.to_owned())])));
    Ok(())
}

fn journal(db: &Connection) -> Result<FxHashMap<String, Last>> {
    let mut statement = db.prepare(
        "SELECT e.field, e.old, e.new, j.why, j.who, j.at FROM journal_entry AS e JOIN journal AS j ON j.seq = e.seq
         WHERE j.kind = 'baseline' AND e.record = 0 ORDER BY e.seq, e.n",
    )?;
    let mut rows = statement.query([])?;
    let mut told = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let last = Last {
            old: row.get("old")?,
            new: row.get("new")?,
            why: row.get("why")?,
            who: row.get("who")?,
            at: row.get("at")?,
        };
        told.insert(row.get("field")?, last);
    }
    Ok(told)
}

/// In force as the journal says, under the name it says.
fn is_told(found: &BaselineBatch, last: &Last) -> bool {
    let (here, gone) =
        if found.state == BatchState::Promoted { (&last.new, &last.old) } else { (&last.old, &last.new) };
    let name = here.as_deref().and_then(decode);
    gone.is_none() && name == Some(Value::Text(found.file_name.clone()))
}

/// Read = the sum of fates; of a file in force every project told stands there once with its place, of another nothing.
fn is_whole(db: &Connection, found: &BaselineBatch) -> Result<bool> {
    let sum = |of: &dyn Fn(Fate) -> bool| {
        let told = found.fates.iter().filter(|(fate, _)| of(*fate));
        told.fold((0, 0), |(rows, fen), (_, tally)| (rows + tally.rows, fen + tally.fen))
    };
    let classified: i64 = found.classified.iter().map(|(_, rows)| rows).sum();
    let in_force = found.state == BatchState::Promoted;
    let kept = if in_force { sum(&|fate| matches!(fate, Fate::New | Fate::Changed)).0 } else { 0 };
    let counted = db.prepare_cached(
        "SELECT (SELECT count(*) FROM baseline_record WHERE batch = :batch AND year = :year) AS told,
           (SELECT count(*) FROM baseline_record WHERE batch = :batch) AS records,
           (SELECT count(*) FROM baseline_row WHERE batch = :batch) AS rows,
           (SELECT count(*) FROM baseline_row AS p JOIN baseline_record AS r ON r.id = p.record AND r.batch = p.batch
             WHERE p.batch = :batch) AS placed,
           (SELECT count(*) FROM baseline_finding WHERE batch = :batch) AS remarks",
    );
    let (same, remarks) = counted?.query_row(named_params! {":batch": found.id, ":year": found.year}, |row| {
        let counts = ["told", "records", "rows", "placed"].map(|name| row.get::<_, i64>(name));
        Ok((counts.into_iter().all(|count| count == Ok(kept)), row.get::<_, i64>("remarks")?))
    })?;
    Ok(sum(&|_| true) == (found.read.rows, found.read.fen)
        && sum(&|fate| fate == Fate::Classified).0 == classified
        && same
        && (in_force || remarks == 0))
}

/// Every word is the newest one of the journal.
fn check_words(db: &Connection, told: &mut FxHashMap<String, Last>, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = db.prepare("SELECT * FROM baseline_word ORDER BY year, uid, record")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said = word(row)?;
        let last = told.remove(&word_field(said.year, &said.uid.0, &said.record.0));
        let same = match last {
            Some(Last { new, why, who, at, .. }) => {
                value(new)? == Some(Value::Text(said.word)) && (why, who, at) == (said.why, said.who, said.at)
            }
            None => false,
        };
        if !same {
            let params = [("year", said.year.to_string()), ("uid", said.uid.0)];
            problems.push(problem("verify_baseline_word", &params));
        }
    }
    Ok(())
}
