//! One table of a unit put together again: its head, its rows, its faults.
//!
//! The invariant: every record given stands in exactly one row, and every fault given stands in the list of faults.

use super::cells::shows;
use super::{
    BodyRow, Choices, Problem, ReturnCell, ReturnColumn, ReturnSheet, ReturnWords, SheetLine, Shows, TableLines,
};
use crate::catalogue::{Field, FieldType};
use crate::cell::Merge;
use crate::finding::{Finding, Severity};
use crate::form::{Asked, asked};
use crate::interpret::ValueSource;
use crate::list::fill;
use crate::message::Messages;
use crate::reading::{ColumnReading, MatchReason, RowKind, TableForm, TableReading};
use crate::reference::Reference;
use crate::value::Values;

/// A table as it came, with the records that stand in it now.
#[derive(Debug)]
pub struct TableGiven<'a> {
    /// Name of the tab it gets.
    pub name: String,
    /// How it was read.
    pub reading: &'a TableReading,
    /// What stood around its rows.
    pub lines: &'a TableLines,
    /// Its records, by rising row.
    pub rows: Vec<RowGiven<'a>>,
    /// What is wrong with the table as a whole.
    pub findings: Vec<Finding>,
}

/// A record of a table.
#[derive(Debug)]
pub struct RowGiven<'a> {
    /// The row it stood in.
    pub row: u32,
    /// Its values as they are now.
    pub values: &'a Values,
    /// Its other columns.
    pub extra: &'a [(String, String)],
    /// Where the values stood, and the texts as met.
    pub sources: &'a [ValueSource],
    /// What is wrong with it.
    pub findings: &'a [Finding],
    /// What tells which record it is; empty where it is none.
    pub mark: String,
    /// Its name.
    pub name: String,
}

/// A column of the sender that goes back.
struct Kept<'a> {
    reading: &'a ColumnReading,
    /// Row of a card's cell.
    row: Option<u32>,
    field: Option<&'a Field>,
    /// The first column of its field holds the value; a second one holds its own text.
    main: bool,
}

/// What stands above the rows.
struct Head {
    rows: Vec<Vec<(u16, String)>>,
    headers: u32,
    merges: Vec<Merge>,
}

struct Composer<'a> {
    reference: &'a Reference,
    messages: &'a Messages,
    words: &'a ReturnWords,
    name: &'a str,
    columns: Vec<Kept<'a>>,
}

/// Puts a table together: the sheet, and what is wrong in it.
pub fn sheet(
    reference: &Reference,
    messages: &Messages,
    words: &ReturnWords,
    table: &TableGiven<'_>,
) -> (ReturnSheet, Vec<Problem>) {
    let composer = Composer { reference, messages, words, name: &table.name, columns: kept(reference, table.reading) };
    composer.sheet(table)
}

/// The sender's columns without passwords and what this program wrote.
fn kept<'a>(reference: &'a Reference, table: &'a TableReading) -> Vec<Kept<'a>> {
    let of_card = table.card.iter().map(|cell| (&cell.reading, Some(cell.row)));
    let all: Vec<(&ColumnReading, Option<u32>)> = match table.form {
        TableForm::Rows => table.columns.iter().map(|reading| (reading, None)).collect(),
        TableForm::Card => of_card.collect(),
    };
    let ours = |reason| matches!(reason, MatchReason::Secret | MatchReason::Uid | MatchReason::Told);
    let mut columns: Vec<Kept<'a>> = Vec::new();
    for (reading, row) in all.into_iter().filter(|(reading, _)| !ours(reading.reason)) {
        let field = reading.field.as_deref().and_then(|key| reference.catalogue.by_key(key));
        let main = field.is_some_and(|field| !columns.iter().any(|k| k.field.is_some_and(|f| f.id == field.id)));
        columns.push(Kept { reading, row, field, main });
    }
    columns
}

