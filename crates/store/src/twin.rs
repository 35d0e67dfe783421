//! Twins: private temporary tables of exactly the shape of those that an import is copied to.
//!
//! A twin has the columns, checks and indexes of its table in the same order, because then SQLite copies rows and index
//! entries into an empty table as they are, without taking them apart. Into a table that holds rows they go one by one.
//!
//! The invariant: `INSERT INTO table SELECT * FROM twin` puts every value into the column of its name.

use rusqlite::{Connection, named_params};

use crate::Result;

/// Tables of the register and their twins. Records that change have one more, without indexes: they are not copied but
/// update what is there.
const TWINS: [(&str, &str); 3] =
    [("record", "staged_record"), ("input_row", "staged_input"), ("finding", "staged_finding")];

/// Creates the twins in the private database of a connection.
pub(crate) fn create(db: &Connection) -> Result<()> {
    for (table, twin) in TWINS {
        db.execute_batch(&format!("CREATE TEMP TABLE {twin} {}", shape(db, table)?))?;
        for (number, index) in indexes(db, table)?.into_iter().enumerate() {
            let (unique, columns) = (if index.unique { "UNIQUE" } else { "" }, index.columns);
            db.execute_batch(&format!("CREATE {unique} INDEX temp.{twin}_{number} ON {twin} {columns}"))?;
        }
    }
    db.execute_batch(&format!("CREATE TEMP TABLE staged_change {}", shape(db, "record")?))?;
    Ok(())
}

/// What stands behind the name of a table in the statement that created it.
pub(crate) fn shape(db: &Connection, table: &str) -> Result<String> {
    let sql =
        "SELECT substr(sql, instr(sql, '(')) AS shape FROM main.sqlite_schema WHERE type = 'table' AND name = :table";
    Ok(db.query_row(sql, named_params! {":table": table}, |row| row.get("shape"))?)
}

struct Index {
    unique: bool,
    /// Its columns and, of a partial one, its condition.
    columns: String,
}

/// Indexes as they were created, the oldest first; those of primary keys are part of the table.
fn indexes(db: &Connection, table: &str) -> Result<Vec<Index>> {
    let mut statement = db.prepare(
        "SELECT sql LIKE 'CREATE UNIQUE %' AS is_unique, substr(sql, instr(sql, '(')) AS columns FROM main.sqlite_schema
         WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL ORDER BY rowid",
    )?;
    let found = statement.query_map(named_params! {":table": table}, |row| {
        Ok(Index { unique: row.get("is_unique")?, columns: row.get("columns")? })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
