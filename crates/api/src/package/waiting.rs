//! A package that was compared and waits: what it would change, what people must say, and its promotion.
//!
//! The invariant: what is promoted is what was compared: if the register changed meanwhile, it is compared again.

use std::path::PathBuf;

use qingce_core::catalogue::FieldId;
use qingce_core::check;
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::{Refused, typed};
use qingce_core::journal::encode;
use qingce_core::reading::SheetReading;
use qingce_core::record::Record;
use qingce_core::three_way::{Meeting, extra_of};
use qingce_core::value::{Value, Values};
use qingce_store::{
    Beside, Finish, MergeChoice, MergedPackage, NewBatch, NewRecord, Package, Place, Source, Staged, StagedRow,
    Staging, Tally,
};

use super::PackageLine;
use super::meet::{Meetings, Met, MetField, Past, named, past};
use super::merge::{
    ConflictChoice, ConflictLine, ConflictPage, PackageMergeResult, PackageMergeState, Receipt, ReceiptConflict, Said,
    path_of,
};
use super::workroom::Workroom;
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::job::{Job, Phase};
use crate::records::FieldJson;
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
    removed: u64,
    unknown: Vec<String>,
}

struct Conflict {
    uid: String,
    name: String,
    unit: String,
    /// Of a record that is gone here: none.
    what: Option<MetField>,
    theirs_by: Option<Said>,
    ours_by: Option<Said>,
    choice: Option<ConflictChoice>,
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
        let (told, beside) = (Counts::default(), register.store().beside(theirs.store())?);
        let mut waiting =
            Waiting { file, theirs, package, past, told, beside, conflicts: Vec::new(), seq: 0, _room: room };
        waiting.compare(register, job)?;
        Ok(waiting)
    }

    /// Whether it brings nothing that is not here.
    pub fn is_nothing(&self) -> bool {
        self.told.new + self.told.cells == 0 && self.conflicts.is_empty() && self.beside == Beside::default()
    }

    pub fn undecided(&self) -> u64 {
        self.conflicts.iter().filter(|conflict| conflict.choice.is_none()).count() as u64
    }

    /// Where the package lies, if it does on a drive.
    pub fn path(&self) -> Option<PathBuf> {
        path_of(&self.file)
    }

    pub fn result(&self, id: u64, state: PackageMergeState) -> PackageMergeResult {
        let Counts { new, changed, cells, same, removed, unknown } = &self.told;
        PackageMergeResult {
            id,
            state,
            file: self.file.name(),
            package: PackageLine::new(&self.package),
            again: matches!(self.past, Past::Since { again: true, .. }),
            common: self.past != Past::None,
            new: *new,
            changed: *changed,
            cells: *cells,
            same: *same,
            removed: *removed,
            unknown: unknown.clone(),
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
        let staging = self.stage(register)?;
        self.seq = staging.began_at();
        let (mut told, mut conflicts, mut done) = (Counts::default(), Vec::new(), 0);
        let aside = Meetings::new(register, &self.theirs, &staging).each(self.past, |met| {
            done += 1;
            tell(job, Phase::Compare, done)?;
            told.count(&met);
            conflicts.extend(disputed(register, met)?);
            Ok(())
        })?;
        (told.removed, told.unknown) = (aside.removed, aside.unknown);
        let said = register.store().merge_choices(&self.package.made.id)?;
        for conflict in &mut conflicts {
            let (field, ours, theirs) = conflict.key(register);
            let same =
                |s: &&MergeChoice| (&s.record, &s.field, &s.ours, &s.theirs) == (&conflict.uid, &field, &ours, &theirs);
            conflict.choice = said.iter().find(same).and_then(|said| serde_json::from_str(&said.choice).ok());
        }
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
            let (field, ours, theirs) = conflict.key(register);
            kept.push(MergeChoice { record: conflict.uid.clone(), field, ours, theirs, choice: text.clone() });
        }
        register.store().keep_merge_choices(&self.package.made.id, &kept)?;
        for number in numbers {
            self.conflicts[number as usize].choice = Some(choice.clone());
        }
        Ok(())
    }

    /// Puts it into the register. None where the register changed meanwhile: then it was compared again.
    pub fn promote(&mut self, register: &Register, job: Job<'_>) -> Result<Option<Receipt>, ApiError> {
        let staging = self.stage(register)?;
        if register.store().records_changed_since(self.seq)? {
            drop(staging);
            self.compare(register, job)?;
            return Ok(None);
        }
        let finished_at = register.now();
        let mut receipt = self.receipt(register, staging.batch(), &finished_at)?;
        let mut rows = Vec::new();
        Meetings::new(register, &self.theirs, &staging).each(self.past, |met| {
            rows.push(met);
            Ok(())
        })?;
        let mut writing = Writing { waiting: self, register, staging, read: Tally::default(), at: 0 };
        for met in rows {
            tell(job, Phase::Promote, u64::from(writing.at))?;
            writing.met(met)?;
        }
        let Writing { staging, read, .. } = writing;
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
        };
        staging.promote_merge(register.store(), &finish, self.theirs.store(), &merged)?;
        receipt.head = Some(register.journal_head()?);
        Ok(Some(receipt))
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
            removed: self.told.removed,
            checks: self.beside.checks,
            attachments: self.beside.attachments,
            unknown: self.told.unknown.clone(),
            ..Receipt::default()
        };
        for conflict in &self.conflicts {
            let choice = conflict.choice.as_ref().ok_or_else(|| ApiError::new(Code::ConflictsOpen))?;
            let text = |value: Option<&Value>| value.map(Value::text);
            let field = conflict.what.as_ref();
            let header = |field: &MetField| named(&register.desk().reference.catalogue, field.field).1;
            receipt.conflicts.push(ReceiptConflict {
                uid: conflict.uid.clone(),
                name: conflict.name.clone(),
                header: field.map(header).unwrap_or_default(),
                gone: field.is_none(),
                ours: text(field.and_then(|field| field.ours.as_ref())),
                theirs: text(field.and_then(|field| field.theirs.as_ref())),
                kept: text(conflict.value(register, choice)?.as_ref()),
            });
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
            Met::New(_) => self.new += 1,
            Met::Gone { .. } => {}
            Met::Both { fields, .. } => {
                let come = fields.iter().filter(|field| field.meeting == Meeting::Theirs).count() as u64;
                self.cells += come;
                self.changed += u64::from(come > 0);
                let both = |f: &&MetField| f.ours == f.theirs && f.base.as_ref().is_some_and(|base| *base != f.theirs);
                self.same += fields.iter().filter(both).count() as u64;
            }
        }
    }
}

