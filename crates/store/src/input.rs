//! The tables `input_table` and `input_row`: every row of every file, and through them where each value came from.
//!
//! Most rows of a table have their fields in the same columns, so a row keeps only which fields it gave and what was odd:
//! another row or column (fill-downs, sections), and the text as met where it differs from the value.

use qingce_core::catalogue::{Catalogue, FieldId};
pub use qingce_core::interpret::ValueSource as Source;
use qingce_core::union::Origin;
use qingce_core::value::Values;
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::open::Store;
use crate::staging::Place;
use crate::{Result, StoreError};

/// Where the value of a field came from, for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueOrigin {
    /// Key of the field.
    pub field: String,
    /// The batch.
    pub batch: i64,
    /// Name of its file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_sha256: String,
    /// Sheet as named on its tab.
    pub sheet: String,
    /// Row, 1 = the first.
    pub row: u32,
    /// Column, 1 = A; 0 where it stood in no cell.
    pub column: u32,
    /// The text as met, where it differs from the canonical text.
    pub text: Option<String>,
}

/// What a row gave, as kept in `input_row.met`. Fields are counted by the keys of its batch.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Met<'a> {
    /// One bit per field that the row gave.
    given: Vec<u8>,
    /// Sources that are not this row and the table's usual column, or whose text differs.
    #[serde(borrow)]
    odd: Vec<Odd<'a>>,
    /// Of a rejected row: all that stood there.
    rejected: Option<(Values, Vec<(String, String)>)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Odd<'a> {
    field: u16,
    row: u32,
    column: u32,
    text: Option<&'a str>,
}

impl Met<'_> {
    /// Of a rejected row: all that stood there.
    pub fn rejected(&self) -> Option<(&Values, &[(String, String)])> {
        self.rejected.as_ref().map(|(values, extra)| (values, extra.as_slice()))
    }
}

/// Where the values of a row stood; `field` gives the field that its batch counted so.
pub(crate) fn unpacked(
    met: &Met<'_>,
    usual: &[u32],
    row: u32,
    field: impl Fn(usize) -> Option<FieldId>,
) -> Vec<Source> {
    let given = |at: &usize| met.given.get(at / 8).is_some_and(|bits| bits & (1 << (at % 8)) != 0);
    let source = |at: usize| {
        let odd = met.odd.iter().find(|odd| usize::from(odd.field) == at);
        Some(Source {
            field: field(at)?,
            row: odd.map_or(row, |odd| odd.row),
            column: odd.map_or(usual.get(at).copied().unwrap_or(0), |odd| odd.column),
            text: odd.and_then(|odd| odd.text.map(str::to_owned)),
        })
    };
    (0..met.given.len() * 8).filter(given).filter_map(source).collect()
}

/// The usual column of every field, per table; 0 = not met yet.
#[derive(Debug, Default)]
pub(crate) struct Tables(FxHashMap<(u16, u16), Vec<u32>>);

impl Tables {
    /// A row's blob; the first column met for a field becomes its table's usual one.
    pub fn pack(
        &mut self,
        place: Place,
        fields: usize,
        sources: &[Source],
        rejected: Option<(&Values, &[(String, String)])>,
    ) -> Result<Vec<u8>> {
        let usual = self.0.entry((place.sheet, place.table)).or_insert_with(|| vec![0; fields]);
        let mut met = Met {
            given: vec![0; fields.div_ceil(8)],
            odd: Vec::new(),
            rejected: rejected.map(|(values, extra)| (values.clone(), extra.to_vec())),
        };
        for source in sources {
            let at = source.field.index();
            met.given[at / 8] |= 1 << (at % 8);
            if usual[at] == 0 && source.row == place.row {
                usual[at] = source.column;
            }
            if source.row != place.row || source.column != usual[at] || source.text.is_some() {
                let Source { field, row, column, ref text } = *source;
                met.odd.push(Odd { field: field.0, row, column, text: text.as_deref() });
            }
        }
        Ok(postcard::to_stdvec(&met)?)
    }

    /// Where the value of a field stood in a row that gave one: row, column, and the text as met where it differs.
    pub fn stood(&self, place: Place, met: &Met<'_>, field: usize) -> Option<(u32, u32, Option<String>)> {
        if met.given.get(field / 8).is_none_or(|bits| bits & (1 << (field % 8)) == 0) {
            return None;
        }
        if let Some(odd) = met.odd.iter().find(|odd| usize::from(odd.field) == field) {
            return Some((odd.row, odd.column, odd.text.map(str::to_owned)));
        }
        let usual = self.0.get(&(place.sheet, place.table))?.get(field)?;
        Some((place.row, *usual, None))
    }

    /// Writes the usual columns; `names` are those of the sheets.
    pub fn write(&self, db: &Connection, batch: i64, names: &[String]) -> Result<()> {
        let mut statement = db.prepare(
            "INSERT INTO input_table (batch, sheet, place, sheet_name, columns) VALUES (:batch, :sheet, :place, :name, :columns)",
        )?;
        for ((sheet, place), columns) in &self.0 {
            let name = names
                .get(usize::from(*sheet))
                .ok_or_else(|| StoreError::Content(format!("sheet {sheet} has no reading")))?;
            let columns = serde_json::to_string(columns)?;
            statement.execute(
                named_params! {":batch": batch, ":sheet": sheet, ":place": place, ":name": name, ":columns": columns},
            )?;
        }
        Ok(())
    }
}

