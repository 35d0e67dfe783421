//! `qingce import`: registers into the register.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use qingce_api::import::{FateSum, ImportOptions, ImportResult, ImportState, Merging, SheetResult, import_file};
use qingce_api::{ApiError, Register};
use qingce_core::fate::Fate;
use qingce_core::update::{Choice, MergeMode};
use qingce_core::value::Fen;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::{print, reading};

/// Findings told on a terminal; all of them are in `--json` and in the register.
const TOLD_FINDINGS: usize = 200;

/// 导入一个或多个登记表
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce import [选项] <文件>…",
    after_help = "有错的项目照样入库，标为“待退回”；涉密行只计数，不保存。\n\n示例：\n  qingce import 水利厅.xlsx 教育厅.xls\n  \
                  qingce import 登记表.csv --unit 江西省水利厅\n  qingce import 登记表.xlsx --reading 读法.json\n  \
                  qingce import 登记表.xlsx --all-or-nothing"
)]
pub struct ImportArgs {
    /// 登记表文件，可以有多个
    #[arg(value_name = "文件", required = true)]
    files: Vec<PathBuf>,
    /// 表里没有写填报单位的行，算作这个单位的
    #[arg(long, value_name = "单位全称")]
    unit: Option<String>,
    /// 用这份读法（preview --json 的输出，可先修改）
    #[arg(long, value_name = "文件")]
    reading: Option<PathBuf>,
    /// 有错不入库：只要有一处必须改正，整个文件都不入库
    #[arg(long)]
    all_or_nothing: bool,
    /// 与台账已有项目怎么合：replace 有值的替换、空格不动，all 全部替换、空格也清空，fill 只填台账的空格；不写时为 replace
    #[arg(
        long,
        value_name = "方式",
        value_enum,
        default_value = "replace",
        hide_default_value = true,
        hide_possible_values = true
    )]
    merge: Mode,
    /// 手工改过、与来表不同的格：keep 保留现值，take 采用来值；不写时为 keep
    #[arg(
        long,
        value_name = "处置",
        value_enum,
        default_value = "keep",
        hide_default_value = true,
        hide_possible_values = true
    )]
    conflicts: Word,
}

/// A mode as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Replace,
    All,
    Fill,
}

/// A word on conflicts as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    Keep,
    Take,
}

impl ImportArgs {
    fn merging(&self) -> Merging {
        let mode = match self.merge {
            Mode::Replace => MergeMode::ReplaceNonblank,
            Mode::All => MergeMode::ReplaceAll,
            Mode::Fill => MergeMode::Fill,
        };
        let conflicts = match self.conflicts {
            Word::Keep => Choice::Keep,
            Word::Take => Choice::Take,
        };
        Merging::new(mode, conflicts)
    }
}

/// Runs the subcommand.
pub fn run(args: &ImportArgs, call: &Call) -> Result<Exit, Failure> {
    let readings = args.reading.as_deref().map(reading::file).transpose()?;
    let unit = args.unit.clone();
    let options = ImportOptions { unit, readings, all_or_nothing: args.all_or_nothing, merging: args.merging() };
    let register = call.register()?;
    let mut exit = Exit::Done;
    let mut documents = Vec::new();
    for file in &args.files {
        let bar = call.bar();
        let result = import_file(&register, &file.as_path().into(), &options, call.job(&bar));
        drop(bar);
        exit = worse(exit, exit_of(result.as_ref()));
        if call.json {
            documents.push(document(file, &result, call));
        } else {
            tell(file, &result, &register, call)?;
        }
        if call.is_cancelled() {
            break;
        }
    }
    if call.json {
        call.document(&json!({ "files": documents }))?;
    }
    Ok(exit)
}

fn exit_of(result: Result<&ImportResult, &ApiError>) -> Exit {
    match result {
        Err(_) => Exit::Refused,
        Ok(result) if result.state == ImportState::Refused => Exit::Refused,
        Ok(result) if result.fates.get(&Fate::Rejected).is_some_and(|sum| sum.rows > 0) => Exit::RejectedRows,
        Ok(result) if result.cells.kept > 0 => Exit::RejectedRows,
        Ok(_) => Exit::Done,
    }
}

/// Of several files: refused if one was, else rejected rows if one had some.
fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Refused, _) | (_, Exit::Refused) => Exit::Refused,
        (Exit::Done, other) => other,
        (one, _) => one,
    }
}

fn document(file: &Path, result: &Result<ImportResult, ApiError>, call: &Call) -> Value {
    let result = match result {
        Err(error) => {
            let mut told = Failure::error_json(error, &call.messages);
            told["file"] = file.to_string_lossy().into();
            return told;
        }
        Ok(result) => result,
    };
    let mut told = json!(result);
    told["sheets"] = result.sheets.iter().map(sheet_json).collect();
    told["fates"] = result.fates.iter().map(|(fate, sum)| (fate.key().to_owned(), sum_json(sum))).collect();
    told["read"] = sum_json(&result.read);
    told["findings"] = result.findings.iter().map(|finding| call.finding_json(finding)).collect();
    told
}

