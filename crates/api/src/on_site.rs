//! 核查: what people find of a project on site: field by field, with photos and scans, and projects that nobody reported.
//!
//! Not in here: packages that carry it home ([`crate::package`]).
//!
//! The invariant: a field that was found wrong and its new value are kept together or not at all.

use std::ops::ControlFlow;

use base64::Engine;
use qingce_core::check::{self, Given, Place as Column};
use qingce_core::field_work::kind_of;
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::{Refused, RowRecord, typed};
use qingce_core::reading::SheetReading;
use qingce_core::value::{Value, Values};
use qingce_store::{
    Attachment, CheckCounts, FieldCheck, Finish, NewBatch, NewRecord, OnSite, Place, Source, Staged, StagedRow, Tally,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::editing::{self, CellRefusal, CellText, EditResult};
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::package::field_work;
use crate::records::{FieldJson, RecordTitle, Selection, title};
use crate::register::Register;

/// How the batch of a record that was written by hand is called.
const BY_HAND: &str = "hand";

/// What somebody found of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFieldCheck {
    /// Key of the field.
    pub field: String,
    /// What was found.
    pub verdict: OnSite,
    /// Of a wrong one: the right value as typed; empty clears the field. None leaves it.
    #[serde(default)]
    #[ts(optional)]
    pub text: Option<String>,
    /// What to note.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub note: String,
}

/// Keeps what somebody found of fields of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckFieldsRequest {
    /// The record.
    pub uid: String,
    /// The revision that the person looked at; another one now is a conflict. None = whatever it is now.
    #[serde(default)]
    #[ts(optional)]
    pub revision: Option<i64>,
    /// What was found.
    pub checks: Vec<NewFieldCheck>,
}

/// What was kept. Nothing is where a value was refused or the record changed meanwhile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckResult {
    /// What became of new values.
    pub edit: EditResult,
    /// The record as it is then.
    pub sheet: CheckSheet,
}

/// Asks what is to be checked of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowCheckSheetRequest {
    /// The record.
    pub uid: String,
}

/// A field that is checked on site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckLine {
    /// Its key.
    pub field: String,
    /// What the register says; none where empty.
    pub value: Option<FieldJson>,
    /// What was found of it, the newest first.
    pub found: Vec<FieldCheck>,
}

/// What is to be checked of a record, what was found, what is attached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckSheet {
    /// The record.
    pub uid: String,
    /// Its revision.
    pub revision: i64,
    /// What it is called.
    pub title: RecordTitle,
    /// The fields of the seeds, and others of which something was found.
    pub lines: Vec<CheckLine>,
    /// How many fields of the seeds were checked.
    pub counts: CheckCounts,
    /// Photos and scans.
    pub attachments: Vec<Attachment>,
}

/// Which records, by how far they are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Nothing of it was checked.
    Untouched,
    /// Some fields were.
    Begun,
    /// All fields were.
    Done,
}

/// Asks how far records are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListCheckedRequest {
    /// Which records, in what order.
    pub selection: Selection,
    /// Only those that are so far.
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<CheckState>,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// How far a record is checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckedLine {
    /// What it is called.
    pub title: RecordTitle,
    /// Fields checked, by what was found.
    pub counts: CheckCounts,
    /// How far it is.
    pub state: CheckState,
}

/// How far records are checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckedPage {
    /// How many there are of the state asked for.
    pub total: u64,
    /// How many fields each has to be checked.
    pub fields: u64,
    /// Records of which nothing was checked.
    pub untouched: u64,
    /// Records of which some fields were.
    pub begun: u64,
    /// Records of which all were.
    pub done: u64,
    /// Those asked for.
    pub rows: Vec<CheckedLine>,
}

/// Attaches a photo or a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttachFileRequest {
    /// The record.
    pub uid: String,
    /// The file, as requests name files.
    pub file: String,
}

/// Asks for an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowAttachmentRequest {
    /// The attachment.
    pub uid: String,
}

/// An attachment with its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachmentResult {
    /// What it is.
    pub about: Attachment,
    /// Its bytes, base64.
    pub content: String,
}

/// Takes an attachment away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DetachRequest {
    /// The attachment.
    pub uid: String,
}

/// A field of a record that is written by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewCell {
    /// Key of the field.
    pub field: String,
    /// The text.
    pub text: String,
}

/// Adds a record by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddRecordRequest {
    /// What it says.
    pub cells: Vec<NewCell>,
}

/// A record that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddResult {
    /// The record; none where something was refused.
    pub uid: Option<String>,
    /// The batch that takes it back when it is undone.
    pub batch: Option<i64>,
    /// What cannot be taken. Nothing is written while there is anything.
    pub refused: Vec<CellRefusal>,
    /// What is to be said of it.
    pub findings: Vec<Finding>,
}

