//! `qingce list`: records of the register.

use std::io::{self, Write};
use std::ops::ControlFlow;

use clap::{Args, ValueEnum};
use qingce_api::Register;
use qingce_api::records::{Selection, for_each, record_json, source_json};
use qingce_core::catalogue::FieldId;
use qingce_core::record::Record;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// Fields of the table where none are asked for.
const SHORT: [&str; 6] = ["project_name", "system_name", "report_unit", "status", "invest_total", "deploy_location"];
/// Columns of a terminal that one cell of the table takes.
const CELL_WIDTH: usize = 36;

/// 列出台账中的项目
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce list [选项]",
    after_help = "条件的写法：项目状态 = 在建；总投资 >= 500（万元）；status in (在建;拟建)；network_types has 部门专网；\n\
                  项目名称 matches 平台；等保级别 empty；last_use_date older than 12 months；tag 上云迁移；用 and or not 组合。\n\n\
                  示例：\n  qingce list --where '部署位置 = 部门自建机房 and not tag 不参与标记'\n  \
                  qingce list --fields project_name,invest_total --sort -invest_total\n  qingce list --format jsonl"
)]
pub struct ListArgs {
    /// 只列符合条件的项目
    #[arg(long = "where", value_name = "条件", default_value = "", hide_default_value = true)]
    condition: String,
    /// 只列含有这些文字的项目
    #[arg(long, value_name = "文字", default_value = "", hide_default_value = true)]
    search: String,
    /// 只列这些字段，用逗号隔开；字段代号见 qingce fields
    #[arg(long, value_name = "字段", value_delimiter = ',')]
    fields: Vec<String>,
    /// 按这些字段排序，前面加 - 表示从大到小
    #[arg(long, value_name = "字段", value_delimiter = ',', allow_hyphen_values = true)]
    sort: Vec<String>,
    /// 输出格式：table 表格、jsonl 每行一个 JSON、csv；不写时为 table
    #[arg(
        long,
        value_name = "格式",
        value_enum,
        default_value = "table",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Csv,
}

/// Runs the subcommand.
pub fn run(args: &ListArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let mut request = Selection {
        condition: args.condition.clone(),
        search: args.search.clone(),
        fields: args.fields.clone(),
        sort: args.sort.clone(),
    };
    if call.json || args.format == Format::Jsonl {
        return json_lines(&register, &request, call);
    }
    if request.fields.is_empty() && args.format == Format::Table {
        request.fields = SHORT.map(str::to_owned).to_vec();
    }
    match args.format {
        Format::Csv => csv_lines(&register, &request),
        _ => table(&register, &request, call),
    }
}

/// One record per line, or all of them in one document.
fn json_lines(register: &Register, request: &Selection, call: &Call) -> Result<Exit, Failure> {
    let wanted = request.wanted(register)?;
    let catalogue = &register.desk().reference.catalogue;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut all = Vec::new();
    each(register, request, |record| {
        let mut told = record_json(catalogue, &record, &wanted);
        told.insert("_source".into(), source_json(register, &record)?);
        if call.json {
            all.push(Value::Object(told));
            return Ok(());
        }
        Ok(writeln!(out, "{}", Value::Object(told))?)
    })?;
    if call.json {
        writeln!(out, "{:#}", json!({ "records": all }))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn csv_lines(register: &Register, request: &Selection) -> Result<Exit, Failure> {
    let wanted = request.wanted(register)?;
    let catalogue = &register.desk().reference.catalogue;
    // Excel takes a text file without this mark for the local encoding.
    let mut out = io::BufWriter::new(io::stdout().lock());
    out.write_all("\u{feff}".as_bytes())?;
    let mut out = csv::Writer::from_writer(out);
    out.write_record(wanted.iter().map(|id| catalogue.field(*id).header.as_str()).chain(["_uid"])).map_err(io_of)?;
    each(register, request, |record| {
        let cells = texts(&record, &wanted).chain([record.uid.clone()]);
        Ok(out.write_record(cells).map_err(io_of)?)
    })?;
    out.flush()?;
    Ok(Exit::Done)
}

fn table(register: &Register, request: &Selection, call: &Call) -> Result<Exit, Failure> {
    let wanted = request.wanted(register)?;
    let catalogue = &register.desk().reference.catalogue;
    let header: Vec<String> =
        wanted.iter().map(|id| catalogue.field(*id).header.clone()).chain([call.head("uid")]).collect();
    let mut rows = Vec::new();
    each(register, request, |record| {
        let cells = texts(&record, &wanted).map(|text| print::shortened(&text, CELL_WIDTH));
        rows.push(cells.chain([record.uid.clone()]).collect());
        Ok(())
    })?;
    let count = rows.len().to_string();
    if !rows.is_empty() {
        print::line(&print::table(&header, rows))?;
    }
    call.say("list_count", &[("count", &count)])?;
    Ok(Exit::Done)
}

fn texts<'a>(record: &'a Record, wanted: &'a [FieldId]) -> impl Iterator<Item = String> + 'a {
    wanted.iter().map(|id| record.values.get(*id).map(|value| value.text()).unwrap_or_default())
}

/// Visits the records; the first failure ends it.
fn each(
    register: &Register,
    request: &Selection,
    mut visit: impl FnMut(Record) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut failed = None;
    for_each(register, request, |record| match visit(record) {
        Ok(()) => ControlFlow::Continue(()),
        Err(failure) => {
            failed = Some(failure);
            ControlFlow::Break(())
        }
    })?;
    failed.map_or(Ok(()), Err)
}

fn io_of(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
