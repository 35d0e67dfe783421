//! Exports: lists as workbooks, and the blank form. What a list shows is data in `seeds/lists`.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use qingce_core::catalogue::FieldId;
use qingce_core::compose::{Composer, Entry, Setting, TagNote};
use qingce_core::condition::Operand;
use qingce_core::finding::Finding;
use qingce_core::form::Form;
use qingce_core::list::{ColumnLine, LayoutLine, List, ListBook, ListError, ListKind, ListLine};
use qingce_core::record::Record;
use qingce_core::report::PageLayout;
use qingce_core::rule::Outcome;
use qingce_sheets::write::{ReportWriter, write_form};
use qingce_store::{Query, Sort, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::duplicates;
use crate::error::{ApiError, Code};
use crate::job::{Job, Phase};
use crate::lists::{book, book_with, exported};
use crate::records::Selection;
use crate::register::Register;
use crate::told;

/// How often progress is told, in records.
const TELL_EVERY: u64 = 500;
/// Records that go from the reading thread to the writing one at a time.
const PORTION: usize = 64;
/// Portions read ahead of the writer.
const READ_AHEAD: usize = 4;

/// The list that is the blank form.
const FORM: &str = "template";

/// The tag under which a list of pairs tells what they are to each other.
const PAIR_TAG: &str = "疑似重复";

/// The list that is a view of the grid.
const VIEW: &str = "view";

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportResult {
    /// Id of the list.
    pub list: String,
    /// Its title.
    pub title: String,
    /// The file.
    pub file: String,
    /// What its rows are.
    pub kind: ListKind,
    /// What was written: projects, also of a list of groups; rows of a list that is told; both projects of every pair.
    pub records: u64,
    /// Texts that did not fit their cell.
    pub findings: Vec<Finding>,
}

/// Writes one list, or what `definition` makes of it. `unit` is who sends it, for the line under the title.
pub fn export_list(
    register: &Register,
    (id, definition): (&str, Option<ListLine>),
    out: &Path,
    unit: &str,
    job: Job<'_>,
) -> Result<ExportResult, ApiError> {
    let book = definition.map_or_else(|| book(register), |line| book_with(register, line))?;
    let list = exported(&book, id)?;
    write_list(register, list, &query(register, list), unit, out, job)
}

/// Writes records as a grid shows them: these fields as columns, in the order of the query. `title` and who sends it.
pub fn export_view(
    register: &Register,
    records: &Query,
    fields: &[FieldId],
    (title, unit): (&str, &str),
    out: &Path,
    job: Job<'_>,
) -> Result<ExportResult, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let list = of_view(title, fields.iter().map(|id| catalogue.field(*id).key.as_str()));
    let wrong = |why: ListError| ApiError::new(Code::SeedsWrong).with("file", VIEW).with("why", why.to_string());
    let shared = register.desk().seeds.text("lists/_shared.toml")?;
    let mut book = ListBook::parse(&shared, &[], catalogue).map_err(wrong)?;
    book.add(&shared, list, catalogue).map_err(wrong)?;
    let list = exported(&book, VIEW)?;
    write_list(register, list, records, unit, out, job)
}

/// A list of these fields, as it would stand in a file.
fn of_view<'f>(title: &str, fields: impl Iterator<Item = &'f str>) -> ListLine {
    ListLine {
        id: VIEW.into(),
        sheet: title.into(),
        title: title.into(),
        kind: ListKind::Projects,
        scope: String::new(),
        only: Vec::new(),
        group_by: None,
        no_group: String::new(),
        sort: Vec::new(),
        only_used: false,
        context: Vec::new(),
        notes: Vec::new(),
        blank_rows: 0,
        layout: LayoutLine::default(),
        column: fields.map(|field| ColumnLine::plain(&format!("field {field}"))).collect(),
    }
}

