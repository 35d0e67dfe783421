//! A record while it is being edited: what it was, what it is to be, and what is to be said about it then.

use qingce_core::catalogue::FieldId;
use qingce_core::check;
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::{Refused, typed};
use qingce_core::record::Record;
use qingce_core::value::{Value, Values};
use qingce_store::EditedRecord;

use super::{CellChange, EditResult};
use crate::error::{ApiError, Code};
use crate::records::FieldJson;
use crate::register::Register;

/// A record being edited.
pub(super) struct Draft {
    before: Record,
    values: Values,
    changed: Vec<FieldId>,
    /// Remarks on the typed texts.
    remarks: Vec<Finding>,
    /// 待退回 and own remarks as they were, where a past state is put back exactly.
    restored: Option<(bool, Option<Vec<Finding>>)>,
}

impl Draft {
    /// Nothing changed yet.
    pub(super) fn new(before: Record) -> Draft {
        let values = before.values.clone();
        Draft { before, values, changed: Vec::new(), remarks: Vec::new(), restored: None }
    }

    /// Reads a typed text into a field; a text that cannot be taken is told and leaves the field as it is.
    pub(super) fn type_into(
        &mut self,
        register: &Register,
        id: FieldId,
        text: &str,
        told: &mut EditResult,
    ) -> Result<(), ApiError> {
        let reference = &register.desk().reference;
        let field = reference.catalogue.field(id);
        let parsed = match typed(reference, field, text) {
            Ok(parsed) => parsed,
            Err(why) => {
                let code = match why {
                    Refused::Classified => Code::EditClassified,
                    Refused::Credential => Code::EditCredential,
                };
                told.refuse(register, &self.before, id, code);
                return Ok(());
            }
        };
        let remarks = parsed.remarks.iter().map(|remark| {
            let finding = Finding::new(remark.code, remark.severity, "", 0, 0).of_field(&field.key);
            let finding = finding.with("header", &field.header);
            remark.params.iter().fold(finding, |finding, (name, text)| finding.with(name, text))
        });
        self.remarks.extend(remarks);
        self.put(id, parsed.value, told);
        Ok(())
    }

    /// Gives a field a value.
    pub(super) fn put(&mut self, id: FieldId, value: Option<Value>, told: &mut EditResult) {
        if self.before.values.get(id) == value.as_ref() {
            told.unchanged += 1;
            return;
        }
        self.values.set(id, value);
        self.changed.push(id);
    }

    /// Puts the remarks of a past state back with its values.
    pub(super) fn restore(&mut self, to_return: bool, remarks: Option<Vec<Finding>>) {
        self.restored = Some((to_return, remarks));
    }

    /// The record to be written; none where nothing changes or it cannot be one any more.
    pub(super) fn finish(self, register: &Register, told: &mut EditResult) -> Result<Option<EditedRecord>, ApiError> {
        let Some(first) = self.changed.first() else { return Ok(None) };
        let identity = register.identity();
        if identity.name(&self.values).is_empty() {
            told.refuse(register, &self.before, *first, Code::EditNameMissing);
            return Ok(None);
        }
        let facts = register.facts(&self.values);
        let (to_return, remarks) = match self.restored {
            Some(restored) => restored,
            None => {
                let findings = register.store().findings_of_record(&self.before.uid)?;
                let (before, after) = ((&self.before.facts, &self.before.values), (&facts, &self.values));
                let mut told = check::edited(&register.desk().reference, before, after, &self.changed, findings);
                told.extend(self.remarks);
                (told.iter().any(|finding| finding.severity == Severity::MustFix), Some(told))
            }
        };
        let catalogue = &register.desk().reference.catalogue;
        for id in &self.changed {
            let key = &catalogue.field(*id).key;
            let json = |values: &Values| values.get(*id).map(|value| FieldJson(value.json()));
            let of_field = |f: &&Finding| f.field.as_deref() == Some(key.as_str());
            told.tell(|| CellChange {
                uid: self.before.uid.clone(),
                name: identity.name(&self.values).to_owned(),
                field: key.clone(),
                old: json(&self.before.values),
                new: json(&self.values),
                findings: remarks.iter().flatten().filter(of_field).cloned().collect(),
            });
        }
        told.records += 1;
        let names = identity.names(&self.values);
        let regrouped = names != identity.names(&self.before.values);
        let keys = identity.keys(&self.values, &names);
        Ok(Some(EditedRecord {
            id: self.before.id,
            revision: self.before.revision,
            values: self.values,
            facts,
            name_key: keys.name,
            code_key: keys.code,
            to_return,
            remarks,
            regrouped,
        }))
    }
}
