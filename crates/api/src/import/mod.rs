//! Importing a register: walk, read values, tell each row's fate, stage, promote in one transaction.
//!
//! In here: the order of the steps and what a host is told. The fates are told in `stage`, who is who in `identify`.
//! Not in here: what a table or a value is (core), how a batch is kept (store).
//!
//! The invariant: read = the sum of fates, in rows and in amounts, or nothing is stored.

pub mod baseline;
mod chosen;
mod given;
pub mod held;
mod identify;
mod judge;
mod marks;
pub mod pages;
mod reply;
mod rows;
mod saved;
mod stage;
mod update;

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;

use qingce_core::fate::Fate;
use qingce_core::finding::{Finding, Severity};
use qingce_core::reading::{RowKind, SheetReading};
use qingce_core::record::Record;
use qingce_core::update::{CellCounts, MergeMode};
use qingce_sheets::read::Workbook;
use qingce_store::{Finish, Staging, Tally};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::{Job, Phase};
use crate::register::Register;
use crate::walk::walk;
pub use given::{GivenReadings, SheetHeader};
pub use identify::{IdentityFields, RowKeys};
use judge::Judge;
pub use reply::ReplyLine;
pub use saved::{SavedReading, save_readings};
use stage::Stager;
use update::Met;
pub use update::{EvidenceLine, Merging};

/// Most findings that a result carries; all of them are kept in the register with their batch.
const TOLD_FINDINGS: usize = 5_000;
/// Most accepted tags whose evidence changes that a result carries; all are counted.
const TOLD_EVIDENCE: usize = 500;
/// Portions of judged rows that may wait for staging.
const JUDGED_AHEAD: usize = 4;

/// What a person may ask of an import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The reporting unit of rows that name none, before the unit of lines above the table.
    pub unit: Option<String>,
    /// Readings given back by a person, by sheet name.
    pub readings: Option<Vec<SheetReading>>,
    /// Store nothing if anything must be fixed.
    pub all_or_nothing: bool,
    /// How rows meet the records that they are.
    pub merging: Merging,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// New or changed records are in the register.
    Promoted,
    /// The register already holds all of it.
    NothingChanged,
    /// Findings must be fixed first, and all or nothing was asked.
    Refused,
}

/// Rows and their amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct FateSum {
    /// Rows.
    pub rows: i64,
    /// Sum of their 总投资 in 分; 涉密 rows are not summed.
    pub fen: i64,
}

/// One table as it was read, and what became of its rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct TableResult {
    /// Rows by kind.
    pub kinds: BTreeMap<RowKind, u64>,
    /// Rows and amounts by fate.
    pub fates: BTreeMap<Fate, FateSum>,
}

/// One sheet of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SheetResult {
    /// How it was read.
    pub reading: SheetReading,
    /// Its tables, as many as the reading has.
    pub tables: Vec<TableResult>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportResult {
    /// Name of the file.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How it ended.
    pub state: ImportState,
    /// The batch, if one was promoted.
    pub batch: Option<i64>,
    /// Rows and amounts read.
    pub read: FateSum,
    /// What became of them; their sum is `read`.
    pub fates: BTreeMap<Fate, FateSum>,
    /// Refused 涉密 rows by unit.
    pub classified: BTreeMap<String, i64>,
    /// The sheets.
    pub sheets: Vec<SheetResult>,
    /// How many findings there are.
    pub findings_total: u64,
    /// How many of them must be fixed.
    pub must_fix: u64,
    /// The findings, up to 5 000.
    pub findings: Vec<Finding>,
    /// How rows met the records that they are.
    pub merge: MergeMode,
    /// Cells of records changed, and kept because they changed here.
    pub cells: CellCounts,
    /// Cells that changed here and differ from the file: kept or taken.
    pub conflicts: u64,
    /// How many accepted tags rest on a field that changes.
    pub evidence_total: u64,
    /// The first 500 of them.
    pub evidence: Vec<EvidenceLine>,
    /// The workbooks that went back to a unit and that the file answers.
    pub replies: Vec<ReplyLine>,
}

/// Imports one file.
pub fn import_file(
    register: &Register,
    file: &InputFile,
    options: &ImportOptions,
    job: Job<'_>,
) -> Result<ImportResult, ApiError> {
    stage_file(register, file, options, job)?.promote(register, options.all_or_nothing, job)
}

/// A file whose rows are judged and staged, and nothing of it in the register yet.
struct StagedFile {
    staging: Staging,
    result: ImportResult,
}

/// Reads, judges and stages one file.
fn stage_file(
    register: &Register,
    file: &InputFile,
    options: &ImportOptions,
    job: Job<'_>,
) -> Result<StagedFile, ApiError> {
    let name = file.name();
    let catalogue = &register.desk().reference.catalogue;
    let given = GivenReadings::new(Some(register.store()), options.readings.clone(), catalogue)?;
    let given = given.with_told(crate::lists::told_headers(register)?);
    let (workbook, staging, told) = read(register, file, &name, &given, options, job)?;
    let Some(staging) = staging.filter(|_| told.has_projects) else {
        return Err(ApiError::new(Code::NoTable).with("file", name));
    };
    let result = told.result(name, workbook.sha256);
    given.check_met(result.sheets.iter().map(|sheet| &sheet.reading))?;
    reconcile(&result)?;
    Ok(StagedFile { staging, result })
}

