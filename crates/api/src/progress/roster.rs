//! A list of units from another office (应报单位名单), read as every workbook is: any layout, any kind of file.
//!
//! Not in here: what a table is (core). The invariant: a row that cannot be taken is told with its cell, and stops no other;
//! all that were taken are one set of the journal.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use qingce_core::catalogue::FieldId;
use qingce_core::cell::{SheetInfo, SheetRow, address};
use qingce_core::change::OfficeChange;
use qingce_core::expected::{Expected, ExpectedChange, list_fields};
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::{Interpreter, Read, RowRecord};
use qingce_core::reading::{RowKind, SheetReading, TableReading};
use qingce_core::reference::Reference;
use qingce_core::text::fold_name;
use qingce_core::value::Values;
use qingce_sheets::read::Workbook;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{due, expected, wrong};
use crate::desk::Desk;
use crate::error::{ApiError, Code};
use crate::files::InputFile;
use crate::import::GivenReadings;
use crate::job::Job;
use crate::register::Register;
use crate::walk::{Visitor, walk};

/// Takes a list of units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportUnitsRequest {
    /// The workbook.
    pub file: String,
    /// Only tell what it would do.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub dry_run: bool,
}

/// What became of a row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RosterFate {
    /// A line that was not expected before.
    Added,
    /// A line of which the list says something else than the register.
    Changed,
    /// A line that is so already.
    Unchanged,
    /// Not taken; a finding says why.
    Rejected,
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RosterRow {
    /// Where it stands: `名单!A5`.
    pub place: String,
    /// The unit.
    pub name: String,
    /// Id of its level; empty of a row that was not taken.
    pub group: String,
    /// Its code.
    pub code: String,
    /// Its 主管部门.
    pub above: String,
    /// The day its first report is due, `2023-12-31`; none for that of the round.
    pub deadline: Option<String>,
    /// What became of it.
    pub fate: RosterFate,
}

/// What a list of units did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RosterResult {
    /// Name of the file.
    pub file: String,
    /// Whether it is kept, or only told.
    pub kept: bool,
    /// The set of the journal that took it, by which it can be taken back; none where nothing was changed.
    pub set: Option<i64>,
    /// Its rows.
    pub rows: Vec<RosterRow>,
    /// Rows by fate.
    pub fates: BTreeMap<String, u64>,
    /// Remarks on its cells.
    pub findings: Vec<Finding>,
}

/// The keys of the catalogue that a list of units is read by; the last three are its own, from `seeds/reporting.toml`.
const NAME: &str = "report_unit";
const ABOVE: &str = "supervising_unit";
const REGION: &str = "region_code";
const USCC: &str = "uscc";
const CODE: &str = "expected_code";
const DEADLINE: &str = "expected_deadline";
const LEVEL: &str = "expected_level";
const READ: [&str; 7] = [NAME, ABOVE, REGION, USCC, CODE, DEADLINE, LEVEL];

/// Takes a list of units: adds those that are new, and what it says more of the others.
pub fn import_units(
    register: &Register,
    file: &InputFile,
    dry_run: bool,
    job: Job<'_>,
) -> Result<RosterResult, ApiError> {
    let desk = desk(register)?;
    let mut reader = Reader::new(&desk, expected(register)?);
    let readings = GivenReadings::new(None, None, &desk.reference.catalogue)?;
    walk(&desk, file, &readings, job, &mut reader)?;
    if !reader.has_units {
        return Err(ApiError::new(Code::NoUnitTable).with("file", file.name()));
    }
    let taken = reader.taken;
    let mut result = RosterResult {
        file: file.name(),
        kept: !dry_run,
        set: None,
        rows: Vec::new(),
        fates: BTreeMap::new(),
        findings: reader.findings,
    };
    let deadlines = due::deadlines(register)?;
    let mut changes = Vec::new();
    for mut row in taken {
        let own = deadlines.of(&row.told.name, 1).filter(|due| due.extension.is_some()).map(|due| due.day);
        let later = row.deadline.filter(|day| Some(*day) != own);
        if let Some(day) = later {
            changes.push(due::change_of(1, &row.told.name, day));
            if row.told.fate == RosterFate::Unchanged {
                row.told.fate = RosterFate::Changed;
            }
        }
        if let Some(change) = row.change.filter(|_| matches!(row.told.fate, RosterFate::Added | RosterFate::Changed)) {
            changes.push(crate::reference::kept_change(&OfficeChange::Expected(change)));
        }
        *result.fates.entry(key(row.told.fate).to_owned()).or_default() += 1;
        result.rows.push(row.told);
    }
    if !dry_run && !changes.is_empty() {
        result.set = register.store().change_reference(&changes, &result.file, register.operator(), &register.now())?;
        register.outdate();
    }
    Ok(result)
}

