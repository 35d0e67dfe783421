//! Imports that wait between their comparison and their promotion, for a person to look at.
//!
//! Files are staged one after the other; each is compared with the register as it is. Promotion follows in the same order:
//! once a first file is in, the next is read and compared again, so that it meets what the first one brought.
//! Not in here: what becomes of a row (`stage`), pages of what is held ([`super::pages`]).
//!
//! The invariant: a held import vanishes with its register or its process and leaves nothing behind; nothing is promoted
//! that was compared with another state of the register than the present one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qingce_core::reading::SheetReading;
use qingce_core::update::{Choice, MergeMode};
use qingce_store::{Holdings, StoreError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::chosen::shift;
use super::{FateSum, ImportOptions, ImportResult, ImportState, Merging, StagedFile, stage_file};
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::{Job, OfPart, Part};
use crate::register::Register;

/// Most imports held at a time; the oldest gives way. One per window is usual.
const HELD: usize = 4;

/// The imports that wait.
#[derive(Default)]
pub struct Held {
    imports: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    last: u64,
    by_id: BTreeMap<u64, Arc<Mutex<HeldImport>>>,
}

/// One import of some files.
pub(super) struct HeldImport {
    /// How rows meet the records that they are.
    merge: MergeMode,
    pub files: Vec<HeldFile>,
}

/// One of its files.
pub(super) struct HeldFile {
    input: InputFile,
    options: ImportOptions,
    pub staged: Option<StagedFile>,
    /// How it was read and judged, or why it could not be; its batch once it is promoted.
    pub told: Result<ImportResult, ApiError>,
}

/// A file that is to be staged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileToStage {
    /// The file, as requests name files.
    pub file: String,
    /// The reporting unit of rows that name none.
    #[ts(optional)]
    pub unit: Option<String>,
    /// Readings of sheets that a person corrected.
    #[ts(optional)]
    pub readings: Option<Vec<SheetReading>>,
}

/// What the register holds, in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct HoldingsLine {
    /// Records, and the sum of their 总投资 in 分.
    pub records: FateSum,
    /// Records marked 待退回.
    pub to_return: i64,
    /// Units that reported.
    pub units: u64,
}

/// One file of a held import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldFileLine {
    /// Its name.
    pub file: String,
    /// What it holds and what becomes of it; its findings are asked for page by page. Its batch, once it is promoted.
    pub result: Option<ImportResult>,
    /// Why it could not be read.
    pub refused: Option<ApiError>,
    /// It was compared and is not in the register yet.
    pub waiting: bool,
}

/// Where a held import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HeldState {
    /// Compared and waiting.
    Waiting,
    /// The register changed meanwhile: nothing was promoted, everything was compared again.
    ComparedAgain,
    /// Something must be fixed first, and all or nothing was asked: nothing was promoted.
    Refused,
    /// The files asked for are in the register.
    Promoted,
}

/// A held import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldResult {
    /// Its number; gone with the process.
    pub id: u64,
    /// Where it stands.
    pub state: HeldState,
    /// How its rows meet the records that they are.
    pub merge: MergeMode,
    /// The files, in the order asked for.
    pub files: Vec<HeldFileLine>,
    /// What the register holds.
    pub before: HoldingsLine,
    /// What it will hold once all files that wait are promoted; 待退回 as if every conflict kept what is here.
    pub after: HoldingsLine,
}

/// That a held import was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiscardResult {
    /// Its number.
    pub id: u64,
}

impl HoldingsLine {
    fn new(held: &Holdings) -> HoldingsLine {
        HoldingsLine { records: held.records.into(), to_return: held.to_return, units: held.units.len() as u64 }
    }
}

impl Held {
    pub(super) fn import(&self, id: u64) -> Result<Arc<Mutex<HeldImport>>, ApiError> {
        self.kept().by_id.get(&id).map(Arc::clone).ok_or_else(|| ApiError::new(Code::ImportGone))
    }