impl StagedFile {
    /// Puts the staged rows into the register, where there is anything new or changed.
    fn promote(self, register: &Register, all_or_nothing: bool, job: Job<'_>) -> Result<ImportResult, ApiError> {
        let StagedFile { staging, mut result } = self;
        if all_or_nothing && result.must_fix > 0 {
            result.state = ImportState::Refused;
            return Ok(result);
        }
        let replies = reply::kept(register, &result);
        if !result.moves_anything() {
            replies.iter().try_for_each(|reply| register.store().keep_reply(reply))?;
            return Ok(result);
        }
        if job.cancel.is_cancelled() {
            return Err(ApiError::new(Code::Cancelled));
        }
        job.tell(Phase::Promote, 0, Some(result.read.rows.unsigned_abs()), result.findings_total);
        let readings = result.sheets.iter().map(|sheet| sheet.reading.clone()).collect();
        let read = Tally { rows: result.read.rows, fen: result.read.fen };
        let finish = Finish { readings, read, finished_at: register.now(), replies };
        let promoted = staging.promote(register.store(), &finish)?;
        given::remember(register, &result, promoted.batch)?;
        result.batch = Some(promoted.batch);
        result.state = ImportState::Promoted;
        Ok(result)
    }
}

impl ImportResult {
    /// Whether any record is new or changed.
    fn moves_anything(&self) -> bool {
        let moved = |fate| self.fates.get(&fate).is_some_and(|sum: &FateSum| sum.rows > 0);
        moved(Fate::New) || moved(Fate::Changed)
    }
}

/// Judges the rows in one thread and stages them in this one.
fn read(
    register: &Register,
    file: &InputFile,
    name: &str,
    given: &GivenReadings,
    options: &ImportOptions,
    job: Job<'_>,
) -> Result<(Workbook, Option<Staging>, Told), ApiError> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(JUDGED_AHEAD);
        let judging = scope.spawn(move || {
            let mut judge = Judge::new(register, options.unit.clone(), send);
            let workbook = walk(register.desk(), file, given, job, &mut judge)?;
            judge.finish().map(|()| workbook)
        });
        let mut stager = Stager::new(register, name, options);
        let staged = receive.iter().flatten().try_for_each(|event| stager.take(event));
        drop(receive);
        let judged = judging.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        staged?;
        let judged = judged?;
        let (staging, mut told) = stager.finish()?;
        told.merge = options.merging.mode;
        Ok((judged, staging, told))
    })
}

/// Read = the sum of fates, counted apart.
fn reconcile(result: &ImportResult) -> Result<(), ApiError> {
    let rows: i64 = result.fates.values().map(|sum| sum.rows).sum();
    let fen: i64 = result.fates.values().map(|sum| sum.fen).sum();
    if (rows, fen) == (result.read.rows, result.read.fen) {
        return Ok(());
    }
    let why = format!("{rows}/{} {fen}/{}", result.read.rows, result.read.fen);
    Err(ApiError::new(Code::NotReconciled).with("why", why))
}

/// Everything that is told of a workbook, gathered while it is walked through.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Some table has a project or system name.
    pub has_projects: bool,
    sheets: Vec<SheetResult>,
    read: FateSum,
    classified: BTreeMap<String, i64>,
    findings: Vec<Finding>,
    findings_total: u64,
    must_fix: u64,
    merge: MergeMode,
    cells: CellCounts,
    conflicts: u64,
    evidence_total: u64,
    evidence: Vec<EvidenceLine>,
    replies: Vec<ReplyLine>,
}

impl Told {
    fn findings(&mut self, findings: &[Finding]) {
        self.findings_total += findings.len() as u64;
        self.must_fix += findings.iter().filter(|f| f.severity == Severity::MustFix).count() as u64;
        let room = TOLD_FINDINGS.saturating_sub(self.findings.len());
        self.findings.extend(findings.iter().take(room).cloned());
    }

    /// What a row made of a record.
    fn met(&mut self, met: &Met, before: &Record, fields: &IdentityFields) {
        self.cells += met.updated.cells;
        self.conflicts += met.conflicts.len() as u64;
        self.evidence_total += met.evidence.len() as u64;
        let room = TOLD_EVIDENCE.saturating_sub(self.evidence.len());
        let name = fields.name(&before.values);
        self.evidence.extend(met.evidence.iter().take(room).map(|(tag, field)| EvidenceLine {
            uid: before.uid.clone(),
            name: name.to_owned(),
            tag: tag.clone(),
            field: field.clone(),
        }));
    }

    fn result(self, file: String, sha256: String) -> ImportResult {
        let mut fates: BTreeMap<Fate, FateSum> = BTreeMap::new();
        for (fate, sum) in self.sheets.iter().flat_map(|sheet| &sheet.tables).flat_map(|table| &table.fates) {
            let all = fates.entry(*fate).or_default();
            all.rows += sum.rows;
            all.fen += sum.fen;
        }
        ImportResult {
            file,
            sha256,
            state: ImportState::NothingChanged,
            batch: None,
            read: self.read,
            fates,
            classified: self.classified,
            sheets: self.sheets,
            findings_total: self.findings_total,
            must_fix: self.must_fix,
            findings: self.findings,
            merge: self.merge,
            cells: self.cells,
            conflicts: self.conflicts,
            evidence_total: self.evidence_total,
            evidence: self.evidence,
            replies: self.replies,
        }
    }
}
