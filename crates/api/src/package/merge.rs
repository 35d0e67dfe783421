//! Merging packages: compared, looked at, decided, and put into the register whole or not at all.
//!
//! Not in here: how records meet (`meet`), what is staged (`waiting`). A merge waits like an import that is held;
//! what was said of its conflicts outlives the program.
//!
//! The invariant: nothing is in the register before every conflict is decided, and nobody wins without a word.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PackageLine;
use super::coming::{ComingPage, ListComingRequest};
use super::waiting::Waiting;
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::Job;
use crate::records::FieldJson;
use crate::register::{OpenOptions, Register};

/// Most merges that wait at a time; the oldest gives way.
const MOST: usize = 2;

/// Compares a package with the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageMergeRequest {
    /// The package.
    pub file: String,
    /// What seals it.
    pub passphrase: String,
}

/// Asks for conflicts of a merge that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListConflictsRequest {
    /// The merge.
    pub id: u64,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// What is to hold of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "keep", deny_unknown_fields)]
pub enum ConflictChoice {
    /// What is here.
    Ours,
    /// What came.
    Theirs,
    /// Neither: a value as a person types it; empty clears the field.
    Text {
        /// As typed.
        text: String,
    },
}

/// A person's word on conflicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideConflictsRequest {
    /// The merge.
    pub id: u64,
    /// Numbers of the conflicts, from 0; all that are undecided where none are told.
    #[serde(default)]
    #[ts(optional)]
    pub conflicts: Option<Vec<u64>>,
    /// What is to hold.
    pub choice: ConflictChoice,
}

/// Puts a merge into the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishMergeRequest {
    /// The merge.
    pub id: u64,
}

/// Gives a merge up. What was said of its conflicts is kept for the next time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DiscardMergeRequest {
    /// The merge.
    pub id: u64,
}

/// That a merge was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiscardMergeResult {
    /// The merge.
    pub id: u64,
}

/// Where a merge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PackageMergeState {
    /// Compared and waiting.
    Waiting,
    /// The register changed meanwhile: nothing was merged, everything was compared again.
    ComparedAgain,
    /// The package brings nothing that is not here.
    NothingNew,
    /// It is in the register.
    Merged,
}

/// A merge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PackageMergeResult {
    /// Its number; gone with the process, or once it is done.
    pub id: u64,
    /// Where it stands.
    pub state: PackageMergeState,
    /// Name of the file.
    pub file: String,
    /// What the package is.
    pub package: PackageLine,
    /// Whether it was merged up to some point before: only what was done since counts.
    pub again: bool,
    /// Whether the two have a common past; without one records are found as an import finds them.
    pub common: bool,
    /// Records that come in.
    pub new: u64,
    /// Records that change without a conflict, or beside one.
    pub changed: u64,
    /// Values that change.
    pub cells: u64,
    /// Values that both sides changed to the same.
    pub same: u64,
    /// Records that are gone there, and that nobody worked on here: they go.
    pub taken_out: u64,
    /// Decisions on tags that come in, or are taken back.
    pub decisions: u64,
    /// Answers of 查重 that come in, or are taken back.
    pub answers: u64,
    /// Records that become part of others, as there.
    pub mergings: u64,
    /// Headers of fields that this register does not have; their values do not come in.
    pub unknown: Vec<String>,
    /// Words of people on fields.
    pub checks: u64,
    /// Photos and scans.
    pub attachments: u64,
    /// Conflicts.
    pub conflicts: u64,
    /// Those on which nobody decided.
    pub undecided: u64,
    /// The batch that it became.
    pub batch: Option<i64>,
    /// The receipt that was written beside the package.
    pub receipt: Option<String>,
    /// Why no receipt could be written there; the merge holds.
    pub receipt_failed: Option<ApiError>,
}

