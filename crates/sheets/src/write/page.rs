//! What surrounds the rows: title, context line, header rows, widths, print settings.

use qingce_core::report::{PageLayout, Paper};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::look::Look;
use super::text;

/// Millimetres that one unit of column width takes on paper at full scale: 7 pixels of 1/96 inch.
const MM_PER_UNIT: f64 = 7.0 * 25.4 / 96.0;
/// Rows above the table: the title and the context line.
const ROWS_ABOVE: u32 = 2;
const MM_PER_INCH: f64 = 25.4;

/// A column as the page needs it.
#[derive(Debug, Clone)]
pub(super) struct PageColumn {
    pub(super) header: String,
    pub(super) group: String,
    pub(super) width: f64,
    pub(super) hidden: bool,
}

/// Title, context, headers and paper of one sheet.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) layout: &'a PageLayout,
    pub(super) title: &'a str,
    pub(super) context: &'a [String],
    pub(super) columns: &'a [PageColumn],
    pub(super) footer: &'a [String; 3],
}

impl Page<'_> {
    /// Visible columns; the hidden ones stand behind them.
    pub(super) fn visible(&self) -> u16 {
        count(self.columns.iter().filter(|column| !column.hidden).count())
    }

    fn grouped(&self) -> bool {
        self.columns.iter().any(|column| !column.group.is_empty())
    }

    /// The first row below the header.
    pub(super) fn first_row(&self) -> u32 {
        ROWS_ABOVE + if self.grouped() { 2 } else { 1 }
    }

    /// Units of column width that fit across a page at the smallest scale.
    fn room(&self) -> f64 {
        let (short, long) = match self.layout.paper {
            Paper::A3 => (297.0, 420.0),
            Paper::A4 => (210.0, 297.0),
        };
        let across = if self.layout.landscape { long } else { short };
        let printed = across - 2.0 * self.layout.margin_mm;
        printed / MM_PER_UNIT * 100.0 / f64::from(self.layout.smallest_scale.clamp(10, 100))
    }

    /// Width of all visible columns, and of those repeated on every page.
    fn widths(&self) -> (f64, f64) {
        let visible = || self.columns.iter().filter(|column| !column.hidden).map(|column| column.width);
        (visible().sum(), visible().take(self.layout.repeat_columns.into()).sum())
    }

    /// Pages abreast, so that nothing is printed smaller than the smallest scale.
    fn pages_abreast(&self) -> u16 {
        let (total, repeated) = self.widths();
        let room = self.room();
        if total <= room || room <= repeated {
            return 1;
        }
        ((total - repeated) / (room - repeated)).ceil() as u16
    }

    /// Columns that stand on the first page: what the title and the context line are spread over.
    pub(super) fn first_page(&self) -> u16 {
        let (total, repeated) = self.widths();
        let pages = f64::from(self.pages_abreast());
        let mut left = (total + repeated * (pages - 1.0)) / pages + 0.01;
        let fits = |column: &&PageColumn| {
            left -= column.width;
            left >= 0.0
        };
        count(self.columns.iter().filter(|column| !column.hidden).take_while(fits).count()).max(1)
    }

    /// Writes everything above the rows.
    pub(super) fn head(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        for (at, column) in (0u16..).zip(self.columns) {
            sheet.set_column_width(at, column.width)?;
            if column.hidden {
                sheet.set_column_hidden(at)?;
            }
        }
        let across = self.first_page();
        sheet.set_row_height(0, self.layout.title_size * 1.9)?;
        merge(sheet, (0, 0), (0, across - 1), self.title, &look.title)?;
        self.context(sheet, look, across)?;
        self.headers(sheet, look)
    }

    /// The context line: its parts from left to right over columns of about equal width.
    fn context(&self, sheet: &mut Worksheet, look: &Look, across: u16) -> Result<(), XlsxError> {
        sheet.set_row_height(1, (self.layout.body_size + 1.0) * 1.9)?;
        let parts = count(self.context.len()).min(across);
        let widths: Vec<f64> = self.columns.iter().take(across.into()).map(|column| column.width).collect();
        let total: f64 = widths.iter().sum();
        let (mut first, mut passed) = (0u16, 0.0);
        for (part, text) in (1u16..).zip(self.context.iter().take(parts.into())) {
            let mut last = first;
            passed += widths[usize::from(first)];
            let goal = total * f64::from(part) / f64::from(parts);
            while last + 1 + (parts - part) < across && passed + widths[usize::from(last) + 1] / 2.0 <= goal {
                last += 1;
                passed += widths[usize::from(last)];
            }
            let last = if part == parts { across - 1 } else { last };
            let place = if part == 1 {
                0
            } else if part == parts {
                2
            } else {
                1
            };
            merge(sheet, (1, first), (1, last), text, &look.context[place])?;
            first = last + 1;
        }
        Ok(())
    }

    fn headers(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        let top = ROWS_ABOVE;
        let grouped = self.grouped();
        let leaf = if grouped { top + 1 } else { top };
        let leaf_lines = self.columns.iter().filter(|column| !column.hidden);
        let leaf_lines = leaf_lines.map(|column| text::lines(&column.header, column.width)).max().unwrap_or(1);
        sheet.set_row_height(leaf, height(self.layout, leaf_lines))?;
        if grouped {
            self.groups(sheet, look, top)?;
            sheet.set_row_height(top, height(self.layout, 1))?;
        }
        for (at, column) in (0u16..).zip(self.columns) {
            if !grouped || !column.group.is_empty() {
                sheet.write_string_with_format(leaf, at, column.header.as_str(), &look.header)?;
            }
        }
        Ok(())
    }

    /// The row of group headers, each merged over its neighbours; a header without a group stands over both rows.
    fn groups(&self, sheet: &mut Worksheet, look: &Look, row: u32) -> Result<(), XlsxError> {
        let mut first = 0u16;
        for run in self.columns.chunk_by(|a, b| !a.group.is_empty() && a.group == b.group && a.hidden == b.hidden) {
            let last = first + count(run.len()) - 1;
            if run[0].group.is_empty() {
                merge(sheet, (row, first), (row + 1, last), &run[0].header, &look.header)?;
            } else {
                merge(sheet, (row, first), (row, last), &run[0].group, &look.group)?;
            }
            first = last + 1;
        }
        Ok(())
    }

    /// Paper, scale, repeated rows and columns, footers. `rows` = rows written, headers included.
    pub(super) fn paper(&self, sheet: &mut Worksheet, rows: u32) -> Result<(), XlsxError> {
        self.paper_below(sheet, (ROWS_ABOVE, self.first_row()), (rows, self.visible()))
    }

    /// The same for a sheet of which the headers stand in rows `head.0..head.1`, and of so many rows and columns.
    pub(super) fn paper_below(
        &self,
        sheet: &mut Worksheet,
        head: (u32, u32),
        (rows, columns): (u32, u16),
    ) -> Result<(), XlsxError> {
        sheet.set_paper_size(match self.layout.paper {
            Paper::A3 => 8,
            Paper::A4 => 9,
        });
        if self.layout.landscape {
            sheet.set_landscape();
        }
        let margin = self.layout.margin_mm / MM_PER_INCH;
        sheet.set_margins(margin, margin, margin, margin * 1.4, margin * 0.6, margin * 0.6);
        sheet.set_print_fit_to_pages(self.pages_abreast(), 0);
        // Over, then down: the pages of the same rows follow each other.
        sheet.set_page_order(false);
        sheet.set_print_center_horizontally(true);
        let repeated = self.layout.repeat_columns.min(self.visible());
        if repeated > 0 && self.pages_abreast() > 1 {
            sheet.set_repeat_columns(0, repeated - 1)?;
        }
        sheet.set_repeat_rows(head.0, head.1 - 1)?;
        sheet.set_print_area(0, 0, rows.max(1) - 1, columns.max(1) - 1)?;
        sheet.set_freeze_panes(head.1, repeated)?;
        let [left, centre, right] = self.footer.each_ref().map(|text| footer(text));
        sheet.set_footer(format!("&L{left}&C{centre}&R{right}"));
        Ok(())
    }
}

/// Height of a row of so many lines, with some room; Excel knows no higher rows than 409.
pub(super) fn height(layout: &PageLayout, lines: u32) -> f64 {
    (f64::from(lines) * layout.body_size * 1.3 + 5.0).min(409.0)
}

/// A footer's text in Excel's own marks.
fn footer(text: &str) -> String {
    text.replace('&', "&&").replace("{page}", "&P").replace("{pages}", "&N")
}

/// A merged range, or a single cell, which Excel does not merge.
pub(super) fn merge(
    sheet: &mut Worksheet,
    from: (u32, u16),
    to: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if from == to {
        sheet.write_string_with_format(from.0, from.1, text, format)?;
    } else {
        sheet.merge_range(from.0, from.1, to.0, to.1, text, format)?;
    }
    Ok(())
}

/// An empty workbook with its properties: a title and the day of the report as creation date, so that the same report
/// gives the same bytes.
pub(super) fn workbook(title: &str, date: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::parse_from_str(date)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    Ok(workbook)
}

fn count(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
