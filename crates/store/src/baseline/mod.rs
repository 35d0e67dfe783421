//! The tables `baseline_*`: the register of an earlier year, beside this year's.
//!
//! Not in here: staging its files ([`staging`]), what differs between the years (the orders). The invariant: nothing in
//! here is a record of this year, and nothing of this year is written here; the newest row of a uid holds.

pub(crate) mod check;
mod staging;

use std::ops::ControlFlow;

use qingce_core::catalogue::FieldId;
use qingce_core::fate::Fate;
use qingce_core::journal::{Entry, encode};
use qingce_core::record::Record;
use qingce_core::value::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::batch::{BatchState, Tally};
use crate::candidates::{Candidate, Keys};
use crate::journal::NewSet;
use crate::kind::Kind;
use crate::open::{Shape, Store};
use crate::{Result, StoreError};
pub use staging::{BaselinePlace, BaselineStaging, NewBaseline};

/// One file of an earlier year.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineBatch {
    /// Its number, counted apart from those of this year.
    pub id: i64,
    /// The year whose register it is.
    pub year: i32,
    /// Name of the file.
    pub file_name: String,
    /// Who imported it.
    pub operator: String,
    /// When, UTC.
    pub finished_at: String,
    /// Whether it is in force.
    pub state: BatchState,
    /// Rows and amounts read.
    pub read: Tally,
    /// What became of them.
    pub fates: Vec<(Fate, Tally)>,
    /// Refused 涉密 rows per unit.
    pub classified: Vec<(String, i64)>,
}

/// A project of an earlier year, and where its file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineRecord {
    /// The project; its id is none of this year's.
    pub record: Record,
    /// Name of the file.
    pub file: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Row, 1 = the first.
    pub row: u32,
}

/// A person's word on a project of an earlier year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineWord {
    /// The year.
    pub year: i32,
    /// uid of the project then, and its unit and name, folded.
    pub uid: (String, String),
    /// uid of the record now, and its unit and name, folded; empty where the project is gone.
    pub record: (String, String),
    /// `same`, `different` or `gone`.
    pub word: String,
    /// Why.
    pub why: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// Rows that hold: the newest of every uid of a year.
const NOW: &str = "(SELECT b.* FROM baseline_record AS b WHERE b.year = :year AND NOT EXISTS
    (SELECT 1 FROM baseline_record AS l WHERE l.year = b.year AND l.uid = b.uid AND l.id > b.id))";
/// No rule judges a project of an earlier year: its columns of tags are empty.
const NO_TAGS: &str = "LEFT JOIN assessment AS a ON 0";

