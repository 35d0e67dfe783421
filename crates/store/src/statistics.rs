//! Statistics: counts and sums over groups of records, for 按单位统计表 and the like.

use chrono::NaiveDate;
use qingce_core::catalogue::FieldId;
use qingce_core::condition::{Condition, Operand};
use rusqlite::params_from_iter;

use crate::columns::RECORDS;
use crate::open::Store;
use crate::sql::Sql;
use crate::{Result, StoreError};

/// One figure of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// Records for which a condition holds.
    Count(Condition),
    /// Sum of a field of whole numbers or money (分) over those records.
    Sum(FieldId, Condition),
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsRow {
    /// Value of the field grouped by; none for the records where it is empty.
    pub group: Option<String>,
    /// Figures in the order asked for.
    pub figures: Vec<i64>,
}

impl Store {
    /// Figures per value of a text field, over the records for which `scope` holds; ordered by the group's first record.
    pub fn statistics(
        &self,
        by: FieldId,
        scope: &Condition,
        measures: &[Measure],
        today: NaiveDate,
    ) -> Result<Vec<StatisticsRow>> {
        self.read(|db| {
            let mut sql = Sql::new(&self.shape.catalogue, today);
            let group = sql.column(Operand::Field(by));
            let mut figures = String::new();
            for measure in measures {
                let (of, condition) = match measure {
                    Measure::Count(condition) => ("count(*)".to_owned(), condition),
                    Measure::Sum(field, condition) => {
                        (format!("sum({})", sql.column(Operand::Field(*field))), condition)
                    }
                };
                figures += &format!(", coalesce({of} FILTER (WHERE {}), 0)", sql.condition(condition));
            }
            let scope = sql.condition(scope);
            let text =
                format!("SELECT {group}{figures} FROM {RECORDS} WHERE {scope} GROUP BY {group} ORDER BY min(r.id)");
            let mut statement = db.prepare_cached(&text)?;
            let mut rows = statement.query(params_from_iter(&sql.params))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let figures = (1..=measures.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<i64>>>();
                let figures = figures.map_err(|_| StoreError::Content("a sum of what is no whole number".into()))?;
                found.push(StatisticsRow { group: row.get(0)?, figures });
            }
            Ok(found)
        })
    }
}
