//! `qingce tag`: the rules over every record.

use clap::Args;
use qingce_api::tagging::run_rules;

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 按规则研判，给项目打标签
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce tag [选项]",
    after_help = "缺数据、不能判断的项目计入“待核实”。已作出的决定不会因再次研判而改变。\n\n示例：\n  qingce tag\n  qingce list --where 'tag 上云迁移'"
)]
pub struct TagArgs {}

/// Runs the subcommand.
pub fn run(_args: &TagArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let bar = call.bar();
    let result = run_rules(&register, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&result)?;
        return Ok(Exit::Done);
    }
    call.say("tag_done", &[("records", &result.records.to_string())])?;
    let header = ["rule", "tag", "met", "unknown", "reason_of_rule"].map(|key| call.head(key));
    let rows = result.rules.iter().map(|rule| {
        let tag = rule.class.as_ref().map_or_else(|| rule.tag.clone(), |class| format!("{}/{class}", rule.tag));
        vec![rule.rule.clone(), tag, rule.met.to_string(), rule.unknown.to_string(), rule.reason.clone()]
    });
    print::line(&print::table(&header, rows))?;
    Ok(Exit::Done)
}