fn key(fate: RosterFate) -> &'static str {
    match fate {
        RosterFate::Added => "added",
        RosterFate::Changed => "changed",
        RosterFate::Unchanged => "unchanged",
        RosterFate::Rejected => "rejected",
    }
}

/// The desk with the columns that lists of units have besides those of registers.
fn desk(register: &Register) -> Result<Desk, ApiError> {
    let desk = register.desk();
    let mut changes = desk.changes.clone();
    changes.fields.extend(list_fields(&desk.seeds.text("reporting.toml")?).map_err(|e| wrong(&e))?);
    Desk::new(desk.seeds.clone(), desk.reader.clone(), changes)
}

/// A row that was read.
struct Taken {
    told: RosterRow,
    change: Option<ExpectedChange>,
    deadline: Option<NaiveDate>,
}

struct OpenTable<'d> {
    interpreter: Interpreter<'d>,
    sheet: String,
    /// Column of the names; none where it is no list of units.
    name: Option<u32>,
}

struct Reader<'d> {
    desk: &'d Desk,
    expected: Expected,
    tables: Vec<OpenTable<'d>>,
    has_units: bool,
    seen: HashMap<String, String>,
    taken: Vec<Taken>,
    findings: Vec<Finding>,
}

impl Visitor for Reader<'_> {
    fn workbook(&mut self, _about: &Workbook) -> Result<(), ApiError> {
        Ok(())
    }

    fn table(&mut self, sheet: &SheetInfo, reading: &TableReading) -> Result<(), ApiError> {
        let name =
            reading.columns.iter().find(|column| column.field.as_deref() == Some(NAME)).map(|column| column.column);
        self.has_units |= name.is_some();
        let interpreter = Interpreter::new(&self.desk.reference, sheet, reading);
        self.tables.push(OpenTable { interpreter, sheet: sheet.name.clone(), name });
        Ok(())
    }

    fn row(&mut self, at: usize, kind: RowKind, row: &SheetRow) -> Result<(), ApiError> {
        let table = &mut self.tables[at];
        let Some(name) = table.name else { return Ok(()) };
        match kind {
            RowKind::Section => table.interpreter.section(row),
            RowKind::Record => {
                let group = table.interpreter.group().unwrap_or_default().to_owned();
                // A unit is no project: without a project's name the row is told as one that is none, with all its values.
                if let Read::Record(read) | Read::Rejected(read) = table.interpreter.record(row) {
                    let sheet = table.sheet.clone();
                    self.unit(&sheet, name, &group, *read);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn sheet(&mut self, _reading: SheetReading) -> Result<(), ApiError> {
        self.tables.clear();
        Ok(())
    }

    fn findings(&self) -> u64 {
        self.findings.len() as u64
    }
}

impl<'d> Reader<'d> {
    fn new(desk: &'d Desk, expected: Expected) -> Reader<'d> {
        let (tables, taken, findings) = (Vec::new(), Vec::new(), Vec::new());
        Reader { desk, expected, tables, has_units: false, seen: HashMap::new(), taken, findings }
    }

    fn reference(&self) -> &'d Reference {
        &self.desk.reference
    }

    fn id(&self, key: &str) -> FieldId {
        self.reference().catalogue.known(key)
    }

    fn unit(&mut self, sheet: &str, column: u32, section: &str, read: RowRecord) {
        let text = |key: &str| read.values.text(self.id(key)).to_owned();
        let (name, above, code) = (text(NAME), text(ABOVE), text(CODE));
        let mut told = RosterRow {
            place: format!("{sheet}!{}", address(read.row, column)),
            code: if code.is_empty() { text(USCC) } else { code },
            group: String::new(),
            deadline: None,
            fate: RosterFate::Rejected,
            name,
            above,
        };
        let deadline = self.deadline(&read.values);
        told.deadline = deadline.map(|day| day.to_string());
        let row = read.row;
        let (mut change, first) = (None, self.seen.get(&fold_name(&told.name)).cloned());
        match (told.name.is_empty(), first, self.group(&told, &read.values, section)) {
            (true, ..) => {
                let finding = Finding::new("unit_list_no_name", Severity::MustFix, sheet, row, column);
                self.findings.push(finding.of_field(NAME));
            }
            (_, Some(first), _) => {
                let finding = Finding::new("unit_list_twice", Severity::MustFix, sheet, row, column);
                self.findings.push(finding.of_field(NAME).with("name", &told.name).with("first", first));
            }
            (_, _, None) => {
                let finding = Finding::new("unit_list_no_level", Severity::MustFix, sheet, row, column);
                self.findings.push(finding.of_field(NAME).with("name", &told.name));
            }
            (_, _, Some(group)) => {
                self.seen.insert(fold_name(&told.name), told.place.clone());
                told.group = group;
                let wanted = self.change(&mut told, &read.values);
                told.fate = self.fate(&wanted);
                change = Some(wanted);
            }
        }
        // What is said of the columns that a list of units has; a register's needs are none of its.
        let about = |finding: &Finding| {
            finding.field.as_deref().is_some_and(|field| READ.contains(&field)) && finding.code != "required_missing"
        };
        self.findings.extend(read.findings.into_iter().filter(about));
        self.taken.push(Taken { told, change, deadline });
    }

    fn deadline(&self, values: &Values) -> Option<NaiveDate> {
        values.get(self.id(DEADLINE))?.text().parse().ok()
    }

    /// The level of a unit: as the list says, in a column or a section; else as its name tells.
    fn group(&self, told: &RosterRow, values: &Values, section: &str) -> Option<String> {
        if let Some(known) = self.expected.find(&told.name) {
            return Some(known.group.clone());
        }
        let said = [values.text(self.id(LEVEL)), section];
        let by_word = said.iter().find_map(|said| self.expected.groups().iter().find(|group| group.is_called(said)));
        let level = self.reference().unit_facts(&told.name).level;
        let by_level = || self.expected.groups().iter().find(|group| level.is_some_and(|level| group.is_called(level)));
        by_word.or_else(by_level).map(|group| group.id.clone())
    }

    /// What the list says of a unit, over what is known of it.
    fn change(&self, told: &mut RosterRow, values: &Values) -> ExpectedChange {
        let known = self.expected.find(&told.name);
        let or_known = |said: &str, known: Option<&String>| match said {
            "" => known.cloned().unwrap_or_default(),
            said => said.to_owned(),
        };
        let region = values.text(self.id(REGION));
        let found = self
            .reference()
            .regions
            .find(region)
            .filter(|found| fold_name(&found.region.name) == fold_name(&told.name));
        let region = found.map(|found| found.region.code.clone());
        if let Some(known) = known {
            told.name.clone_from(&known.name);
        }
        ExpectedChange {
            name: told.name.clone(),
            group: told.group.clone(),
            off: false,
            code: or_known(&told.code, known.map(|unit| &unit.code)),
            above: or_known(&told.above, known.map(|unit| &unit.above)),
            region: or_known(&region.unwrap_or_default(), known.and_then(|unit| unit.region.as_ref())),
        }
    }

    fn fate(&self, wanted: &ExpectedChange) -> RosterFate {
        match self.expected.find(&wanted.name) {
            None => RosterFate::Added,
            Some(known) if known.code == wanted.code && known.above == wanted.above => RosterFate::Unchanged,
            Some(_) => RosterFate::Changed,
        }
    }
}
