//! `qingce units`: who is expected to report.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use qingce_api::progress::progress;
use qingce_api::progress::roster::{RosterFate, RosterResult, import_units};
use qingce_api::progress::taken_back::{UndoReportingRequest, undo_reporting};
use qingce_api::reference::{ChangeReferenceRequest, change_reference};
use qingce_core::change::OfficeChange;
use qingce_core::expected::ExpectedChange;
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 应报单位名单：列出、导入、增加、减少
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce units [子命令] [选项]",
    after_help = "不写子命令时列出应报单位。名单文件可以是任何版式，要有一列单位名称；单位代码、主管部门、行政区划、单位类别、报送期限有就读。\n\n示例：\n  \
                  qingce units\n  qingce units import 应报单位名单.xlsx\n  qingce units add 江西省样例研究院 --level province\n  \
                  qingce units remove 江西省教育厅 --reason 已并入其他单位"
)]
pub struct UnitsArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 从一个 Excel 名单导入
    Import(ImportArgs),
    /// 增加一个单位，或者改它的代码、主管部门
    Add(AddArgs),
    /// 不再列入应报
    Remove(RemoveArgs),
    /// 撤销日志里的一条：一次导入的名单、期限、报送认定，整条撤销
    Undo(UndoArgs),
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce units import <文件> [选项]")]
struct ImportArgs {
    /// 名单文件
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 只看会怎样，不保存
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce units add <单位全称> [选项]")]
struct AddArgs {
    /// 单位全称
    #[arg(value_name = "单位全称")]
    name: String,
    /// 层级：province 省直部门、city 设区市、county 县（市、区）；不写时为 province
    #[arg(long, value_name = "层级", default_value = "province", hide_default_value = true)]
    level: String,
    /// 单位代码
    #[arg(long, value_name = "代码", default_value = "", hide_default_value = true)]
    code: String,
    /// 主管部门
    #[arg(long, value_name = "单位全称", default_value = "", hide_default_value = true)]
    above: String,
    /// 理由，写入日志
    #[arg(long, value_name = "理由", default_value = "", hide_default_value = true)]
    reason: String,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce units remove <单位全称> [选项]")]
struct RemoveArgs {
    /// 单位全称
    #[arg(value_name = "单位全称")]
    name: String,
    /// 理由，写入日志
    #[arg(long, value_name = "理由", default_value = "", hide_default_value = true)]
    reason: String,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce units undo <日志号>")]
struct UndoArgs {
    /// 日志号，见 qingce units import 的结果或日志
    #[arg(value_name = "日志号")]
    set: i64,
}

/// Runs the subcommand.
pub fn run(args: &UnitsArgs, call: &Call) -> Result<Exit, Failure> {
    match &args.what {
        None => list(call),
        Some(What::Import(asked)) => import(asked, call),
        Some(What::Add(asked)) => {
            let AddArgs { name, level, code, above, reason } = asked;
            let (name, group, code, above) = (name.clone(), level.clone(), code.clone(), above.clone());
            let change = ExpectedChange { name, group, code, above, ..ExpectedChange::default() };
            change_one(change, reason, "unit_added", call)
        }
        Some(What::Undo(UndoArgs { set })) => undo(*set, call),
        Some(What::Remove(RemoveArgs { name, reason })) => {
            let known = progress(&call.existing_register()?)?;
            let line = known.units.iter().find(|line| line.name == *name);
            let line = line.ok_or_else(|| Failure::refused("no_unit", &[("unit", name)]))?;
            let change = ExpectedChange {
                name: name.clone(),
                group: line.group.clone(),
                off: true,
                ..ExpectedChange::default()
            };
            change_one(change, reason, "unit_removed", call)
        }
    }
}

fn change_one(change: ExpectedChange, reason: &str, done: &str, call: &Call) -> Result<Exit, Failure> {
    let register = call.register()?;
    let (name, change) = (change.name.clone(), OfficeChange::Expected(change));
    let result = change_reference(&register, ChangeReferenceRequest { change, why: reason.to_owned() })?;
    if call.json {
        call.document(&result)?;
    } else {
        call.say(done, &[("unit", &name)])?;
    }
    Ok(Exit::Done)
}

fn undo(set: i64, call: &Call) -> Result<Exit, Failure> {
    let told = undo_reporting(&call.existing_register()?, &UndoReportingRequest { set })?;
    if call.json {
        call.document(&told)?;
        return Ok(Exit::Done);
    }
    call.say("units_undone", &[("set", &set.to_string()), ("back", &told.back.to_string())])?;
    if !told.left.is_empty() {
        call.say("units_left", &[("units", &told.left.join(&call.phrase("comma", &[])))])?;
    }
    Ok(Exit::Done)
}

fn list(call: &Call) -> Result<Exit, Failure> {
    let told = progress(&call.register()?)?;
    if call.json {
        call.document(&json!({ "groups": told.groups, "units": told.units }))?;
        return Ok(Exit::Done);
    }
    let head = ["unit", "unit_code", "above"].map(|key| call.head(key));
    for group in &told.groups {
        let units: Vec<_> = told.units.iter().filter(|line| line.group == group.id).collect();
        call.say("progress_group", &[("title", &group.title), ("units", &units.len().to_string())])?;
        let row = |line: &&qingce_api::progress::ReportLine| {
            let above = if line.above.is_empty() { line.city.clone().unwrap_or_default() } else { line.above.clone() };
            vec![line.name.clone(), line.code.clone(), above]
        };
        print::line(&print::table(&head, units.iter().map(row)))?;
    }
    Ok(Exit::Done)
}

fn import(args: &ImportArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.register()?;
    let bar = call.bar();
    let result = import_units(&register, &args.file.as_path().into(), args.dry_run, call.job(&bar))?;
    drop(bar);
    let exit =
        if result.rows.iter().any(|row| row.fate == RosterFate::Rejected) { Exit::RejectedRows } else { Exit::Done };
    if call.json {
        let mut told = json!(result);
        told["findings"] = result.findings.iter().map(|finding| call.finding_json(finding)).collect();
        call.document(&told)?;
        return Ok(exit);
    }
    tell(&result, call)?;
    Ok(exit)
}

fn tell(result: &RosterResult, call: &Call) -> Result<(), Failure> {
    let count = |key: &str| result.fates.get(key).copied().unwrap_or(0).to_string();
    let rows = result.rows.len().to_string();
    call.say(
        if result.kept { "units_imported" } else { "units_tried" },
        &[
            ("file", &result.file),
            ("rows", &rows),
            ("added", &count("added")),
            ("changed", &count("changed")),
            ("unchanged", &count("unchanged")),
            ("rejected", &count("rejected")),
        ],
    )?;
    if let Some(set) = result.set {
        call.say("units_set", &[("set", &set.to_string())])?;
    }
    for finding in &result.findings {
        let severity = call.word("severity", &finding.severity);
        call.say("finding", &[("severity", &severity), ("text", &call.messages.finding(finding))])?;
    }
    Ok(())
}
