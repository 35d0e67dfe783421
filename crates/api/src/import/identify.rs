//! Which record of the register a row is. Strict: uid, project code, or unit and name equal after folding; nothing more.
//!
//! A record is matched by one row of a file only, so two rows never meet in one record. Why a project code counts within
//! one unit only: docs/decisions/0002.

use qingce_core::catalogue::{Catalogue, FieldId};
use qingce_core::identity::Names;
use qingce_core::text::{fold, fold_name};
use qingce_core::value::Values;
use qingce_store::Candidate;
use rustc_hash::FxHashSet;

/// The fields that identity looks at.
#[derive(Debug, Clone, Copy)]
pub struct IdentityFields {
    unit: FieldId,
    code: FieldId,
    project: FieldId,
    system: FieldId,
}

/// What finds a row's record again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowKeys {
    /// Unit and project code, folded.
    pub code: Option<String>,
    /// Unit and name, folded: of the project, or of the system where there is none.
    pub name: Option<String>,
}

impl IdentityFields {
    /// The fields of a catalogue.
    pub fn new(catalogue: &Catalogue) -> IdentityFields {
        IdentityFields {
            unit: catalogue.known("report_unit"),
            code: catalogue.known("project_code"),
            project: catalogue.known("project_name"),
            system: catalogue.known("system_name"),
        }
    }

    /// Whether a field names a project or system: a table without one holds no projects.
    pub fn names_a_project(&self, field: FieldId) -> bool {
        field == self.project || field == self.system
    }

    /// The keys of a row or record, given its names.
    pub fn keys(&self, values: &Values, names: &Names) -> RowKeys {
        RowKeys { code: names.code_key(values.text(self.code)), name: names.key() }
    }

    /// The names of a row or record, folded.
    pub fn names(&self, values: &Values) -> Names {
        Names::new(values.text(self.unit), values.text(self.project), values.text(self.system))
    }

    /// The name that findings show.
    pub fn name<'a>(&self, values: &'a Values) -> &'a str {
        let project = values.text(self.project);
        if project.is_empty() { values.text(self.system) } else { project }
    }

    /// Chooses the record that a row is, among those that share a key with it and that no earlier row of the file took.
    pub fn choose<'c>(
        &self,
        row: &Values,
        candidates: &'c [Candidate],
        taken: &FxHashSet<i64>,
    ) -> Option<&'c Candidate> {
        let free = || candidates.iter().filter(|c| !taken.contains(&c.slot));
        if let Some(same) = free().find(|c| c.by_uid) {
            return Some(same);
        }
        let by_code = || free().filter(|c| c.by_code);
        if let Some(same) = by_code().find(|c| c.by_name && self.same_system(row, meant(c))) {
            return Some(same);
        }
        let mut of_code: Vec<i64> = candidates.iter().filter(|c| c.by_code).map(|c| c.record.id).collect();
        of_code.dedup();
        if of_code.len() == 1
            && let Some(same) = by_code().next().filter(|c| self.same_system(row, meant(c)))
        {
            return Some(same);
        }
        let by_name = || free().filter(|c| c.by_name && self.codes_agree(row, meant(c)));
        let equal = by_name().find(|c| *meant(c) == *row);
        equal.or_else(|| by_name().find(|c| self.same_system(row, meant(c))))
    }

    /// Two systems of one project are two records; a row that names none may be either.
    fn same_system(&self, row: &Values, record: &Values) -> bool {
        let (a, b) = (fold_name(row.text(self.system)), fold_name(record.text(self.system)));
        a.is_empty() || b.is_empty() || a == b
    }

    fn codes_agree(&self, row: &Values, record: &Values) -> bool {
        let (a, b) = (fold(row.text(self.code)), fold(record.text(self.code)));
        a.is_empty() || b.is_empty() || a == b
    }
}

/// The values that the keys of a candidate mean: its own, or those of the record that was merged into it.
fn meant(candidate: &Candidate) -> &Values {
    candidate.known_as.as_ref().unwrap_or(&candidate.record.values)
}
