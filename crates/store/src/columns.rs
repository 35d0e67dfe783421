//! The columns of `record`: fixed ones and one per field of the catalogue, and how values are kept in them.
//!
//! The invariant: a value reads back exactly as it was written. Text that could not be read as its field's type stands in
//! `unread`, so that a typed column holds values of its type only.

use qingce_core::catalogue::{Catalogue, FieldId, FieldType};
use qingce_core::record::{Facts, Record};
use qingce_core::value::{Fen, PartialDate, Value, Values};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Statement};

use crate::{Result, StoreError};

/// Columns of a record that are no fields.
const FIXED: [&str; 12] = [
    "id",
    "uid",
    "revision",
    "batch",
    "name_key",
    "code_key",
    "unit_level",
    "unit_is_subordinate",
    "to_return",
    "extra",
    "unread",
    "remarks",
];
/// Names that a field may not have because the tables or conditions use them.
const RESERVED: [&str; 7] = ["by_batch", "year", "duplicate_group_size", "tag", "not", "record", "rowid"];

/// The columns of `record` for a catalogue.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    fields: Vec<(String, FieldType)>,
    /// All columns, quoted, in the order of [`Columns::bind`].
    pub all: String,
    /// Inserts into `temp.staged_record` and `temp.staged_change`.
    pub insert_staged: [String; 2],
    /// Writes the row of [`Columns::bind`] over the record of its id, if that has the revision before; batch and uid stay.
    pub update: String,
    /// Selects the record of `:id` for [`Columns::read`], then its `code_key` and `name_key`.
    pub by_id: String,
}

impl Columns {
    pub fn new(catalogue: &Catalogue) -> Result<Columns> {
        let fields: Vec<(String, FieldType)> = catalogue.fields().iter().map(|f| (f.key.clone(), f.kind)).collect();
        if let Some((key, _)) = fields.iter().find(|(key, _)| !is_key(key)) {
            return Err(StoreError::FieldKey(key.clone()));
        }
        let all =
            FIXED.iter().copied().chain(fields.iter().map(|(key, _)| key.as_str())).map(quoted).collect::<Vec<_>>();
        let (update, marks, all) = (update(&all), vec!["?"; all.len()].join(", "), all.join(", "));
        let mut columns = Columns {
            insert_staged: ["staged_record", "staged_change"]
                .map(|table| format!("INSERT INTO temp.{table} ({all}) VALUES ({marks})")),
            update,
            all,
            by_id: String::new(),
            fields,
        };
        columns.by_id =
            format!("SELECT {}, r.code_key, r.name_key FROM {RECORDS} WHERE r.id = :id", columns.selection(None));
        Ok(columns)
    }

    /// How many columns [`Columns::selection`] of all fields has.
    pub fn selected(&self) -> usize {
        SELECTED.len() + self.fields.len()
    }
    /// `column = from.column` for `UPDATE … SET`, without some.
    pub fn assignments(&self, from: &str, without: &[&str]) -> String {
        let names = FIXED.iter().copied().chain(self.fields.iter().map(|(key, _)| key.as_str()));
        names
            .filter(|name| !without.contains(name))
            .map(|name| format!("{0} = {from}.{0}", quoted(name)))
            .collect::<Vec<_>>()
            .join(", ")
    }
    /// The columns of [`RECORDS`] for [`Columns::read`]: the fixed ones and all fields, or only some.
    pub fn selection(&self, only: Option<&[FieldId]>) -> String {
        let wanted = |at: usize| only.is_none_or(|ids| ids.iter().any(|id| id.index() == at));
        let fields = self.fields.iter().enumerate().filter(|(at, _)| wanted(*at));
        let fields = fields.map(|(_, (key, _))| format!("r.{}", quoted(key)));
        SELECTED.iter().map(|name| (*name).to_owned()).chain(fields).collect::<Vec<_>>().join(", ")
    }
}

/// Records with what the rules said of them.
pub(crate) const RECORDS: &str = "record AS r LEFT JOIN assessment AS a ON a.record = r.id";

