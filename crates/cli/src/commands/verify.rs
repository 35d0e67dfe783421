//! `qingce verify`: whether the register is what its journal says.

use clap::Args;
use qingce_core::journal::hex;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 检查清册：数据库、日志链、各批次的行数与金额
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce verify [选项]",
    after_help = "有问题时返回值为 1。打印的日志链末值可与导出清单页脚上的核对。\n\n示例：\n  qingce verify"
)]
pub struct VerifyArgs {}

/// Runs the subcommand.
pub fn run(_args: &VerifyArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let checked = qingce_api::upkeep::verify(&register)?;
    let head = hex(&checked.head);
    let sentences = checked.problems.iter().map(|problem| call.messages.sentence(problem.code, &problem.params));
    let sentences: Vec<String> = sentences.collect();
    if call.json {
        let problems: Vec<Value> = checked
            .problems
            .iter()
            .zip(&sentences)
            .map(|(problem, text)| json!({ "code": problem.code, "params": problem.params, "text": text }))
            .collect();
        call.document(&json!({
            "records": checked.records, "sets": checked.sets, "batches": checked.batches, "head": head,
            "problems": problems,
        }))?;
    } else {
        sentences.iter().try_for_each(|sentence| print::line(sentence))?;
        let key = if sentences.is_empty() { "verified" } else { "verified_problems" };
        let counts = [checked.records, checked.batches, checked.sets].map(|count| count.to_string());
        let problems = sentences.len().to_string();
        call.say(
            key,
            &[
                ("records", &counts[0]),
                ("batches", &counts[1]),
                ("sets", &counts[2]),
                ("head", &head),
                ("problems", &problems),
            ],
        )?;
    }
    Ok(if sentences.is_empty() { Exit::Done } else { Exit::Refused })
}
