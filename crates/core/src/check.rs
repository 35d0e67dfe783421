//! What a record must hold, and what its values must be to each other.
//!
//! In here: needs of fields, orders between fields. Not in here: whether one value is well formed ([`crate::parse`]),
//! duplicates (they need more than one record).
//!
//! The invariant: empty is unknown. What cannot be judged is not remarked on, except that it is missing.

use chrono::NaiveDate;

use crate::catalogue::{FieldId, Need};
use crate::condition::Subject;
use crate::finding::{Finding, Severity};
use crate::interpret::RowRecord;
use crate::record::Facts;
use crate::reference::{Order, Reference};
use crate::value::{Value, Values};

/// Where the cells of a field stand: in a column, of a card in one row.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The column, 1 = A.
    pub column: u32,
    /// The row, in card forms.
    pub row: Option<u32>,
}

/// Which fields a table tells of, and which it should have.
#[derive(Debug, Clone, Default)]
pub struct Given {
    columns: Vec<Option<Place>>,
    context: Vec<bool>,
    wanted: Vec<bool>,
}

impl Given {
    /// A table without any field.
    pub fn none(reference: &Reference) -> Given {
        let none = vec![false; reference.catalogue.len()];
        Given { columns: vec![None; none.len()], context: none.clone(), wanted: none }
    }
    /// The table has a column of this field. The first one counts.
    pub fn column(&mut self, field: FieldId, place: Place) {
        self.columns[field.index()].get_or_insert(place);
    }
    /// A line outside the table tells this field.
    pub fn context(&mut self, field: FieldId) {
        self.context[field.index()] = true;
    }
    /// Whether the table has a column of this field.
    pub fn in_table(&self, field: FieldId) -> bool {
        self.columns[field.index()].is_some()
    }
    fn told(&self, field: FieldId) -> bool {
        self.in_table(field) || self.context[field.index()]
    }
}

/// Checks a record and adds what is to be said about it. A field that is needed but has no column is noted in `given`.
pub fn record(reference: &Reference, facts: &Facts, given: &mut Given, sheet: &str, record: &mut RowRecord) {
    for field in reference.catalogue.fields() {
        if record.values.get(field.id).is_some() || !needed(&field.need, facts, &record.values) {
            continue;
        }
        if field.key == "region_code" && facts.unit_level.is_some() {
            continue;
        }
        if !given.told(field.id) {
            given.wanted[field.id.index()] = true;
            continue;
        }
        if record.findings.iter().any(|f| f.code == "amount_merged" && f.field.as_deref() == Some(field.key.as_str())) {
            continue;
        }
        let place = given.columns[field.id.index()].unwrap_or(Place { column: 0, row: None });
        let row = place.row.unwrap_or(record.row);
        let finding = Finding::new("required_missing", Severity::MustFix, sheet, row, place.column);
        record.findings.push(finding.of_field(&field.key).with("header", &field.header));
    }
    for order in &reference.orders {
        record.findings.extend(disorder(reference, order, sheet, record));
    }
}

/// Codes of what [`record`] says.
const CHECKED: [&str; 4] = ["required_missing", "order_broken", "order_of_dates", "order_of_amounts"];

/// What is to be said of a record whose fields a person changed, in place of `findings`, which were said before.
///
/// Remarks on other fields stay. A field is asked for where it was asked for before, was emptied now, or is needed only
/// because of the change: what a table without its column did not have to tell, no change of another field asks for.
pub fn edited(
    reference: &Reference,
    before: (&Facts, &Values),
    after: (&Facts, &Values),
    changed: &[FieldId],
    findings: Vec<Finding>,
) -> Vec<Finding> {
    let id = |finding: &Finding| finding.field.as_deref().and_then(|key| reference.catalogue.id(key));
    let of_check = |finding: &Finding| CHECKED.contains(&finding.code.as_str());
    let missing = |finding: &Finding| finding.code == "required_missing";
    let asked: Vec<FieldId> = findings.iter().filter(|f| missing(f)).filter_map(id).collect();
    let mut given = Given::none(reference);
    for field in reference.catalogue.fields() {
        given.column(field.id, Place { column: 0, row: None });
    }
    let mut row = RowRecord { values: after.1.clone(), ..RowRecord::default() };
    record(reference, after.0, &mut given, "", &mut row);
    let may_ask = |field: FieldId| {
        let need = &reference.catalogue.field(field).need;
        asked.contains(&field) || changed.contains(&field) || !needed(need, before.0, before.1)
    };
    let told = row.findings.into_iter().filter(|f| !missing(f) || id(f).is_some_and(may_ask));
    let kept = |f: &Finding| !of_check(f) && id(f).is_none_or(|field| !changed.contains(&field));
    findings.into_iter().filter(kept).chain(told).collect()
}

fn needed(need: &Need, facts: &Facts, values: &Values) -> bool {
    match need {
        Need::Optional => false,
        Need::Required => true,
        Need::Any(fields) => fields.iter().all(|field| values.get(*field).is_none()),
        Need::When(condition) => {
            // No need looks at today; on the first of days `older than` is unknown and asks for nothing.
            let subject = Subject { values, facts, to_return: false, today: NaiveDate::MIN };
            condition.eval(&subject) == Some(true)
        }
    }
}

/// Fields that rows need while the table has no column of them: one finding per field.
pub fn missing_columns(reference: &Reference, given: &Given, sheet: &str) -> Vec<Finding> {
    let wanted = reference.catalogue.fields().iter().filter(|field| given.wanted[field.id.index()]);
    let finding = |header: &str| Finding::new("column_missing", Severity::Explain, sheet, 0, 0).with("header", header);
    wanted.map(|field| finding(&field.header).of_field(&field.key)).collect()
}

fn disorder(reference: &Reference, order: &Order, sheet: &str, record: &RowRecord) -> Option<Finding> {
    let (less, more) = (record.values.get(order.less)?, record.values.get(order.more)?);
    let (late, code) = match (less, more) {
        (Value::Date(less), Value::Date(more)) => {
            let common = less.as_str().len().min(more.as_str().len());
            (less.as_str()[..common] > more.as_str()[..common], "order_of_dates")
        }
        (Value::Money(less), Value::Money(more)) => (less > more, "order_of_amounts"),
        (Value::Int(less), Value::Int(more)) => (less > more, "order_of_amounts"),
        (Value::Number(less), Value::Number(more)) => (less > more, "order_of_amounts"),
        _ => return None,
    };
    if !late {
        return None;
    }
    let code = if order.severity == Severity::MustFix { "order_broken" } else { code };
    let source = record.sources.iter().find(|source| source.field == order.more);
    let (row, column) = source.map_or((record.row, 0), |source| (source.row, source.column));
    let (one, other) = (reference.catalogue.field(order.less), reference.catalogue.field(order.more));
    let finding = Finding::new(code, order.severity, sheet, row, column).of_field(&other.key);
    let finding = finding.with("less", &one.header).with("less_value", less.text());
    Some(finding.with("more", &other.header).with("more_value", more.text()))
}