/// What is read of every record before its fields; [`Columns::read`] counts by this order.
const SELECTED: [&str; 10] = [
    "r.id",
    "r.uid",
    "r.revision",
    "r.unit_level",
    "r.unit_is_subordinate",
    "r.to_return",
    "r.extra",
    "r.unread",
    "a.tags",
    "a.duplicate_group_size",
];

/// Whether a text may be the key of a field: lower-case letters, digits, underscores, and no name of ours.
pub(crate) fn is_key(key: &str) -> bool {
    let shaped = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    shaped && key.len() <= 63 && !FIXED.contains(&key) && !RESERVED.contains(&key)
}

fn update(all: &[String]) -> String {
    let kept = ["id", "uid", "batch"].map(quoted);
    let set = (1..).zip(all).filter(|(_, name)| !kept.contains(name)).map(|(at, name)| format!("{name} = ?{at}"));
    format!("UPDATE record SET {} WHERE id = ?1 AND revision = ?3 - 1", set.collect::<Vec<_>>().join(", "))
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// The tables that have a column per field.
const WITH_FIELDS: [&str; 4] = ["record", "record_before", "baseline_record", "merge_before"];

/// Adds the columns that a catalogue asks for and the register does not have yet. Columns are never taken away.
pub(crate) fn ensure_columns(connection: &mut Connection, columns: &Columns) -> Result<()> {
    if missing(connection, columns)?.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (table, key, kind) in missing(&transaction, columns)? {
        let column = format!("{} {}", quoted(&key), sql_type(kind));
        transaction.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN {column}"))?;
    }
    transaction.commit()?;
    Ok(())
}

fn missing(connection: &Connection, columns: &Columns) -> Result<Vec<(&'static str, String, FieldType)>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let mut found = Vec::new();
    for table in WITH_FIELDS {
        let there = statement.query_map([table], |row| row.get::<_, String>("name"))?;
        let there = there.collect::<rusqlite::Result<Vec<_>>>()?;
        let lacking = columns.fields.iter().filter(|(key, _)| !there.contains(key));
        found.extend(lacking.map(|(key, kind)| (table, key.clone(), *kind)));
    }
    Ok(found)
}

fn sql_type(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Money | FieldType::Int => "INTEGER",
        FieldType::Number => "REAL",
        _ => "TEXT",
    }
}

/// A row of `record` to be written.
pub(crate) struct RecordRow<'a> {
    pub id: i64,
    pub uid: &'a str,
    pub revision: i64,
    pub batch: Option<i64>,
    pub name_key: Option<&'a str>,
    pub code_key: Option<&'a str>,
    pub facts: &'a Facts,
    pub to_return: bool,
    pub extra: &'a [(String, String)],
    pub remarks: Option<&'a str>,
    pub values: &'a Values,
}

impl Columns {
    /// Binds a row to a statement whose parameters are the columns in order.
    pub fn bind(&self, statement: &mut Statement<'_>, row: &RecordRow<'_>) -> Result<()> {
        let extra = if row.extra.is_empty() { None } else { Some(serde_json::to_string(row.extra)?) };
        let unread = self.unread(row.values)?;
        // Most fields of a row are empty: what is not bound is NULL.
        statement.clear_bindings();
        statement.raw_bind_parameter(1, row.id)?;
        statement.raw_bind_parameter(2, row.uid)?;
        statement.raw_bind_parameter(3, row.revision)?;
        statement.raw_bind_parameter(4, row.batch)?;
        statement.raw_bind_parameter(5, row.name_key)?;
        statement.raw_bind_parameter(6, row.code_key)?;
        statement.raw_bind_parameter(7, row.facts.unit_level.as_deref())?;
        statement.raw_bind_parameter(8, row.facts.unit_is_subordinate.as_deref())?;
        statement.raw_bind_parameter(9, row.to_return)?;
        statement.raw_bind_parameter(10, extra)?;
        statement.raw_bind_parameter(11, unread)?;
        statement.raw_bind_parameter(12, row.remarks)?;
        for (at, (key, kind)) in self.fields.iter().enumerate() {
            if let Some(value) = row.values.0.get(at).and_then(Option::as_ref) {
                bind_value(statement, FIXED.len() + 1 + at, key, *kind, value)?;
            }
        }
        Ok(())
    }