impl Composer<'_> {
    fn sheet(&self, table: &TableGiven<'_>) -> (ReturnSheet, Vec<Problem>) {
        let Head { rows: head, headers, merges } = self.head(table);
        let mut problems = Vec::new();
        let first = head.len() as u32 + 1;
        let mut body = Vec::new();
        for row in self.order(table) {
            match row {
                Ok(line) => body.push(BodyRow::Line(self.line(line))),
                Err((number, row)) => {
                    let at = first + body.len() as u32;
                    let of_row = self.problems(row, at);
                    body.push(BodyRow::Record(self.record(row, number, &of_row)));
                    problems.extend(of_row);
                }
            }
        }
        let of_table = table.findings.iter().filter(|f| f.severity != Severity::Info);
        let header = head.len() as u32;
        problems.splice(0..0, of_table.map(|finding| self.of_table(finding, header)));
        let columns = self.columns.iter().map(|kept| self.column(kept)).chain(self.ours()).collect();
        (ReturnSheet { name: self.name.to_owned(), head, headers, merges, columns, body }, problems)
    }

    fn column(&self, kept: &Kept<'_>) -> ReturnColumn {
        let field = kept.field.filter(|_| kept.main);
        let choices = match field.map(|field| asked(field, self.reference)) {
            Some(Asked::One(codes)) if !codes.is_empty() => Choices::One(codes),
            _ => Choices::Any,
        };
        let figures = field.is_some_and(|f| matches!(f.kind, FieldType::Money | FieldType::Int | FieldType::Number));
        ReturnColumn { choices, hidden: false, figures }
    }

    /// The hidden marks, and what is wrong.
    fn ours(&self) -> [ReturnColumn; 2] {
        [true, false].map(|hidden| ReturnColumn { choices: Choices::Any, hidden, figures: false })
    }

    /// Place of a column of the sender, from 0; none where it does not go back.
    fn place(&self, column: u32) -> Option<u16> {
        let found = self.columns.iter().position(|kept| kept.row.is_none() && kept.reading.column == column)?;
        u16::try_from(found).ok()
    }

    fn width(&self) -> u16 {
        u16::try_from(self.columns.len()).unwrap_or(u16::MAX)
    }

    /// Cells of a line at the places of their columns; one beside all columns stands at the nearest.
    fn line(&self, line: &SheetLine) -> Vec<(u16, String)> {
        let mut cells: Vec<(u16, String)> = Vec::new();
        for (column, text) in &line.cells {
            let before = self.columns.iter().filter(|kept| kept.reading.column < *column).count();
            let near = u16::try_from(before).unwrap_or(0).min(self.width().saturating_sub(1));
            let at = self.place(*column).unwrap_or(near);
            match cells.iter_mut().find(|(taken, _)| *taken == at) {
                Some((_, there)) => there.extend([" ", text.as_str()]),
                None => cells.push((at, text.clone())),
            }
        }
        cells
    }

    /// The lines above, the headers with ours behind them, how many they are, and the merged ranges.
    fn head(&self, table: &TableGiven<'_>) -> Head {
        let first = table.reading.first_row;
        let rows = table.reading.form == TableForm::Rows;
        let of = |kind: RowKind| table.lines.lines.iter().filter(move |line| rows && line.kind == kind);
        let titles: Vec<&SheetLine> = of(RowKind::Title).filter(|line| line.row < first).collect();
        let headers: Vec<&SheetLine> = of(RowKind::Header).filter(|line| line.row < first).collect();
        let mut head: Vec<Vec<(u16, String)>> = titles.iter().map(|line| self.line(line)).collect();
        let above = head.len();
        let known = |line: &SheetLine| {
            let cells = line.cells.iter().filter_map(|(column, text)| Some((self.place(*column)?, text.clone())));
            cells.collect::<Vec<_>>()
        };
        head.extend(headers.iter().map(|line| known(line)));
        if headers.is_empty() {
            let texts = self.columns.iter().map(|kept| kept.reading.header.clone());
            head.push((0..).zip(texts).collect());
        }
        let count = (head.len() - above) as u32;
        let row_of = |row: u32| titles.iter().chain(&headers).position(|line| line.row == row);
        let mut merges = self.merges(table.lines, above, &row_of);
        for (at, text) in [(0, &self.words.mark), (1, &self.words.told)] {
            let column = self.width() + at;
            head[above].push((column, text.clone()));
            merges.push(range((above as u32, u32::from(column)), (head.len() as u32 - 1, u32::from(column))));
        }
        merges.retain(|merge| merge.top < merge.bottom || merge.left < merge.right);
        Head { rows: head, headers: count, merges }
    }

    /// The sender's merged ranges of the head at their new places.
    fn merges(&self, lines: &TableLines, above: usize, row_of: &dyn Fn(u32) -> Option<usize>) -> Vec<Merge> {
        let mut found: Vec<Merge> = Vec::new();
        for merge in &lines.merges {
            let inside = |column: u32| (merge.left..=merge.right).contains(&column);
            let mut columns = (0u32..)
                .zip(&self.columns)
                .filter(|(_, k)| k.row.is_none() && inside(k.reading.column))
                .map(|(at, _)| at);
            let mut rows = (merge.top..=merge.bottom.min(merge.top + 50)).filter_map(row_of).map(|at| at as u32);
            let (Some(left), Some(top)) = (columns.next(), rows.next()) else { continue };
            let (right, bottom) = (columns.last().unwrap_or(left), rows.last().unwrap_or(top));
            // A title over all of their columns is one over ours too, or it would read as a group of headers.
            let whole = left == 0 && right + 1 == u32::from(self.width()) && (top as usize) < above;
            let new = range((top, left), (bottom, if whole { right + 2 } else { right }));
            let apart = |other: &Merge| {
                other.bottom < new.top || new.bottom < other.top || other.right < new.left || new.right < other.left
            };
            if found.iter().all(apart) {
                found.push(new);
            }
        }
        found
    }

    /// Lines and records below the head in their order; records with their running number.
    fn order<'t>(&self, table: &'t TableGiven<'_>) -> Vec<Result<&'t SheetLine, (usize, &'t RowGiven<'t>)>> {
        let first = table.reading.first_row;
        let body = |line: &&SheetLine| {
            line.row >= first && matches!(line.kind, RowKind::Section | RowKind::Note | RowKind::ColumnNumbers)
        };
        let mut lines = table.lines.lines.iter().filter(body).peekable();
        let (mut order, mut section) = (Vec::new(), None);
        let pass = |line: &'t SheetLine, section: &mut Option<&'t SheetLine>, order: &mut Vec<_>| {
            if line.kind == RowKind::Section { *section = Some(line) } else { order.push(Ok(line)) }
        };
        for (number, row) in (1..).zip(&table.rows) {
            while let Some(line) = lines.next_if(|line| line.row < row.row) {
                pass(line, &mut section, &mut order);
            }
            // A section of which no row goes back is another unit's.
            order.extend(section.take().map(Ok));
            order.push(Err((number, row)));
        }
        lines.filter(|line| line.kind == RowKind::Note).for_each(|line| order.push(Ok(line)));
        order
    }

    fn record(&self, row: &RowGiven<'_>, number: usize, problems: &[Problem]) -> Vec<ReturnCell> {
        let mut cells: Vec<ReturnCell> =
            self.columns.iter().map(|kept| ReturnCell::plain(self.cell(kept, row, number))).collect();
        for (at, cell) in (1u32..).zip(&mut cells) {
            let of_cell: Vec<&Problem> = problems.iter().filter(|problem| problem.column == at).collect();
            let worst = of_cell.iter().map(|problem| problem.severity).max();
            cell.fault = worst.map(|worst| (worst, self.note(&of_cell)));
        }
        cells.push(ReturnCell::plain(Shows::Text(row.mark.clone())));
        let fault = problems.iter().map(|problem| problem.severity).max().map(|worst| (worst, String::new()));
        let shows = if problems.is_empty() { Shows::Nothing } else { Shows::Text(self.told(problems)) };
        cells.push(ReturnCell { shows, fault });
        cells
    }

    fn cell(&self, kept: &Kept<'_>, row: &RowGiven<'_>, number: usize) -> Shows {
        let reading = kept.reading;
        if reading.reason == MatchReason::Serial && kept.field.is_none() {
            return Shows::Number { number: number as f64, decimals: 0, money: false };
        }
        let Some(field) = kept.field.filter(|_| kept.main) else {
            let text = row.extra.iter().find(|(header, _)| *header == reading.header);
            return text.map_or(Shows::Nothing, |(_, text)| Shows::Text(text.clone()));
        };
        let source = row.sources.iter().find(|source| source.field == field.id);
        let here =
            |source: &ValueSource| source.column == reading.column && kept.row.is_none_or(|row| row == source.row);
        let value = row.values.get(field.id);
        match source {
            // It came from a line above or a section: the line stands there again.
            Some(source) if !here(source) && kept.row.is_none() && source.row != row.row => Shows::Nothing,
            Some(source) => shows(self.reference, field, reading, value, source.text.as_deref()),
            None => shows(self.reference, field, reading, value, None),
        }
    }

    /// What is wrong with a record that stands in row `at` of the new sheet.
    fn problems(&self, row: &RowGiven<'_>, at: u32) -> Vec<Problem> {
        let told = row.findings.iter().filter(|finding| finding.severity != Severity::Info);
        let problem = |finding: &Finding| {
            let kept = self.column_of(finding);
            let column = kept.map_or(0, |(at, _)| at as u32 + 1);
            Problem { project: row.name.clone(), ..self.problem(finding, (at, column), kept.map(|(_, kept)| kept)) }
        };
        told.map(problem).collect()
    }

    /// The column that a finding is about: that of its field, else that of its place.
    fn column_of(&self, finding: &Finding) -> Option<(usize, &Kept<'_>)> {
        let field = finding.field.as_deref();
        let of_field = |kept: &&Kept<'_>| kept.main && kept.field.is_some_and(|f| Some(f.key.as_str()) == field);
        let stands = |kept: &&Kept<'_>| {
            finding.column > 0 && kept.reading.column == finding.column && kept.row.is_none_or(|row| row == finding.row)
        };
        let found =
            |wanted: &dyn Fn(&&Kept<'_>) -> bool| self.columns.iter().enumerate().find(|(_, kept)| wanted(kept));
        found(&of_field).or_else(|| found(&stands))
    }

    fn of_table(&self, finding: &Finding, header: u32) -> Problem {
        let kept = self.column_of(finding);
        let place = kept.map_or((0, 0), |(at, _)| (header, at as u32 + 1));
        self.problem(finding, place, kept.map(|(_, kept)| kept))
    }

    fn problem(&self, finding: &Finding, (row, column): (u32, u32), kept: Option<&Kept<'_>>) -> Problem {
        let of_catalogue = || finding.field.as_deref().and_then(|key| self.reference.catalogue.by_key(key));
        let field = kept
            .map(|kept| kept.reading.header.clone())
            .or_else(|| of_catalogue().map(|field| field.header.clone()))
            .unwrap_or_default();
        Problem {
            sheet: self.name.to_owned(),
            row,
            column,
            project: String::new(),
            field,
            severity: finding.severity,
            wrong: self.messages.sentence(&finding.code, &finding.params),
            write: self.messages.hint(&finding.code, &finding.params).unwrap_or_default(),
            rule: self.messages.word("check", &finding.code),
        }
    }

    fn note(&self, problems: &[&Problem]) -> String {
        let line = |problem: &&Problem| {
            let severity = self.severity(problem.severity);
            let params = [("severity", severity), ("wrong", &problem.wrong), ("write", &problem.write)];
            fill(&self.words.note_line, &params).unwrap_or_default()
        };
        problems.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn told(&self, problems: &[Problem]) -> String {
        let line = |(number, problem): (usize, &Problem)| {
            let (number, severity) = (number.to_string(), self.severity(problem.severity));
            let field = if problem.field.is_empty() { &self.words.whole_row } else { &problem.field };
            let params = [
                ("number", number.as_str()),
                ("severity", severity),
                ("field", field),
                ("wrong", &problem.wrong),
                ("write", &problem.write),
            ];
            fill(&self.words.told_line, &params).unwrap_or_default()
        };
        (1..).zip(problems).map(line).collect::<Vec<_>>().join("\n")
    }

    fn severity(&self, severity: Severity) -> &str {
        if severity == Severity::MustFix { &self.words.must_fix } else { &self.words.explain }
    }
}

fn range((top, left): (u32, u32), (bottom, right): (u32, u32)) -> Merge {
    Merge { top, left, bottom, right }
}