/// Keeps what somebody found of fields of a record.
pub fn check(register: &Register, request: &CheckFieldsRequest) -> Result<CheckResult, ApiError> {
    let at = register.now();
    let catalogue = &register.desk().reference.catalogue;
    let (mut checks, mut cells) = (Vec::new(), Vec::new());
    for found in &request.checks {
        let key = catalogue.field(crate::records::field(catalogue, &found.field)?).key.clone();
        may_be_noted(register, &found.note)?;
        match (&found.text, found.verdict) {
            (None, _) => {}
            (Some(text), OnSite::Wrong) => {
                let (uid, field, text) = (request.uid.clone(), key.clone(), text.clone());
                cells.push(CellText { uid, revision: request.revision, field, text });
            }
            (Some(_), _) => return Err(ApiError::new(Code::CheckValue).with("field", &key)),
        }
        checks.push(FieldCheck {
            uid: uuid::Uuid::now_v7().to_string(),
            record: request.uid.clone(),
            field: key,
            verdict: found.verdict,
            note: found.note.trim().to_owned(),
            who: register.operator().to_owned(),
            at: at.clone(),
        });
    }
    let edit = editing::correct(register, &cells, &checks)?;
    Ok(CheckResult { edit, sheet: sheet(register, &request.uid)? })
}

/// A note is kept like a value: what may not be kept of those may not be noted.
fn may_be_noted(register: &Register, note: &str) -> Result<(), ApiError> {
    let reference = &register.desk().reference;
    let remark = reference.catalogue.field(reference.catalogue.known("remark"));
    typed(reference, remark, note).map(|_| ()).map_err(|why| ApiError::new(refusal(why)))
}

fn refusal(why: Refused) -> Code {
    match why {
        Refused::Classified => Code::EditClassified,
        Refused::Credential => Code::EditCredential,
    }
}

/// What is to be checked of a record, what was found, what is attached.
pub fn sheet(register: &Register, uid: &str) -> Result<CheckSheet, ApiError> {
    let store = register.store();
    let record = store.record(uid)?;
    let catalogue = &register.desk().reference.catalogue;
    let wanted = field_work(register)?.checks;
    let mut found = store.checks(uid)?;
    let mut lines: Vec<CheckLine> = Vec::new();
    let others = found.iter().filter_map(|check| catalogue.id(&check.field)).filter(|id| !wanted.contains(id));
    let mut fields = wanted.clone();
    for other in others {
        if !fields.contains(&other) {
            fields.push(other);
        }
    }
    for id in fields {
        let field = catalogue.field(id).key.clone();
        let (of, rest) = found.into_iter().partition(|check| check.field == field);
        found = rest;
        lines.push(CheckLine { value: record.values.get(id).map(|v| FieldJson(v.json())), found: of, field });
    }
    let mut counts = CheckCounts::default();
    for newest in lines.iter().take(wanted.len()).filter_map(|line| line.found.first()) {
        match newest.verdict {
            OnSite::Right => counts.right += 1,
            OnSite::Wrong => counts.wrong += 1,
            OnSite::Unseen => counts.unseen += 1,
        }
    }
    let attachments = store.attachments(uid)?;
    let title = title(register, &record);
    Ok(CheckSheet { uid: record.uid, revision: record.revision, title, lines, counts, attachments })
}

/// How far records are checked.
pub fn checked(register: &Register, request: &ListCheckedRequest) -> Result<CheckedPage, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let wanted = field_work(register)?.checks;
    let keys: Vec<String> = wanted.iter().map(|id| catalogue.field(*id).key.clone()).collect();
    let counts = register.store().check_counts(&keys)?;
    let fields = wanted.len() as u64;
    let mut page = CheckedPage { total: 0, fields, untouched: 0, begun: 0, done: 0, rows: Vec::new() };
    let shown = ["project_name", "system_name", "report_unit", "invest_total"].map(|key| catalogue.known(key));
    register.store().for_each(&request.selection.query(register)?, Some(&shown), |record| {
        let counts = counts.get(&record.uid).copied().unwrap_or_default();
        let (state, sum) = match counts.checked() {
            0 => (CheckState::Untouched, &mut page.untouched),
            n if n < fields => (CheckState::Begun, &mut page.begun),
            _ => (CheckState::Done, &mut page.done),
        };
        *sum += 1;
        if request.state.is_none_or(|asked| asked == state) {
            if page.total >= request.offset && (page.rows.len() as u64) < request.limit {
                page.rows.push(CheckedLine { title: title(register, &record), counts, state });
            }
            page.total += 1;
        }
        ControlFlow::Continue(())
    })?;
    Ok(page)
}

