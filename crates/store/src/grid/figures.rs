//! Counts and sums over the register in memory: what an overview shows, and who has reported.
//!
//! Not in here: which figures there are (the orders name them), lists with their statistics (`statistics.rs`, which sum in
//! SQL while they are written). The invariant: a figure counts the records that its condition shows in the grid.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use qingce_core::catalogue::{FieldId, FieldType};
use qingce_core::condition::{Condition, Fact, Operand};
use qingce_core::finding::Severity;
use qingce_core::value::Value;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::column::Builder;
use super::truth::YES;
use super::{Of, State};
use crate::Result;
use crate::finding;
use crate::open::{Shape, Store};

/// One question: how many records, with which sums, by which value.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Of the records for which it holds.
    pub condition: Condition,
    /// One figure per value of it; one figure in all without it.
    pub by: Option<Operand>,
    /// Fields of whole numbers or money (分) that are summed.
    pub sums: Vec<FieldId>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The value that its records share; none where it is empty, or where nothing was asked by.
    pub value: Option<Value>,
    /// Records.
    pub records: u64,
    /// Sums, in the order asked for.
    pub sums: Vec<i64>,
}

/// Open remarks: those of the batch that wrote their record last, or its own since it was edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remarks {
    /// 须改正.
    pub must_fix: u64,
    /// 须核实.
    pub explain: u64,
    /// 提示.
    pub info: u64,
}

impl std::ops::AddAssign for Remarks {
    fn add_assign(&mut self, other: Remarks) {
        self.must_fix += other.must_fix;
        self.explain += other.explain;
        self.info += other.info;
    }
}

/// What one value of a field, e.g. one reporting unit, brought into the register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The value as text; none where it is empty.
    pub value: Option<String>,
    /// Records.
    pub records: u64,
    /// Sum of their amounts, 分.
    pub fen: i64,
    /// Records marked 待退回.
    pub to_return: u64,
    /// Open remarks on them.
    pub remarks: Remarks,
    /// The newest batch that wrote one of them.
    pub batch: Option<i64>,
}

impl Store {
    /// Answers questions about one state of the register; figures stand in the order of their values, empty ones last.
    pub fn figures(&self, asks: &[Ask], today: NaiveDate) -> Result<Vec<Vec<Figure>>> {
        self.with_grid(|db, state| {
            let needed: Vec<Of> = asks.iter().flat_map(Ask::needed).collect();
            state.load(db, &self.shape, &needed)?;
            Ok(asks.iter().map(|ask| state.answer(ask, today)).collect())
        })
    }

    /// All open remarks by severity.
    pub fn remarks(&self) -> Result<Remarks> {
        self.with_grid(|db, state| {
            state.load_remarks(db, &self.shape)?;
            Ok(state.remarks.iter().flatten().fold(Remarks::default(), |mut all, (_, some)| {
                all += *some;
                all
            }))
        })
    }

    /// What every value of a field brought; `amount` is the field that is summed.
    pub fn reports(&self, by: FieldId, amount: FieldId) -> Result<Vec<Report>> {
        self.with_grid(|db, state| {
            state.load_remarks(db, &self.shape)?;
            let operands = [Operand::Field(by), Operand::Field(amount), Operand::Fact(Fact::ToReturn)];
            state.load(db, &self.shape, &[operands.map(Of::Operand).as_slice(), &[Of::Batch]].concat())?;
            Ok(state.reports(operands))
        })
    }
}

impl Ask {
    fn needed(&self) -> Vec<Of> {
        let fields = self.sums.iter().map(|id| Operand::Field(*id));
        let operands = self.condition.operands().into_iter().chain(self.by).chain(fields).map(Of::Operand);
        let tags = (!self.condition.tags().is_empty()).then_some(Of::Tags);
        operands.chain(tags).collect()
    }
}

impl State {
    fn answer(&self, ask: &Ask, today: NaiveDate) -> Vec<Figure> {
        let truths = self.truths(&ask.condition, today);
        let by = ask.by.map(|operand| &self.columns[&Of::Operand(operand)]);
        let sums: Vec<_> = ask.sums.iter().map(|id| &self.columns[&Of::Operand(Operand::Field(*id))]).collect();
        let groups = by.map_or(1, |column| column.distinct() + 1);
        let mut found = vec![(0u64, vec![0i64; sums.len()]); groups];
        for (at, _) in truths.iter().enumerate().filter(|(_, truth)| **truth == YES) {
            let (records, held) = &mut found[by.map_or(0, |column| column.code(at))];
            *records += 1;
            held.iter_mut().zip(&sums).for_each(|(sum, column)| *sum += column.integer(at));
        }
        let Some(column) = by else {
            return found.into_iter().map(|(records, sums)| Figure { value: None, records, sums }).collect();
        };
        let mut figures: Vec<Figure> = found
            .into_iter()
            .enumerate()
            .filter(|(_, (records, _))| *records > 0)
            .map(|(code, (records, sums))| Figure { value: column.value_of(code), records, sums })
            .collect();
        let empty = usize::from(figures.first().is_some_and(|figure| figure.value.is_none()));
        figures.rotate_left(empty);
        figures
    }

