//! Telling each row's fate and staging it.

mod claims;

use qingce_core::catalogue::FieldId;
use qingce_core::finding::{Finding, Severity};
use qingce_core::identity;
use qingce_core::interpret::RowRecord;
use qingce_store::{Candidate, Keys, NewBatch, NewRecord, Place, Staged, StagedConflict, StagedRow, Staging};
use rustc_hash::{FxHashMap, FxHashSet};

use self::claims::Claim;
use super::identify::{IdentityFields, RowKeys};
use super::judge::Event;
use super::marks::Marks;
use super::reply::{self, Outcome};
use super::rows::{self, Rows};
use super::update::Met;
use super::{ImportOptions, SheetResult, TableResult, Told};
use crate::error::ApiError;
use crate::register::Register;

/// A table whose rows are being staged.
struct OpenTable {
    sheet: String,
    place: (u16, u16),
    /// Its first column, and whether others stand beside it, so that a row alone does not say which is meant.
    first: u32,
    beside: bool,
    /// It has a column of these.
    fields: Vec<FieldId>,
    result: TableResult,
}

/// What a person is asked and told about a row.
#[derive(Default)]
struct Asked<'a> {
    conflicts: &'a [StagedConflict],
    evidence: &'a [(String, String)],
}

/// Takes the judged rows of a workbook and stages them.
pub(super) struct Stager<'r> {
    register: &'r Register,
    file_name: String,
    options: &'r ImportOptions,
    staging: Option<Staging>,
    fields: IdentityFields,
    tables: Vec<OpenTable>,
    told: Told,
    /// Rows by their full name: a hash of all that each tells, and where it stands.
    seen: FxHashMap<String, Vec<(u64, u32)>>,
    taken: FxHashSet<i64>,
    uids: FxHashSet<String>,
    marks: Marks,
    claims: Vec<Claim>,
    /// What the hidden sheet of a workbook says that this program gave out.
    hidden: Vec<(String, String)>,
    outcome: Outcome,
}

