//! The first rows of a list as they would be laid out, its count and its sums, without writing a file.
//!
//! The invariant: rows come from the same composer that exports them; sums are over the whole list, not over what is shown.

use qingce_core::catalogue::{FieldId, FieldType};
use qingce_core::compose::{Composer, Entry, Setting};
use qingce_core::condition::Operand;
use qingce_core::list::{List, ListKind, ListLine, Source};
use qingce_core::report::{Align, CellFormat, Paper, Report, ReportCell, ReportColumn, ReportRow};
use qingce_core::value::Value;
use qingce_store::{Ask, Figure};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ApiError;
use crate::export::{pair_rows, params, query, rows, tag_notes};
use crate::job::Job;
use crate::lists::{book_with, exported};
use crate::register::Register;
use crate::told;

/// Asks for the first rows of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewListRequest {
    /// The list, saved or not.
    pub definition: ListLine,
    /// Who sends it, for the line under the title.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub unit: String,
    /// How many projects or groups to lay out.
    pub rows: u64,
}

/// A cell: text, a number, or 分 in a column of amounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum PreviewCell {
    /// Text.
    Text(String),
    /// A number; 分 where the column is of amounts.
    Number(f64),
    /// Nothing.
    Empty,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PreviewColumn {
    /// Header.
    pub header: String,
    /// Group header above it; neighbours of one group share one.
    pub group: String,
    /// Width in half-width characters.
    pub width: f64,
    /// Where its cells stand.
    pub align: Align,
    /// How its cells are written.
    pub format: CellFormat,
    /// Not shown and not printed; for machines.
    pub hidden: bool,
    /// Its sum over the whole list, as a cell; empty where it is not summed.
    pub total: PreviewCell,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PreviewRow {
    /// The line that opens a section.
    Section {
        /// Its text.
        text: String,
    },
    /// One cell per column.
    Data {
        /// The cells.
        cells: Vec<PreviewCell>,
    },
    /// 小计 of the section above.
    Subtotal {
        /// The cells.
        cells: Vec<PreviewCell>,
    },
}

/// The first rows of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ListPreview {
    /// Title over the table.
    pub title: String,
    /// The line under the title, from left to right.
    pub context: Vec<String>,
    /// Columns from left to right.
    pub columns: Vec<PreviewColumn>,
    /// The first rows.
    pub rows: Vec<PreviewRow>,
    /// All rows are shown.
    pub whole: bool,
    /// Projects in the list.
    pub records: u64,
    /// Sum of their 总投资, 分.
    pub fen: i64,
    /// Labels of sums, and what stands in place of rows.
    pub subtotal: String,
    /// See [`ListPreview::subtotal`].
    pub total: String,
    /// See [`ListPreview::subtotal`].
    pub empty: String,
    /// Remarks below the table.
    pub notes: Vec<String>,
    /// Paper.
    pub paper: Paper,
    /// Broad side up.
    pub landscape: bool,
}

/// What is laid out so far.
#[derive(Default)]
struct Laid {
    rows: Vec<PreviewRow>,
    notes: Vec<String>,
    /// Sums of the open section.
    sums: Vec<f64>,
    /// Sums of everything laid out.
    all: Vec<f64>,
    /// How many rows are kept.
    limit: usize,
    /// There were more.
    cut: bool,
}

/// The first rows of a list.
pub fn preview_list(register: &Register, request: PreviewListRequest, job: Job<'_>) -> Result<ListPreview, ApiError> {
    let id = request.definition.id.clone();
    let book = book_with(register, request.definition)?;
    let list = exported(&book, &id)?;
    let query = query(register, list);
    let looks = list.only_used || list.columns.iter().any(|column| column.source == Source::Extra);
    let (used, extra) = if looks { register.store().used(&query)? } else { (Vec::new(), Vec::new()) };
    let told = params(register, list, &request.unit)?;
    let params: Vec<(&str, &str)> = told.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let setting = Setting {
        today: register.today(),
        params: &params,
        used: looks.then_some(&used),
        extra: &extra,
        regions: Some(register.desk().reference.regions.as_ref()),
        marker: None,
    };
    let mut composer = Composer::new(list, &setting);
    let report = composer.report().clone();
    let none = vec![0.0; report.columns.len()];
    let limit = usize::try_from(request.rows).ok().filter(|_| all_laid_out(list)).unwrap_or(usize::MAX);
    let mut laid = Laid { sums: none.clone(), all: none, limit, ..Laid::default() };
    let figures = register.store().figures(&[whole(register, list)], register.today())?;
    let mut records: u64 = figures[0].iter().map(|figure| figure.records).sum();
    let mut fen = figures[0].iter().map(|figure| figure.sums[0]).sum();
    if list.kind.is_told() {
        let rows = told::rows(register, list)?;
        (records, fen) = (rows.len() as u64, rows.iter().map(|row| row.fen("fen")).sum());
        for row in &rows {
            composer.told_row(&row.section, &row.cells, &mut |row| laid.row(&report, &row))?;
        }
    } else if list.kind == ListKind::Pairs {
        fen = 0;
        let (amount, mut counted) = (register.amount_field(), FxHashSet::default());
        let mut write = |entry: &Entry<'_>| {
            // A project may stand in several pairs.
            fen += match entry.record.values.get(amount) {
                Some(Value::Money(amount)) if counted.insert(entry.record.id) => amount.0,
                _ => 0,
            };
            composer.entry(entry, &mut |row| laid.row(&report, &row))
        };
        records = pair_rows(register, list, &mut write, job)?;
    } else if list.kind == ListKind::Groups {
        let mut write = |entry: &Entry<'_>| composer.entry(entry, &mut |row| laid.row(&report, &row));
        rows(register, list, &query, &mut write, job)?;
    } else {
        for record in register.store().page(&query, 0, request.rows)?.rows {
            let tags = if list.shows_tags() { tag_notes(register, &record)? } else { Vec::new() };
            composer.entry(&Entry { record: &record, tags: &tags }, &mut |row| laid.row(&report, &row))?;
        }
    }
    let laid_out = all_laid_out(list);
    let whole = laid_out || records <= request.rows;
    composer.finish(&mut |row| match row {
        // The last section goes on beyond what is shown: its sum would be a wrong one.
        ReportRow::Subtotal if !whole => Ok(()),
        row => laid.row(&report, &row),
    })?;
    let totals = totals(register, list, &report, &laid, records)?;
    let whole = whole && !laid.cut;
    Ok(told_of(report, laid, totals, whole, (records, fen)))
}