/// The conflicts of a meeting.
fn disputed(register: &Register, met: Met) -> Result<Vec<Conflict>, ApiError> {
    let said = |by: (String, String)| Said { who: by.0, at: by.1 };
    let of = |record: &Record, what, theirs_by, ours_by| Conflict {
        uid: record.uid.clone(),
        name: register.identity().name(&record.values).to_owned(),
        unit: record.values.text(register.unit_field()).to_owned(),
        what,
        theirs_by,
        ours_by,
        choice: None,
    };
    match met {
        Met::New(_) => Ok(Vec::new()),
        Met::Gone { theirs, said: by } => Ok(vec![of(&theirs, None, by.map(said), None)]),
        Met::Both { ours, fields } => {
            let mut found = Vec::new();
            for field in fields.into_iter().filter(|field| field.meeting == Meeting::Conflict) {
                let key = named(&register.desk().reference.catalogue, field.field).0;
                let ours_by = register.store().last_word(ours.id, &key)?.map(said);
                let theirs_by = field.said.clone().map(said);
                found.push(of(&ours, Some(field), theirs_by, ours_by));
            }
            Ok(found)
        }
    }
}

impl Conflict {
    /// Field, ours and theirs, as choices are kept by.
    fn key(&self, register: &Register) -> (String, Option<String>, Option<String>) {
        let Some(field) = &self.what else { return Default::default() };
        let key = named(&register.desk().reference.catalogue, field.field).0;
        (key, field.ours.as_ref().map(encode), field.theirs.as_ref().map(encode))
    }

    /// What a choice makes of the field.
    fn value(&self, register: &Register, choice: &ConflictChoice) -> Result<Option<Value>, ApiError> {
        let field = self.what.as_ref();
        match choice {
            ConflictChoice::Ours => Ok(field.and_then(|field| field.ours.clone())),
            ConflictChoice::Theirs => Ok(field.and_then(|field| field.theirs.clone())),
            ConflictChoice::Text { text } => {
                let id = field.and_then(|field| field.field).ok_or_else(|| ApiError::new(Code::ConflictGone))?;
                let reference = &register.desk().reference;
                match typed(reference, reference.catalogue.field(id), text) {
                    Ok(parsed) => Ok(parsed.value),
                    Err(Refused::Classified) => Err(ApiError::new(Code::EditClassified)),
                    Err(Refused::Credential) => Err(ApiError::new(Code::EditCredential)),
                }
            }
        }
    }

    fn line(&self, register: &Register, number: u64) -> ConflictLine {
        let json = |value: &Option<Value>| value.as_ref().map(|value| FieldJson(value.json()));
        let field = self.what.as_ref();
        ConflictLine {
            number,
            uid: self.uid.clone(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            gone: field.is_none(),
            field: field.map(|f| named(&register.desk().reference.catalogue, f.field).0).unwrap_or_default(),
            based: field.is_some_and(|field| field.base.is_some()),
            base: field.and_then(|field| json(field.base.as_ref()?)),
            ours: field.and_then(|field| json(&field.ours)),
            theirs: field.and_then(|field| json(&field.theirs)),
            ours_by: self.ours_by.clone(),
            theirs_by: self.theirs_by.clone(),
            choice: self.choice.clone(),
        }
    }
}

/// Staging what a merge makes of the register.
struct Writing<'a> {
    waiting: &'a Waiting,
    register: &'a Register,
    staging: Staging,
    read: Tally,
    at: u32,
}

