//! `qingce relate`: a person's word on two projects.

use clap::{Args, ValueEnum};
use qingce_api::duplicates::{RelateRecordsRequest, relate};
use qingce_core::likeness::Relation;
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 答复查重：两个项目是什么关系
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce relate <登记编号> <登记编号> <关系> [选项]",
    after_help = "前一个是后一个的什么：same 同一项目、phase 后续期次、maintenance 运维、part 组成部分、different 不同项目、unsure 拿不准；\n\
                  none 收回以前的答复。答复记入日志，永久记住，撤销后重新导入也不再询问。\n\n示例：\n  \
                  qingce relate 0198… 0199… phase --reason 二期批复文件\n  qingce relate 0198… 0199… none"
)]
pub struct RelateArgs {
    /// 前一个项目的登记编号，可用 qingce duplicates 查到
    #[arg(value_name = "登记编号")]
    one: String,
    /// 后一个项目的登记编号
    #[arg(value_name = "另一登记编号")]
    other: String,
    /// 前一个是后一个的什么
    #[arg(value_name = "关系", value_enum, hide_possible_values = true)]
    relation: Word,
    /// 理由
    #[arg(long, value_name = "理由", default_value = "", hide_default_value = true)]
    reason: String,
}

/// A relation as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Word {
    Same,
    Phase,
    Maintenance,
    Part,
    Different,
    Unsure,
    None,
}

impl Word {
    /// The relation; none where the answer is taken back.
    pub fn relation(self) -> Option<Relation> {
        match self {
            Word::Same => Some(Relation::Same),
            Word::Phase => Some(Relation::Phase),
            Word::Maintenance => Some(Relation::Maintenance),
            Word::Part => Some(Relation::Part),
            Word::Different => Some(Relation::Different),
            Word::Unsure => Some(Relation::Unsure),
            Word::None => None,
        }
    }
}

/// Runs the subcommand.
pub fn run(args: &RelateArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let (one, other) = (args.one.clone(), args.other.clone());
    let relation = args.relation.relation();
    let done = relate(&register, &RelateRecordsRequest { one, other, relation, why: args.reason.clone() })?;
    if call.json {
        call.document(&json!({ "one": args.one, "other": args.other, "relation": relation, "before": done.before }))?;
        return Ok(Exit::Done);
    }
    match relation {
        Some(relation) => {
            let word = call.word("relation", &relation);
            call.say("related", &[("one", &args.one), ("other", &args.other), ("relation", &word)])?;
        }
        None => call.say("relation_withdrawn", &[("one", &args.one), ("other", &args.other)])?,
    }
    Ok(Exit::Done)
}
