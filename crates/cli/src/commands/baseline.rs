//! `qingce baseline`: the register of an earlier year, and what differs from it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use qingce_api::import::baseline::import_baseline;
use qingce_api::import::{ImportOptions, ImportResult, ImportState};
use qingce_api::years::likely::{ShowYearPairsRequest, year_pairs};
use qingce_api::years::{
    CompareYearsRequest, SayOfYearRequest, YearPage, YearReason, YearRow, YearWord, baselines, compare_years,
    say_of_year, undo_baseline,
};
use qingce_core::fate::Fate;
use qingce_core::value::Fen;
use qingce_core::years::{YearFate, YearSum};
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 年度对比：导入往年清册，看新增、注销、变更
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce baseline [子命令] [选项]",
    after_help = "往年清册另存，不计入本年的任何清单、研判和数字。不写子命令时列出导入过的往年清册。\n对比表用 qingce export years、year_sums 导出。\n\n示例：\n  \
                  qingce baseline import 2025年汇总台账.xlsx --year 2025\n  qingce baseline compare\n  \
                  qingce baseline compare --fate gone --unexplained\n  qingce baseline likely\n  \
                  qingce baseline say 0198… same --record 0199… --reason 更名\n  qingce baseline undo 1"
)]
pub struct BaselineArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 导入往年清册，可以有多个文件
    Import(ImportArgs),
    /// 和往年对比
    Compare(CompareArgs),
    /// 列出名称不同、可能是同一项目的注销和新增
    Likely(LikelyArgs),
    /// 说明一个往年项目：就是本年的哪一个、不是哪一个、为什么注销
    Say(SayArgs),
    /// 撤销一次往年清册的导入
    Undo(UndoArgs),
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce baseline import <文件>… --year <年份> [选项]")]
struct ImportArgs {
    /// 往年清册的文件
    #[arg(value_name = "文件", required = true)]
    files: Vec<PathBuf>,
    /// 是哪一年的清册
    #[arg(long, value_name = "年份")]
    year: i32,
    /// 表里没有写填报单位的行，算作这个单位的
    #[arg(long, value_name = "单位全称")]
    unit: Option<String>,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce baseline compare [选项]")]
struct CompareArgs {
    /// 和哪一年对比；不写时用最近的一年
    #[arg(long, value_name = "年份")]
    year: Option<i32>,
    /// 只列这种情况：new 新增、gone 注销、changed 变更、unchanged 未变
    #[arg(long, value_name = "情况", value_enum, hide_possible_values = true)]
    fate: Option<Which>,
    /// 只列原因未说明的注销
    #[arg(long)]
    unexplained: bool,
    /// 只列这个填报单位的
    #[arg(long, value_name = "单位全称")]
    unit: Option<String>,
    /// 最多列出多少项；不写时为 50
    #[arg(long, value_name = "项数", default_value_t = 50, hide_default_value = true)]
    limit: u64,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce baseline likely [选项]")]
struct LikelyArgs {
    /// 和哪一年对比；不写时用最近的一年
    #[arg(long, value_name = "年份")]
    year: Option<i32>,
    /// 最多列出多少对；不写时为 50
    #[arg(long, value_name = "对数", default_value_t = 50, hide_default_value = true)]
    limit: u64,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce baseline say <往年登记编号> <说明> [选项]")]
struct SayArgs {
    /// 往年项目的登记编号，可用 qingce baseline compare --json 查到
    #[arg(value_name = "往年登记编号")]
    uid: String,
    /// same 就是本年的这一个、different 不是本年的这一个、gone 已注销、none 收回说明
    #[arg(value_name = "说明", value_enum, hide_possible_values = true)]
    word: Word,
    /// 本年项目的登记编号；说明 same、different 时必写
    #[arg(long, value_name = "登记编号")]
    record: Option<String>,
    /// 往年的年份；不写时用最近的一年
    #[arg(long, value_name = "年份")]
    year: Option<i32>,
    /// 理由；说明 gone 时必写
    #[arg(long, value_name = "理由", default_value = "", hide_default_value = true)]
    reason: String,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce baseline undo <批次>")]
struct UndoArgs {
    /// 往年清册的批次，可用 qingce baseline 查到
    #[arg(value_name = "批次")]
    batch: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    New,
    Gone,
    Changed,
    Unchanged,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    Same,
    Different,
    Gone,
    None,
}

/// Runs the subcommand.
pub fn run(args: &BaselineArgs, call: &Call) -> Result<Exit, Failure> {
    match &args.what {
        None => list(call),
        Some(What::Import(asked)) => import(asked, call),
        Some(What::Compare(asked)) => compare(asked, call),
        Some(What::Likely(asked)) => likely(asked, call),
        Some(What::Say(asked)) => say(asked, call),
        Some(What::Undo(UndoArgs { batch })) => {
            let left = undo_baseline(&call.existing_register()?, *batch)?;
            if call.json {
                call.document(&left).map(|()| Exit::Done)
            } else {
                told(call, "baseline_undone", &batch.to_string())
            }
        }
    }
}

fn told(call: &Call, key: &str, batch: &str) -> Result<Exit, Failure> {
    call.say(key, &[("batch", batch)])?;
    Ok(Exit::Done)
}

fn list(call: &Call) -> Result<Exit, Failure> {
    let list = baselines(&call.existing_register()?)?;
    if call.json {
        call.document(&list)?;
        return Ok(Exit::Done);
    }
    for year in &list.years {
        let (rows, fen) = (year.records.rows.to_string(), Fen(year.records.fen).to_string());
        call.say("baseline_year", &[("year", &year.year.to_string()), ("rows", &rows), ("amount", &fen)])?;
    }
    let head = ["batch", "year", "state", "at", "operator", "file"].map(|key| call.head(key));
    let row = |batch: &qingce_api::years::BaselineLine| {
        let state = call.word("batch_state", &batch.state);
        vec![
            batch.batch.to_string(),
            batch.year.to_string(),
            state,
            batch.at.clone(),
            batch.operator.clone(),
            batch.file.clone(),
        ]
    };
    print::line(&print::table(&head, list.batches.iter().map(row)))?;
    Ok(Exit::Done)
}

fn import(args: &ImportArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.register()?;
    let (mut exit, mut documents) = (Exit::Done, Vec::new());
    for file in &args.files {
        let options = ImportOptions { unit: args.unit.clone(), ..ImportOptions::default() };
        let bar = call.bar();
        let result = import_baseline(&register, &file.as_path().into(), args.year, &options, call.job(&bar))?;
        drop(bar);
        if result.fates.get(&Fate::Rejected).is_some_and(|sum| sum.rows > 0) {
            exit = Exit::RejectedRows;
        }
        if call.json {
            let mut told = json!(result);
            told["findings"] = result.findings.iter().map(|finding| call.finding_json(finding)).collect();
            documents.push(told);
        } else {
            tell(&result, args.year, call)?;
        }
    }
    if call.json {
        call.document(&json!({ "year": args.year, "files": documents }))?;
    }
    Ok(exit)
}

fn tell(result: &ImportResult, year: i32, call: &Call) -> Result<(), Failure> {
    call.say("import_file", &[("file", &result.file), ("rows", &result.read.rows.to_string())])?;
    let head = ["fate", "rows", "amount"].map(|key| call.head(key));
    let rows = Fate::ALL.into_iter().filter_map(|fate| {
        let sum = result.fates.get(&fate).filter(|sum| sum.rows > 0)?;
        Some(vec![call.word("fate", &fate), sum.rows.to_string(), Fen(sum.fen).to_string()])
    });
    print::line(&print::table(&head, rows))?;
    for (unit, rows) in &result.classified {
        call.say("import_classified", &[("unit", unit), ("rows", &rows.to_string())])?;
    }
    for finding in &result.findings {
        let severity = call.word("severity", &finding.severity);
        call.say("finding", &[("severity", &severity), ("text", &call.messages.finding(finding))])?;
    }
    let batch = result.batch.map(|batch| batch.to_string()).unwrap_or_default();
    let key = if result.state == ImportState::Promoted { "baseline_imported" } else { "import_nothing_changed" };
    call.say(key, &[("year", &year.to_string()), ("batch", &batch)])
}

fn compare(args: &CompareArgs, call: &Call) -> Result<Exit, Failure> {
    let request = CompareYearsRequest {
        year: args.year,
        fate: args.fate.map(|which| match which {
            Which::New => YearFate::New,
            Which::Gone => YearFate::Gone,
            Which::Changed => YearFate::Changed,
            Which::Unchanged => YearFate::Unchanged,
        }),
        unexplained: args.unexplained,
        unit: args.unit.clone(),
        limit: args.limit,
        ..CompareYearsRequest::default()
    };
    let register = call.existing_register()?;
    let bar = call.bar();
    let page = compare_years(&register, &request, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&page)?;
        return Ok(Exit::Done);
    }
    let Some(year) = page.year else {
        call.say("baseline_none", &[])?;
        return Ok(Exit::Done);
    };
    call.say("years_compared", &[("year", &year.to_string())])?;
    print::line(&sums(&page, call))?;
    for row in &page.rows {
        call.say("year_row", &shown(row, call).iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>())?;
        for change in &row.changes {
            let fields = &register.desk().reference.catalogue;
            let header = fields.by_key(&change.field).map_or(change.field.as_str(), |field| field.header.as_str());
            let blank = call.messages.word("year", "blank");
            let (old, new) = (change.old.as_ref().unwrap_or(&blank), change.new.as_ref().unwrap_or(&blank));
            call.say("year_change", &[("header", header), ("old", old), ("new", new)])?;
        }
    }
    let (total, count) = (page.total.to_string(), page.rows.len().to_string());
    call.say("years_count", &[("total", &total), ("shown", &count)])?;
    Ok(Exit::Done)
}

fn sums(page: &YearPage, call: &Call) -> String {
    let head = [
        "unit",
        "year_then",
        "year_gone",
        "year_new",
        "year_moved",
        "year_now",
        "year_changed",
        "year_unchanged",
        "year_unexplained",
    ];
    let row = |sum: &YearSum| {
        let unit = if sum.unit.is_empty() { call.messages.word("year", "no_unit") } else { sum.unit.clone() };
        let of = [sum.then, sum.gone, sum.new, sum.moved, sum.now, sum.changed, sum.unchanged, sum.unexplained];
        std::iter::once(unit).chain(of.iter().map(|sum| sum.rows.to_string())).collect::<Vec<String>>()
    };
    let mut all = row(&page.all);
    all[0] = call.messages.word("report_tree", "whole");
    print::table(&head.map(|key| call.head(key)), page.units.iter().map(row).chain([all]))
}

fn shown(row: &YearRow, call: &Call) -> Vec<(&'static str, String)> {
    let amount = |fen: Option<i64>| fen.map(|fen| Fen(fen).to_string()).unwrap_or_default();
    let reason = match (&row.reason, row.fate) {
        (Some(YearReason::Status { text }), _) => call.messages.phrase("year", "status", &[("status", text)]),
        (Some(YearReason::Said { text, .. }), _) => text.clone(),
        (None, YearFate::Gone) => call.messages.word("year", "unexplained"),
        _ => String::new(),
    };
    vec![
        ("fate", call.word("year_fate", &row.fate)),
        ("unit", row.unit.clone()),
        ("name", row.name.clone().or(row.name_then.clone()).unwrap_or_default()),
        ("then", amount(row.fen_then)),
        ("now", amount(row.fen)),
        ("reason", reason),
    ]
}

fn likely(args: &LikelyArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let bar = call.bar();
    let request = ShowYearPairsRequest { year: args.year, limit: args.limit };
    let list = year_pairs(&register, &request, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&list)?;
        return Ok(Exit::Done);
    }
    for pair in &list.pairs {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        let uid = |uid: &Option<String>| uid.clone().unwrap_or_default();
        let (then, now) = (name(&pair.then.name_then), name(&pair.now.name));
        let params = [
            ("told", pair.told.as_str()),
            ("unit", &pair.now.unit),
            ("then", &then),
            ("now", &now),
            ("uid_then", &uid(&pair.then.uid_then)),
            ("uid", &uid(&pair.now.uid)),
        ];
        call.say("year_pair", &params)?;
    }
    let (total, count) = (list.total.to_string(), list.pairs.len().to_string());
    call.say("year_pairs", &[("total", &total), ("shown", &count)])?;
    Ok(Exit::Done)
}

fn say(args: &SayArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let newest = baselines(&register)?.years.first().map(|year| year.year);
    let year = args.year.or(newest).ok_or_else(|| Failure::refused("no_year_record", &[("uid", &args.uid)]))?;
    let word = match args.word {
        Word::Same => Some(YearWord::Same),
        Word::Different => Some(YearWord::Different),
        Word::Gone => Some(YearWord::Gone),
        Word::None => None,
    };
    let (uid, record, why) = (args.uid.clone(), args.record.clone(), args.reason.clone());
    let said = say_of_year(&register, &SayOfYearRequest { year, uid, record, word, why })?;
    if call.json {
        call.document(&said)?;
    } else {
        let key = if word.is_some() { "year_said" } else { "year_unsaid" };
        call.say(key, &[("year", &year.to_string()), ("uid", &said.uid)])?;
    }
    Ok(Exit::Done)
}
