//! `qingce duplicates`: pairs of projects that may belong together.

use clap::{Args, ValueEnum};
use qingce_api::duplicates::{AnswerLine, ListDuplicatesRequest, PairState, duplicates, line};
use qingce_api::records::{RecordRow, Selection};
use qingce_core::likeness::Relation;

use crate::call::Call;
use crate::commands::relate::Word;
use crate::failure::{Exit, Failure};
use crate::print;

/// 查重：列出可能是同一项目，或互为期次、运维、组成部分的项目
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce duplicates [选项]",
    after_help = "每对注明关系、把握和各项比对的权重，前一个是后一个的后续期次、运维或组成部分。\n程序只提示，不会自行合并或删除；答复过的不再列出，用 --state answered 查看。\n\n示例：\n  \
                  qingce duplicates\n  qingce duplicates --relation same --where '填报单位 = 江西省水利厅'"
)]
pub struct DuplicatesArgs {
    /// open 未答复、answered 已答复、all 全部；不写时为 open
    #[arg(
        long,
        value_name = "状态",
        value_enum,
        default_value = "open",
        hide_default_value = true,
        hide_possible_values = true
    )]
    state: State,
    /// 只列这种关系：same 同一项目、phase 后续期次、maintenance 运维、part 组成部分、unsure 拿不准、different 不同项目
    #[arg(long, value_name = "关系", value_enum, hide_possible_values = true)]
    relation: Option<Word>,
    /// 只列其中有项目符合条件的
    #[arg(long = "where", value_name = "条件", default_value = "", hide_default_value = true)]
    condition: String,
    /// 最多列出多少对；不写时为 50
    #[arg(long, value_name = "对数", default_value_t = 50, hide_default_value = true)]
    limit: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    Open,
    Answered,
    All,
}

/// Runs the subcommand.
pub fn run(args: &DuplicatesArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let request = ListDuplicatesRequest {
        state: match args.state {
            State::Open => PairState::Open,
            State::Answered => PairState::Answered,
            State::All => PairState::All,
        },
        relation: args.relation.and_then(Word::relation),
        selection: Selection { condition: args.condition.clone(), ..Selection::default() },
        limit: args.limit,
        ..ListDuplicatesRequest::default()
    };
    let bar = call.bar();
    let page = duplicates(&register, &request, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&page)?;
        return Ok(Exit::Done);
    }
    for (number, pair) in (1..).zip(&page.rows) {
        let number: i32 = number;
        let told = line(&register.desk().messages, pair.score, &pair.evidence);
        let relation = word(call, pair.relation);
        call.say("duplicate_pair", &[("number", &number.to_string()), ("relation", &relation), ("told", &told)])?;
        record(call, &pair.one)?;
        record(call, &pair.other)?;
        pair.answer.as_ref().map_or(Ok(()), |said| answer(call, said))?;
    }
    let (count, shown) = (page.total.to_string(), page.rows.len().to_string());
    match page.total {
        0 => call.say("no_duplicates", &[])?,
        _ => call.say("duplicates_count", &[("count", &count), ("shown", &shown)])?,
    }
    Ok(Exit::Done)
}

fn word(call: &Call, relation: Relation) -> String {
    call.word("relation", &relation)
}

fn answer(call: &Call, said: &AnswerLine) -> Result<(), Failure> {
    let relation = word(call, said.relation);
    call.say("duplicate_answer", &[("relation", &relation), ("who", &said.who), ("at", &said.at), ("why", &said.why)])
}

/// One record of a pair on a line of its own.
fn record(call: &Call, row: &RecordRow) -> Result<(), Failure> {
    let text = |key: &str| row.values.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    let name = if text("project_name").is_empty() { text("system_name") } else { text("project_name") };
    let name = print::shortened(name, 60);
    let params =
        [("uid", row.uid.as_str()), ("unit", text("report_unit")), ("name", &name), ("amount", text("invest_total"))];
    call.say("duplicate_record", &params)
}
