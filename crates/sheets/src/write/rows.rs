//! A report written row by row in constant memory.

use std::path::{Path, PathBuf};

use qingce_core::cell::{column_letters, number_text};
use qingce_core::finding::{Finding, Severity};
use qingce_core::report::{CellFormat, Report, ReportCell, ReportRow};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

use super::error::{WriteError, guarded};
use super::look::{self, Look};
use super::page::{self, Page, PageColumn};
use super::part::Part;
use super::sums::{self, Sums};
use super::text;

/// Rows whose height is set to fit their text. Each costs memory until the end, so in longer lists the rows after them
/// are left to the program that opens the file.
const ROWS_FITTED: u64 = 20_000;

/// How hard a long list is packed; shorter ones are packed as usual (6), they go by mail. Frames and formats make a sheet's
/// XML longer, and packing it is half the work of an export. Measured on 100 000 × 40 beside plain cells packed as usual:
/// level 6 takes 1.65 times their processor time, 3 takes 1.13, 2 takes 1.08, 1 takes 0.99; 1 makes the file 1.7 times as
/// large as 6.
const PACKING_OF_LONG_LISTS: u8 = 1;

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Data rows.
    pub rows: u64,
    /// Texts that did not fit a cell, with their place.
    pub findings: Vec<Finding>,
}

/// Writes one report to one file, row by row. The file appears when it is finished, whole or not at all.
pub struct ReportWriter {
    path: PathBuf,
    report: Report,
    columns: Vec<PageColumn>,
    look: Look,
    cells: Vec<Format>,
    sums: Vec<Format>,
    workbook: Workbook,
    sheet: Worksheet,
    /// The next row, 0 = the first.
    next: u32,
    first_data: Option<u32>,
    section_data: Option<u32>,
    section: Sums,
    total: Sums,
    rows: u64,
    ends_with_data: bool,
    findings: Vec<Finding>,
    part: Part,
}

impl ReportWriter {
    /// Begins a file: title, context line and headers are written at once.
    ///
    /// # Errors
    /// The folder cannot be written to, or the report does not fit a sheet.
    pub fn create(path: &Path, report: &Report) -> Result<ReportWriter, WriteError> {
        let part = Part::create(path)?;
        guarded(|| ReportWriter::begin(path, part, report)).map_err(|trouble| trouble.at(path))
    }

    fn begin(path: &Path, part: Part, report: &Report) -> Result<ReportWriter, XlsxError> {
        let mut workbook = page::workbook(&report.title, &report.date)?;
        let mut sheet = workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(&report.sheet)?;
        // Every formula brings its result; an empty one is a text without letters, not 0.
        sheet.set_formula_result_default("");
        let columns = report
            .columns
            .iter()
            .map(|column| PageColumn {
                header: text::fitting(&column.header).0.into_owned(),
                group: column.group.clone(),
                width: column.width,
                hidden: column.hidden,
            })
            .collect();
        let layout = &report.layout;
        let mut writer = ReportWriter {
            path: path.to_owned(),
            columns,
            look: Look::new(layout),
            cells: report.columns.iter().map(|c| look::cell(layout, c.format, c.align)).collect(),
            sums: report.columns.iter().map(|c| look::sum(layout, c.format, c.align)).collect(),
            section: Sums::new(report.columns.len()),
            total: Sums::new(report.columns.len()),
            report: report.clone(),
            workbook,
            next: 0,
            first_data: None,
            section_data: None,
            rows: 0,
            ends_with_data: false,
            findings: Vec::new(),
            part,
            sheet: Worksheet::new(),
        };
        writer.page().head(&mut sheet, &writer.look)?;
        writer.next = writer.page().first_row();
        for (at, format) in (0u16..).zip(&writer.cells) {
            sheet.set_column_format(at, format)?;
        }
        writer.sheet = sheet;
        Ok(writer)
    }