/// Attaches a photo or a scan to a record.
pub fn attach(register: &Register, uid: &str, file: &InputFile) -> Result<Attachment, ApiError> {
    let most = field_work(register)?.attachment;
    let name = file.name();
    let unread =
        |why: std::io::Error| ApiError::new(Code::PackageUnreadable).with("file", &name).with("why", why.to_string());
    let limit = most / 1_000_000;
    let bytes = file.bytes(most).map_err(unread)?;
    let bytes = bytes
        .ok_or_else(|| ApiError::new(Code::AttachmentLarge).with("file", &name).with("limit", limit.to_string()))?;
    let kind = kind_of(&bytes).ok_or_else(|| ApiError::new(Code::AttachmentKind).with("file", &name))?;
    let about = Attachment {
        uid: uuid::Uuid::now_v7().to_string(),
        record: uid.to_owned(),
        name,
        kind: kind.to_owned(),
        sha256: String::new(),
        bytes: 0,
        who: register.operator().to_owned(),
        at: register.now(),
    };
    Ok(register.store().attach(&about, &bytes)?)
}

/// An attachment with its bytes.
pub fn attachment(register: &Register, uid: &str) -> Result<AttachmentResult, ApiError> {
    let (about, bytes) = register.store().attachment(uid)?;
    Ok(AttachmentResult { about, content: base64::engine::general_purpose::STANDARD.encode(bytes) })
}

/// Takes an attachment away; tells the record as it is then.
pub fn detach(register: &Register, uid: &str) -> Result<CheckSheet, ApiError> {
    let (about, _) = register.store().attachment(uid)?;
    register.store().detach(uid)?;
    sheet(register, &about.record)
}

/// Adds a record by hand; it is a batch of its own, and undone like one.
pub fn add(register: &Register, cells: &[NewCell]) -> Result<AddResult, ApiError> {
    let reference = &register.desk().reference;
    let mut row = RowRecord { values: Values::empty(reference.catalogue.len()), row: 1, ..RowRecord::default() };
    let mut added = AddResult { uid: None, batch: None, refused: Vec::new(), findings: Vec::new() };
    for cell in cells {
        let field = reference.catalogue.field(crate::records::field(&reference.catalogue, &cell.field)?);
        match typed(reference, field, &cell.text) {
            Ok(parsed) => {
                for remark in &parsed.remarks {
                    let finding = Finding::new(remark.code, remark.severity, "", 0, 0).of_field(&field.key);
                    let finding = finding.with("header", &field.header);
                    row.findings.push(remark.params.iter().fold(finding, |f, (name, text)| f.with(name, text)));
                }
                row.values.set(field.id, parsed.value);
            }
            Err(why) => added.refused.push(refused(&field.key, refusal(why))),
        }
    }
    if register.identity().name(&row.values).is_empty() {
        added.refused.push(refused("project_name", Code::EditNameMissing));
    }
    if !added.refused.is_empty() {
        return Ok(added);
    }
    let facts = register.facts(&row.values);
    let mut given = Given::none(reference);
    for field in reference.catalogue.fields() {
        given.column(field.id, Column { column: 0, row: None });
    }
    check::record(reference, &facts, &mut given, "", &mut row);
    let uid = uuid::Uuid::now_v7().to_string();
    added.batch = Some(store_new(register, &uid, &row)?);
    (added.uid, added.findings) = (Some(uid), row.findings);
    Ok(added)
}

fn refused(field: &str, code: Code) -> CellRefusal {
    CellRefusal { uid: String::new(), name: String::new(), field: field.to_owned(), code: code.key().to_owned() }
}

fn store_new(register: &Register, uid: &str, row: &RowRecord) -> Result<i64, ApiError> {
    let called = register.desk().messages.word("batch", BY_HAND);
    let at = register.now();
    let mut staging = register.store().stage(NewBatch {
        file_name: called.clone(),
        file_sha256: uid.to_owned(),
        operator: register.operator().to_owned(),
        mode: BY_HAND.to_owned(),
        started_at: at.clone(),
    })?;
    let identity = register.identity();
    let keys = identity.keys(&row.values, &identity.names(&row.values));
    let facts = register.facts(&row.values);
    let record = NewRecord {
        uid,
        values: &row.values,
        extra: &[],
        to_return: row.findings.iter().any(|finding| finding.severity == Severity::MustFix),
        facts: &facts,
        name_key: keys.name.as_deref(),
        code_key: keys.code.as_deref(),
        remarks: None,
    };
    let fen = match row.values.get(register.amount_field()) {
        Some(Value::Money(fen)) => fen.0,
        _ => 0,
    };
    let given = row.values.0.iter().zip(0u16..).filter(|(value, _)| value.is_some());
    let source = |(_, at)| Source { field: qingce_core::catalogue::FieldId(at), row: 1, column: 0, text: None };
    let sources: Vec<Source> = given.map(source).collect();
    let place = Place { sheet: 0, table: 0, row: 1 };
    let what = Staged::New(record);
    staging.add(&StagedRow {
        place,
        what,
        fen,
        sources: &sources,
        findings: &row.findings,
        conflicts: &[],
        evidence: &[],
    })?;
    let reading = SheetReading { name: called, hidden: false, skipped: None, tables: Vec::new() };
    let read = Tally { rows: 1, fen };
    let finish = Finish { readings: vec![reading], read, finished_at: at, replies: Vec::new() };
    Ok(staging.promote_by_hand(register.store(), &finish)?.batch)
}
