//! From met cells to canonical values: one table's rows become records.
//!
//! In here: which cell is whose value (columns, vertical merges, 同上, context lines, section rows), what is dropped
//! (passwords), refused (涉密) and rejected (nameless). Not in here: what a text means as a value ([`crate::parse`]),
//! what a record must hold ([`crate::check`]).
//!
//! The invariant: a cell of a record's row becomes a value, an extra column, a finding, or a dropped secret; of a
//! classified row nothing leaves but its unit.

mod below;
mod cells;
mod column;
mod person;
mod section;
mod typed;
mod unit_column;

use rustc_hash::FxHashMap;

use crate::catalogue::{Field, FieldId, FieldType};
use crate::cell::{Cell, SheetInfo, SheetRow};
use crate::check::{self, Given};
use crate::finding::{Finding, Severity};
use crate::parse::{Remark, credential, money, plain::plain, secret};
use crate::reading::{ColumnReading, ContextValue, TableForm, TableReading};
use crate::record::Facts;
use crate::reference::Reference;
use crate::unit::UnitFacts;
use crate::value::{Fen, Value, Values};

pub use typed::{Refused, typed};

use below::Below;
use column::{Column, Outcome, Role};
use section::Section;
use unit_column::UnitColumn;

/// Where a value stood, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueSource {
    /// The field.
    pub field: FieldId,
    /// Row of the cell, from 1.
    pub row: u32,
    /// Column of the cell, 1 = A.
    pub column: u32,
    /// Text as met, where it differs from the canonical text or gave no value.
    pub text: Option<String>,
}

/// A record as read from one row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowRecord {
    /// Its row, from 1.
    pub row: u32,
    /// The uid that an export of this program wrote beside it.
    pub uid: Option<String>,
    /// The revision of the record that the sender had before them, as an export of this program wrote it; none = unknown.
    pub base: Option<i64>,
    /// Values by field.
    pub values: Values,
    /// Cells of columns that fit no field: header and text.
    pub extra: Vec<(String, String)>,
    /// Fields whose cells were blank: the table has a column for them.
    pub blank: Vec<FieldId>,
    /// Headers of columns that fit no field and whose cells were blank.
    pub blank_extra: Vec<String>,
    /// Where the values stood.
    pub sources: Vec<ValueSource>,
    /// What is to be said about it.
    pub findings: Vec<Finding>,
}

/// What a row is read as.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// A record.
    Record(Box<RowRecord>),
    /// 涉密, or perhaps: nothing of it may be kept but its unit.
    Classified {
        /// The reporting unit, if it is known.
        unit: Option<String>,
    },
    /// Neither project nor system name.
    Rejected(Box<RowRecord>),
}

/// A value for all rows of a table, told outside of them.
struct Context {
    field: FieldId,
    outcome: Outcome,
    row: u32,
    column: u32,
}

/// Fields that the program itself must know.
#[derive(Clone, Copy)]
struct Known {
    project_name: FieldId,
    system_name: FieldId,
    report_unit: FieldId,
}

/// Reads the rows of one table, from top to bottom.
pub struct Interpreter<'a> {
    reference: &'a Reference,
    sheet: String,
    known: Known,
    columns: Vec<Column<'a>>,
    context: Vec<Context>,
    section: Section,
    below: Below,
    units: Option<UnitColumn>,
    classified: bool,
    given: Given,
    facts: FxHashMap<String, UnitFacts>,
}