impl Store {
    /// Where each value of a record came from, by the order of the catalogue; the newest import that gave a field counts.
    pub fn sources(&self, uid: &str) -> Result<Vec<ValueOrigin>> {
        self.read(|db| {
            let id = crate::alias::known_as(db, uid)?;
            sources(db, id, &self.shape.catalogue)
        })
    }

    /// The last place that told a record, by the order of imports: batch, sheet, row.
    pub fn last_told(&self, record: i64) -> Result<Option<(i64, i64, i64)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT r.batch, r.sheet, r.row FROM input_row AS r JOIN batch AS b ON b.id = r.batch
                 WHERE r.record = :record AND b.state = 'promoted' ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT 1",
            )?;
            let place = |row: &rusqlite::Row<'_>| Ok((row.get("batch")?, row.get("sheet")?, row.get("row")?));
            Ok(statement.query_row(named_params! {":record": record}, place).optional()?)
        })
    }

    /// Of a record that was merged into another, by its id: where its values came from until then.
    pub fn sources_of_absorbed(&self, absorbed: i64) -> Result<Vec<ValueOrigin>> {
        self.read(|db| sources(db, absorbed, &self.shape.catalogue))
    }
}

const SOURCES: &str = "SELECT r.batch, r.row, r.met, t.sheet_name, t.columns, b.file_name, b.file_sha256, b.field_keys
    FROM input_row r JOIN batch b ON b.id = r.batch
    JOIN input_table t ON t.batch = r.batch AND t.sheet = r.sheet AND t.place = r.place
    WHERE r.record = :record AND b.state = 'promoted' AND r.fate IN ('new', 'changed', 'unchanged')
      AND r.batch > :after AND r.batch <= :until
    ORDER BY r.batch DESC, r.row DESC";

/// Where the values of a record came from, by field.
type Origins = Vec<Option<ValueOrigin>>;

fn sources(db: &Connection, record: i64, catalogue: &Catalogue) -> Result<Vec<ValueOrigin>> {
    Ok(origins(db, record, i64::MAX, catalogue)?.into_iter().flatten().collect())
}

/// Where the values of a record came from up to a batch. What a merging took from the absorbed record came from where that
/// one had it.
fn origins(db: &Connection, record: i64, until: i64, catalogue: &Catalogue) -> Result<Origins> {
    let mut statement = db.prepare_cached(
        "SELECT absorbed, choices, newest_batch FROM merge
         WHERE survivor = :record AND undone IS NULL AND newest_batch <= :until ORDER BY seq DESC",
    )?;
    let mut rows = statement.query(named_params! {":record": record, ":until": until})?;
    let mut found: Origins = vec![None; catalogue.len()];
    let mut upper = until;
    while let Some(row) = rows.next()? {
        let merged_at: i64 = row.get("newest_batch")?;
        gather(db, record, (merged_at, upper), catalogue, &mut found)?;
        upper = merged_at;
        let choices: Vec<(String, Origin)> =
            serde_json::from_str(row.get_ref("choices")?.as_str().map_err(rusqlite::Error::from)?)?;
        let theirs = origins(db, row.get("absorbed")?, merged_at, catalogue)?;
        for (key, origin) in choices {
            let Some(at) = catalogue.id(&key).map(FieldId::index) else { continue };
            if matches!(origin, Origin::Other | Origin::Both) && found[at].is_none() {
                found[at].clone_from(&theirs[at]);
            }
        }
    }
    gather(db, record, (-1, upper), catalogue, &mut found)?;
    Ok(found)
}

/// Where the rows of batches `after..=until` gave the fields that are not found yet.
fn gather(
    db: &Connection,
    record: i64,
    (after, until): (i64, i64),
    catalogue: &Catalogue,
    found: &mut Origins,
) -> Result<()> {
    let mut statement = db.prepare_cached(SOURCES)?;
    let mut rows = statement.query(named_params! {":record": record, ":after": after, ":until": until})?;
    while let Some(row) = rows.next()? {
        let keys: Vec<String> =
            serde_json::from_str(row.get_ref("field_keys")?.as_str().map_err(rusqlite::Error::from)?)?;
        let usual: Vec<u32> = serde_json::from_str(row.get_ref("columns")?.as_str().map_err(rusqlite::Error::from)?)?;
        let blob: Vec<u8> = row.get("met")?;
        let met: Met<'_> = postcard::from_bytes(&blob)?;
        for (at, key) in keys.iter().enumerate() {
            let given = met.given.get(at / 8).is_some_and(|bits| bits & (1 << (at % 8)) != 0);
            let Some(id) = catalogue.id(key).filter(|id| given && found[id.index()].is_none()) else { continue };
            let odd = met.odd.iter().find(|odd| usize::from(odd.field) == at);
            found[id.index()] = Some(ValueOrigin {
                field: key.clone(),
                batch: row.get("batch")?,
                file_name: row.get("file_name")?,
                file_sha256: row.get("file_sha256")?,
                sheet: row.get("sheet_name")?,
                row: odd.map_or(row.get("row")?, |odd| odd.row),
                column: odd.map_or(usual.get(at).copied().unwrap_or(0), |odd| odd.column),
                text: odd.and_then(|odd| odd.text.map(str::to_owned)),
            });
        }
    }
    Ok(())
}