    fn page(&self) -> Page<'_> {
        Page {
            layout: &self.report.layout,
            title: &self.report.title,
            context: &self.report.context,
            columns: &self.columns,
            footer: &self.report.footer,
        }
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// The sheet is full, or the disk.
    pub fn row(&mut self, row: ReportRow<'_>) -> Result<(), WriteError> {
        self.ends_with_data = matches!(row, ReportRow::Data(_));
        guarded(|| match row {
            ReportRow::Data(cells) => self.data(cells),
            ReportRow::Section(name) => self.section_line(&name),
            ReportRow::Subtotal => self.subtotal(),
            ReportRow::Total => self.grand_total(),
            ReportRow::Note(note) => self.note(&note),
        })
        .map_err(|trouble| trouble.at(&self.path))
    }

    /// Ends the file and puts it in its place.
    ///
    /// # Errors
    /// The disk is full or the place is taken by an open file. Nothing is left behind then.
    pub fn finish(mut self) -> Result<Written, WriteError> {
        guarded(|| self.save()).map_err(|trouble| trouble.at(&self.path))?;
        self.part.put(&self.path)?;
        Ok(Written { rows: self.rows, findings: self.findings })
    }

    fn save(&mut self) -> Result<(), XlsxError> {
        self.say_empty()?;
        self.release_columns()?;
        let mut sheet = std::mem::take(&mut self.sheet);
        self.page().paper(&mut sheet, self.next)?;
        self.workbook.push_worksheet(sheet);
        if self.rows > ROWS_FITTED {
            self.workbook.set_zip_compression_level(PACKING_OF_LONG_LISTS);
        }
        self.workbook.save_to_writer(self.part.open()?)
    }

    /// Takes the formats off the columns. While rows were streamed, a cell written without a format was given that of its
    /// column, which is much cheaper than naming the format cell by cell; left there, it would draw a grid down to the end
    /// of the sheet. A row is given its formats when the next one is begun, so the last one needs one after it.
    fn release_columns(&mut self) -> Result<(), XlsxError> {
        let plain = Format::new();
        if self.ends_with_data {
            self.sheet.write_blank(self.next, 0, &plain)?;
        }
        for (at, _) in (0u16..).zip(&self.columns) {
            self.sheet.set_column_format(at, &plain)?;
        }
        Ok(())
    }