impl Store {
    /// All files of earlier years, the newest first.
    pub fn baselines(&self) -> Result<Vec<BaselineBatch>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT * FROM baseline_batch ORDER BY id DESC")?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(batch(row)?);
            }
            Ok(found)
        })
    }

    /// How many projects a year has, and their amounts.
    pub fn baseline_holdings(&self, year: i32, amount: FieldId) -> Result<Tally> {
        let amount = &self.shape.catalogue.field(amount).key;
        let sql = format!("SELECT count(*) AS rows, coalesce(sum(r.\"{amount}\"), 0) AS fen FROM {NOW} AS r");
        self.read(|db| {
            let tally = |row: &Row<'_>| Ok(Tally { rows: row.get("rows")?, fen: row.get("fen")? });
            Ok(db.prepare_cached(&sql)?.query_row(named_params! {":year": year}, tally)?)
        })
    }

    /// The projects of a year, in the order of their arrival.
    pub fn for_each_baseline(&self, year: i32, mut take: impl FnMut(BaselineRecord) -> ControlFlow<()>) -> Result<()> {
        let columns = self.shape.columns.selection(None);
        let sql = format!(
            "SELECT {columns}, b.file_name AS file, p.sheet AS sheet, p.row AS row FROM {NOW} AS r {NO_TAGS}
             JOIN baseline_batch AS b ON b.id = r.batch JOIN baseline_row AS p ON p.batch = r.batch AND p.record = r.id ORDER BY r.id"
        );
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let mut rows = statement.query(named_params! {":year": year})?;
            while let Some(row) = rows.next()? {
                let record = self.shape.columns.read(row, None)?;
                let found =
                    BaselineRecord { record, file: row.get("file")?, sheet: row.get("sheet")?, row: row.get("row")? };
                if take(found).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The projects of a year that share a key.
    pub fn baseline_candidates(&self, year: i32, keys: &Keys<'_>) -> Result<Vec<Candidate>> {
        self.read(|db| candidates(db, &self.shape, year, keys))
    }

    /// A project of an earlier year by its id there.
    pub fn baseline_record(&self, id: i64) -> Result<Option<Record>> {
        let columns = self.shape.columns.selection(None);
        let sql = format!("SELECT {columns} FROM baseline_record AS r {NO_TAGS} WHERE r.id = :id");
        self.read(|db| {
            let mut statement = db.prepare_cached(&sql)?;
            let mut rows = statement.query(named_params! {":id": id})?;
            rows.next()?.map(|row| self.shape.columns.read(row, None)).transpose()
        })
    }

    /// A project of a year by its uid.
    pub fn baseline_of_uid(&self, year: i32, uid: &str) -> Result<Option<Record>> {
        let keys = Keys { uid: Some(uid), ..Keys::default() };
        Ok(self.baseline_candidates(year, &keys)?.pop().map(|candidate| candidate.record))
    }

    /// The fields of which some project of a year holds a value that was read.
    pub fn baseline_fields(&self, year: i32) -> Result<Vec<FieldId>> {
        let fields = self.shape.catalogue.fields();
        let held: Vec<String> = fields.iter().map(|field| format!("max(r.\"{}\" IS NOT NULL)", field.key)).collect();
        let sql = format!("SELECT {} FROM {NOW} AS r", held.join(", "));
        self.read(|db| {
            let held = |row: &Row<'_>| {
                let held = (0..fields.len()).map(|at| row.get::<_, Option<bool>>(at));
                held.collect::<rusqlite::Result<Vec<_>>>()
            };
            let held = db.prepare(&sql)?.query_row(named_params! {":year": year}, held)?;
            Ok(fields.iter().zip(held).filter(|(_, held)| *held == Some(true)).map(|(field, _)| field.id).collect())
        })
    }

    /// Takes a file of an earlier year back. Refused with [`StoreError::Overlaid`] where a later file told the same projects.
    pub fn undo_baseline(&self, id: i64, who: &str, at: &str) -> Result<BaselineBatch> {
        let found = self.baselines()?.into_iter().find(|batch| batch.id == id && batch.state == BatchState::Promoted);
        let found = found.ok_or(StoreError::NoBatch(id))?;
        self.write(|db| {
            let mut statement = db.prepare_cached(
                "SELECT DISTINCT l.batch FROM baseline_record AS b JOIN baseline_record AS l
                   ON l.year = b.year AND l.uid = b.uid AND l.id > b.id WHERE b.batch = :batch ORDER BY 1",
            )?;
            let named = named_params! {":batch": id};
            let later: Vec<i64> = statement.query_map(named, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            if !later.is_empty() {
                return Err(StoreError::Overlaid { batch: id, later });
            }
            for table in ["baseline_row", "baseline_record", "baseline_finding"] {
                db.execute(&format!("DELETE FROM {table} WHERE batch = :batch"), named)?;
            }
            db.execute("UPDATE baseline_batch SET state = 'undone' WHERE id = :batch", named)?;
            journal(db, (found.year, id), (Some(&found.file_name), None), None, (who, at))
        })?;
        Ok(found)
    }

    /// What people said of the projects of a year.
    pub fn baseline_words(&self, year: i32) -> Result<Vec<BaselineWord>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT * FROM baseline_word WHERE year = :year ORDER BY at")?;
            let rows = statement.query_map(named_params! {":year": year}, word)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps a person's word, or takes it back (`word` empty); a change of no record in the journal.
    pub fn say_of_baseline(&self, new: &BaselineWord) -> Result<()> {
        let BaselineWord { year, uid: (uid, uid_key), record: (record, record_key), word, why, who, at } = new;
        self.write(|db| {
            let of = named_params! {":year": year, ":uid": uid, ":record": record};
            let old = "SELECT word FROM baseline_word WHERE year = :year AND uid = :uid AND record = :record";
            let old: Option<String> = db.query_row(old, of, |row| row.get("word")).optional()?;
            if old.as_deref().unwrap_or_default() == word && word.is_empty() {
                return Ok(());
            }
            db.execute("DELETE FROM baseline_word WHERE year = :year AND uid = :uid AND record = :record", of)?;
            if !word.is_empty() {
                db.execute(
                    "INSERT INTO baseline_word (year, uid, uid_key, record, record_key, word, why, who, at)
                     VALUES (:year, :uid, :uid_key, :record, :record_key, :word, :why, :who, :at)",
                    named_params! {
                        ":year": year, ":uid": uid, ":uid_key": uid_key, ":record": record, ":record_key": record_key,
                        ":word": word, ":why": why, ":who": who, ":at": at,
                    },
                )?;
            }
            let text = |word: &str| Some(encode(&Value::Text(word.to_owned()))).filter(|_| !word.is_empty());
            let (old, new) = (old.as_deref().and_then(text), text(word));
            let field = word_field(*year, uid, record);
            let entry = Entry { record: 0, what: "changed", field: &field, old: old.as_deref(), new: new.as_deref() };
            let set = NewSet { at, who, why, kind: Kind::Baseline, batch: None };
            crate::journal::write(db, &set, &[entry])?;
            Ok(())
        })
    }
}

/// The projects of a year that share a key, as a connection sees them.
fn candidates(db: &Connection, shape: &Shape, year: i32, keys: &Keys<'_>) -> Result<Vec<Candidate>> {
    let columns = shape.columns.selection(None);
    let sql = format!(
        "SELECT {columns}, r.code_key AS code_key, r.name_key AS name_key FROM baseline_record AS r {NO_TAGS}
         WHERE r.year = :year AND (r.uid = :uid OR r.code_key = :code OR r.name_key = :name) AND NOT EXISTS
           (SELECT 1 FROM baseline_record AS l WHERE l.year = r.year AND l.uid = r.uid AND l.id > r.id) ORDER BY r.id"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let asked = named_params! {":year": year, ":uid": keys.uid, ":code": keys.code_key, ":name": keys.name_key};
    let mut rows = statement.query(asked)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let record = shape.columns.read(row, None)?;
        let same = |asked: Option<&str>, has: Option<String>| asked.is_some() && asked == has.as_deref();
        found.push(Candidate {
            slot: record.id,
            known_as: None,
            told_before: false,
            by_uid: keys.uid == Some(record.uid.as_str()),
            by_code: same(keys.code_key, row.get("code_key")?),
            by_name: same(keys.name_key, row.get("name_key")?),
            record,
        });
    }
    Ok(found)
}

/// What the journal calls a file.
fn file_field(year: i32, batch: i64) -> String {
    format!("baseline/{year}/{batch}")
}

/// What the journal calls the digest of what a file told.
fn digest_field(year: i32, batch: i64) -> String {
    format!("baseline_digest/{year}/{batch}")
}

/// What the journal calls a person's word.
fn word_field(year: i32, uid: &str, record: &str) -> String {
    format!("baseline/{year}/{uid}/{record}")
}

/// A file that came, with the digest of what it told, or went; as a change of no record.
fn journal(
    db: &Transaction<'_>,
    (year, batch): (i32, i64),
    (old, new): (Option<&str>, Option<&str>),
    digest: Option<&str>,
    (who, at): (&str, &str),
) -> Result<()> {
    let text = |text: &str| encode(&Value::Text(text.to_owned()));
    let (field, why) = (file_field(year, batch), old.or(new).unwrap_or_default());
    let (old, new) = (old.map(text), new.map(text));
    let sealed = digest_field(year, batch);
    let mut entries =
        vec![Entry { record: 0, what: "changed", field: &field, old: old.as_deref(), new: new.as_deref() }];
    entries.extend(digest.map(|digest| Entry {
        record: 0,
        what: "changed",
        field: &sealed,
        old: None,
        new: Some(digest),
    }));
    crate::journal::write(db, &NewSet { at, who, why, kind: Kind::Baseline, batch: None }, &entries)?;
    Ok(())
}

fn batch(row: &Row<'_>) -> Result<BaselineBatch> {
    let (state, fates, classified): (String, String, String) =
        (row.get("state")?, row.get("fates")?, row.get("classified")?);
    let fates: Vec<(Fate, i64, i64)> = serde_json::from_str(&fates)?;
    Ok(BaselineBatch {
        id: row.get("id")?,
        year: row.get("year")?,
        file_name: row.get("file_name")?,
        operator: row.get("operator")?,
        finished_at: row.get("finished_at")?,
        state: if state == BatchState::Promoted.key() { BatchState::Promoted } else { BatchState::Undone },
        read: Tally { rows: row.get("read_rows")?, fen: row.get("read_fen")? },
        fates: fates.into_iter().map(|(fate, rows, fen)| (fate, Tally { rows, fen })).collect(),
        classified: serde_json::from_str(&classified)?,
    })
}

fn word(row: &Row<'_>) -> rusqlite::Result<BaselineWord> {
    Ok(BaselineWord {
        year: row.get("year")?,
        uid: (row.get("uid")?, row.get("uid_key")?),
        record: (row.get("record")?, row.get("record_key")?),
        word: row.get("word")?,
        why: row.get("why")?,
        who: row.get("who")?,
        at: row.get("at")?,
    })
}
