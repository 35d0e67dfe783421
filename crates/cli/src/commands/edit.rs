//! `qingce edit`: fields of a project changed by hand, with a reason, and taken back.

use clap::Args;
use qingce_api::editing::{CellText, EditOptions, EditResult, edit, undo};
use qingce_api::history::history;
use qingce_api::records::FieldJson;
use qingce_api::{ApiError, Register};
use qingce_core::finding::Finding;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// `--undo` without a number: the last edit of the person at the desk.
const LAST: i64 = 0;

/// 修改一个项目的字段，或者撤销一次修改
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce edit <登记编号> <字段=值>... --reason <理由> [--dry-run]\n       qingce edit --undo [日志号]",
    after_help = "字段写中文名或字段代码，等号右边空着表示清空。修改记入日志，标签随即按规则重新研判。\n\n\
                  示例：\n  qingce edit 0198… 项目状态=已建在用 总投资=120.5 --reason 单位来电更正\n  \
                  qingce edit 0198… 部署位置= --reason 尚未核实 --dry-run\n  qingce edit --undo"
)]
pub struct EditArgs {
    /// 项目的登记编号，可用 qingce list 查到
    #[arg(value_name = "登记编号", required_unless_present = "undo")]
    uid: Option<String>,
    /// 要改的字段与新值，可写多个；金额以万元计
    #[arg(value_name = "字段=值", value_parser = cell, required_unless_present = "undo")]
    cells: Vec<(String, String)>,
    /// 理由，必须写
    #[arg(long, value_name = "理由", required_unless_present = "undo")]
    reason: Option<String>,
    /// 只看会怎样改，不保存
    #[arg(long)]
    dry_run: bool,
    /// 撤销本人最近一次修改，或者日志里的这一条
    #[arg(long, value_name = "日志号", num_args = 0..=1, default_missing_value = "0", conflicts_with_all = ["uid", "cells", "reason", "dry_run"])]
    undo: Option<i64>,
}

fn cell(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once(['=', '＝']).ok_or_else(|| text.to_owned())?;
    Ok((field.trim().to_owned(), value.trim().to_owned()))
}

/// Runs the subcommand.
pub fn run(args: &EditArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    if let Some(set) = args.undo {
        let told = undo(&register, Some(set).filter(|set| *set != LAST))?;
        return tell(&told, "edit_undone", &[], &register, call);
    }
    let uid = args.uid.as_deref().unwrap_or_default();
    let reason = args.reason.as_deref().unwrap_or_default();
    if reason.trim().is_empty() {
        return Err(Failure::refused("reason_missing", &[]));
    }
    let one = |(field, text): &(String, String)| CellText {
        uid: uid.to_owned(),
        revision: None,
        field: field.clone(),
        text: text.clone(),
    };
    let cells: Vec<CellText> = args.cells.iter().map(one).collect();
    register.store().record(uid).map_err(ApiError::from)?;
    let told = edit(&register, &cells, EditOptions { why: reason, dry_run: args.dry_run, skip: false })?;
    let findings = match told.seq {
        Some(_) => history(&register, uid)?.findings,
        None => told.cells.iter().flat_map(|cell| cell.findings.clone()).collect(),
    };
    tell(&told, if args.dry_run { "edit_would" } else { "edited" }, &findings, &register, call)
}

fn tell(
    told: &EditResult,
    done: &str,
    findings: &[Finding],
    register: &Register,
    call: &Call,
) -> Result<Exit, Failure> {
    let stopped = !(told.refused.is_empty() && told.conflicts.is_empty());
    let exit = if stopped { Exit::Refused } else { Exit::Done };
    if call.json {
        let mut document = json!(told);
        document["findings"] = findings.iter().map(|finding| call.finding_json(finding)).collect();
        call.document(&document)?;
        return Ok(exit);
    }
    let catalogue = &register.desk().reference.catalogue;
    let header = |key: &str| catalogue.by_key(key).map_or_else(|| key.to_owned(), |field| field.header.clone());
    for refused in &told.refused {
        let text = call.messages.told(&refused.code, &[]);
        call.say("edit_refused", &[("field", &header(&refused.field)), ("text", &text)])?;
    }
    for conflict in &told.conflicts {
        call.say("edit_conflict", &[("name", &conflict.name)])?;
    }
    for cell in &told.cells {
        let (old, new) = (text(cell.old.as_ref(), call), text(cell.new.as_ref(), call));
        call.say("edit_cell", &[("field", &header(&cell.field)), ("old", &old), ("new", &new)])?;
    }
    for finding in findings {
        let severity = call.word("severity", &finding.severity);
        let sentence = call.messages.told(&finding.code, &finding.params);
        call.say("finding", &[("severity", &severity), ("text", &sentence)])?;
    }
    let (changed, set) = (told.changed.to_string(), told.seq.unwrap_or_default().to_string());
    match (stopped, told.changed) {
        (true, _) => call.say("edit_stopped", &[])?,
        (_, 0) => call.say("edit_same", &[])?,
        _ => call.say(done, &[("changed", &changed), ("set", &set)])?,
    }
    Ok(exit)
}

/// A value as a person reads it.
fn text(value: Option<&FieldJson>, call: &Call) -> String {
    match value.map(|value| &value.0) {
        None => call.phrase("edit_empty", &[]),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(codes)) => {
            codes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(&call.phrase("comma", &[]))
        }
        Some(other) => other.to_string(),
    }
}
