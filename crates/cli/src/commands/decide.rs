//! `qingce decide`: a person's word on a tag.

use clap::{Args, ValueEnum};
use qingce_api::Verdict;
use qingce_api::tagging::{DecideTagRequest, decide};
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 对一个项目的标签作出决定：采纳或否决
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce decide <登记编号> <标签> <accept|reject> --reason <理由>",
    after_help = "决定记入日志，以后再研判多少次都不会变。\n\n示例：\n  qingce decide 0198… 上云迁移 accept --reason 已列入年度计划\n  \
                  qingce decide 0198… 上云迁移/直接迁移 accept --reason 已虚拟化\n  qingce decide 0198… 上云迁移 reject --reason 随省级统建系统下线"
)]
pub struct DecideArgs {
    /// 项目的登记编号，可用 qingce list 查到
    #[arg(value_name = "登记编号")]
    uid: String,
    /// 标签，或 标签/类别
    #[arg(value_name = "标签")]
    tag: String,
    /// accept 采纳，reject 否决
    #[arg(value_name = "决定", value_enum, hide_possible_values = true)]
    verdict: Word,
    /// 理由，必须写
    #[arg(long, value_name = "理由")]
    reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    Accept,
    Reject,
}

/// Runs the subcommand.
pub fn run(args: &DecideArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let verdict = match args.verdict {
        Word::Accept => Verdict::Accept,
        Word::Reject => Verdict::Reject,
    };
    let request =
        DecideTagRequest { uid: args.uid.clone(), tag: args.tag.clone(), verdict, reason: args.reason.clone() };
    decide(&register, &request)?;
    if call.json {
        call.document(&json!({ "uid": args.uid, "tag": args.tag, "verdict": verdict, "reason": args.reason }))?;
    } else {
        call.say(verdict.key(), &[("tag", &args.tag), ("uid", &args.uid)])?;
    }
    Ok(Exit::Done)
}
