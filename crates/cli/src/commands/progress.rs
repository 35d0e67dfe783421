//! `qingce progress`: how far every unit is, deadlines, and a person's word on units.

use clap::{Args, Subcommand, ValueEnum};
use qingce_api::progress::due::set_deadline;
use qingce_api::progress::{
    ProgressResult, ReportLine, ReportState, SetDeadlineRequest, SetReportStateRequest, progress, set_state,
};
use qingce_core::value::Fen;

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 报送进度：应报单位、状态、期限、得分；核定、零报告、定期限
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce progress [子命令] [选项]",
    after_help = "不写子命令时列出各单位的状态，超期的排在前面。报送情况表、催报清单、考核评分表用 qingce export progress、urge、score 导出。\n\n示例：\n  \
                  qingce progress\n  qingce progress --state overdue\n  qingce progress --unit 江西省水利厅\n  \
                  qingce progress deadline 2026-12-31\n  qingce progress deadline 2027-01-15 --unit 江西省水利厅 --reason 来函申请延期\n  \
                  qingce progress say verified 江西省水利厅 --reason 已逐项核对"
)]
pub struct ProgressArgs {
    #[command(subcommand)]
    what: Option<What>,
    /// 只列这种状态：missing 未报、reported 已报、returned 退回修改、again 复报、verified 已核定、zero 零报告、overdue 超期
    #[arg(long, value_name = "状态", value_enum, hide_possible_values = true)]
    state: Option<Which>,
    /// 只列这个单位，连同得分的算式
    #[arg(long, value_name = "单位全称")]
    unit: Option<String>,
    /// 按层级、设区市和主管部门汇总
    #[arg(long)]
    tree: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 定期限，或者给一些单位延期
    Deadline(DeadlineArgs),
    /// 核定，标零报告，或者取消标记
    Say(SayArgs),
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce progress deadline <日期> [选项]")]
struct DeadlineArgs {
    /// 报送期限，如 2026-12-31；写 none 取消
    #[arg(value_name = "日期")]
    day: String,
    /// 第几次报送：1 是首次报送，2 是第一次退改后的复报；不写时为 1
    #[arg(long, value_name = "次", default_value_t = 1, hide_default_value = true)]
    round: u32,
    /// 只给这些单位，可以有多个；不写时是所有单位的期限
    #[arg(long = "unit", value_name = "单位全称")]
    units: Vec<String>,
    /// 理由，写入日志；给单位延期时必写
    #[arg(long, value_name = "理由", default_value = "", hide_default_value = true)]
    reason: String,
}

#[derive(Debug, Args)]
#[command(override_usage = "qingce progress say <状态> <单位全称>… [选项]")]
struct SayArgs {
    /// verified 已核定、zero 零报告、none 取消标记
    #[arg(value_name = "状态", value_enum, hide_possible_values = true)]
    state: Word,
    /// 单位，可以有多个
    #[arg(value_name = "单位全称", required = true)]
    units: Vec<String>,
    /// 理由，写入日志
    #[arg(long, value_name = "理由", default_value = "", hide_default_value = true)]
    reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    Verified,
    Zero,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Missing,
    Reported,
    Returned,
    Again,
    Verified,
    Zero,
    Overdue,
}

impl Which {
    fn is(self, line: &ReportLine) -> bool {
        match self {
            Which::Missing => line.state == ReportState::Missing,
            Which::Reported => line.state == ReportState::Reported,
            Which::Returned => line.state == ReportState::Returned,
            Which::Again => line.state == ReportState::Again,
            Which::Verified => line.state == ReportState::Verified,
            Which::Zero => line.state == ReportState::Zero,
            Which::Overdue => line.overdue > 0,
        }
    }
}

/// Runs the subcommand.
pub fn run(args: &ProgressArgs, call: &Call) -> Result<Exit, Failure> {
    let told = match &args.what {
        None => progress(&call.existing_register()?)?,
        Some(What::Deadline(asked)) => return deadline(asked, call),
        Some(What::Say(asked)) => return say(asked, call),
    };
    if call.json {
        call.document(&told)?;
    } else if args.tree {
        tree(&told, call)?;
    } else if let Some(unit) = &args.unit {
        of_unit(&told, unit, call)?;
    } else {
        lines(&told, args.state, call)?;
    }
    Ok(Exit::Done)
}

fn deadline(asked: &DeadlineArgs, call: &Call) -> Result<Exit, Failure> {
    let deadline = Some(asked.day.clone()).filter(|day| day != "none");
    let (units, reason, round) = (asked.units.clone(), asked.reason.clone(), asked.round.to_string());
    let done = if deadline.is_some() { "progress_deadline" } else { "progress_deadline_gone" };
    // Deadlines are set before the first report comes in.
    let request = SetDeadlineRequest { round: asked.round, deadline, units, reason };
    let told = set_deadline(&call.register()?, &request)?;
    if call.json {
        call.document(&told)?;
    } else {
        call.say(done, &[("round", &round), ("day", &asked.day)])?;
    }
    Ok(Exit::Done)
}

fn say(asked: &SayArgs, call: &Call) -> Result<Exit, Failure> {
    let state = match asked.state {
        Word::Verified => Some(ReportState::Verified),
        Word::Zero => Some(ReportState::Zero),
        Word::None => None,
    };
    let (units, reason) = (asked.units.clone(), asked.reason.clone());
    let told = set_state(&call.register()?, &SetReportStateRequest { units, state, reason })?;
    if call.json {
        call.document(&told)?;
        return Ok(Exit::Done);
    }
    for line in told.units.iter().filter(|line| asked.units.contains(&line.name)) {
        call.say("progress_said", &[("unit", &line.name), ("state", &call.word("report_state", &line.state))])?;
    }
    Ok(Exit::Done)
}

fn lines(told: &ProgressResult, which: Option<Which>, call: &Call) -> Result<(), Failure> {
    for round in &told.rounds {
        call.say("progress_round", &[("round", &round.round.to_string()), ("day", &round.deadline)])?;
    }
    let head = ["unit", "report_state", "deadline", "overdue", "records", "amount", "to_return", "score"];
    for group in &told.groups {
        let mut units: Vec<&ReportLine> = told.units.iter().filter(|line| line.group == group.id).collect();
        units.retain(|line| which.is_none_or(|which| which.is(line)));
        units.sort_by_key(|line| std::cmp::Reverse(line.overdue));
        if units.is_empty() {
            continue;
        }
        let count = units.len().to_string();
        call.say("progress_group", &[("title", &group.title), ("units", &count)])?;
        print::line(&print::table(&head.map(|key| call.head(key)), units.into_iter().map(|line| row(line, call))))?;
    }
    if which.is_none() && !told.others.is_empty() {
        call.say(
            "progress_group",
            &[("title", &call.messages.word("report_tree", "others")), ("units", &told.others.len().to_string())],
        )?;
        print::line(&print::table(&head.map(|key| call.head(key)), told.others.iter().map(|line| row(line, call))))?;
    }
    let overdue = told.units.iter().filter(|line| line.overdue > 0).count().to_string();
    let missing = told.units.iter().filter(|line| line.state == ReportState::Missing).count().to_string();
    call.say("progress_sum", &[("units", &told.units.len().to_string()), ("missing", &missing), ("overdue", &overdue)])
}

fn row(line: &ReportLine, call: &Call) -> Vec<String> {
    vec![
        print::shortened(&line.name, 40),
        call.word("report_state", &line.state),
        line.deadline.clone().unwrap_or_default(),
        if line.overdue > 0 { line.overdue.to_string() } else { String::new() },
        line.records.to_string(),
        Fen(line.fen).to_string(),
        line.to_return.to_string(),
        line.score.as_ref().map(|score| score.total.clone()).unwrap_or_default(),
    ]
}

fn of_unit(told: &ProgressResult, unit: &str, call: &Call) -> Result<(), Failure> {
    let line = told.units.iter().chain(&told.others).find(|line| line.name == unit);
    let line = line.ok_or_else(|| Failure::refused("no_unit", &[("unit", unit)]))?;
    let state = call.word("report_state", &line.state);
    call.say("progress_unit", &[("unit", unit), ("state", &state), ("rule", &line.rule)])?;
    if let Some(deadline) = &line.deadline {
        let (round, days) = (line.round.to_string(), line.overdue.to_string());
        call.say("progress_due", &[("round", &round), ("day", deadline), ("days", &days)])?;
    }
    if let Some(given) = &line.extension {
        call.say("progress_extension", &[("reason", &given.reason), ("who", &given.who), ("at", &given.at)])?;
    }
    if let (Some(first), Some(last)) = (&line.first_at, &line.at) {
        let cycles = line.cycles.to_string();
        call.say("progress_times", &[("first", first), ("last", last), ("cycles", &cycles)])?;
    }
    let Some(score) = &line.score else { return call.say("progress_no_score", &[]) };
    for part in &score.parts {
        call.say("progress_part", &[("title", &part.title), ("told", &part.told)])?;
    }
    call.say("progress_score", &[("told", &score.told)])?;
    for rule in &told.scoring {
        print::line(rule)?;
    }
    Ok(())
}

fn tree(told: &ProgressResult, call: &Call) -> Result<(), Failure> {
    let head = ["unit", "units", "done", "overdue_units", "records", "amount", "to_return"].map(|key| call.head(key));
    let rows = told.tree.iter().map(|node| {
        let indent = "　".repeat(node.depth as usize);
        let mut row = vec![print::shortened(&format!("{indent}{}", node.name), 60)];
        row.extend([node.units, node.done, node.overdue, node.records].map(|count| count.to_string()));
        row.extend([Fen(node.fen).to_string(), node.to_return.to_string()]);
        row
    });
    Ok(print::line(&print::table(&head, rows))?)
}
