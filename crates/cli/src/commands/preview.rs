//! `qingce preview`: how a file would be read. Stores nothing.

use std::path::PathBuf;

use clap::Args;
use qingce_api::Register;
use qingce_api::import::GivenReadings;
use qingce_api::lists::told_headers;
use qingce_api::preview::{Preview, SHOWN_ROWS, SheetPreview, TablePreview, preview};
use qingce_core::catalogue::Catalogue;
use qingce_core::cell::column_letters;
use qingce_core::reading::{ColumnReading, RowKind, TableReading};
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::{print, reading};

/// Characters of a header shown on a terminal.
const HEADER_WIDTH: usize = 40;

/// 预览：看程序打算怎样读这个文件，不保存任何内容
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce preview [选项] <文件>",
    after_help = "涉密行和账号、口令列不显示。\n\n示例：\n  qingce preview 水利厅.xlsx\n  qingce preview 水利厅.xlsx --json > 读法.json\n  qingce preview 水利厅.xlsx --reading 读法.json"
)]
pub struct PreviewArgs {
    /// 登记表文件
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 按这份读法看（preview --json 的输出，可先修改），不写时由程序提出读法
    #[arg(long, value_name = "文件")]
    reading: Option<PathBuf>,
    /// 每张表最多显示多少个项目行，只用于 --json；不写时 20 行
    #[arg(long, value_name = "行数", default_value_t = SHOWN_ROWS, hide_default_value = true)]
    rows: usize,
}

/// Runs the subcommand.
pub fn run(args: &PreviewArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.register_if_there()?;
    let alone = if register.is_none() { Some(call.desk()?) } else { None };
    let desk = register.as_ref().map(Register::desk).or(alone.as_ref()).expect("BUG: one of the two was made");
    let given = args.reading.as_deref().map(reading::file).transpose()?;
    let store = register.as_ref().map(Register::store);
    let mut readings = GivenReadings::new(store, given, &desk.reference.catalogue)?;
    if let Some(register) = &register {
        readings = readings.with_told(told_headers(register)?);
    }
    let bar = call.bar();
    let preview = preview(desk, &args.file.as_path().into(), &readings, args.rows, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&document(&preview))?;
    } else {
        print::line(&text(&preview, &desk.reference.catalogue, call))?;
    }
    Ok(Exit::Done)
}

/// The preview as JSON: the readings as they can be given back, with the counts and texts of their rows.
fn document(preview: &Preview) -> Value {
    let sheets: Vec<Value> = preview.sheets.iter().map(sheet_json).collect();
    json!({ "file": preview.file, "format": preview.format, "sha256": preview.sha256, "sheets": sheets })
}

fn sheet_json(sheet: &SheetPreview) -> Value {
    let mut shown = reading::shown(&sheet.reading);
    let tables = shown["tables"].as_array_mut().into_iter().flatten();
    for (table, counts) in tables.zip(&sheet.tables) {
        table["records"] = counts.kinds.get(&RowKind::Record).copied().unwrap_or_default().into();
        table["classified"] = counts.classified.into();
        table["rows"] = json!(counts.kinds);
        table["values"] = json!(counts.shown);
    }
    shown
}

fn text(preview: &Preview, catalogue: &Catalogue, call: &Call) -> String {
    let format = call.word("format", &preview.format);
    let mut lines = vec![call.phrase("preview_file", &[("file", &preview.file), ("format", &format)])];
    for sheet in &preview.sheets {
        let name = ("sheet", sheet.reading.name.as_str());
        if let Some(why) = sheet.reading.skipped {
            lines.push(call.phrase("sheet_skipped", &[name, ("why", &call.word("skip_reason", &why))]));
            continue;
        }
        for (at, (reading, counts)) in sheet.reading.tables.iter().zip(&sheet.tables).enumerate() {
            let (table, rows) = ((at + 1).to_string(), call.kinds(&counts.kinds));
            lines.push(String::new());
            lines.push(call.phrase("sheet_table", &[name, ("table", &table), ("rows", &rows)]));
            lines.extend(table_text(reading, counts, catalogue, call));
        }
    }
    lines.join("\n")
}

fn table_text(reading: &TableReading, counts: &TablePreview, catalogue: &Catalogue, call: &Call) -> Vec<String> {
    let mut lines = Vec::new();
    if counts.classified > 0 {
        lines.push(call.phrase("preview_classified", &[("rows", &counts.classified.to_string())]));
    }
    if !reading.header_rows.is_empty() {
        let rows: Vec<String> = reading.header_rows.iter().map(u32::to_string).collect();
        lines.push(call.phrase("preview_header", &[("rows", &rows.join("、"))]));
    }
    if reading.remembered {
        lines.push(call.phrase("preview_remembered", &[]));
    }
    for context in &reading.context {
        lines.push(call.phrase("preview_context", &[("label", &context.label), ("text", &context.text)]));
    }
    let header = ["column", "header", "field", "reason"].map(|key| call.head(key));
    let columns = reading.columns.iter().map(|column| column_text(column, None, catalogue, call));
    let labels = reading.card.iter().map(|cell| column_text(&cell.reading, Some(cell.row), catalogue, call));
    lines.push(print::table(&header, columns.chain(labels)));
    lines
}

fn column_text(column: &ColumnReading, row: Option<u32>, catalogue: &Catalogue, call: &Call) -> Vec<String> {
    let place = format!("{}{}", column_letters(column.column), row.map(|row| row.to_string()).unwrap_or_default());
    let field = column.field.as_deref().and_then(|key| catalogue.by_key(key));
    let mut reason = call.word("match_reason", &column.reason);
    if let Some((unit, source)) = column.money {
        let (unit, source) = (call.word("money_unit", &unit), call.word("unit_source", &source));
        reason = call.phrase("reason_with_unit", &[("reason", &reason), ("unit", &unit), ("source", &source)]);
    }
    let field = field.map(|field| field.header.clone()).unwrap_or_default();
    vec![place, print::shortened(&column.header, HEADER_WIDTH), field, reason]
}
