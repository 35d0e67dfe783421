//! A package that was compared and waits: what it would change, what people must say, and its promotion.
//!
//! The invariant: what is promoted is what was compared: if the register changed meanwhile, it is compared again.

use std::path::PathBuf;

use qingce_core::reading::SheetReading;
use qingce_core::three_way::Meeting;
use qingce_store::{Beside, Finish, MergeChoice, MergedPackage, NewBatch, Package, Staging};
use rustc_hash::FxHashMap;

use super::PackageLine;
use super::coming::{ComingLine, ComingPage, ListComingRequest};
use super::conflict::{Conflict, Key, disputed};
use super::meet::{Meetings, Past, past};
use super::merge::{ConflictChoice, ConflictPage, PackageMergeResult, PackageMergeState, Receipt, path_of};
use super::met::{Met, MetField, MetRemoval};
use super::workroom::Workroom;
use super::writing::{Choices, Writing};
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::{Job, Phase};
use crate::register::{OpenOptions, Register};

/// How the batch of a merge is called.
const MODE: &str = "package_merge";

/// A package that was compared.
pub(super) struct Waiting {
    file: InputFile,
    theirs: Register,
    package: Package,
    past: Past,
    told: Counts,
    beside: Beside,
    conflicts: Vec<Conflict>,
    /// The newest set of our journal when it was compared.
    seq: i64,
    /// Holds what `theirs` is read from; goes after it.
    _room: Workroom,
}

#[derive(Default)]
struct Counts {
    new: u64,
    changed: u64,
    cells: u64,
    same: u64,
    taken_out: u64,
    decisions: u64,
    answers: u64,
    mergings: u64,
    unknown: Vec<String>,
}

impl Waiting {
    pub fn open(
        register: &Register,
        options: &OpenOptions,
        file: InputFile,
        passphrase: &str,
        job: Job<'_>,
    ) -> Result<Waiting, ApiError> {
        let room = Workroom::beside(register.store().path())?;
        let theirs = super::unsealed(options, &file, passphrase, &room.path("register.db"), job)?;
        let package = theirs.store().package()?.ok_or_else(|| ApiError::new(Code::PackageDamaged))?;
        let past = past(register, &theirs, &package)?;
        let (told, beside) = (Counts::default(), Beside::default());
        let mut waiting =
            Waiting { file, theirs, package, past, told, beside, conflicts: Vec::new(), seq: 0, _room: room };
        waiting.compare(register, job)?;
        Ok(waiting)
    }

    /// Whether it brings nothing that is not here.
    pub fn is_nothing(&self) -> bool {
        let Counts { new, cells, taken_out, decisions, answers, mergings, .. } = self.told;
        let come = new + cells + taken_out + decisions + answers + mergings;
        come == 0 && self.conflicts.is_empty() && self.beside == Beside::default()
    }

    pub fn undecided(&self) -> u64 {
        self.conflicts.iter().filter(|conflict| conflict.choice.is_none()).count() as u64
    }

    /// Where the package lies, if it does on a drive.
    pub fn path(&self) -> Option<PathBuf> {
        path_of(&self.file)
    }

    pub fn result(&self, id: u64, state: PackageMergeState) -> PackageMergeResult {
        let told = &self.told;
        PackageMergeResult {
            id,
            state,
            file: self.file.name(),
            package: PackageLine::new(&self.package),
            again: matches!(self.past, Past::Since { again: true, .. }),
            common: self.past != Past::None,
            new: told.new,
            changed: told.changed,
            cells: told.cells,
            same: told.same,
            taken_out: told.taken_out,
            decisions: told.decisions,
            answers: told.answers,
            mergings: told.mergings,
            unknown: told.unknown.clone(),
            checks: self.beside.checks,
            attachments: self.beside.attachments,
            conflicts: self.conflicts.len() as u64,
            undecided: self.undecided(),
            batch: None,
            receipt: None,
            receipt_failed: None,
        }
    }

