//! A file of an earlier year's register: the same walk, Reading and judging as an import, into tables of its own.
//!
//! Not in here: what differs between the years ([`crate::years`]). The invariant: read = the sum of fates, in rows and in
//! amounts, or nothing is stored; no record of this year is touched, and none is matched.

use std::sync::mpsc::sync_channel;

use qingce_core::catalogue::FieldId;
use qingce_core::finding::{Finding, Severity};
use qingce_core::identity;
use qingce_core::interpret::RowRecord;
use qingce_core::record::Record;
use qingce_core::token::uid_of;
use qingce_core::value::Values;
use qingce_store::{BaselinePlace, BaselineStaging, Finish, Keys, NewBaseline, NewRecord, Staged, Tally};
use rustc_hash::{FxHashMap, FxHashSet};

use super::identify::IdentityFields;
use super::judge::{Event, Judge};
use super::reconcile;
use super::rows::{self, Rows};
use super::{GivenReadings, ImportOptions, ImportResult, ImportState, JUDGED_AHEAD, SheetResult, TableResult, Told};
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::{Job, Phase};
use crate::register::Register;
use crate::walk::walk;

/// Imports a file of the register of an earlier year. The batch in the result is one of the earlier years'.
pub fn import_baseline(
    register: &Register,
    file: &InputFile,
    year: i32,
    options: &ImportOptions,
    job: Job<'_>,
) -> Result<ImportResult, ApiError> {
    let year = crate::years::checked(year)?;
    let name = file.name();
    let catalogue = &register.desk().reference.catalogue;
    let given = GivenReadings::new(Some(register.store()), options.readings.clone(), catalogue)?;
    let (sha256, staging, told) = std::thread::scope(|scope| {
        let (send, receive) = sync_channel(JUDGED_AHEAD);
        let given = &given;
        let judging = scope.spawn(move || {
            let mut judge = Judge::new(register, options.unit.clone(), send);
            let workbook = walk(register.desk(), file, given, job, &mut judge)?;
            judge.finish().map(|()| workbook)
        });
        let mut shelf = Shelf::new(register, year, &name);
        let staged = receive.iter().flatten().try_for_each(|event| shelf.take(event));
        drop(receive);
        let judged = judging.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        staged?;
        Ok::<_, ApiError>((judged?.sha256, shelf.staging, shelf.told))
    })?;
    let Some(staging) = staging.filter(|_| told.has_projects) else {
        return Err(ApiError::new(Code::NoTable).with("file", name));
    };
    let mut result = told.result(name, sha256);
    given.check_met(result.sheets.iter().map(|sheet| &sheet.reading))?;
    reconcile(&result)?;
    if !result.moves_anything() {
        return Ok(result);
    }
    if job.cancel.is_cancelled() {
        return Err(ApiError::new(Code::Cancelled));
    }
    job.tell(Phase::Promote, 0, Some(result.read.rows.unsigned_abs()), result.findings_total);
    let readings = result.sheets.iter().map(|sheet| sheet.reading.clone()).collect();
    let read = Tally { rows: result.read.rows, fen: result.read.fen };
    let finish = Finish { readings, read, finished_at: register.now(), replies: Vec::new() };
    result.batch = Some(staging.promote(register.store(), &finish)?);
    result.state = ImportState::Promoted;
    Ok(result)
}

/// Where the rows of an earlier year's file go.
struct Shelf<'r> {
    register: &'r Register,
    year: i32,
    file_name: String,
    fields: IdentityFields,
    staging: Option<BaselineStaging>,
    tables: Vec<(String, TableResult)>,
    told: Told,
    /// Hashes of all that rows of one full name tell.
    seen: FxHashMap<String, Vec<u64>>,
    taken: FxHashSet<i64>,
    uids: FxHashSet<String>,
}

