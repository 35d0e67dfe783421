//! 退回修改 as a workbook: the cover, the unit's own tables with their faults marked, the list of faults, and hidden what
//! tells which rows they are.
//!
//! Not in here: every word and every value of it ([`qingce_core::returning`]).
//!
//! The invariant: a cell shows all of the number it holds, so that a program which keeps only what is shown loses nothing.

use std::path::Path;

use qingce_core::cell::{Merge, address};
use qingce_core::finding::{Finding, Severity};
use qingce_core::report::{Align, CellFormat, PageLayout, Paper};
use qingce_core::returning::{BodyRow, Choices, ReturnBook, ReturnCell, ReturnSheet, Shows};
use qingce_core::token::IDENTITY_SHEET;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Note, Url, Worksheet, XlsxError,
};

use super::choices::LongLists;
use super::error::{WriteError, guarded};
use super::look::{self, Look};
use super::page::{self, Page, PageColumn};
use super::part::Part;
use super::text;

/// Light enough to be read on, in print too.
const MUST_FIX: Color = Color::RGB(0x00FF_C7CE);
const EXPLAIN: Color = Color::RGB(0x00FF_EB9C);
/// Narrowest and widest column of a unit, in half-width characters.
const NARROWEST: f64 = 6.0;
const WIDEST: f64 = 30.0;
/// Width of the column that tells what is wrong.
const TOLD: f64 = 46.0;
/// Rows by which widths are judged.
const LOOKED_AT: usize = 200;
/// Rows below the last one in which drop-downs work, for projects that are added.
const SPARE: u32 = 100;
/// Widths of the cover.
const COVER: [f64; 2] = [18.0, 72.0];
/// Most links of a sheet; Excel takes no more.
const MOST_LINKS: usize = 60_000;
/// Size of a note in pixels, per line of so many half-width characters.
const NOTE: (u32, u32, f64) = (300, 18, 44.0);

/// Writes a workbook that goes back. Gives the texts that did not fit their cell.
///
/// # Errors
/// The folder cannot be written to, the disk is full, or the place is taken by an open file.
pub fn write_return(path: &Path, book: &ReturnBook) -> Result<Vec<Finding>, WriteError> {
    let part = Part::create(path)?;
    let findings = guarded(|| {
        let mut workbook = page::workbook(&book.title, &book.date)?;
        let mut writer = Writer { book, look: Look::new(&book.layout), findings: Vec::new() };
        writer.cover(workbook.add_worksheet())?;
        let columns = || book.sheets.iter().flat_map(|sheet| sheet.columns.iter().zip(headers(sheet)));
        let lists = columns().filter_map(|(column, header)| match &column.choices {
            Choices::One(codes) => Some((codes.as_slice(), header)),
            Choices::Any => None,
        });
        let lists = LongLists::new(&book.words.codes_sheet, lists);
        for sheet in &book.sheets {
            writer.table(workbook.add_worksheet(), sheet, &lists)?;
        }
        writer.problems(workbook.add_worksheet())?;
        lists.write(&mut workbook)?;
        writer.identity(workbook.add_worksheet())?;
        workbook.save_to_writer(part.open()?)?;
        Ok(writer.findings)
    })
    .map_err(|trouble| trouble.at(path))?;
    part.put(path)?;
    Ok(findings)
}

/// The lowest header of every column of a table.
fn headers(sheet: &ReturnSheet) -> Vec<&str> {
    let of = |at: u16| {
        let mut rows = sheet.head.iter().rev().take(sheet.headers as usize);
        rows.find_map(|row| row.iter().find(|(column, _)| *column == at)).map_or("", |(_, text)| text.as_str())
    };
    (0..count(sheet.columns.len())).map(of).collect()
}

struct Writer<'a> {
    book: &'a ReturnBook,
    look: Look,
    findings: Vec<Finding>,
}