impl<'r> Stager<'r> {
    pub(super) fn new(register: &'r Register, file_name: &str, options: &'r ImportOptions) -> Stager<'r> {
        Stager {
            register,
            file_name: file_name.into(),
            options,
            staging: None,
            fields: IdentityFields::new(&register.desk().reference.catalogue),
            tables: Vec::new(),
            told: Told::default(),
            seen: FxHashMap::default(),
            taken: FxHashSet::default(),
            uids: FxHashSet::default(),
            marks: Marks::default(),
            claims: Vec::new(),
            hidden: Vec::new(),
            outcome: Outcome::default(),
        }
    }

    /// Takes what was met next.
    pub(super) fn take(&mut self, event: Event) -> Result<(), ApiError> {
        match event {
            Event::Workbook(about) => {
                self.staging = Some(self.register.store().stage(NewBatch {
                    file_name: self.file_name.clone(),
                    file_sha256: about.sha256,
                    operator: self.register.operator().into(),
                    mode: self.options.merging.mode.key().into(),
                    started_at: self.register.now(),
                })?);
                Ok(())
            }
            Event::Table { sheet, projects, fields, first, beside } => {
                if beside {
                    self.tables.last_mut().into_iter().for_each(|left| left.beside = true);
                }
                self.told.has_projects |= projects;
                let number = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
                let place = (number(self.told.sheets.len()), number(self.tables.len()));
                self.tables.push(OpenTable { sheet, place, first, beside, fields, result: TableResult::default() });
                Ok(())
            }
            Event::Row { at, kind, read, findings } => self.row(at, kind, read, &findings),
            Event::Identity { name, text } => {
                self.hidden.push((name, text));
                Ok(())
            }
            Event::Sheet { reading, findings, lines } => {
                self.settle_claims()?;
                for (table, lines) in self.tables.iter().map(|table| table.place).zip(&lines).collect::<Vec<_>>() {
                    self.staging().add_lines(table.0, table.1, lines)?;
                }
                let tables = std::mem::take(&mut self.tables).into_iter().map(|table| table.result).collect();
                self.told.sheets.push(SheetResult { reading, tables });
                self.tell(&findings)
            }
        }
    }

    /// The staged rows and what is told of them. No staging where the file held nothing at all.
    ///
    /// # Errors
    /// The file is a workbook that went back from another register, or to another unit than the one it was given for.
    pub(super) fn finish(mut self) -> Result<(Option<Staging>, Told), ApiError> {
        if self.marks.is_plain() && self.hidden.is_empty() {
            return Ok((self.staging, self.told));
        }
        let read = |sheet: &&SheetResult| !sheet.tables.is_empty();
        let first = self.told.sheets.iter().find(read).map(|sheet| sheet.reading.name.clone()).unwrap_or_default();
        let about = (self.options.unit.as_deref(), first.as_str());
        let reply = reply::told(self.register, &mut self.marks, &self.hidden, &self.outcome, about)?;
        if self.staging.is_some() {
            self.tell(&reply.findings)?;
        }
        self.told.replies = reply.lines;
        Ok((self.staging, self.told))
    }

    /// Findings that are about no record.
    fn tell(&mut self, findings: &[Finding]) -> Result<(), ApiError> {
        self.told.findings(findings);
        for finding in findings {
            self.staging().add_finding(finding)?;
        }
        Ok(())
    }

    fn match_and_stage(
        &mut self,
        at: usize,
        mut row: Box<RowRecord>,
        keys: &RowKeys,
        fen: i64,
    ) -> Result<(), ApiError> {
        let asked = Keys { uid: row.uid.as_deref(), code_key: keys.code.as_deref(), name_key: keys.name.as_deref() };
        let mut candidates = self.staging().candidates(&asked)?;
        let to_return = row.findings.iter().any(|f| f.severity == Severity::MustFix);
        let Some(found) = self.fields.choose(&row.values, &candidates, &self.taken) else {
            let given = row.uid.as_deref().filter(|uid| uuid::Uuid::try_parse(uid).is_ok());
            let uid = rows::uid(given, &mut self.uids);
            let facts = self.register.facts(&row.values);
            let record = NewRecord {
                uid: &uid,
                values: &row.values,
                extra: &row.extra,
                to_return,
                facts: &facts,
                name_key: keys.name.as_deref(),
                code_key: keys.code.as_deref(),
                remarks: None,
            };
            return self.stage(at, &row, Staged::New(record), fen);
        };
        self.taken.insert(found.slot);
        let before = candidates.iter().position(|candidate| std::ptr::eq(candidate, found));
        let before = before.map(|at| candidates.swap_remove(at)).expect("BUG: it was chosen among them");
        if let Some(was) = before.known_as.as_ref().filter(|_| before.slot != before.record.id) {
            let finding = self.finding(at, "merged_record", Severity::Info, row.row);
            let names = [self.fields.name(was), self.fields.name(&before.record.values)].map(str::to_owned);
            let [was, now] = names;
            row.findings.push(finding.with("name", was).with("kept", now));
        }
        self.meet(at, row, &before, fen)
    }

    /// Stages what a row makes of the record that it is.
    fn meet(&mut self, at: usize, mut row: Box<RowRecord>, found: &Candidate, fen: i64) -> Result<(), ApiError> {
        let staging = self.staging.as_ref().expect("BUG: the workbook comes before its rows");
        let mut met = Met::new(self.register, staging, found, &row, &self.options.merging)?;
        for (header, value) in std::mem::take(&mut met.emptied) {
            let finding = self.finding(at, "cell_emptied", Severity::Info, row.row);
            row.findings.push(finding.with("header", header).with("value", value));
        }
        let (row, before) = (row.as_ref(), &found.record);
        self.told.met(&met, before, &self.fields);
        let asked = Asked { conflicts: &met.conflicts, evidence: &met.evidence };
        let faulty = if met.moves(before) { met.to_return } else { before.to_return };
        self.outcome.record(before, faulty);
        if !met.moves(before) {
            let what = Staged::Unchanged(before.id);
            self.count_staged(at, row, &what, fen);
            return self.put_asked(at, row, what, fen, asked);
        }
        let values = &met.updated.values;
        let keys = self.fields.keys(values, &self.fields.names(values));
        let after = NewRecord {
            uid: &before.uid,
            values,
            extra: &met.updated.extra,
            to_return: met.to_return,
            facts: &met.facts,
            name_key: keys.name.as_deref(),
            code_key: keys.code.as_deref(),
            remarks: met.remarks.as_deref(),
        };
        let what = Staged::Changed { before, after };
        self.count_staged(at, row, &what, fen);
        self.put_asked(at, row, what, fen, asked)
    }

    fn put_asked(
        &mut self,
        at: usize,
        row: &RowRecord,
        what: Staged<'_>,
        fen: i64,
        asked: Asked<'_>,
    ) -> Result<(), ApiError> {
        let (sheet, table) = self.tables[at].place;
        let place = Place { sheet, table, row: row.row };
        let sources = &row.sources;
        let Asked { conflicts, evidence } = asked;
        self.staging().add(&StagedRow { place, what, fen, sources, findings: &row.findings, conflicts, evidence })?;
        Ok(())
    }

    fn finding(&self, at: usize, code: &str, severity: Severity, row: u32) -> Finding {
        let table = &self.tables[at];
        Finding::new(code, severity, &table.sheet, row, if table.beside { table.first } else { 0 })
    }

    fn staging(&mut self) -> &mut Staging {
        self.staging.as_mut().expect("BUG: the workbook comes before its rows")
    }
}