/// Who said something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Said {
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// What a conflict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// A field.
    #[default]
    Field,
    /// The columns that fit no field.
    Extra,
    /// The record is gone here and was worked on there: what came brings it back.
    Gone,
    /// The record is gone there and was worked on here: what came takes it out.
    Removed,
    /// What people decided on a tag.
    Decision,
    /// What people said of two records.
    Answer,
}

/// A record that a conflict is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictRecord {
    /// Its uid.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// Its reporting unit.
    pub unit: String,
}

/// A conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConflictLine {
    /// Its number, from 0.
    pub number: u64,
    /// The record.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// Its reporting unit.
    pub unit: String,
    /// What it is about.
    pub kind: ConflictKind,
    /// Key of the field, or the tag; empty where it is about the record.
    pub field: String,
    /// The other record of an answer.
    pub other: Option<ConflictRecord>,
    /// Whether it is known what both began with.
    pub based: bool,
    /// What both began with; none where empty.
    pub base: Option<FieldJson>,
    /// What is here. Of a decision its verdict, with class or day, as `accept/CLASS`, `postpone@DAY`; of an answer the
    /// relation, with `<` behind it where the other record is the first.
    pub ours: Option<FieldJson>,
    /// What came; of a record that became part of another there, the uid of that one.
    pub theirs: Option<FieldJson>,
    /// Who wrote what is here.
    pub ours_by: Option<Said>,
    /// Who wrote what came.
    pub theirs_by: Option<Said>,
    /// What was decided.
    pub choice: Option<ConflictChoice>,
}

/// Some conflicts of a merge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConflictPage {
    /// How many there are.
    pub total: u64,
    /// On how many nobody decided.
    pub undecided: u64,
    /// Those asked for.
    pub conflicts: Vec<ConflictLine>,
}

/// What came in with a package, and what did not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Receipt {
    /// The package.
    pub package: String,
    /// Who carried it.
    pub team: String,
    /// Name of its file.
    pub file: String,
    /// When it was merged, UTC.
    pub at: String,
    /// Who merged it.
    pub who: String,
    /// The batch that it became.
    pub batch: i64,
    /// The journal after it: the number of its newest set and its head. Only on the stick.
    pub head: Option<String>,
    /// Records that came in.
    pub new: u64,
    /// Records that changed.
    pub changed: u64,
    /// Values that changed.
    pub cells: u64,
    /// Values that both sides had changed to the same.
    pub same: u64,
    /// Records that went.
    #[serde(default)]
    pub taken_out: u64,
    /// Decisions on tags.
    #[serde(default)]
    pub decisions: u64,
    /// Answers of 查重.
    #[serde(default)]
    pub answers: u64,
    /// Records that became part of others.
    #[serde(default)]
    pub mergings: u64,
    /// Words of people on fields.
    pub checks: u64,
    /// Photos and scans.
    pub attachments: u64,
    /// Headers of fields that this register does not have.
    pub unknown: Vec<String>,
    /// What both sides had changed differently, and what holds.
    pub conflicts: Vec<ReceiptConflict>,
}

/// A conflict that was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceiptConflict {
    /// The record.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// Header of the field, or the tag; empty where it was about the record, or columns that fit no field.
    pub header: String,
    /// What it was about.
    #[serde(default)]
    pub kind: ConflictKind,
    /// Key of the field, or the tag.
    #[serde(default)]
    pub field: String,
    /// The other record of an answer.
    #[serde(default)]
    pub other: Option<ConflictRecord>,
    /// What was here.
    pub ours: Option<String>,
    /// What came.
    pub theirs: Option<String>,
    /// What holds.
    pub kept: Option<String>,
    /// Whether what came holds.
    #[serde(default)]
    pub took_theirs: bool,
}

/// The merges that wait.
#[derive(Default)]
pub struct Merges {
    waiting: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    last: u64,
    by_id: BTreeMap<u64, Arc<Mutex<Waiting>>>,
}