    /// Texts that could not be read, by field, as a JSON object.
    fn unread(&self, values: &Values) -> Result<Option<String>> {
        if !values.0.iter().any(|v| matches!(v, Some(Value::Unread(_)))) {
            return Ok(None);
        }
        let texts = values.0.iter().zip(&self.fields).filter_map(|(value, (key, _))| match value {
            Some(Value::Unread(text)) => Some((key.clone(), serde_json::Value::from(text.as_str()))),
            _ => None,
        });
        Ok(Some(serde_json::to_string(&texts.collect::<serde_json::Map<_, _>>())?))
    }

    /// Reads a row of [`Columns::selection`].
    pub fn read(&self, row: &Row<'_>, only: Option<&[FieldId]>) -> Result<Record> {
        let mut record = Record {
            id: row.get(0)?,
            uid: row.get(1)?,
            revision: row.get(2)?,
            values: Values::empty(self.fields.len()),
            extra: json(row, 6)?.unwrap_or_default(),
            to_return: row.get(5)?,
            facts: Facts {
                unit_level: row.get(3)?,
                unit_is_subordinate: row.get(4)?,
                tags: json(row, 8)?.unwrap_or_default(),
                duplicate_group_size: row.get(9)?,
            },
        };
        let unread: serde_json::Map<String, serde_json::Value> = json(row, 7)?.unwrap_or_default();
        let mut column = SELECTED.len();
        for (at, (key, kind)) in self.fields.iter().enumerate() {
            if only.is_some_and(|ids| !ids.iter().any(|id| id.index() == at)) {
                continue;
            }
            record.values.0[at] = read_value(row.get_ref(column)?, *kind, key)?;
            column += 1;
            if let Some(serde_json::Value::String(text)) = unread.get(key) {
                record.values.0[at] = Some(Value::Unread(text.clone()));
            }
        }
        Ok(record)
    }
}

fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<Option<T>> {
    match row.get_ref(column)? {
        ValueRef::Text(text) => Ok(Some(serde_json::from_slice(text)?)),
        _ => Ok(None),
    }
}

fn bind_value(statement: &mut Statement<'_>, at: usize, key: &str, kind: FieldType, value: &Value) -> Result<()> {
    match (kind, value) {
        // Kept with the other texts that could not be read.
        (_, Value::Unread(_)) => {}
        (FieldType::Money, Value::Money(Fen(number))) | (FieldType::Int, Value::Int(number)) => {
            statement.raw_bind_parameter(at, number)?;
        }
        (FieldType::Number, Value::Number(number)) => statement.raw_bind_parameter(at, number)?,
        (FieldType::Multi, Value::Multi(codes)) => {
            statement.raw_bind_parameter(at, serde_json::to_string(codes)?)?;
        }
        (FieldType::Date, Value::Date(date)) => statement.raw_bind_parameter(at, date.as_str())?,
        (_, Value::Text(text)) if kind.is_text() && kind != FieldType::Date => {
            statement.raw_bind_parameter(at, text.as_str())?;
        }
        (_, other) => return Err(StoreError::Content(format!("{key}: {other:?} is no {kind:?}"))),
    }
    Ok(())
}

fn read_value(value: ValueRef<'_>, kind: FieldType, key: &str) -> Result<Option<Value>> {
    let wrong = || StoreError::Content(format!("column {key} holds no {kind:?}"));
    Ok(Some(match (kind, value) {
        (_, ValueRef::Null) => return Ok(None),
        (FieldType::Money, ValueRef::Integer(fen)) => Value::Money(Fen(fen)),
        (FieldType::Int, ValueRef::Integer(number)) => Value::Int(number),
        (FieldType::Number, ValueRef::Real(number)) => Value::Number(number),
        (FieldType::Multi, ValueRef::Text(text)) => Value::Multi(serde_json::from_slice(text)?),
        (FieldType::Date, ValueRef::Text(text)) => {
            let text = std::str::from_utf8(text).map_err(|_| wrong())?;
            Value::Date(PartialDate::from_text(text).ok_or_else(wrong)?)
        }
        (kind, ValueRef::Text(text)) if kind.is_text() => {
            Value::Text(std::str::from_utf8(text).map_err(|_| wrong())?.to_owned())
        }
        _ => return Err(wrong()),
    }))
}