    /// Compares it with the register as it is. What was said of conflicts that are still the same stands.
    fn compare(&mut self, register: &Register, job: Job<'_>) -> Result<(), ApiError> {
        let mut staging = self.stage(register)?;
        self.seq = staging.began_at();
        let (mut told, mut conflicts, mut done) = (Counts::default(), Vec::new(), 0);
        told.unknown = Meetings::new(register, &self.theirs).each(&mut staging, self.past, &mut |_, met| {
            done += 1;
            tell(job, Phase::Compare, done)?;
            told.count(&met);
            conflicts.extend(disputed(register, met)?);
            Ok(())
        })?;
        let said = register.store().merge_choices(&self.package.made.id)?;
        let key = |s: MergeChoice| ((s.record, s.field, s.ours, s.theirs), s.choice);
        let said: FxHashMap<Key, String> = said.into_iter().map(key).collect();
        for conflict in &mut conflicts {
            let choice = said.get(&conflict.key(register));
            conflict.choice = choice.and_then(|choice| serde_json::from_str(choice).ok());
        }
        self.beside = register.store().beside(self.theirs.store())?;
        (self.told, self.conflicts) = (told, conflicts);
        Ok(())
    }

    fn stage(&self, register: &Register) -> Result<Staging, ApiError> {
        Ok(register.store().stage(NewBatch {
            file_name: self.file.name(),
            file_sha256: self.package.made.id.clone(),
            operator: register.operator().to_owned(),
            mode: MODE.to_owned(),
            started_at: register.now(),
        })?)
    }

    pub fn page(&self, register: &Register, offset: u64, limit: u64) -> Result<ConflictPage, ApiError> {
        let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let shown = self.conflicts.iter().enumerate().skip(skipped).take(limit);
        let conflicts = shown.map(|(number, conflict)| conflict.line(register, number as u64)).collect();
        Ok(ConflictPage { total: self.conflicts.len() as u64, undecided: self.undecided(), conflicts })
    }

    /// Some of what it would bring. It is compared anew for each page, so that nothing of it is held.
    pub fn coming(&self, register: &Register, request: &ListComingRequest) -> Result<ComingPage, ApiError> {
        let mut page = ComingPage { total: 0, lines: Vec::new() };
        let asked = |line: &ComingLine| request.kind.is_none_or(|kind| kind == line.kind);
        Meetings::new(register, &self.theirs).each(&mut self.stage(register)?, self.past, &mut |_, met| {
            for line in super::coming::lines(register, &met).into_iter().filter(asked) {
                if page.total >= request.offset && (page.lines.len() as u64) < request.limit {
                    page.lines.push(line);
                }
                page.total += 1;
            }
            Ok(())
        })?;
        Ok(page)
    }

    /// Takes a word on some conflicts, or on all that are undecided, and keeps it.
    pub fn decide(
        &mut self,
        register: &Register,
        numbers: Option<&[u64]>,
        choice: &ConflictChoice,
    ) -> Result<(), ApiError> {
        let all = || self.conflicts.iter().zip(0u64..).filter(|(c, _)| c.choice.is_none()).map(|(_, at)| at).collect();
        let numbers: Vec<u64> = numbers.map_or_else(all, <[u64]>::to_vec);
        let text = serde_json::to_string(choice).expect("BUG: our own types are JSON");
        let mut kept = Vec::with_capacity(numbers.len());
        for number in &numbers {
            let conflict = usize::try_from(*number).ok().and_then(|at| self.conflicts.get(at));
            let conflict = conflict.ok_or_else(|| ApiError::new(Code::ConflictGone))?;
            conflict.value(register, choice)?;
            let (record, field, ours, theirs) = conflict.key(register);
            kept.push(MergeChoice { record, field, ours, theirs, choice: text.clone() });
        }
        register.store().keep_merge_choices(&self.package.made.id, &kept)?;
        for number in numbers {
            self.conflicts[number as usize].choice = Some(choice.clone());
        }
        Ok(())
    }