impl<'r> Shelf<'r> {
    fn new(register: &'r Register, year: i32, file_name: &str) -> Shelf<'r> {
        Shelf {
            register,
            year,
            file_name: file_name.to_owned(),
            fields: register.identity(),
            staging: None,
            tables: Vec::new(),
            told: Told::default(),
            seen: FxHashMap::default(),
            taken: FxHashSet::default(),
            uids: FxHashSet::default(),
        }
    }

    fn take(&mut self, event: Event) -> Result<(), ApiError> {
        match event {
            Event::Workbook(about) => {
                self.staging = Some(self.register.store().stage_baseline(NewBaseline {
                    year: self.year,
                    file_name: self.file_name.clone(),
                    file_sha256: about.sha256,
                    operator: self.register.operator().into(),
                    started_at: self.register.now(),
                })?);
                Ok(())
            }
            Event::Table { sheet, projects, .. } => {
                self.told.has_projects |= projects;
                self.tables.push((sheet, TableResult::default()));
                Ok(())
            }
            Event::Row { at, kind, read, findings } => self.row(at, kind, read, &findings),
            // What the program wrote beside its rows is nothing that a year is compared by.
            Event::Identity { .. } => Ok(()),
            Event::Sheet { reading, findings, .. } => {
                let tables = std::mem::take(&mut self.tables).into_iter().map(|(_, table)| table).collect();
                self.told.sheets.push(SheetResult { reading, tables });
                self.told.findings(&findings);
                Ok(self.staging().tell(&findings)?)
            }
        }
    }

    fn staging(&mut self) -> &mut BaselineStaging {
        self.staging.as_mut().expect("BUG: the workbook comes before its rows")
    }
}

impl Rows for Shelf<'_> {
    fn told(&mut self, at: usize) -> (&mut Told, &mut TableResult) {
        (&mut self.told, &mut self.tables[at].1)
    }

    fn amount_field(&self) -> FieldId {
        self.register.amount_field()
    }

    fn record(&mut self, at: usize, row: Box<RowRecord>) -> Result<(), ApiError> {
        let row = row.as_ref();
        let fen = self.read_amount(at, &row.values);
        let names = self.fields.names(&row.values);
        let hash = identity::row_hash(row);
        let alike = self.seen.entry(names.full()).or_default();
        if alike.contains(&hash) {
            return self.stage(at, row, Staged::Duplicate, fen);
        }
        alike.push(hash);
        let keys = self.fields.keys(&row.values, &names);
        let asked = Keys {
            uid: row.uid.as_deref().and_then(uid_of),
            code_key: keys.code.as_deref(),
            name_key: keys.name.as_deref(),
        };
        let candidates = self.staging().candidates(&asked)?;
        let to_return = row.findings.iter().any(|f| f.severity == Severity::MustFix);
        let (values, extra, uid, before) = match self.fields.choose(&row.values, &candidates, &self.taken) {
            None => (
                row.values.clone(),
                row.extra.clone(),
                rows::uid(row.uid.as_deref().and_then(uid_of), &mut self.uids),
                None,
            ),
            Some(found) => {
                self.taken.insert(found.record.id);
                let values = over(&found.record, row);
                let extra = if row.extra.is_empty() { found.record.extra.clone() } else { row.extra.clone() };
                if values == found.record.values && extra == found.record.extra {
                    return self.stage(at, row, Staged::Unchanged(found.record.id), fen);
                }
                (values, extra, found.record.uid.clone(), Some(&found.record))
            }
        };
        let (keys, facts) = (self.fields.keys(&values, &self.fields.names(&values)), self.register.facts(&values));
        let record = NewRecord {
            uid: &uid,
            values: &values,
            extra: &extra,
            to_return,
            facts: &facts,
            name_key: keys.name.as_deref(),
            code_key: keys.code.as_deref(),
            remarks: None,
        };
        let what = before.map_or(Staged::New(record), |before| Staged::Changed { before, after: record });
        self.stage(at, row, what, fen)
    }

    fn put(&mut self, at: usize, row: &RowRecord, what: Staged<'_>, fen: i64) -> Result<(), ApiError> {
        let staging = self.staging.as_mut().expect("BUG: the workbook comes before its rows");
        let place = BaselinePlace { sheet: &self.tables[at].0, row: row.row };
        Ok(staging.add(place, what, fen, &row.findings)?)
    }

    fn put_classified(&mut self, unit: Option<&str>) {
        self.staging().add_classified(unit);
    }

    fn put_no_record(&mut self, findings: &[Finding]) -> Result<(), ApiError> {
        self.staging().add_not_record();
        Ok(self.staging().tell(findings)?)
    }
}

/// What a project is after a later file of the same year told it again: what the row tells replaces.
fn over(before: &Record, row: &RowRecord) -> Values {
    let mut values = before.values.clone();
    for (old, told) in values.0.iter_mut().zip(&row.values.0) {
        if told.is_some() {
            old.clone_from(told);
        }
    }
    values
}