fn write_list(
    register: &Register,
    list: &List,
    query: &Query,
    unit: &str,
    out: &Path,
    job: Job<'_>,
) -> Result<ExportResult, ApiError> {
    let (used, extra) = register.store().used(query)?;
    let told = params(register, list, unit)?;
    let params: Vec<(&str, &str)> = told.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let regions = Some(register.desk().reference.regions.as_ref());
    let marker = register.marker()?;
    let setting = Setting {
        today: register.today(),
        params: &params,
        used: Some(&used),
        extra: &extra,
        regions,
        marker: Some(&marker),
    };
    let mut composer = Composer::new(list, &setting);
    let title = composer.report().title.clone();
    let mut writer = ReportWriter::create(out, composer.report())?;
    let mut write = |entry: &Entry<'_>| composer.entry(entry, &mut |row| writer.row(row)).map_err(ApiError::from);
    let records = match list.kind {
        ListKind::Pairs => pair_rows(register, list, &mut write, job)?,
        kind if kind.is_told() => {
            let rows = told::rows(register, list)?;
            for row in &rows {
                composer.told_row(&row.section, &row.cells, &mut |row| writer.row(row).map_err(ApiError::from))?;
            }
            rows.len() as u64
        }
        _ => rows(register, list, query, &mut write, job)?,
    };
    composer.finish(&mut |row| writer.row(row))?;
    let findings = writer.finish()?.findings;
    let file = out.to_string_lossy().into_owned();
    Ok(ExportResult { list: list.id.clone(), title, file, kind: list.kind, records, findings })
}

/// Writes the blank form that departments fill in.
pub fn template(register: &Register, out: &Path) -> Result<ExportResult, ApiError> {
    let book = book(register)?;
    let list =
        book.list(FORM).ok_or_else(|| ApiError::new(Code::SeedsWrong).with("file", FORM).with("why", "missing"))?;
    let region = register.region()?;
    let params = [("region", region.as_str())];
    let reference = &register.desk().reference;
    let setting = Setting {
        today: register.today(),
        params: &params,
        used: None,
        extra: &[],
        regions: Some(reference.regions.as_ref()),
        marker: None,
    };
    let form = Form::new(list, reference, &setting);
    write_form(out, &form)?;
    let file = out.to_string_lossy().into_owned();
    Ok(ExportResult {
        list: FORM.into(),
        title: form.title,
        file,
        kind: ListKind::Form,
        records: 0,
        findings: Vec::new(),
    })
}

/// How registers are laid out on paper.
pub(crate) fn layout(register: &Register) -> Result<PageLayout, ApiError> {
    let book = book(register)?;
    let list = book.list(FORM).or_else(|| book.lists().first());
    let missing = || ApiError::new(Code::SeedsWrong).with("file", FORM).with("why", "missing");
    Ok(list.ok_or_else(missing)?.layout.clone())
}

/// What titles, lines and remarks of a list are filled with; a remark whose parameter is missing is left out.
pub(crate) fn params(register: &Register, list: &List, unit: &str) -> Result<Vec<(&'static str, String)>, ApiError> {
    let store = register.store();
    let unknown = list.scope.tags().first().map_or(Ok(0), |tag| store.unknown_of_tag(tag))?;
    let classified = store.classified_rows()?;
    let mut params =
        vec![("unit", unit.to_owned()), ("journal", register.journal_head()?), ("region", register.region()?)];
    if let Some(year) = crate::years::years(register)?.first() {
        params.push(("year", year.to_string()));
    }
    for (name, count) in [("unknown", unknown), ("classified", classified)] {
        if count > 0 {
            params.push((name, count.to_string()));
        }
    }
    Ok(params)
}

/// Gives the records of a list to `write`. They are read in a thread of their own, so that reading and writing overlap.
pub(crate) fn rows(
    register: &Register,
    list: &List,
    query: &Query,
    write: &mut dyn FnMut(&Entry<'_>) -> Result<(), ApiError>,
    job: Job<'_>,
) -> Result<u64, ApiError> {
    let with_tags = list.shows_tags();
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Vec<Record>>(READ_AHEAD);
        let reader = scope.spawn(move || read(register, query, &send));
        let mut records = 0;
        for record in receive.iter().flatten() {
            let tags = if with_tags { tag_notes(register, &record)? } else { Vec::new() };
            write(&Entry { record: &record, tags: &tags })?;
            records += 1;
            if records % TELL_EVERY == 0 {
                job.tell(Phase::Write, records, None, 0);
                if job.cancel.is_cancelled() {
                    return Err(ApiError::new(Code::Cancelled));
                }
            }
        }
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok(records)
    })
}

