//! The blank form as a workbook: the form itself with drop-downs, a sheet that explains it, a hidden sheet of long lists.

use std::path::Path;

use qingce_core::cell::address;
use qingce_core::form::{Asked, Form, FormColumn};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Worksheet, XlsxError};

use super::choices::LongLists;
use super::error::{WriteError, guarded};
use super::look::{self, Look};
use super::page::{self, Page, PageColumn};
use super::part::Part;
use super::text;

/// Most characters of a message beside a cell.
const MOST_MESSAGE: usize = 255;
/// Widths of the explaining sheet: number, column, need, how to fill in, choices.
const NOTES_WIDTHS: [f64; 5] = [6.0, 24.0, 14.0, 60.0, 60.0];

/// Writes a blank form.
///
/// # Errors
/// The folder cannot be written to, the disk is full, or the place is taken by an open file.
pub fn write_form(path: &Path, form: &Form) -> Result<(), WriteError> {
    let part = Part::create(path)?;
    guarded(|| {
        let mut workbook = page::workbook(&form.title, &form.date)?;
        let writer = FormWriter { form, look: Look::new(&form.layout) };
        writer.sheet(workbook.add_worksheet())?;
        writer.notes(workbook.add_worksheet())?;
        writer.lists().write(&mut workbook)?;
        workbook.save_to_writer(part.open()?)
    })
    .map_err(|trouble| trouble.at(path))?;
    part.put(path)
}

struct FormWriter<'a> {
    form: &'a Form,
    look: Look,
}

impl FormWriter<'_> {
    fn sheet(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let form = self.form;
        sheet.set_name(&form.sheet)?;
        let columns: Vec<PageColumn> = form.columns.iter().map(page_column).collect();
        let page = Page {
            layout: &form.layout,
            title: &form.title,
            context: &form.context,
            columns: &columns,
            footer: &form.words.footer,
        };
        page.head(sheet, &self.look)?;
        let first = page.first_row();
        let last = first + form.blank_rows.max(1) - 1;
        let formats: Vec<_> = form.columns.iter().map(|c| look::cell(&form.layout, c.format, c.align)).collect();
        // No height is set: a row grows with what is entered.
        for row in first..=last {
            for (at, format) in (0u16..).zip(&formats) {
                sheet.write_blank(row, at, format)?;
            }
        }
        for (at, column) in (0u16..).zip(&form.columns) {
            if let Some(validation) = self.validation(column, first, at)? {
                sheet.add_data_validation(first, at, last, at, &validation)?;
            }
        }
        page.paper(sheet, last + 1)
    }

    /// What a column accepts and says. Drop-downs insist; other kinds only warn.
    fn validation(&self, column: &FormColumn, first: u32, at: u16) -> Result<Option<DataValidation>, XlsxError> {
        let validation = DataValidation::new();
        let (validation, insists) = match &column.asked {
            Asked::One(choices) if !choices.is_empty() => (self.choices(validation, column, choices)?, true),
            Asked::Date => {
                let cell = address(first + 1, u32::from(at) + 1);
                let dated = format!("AND(LEN({cell})>=4,LEN({cell})<=10,ISNUMBER(VALUE(LEFT({cell},4))))");
                (validation.allow_custom(Formula::new(dated)), false)
            }
            Asked::Amount | Asked::Figure => {
                (validation.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)), false)
            }
            Asked::Whole => (validation.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)), false),
            Asked::One(_) | Asked::Text | Asked::Several(_) if column.prompt.is_empty() => return Ok(None),
            Asked::One(_) | Asked::Text | Asked::Several(_) => (validation.allow_any_value(), false),
        };
        let style = if insists { DataValidationErrorStyle::Stop } else { DataValidationErrorStyle::Warning };
        let validation = validation.set_error_style(style).set_error_message(message(&column.warning))?;
        Ok(Some(match column.prompt.is_empty() {
            true => validation,
            false => validation.set_input_message(message(&column.prompt))?,
        }))
    }

    fn choices(
        &self,
        validation: DataValidation,
        column: &FormColumn,
        choices: &[String],
    ) -> Result<DataValidation, XlsxError> {
        self.lists().offer(validation, choices).map_err(|error| match error {
            XlsxError::ParameterError(why) => XlsxError::ParameterError(format!("{}: {why}", column.name)),
            other => other,
        })
    }

    /// The code lists that do not fit into a validation.
    fn lists(&self) -> LongLists<'_> {
        let lists = self.form.columns.iter().filter_map(|column| match &column.asked {
            Asked::One(choices) => Some((choices.as_slice(), column.name.as_str())),
            _ => None,
        });
        LongLists::new(&self.form.words.codes_sheet, lists)
    }

    /// The sheet that explains the form: general remarks, then every column.
    fn notes(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let form = self.form;
        sheet.set_name(&form.words.notes_sheet)?;
        for (at, width) in (0u16..).zip(NOTES_WIDTHS) {
            sheet.set_column_width(at, width)?;
        }
        let title = form.words.notes_title.replace("{title}", &form.title);
        sheet.set_row_height(0, form.layout.title_size * 1.9)?;
        page::merge(sheet, (0, 0), (0, 4), &title, &self.look.title)?;
        let mut row = 1;
        for (number, note) in (1u32..).zip(&form.notes) {
            let note = format!("{number}. {note}");
            sheet.set_row_height(row, page::height(&form.layout, text::lines(&note, NOTES_WIDTHS.iter().sum())))?;
            page::merge(sheet, (row, 0), (row, 4), &note, &self.look.note)?;
            row += 1;
        }
        row += 1;
        for (at, header) in (0u16..).zip(&form.words.notes_header) {
            sheet.write_string_with_format(row, at, header, &self.look.header)?;
        }
        for (number, column) in (1u32..).zip(&form.columns) {
            row += 1;
            self.explain(sheet, row, number, column)?;
        }
        sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        Ok(())
    }

    fn explain(&self, sheet: &mut Worksheet, row: u32, number: u32, column: &FormColumn) -> Result<(), XlsxError> {
        let choices = match &column.asked {
            Asked::One(choices) | Asked::Several(choices) => choices.join("、"),
            _ => String::new(),
        };
        let cells = [number.to_string(), column.name.clone(), column.need.clone(), column.help.clone(), choices];
        let lines = cells.iter().zip(NOTES_WIDTHS).map(|(cell, width)| text::lines(cell, width)).max().unwrap_or(1);
        sheet.set_row_height(row, page::height(&self.form.layout, lines))?;
        for (at, cell) in (0u16..).zip(&cells) {
            sheet.write_string_with_format(row, at, cell, &self.look.boxed[usize::from(at > 0)])?;
        }
        Ok(())
    }
}

fn page_column(column: &FormColumn) -> PageColumn {
    PageColumn { header: column.header.clone(), group: column.group.clone(), width: column.width, hidden: false }
}

/// A message as long as one may be.
fn message(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_MESSAGE {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(MOST_MESSAGE - 2).collect();
    cut.push('…');
    cut
}
