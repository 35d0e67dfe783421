//! What the records of a query hold between them: which fields and extra columns are used, how many a tag left open.
//!
//! A list asks this before its first row, because its columns must be known then.

use qingce_core::catalogue::FieldId;
use qingce_core::rule::RuleLine;
use rusqlite::{Row, named_params, params_from_iter};

use crate::Result;
use crate::columns::RECORDS;
use crate::open::Store;
use crate::query::{Query, filter};
use crate::sql::Sql;

impl Store {
    /// The fields of which some record of a query holds a value, read or not, in the order of the catalogue; and the
    /// headers of their extra columns, in the order of first arrival.
    pub fn used(&self, query: &Query) -> Result<(Vec<FieldId>, Vec<String>)> {
        self.read(|db| {
            let fields = self.shape.catalogue.fields();
            let mut sql = Sql::new(&self.shape.catalogue, query.today);
            let filter = filter(&mut sql, query);
            let holds = |at: usize, key: &str| format!("max(r.\"{key}\" IS NOT NULL) AS f{at}");
            let columns: Vec<String> = fields.iter().enumerate().map(|(at, field)| holds(at, &field.key)).collect();
            let text = format!("SELECT {} FROM {RECORDS} WHERE {filter}", columns.join(", "));
            let held: Vec<bool> = db.prepare(&text)?.query_row(params_from_iter(&sql.params), |row| {
                (0..fields.len()).map(|at| Ok(row.get::<_, Option<bool>>(format!("f{at}").as_str())? == Some(true))).collect()
            })?;
            let keys = |column: &str, key: &str| -> Result<Vec<String>> {
                let text = format!(
                    "SELECT {key} AS name FROM {RECORDS}, json_each(r.{column}) AS j WHERE r.{column} IS NOT NULL AND {filter}
                     GROUP BY name ORDER BY min(r.id), min(j.id)"
                );
                let mut statement = db.prepare(&text)?;
                let names = statement.query_map(params_from_iter(&sql.params), |row: &Row<'_>| row.get("name"))?;
                Ok(names.collect::<rusqlite::Result<_>>()?)
            };
            let unread = keys("unread", "j.key")?;
            let used = fields.iter().zip(held).filter(|(field, held)| *held || unread.contains(&field.key));
            Ok((used.map(|(field, _)| field.id).collect(), keys("extra", "j.value ->> 0")?))
        })
    }

    /// How many 涉密 rows the imports in force refused; a file sent again counts once.
    pub fn classified_rows(&self) -> Result<i64> {
        self.read(|db| {
            let mut statement = db.prepare(
                "SELECT coalesce(sum(rows), 0) AS n FROM batch_classified WHERE batch IN
                   (SELECT max(id) FROM batch WHERE state = 'promoted' GROUP BY file_name)",
            )?;
            Ok(statement.query_row([], |row| row.get("n"))?)
        })
    }

    /// How many records the rules of a tag could not judge, and that do not have the tag for another reason.
    pub fn unknown_of_tag(&self, tag: &str) -> Result<i64> {
        self.read(|db| {
            let mut statement = db.prepare("SELECT line FROM rule_run")?;
            let lines = statement.query_map([], |row| row.get::<_, String>("line"))?.collect::<rusqlite::Result<Vec<_>>>()?;
            let rules = lines.iter().map(|line| Ok(serde_json::from_str::<RuleLine>(line)?)).collect::<Result<Vec<_>>>()?;
            let ids: Vec<&str> = rules.iter().filter(|rule| rule.tag == tag).map(|rule| rule.id.as_str()).collect();
            let mut statement = db.prepare(
                "SELECT count(*) AS n FROM assessment AS a
                 WHERE EXISTS (SELECT 1 FROM json_each(a.told, '$.unknown') AS u WHERE u.value IN (SELECT value FROM json_each(:rules)))
                   AND NOT EXISTS (SELECT 1 FROM json_each(a.tags) AS t WHERE t.value = :tag OR substr(t.value, 1, length(:tag) + 1) = :tag || '/')",
            )?;
            let params = named_params! {":rules": serde_json::to_string(&ids)?, ":tag": tag};
            Ok(statement.query_row(params, |row| row.get("n"))?)
        })
    }
}
