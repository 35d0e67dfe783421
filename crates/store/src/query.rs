//! Reading records: streamed for lists and rules, or a page at a time for the grid.

use std::ops::ControlFlow;

use chrono::NaiveDate;
use qingce_core::catalogue::FieldId;
use qingce_core::condition::{Condition, Operand};
use qingce_core::record::Record;
use rusqlite::params_from_iter;

use crate::Result;
use crate::columns::RECORDS;
use crate::open::Store;
use crate::sql::Sql;

/// Which records, and in what order.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Records for which it holds; not those for which it is unknown.
    pub condition: Condition,
    /// Words that stand in the searched fields; empty for all records.
    pub search: String,
    /// Order; ties by id, which is the order of arrival.
    pub sort: Vec<Sort>,
    /// Today, for `older than`.
    pub today: NaiveDate,
}

/// One level of an order. Empty values come last either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The field or fact.
    pub by: Operand,
    /// Falling.
    pub descending: bool,
}

/// A part of a query's records.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// How many records the query has in all.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<Record>,
}

impl Query {
    /// All records in the order of arrival.
    pub fn all(today: NaiveDate) -> Query {
        Query { condition: Condition::Always, search: String::new(), sort: Vec::new(), today }
    }
}

impl Store {
    /// Gives every record of a query to `each`, until it breaks. With `only`, other fields than those are left empty.
    pub fn for_each(
        &self,
        query: &Query,
        only: Option<&[FieldId]>,
        mut each: impl FnMut(Record) -> ControlFlow<()>,
    ) -> Result<()> {
        self.read(|db| {
            let mut sql = Sql::new(&self.shape.catalogue, query.today);
            let (filter, order) = (filter(&mut sql, query), order(&sql, query));
            let selection = self.shape.columns.selection(only);
            let mut statement =
                db.prepare(&format!("SELECT {selection} FROM {RECORDS} WHERE {filter} ORDER BY {order}"))?;
            let mut rows = statement.query(params_from_iter(&sql.params))?;
            while let Some(row) = rows.next()? {
                if each(self.shape.columns.read(row, only)?).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// A page as SQL alone gives it: what [`Store::page`] is held to.
    pub fn page_by_sql(&self, query: &Query, offset: u64, limit: u64) -> Result<Page> {
        self.read(|db| {
            let mut sql = Sql::new(&self.shape.catalogue, query.today);
            let (filter, order) = (filter(&mut sql, query), order(&sql, query));
            let count = format!("SELECT count(*) AS n FROM {RECORDS} WHERE {filter}");
            let total: i64 = db.prepare_cached(&count)?.query_row(params_from_iter(&sql.params), |row| row.get("n"))?;
            let selection = self.shape.columns.selection(None);
            let page = format!(
                "SELECT {selection} FROM {RECORDS} WHERE {filter} ORDER BY {order} LIMIT {limit} OFFSET {offset}"
            );
            let mut statement = db.prepare_cached(&page)?;
            let mut rows = statement.query(params_from_iter(&sql.params))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(self.shape.columns.read(row, None)?);
            }
            Ok(Page { total: u64::try_from(total).unwrap_or(0), rows: found })
        })
    }
}

pub(crate) fn filter(sql: &mut Sql<'_>, query: &Query) -> String {
    let condition = sql.condition(&query.condition);
    let search = sql.search(&query.search);
    format!("({condition}) AND ({search})")
}

fn order(sql: &Sql<'_>, query: &Query) -> String {
    let level = |sort: &Sort| {
        let column = sql.column(sort.by);
        format!("{column} IS NULL, {column}{}, ", if sort.descending { " DESC" } else { "" })
    };
    query.sort.iter().map(level).collect::<String>() + "r.id"
}