fn sheet_json(sheet: &SheetResult) -> Value {
    let mut shown = reading::shown(&sheet.reading);
    for (table, result) in shown["tables"].as_array_mut().into_iter().flatten().zip(&sheet.tables) {
        table["rows"] = json!(result.kinds);
        table["fates"] = result.fates.iter().map(|(fate, sum)| (fate.key().to_owned(), sum_json(sum))).collect();
    }
    shown
}

/// Rows and their amount as decimal text in 万元.
fn sum_json(sum: &FateSum) -> Value {
    json!({ "rows": sum.rows, "wan": Fen(sum.fen).to_string() })
}

fn tell(file: &Path, result: &Result<ImportResult, ApiError>, register: &Register, call: &Call) -> Result<(), Failure> {
    let result = match result {
        Err(error) => {
            let sentence = error.sentence(&call.messages);
            let sentence = call.phrase("import_failed", &[("file", &file.to_string_lossy()), ("why", &sentence)]);
            print::errors(&sentence, call.messages.hint(&error.code, &error.params).as_deref());
            return Ok(());
        }
        Ok(result) => result,
    };
    call.say("import_file", &[("file", &result.file), ("rows", &result.read.rows.to_string())])?;
    for sheet in &result.sheets {
        let name = ("sheet", sheet.reading.name.as_str());
        if let Some(why) = sheet.reading.skipped {
            call.say("sheet_skipped", &[name, ("why", &call.word("skip_reason", &why))])?;
        }
        for (at, table) in sheet.tables.iter().enumerate() {
            call.say("sheet_table", &[name, ("table", &(at + 1).to_string()), ("rows", &call.kinds(&table.kinds))])?;
        }
    }
    print::line(&fates(result, call))?;
    for (unit, rows) in &result.classified {
        call.say("import_classified", &[("unit", unit), ("rows", &rows.to_string())])?;
    }
    tell_cells(result, register, call)?;
    for reply in &result.replies {
        let counts = [reply.cycle as u64, reply.came, reply.absent, reply.mended, reply.faulty].map(|n| n.to_string());
        let names = ["cycle", "came", "absent", "mended", "faulty"];
        let mut params = vec![("unit", reply.unit.as_str())];
        params.extend(names.into_iter().zip(counts.iter().map(String::as_str)));
        call.say("import_reply", &params)?;
    }
    tell_findings(result, call)?;
    Ok(print::line(&state(result, call))?)
}

fn state(result: &ImportResult, call: &Call) -> String {
    match result.state {
        ImportState::Promoted => {
            let batch = result.batch.map(|batch| batch.to_string()).unwrap_or_default();
            call.phrase("import_promoted", &[("batch", &batch)])
        }
        ImportState::NothingChanged => call.phrase("import_nothing_changed", &[]),
        ImportState::Refused => {
            call.messages.sentence("must_fix_first", &[("findings".into(), result.must_fix.to_string())])
        }
    }
}

fn fates(result: &ImportResult, call: &Call) -> String {
    let header = ["fate", "rows", "amount"].map(|key| call.head(key));
    let rows = Fate::ALL.into_iter().filter_map(|fate| {
        let sum = result.fates.get(&fate).filter(|sum| sum.rows > 0)?;
        Some(vec![call.word("fate", &fate), sum.rows.to_string(), Fen(sum.fen).to_string()])
    });
    print::table(&header, rows)
}

/// What became of cells of records that were there, and which accepted tags rest on them.
fn tell_cells(result: &ImportResult, register: &Register, call: &Call) -> Result<(), Failure> {
    let cells = result.cells;
    if cells.changed() > 0 {
        let [replaced, filled, cleared] = [cells.replaced, cells.filled, cells.cleared].map(|count| count.to_string());
        let mode = call.word("merge_mode", &result.merge);
        let params = [("mode", mode.as_str()), ("replaced", &replaced), ("filled", &filled), ("cleared", &cleared)];
        call.say("import_cells", &params)?;
    }
    if cells.kept > 0 {
        call.say("import_kept", &[("count", &cells.kept.to_string())])?;
    }
    if result.conflicts > cells.kept {
        call.say("import_taken", &[("count", &(result.conflicts - cells.kept).to_string())])?;
    }
    if result.evidence_total > 0 {
        let catalogue = &register.desk().reference.catalogue;
        call.say("import_evidence", &[("count", &result.evidence_total.to_string())])?;
        for line in result.evidence.iter().take(TOLD_FINDINGS) {
            let field = catalogue.by_key(&line.field).map_or(line.field.as_str(), |field| field.header.as_str());
            call.say("import_evidence_line", &[("name", &line.name), ("tag", &line.tag), ("field", field)])?;
        }
    }
    Ok(())
}

fn tell_findings(result: &ImportResult, call: &Call) -> Result<(), Failure> {
    if result.findings_total == 0 {
        return Ok(());
    }
    let (total, must_fix) = (result.findings_total.to_string(), result.must_fix.to_string());
    call.say("import_findings", &[("total", &total), ("must_fix", &must_fix)])?;
    for finding in result.findings.iter().take(TOLD_FINDINGS) {
        let severity = call.word("severity", &finding.severity);
        call.say("finding", &[("severity", &severity), ("text", &call.messages.finding(finding))])?;
    }
    if let Some(more) = result.findings_total.checked_sub(TOLD_FINDINGS as u64).filter(|more| *more > 0) {
        call.say("import_more_findings", &[("more", &more.to_string())])?;
    }
    Ok(())
}