/// Whether every row goes through the composer, so that what is beyond the limit is summed all the same.
fn all_laid_out(list: &List) -> bool {
    matches!(list.kind, ListKind::Groups | ListKind::Pairs) || list.kind.is_told()
}

fn whole(register: &Register, list: &List) -> Ask {
    Ask { condition: list.scope.clone(), by: None, sums: vec![register.amount_field()] }
}

impl Laid {
    fn row(&mut self, report: &Report, row: &ReportRow<'_>) -> Result<(), ApiError> {
        match row {
            ReportRow::Section(text) => {
                self.sums.fill(0.0);
                self.keep(PreviewRow::Section { text: text.to_string() });
            }
            ReportRow::Data(cells) => {
                let cells: Vec<PreviewCell> = cells.iter().map(cell).collect();
                for ((sum, all), cell) in self.sums.iter_mut().zip(&mut self.all).zip(&cells) {
                    if let PreviewCell::Number(number) = cell {
                        *sum += number;
                        *all += number;
                    }
                }
                self.keep(PreviewRow::Data { cells });
            }
            ReportRow::Subtotal => self.keep(PreviewRow::Subtotal { cells: summed(report, &self.sums) }),
            ReportRow::Total => {}
            ReportRow::Note(text) => self.notes.push(text.to_string()),
        }
        Ok(())
    }

    fn keep(&mut self, row: PreviewRow) {
        if self.rows.len() < self.limit {
            self.rows.push(row);
        } else {
            self.cut = true;
        }
    }
}

fn summed(report: &Report, sums: &[f64]) -> Vec<PreviewCell> {
    let of = |(column, sum): (&ReportColumn, &f64)| {
        if column.sum { PreviewCell::Number(*sum) } else { PreviewCell::Empty }
    };
    report.columns.iter().zip(sums).map(of).collect()
}

fn cell(cell: &ReportCell<'_>) -> PreviewCell {
    match cell {
        ReportCell::Empty => PreviewCell::Empty,
        ReportCell::Text(text) => PreviewCell::Text(text.to_string()),
        ReportCell::Int(number) => PreviewCell::Number(*number as f64),
        ReportCell::Number(number) => PreviewCell::Number(*number),
        ReportCell::Money(fen) => PreviewCell::Number(fen.0 as f64),
    }
}

/// The sum of every column over the whole list.
fn totals(
    register: &Register,
    list: &List,
    report: &Report,
    laid: &Laid,
    records: u64,
) -> Result<Vec<PreviewCell>, ApiError> {
    if all_laid_out(list) {
        return Ok(summed(report, &laid.all));
    }
    let catalogue = &register.desk().reference.catalogue;
    let mut totals = Vec::new();
    for column in &report.columns {
        let field = |source: &Source| match source {
            Source::Field(id) => Some(*id),
            _ => None,
        };
        let of = list.columns.iter().find(|known| known.header == column.header && known.group == column.group);
        let summed = of.filter(|_| column.sum && records > 0).and_then(|column| field(&column.source));
        totals.push(match summed {
            Some(id) => PreviewCell::Number(sum(register, list, id, catalogue.field(id).kind)?),
            None => PreviewCell::Empty,
        });
    }
    Ok(totals)
}

/// The sum of a field: 分 of amounts, else the plain sum.
fn sum(register: &Register, list: &List, id: FieldId, kind: FieldType) -> Result<f64, ApiError> {
    let by = (kind == FieldType::Number).then_some(Operand::Field(id));
    let ask = Ask { condition: list.scope.clone(), by, sums: vec![id] };
    let figures = register.store().figures(&[ask], register.today())?;
    let part = |figure: &Figure| match &figure.value {
        Some(Value::Number(number)) => number * figure.records as f64,
        _ if kind == FieldType::Number => 0.0,
        _ => figure.sums[0] as f64,
    };
    Ok(figures[0].iter().map(part).sum())
}

fn told_of(
    report: Report,
    laid: Laid,
    totals: Vec<PreviewCell>,
    whole: bool,
    (records, fen): (u64, i64),
) -> ListPreview {
    let column = |(column, total): (ReportColumn, PreviewCell)| PreviewColumn {
        header: column.header,
        group: column.group,
        width: column.width,
        align: column.align,
        format: column.format,
        hidden: column.hidden,
        total,
    };
    ListPreview {
        title: report.title,
        context: report.context,
        columns: report.columns.into_iter().zip(totals).map(column).collect(),
        rows: laid.rows,
        whole,
        records,
        fen,
        subtotal: report.subtotal,
        total: report.total,
        empty: report.empty,
        notes: laid.notes,
        paper: report.layout.paper,
        landscape: report.layout.landscape,
    }
}
