//! The looks of cells: one format per kind of cell, built once per file.

use qingce_core::report::{Align, CellFormat, PageLayout};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Amounts in 万元 with thousands separators: two decimals, and up to the 分 (six decimals) where there is more.
const MONEY: &str = "#,##0.00####";
const INT: &str = "#,##0";
const PERCENT: &str = "0.0%";
/// Text stays text when it is edited: codes keep their leading zeros.
const TEXT: &str = "@";
/// Prints as a light grey and copies well.
const HEADER_FILL: Color = Color::RGB(0x00E7_E6E6);
const SUM_FILL: Color = Color::RGB(0x00F5_F5F5);
/// The character set of Chinese typefaces: what to put in place of one that is not installed.
const CHINESE: u8 = 134;

/// Formats that do not depend on a column.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) title: Format,
    pub(super) context: [Format; 3],
    pub(super) group: Format,
    pub(super) header: Format,
    /// A section's line: its first, inner and last cell, which look like one.
    pub(super) section: [Format; 3],
    pub(super) sum_label: Format,
    pub(super) note: Format,
    pub(super) empty: Format,
    /// Cells of a plain table: centred, and running text.
    pub(super) boxed: [Format; 2],
}

fn font(name: &str, size: f64) -> Format {
    Format::new()
        .set_font_name(name)
        .set_font_size(size)
        .set_font_charset(CHINESE)
        .set_align(FormatAlign::VerticalCenter)
}

impl Look {
    pub(super) fn new(layout: &PageLayout) -> Look {
        let body = font(&layout.body_font, layout.body_size);
        let heading = font(&layout.header_font, layout.body_size);
        let header = heading
            .clone()
            .set_align(FormatAlign::Center)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_background_color(HEADER_FILL);
        let line = heading.clone().set_border_top(FormatBorder::Thin).set_border_bottom(FormatBorder::Thin);
        Look {
            title: font(&layout.title_font, layout.title_size).set_align(FormatAlign::Center),
            context: [FormatAlign::Left, FormatAlign::Center, FormatAlign::Right]
                .map(|align| font(&layout.body_font, layout.body_size + 1.0).set_align(align)),
            group: header.clone(),
            header,
            section: [
                line.clone().set_border_left(FormatBorder::Thin),
                line.clone(),
                line.set_border_right(FormatBorder::Thin),
            ],
            sum_label: heading
                .set_align(FormatAlign::Center)
                .set_border(FormatBorder::Thin)
                .set_background_color(SUM_FILL),
            note: body.clone().set_align(FormatAlign::Left).set_text_wrap(),
            boxed: [FormatAlign::Center, FormatAlign::Left]
                .map(|align| body.clone().set_align(align).set_border(FormatBorder::Thin).set_text_wrap()),
            empty: body.set_align(FormatAlign::Center).set_border(FormatBorder::Thin),
        }
    }
}

/// The cells of a column.
pub(super) fn cell(layout: &PageLayout, format: CellFormat, align: Align) -> Format {
    placed(font(&layout.body_font, layout.body_size), format, align).set_text_wrap()
}

/// The sums of a column.
pub(super) fn sum(layout: &PageLayout, format: CellFormat, align: Align) -> Format {
    placed(font(&layout.header_font, layout.body_size), format, align).set_background_color(SUM_FILL)
}

fn placed(base: Format, format: CellFormat, align: Align) -> Format {
    let base = base.set_border(FormatBorder::Thin).set_align(match align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    });
    match format {
        CellFormat::Text => base.set_num_format(TEXT),
        CellFormat::Money => base.set_num_format(MONEY),
        CellFormat::Int => base.set_num_format(INT),
        CellFormat::Percent => base.set_num_format(PERCENT),
        CellFormat::Number => base,
    }
}