    fn data(&mut self, cells: &[ReportCell<'_>]) -> Result<(), XlsxError> {
        assert_eq!(cells.len(), self.columns.len(), "BUG: a row holds one cell per column");
        let row = self.next;
        if self.rows < ROWS_FITTED {
            let height = self.height(cells);
            self.sheet.set_row_height(row, height)?;
        }
        for (at, cell) in (0u16..).zip(cells) {
            match cell {
                ReportCell::Text(text) => {
                    let (text, cut) = text::fitting(text);
                    self.sheet.write_string(row, at, text)?;
                    if let Some(length) = cut {
                        self.findings.push(cut_finding(&self.report.sheet, row, at, length));
                    }
                }
                ReportCell::Empty if self.report.columns[usize::from(at)].ratio.is_none() => {
                    self.sheet.write_blank(row, at, &self.cells[usize::from(at)])?;
                }
                _ => {
                    self.sheet.write_number(row, at, sums::number(cell))?;
                }
            }
        }
        self.section.add(cells, &self.report.columns);
        self.ratios(row, false, |at, _| sums::number(&cells[at]))?;
        self.first_data.get_or_insert(row);
        self.section_data.get_or_insert(row);
        self.rows += 1;
        self.next += 1;
        Ok(())
    }

    /// Gives the row that is being written the height of one line.
    fn fit_line(&mut self) -> Result<(), XlsxError> {
        if self.rows < ROWS_FITTED {
            self.sheet.set_row_height(self.next, page::height(&self.report.layout, 1))?;
        }
        Ok(())
    }

    /// The height that the longest text of a row takes, wrapped.
    fn height(&self, cells: &[ReportCell<'_>]) -> f64 {
        let lines =
            cells.iter().zip(&self.columns).filter(|(_, column)| !column.hidden).map(|(cell, column)| match cell {
                ReportCell::Text(text) => text::lines(text, column.width),
                _ => 1,
            });
        page::height(&self.report.layout, lines.max().unwrap_or(1))
    }

    fn section_line(&mut self, name: &str) -> Result<(), XlsxError> {
        let (name, _) = text::fitting(name);
        let [first, inner, last] = &self.look.section;
        self.sheet.write_string_with_format(self.next, 0, name, first)?;
        let visible = self.page().visible();
        for at in 1..visible {
            self.sheet.write_blank(self.next, at, if at + 1 == visible { last } else { inner })?;
        }
        self.fit_line()?;
        self.section_data = None;
        self.next += 1;
        Ok(())
    }

    fn subtotal(&mut self) -> Result<(), XlsxError> {
        let first = self.section_data.take().unwrap_or(self.next);
        let section = self.section.take();
        self.total.join(&section);
        self.sum_row(first, &section, false)
    }

    fn grand_total(&mut self) -> Result<(), XlsxError> {
        let open = self.section.take();
        self.total.join(&open);
        let total = self.total.take();
        self.sum_row(self.first_data.unwrap_or(self.next), &total, true)
    }

    /// A row of sums over all rows from `first` on. SUBTOTAL leaves out other SUBTOTALs, so 合计 does not count 小计 again.
    fn sum_row(&mut self, first: u32, sums: &Sums, total: bool) -> Result<(), XlsxError> {
        let row = self.next;
        let label = if total { &self.report.total } else { &self.report.subtotal };
        for (at, column) in (0u16..).zip(&self.report.columns) {
            let format = &self.sums[usize::from(at)];
            if at == 0 {
                self.sheet.write_string_with_format(row, 0, label, &self.look.sum_label)?;
            } else if column.sum && first < row {
                let letters = column_letters(u32::from(at) + 1);
                let formula = format!("SUBTOTAL(9,{letters}{}:{letters}{row})", first + 1);
                let result = number_text(sums.value(usize::from(at), column.format));
                self.sheet.write_formula_with_format(row, at, Formula::new(formula).set_result(result), format)?;
            } else if !column.hidden {
                self.sheet.write_blank(row, at, format)?;
            }
        }
        self.ratios(row, true, |at, format| sums.value(at, format))?;
        self.fit_line()?;
        self.next += 1;
        Ok(())
    }

    /// The quotients of a row; blank where the whole is 0.
    fn ratios(&mut self, row: u32, of_sums: bool, value: impl Fn(usize, CellFormat) -> f64) -> Result<(), XlsxError> {
        for (at, column) in (0u16..).zip(&self.report.columns) {
            let Some(ratio) = column.ratio else { continue };
            let cell = |column: usize| format!("{}{}", column_letters(column as u32 + 1), row + 1);
            let (part, whole) = (cell(ratio.part), cell(ratio.whole));
            let of = |column: usize| value(column, self.report.columns[column].format);
            let result =
                if of(ratio.whole) == 0.0 { String::new() } else { number_text(of(ratio.part) / of(ratio.whole)) };
            let formula = Formula::new(format!("IF({whole}=0,\"\",{part}/{whole})")).set_result(result);
            let formats = if of_sums { &self.sums } else { &self.cells };
            self.sheet.write_formula_with_format(row, at, formula, &formats[usize::from(at)])?;
        }
        Ok(())
    }

    fn note(&mut self, note: &str) -> Result<(), XlsxError> {
        self.say_empty()?;
        let across = self.page().first_page();
        let width: f64 = self.columns.iter().take(across.into()).map(|column| column.width).sum();
        let (note, _) = text::fitting(note);
        self.sheet.set_row_height(self.next, page::height(&self.report.layout, text::lines(&note, width)))?;
        page::merge(&mut self.sheet, (self.next, 0), (self.next, across - 1), &note, &self.look.note)?;
        self.next += 1;
        Ok(())
    }

    /// A list without rows says so in place of its rows.
    fn say_empty(&mut self) -> Result<(), XlsxError> {
        if self.next > self.page().first_row() {
            return Ok(());
        }
        let across = self.page().first_page();
        self.sheet.set_row_height(self.next, self.report.layout.body_size * 3.0)?;
        page::merge(&mut self.sheet, (self.next, 0), (self.next, across - 1), &self.report.empty, &self.look.empty)?;
        self.next += 1;
        Ok(())
    }
}

fn cut_finding(sheet: &str, row: u32, column: u16, length: usize) -> Finding {
    let finding = Finding::new("export_text_cut", Severity::Explain, sheet, row + 1, u32::from(column) + 1);
    finding.with("length", length.to_string())
}