impl Rows for Stager<'_> {
    fn told(&mut self, at: usize) -> (&mut Told, &mut TableResult) {
        (&mut self.told, &mut self.tables[at].result)
    }

    fn amount_field(&self) -> FieldId {
        self.register.amount_field()
    }

    fn record(&mut self, at: usize, mut row: Box<RowRecord>) -> Result<(), ApiError> {
        let claims = self.marks.read(self.register, &self.tables[at].sheet, &mut row)?;
        let fen = self.read_amount(at, &row.values);
        let names = self.fields.names(&row.values);
        let hash = identity::row_hash(&row);
        let alike = self.seen.entry(names.full()).or_default();
        let (again, first) = (alike.iter().find(|(known, _)| *known == hash).copied(), alike.first().copied());
        if let Some((_, first)) = again {
            let finding = self.finding(at, "duplicate_row", Severity::Info, row.row);
            row.findings = vec![finding.with("first", first.to_string())];
            return self.stage(at, &row, Staged::Duplicate, fen);
        }
        alike.push((hash, row.row));
        // Two rows of one file with the same unit and names are two records, and somebody should look at them.
        if let Some((_, first)) = first {
            let shown = self.fields.name(&row.values).to_owned();
            let finding = self.finding(at, "same_name", Severity::Explain, row.row);
            row.findings.push(finding.with("name", shown).with("first", first.to_string()));
        }
        if claims {
            return self.claim(at, row, fen);
        }
        let keys = self.fields.keys(&row.values, &names);
        self.match_and_stage(at, row, &keys, fen)
    }

    fn put(&mut self, at: usize, row: &RowRecord, what: Staged<'_>, fen: i64) -> Result<(), ApiError> {
        self.put_asked(at, row, what, fen, Asked::default())
    }

    fn put_classified(&mut self, unit: Option<&str>) {
        self.staging().add_classified(unit);
    }

    fn put_no_record(&mut self, findings: &[Finding]) -> Result<(), ApiError> {
        self.staging().add_not_record();
        Ok(findings.iter().try_for_each(|finding| self.staging().add_finding(finding))?)
    }
}