impl<'a> Interpreter<'a> {
    /// Ready for the rows of a table.
    pub fn new(reference: &'a Reference, info: &SheetInfo, table: &TableReading) -> Interpreter<'a> {
        let mut columns: Vec<Column<'a>> = match table.form {
            TableForm::Rows => table.columns.iter().map(|reading| Column::new(reference, info, reading)).collect(),
            TableForm::Card => {
                table.card.iter().zip(1..).map(|(cell, at)| Column::of_card(reference, cell, at)).collect()
            }
        };
        columns.sort_by_key(|column| column.at);
        column::pair_ticks(&mut columns, &reference.words.classified);
        let unclear = |line: &ContextValue| money::unclear_line(&line.text, &reference.words.amount);
        if table.context.iter().any(unclear) {
            columns.iter_mut().for_each(Column::doubt_unit);
        }
        let marked = |text: &str| secret::marking(text, &reference.words.classified);
        let classified = table.title.as_deref().is_some_and(marked) || table.context.iter().any(|c| marked(&c.text));
        let mut given = Given::none(reference);
        for column in &columns {
            if let Some(field) = column.field() {
                given.column(field.id, column.place());
            }
        }
        let mut interpreter = Interpreter {
            reference,
            sheet: info.name.clone(),
            known: Known {
                project_name: reference.catalogue.known("project_name"),
                system_name: reference.catalogue.known("system_name"),
                report_unit: reference.catalogue.known("report_unit"),
            },
            columns,
            context: Vec::new(),
            section: Section::default(),
            below: Below::default(),
            units: UnitColumn::of(reference, info, table),
            classified,
            given,
            facts: FxHashMap::default(),
        };
        interpreter.read_context(table);
        interpreter
    }

    fn read_context(&mut self, table: &TableReading) {
        for line in &table.context {
            let Some(field) = line.field.as_deref().and_then(|key| self.reference.catalogue.by_key(key)) else {
                continue;
            };
            let outside = self.given.in_table(field.id) && field.id != self.known.report_unit;
            let currency = money::unclear_line(&line.text, &self.reference.words.amount);
            if outside || currency || credential::credential(&line.text, &self.reference.words.secret) {
                continue;
            }
            self.given.context(field.id);
            let outcome = cells::read_context(self.reference, field, &line.text);
            self.context.push(Context { field: field.id, outcome, row: line.row, column: line.column });
        }
    }

    /// Takes a section row: the unit it names is that of the rows below it.
    pub fn section(&mut self, row: &SheetRow) {
        let marked = |text: &str| secret::marking(text, &self.reference.words.classified);
        self.classified |= row.cells.iter().any(|c| marked(&c.cell.text()));
        self.section.enter(row, self.reference);
        if self.section.unit().is_some() {
            self.given.context(self.known.report_unit);
        }
    }

    /// The group that the rows below the last section row belong to, where it is no unit.
    pub fn group(&self) -> Option<&str> {
        self.section.group()
    }

    /// Reads a row as a record.
    pub fn record(&mut self, row: &SheetRow) -> Read {
        let mut record = RowRecord {
            row: row.row,
            values: Values::empty(self.reference.catalogue.len()),
            sources: Vec::with_capacity(self.columns.len()),
            ..RowRecord::default()
        };
        let classified = self.read_cells(row, &mut record);
        person::apart(self.reference, &mut record);
        self.add_block_unit(&mut record);
        self.add_section_unit(&mut record);
        for context in &self.context {
            if record.values.get(context.field).is_none() {
                place(&mut record, &self.sheet, context);
            }
        }
        if classified || self.classified {
            let unit = record.values.text(self.known.report_unit);
            return Read::Classified { unit: (!unit.is_empty()).then(|| unit.to_owned()) };
        }
        if [self.known.project_name, self.known.system_name].iter().all(|name| record.values.get(*name).is_none()) {
            record.findings.push(Finding::new("name_missing", Severity::MustFix, &self.sheet, row.row, 0));
            return Read::Rejected(Box::new(record));
        }
        let facts = self.facts(record.values.text(self.known.report_unit));
        check::record(self.reference, &facts, &mut self.given, &self.sheet, &mut record);
        Read::Record(Box::new(record))
    }

    /// Reads all cells of a row; whether one of them says that the row is classified.
    fn read_cells(&mut self, row: &SheetRow, record: &mut RowRecord) -> bool {
        let mut classified = false;
        let mut cells = row.cells.iter().peekable();
        if let Some(units) = &mut self.units {
            let unit = units.row(self.reference, row);
            self.columns.iter_mut().for_each(|column| column.enter_row(unit));
        }
        for column in &mut self.columns {
            while let Some(stray) = cells.next_if(|c| c.column < column.at) {
                classified |= cells::marks(self.reference, &stray.cell);
            }
            let cell = cells.next_if(|c| c.column == column.at).map(|c| &c.cell);
            classified |= column.read(self.reference, &self.sheet, row.row, cell, record);
        }
        cells.fold(classified, |met, stray| met | cells::marks(self.reference, &stray.cell))
    }