impl Writing<'_> {
    fn met(&mut self, met: Met) -> Result<(), ApiError> {
        match met {
            Met::New(theirs) => self.new_record(&theirs),
            Met::Gone { theirs, .. } => match self.chosen(&theirs.uid, None) {
                Some(ConflictChoice::Theirs) => self.new_record(&theirs),
                _ => Ok(()),
            },
            Met::Both { ours, fields } => self.changed(&ours, fields),
        }
    }

    fn chosen(&self, uid: &str, field: Option<Option<FieldId>>) -> Option<&ConflictChoice> {
        let same = |c: &&Conflict| c.uid == uid && c.what.as_ref().map(|what| what.field) == field;
        self.waiting.conflicts.iter().find(same).and_then(|conflict| conflict.choice.as_ref())
    }

    fn new_record(&mut self, theirs: &Record) -> Result<(), ApiError> {
        let findings = self.waiting.theirs.store().findings_of_record(&theirs.uid)?;
        let given = theirs.values.0.iter().zip(0u16..).filter(|(value, _)| value.is_some());
        let given: Vec<FieldId> = given.map(|(_, at)| FieldId(at)).collect();
        self.stage(None, &theirs.uid, &theirs.values, &theirs.extra, &given, &findings)
    }

    fn changed(&mut self, ours: &Record, fields: Vec<MetField>) -> Result<(), ApiError> {
        let (mut values, mut extra, mut changed) = (ours.values.clone(), ours.extra.clone(), Vec::new());
        for field in fields {
            let value = match field.meeting {
                Meeting::Ours => continue,
                Meeting::Theirs => field.theirs,
                Meeting::Conflict => match self.chosen(&ours.uid, Some(field.field)) {
                    Some(ConflictChoice::Theirs) => field.theirs,
                    Some(ConflictChoice::Text { text }) => self.typed(field.field, text)?,
                    _ => continue,
                },
            };
            match field.field {
                None => extra = extra_of(value.as_ref()).unwrap_or(extra),
                Some(id) if values.get(id) != value.as_ref() => {
                    values.set(id, value);
                    changed.push(id);
                }
                Some(_) => {}
            }
        }
        if changed.is_empty() && extra == ours.extra {
            return Ok(());
        }
        let register = self.register;
        let facts = register.facts(&values);
        let before = register.store().findings_of_record(&ours.uid)?;
        let (was, is) = ((&ours.facts, &ours.values), (&facts, &values));
        let findings = check::edited(&register.desk().reference, was, is, &changed, before);
        self.stage(Some(ours), &ours.uid, &values, &extra, &changed, &findings)
    }

    fn typed(&self, field: Option<FieldId>, text: &str) -> Result<Option<Value>, ApiError> {
        let reference = &self.register.desk().reference;
        let id = field.ok_or_else(|| ApiError::new(Code::ConflictGone))?;
        let refused = |_| ApiError::new(Code::ConflictGone);
        Ok(typed(reference, reference.catalogue.field(id), text).map_err(refused)?.value)
    }

    fn stage(
        &mut self,
        before: Option<&Record>,
        uid: &str,
        values: &Values,
        extra: &[(String, String)],
        given: &[FieldId],
        findings: &[Finding],
    ) -> Result<(), ApiError> {
        self.at += 1;
        let identity = self.register.identity();
        let keys = identity.keys(values, &identity.names(values));
        let facts = self.register.facts(values);
        let after = NewRecord {
            uid,
            values,
            extra,
            to_return: findings.iter().any(|finding| finding.severity == Severity::MustFix),
            facts: &facts,
            name_key: keys.name.as_deref(),
            code_key: keys.code.as_deref(),
            remarks: None,
        };
        let fen = match values.get(self.register.amount_field()) {
            Some(Value::Money(fen)) => fen.0,
            _ => 0,
        };
        let source = |field: &FieldId| Source { field: *field, row: self.at, column: 0, text: None };
        let sources: Vec<Source> = given.iter().map(source).collect();
        let what = before.map_or(Staged::New(after), |before| Staged::Changed { before, after });
        let place = Place { sheet: 0, table: 0, row: self.at };
        self.staging.add(&StagedRow {
            place,
            what,
            fen,
            sources: &sources,
            findings,
            conflicts: &[],
            evidence: &[],
        })?;
        self.read += Tally { rows: 1, fen };
        Ok(())
    }
}
