//! Telling each row's fate and staging it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use qingce_core::catalogue::{FieldId, FieldType};
use qingce_core::cell::{SheetInfo, SheetRow};
use qingce_core::fate::Fate;
use qingce_core::finding::{Finding, Severity};
use qingce_core::identity;
use qingce_core::interpret::{Interpreter, Read, RowRecord};
use qingce_core::reading::{ContextValue, RowKind, SheetReading, TableReading};
use qingce_core::record::Record;
use qingce_core::totals::{Total, Totals};
use qingce_core::value::{Fen, Value, Values};
use qingce_sheets::read::Workbook;
use qingce_store::{Keys, NewBatch, NewRecord, Place, Staged, StagedRow, Staging};
use rustc_hash::{FxHashMap, FxHashSet};

use super::identify::{IdentityFields, RowKeys};
use super::{FateSum, SheetResult, TableResult, Told};
use crate::error::ApiError;
use crate::register::Register;
use crate::walk::Visitor;

/// A table while its rows pass by.
struct OpenTable<'r> {
    sheet: String,
    interpreter: Interpreter<'r>,
    totals: Totals,
    /// Column and field of its amounts.
    money: Vec<(u32, FieldId)>,
    /// It has a project or system name; the rows of any other table are no records.
    projects: bool,
    place: (u16, u16),
    result: TableResult,
    /// Refused 涉密 rows by unit.
    classified: BTreeMap<String, i64>,
}

/// Takes the rows of a workbook and stages them.
pub(super) struct Stager<'r> {
    register: &'r Register,
    file_name: String,
    unit: Option<String>,
    staging: Option<Staging>,
    fields: IdentityFields,
    tables: Vec<OpenTable<'r>>,
    told: Told,
    seen: FxHashMap<u64, u32>,
    names: FxHashMap<String, u32>,
    taken: FxHashSet<i64>,
    uids: FxHashSet<String>,
}

impl Visitor for Stager<'_> {
    fn workbook(&mut self, about: &Workbook) -> Result<(), ApiError> {
        self.staging = Some(self.register.store().stage(NewBatch {
            file_name: self.file_name.clone(),
            file_sha256: about.sha256.clone(),
            operator: self.register.operator().into(),
            mode: "non_blank_replaces".into(),
            started_at: self.register.now(),
        })?);
        Ok(())
    }

    fn table(&mut self, sheet: &SheetInfo, reading: &TableReading) -> Result<(), ApiError> {
        let catalogue = &self.register.desk().reference.catalogue;
        let mut money = Vec::new();
        let mut projects = false;
        for column in reading.columns.iter().chain(reading.card.iter().map(|cell| &cell.reading)) {
            let Some(field) = column.field.as_deref().and_then(|key| catalogue.by_key(key)) else { continue };
            projects |= self.fields.names_a_project(field.id);
            if field.kind == FieldType::Money {
                money.push((column.column, field.id));
            }
        }
        self.told.has_projects |= projects;
        let place = (u16::try_from(self.told.sheets.len()), u16::try_from(self.tables.len()));
        self.tables.push(OpenTable {
            sheet: sheet.name.clone(),
            interpreter: Interpreter::new(&self.register.desk().reference, sheet, &self.with_unit(reading)),
            totals: Totals::new(&sheet.name, money.iter().map(|(column, _)| *column)),
            money,
            projects,
            place: (place.0.unwrap_or(u16::MAX), place.1.unwrap_or(u16::MAX)),
            result: TableResult::default(),
            classified: BTreeMap::new(),
        });
        Ok(())
    }

    fn row(&mut self, at: usize, kind: RowKind, row: &SheetRow) -> Result<(), ApiError> {
        let table = &mut self.tables[at];
        self.told.read.rows += 1;
        *table.result.kinds.entry(kind).or_default() += 1;
        if kind == RowKind::Record && table.projects {
            return match table.interpreter.record(row) {
                Read::Record(row) => self.record(at, row),
                Read::Rejected(row) => self.rejected(at, &row),
                Read::Classified { unit } => self.classified(at, unit),
            };
        }
        let findings = match kind {
            RowKind::Section => {
                table.interpreter.section(row);
                table.totals.section()
            }
            RowKind::Subtotal => {
                let totals = totals(table, row);
                table.totals.subtotal(&totals)
            }
            _ => Vec::new(),
        };
        self.count(at, Fate::NotRecord, 0);
        self.staging().add_not_record();
        self.tell(&findings)
    }

    fn sheet(&mut self, reading: SheetReading) -> Result<(), ApiError> {
        let mut tables = Vec::new();
        for mut table in std::mem::take(&mut self.tables) {
            let mut findings = if table.projects { table.interpreter.table_findings() } else { Vec::new() };
            findings.extend(table.totals.finish());
            let refused = Finding::new("classified_rows", Severity::MustFix, &table.sheet, 0, 0);
            findings.extend(
                table
                    .classified
                    .iter()
                    .map(|(unit, count)| refused.clone().with("count", count.to_string()).with("unit", unit.clone())),
            );
            self.tell(&findings)?;
            tables.push(table.result);
        }
        self.told.sheets.push(SheetResult { reading, tables });
        Ok(())
    }

    fn findings(&self) -> u64 {
        self.told.findings_total
    }
}