    /// Gives a row the unit written only at the top of its block, where nothing else tells one.
    fn add_block_unit(&mut self, record: &mut RowRecord) {
        let unit = self.known.report_unit;
        let told = self.section.unit().is_some() || self.context.iter().any(|context| context.field == unit);
        if !told && self.given.in_table(unit) {
            let names = [self.known.project_name, self.known.system_name];
            let named = names.iter().any(|name| record.values.get(*name).is_some());
            self.below.row(unit, record, named);
        }
    }

    fn add_section_unit(&self, record: &mut RowRecord) {
        let field = self.known.report_unit;
        if record.values.get(field).is_some() {
            return;
        }
        if let Some(unit) = self.section.unit() {
            record.values.set(field, Some(Value::Text(unit.name.clone())));
            let text = (unit.met != unit.name).then(|| unit.met.clone());
            record.sources.push(ValueSource { field, row: unit.row, column: unit.column, text });
        }
    }

    fn facts(&mut self, unit: &str) -> Facts {
        let known = match self.facts.get(unit) {
            Some(known) => *known,
            None => {
                let facts = self.reference.unit_facts(unit);
                self.facts.insert(unit.to_owned(), facts);
                facts
            }
        };
        Facts::of_unit(known)
    }

    /// The amount of a cell in a row of totals, and half a unit of its last digit, by which a rounded total may be off.
    /// None where the column holds no amounts or the cell none.
    pub fn total(&self, column: u32, cell: &Cell) -> Option<(Fen, Fen)> {
        self.columns.iter().find(|c| c.at == column)?.total(self.reference, cell)
    }

    /// What is to be said about the table as a whole; call it after its last row.
    pub fn table_findings(&self) -> Vec<Finding> {
        let mut findings = check::missing_columns(self.reference, &self.given, &self.sheet);
        for column in &self.columns {
            let assumed = column.assumed_unit();
            if let Role::Field(field) = &column.role
                && field.kind == FieldType::Money
                && assumed
            {
                let finding =
                    Finding::new("money_unit_assumed", Severity::Explain, &self.sheet, 0, column.reading.column);
                findings.push(finding.of_field(&field.key).with("header", &column.reading.header));
            }
        }
        findings.extend(self.below.finding(&self.sheet, &self.reference.catalogue.field(self.known.report_unit).key));
        findings
    }
}

/// The value that a text in a column of a field is read as; none where it gives none.
pub(crate) fn reads_as(reference: &Reference, field: &Field, column: &ColumnReading, text: &str) -> Option<Value> {
    cells::parse(reference, field, column, &Cell::Text(text.to_owned())).value
}

/// Whether a cell of a row that was not read as a record says 涉密: it bears a marking, or is a spelling of that code.
pub fn says_classified(reference: &Reference, cell: &Cell) -> bool {
    let list = || reference.catalogue.by_key("secret_class").and_then(|field| field.codes.as_deref());
    let coded = |text: &str| list().and_then(|name| reference.codes.list(name)).and_then(|list| list.find(text));
    cells::marks(reference, cell)
        || cells::text_of(cell).is_some_and(|text| coded(text).is_some_and(|(code, _)| code == "涉密"))
}

/// Gives a record a value that stands outside its row.
fn place(record: &mut RowRecord, sheet: &str, context: &Context) {
    record.values.set(context.field, context.outcome.value.clone());
    let source = ValueSource {
        field: context.field,
        row: context.row,
        column: context.column,
        text: context.outcome.met.clone(),
    };
    record.sources.push(source);
    for remark in &context.outcome.remarks {
        record.findings.push(finding(remark, sheet, context.row, context.column));
    }
}

/// A remark at its place.
fn finding(remark: &Remark, sheet: &str, row: u32, column: u32) -> Finding {
    let finding = Finding::new(remark.code, remark.severity, sheet, row, column);
    remark.params.iter().fold(finding, |finding, (name, text)| finding.with(name, text))
}

/// The text of an extra column's cell as kept.
fn extra_text(text: &str) -> Option<String> {
    match plain(text).value {
        Some(Value::Text(text)) => Some(text),
        _ => Some(crate::text::clean(text)).filter(|text| !text.is_empty()),
    }
}

#[cfg(test)]
mod tests;
