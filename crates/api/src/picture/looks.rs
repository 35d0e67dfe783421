//! How sure the reading of a column is, and what it may be instead.
//!
//! Not in here: the reading itself (core).
//!
//! The invariant: a column is called sure only where neither its header nor its values give reason to look.

use qingce_core::cell::{Cell, SheetRow};
use qingce_core::finding::{Finding, Severity};
use qingce_core::reading::{ColumnReading, MatchReason, TableForm, TableReading, UnitSource};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::Desk;

/// Values of a column that are kept to see what fields they fit.
const SAMPLE: usize = 60;
/// A column with more than one doubtful value in so many is to be looked at.
const DOUBTFUL: u64 = 10;

/// How sure a column's reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The header says so, or a person did, and the values fit.
    Sure,
    /// The values or a likeness say so.
    Inferred,
    /// A person must look: the unit of amounts is not stated, many values do not fit, or a header that means a field was
    /// given none.
    Look,
    /// Fits no field: kept under its own header.
    Extra,
    /// Not read: serial numbers, uids, accounts and passwords.
    Out,
}

/// A field that a column may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChoice {
    /// Key of the field.
    pub field: String,
    /// What speaks for it.
    pub reason: MatchReason,
    /// How many of the values looked at can be values of it.
    pub fits: u64,
    /// How many were looked at.
    pub of: u64,
}

/// What is known of a column beside its reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnLook {
    /// How sure it is.
    pub certainty: Certainty,
    /// Cells of records that hold something.
    pub values: u64,
    /// How many of them have a remark that must be fixed or explained.
    pub doubtful: u64,
    /// What it may be, the likeliest first.
    pub choices: Vec<FieldChoice>,
}

/// What is seen of a table's columns while its records pass by. 涉密 records are not given to it.
pub(super) struct Looks {
    card: bool,
    columns: Vec<Look>,
}

struct Look {
    /// Where the values come from in the rows of the scan: of a card, the place of its label from 1.
    at: u32,
    /// Row and column that findings name; row 0 where any row counts.
    place: (u32, u32),
    secret: bool,
    values: u64,
    doubtful: u64,
    sample: Vec<Cell>,
}

impl Looks {
    pub(super) fn new(reading: &TableReading) -> Looks {
        let look = |at: u32, place: (u32, u32), column: &ColumnReading| Look {
            at,
            place,
            secret: column.reason == MatchReason::Secret,
            values: 0,
            doubtful: 0,
            sample: Vec::new(),
        };
        let card = reading.form == TableForm::Card;
        let columns = if card {
            let cells = (1..).zip(&reading.card);
            cells.map(|(at, cell)| look(at, (cell.row, cell.reading.column), &cell.reading)).collect()
        } else {
            reading.columns.iter().map(|column| look(column.column, (0, column.column), column)).collect()
        };
        Looks { card, columns }
    }

    pub(super) fn record(&mut self, row: &SheetRow, findings: &[Finding]) {
        for look in self.columns.iter_mut().filter(|look| !look.secret) {
            let Some(cell) = row.cell(look.at).filter(|cell| !cell.is_blank()) else { continue };
            look.values += 1;
            if look.sample.len() < SAMPLE {
                look.sample.push(cell.clone());
            }
            let here = |finding: &&Finding| {
                let (at, column) = look.place;
                finding.severity > Severity::Info && finding.column == column && (at == 0 || finding.row == at)
            };
            look.doubtful += u64::from(findings.iter().any(|finding| here(&finding)));
        }
    }

    pub(super) fn told(self, desk: &Desk, reading: &TableReading) -> Vec<ColumnLook> {
        let card = self.card;
        let columns: Vec<&ColumnReading> = if card {
            reading.card.iter().map(|cell| &cell.reading).collect()
        } else {
            reading.columns.iter().collect()
        };
        self.columns.into_iter().zip(columns).map(|(look, column)| look.told(desk, column)).collect()
    }
}

impl Look {
    fn told(self, desk: &Desk, column: &ColumnReading) -> ColumnLook {
        let catalogue = &desk.reference.catalogue;
        let choices = if self.secret { Vec::new() } else { desk.layout.choices(&column.header, &self.sample) };
        let choices: Vec<FieldChoice> = choices
            .into_iter()
            .map(|choice| FieldChoice {
                field: catalogue.field(choice.field).key.clone(),
                reason: choice.reason,
                fits: choice.fits as u64,
                of: choice.of as u64,
            })
            .collect();
        let assumed = column.money.is_some_and(|(_, source)| source == UnitSource::Assumed);
        let named = choices.iter().any(|choice| choice.reason != MatchReason::Content);
        let certainty = match column.reason {
            MatchReason::Serial | MatchReason::Secret | MatchReason::Uid | MatchReason::Told => Certainty::Out,
            _ if column.field.is_none() && named && column.reason != MatchReason::Person => Certainty::Look,
            _ if column.field.is_none() => Certainty::Extra,
            _ if assumed || self.doubtful * DOUBTFUL > self.values => Certainty::Look,
            MatchReason::Content | MatchReason::Misprint => Certainty::Inferred,
            _ => Certainty::Sure,
        };
        ColumnLook { certainty, values: self.values, doubtful: self.doubtful, choices }
    }
}