impl<'r> Stager<'r> {
    pub(super) fn new(register: &'r Register, file_name: &str, unit: Option<String>) -> Stager<'r> {
        Stager {
            register,
            file_name: file_name.into(),
            unit,
            staging: None,
            fields: IdentityFields::new(&register.desk().reference.catalogue),
            tables: Vec::new(),
            told: Told::default(),
            seen: FxHashMap::default(),
            names: FxHashMap::default(),
            taken: FxHashSet::default(),
            uids: FxHashSet::default(),
        }
    }

    /// The reading with the unit that the person said, before those of the lines around the table.
    fn with_unit<'t>(&self, reading: &'t TableReading) -> Cow<'t, TableReading> {
        let Some(unit) = &self.unit else { return Cow::Borrowed(reading) };
        let mut reading = reading.clone();
        let said = ContextValue {
            field: Some("report_unit".into()),
            label: String::new(),
            text: unit.clone(),
            row: 0,
            column: 0,
        };
        reading.context.insert(0, said);
        Cow::Owned(reading)
    }

    /// The staged rows and what is told of them. No staging where the file held nothing at all.
    pub(super) fn finish(self) -> (Option<Staging>, Told) {
        (self.staging, self.told)
    }

    /// Findings that are about no record.
    fn tell(&mut self, findings: &[Finding]) -> Result<(), ApiError> {
        self.told.findings(findings);
        for finding in findings {
            self.staging().add_finding(finding)?;
        }
        Ok(())
    }

    fn classified(&mut self, at: usize, unit: Option<String>) -> Result<(), ApiError> {
        self.count(at, Fate::Classified, 0);
        self.staging().add_classified(unit.as_deref());
        let unit = unit.unwrap_or_default();
        *self.told.classified.entry(unit.clone()).or_default() += 1;
        let table = &mut self.tables[at];
        *table.classified.entry(unit).or_default() += 1;
        table.totals.give_up();
        Ok(())
    }

    fn rejected(&mut self, at: usize, row: &RowRecord) -> Result<(), ApiError> {
        let fen = self.amount(&row.values);
        self.told.read.fen += fen;
        let table = &mut self.tables[at];
        table.totals.record(|column| amount_in(&table.money, &row.values, column));
        self.stage(at, row, Staged::Rejected { values: &row.values, extra: &row.extra }, fen)
    }

    fn record(&mut self, at: usize, mut row: Box<RowRecord>) -> Result<(), ApiError> {
        let fen = self.amount(&row.values);
        self.told.read.fen += fen;
        let table = &mut self.tables[at];
        table.totals.record(|column| amount_in(&table.money, &row.values, column));
        let hash = identity::row_hash(&row);
        if let Some(first) = self.seen.get(&hash) {
            let finding = self.finding(at, "duplicate_row", Severity::Info, row.row);
            row.findings = vec![finding.with("first", first.to_string())];
            return self.stage(at, &row, Staged::Duplicate, fen);
        }
        self.seen.insert(hash, row.row);
        self.tell_same_name(at, &mut row);
        let keys = self.fields.keys(&row.values);
        self.match_and_stage(at, &row, &keys, fen)
    }

    /// Two rows of one file with the same unit and name are two records, and somebody should look at them.
    fn tell_same_name(&mut self, at: usize, row: &mut RowRecord) {
        let name = self.fields.full_name(&row.values);
        match self.names.get(&name) {
            Some(first) => {
                let shown = self.fields.name(&row.values).to_owned();
                let finding = self.finding(at, "same_name", Severity::Explain, row.row);
                row.findings.push(finding.with("name", shown).with("first", first.to_string()));
            }
            None => {
                self.names.insert(name, row.row);
            }
        }
    }

    fn match_and_stage(&mut self, at: usize, row: &RowRecord, keys: &RowKeys, fen: i64) -> Result<(), ApiError> {
        let asked = Keys { uid: row.uid.as_deref(), code_key: keys.code.as_deref(), name_key: keys.name.as_deref() };
        let candidates = self.staging().candidates(&asked)?;
        let facts = self.register.facts(&row.values);
        let to_return = row.findings.iter().any(|f| f.severity == Severity::MustFix);
        let Some(found) = self.fields.choose(&row.values, &candidates, &self.taken) else {
            let uid = self.uid(row);
            let record = NewRecord {
                uid: &uid,
                values: &row.values,
                extra: &row.extra,
                to_return,
                facts: &facts,
                name_key: keys.name.as_deref(),
                code_key: keys.code.as_deref(),
            };
            return self.stage(at, row, Staged::New(record), fen);
        };
        self.taken.insert(found.record.id);
        let (values, extra) = replaced(&found.record, row);
        if values == found.record.values && extra == found.record.extra {
            return self.stage(at, row, Staged::Unchanged(found.record.id), fen);
        }
        let keys = self.fields.keys(&values);
        let facts = self.register.facts(&values);
        let after = NewRecord {
            uid: &found.record.uid,
            values: &values,
            extra: &extra,
            to_return,
            facts: &facts,
            name_key: keys.name.as_deref(),
            code_key: keys.code.as_deref(),
        };
        self.stage(at, row, Staged::Changed { before: &found.record, after }, fen)
    }

    /// The uid of a new record: the one that an export of another register gave it, or a fresh one.
    fn uid(&mut self, row: &RowRecord) -> String {
        let given = row.uid.as_deref().filter(|uid| uuid::Uuid::try_parse(uid).is_ok());
        match given {
            Some(uid) if self.uids.insert(uid.to_owned()) => uid.to_owned(),
            _ => uuid::Uuid::now_v7().to_string(),
        }
    }

    fn stage(&mut self, at: usize, row: &RowRecord, what: Staged<'_>, fen: i64) -> Result<(), ApiError> {
        let fate = match what {
            Staged::New(_) => Fate::New,
            Staged::Changed { .. } => Fate::Changed,
            Staged::Unchanged(_) => Fate::Unchanged,
            Staged::Duplicate => Fate::Duplicate,
            Staged::Rejected { .. } => Fate::Rejected,
        };
        self.count(at, fate, fen);
        self.told.findings(&row.findings);
        let (sheet, table) = self.tables[at].place;
        let place = Place { sheet, table, row: row.row };
        let sources = &row.sources;
        self.staging().add(&StagedRow { place, what, fen, sources, findings: &row.findings })?;
        Ok(())
    }

    fn count(&mut self, at: usize, fate: Fate, fen: i64) {
        let sum: &mut FateSum = self.tables[at].result.fates.entry(fate).or_default();
        sum.rows += 1;
        sum.fen += fen;
    }

    fn amount(&self, values: &Values) -> i64 {
        match values.get(self.register.amount_field()) {
            Some(Value::Money(fen)) => fen.0,
            _ => 0,
        }
    }

    fn finding(&self, at: usize, code: &str, severity: Severity, row: u32) -> Finding {
        Finding::new(code, severity, &self.tables[at].sheet, row, 0)
    }

    fn staging(&mut self) -> &mut Staging {
        self.staging.as_mut().expect("BUG: the workbook comes before its rows")
    }
}

