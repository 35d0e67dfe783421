//! Lists of groups: counts and sums of the projects that share a value, one row per value in the order first met.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::condition::Subject;
use crate::list::{List, Source};
use crate::record::Record;
use crate::report::{CellFormat, ReportCell, ReportRow};
use crate::value::{Fen, Value};

/// The sums of every group so far: by column, in 分 for amounts.
#[derive(Debug, Default)]
pub(super) struct Groups {
    places: FxHashMap<String, usize>,
    rows: Vec<(String, Vec<i64>)>,
}

impl Groups {
    pub(super) fn add(&mut self, list: &List, record: &Record, today: NaiveDate) {
        let value = list.group_by.and_then(|field| record.values.get(field)).map(|value| value.text());
        let name = value.unwrap_or_default();
        let place = match self.places.get(&name) {
            Some(place) => *place,
            None => {
                self.places.insert(name.clone(), self.rows.len());
                self.rows.push((name, vec![0; list.columns.len()]));
                self.rows.len() - 1
            }
        };
        let subject = Subject { values: &record.values, facts: &record.facts, to_return: record.to_return, today };
        for (sum, column) in self.rows[place].1.iter_mut().zip(&list.columns) {
            *sum += match &column.source {
                Source::Count(condition) => i64::from(condition.eval(&subject) == Some(true)),
                Source::Sum(field) => match record.values.get(*field) {
                    Some(Value::Money(Fen(amount)) | Value::Int(amount)) => *amount,
                    _ => 0,
                },
                _ => 0,
            };
        }
    }

    /// Writes one row per group and tells how many there were.
    pub(super) fn write<E>(
        &self,
        list: &List,
        write: &mut impl FnMut(ReportRow<'_>) -> Result<(), E>,
    ) -> Result<i64, E> {
        let mut serial = 0;
        for (name, sums) in &self.rows {
            serial += 1;
            let name = if name.is_empty() { &list.no_group } else { name };
            let cells: Vec<ReportCell<'_>> = list
                .columns
                .iter()
                .zip(sums)
                .map(|(column, sum)| match (&column.source, column.format) {
                    (Source::Serial, _) => ReportCell::Int(serial),
                    (Source::Group, _) => ReportCell::text(name.as_str()),
                    (Source::Sum(_), CellFormat::Money) => ReportCell::Money(Fen(*sum)),
                    (Source::Count(_) | Source::Sum(_), _) => ReportCell::Int(*sum),
                    _ => ReportCell::Empty,
                })
                .collect();
            write(ReportRow::Data(&cells))?;
        }
        Ok(serial)
    }
}
