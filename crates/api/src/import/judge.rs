//! Judging a workbook's rows in a thread of their own: what each is, what it says, what is to be said about it.
//!
//! Not in here: what becomes of a row ([`super::stage`]), which follows in the thread that asked for the import. The two
//! run side by side because together they are slower than the reader that feeds them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::mpsc::SyncSender;

use qingce_core::catalogue::{FieldId, FieldType};
use qingce_core::cell::{Cell, SheetInfo, SheetRow};
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::{Interpreter, Read};
use qingce_core::reading::{ContextValue, RowKind, SheetReading, TableReading};
use qingce_core::returning::TableLines;
use qingce_core::token::IDENTITY_SHEET;
use qingce_core::totals::{Beside, Total};
use qingce_core::value::{Fen, Value, Values};
use qingce_sheets::read::Workbook;

use super::identify::IdentityFields;
use crate::error::{ApiError, Code};
use crate::register::Register;
use crate::walk::Visitor;

/// Events that go to the staging thread at a time.
const PORTION: usize = 128;

/// What was met in a workbook, in order.
pub(super) enum Event {
    /// The file was recognised.
    Workbook(Workbook),
    /// The next table of the sheet begins. `projects`: it has a project or system name; `fields`: those it has a column of;
    /// `first`: its first column; `beside`: it stands beside the table before it.
    Table { sheet: String, projects: bool, fields: Vec<FieldId>, first: u32, beside: bool },
    /// A row of a table. `read`: what it says, if it is a record.
    Row { at: usize, kind: RowKind, read: Option<Read>, findings: Vec<Finding> },
    /// A line of the hidden sheet of a workbook that this program gave out.
    Identity { name: String, text: String },
    /// The sheet ends.
    Sheet { reading: SheetReading, findings: Vec<Finding>, lines: Vec<TableLines> },
}

/// A table while its rows pass by.
struct OpenTable<'r> {
    sheet: String,
    interpreter: Interpreter<'r>,
    /// Where its sums are kept: index into [`Judge::totals`], and its place among the tables beside it.
    totals: (usize, usize),
    /// Column and field of its amounts.
    money: Vec<(u32, FieldId)>,
    /// It has a project or system name; the rows of any other table are no records.
    projects: bool,
    /// Refused 涉密 rows by unit.
    classified: BTreeMap<String, i64>,
    reading: TableReading,
    /// What stands around its rows.
    lines: TableLines,
    /// Its first column where others stand beside it: what is said of a whole row or table says it there.
    half: Option<u32>,
}

/// Judges rows and sends them on.
pub(super) struct Judge<'r> {
    register: &'r Register,
    unit: Option<String>,
    fields: IdentityFields,
    tables: Vec<OpenTable<'r>>,
    /// Sums of the tables; those beside each other share theirs.
    totals: Vec<Beside>,
    /// The table that began last.
    last: Option<TableReading>,
    findings: u64,
    portion: Vec<Event>,
    to: SyncSender<Vec<Event>>,
}

impl Visitor for Judge<'_> {
    fn workbook(&mut self, about: &Workbook) -> Result<(), ApiError> {
        self.send(Event::Workbook(about.clone()))
    }

    fn table(&mut self, sheet: &SheetInfo, reading: &TableReading) -> Result<(), ApiError> {
        let catalogue = &self.register.desk().reference.catalogue;
        let (mut money, mut fields) = (Vec::new(), Vec::new());
        let mut projects = false;
        for column in reading.columns.iter().chain(reading.card.iter().map(|cell| &cell.reading)) {
            let Some(field) = column.field.as_deref().and_then(|key| catalogue.by_key(key)) else { continue };
            projects |= self.fields.names_a_project(field.id);
            fields.push(field.id);
            if field.kind == FieldType::Money {
                money.push((column.column, field.id));
            }
        }
        let beside = self.last.as_ref().is_some_and(|last| reading.is_right_of(last));
        let first = reading.columns.first().map_or(0, |column| column.column);
        if beside {
            let left = self.tables.last_mut().filter(|left| left.half.is_none());
            left.into_iter().for_each(|left| left.half = left.reading.columns.first().map(|column| column.column));
        } else {
            self.totals.push(Beside::new(&sheet.name));
        }
        self.last = Some(reading.clone());
        let at = self.totals.len() - 1;
        let side = self.totals[at].add(money.iter().map(|(column, field)| (*column, field.0)).collect());
        self.tables.push(OpenTable {
            sheet: sheet.name.clone(),
            interpreter: Interpreter::new(&self.register.desk().reference, sheet, &self.with_unit(reading)),
            totals: (at, side),
            money,
            projects,
            classified: BTreeMap::new(),
            lines: TableLines::new(sheet, reading),
            reading: reading.clone(),
            half: beside.then_some(first),
        });
        self.send(Event::Table { sheet: sheet.name.clone(), projects, fields, first, beside })
    }

    fn met(&mut self, sheet: &SheetInfo, row: &SheetRow) -> Result<(), ApiError> {
        if sheet.name != IDENTITY_SHEET {
            return Ok(());
        }
        let text = |column| row.cell(column).map(Cell::text).unwrap_or_default();
        self.send(Event::Identity { name: text(1), text: text(2) })
    }

    fn row(&mut self, at: usize, kind: RowKind, row: &SheetRow) -> Result<(), ApiError> {
        let table = &mut self.tables[at];
        let (totals, side) = (&mut self.totals[table.totals.0], table.totals.1);
        let (mut read, mut findings) = (None, Vec::new());
        table.lines.keep(&self.register.desk().reference, &table.reading, kind, row);
        match kind {
            RowKind::Record if table.projects => read = Some(table.record(row, totals)),
            RowKind::Section => {
                table.interpreter.section(row);
                findings = totals.section(side);
            }
            RowKind::Subtotal => {
                findings = totals.subtotal(side, &table.totals_in(row));
            }
            _ => {}
        }
        let of_record = match &read {
            Some(Read::Record(record) | Read::Rejected(record)) => record.findings.len(),
            _ => 0,
        };
        self.findings += (findings.len() + of_record) as u64;
        self.send(Event::Row { at, kind, read, findings })
    }

    fn sheet(&mut self, reading: SheetReading) -> Result<(), ApiError> {
        let lines = self.tables.iter_mut().map(|table| std::mem::take(&mut table.lines)).collect();
        let mut findings: Vec<Finding> = self.tables.drain(..).flat_map(OpenTable::end).collect();
        findings.extend(self.totals.drain(..).flat_map(|mut totals| totals.finish()));
        self.last = None;
        self.findings += findings.len() as u64;
        self.send(Event::Sheet { reading, findings, lines })
    }

    fn findings(&self) -> u64 {
        self.findings
    }
}