/// The amount that a row gave in a column.
fn amount_in(money: &[(u32, FieldId)], values: &Values, column: u32) -> Option<Fen> {
    let (_, field) = money.iter().find(|(c, _)| *c == column)?;
    match values.get(*field) {
        Some(Value::Money(fen)) => Some(*fen),
        _ => None,
    }
}

/// The sender's totals in a row, with half a unit of their last digit as tolerance.
fn totals(table: &OpenTable<'_>, row: &SheetRow) -> Vec<Total> {
    let total = |(column, _): &(u32, FieldId)| {
        let (amount, tolerance) = table.interpreter.total(*column, row.cell(*column)?)?;
        Some(Total { row: row.row, column: *column, amount, tolerance })
    };
    table.money.iter().filter_map(total).collect()
}

/// What a record is after a row: what the row tells replaces, what it leaves blank or has no column for stays.
fn replaced(before: &Record, row: &RowRecord) -> (Values, Vec<(String, String)>) {
    let mut values = before.values.clone();
    for (at, told) in row.values.0.iter().enumerate() {
        if told.is_some() {
            values.0[at].clone_from(told);
        }
    }
    let mut extra = before.extra.clone();
    for (header, text) in &row.extra {
        match extra.iter_mut().find(|(known, _)| known == header) {
            Some((_, old)) => old.clone_from(text),
            None => extra.push((header.clone(), text.clone())),
        }
    }
    (values, extra)
}