impl Writer<'_> {
    fn cover(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (book, look) = (self.book, &self.look);
        sheet.set_name(&book.words.cover_sheet)?.set_active(true);
        for (at, width) in (0u16..).zip(COVER) {
            sheet.set_column_width(at, width)?;
        }
        let body = PageLayout { body_size: book.layout.body_size + 2.0, ..book.layout.clone() };
        let formats = Look::new(&body);
        let [label, said] = &formats.boxed;
        sheet.set_row_height(0, book.layout.title_size * 2.6)?;
        page::merge(sheet, (0, 0), (0, 1), &book.title, &look.title)?;
        let mut row = 1;
        for line in &book.cover {
            sheet.set_row_height(row, page::height(&body, text::lines(&line.text, COVER[1])) + 6.0)?;
            sheet.write_string_with_format(row, 0, &line.label, label)?;
            sheet.write_string_with_format(row, 1, &line.text, said)?;
            row += 1;
        }
        row += 1;
        sheet.set_row_height(row, page::height(&body, 1) + 6.0)?;
        page::merge(sheet, (row, 0), (row, 1), &book.words.steps_title, &formats.header)?;
        for (number, step) in (1u32..).zip(&book.steps) {
            row += 1;
            let step = format!("{number}. {step}");
            sheet.set_row_height(row, page::height(&body, text::lines(&step, COVER.iter().sum())) + 4.0)?;
            page::merge(sheet, (row, 0), (row, 1), &step, &formats.note)?;
        }
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 1).set_print_center_horizontally(true);
        sheet.set_print_area(0, 0, row, 1)?.set_screen_gridlines(false);
        Ok(())
    }

    fn table(&mut self, sheet: &mut Worksheet, table: &ReturnSheet, lists: &LongLists<'_>) -> Result<(), XlsxError> {
        let book = self.book;
        sheet.set_name(&table.name)?;
        let widths = widths(table);
        let columns: Vec<PageColumn> = (table.columns.iter().zip(headers(table)).zip(&widths))
            .map(|((column, header), width)| PageColumn {
                header: header.to_owned(),
                group: String::new(),
                width: *width,
                hidden: column.hidden,
            })
            .collect();
        for (at, column) in (0u16..).zip(&columns) {
            sheet.set_column_width(at, column.width)?;
            if column.hidden {
                sheet.set_column_hidden(at)?;
            }
        }
        let page =
            Page { layout: &book.layout, title: "", context: &[], columns: &columns, footer: &book.words.footer };
        self.head(sheet, table, &columns, page.first_page())?;
        let first = table.head.len() as u32;
        for (row, body) in (first..).zip(&table.body) {
            match body {
                BodyRow::Line(cells) => self.line(sheet, row, cells, &columns)?,
                BodyRow::Record(cells) => self.record(sheet, table, row, cells, &columns)?,
            }
        }
        let rows = first + table.body.len() as u32;
        let last = count(columns.len()) - 1;
        if rows > first {
            sheet.autofilter(first - 1, 0, rows - 1, last)?;
        }
        self.choices(sheet, table, lists, (first, rows + SPARE))?;
        page.paper_below(sheet, (first - table.headers, first), (rows, last + 1))
    }

    /// The lines above, over no more than the first page, and the headers.
    fn head(
        &self,
        sheet: &mut Worksheet,
        table: &ReturnSheet,
        columns: &[PageColumn],
        across: u16,
    ) -> Result<(), XlsxError> {
        let above = table.head.len() - table.headers as usize;
        let merged = |row: u32, column: u16| table.merges.iter().find(|m| (m.top, m.left) == (row, u32::from(column)));
        for (row, cells) in (0u32..).zip(&table.head) {
            let header = row as usize >= above;
            let lines = cells.iter().map(|(at, said)| text::lines(said, spread(columns, merged(row, *at), *at)));
            let size = if row == 0 && !header { self.book.layout.title_size * 1.9 } else { 0.0 };
            sheet.set_row_height(row, page::height(&self.book.layout, lines.max().unwrap_or(1)).max(size))?;
            if header {
                for at in 0..count(columns.len()) {
                    sheet.write_blank(row, at, &self.look.header)?;
                }
            }
            for (at, said) in cells {
                let format = match (header, row) {
                    (true, _) => &self.look.header,
                    (false, 0) => &self.look.title,
                    (false, _) => &self.look.context[0],
                };
                let (said, _) = text::fitting(said);
                match merged(row, *at) {
                    Some(merge) => {
                        let right = count(merge.right as usize);
                        // Right above the headers it must stand over all of them, or it would read as a group of headers.
                        let whole = header || row as usize + 1 == above;
                        let to = (merge.bottom, if whole { right } else { right.min(across.max(*at + 1) - 1) });
                        page::merge(sheet, (row, *at), to, &said, format)?;
                    }
                    // A title that stands alone in its row is written over the whole table.
                    None if !header && row == 0 && cells.len() == 1 => {
                        page::merge(sheet, (row, 0), (row, across - 1), &said, format)?;
                    }
                    None => {
                        sheet.write_string_with_format(row, *at, &*said, format)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A section, a note or a row of column numbers.
    fn line(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        cells: &[(u16, String)],
        columns: &[PageColumn],
    ) -> Result<(), XlsxError> {
        let alone = cells.len() == 1;
        let width: f64 = columns.iter().filter(|column| !column.hidden).map(|column| column.width).sum();
        let lines = cells.iter().map(|(_, said)| if alone { text::lines(said, width.min(160.0)) } else { 1 });
        sheet.set_row_height(row, page::height(&self.book.layout, lines.max().unwrap_or(1)))?;
        for (at, said) in cells {
            let (said, _) = text::fitting(said);
            let format = if alone { &self.look.section[1] } else { &self.look.boxed[0] };
            sheet.write_string_with_format(row, *at, &*said, format)?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        sheet: &mut Worksheet,
        table: &ReturnSheet,
        row: u32,
        cells: &[ReturnCell],
        columns: &[PageColumn],
    ) -> Result<(), XlsxError> {
        let mut lines = 1;
        for ((at, cell), column) in (0u16..).zip(cells).zip(columns) {
            let figures = table.columns[usize::from(at)].figures;
            let format = self.format(&cell.shows, figures, cell.fault.as_ref().map(|(severity, _)| *severity));
            match &cell.shows {
                Shows::Nothing => sheet.write_blank(row, at, &format)?,
                Shows::Number { number, .. } => sheet.write_number_with_format(row, at, *number, &format)?,
                Shows::Text(said) => {
                    let (said, cut) = text::fitting(said);
                    if let Some(length) = cut {
                        let finding =
                            Finding::new("export_text_cut", Severity::Explain, &table.name, row + 1, u32::from(at) + 1);
                        self.findings.push(finding.with("length", length.to_string()));
                    }
                    if !column.hidden {
                        lines = lines.max(text::lines(&said, column.width));
                    }
                    sheet.write_string_with_format(row, at, &*said, &format)?
                }
            };
            if let Some((_, note)) = cell.fault.as_ref().filter(|(_, note)| !note.is_empty()) {
                sheet.insert_note(row, at, &beside(note))?;
            }
        }
        sheet.set_row_height(row, page::height(&self.book.layout, lines))?;
        Ok(())
    }

    fn format(&self, shows: &Shows, figures: bool, fault: Option<Severity>) -> Format {
        let align = if figures && !matches!(shows, Shows::Text(_)) { Align::Right } else { Align::Left };
        let format = look::cell(&self.book.layout, CellFormat::Text, align);
        let format = match shows {
            Shows::Number { decimals, money: true, .. } => {
                format.set_num_format(format!("#,##0.00{}", "#".repeat(usize::from(decimals.saturating_sub(2)))))
            }
            Shows::Number { number, decimals, money: false } if number.fract() != 0.0 => {
                format.set_num_format(format!("0.{}", "#".repeat(usize::from(*decimals).max(1))))
            }
            Shows::Number { .. } => format.set_num_format("0"),
            Shows::Nothing if figures => format.set_num_format("General"),
            Shows::Nothing | Shows::Text(_) => format,
        };
        match fault {
            Some(Severity::MustFix) => format.set_background_color(MUST_FIX),
            Some(_) => format.set_background_color(EXPLAIN),
            None => format,
        }
    }

    /// Drop-downs warn and do not insist: a unit may keep its own spelling of a code.
    fn choices(
        &self,
        sheet: &mut Worksheet,
        table: &ReturnSheet,
        lists: &LongLists<'_>,
        (first, last): (u32, u32),
    ) -> Result<(), XlsxError> {
        for (at, column) in (0u16..).zip(&table.columns) {
            let Choices::One(codes) = &column.choices else { continue };
            let validation = lists.offer(DataValidation::new(), codes)?;
            let validation = validation
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message(&self.book.words.choice_warning)?;
            sheet.add_data_validation(first, at, last, at, &validation)?;
        }
        Ok(())
    }

    fn problems(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (book, words) = (self.book, &self.book.words);
        sheet.set_name(&words.problem_sheet)?;
        let widths = words.problem_widths.map(f64::from);
        for (at, width) in (0u16..).zip(widths) {
            sheet.set_column_width(at, width)?;
        }
        let last = count(widths.len()) - 1;
        sheet.set_row_height(0, book.layout.title_size * 1.9)?;
        page::merge(sheet, (0, 0), (0, last), &words.problem_title, &self.look.title)?;
        sheet.set_row_height(1, page::height(&book.layout, 1))?;
        for (at, header) in (0u16..).zip(&words.problem_header) {
            sheet.write_string_with_format(1, at, header, &self.look.header)?;
        }
        let [centred, running] = &self.look.boxed;
        let link = running.clone().set_font_color(Color::RGB(0x0005_63C1)).set_align(FormatAlign::Left);
        for (row, problem) in (2u32..).zip(&book.problems) {
            let place = place(book, problem);
            let severity = if problem.severity == Severity::MustFix { &words.must_fix } else { &words.explain };
            let cells =
                [&place, &problem.project, &problem.field, &problem.wrong, &problem.write, severity, &problem.rule];
            let lines = cells.iter().zip(&widths[1..]).map(|(cell, width)| text::lines(cell, *width)).max();
            sheet.set_row_height(row, page::height(&book.layout, lines.unwrap_or(1)))?;
            sheet.write_number_with_format(row, 0, f64::from(row - 1), centred)?;
            for (at, cell) in (1u16..).zip(cells) {
                let (cell, _) = text::fitting(cell);
                sheet.write_string_with_format(row, at, &*cell, running)?;
            }
            if problem.row > 0 && (row as usize) < MOST_LINKS {
                let cell = address(problem.row, problem.column.max(1));
                let to = format!("internal:'{}'!{cell}", problem.sheet.replace('\'', "''"));
                sheet.write_url_with_format(row, 1, Url::new(to).set_text(&place), &link)?;
            }
        }
        let columns: Vec<PageColumn> = widths
            .iter()
            .map(|width| PageColumn { header: String::new(), group: String::new(), width: *width, hidden: false })
            .collect();
        let layout = PageLayout { paper: Paper::A4, landscape: true, repeat_columns: 0, ..book.layout.clone() };
        let page = Page { layout: &layout, title: "", context: &[], columns: &columns, footer: &words.footer };
        let rows = 2 + book.problems.len() as u32;
        page.paper_below(sheet, (1, 2), (rows, last + 1))
    }

    /// What tells a later import which workbook this is: a hidden sheet of names and texts.
    fn identity(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(IDENTITY_SHEET)?.set_hidden(true);
        let plain = Format::new().set_num_format("@");
        for (row, (name, text)) in (0u32..).zip(&self.book.identity) {
            sheet.write_string_with_format(row, 0, name, &plain)?;
            sheet.write_string_with_format(row, 1, text, &plain)?;
        }
        Ok(())
    }
}

/// Where a fault is, as Excel names it.
fn place(book: &ReturnBook, problem: &qingce_core::returning::Problem) -> String {
    match (problem.row, problem.column) {
        (0, _) => format!("{}!{}", problem.sheet, book.words.whole_table),
        (row, 0) => format!("{}!{row}:{row}", problem.sheet),
        (row, column) => format!("{}!{}", problem.sheet, address(row, column)),
    }
}

fn beside(note: &str) -> Note {
    let (width, line, characters) = NOTE;
    let lines = text::lines(note, characters);
    Note::new(note).add_author_prefix(false).set_width(width).set_height(line * (lines + 1)).set_font_size(9)
}

/// Width of a header cell with what it is merged over.
fn spread(columns: &[PageColumn], merge: Option<&Merge>, at: u16) -> f64 {
    let last = merge.map_or(u32::from(at), |merge| merge.right);
    let wide = columns.iter().take(last as usize + 1).skip(usize::from(at)).map(|column| column.width);
    if merge.is_none() && columns.get(usize::from(at)).is_none() { WIDEST } else { wide.sum() }
}

/// Widths by what stands in the columns: a header may be wrapped, a text too.
fn widths(table: &ReturnSheet) -> Vec<f64> {
    let records = || {
        table.body.iter().filter_map(|row| match row {
            BodyRow::Record(cells) => Some(cells),
            BodyRow::Line(_) => None,
        })
    };
    let shown = |cell: &ReturnCell| match &cell.shows {
        Shows::Nothing => 0.0,
        Shows::Text(said) => text::width(said),
        Shows::Number { number, money, .. } => {
            qingce_core::cell::number_text(*number).len() as f64 * 1.2 + if *money { 3.0 } else { 0.0 }
        }
    };
    let of = |(at, header): (usize, &str)| {
        let column = &table.columns[at];
        if column.hidden {
            return NARROWEST;
        }
        if at + 1 == table.columns.len() {
            return TOLD;
        }
        let widest = records().take(LOOKED_AT).map(|cells| shown(&cells[at])).fold(0.0, f64::max);
        (text::width(header) / 2.0 + 3.0).max(widest + 2.0).clamp(NARROWEST, WIDEST)
    };
    headers(table).into_iter().enumerate().map(of).collect()
}

fn count(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