    fn reports(&self, [by, amount, to_return]: [Operand; 3]) -> Vec<Report> {
        let column = |operand| &self.columns[&Of::Operand(operand)];
        let (by, amount, to_return, batch) = (column(by), column(amount), column(to_return), &self.columns[&Of::Batch]);
        let marked: Vec<bool> = (0..=to_return.distinct())
            .map(|code| to_return.value_of(code).is_some_and(|value| value.text() == YES_TEXT))
            .collect();
        let mut found = vec![Report::default(); by.distinct() + 1];
        for at in 0..self.ids.len() {
            let report = &mut found[by.code(at)];
            report.records += 1;
            report.fen += amount.integer(at);
            report.to_return += u64::from(marked[to_return.code(at)]);
            report.batch = report.batch.max(Some(batch.integer(at)).filter(|batch| *batch > 0));
        }
        for (at, remarks) in self.remarks.iter().flatten() {
            found[by.code(*at as usize)].remarks += *remarks;
        }
        for (code, report) in found.iter_mut().enumerate() {
            report.value = by.value_of(code).map(|value| value.text());
        }
        found.retain(|report| report.records > 0);
        found
    }

    /// Makes the column of a fact that counts remarks.
    pub(super) fn count_remarks(&mut self, db: &Connection, shape: &Shape, of: Of) -> Result<()> {
        self.load_remarks(db, shape)?;
        let counted = weight(of).expect("BUG: asked for facts that count remarks");
        let mut counts = vec![0; self.ids.len()];
        for (at, remarks) in self.remarks.iter().flatten() {
            counts[*at as usize] = i64::try_from(counted(remarks)).unwrap_or(i64::MAX);
        }
        let mut builder = Builder::new(FieldType::Int);
        counts.into_iter().try_for_each(|count| builder.push(ValueRef::Integer(count)))?;
        self.columns.insert(of, builder.finish());
        Ok(())
    }

    /// Reads how many open remarks every record has.
    fn load_remarks(&mut self, db: &Connection, shape: &Shape) -> Result<()> {
        if self.remarks.is_some() {
            return Ok(());
        }
        self.load(db, shape, &[Of::Batch])?;
        let batches = &self.columns[&Of::Batch];
        let mut found: BTreeMap<u32, Remarks> = BTreeMap::new();
        let place = |at: usize| u32::try_from(at).expect("BUG: no register has so many records");
        let mut statement = db.prepare("SELECT record, batch, severity FROM finding WHERE record IS NOT NULL")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(at) = self.ids.binary_search(&row.get("record")?) else { continue };
            if batches.integer(at) == row.get::<_, i64>("batch")? {
                let weight = row.get_ref("severity")?;
                let weight = finding::severity(weight.as_str().map_err(rusqlite::Error::from)?)?;
                found.entry(place(at)).or_default().count(weight);
            }
        }
        for id in finding::edited(db)? {
            let Ok(at) = self.ids.binary_search(&id) else { continue };
            let own = found.entry(place(at)).or_default();
            *own = Remarks::default();
            finding::of_record(db, id)?.iter().for_each(|finding| own.count(finding.severity));
        }
        self.remarks = Some(found.into_iter().collect());
        Ok(())
    }
}

impl Remarks {
    fn count(&mut self, severity: Severity) {
        match severity {
            Severity::MustFix => self.must_fix += 1,
            Severity::Explain => self.explain += 1,
            Severity::Info => self.info += 1,
        }
    }
}

/// The remarks that a fact counts; none for what is no such fact.
pub(super) fn weight(of: Of) -> Option<fn(&Remarks) -> u64> {
    match of {
        Of::Operand(Operand::Fact(Fact::MustFix)) => Some(|remarks| remarks.must_fix),
        Of::Operand(Operand::Fact(Fact::Explain)) => Some(|remarks| remarks.explain),
        _ => None,
    }
}

/// How the fact 待退回 says yes.
const YES_TEXT: &str = "是";