    /// Puts it into the register. None where the register changed meanwhile: then it was compared again.
    pub fn promote(&mut self, register: &Register, job: Job<'_>) -> Result<Option<Receipt>, ApiError> {
        let mut staging = self.stage(register)?;
        if register.store().worked_since(self.seq)? {
            drop(staging);
            self.compare(register, job)?;
            return Ok(None);
        }
        let finished_at = register.now();
        let mut receipt = self.receipt(register, staging.batch(), &finished_at)?;
        let mut writing = Writing::new(register, &self.theirs, self.choices(register));
        Meetings::new(register, &self.theirs).each(&mut staging, self.past, &mut |staging, met| {
            tell(job, Phase::Promote, u64::from(writing.at))?;
            writing.met(staging, met)
        })?;
        let Writing { read, brought, .. } = writing;
        let name = self.package.made.team.clone();
        let readings = vec![SheetReading { name, hidden: false, skipped: None, tables: Vec::new() }];
        let finish = Finish { readings, read, finished_at, replies: Vec::new() };
        let (seq, head) = self.theirs.store().journal_head()?;
        let merged = MergedPackage {
            package: self.package.made.id.clone(),
            line: self.package.line().to_owned(),
            team: self.package.made.team.clone(),
            seq,
            head,
            receipt: serde_json::to_string(&receipt).expect("BUG: our own types are JSON"),
            written: 0,
        };
        let package = (self.theirs.store(), &brought);
        staging.promote_merge(register.store(), &finish, package, &merged, register.today())?;
        receipt.head = Some(register.journal_head()?);
        Ok(Some(receipt))
    }

    fn choices(&self, register: &Register) -> Choices {
        let said =
            |conflict: &Conflict| Some(((conflict.record.clone(), conflict.field(register)), conflict.choice.clone()?));
        self.conflicts.iter().filter_map(said).collect()
    }

    fn receipt(&self, register: &Register, batch: i64, at: &str) -> Result<Receipt, ApiError> {
        let mut receipt = Receipt {
            package: self.package.made.id.clone(),
            team: self.package.made.team.clone(),
            file: self.file.name(),
            at: at.to_owned(),
            who: register.operator().to_owned(),
            batch,
            new: self.told.new,
            changed: self.told.changed,
            cells: self.told.cells,
            same: self.told.same,
            taken_out: self.told.taken_out,
            decisions: self.told.decisions,
            answers: self.told.answers,
            mergings: self.told.mergings,
            checks: self.beside.checks,
            attachments: self.beside.attachments,
            unknown: self.told.unknown.clone(),
            ..Receipt::default()
        };
        for conflict in &self.conflicts {
            receipt.conflicts.push(conflict.decided(register)?);
        }
        Ok(receipt)
    }
}

fn tell(job: Job<'_>, phase: Phase, done: u64) -> Result<(), ApiError> {
    if done.is_multiple_of(500) {
        job.tell(phase, done, None, 0);
    }
    if job.cancel.is_cancelled() { Err(ApiError::new(Code::Cancelled)) } else { Ok(()) }
}

impl Counts {
    fn count(&mut self, met: &Met) {
        match met {
            Met::New { decisions, .. } => {
                self.new += 1;
                self.decisions += decisions.len() as u64;
            }
            Met::Gone { .. } | Met::Known { .. } => {}
            Met::Removed(MetRemoval { meeting: Meeting::Theirs, into, .. }) => match into {
                Some(_) => self.mergings += 1,
                None => self.taken_out += 1,
            },
            Met::Answer(answer) => self.answers += u64::from(answer.meeting == Meeting::Theirs),
            Met::Removed(_) => {}
            Met::Both { fields, decisions, .. } => {
                let come = fields.iter().filter(|field| field.meeting == Meeting::Theirs).count() as u64;
                self.cells += come;
                self.changed += u64::from(come > 0);
                let both = |f: &&MetField| f.ours == f.theirs && f.base.as_ref().is_some_and(|base| *base != f.theirs);
                self.same += fields.iter().filter(both).count() as u64;
                let come = decisions.iter().filter(|decision| decision.meeting == Meeting::Theirs);
                self.decisions += come.count() as u64;
            }
        }
    }
}