    fn keep(&self, import: HeldImport) -> u64 {
        let mut kept = self.kept();
        kept.last += 1;
        let id = kept.last;
        kept.by_id.insert(id, Arc::new(Mutex::new(import)));
        while kept.by_id.len() > HELD {
            kept.by_id.pop_first();
        }
        id
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.imports.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn locked(import: &Mutex<HeldImport>) -> MutexGuard<'_, HeldImport> {
    import.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads, judges and compares files, and holds what they bring. A file that cannot be read does not stop the others.
pub fn stage(
    register: &Register,
    files: Vec<FileToStage>,
    merge: MergeMode,
    job: Job<'_>,
) -> Result<HeldResult, ApiError> {
    let mut import = HeldImport { merge, files: Vec::new() };
    let of = u32::try_from(files.len()).unwrap_or(u32::MAX);
    for (number, file) in (1..).zip(files) {
        let FileToStage { file, unit, readings } = file;
        let input = register.files().input(&file)?;
        let options =
            ImportOptions { unit, readings, all_or_nothing: false, merging: Merging::new(merge, Choice::Keep) };
        let mut held = HeldFile { input, options, staged: None, told: Err(ApiError::new(Code::Cancelled)) };
        held.stage(register, Part { number, of }, job)?;
        import.files.push(held);
    }
    let id = register.held().keep(import);
    let import = register.held().import(id)?;
    let import = locked(&import);
    import.result(register, id, HeldState::Waiting)
}

/// Promotes files of a held import, all that wait where none are named. Each becomes a batch of its own.
pub fn promote(
    register: &Register,
    id: u64,
    files: Option<&[usize]>,
    all_or_nothing: bool,
    job: Job<'_>,
) -> Result<HeldResult, ApiError> {
    let import = register.held().import(id)?;
    let mut import = locked(&import);
    let asked = |at: &usize| files.is_none_or(|files| files.contains(at));
    let waiting = |at: &usize| import.files[*at].staged.is_some();
    let chosen: Vec<usize> = (0..import.files.len()).filter(asked).filter(waiting).collect();
    let faulty = |at: &usize| import.files[*at].told.as_ref().is_ok_and(|told| told.must_fix > 0);
    if all_or_nothing && chosen.iter().any(faulty) {
        return import.result(register, id, HeldState::Refused);
    }
    if !import.is_fresh()? {
        import.stage_again(register, job)?;
        return import.result(register, id, HeldState::ComparedAgain);
    }
    if job.cancel.is_cancelled() {
        return Err(ApiError::new(Code::Cancelled));
    }
    if !import.settle(register, &chosen, job)? {
        import.stage_again(register, job)?;
        return import.result(register, id, HeldState::ComparedAgain);
    }
    let state = import.promote(register, &chosen, job)?;
    if import.files.iter().all(|file| file.staged.is_none()) {
        register.held().kept().by_id.remove(&id);
    }
    import.result(register, id, state)
}

/// What the promotion of one file did.
enum Moved {
    /// There was nothing new or changed.
    Nothing,
    /// It is in the register.
    Records,
    /// The register or the file is not what the person saw: it waits again.
    Stale,
}

/// Compares the files that wait anew, their rows meeting records in another way. What was said of cells stays said.
pub fn merge(register: &Register, id: u64, merge: MergeMode, job: Job<'_>) -> Result<HeldResult, ApiError> {
    let import = register.held().import(id)?;
    let mut import = locked(&import);
    import.merge = merge;
    for file in &mut import.files {
        file.options.merging.mode = merge;
    }
    import.stage_again(register, job)?;
    import.result(register, id, HeldState::Waiting)
}

/// Keeps what a person says of cells that changed here: of one, of all of a record, of all of some files.
pub fn choose(
    register: &Register,
    id: u64,
    files: Option<&[usize]>,
    (uid, field): (Option<&str>, Option<&str>),
    choice: Choice,
) -> Result<HeldResult, ApiError> {
    let import = register.held().import(id)?;
    let import = locked(&import);
    let record =
        uid.map(|uid| register.store().ids(&[uid.to_owned()])).transpose()?.and_then(|ids| ids.first().copied());
    for (at, file) in import.files.iter().enumerate() {
        if let Some(staged) = file.staged.as_ref().filter(|_| files.is_none_or(|files| files.contains(&at))) {
            staged.staging.choose(record, field, choice)?;
        }
    }
    import.result(register, id, HeldState::Waiting)
}

/// Gives a held import up.
pub fn discard(register: &Register, id: u64) -> Result<(), ApiError> {
    register.held().kept().by_id.remove(&id).map(|_| ()).ok_or_else(|| ApiError::new(Code::ImportGone))
}

impl HeldImport {
    /// Whether the register is as it was when the files were compared with it.
    fn is_fresh(&self) -> Result<bool, ApiError> {
        for staged in self.files.iter().filter_map(|file| file.staged.as_ref()) {
            if !staged.staging.is_fresh()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Compares those files anew of which a person said something else than they were staged with; no where one of them,
    /// or the register, is not what the person saw.
    fn settle(&mut self, register: &Register, chosen: &[usize], job: Job<'_>) -> Result<bool, ApiError> {
        let of = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
        for (number, at) in (1..).zip(chosen) {
            let file = &mut self.files[*at];
            let Some(staged) = &file.staged else { continue };
            let seq = staged.staging.began_at();
            let said = staged.staging.other_choices()?.is_some();
            if said && !file.follows(register, seq, Part { number, of }, job)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Promotes files one after the other. What is in stays in, whatever happens to a later file.
    fn promote(&mut self, register: &Register, chosen: &[usize], job: Job<'_>) -> Result<HeldState, ApiError> {
        let of = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
        let mut promoted_at = None;
        for (number, at) in (1..).zip(chosen) {
            match self.files[*at].promote(register, promoted_at, Part { number, of }, job) {
                Ok(Moved::Nothing) => {}
                Ok(Moved::Records) => promoted_at = Some(register.store().journal_head()?.0),
                Ok(Moved::Stale) => {
                    self.stage_again(register, job)?;
                    return Ok(HeldState::ComparedAgain);
                }
                Err(why) if promoted_at.is_some() => {
                    self.give_up(&why);
                    return Ok(HeldState::Promoted);
                }
                Err(why) => return Err(why),
            }
        }
        if promoted_at.is_some() {
            self.stage_again(register, job)?;
        }
        Ok(HeldState::Promoted)
    }

    /// Tells of all files that still wait why they do not come in.
    fn give_up(&mut self, why: &ApiError) {
        for file in self.files.iter_mut().filter(|file| file.staged.is_some()) {
            file.staged = None;
            file.told = Err(why.clone());
        }
    }

    /// Compares the files that wait with the register as it is now.
    fn stage_again(&mut self, register: &Register, job: Job<'_>) -> Result<(), ApiError> {
        let of = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        for (number, file) in (1..).zip(&mut self.files) {
            if file.staged.is_some() {
                file.stage(register, Part { number, of }, job)?;
            }
        }
        Ok(())
    }

    fn result(&self, register: &Register, id: u64, state: HeldState) -> Result<HeldResult, ApiError> {
        let amount_key = &register.desk().reference.catalogue.field(register.amount_field()).key;
        let (mut files, mut fen) = (Vec::new(), 0);
        for file in &self.files {
            let mut result = file.told.as_ref().ok().map(|told| ImportResult { findings: Vec::new(), ..told.clone() });
            if let (Some(staged), Some(told)) = (&file.staged, &mut result) {
                fen += shift(told, &staged.staging.conflicts()?, amount_key);
            }
            let (file_name, refused, waiting) =
                (file.input.name(), file.told.as_ref().err().cloned(), file.staged.is_some());
            files.push(HeldFileLine { file: file_name, result, refused, waiting });
        }
        let (amount, unit) = (register.amount_field(), register.unit_field());
        let mut held = register.store().holdings(amount, unit)?;
        let before = HoldingsLine::new(&held);
        for staged in self.files.iter().filter_map(|file| file.staged.as_ref()) {
            let added = staged.staging.added(amount, unit)?;
            held.records += added.records;
            held.to_return += added.to_return;
            held.units.extend(added.units);
        }
        held.records.fen += fen;
        let after = HoldingsLine::new(&held);
        Ok(HeldResult { id, state, merge: self.merge, files, before, after })
    }
}

impl HeldFile {
    /// Reads and compares the file. Only a cancel is an error; why a file could not be read is told with it.
    fn stage(&mut self, register: &Register, part: Part, job: Job<'_>) -> Result<(), ApiError> {
        let sink = OfPart { sink: job.sink, part };
        if let Some(staged) = &self.staged
            && let Some(choices) = staged.staging.other_choices()?
        {
            self.options.merging.choices = choices;
        }
        self.staged = None;
        match stage_file(register, &self.input, &self.options, Job { sink: &sink, cancel: job.cancel }) {
            Ok(mut staged) => {
                staged.staging.hold()?;
                self.told = Ok(staged.result.clone());
                self.staged = Some(staged);
                Ok(())
            }
            Err(why) if why.is(Code::Cancelled) => Err(why),
            Err(why) => {
                self.told = Err(why);
                Ok(())
            }
        }
    }

    /// Compares the file again after an earlier one of the import was promoted as the journal's set `seq`; false where the
    /// file or the register is not what the person saw.
    fn follows(&mut self, register: &Register, seq: i64, part: Part, job: Job<'_>) -> Result<bool, ApiError> {
        let seen = self.told.as_ref().ok().map(|told| told.sha256.clone());
        self.stage(register, part, job)?;
        let same = self.told.as_ref().ok().map(|told| told.sha256.clone()) == seen;
        Ok(same && self.staged.as_ref().is_some_and(|staged| staged.staging.began_at() == seq))
    }

    /// Promotes the file, if it is what the person saw. `after`: the set of the journal that an earlier file became.
    fn promote(
        &mut self,
        register: &Register,
        after: Option<i64>,
        part: Part,
        job: Job<'_>,
    ) -> Result<Moved, ApiError> {
        let moved = self.try_promote(register, after, part, job);
        if let Err(why) = &moved {
            (self.staged, self.told) = (None, Err(why.clone()));
        }
        moved
    }

    fn try_promote(
        &mut self,
        register: &Register,
        after: Option<i64>,
        part: Part,
        job: Job<'_>,
    ) -> Result<Moved, ApiError> {
        if let Some(seq) = after
            && !self.follows(register, seq, part, job)?
        {
            return Ok(Moved::Stale);
        }
        let Some(staged) = self.staged.take() else { return Ok(Moved::Stale) };
        let sink = OfPart { sink: job.sink, part };
        match staged.promote(register, false, Job { sink: &sink, cancel: job.cancel }) {
            Ok(told) => {
                let moved = if told.state == ImportState::Promoted { Moved::Records } else { Moved::Nothing };
                self.told = Ok(told);
                Ok(moved)
            }
            Err(why) if why.code == StoreError::Stale.code() => {
                self.stage(register, part, job)?;
                Ok(Moved::Stale)
            }
            Err(why) => Err(why),
        }
    }
}
