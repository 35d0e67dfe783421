//! Finding a record again: by uid, by project code, by unit and name; also by what it was called before a merging, and by
//! the uid that it has in another register.
//!
//! Not in here: which of several candidates it is (the orders judge that). The invariant: keys are folded to a number to
//! look them up, and what is found is compared in full.

use qingce_core::record::Record;
use qingce_core::value::Values;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::Result;
use crate::alias::Alias;
use crate::staging::Staging;

/// What finds a record again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keys<'a> {
    /// As exported by this program.
    pub uid: Option<&'a str>,
    /// Project code, folded.
    pub code_key: Option<&'a str>,
    /// Unit and name, folded.
    pub name_key: Option<&'a str>,
}

/// A record of the register that has one of the keys asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The record, as earlier rows of the import left it.
    pub record: Record,
    /// Id of the record as which it is found: itself, or one that was merged into it. Each is told by one row only.
    pub slot: i64,
    /// Values, before a merging, of the record that the keys mean; none where they mean the record as it is.
    pub known_as: Option<Values>,
    /// Whether an earlier row of the import told the record already, as another slot of it.
    pub told_before: bool,
    /// Whether the uid is the same.
    pub by_uid: bool,
    /// Whether the project code is the same.
    pub by_code: bool,
    /// Whether unit and name are the same.
    pub by_name: bool,
}

/// Ids of records by their keys, folded to a number.
#[derive(Default)]
pub(crate) struct KeyIndex {
    by_key: FxHashMap<u64, Vec<i64>>,
    /// Records by the uids that they have in other registers.
    elsewhere: FxHashMap<String, i64>,
}

fn hashed(kind: u8, key: &str) -> u64 {
    use std::hash::BuildHasher;
    rustc_hash::FxBuildHasher.hash_one((kind, key))
}

const UID: u8 = 0;
const CODE: u8 = 1;
const NAME: u8 = 2;

impl KeyIndex {
    /// Names of mergings stand below 0, by their place.
    pub(crate) fn load(db: &Connection, aliases: &[Alias]) -> Result<KeyIndex> {
        let mut index = KeyIndex { elsewhere: crate::alias::elsewhere(db)?, ..KeyIndex::default() };
        for (uid, id) in &index.elsewhere {
            index.by_key.entry(hashed(UID, uid)).or_default().push(*id);
        }
        let mut statement = db.prepare("SELECT id, uid, code_key, name_key FROM record")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get("id")?;
            for (kind, column) in [(UID, "uid"), (CODE, "code_key"), (NAME, "name_key")] {
                if let Some(key) = row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)? {
                    index.by_key.entry(hashed(kind, key)).or_default().push(id);
                }
            }
        }
        for (id, alias) in (1..).zip(aliases) {
            for (kind, key) in
                [(UID, Some(&alias.uid)), (CODE, alias.code_key.as_ref()), (NAME, alias.name_key.as_ref())]
            {
                if let Some(key) = key {
                    index.by_key.entry(hashed(kind, key)).or_default().push(-id);
                }
            }
        }
        Ok(index)
    }
    /// Whether there is nothing to be found.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }
    fn ids(&self, keys: &Keys<'_>) -> Vec<i64> {
        let asked = [(UID, keys.uid), (CODE, keys.code_key), (NAME, keys.name_key)];
        let mut ids: Vec<i64> = asked
            .into_iter()
            .filter_map(|(kind, key)| self.by_key.get(&hashed(kind, key?)))
            .flatten()
            .copied()
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

impl Staging {
    /// The records of the register that share a key; records of this import are not among them.
    pub fn candidates(&self, keys: &Keys<'_>) -> Result<Vec<Candidate>> {
        let mut found = Vec::new();
        for id in self.keys.ids(keys) {
            let alias = usize::try_from(-1 - id).ok().and_then(|at| self.aliases.get(at));
            let candidate = match alias {
                Some(alias) => self.alias(keys, alias)?,
                None => self.candidate(keys, id)?,
            };
            found.extend(candidate.filter(|found| found.by_uid || found.by_code || found.by_name));
        }
        Ok(found)
    }

    fn candidate(&self, keys: &Keys<'_>, id: i64) -> Result<Option<Candidate>> {
        let Some((record, code_key, name_key)) = crate::record::keyed(&self.db, &self.shape, id)? else {
            return Ok(None);
        };
        let same = |asked: Option<&str>, has: Option<&str>| asked.is_some() && asked == has;
        let elsewhere = keys.uid.and_then(|uid| self.keys.elsewhere.get(uid)) == Some(&id);
        let by_uid = elsewhere || same(keys.uid, Some(&record.uid));
        let by_code = same(keys.code_key, code_key.as_deref());
        let by_name = same(keys.name_key, name_key.as_deref());
        let told_before = self.merged_told.contains(&id);
        let record = if told_before { self.as_staged(record)? } else { record };
        Ok(Some(Candidate { record, slot: id, known_as: None, told_before, by_uid, by_code, by_name }))
    }

    /// The survivor of a merging, found by what one of its records was called before.
    fn alias(&self, keys: &Keys<'_>, alias: &Alias) -> Result<Option<Candidate>> {
        let survivor = crate::alias::survivor(&self.db, alias.record)?;
        let Some(record) = crate::record::by_id(&self.db, &self.shape, survivor)? else { return Ok(None) };
        let same = |asked: Option<&str>, has: Option<&str>| asked.is_some() && asked == has;
        let was = crate::merging::before(&self.db, &self.shape, alias.seq, alias.record)?;
        Ok(Some(Candidate {
            record: self.as_staged(record)?,
            slot: alias.record,
            known_as: Some(was.values),
            told_before: self.merged_told.contains(&survivor),
            by_uid: same(keys.uid, Some(&alias.uid)),
            by_code: same(keys.code_key, alias.code_key.as_deref()),
            by_name: same(keys.name_key, alias.name_key.as_deref()),
        }))
    }

    /// A record as earlier rows of the import left it.
    fn as_staged(&self, record: Record) -> Result<Record> {
        Ok(crate::record::of_table(&self.db, &self.shape, "temp.staged_change", record.id)?.unwrap_or(record))
    }
}
