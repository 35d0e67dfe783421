//! One cell that holds a person and the telephone number: each field gets its part.
//!
//! The invariant: a field that has a value of its own keeps it; the text as met stays with both.

use super::{RowRecord, ValueSource};
use crate::catalogue::FieldId;
use crate::parse::phone;
use crate::reference::{Person, Reference};
use crate::value::Value;

/// Takes persons and telephone numbers apart, whichever of the two columns holds both.
pub(super) fn apart(reference: &Reference, record: &mut RowRecord) {
    for person in &reference.persons {
        if split(reference, record, person.name, person).is_none() {
            let _ = split(reference, record, person.phone, person);
        }
    }
}

/// Splits what stands in a field; `None` where it holds no person with a number.
fn split(reference: &Reference, record: &mut RowRecord, field: FieldId, person: &Person) -> Option<()> {
    let Some(Value::Text(met)) = record.values.get(field) else { return None };
    if field == person.phone && !met.contains(char::is_alphabetic) {
        return None;
    }
    let (name, number) = phone::person(met, &reference.words.phone.labels)?;
    let other = if field == person.name { person.phone } else { person.name };
    if field == person.phone && (name.is_empty() || record.values.get(other).is_some()) {
        return None;
    }
    let source = record.sources.iter_mut().find(|source| source.field == field)?;
    let met = source.text.get_or_insert_with(|| met.clone()).clone();
    let (row, column) = (source.row, source.column);
    record.values.set(person.name, Some(name).filter(|name| !name.is_empty()).map(Value::Text));
    if field == person.phone || record.values.get(person.phone).is_none() {
        record.values.set(person.phone, Some(Value::Text(number)));
    }
    if record.sources.iter().all(|source| source.field != other) {
        record.sources.push(ValueSource { field: other, row, column, text: Some(met) });
    }
    if field == person.phone {
        let told = |finding: &crate::finding::Finding| finding.code == "phone_shape" && finding.column == column;
        record.findings.retain(|finding| !told(finding));
    }
    Some(())
}