impl<'r> Judge<'r> {
    /// Judges for a register. `unit`: the reporting unit that a person said.
    pub(super) fn new(register: &'r Register, unit: Option<String>, to: SyncSender<Vec<Event>>) -> Judge<'r> {
        let fields = IdentityFields::new(&register.desk().reference.catalogue);
        Judge {
            register,
            unit,
            fields,
            tables: Vec::new(),
            totals: Vec::new(),
            last: None,
            findings: 0,
            portion: Vec::with_capacity(PORTION),
            to,
        }
    }

    /// Sends what is left.
    pub(super) fn finish(mut self) -> Result<(), ApiError> {
        self.flush()
    }

    /// Fails where nobody takes events any more: the import has ended with an error of its own.
    fn send(&mut self, event: Event) -> Result<(), ApiError> {
        self.portion.push(event);
        if self.portion.len() < PORTION { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), ApiError> {
        let portion = std::mem::replace(&mut self.portion, Vec::with_capacity(PORTION));
        self.to.send(portion).map_err(|_| ApiError::new(Code::Cancelled))
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
}

impl OpenTable<'_> {
    fn record(&mut self, row: &SheetRow, totals: &mut Beside) -> Read {
        let mut read = self.interpreter.record(row);
        match &mut read {
            Read::Record(record) | Read::Rejected(record) => {
                in_half(self.half, &mut record.findings);
                totals.record(self.totals.1, |column| amount_in(&self.money, &record.values, column));
            }
            Read::Classified { unit } => {
                *self.classified.entry(unit.clone().unwrap_or_default()).or_default() += 1;
                totals.give_up(self.totals.1);
            }
        }
        read
    }

    /// The sender's totals in a row, with half a unit of their last digit as tolerance.
    fn totals_in(&self, row: &SheetRow) -> Vec<Total> {
        let total = |(column, _): &(u32, FieldId)| {
            let (amount, tolerance) = self.interpreter.total(*column, row.cell(*column)?)?;
            Some(Total { row: row.row, column: *column, amount, tolerance })
        };
        self.money.iter().filter_map(total).collect()
    }

    /// What is to be said about the table as a whole.
    fn end(self) -> Vec<Finding> {
        let mut findings = if self.projects { self.interpreter.table_findings() } else { Vec::new() };
        let refused = Finding::new("classified_rows", Severity::MustFix, &self.sheet, 0, 0);
        let counts = self.classified.iter();
        findings.extend(
            counts.map(|(unit, count)| refused.clone().with("count", count.to_string()).with("unit", unit.clone())),
        );
        in_half(self.half, &mut findings);
        findings
    }
}

/// Where tables stand beside each other a row number does not tell which of them is meant: what is said of a row or a table
/// is said at its first column.
fn in_half(half: Option<u32>, findings: &mut [Finding]) {
    let Some(first) = half else { return };
    findings.iter_mut().filter(|finding| finding.column == 0).for_each(|finding| finding.column = first);
}

/// The amount that a row gave in a column.
fn amount_in(money: &[(u32, FieldId)], values: &Values, column: u32) -> Option<Fen> {
    let (_, field) = money.iter().find(|(c, _)| *c == column)?;
    match values.get(*field) {
        Some(Value::Money(fen)) => Some(*fen),
        _ => None,
    }
}