/// Gives both records of every likely pair of a list to `write`, with what says so as a note on the list's first tag.
pub(crate) fn pair_rows(
    register: &Register,
    list: &List,
    write: &mut dyn FnMut(&Entry<'_>) -> Result<(), ApiError>,
    job: Job<'_>,
) -> Result<u64, ApiError> {
    let messages = &register.desk().messages;
    let mut records = 0;
    for (number, pair) in (1u64..).zip(duplicates::pairs(register, &pair_scope(register, list), None, job)?) {
        let relation = pair.answer.as_ref().map_or(pair.likeness.relation, |answer| answer.relation);
        let note = TagNote {
            tag: PAIR_TAG.into(),
            class: Some(messages.word("relation", relation.key())),
            reason: duplicates::told(messages, &pair.likeness),
            basis: number.to_string(),
            decided: pair.answer.is_some(),
        };
        let (one, other) = duplicates::records(register, &pair)?;
        for record in [&one, &other] {
            write(&Entry { record, tags: std::slice::from_ref(&note) })?;
            records += 1;
        }
        job.tell(Phase::Write, records, None, 0);
        if job.cancel.is_cancelled() {
            return Err(ApiError::new(Code::Cancelled));
        }
    }
    Ok(records)
}

/// Among which projects a list looks for pairs.
pub(crate) fn pair_scope(register: &Register, list: &List) -> Selection {
    Selection { condition: list.scope.text(&register.desk().reference.catalogue), ..Selection::default() }
}

/// Sends the records of a query in portions; stops where nobody takes them any more.
fn read(register: &Register, query: &Query, to: &SyncSender<Vec<Record>>) -> Result<(), ApiError> {
    let mut portion = Vec::with_capacity(PORTION);
    let send = |portion: &mut Vec<Record>| to.send(std::mem::take(portion)).is_ok();
    register.store().for_each(query, None, |record| {
        portion.push(record);
        if portion.len() < PORTION || send(&mut portion) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    send(&mut portion);
    Ok(())
}

/// The query of a list: its scope, in the order of its groups.
pub(crate) fn query(register: &Register, list: &List) -> Query {
    let by = |field: &FieldId| Sort { by: Operand::Field(*field), descending: false };
    Query {
        condition: list.scope.clone(),
        search: String::new(),
        sort: list.group_by.iter().chain(&list.sort).map(by).collect(),
        today: register.today(),
    }
}

/// Why a record has its tags in force: one note per rule that gave one, and per decision.
pub(crate) fn tag_notes(register: &Register, record: &Record) -> Result<Vec<TagNote>, ApiError> {
    let state = register.store().tags(&record.uid)?;
    let in_force = |tag: &str, class: Option<&str>| {
        let full = class.map_or_else(|| tag.to_owned(), |class| format!("{tag}/{class}"));
        state.in_force.contains(&full)
    };
    let accepted = |tag: &str| state.decisions.iter().any(|d| d.tag == tag && d.verdict == Verdict::Accept);
    let mut notes = Vec::new();
    for suggestion in state.suggestions.iter().filter(|s| s.outcome == Outcome::Met) {
        let line = &suggestion.rule;
        if in_force(&line.tag, line.class.as_deref()) {
            notes.push(TagNote {
                tag: line.tag.clone(),
                class: line.class.clone(),
                reason: line.reason.clone(),
                basis: line.basis.clone(),
                decided: accepted(&line.tag),
            });
        }
    }
    for decision in state.decisions.iter().filter(|d| d.verdict == Verdict::Accept) {
        notes.push(TagNote {
            tag: decision.tag.clone(),
            class: decision.class.clone(),
            reason: decision.reason.clone(),
            basis: String::new(),
            decided: true,
        });
    }
    Ok(notes)
}