impl Merges {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn keep(&self, waiting: Waiting) -> u64 {
        let mut kept = self.kept();
        kept.last += 1;
        let id = kept.last;
        kept.by_id.insert(id, Arc::new(Mutex::new(waiting)));
        while kept.by_id.len() > MOST {
            kept.by_id.pop_first();
        }
        id
    }
    fn merge(&self, id: u64) -> Result<Arc<Mutex<Waiting>>, ApiError> {
        self.kept().by_id.get(&id).cloned().ok_or_else(|| ApiError::new(Code::MergeGone))
    }
}

fn locked(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens a package and compares it with the register. Where it brings nothing, nothing waits.
pub fn stage(register: &Register, request: &StageMergeRequest, job: Job<'_>) -> Result<PackageMergeResult, ApiError> {
    let file = register.files().input(&request.file)?;
    let options = OpenOptions {
        seeds: register.desk().seeds.clone(),
        reader: register.desk().reader.clone(),
        operator: register.operator().to_owned(),
        role: crate::Role::Owner,
        files: register.files().clone(),
    };
    let waiting = Waiting::open(register, &options, file, &request.passphrase, job)?;
    if waiting.is_nothing() {
        return Ok(waiting.result(0, PackageMergeState::NothingNew));
    }
    let id = register.merges().keep(waiting);
    let waiting = register.merges().merge(id)?;
    let waiting = locked(&waiting);
    Ok(waiting.result(id, PackageMergeState::Waiting))
}

/// Some conflicts of a merge that waits.
pub fn conflicts(register: &Register, request: &ListConflictsRequest) -> Result<ConflictPage, ApiError> {
    let waiting = register.merges().merge(request.id)?;
    let waiting = locked(&waiting);
    waiting.page(register, request.offset, request.limit)
}

/// Some of what a merge that waits would bring.
pub fn coming(register: &Register, request: &ListComingRequest) -> Result<ComingPage, ApiError> {
    let waiting = register.merges().merge(request.id)?;
    let waiting = locked(&waiting);
    waiting.coming(register, request)
}

/// Takes a person's word on conflicts.
pub fn decide(register: &Register, request: &DecideConflictsRequest) -> Result<PackageMergeResult, ApiError> {
    let waiting = register.merges().merge(request.id)?;
    let mut waiting = locked(&waiting);
    waiting.decide(register, request.conflicts.as_deref(), &request.choice)?;
    Ok(waiting.result(request.id, PackageMergeState::Waiting))
}

/// Puts a merge into the register, and a receipt beside the package.
pub fn finish(register: &Register, request: &FinishMergeRequest, job: Job<'_>) -> Result<PackageMergeResult, ApiError> {
    let held = register.merges().merge(request.id)?;
    let mut waiting = locked(&held);
    let undecided = waiting.undecided();
    if undecided > 0 {
        return Err(ApiError::new(Code::ConflictsOpen).with("count", undecided.to_string()));
    }
    let Some(receipt) = waiting.promote(register, job)? else {
        return Ok(waiting.result(request.id, PackageMergeState::ComparedAgain));
    };
    let mut result = waiting.result(request.id, PackageMergeState::Merged);
    result.batch = Some(receipt.batch);
    if let Some(package) = waiting.path() {
        match super::receipt::write(register, &package, &receipt) {
            Ok(path) => result.receipt = Some(path.to_string_lossy().into_owned()),
            Err(why) => result.receipt_failed = Some(why),
        }
    }
    drop(waiting);
    register.merges().kept().by_id.remove(&request.id);
    Ok(result)
}

/// Gives a merge up.
pub fn discard(register: &Register, request: &DiscardMergeRequest) -> Result<DiscardMergeResult, ApiError> {
    let gone = register.merges().kept().by_id.remove(&request.id);
    gone.map(|_| DiscardMergeResult { id: request.id }).ok_or_else(|| ApiError::new(Code::MergeGone))
}

/// Where a package lies, if it does on a drive.
pub(super) fn path_of(file: &InputFile) -> Option<PathBuf> {
    match file {
        InputFile::Path(path) => Some(path.clone()),
        InputFile::Upload(_) => None,
    }
}
