//! `qingce rules`: the rules as the office runs them; switched off and on, and back to the default.

use clap::Args;
use qingce_api::rules::{RestoreRuleRequest, RuleShape, SaveRuleRequest, restore, rules, save};
use qingce_core::rule::RuleChange;
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 列出研判规则，或者停用、启用一条规则
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce rules [选项]",
    after_help = "改动记入日志，再次研判后生效。条件在窗口的“研判”页里改。\n\n示例：\n  qingce rules\n  qingce rules --off Z3 --why 本年不清理僵尸系统\n  \
                  qingce rules --default Z3 --why 恢复清理\n  qingce tag"
)]
pub struct RulesArgs {
    /// 停用这条规则
    #[arg(long, value_name = "规则", conflicts_with_all = ["on", "default"], requires = "why")]
    off: Option<String>,
    /// 启用这条规则
    #[arg(long, value_name = "规则", conflicts_with = "default", requires = "why")]
    on: Option<String>,
    /// 恢复这条规则的默认内容
    #[arg(long, value_name = "规则", requires = "why")]
    default: Option<String>,
    /// 理由，改动时必须写
    #[arg(long, value_name = "理由")]
    why: Option<String>,
}

/// Runs the subcommand.
pub fn run(args: &RulesArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let before = rules(&register)?;
    let why = args.why.clone().unwrap_or_default();
    if let Some(rule) = args.off.as_ref().or(args.on.as_ref()) {
        // A rule that is not there is refused by its id, whatever it is to be changed to.
        let known = before.iter().find(|shape| shape.line.id == *rule).map(|shape| RuleChange::of(&shape.line));
        let change = known.unwrap_or_else(|| RuleChange { when: String::new(), reason: String::new(), off: false });
        let change = RuleChange { off: args.off.is_some(), ..change };
        save(&register, &SaveRuleRequest { rule: rule.clone(), change, why })?;
    } else if let Some(rule) = &args.default {
        restore(&register, &RestoreRuleRequest { rule: rule.clone(), why })?;
    }
    let now = rules(&register)?;
    if call.json {
        call.document(&json!({ "rules": now }))?;
    } else {
        print::line(&print::table(
            &["rule", "tag", "version", "state", "condition"].map(|key| call.head(key)),
            lines(call, &now),
        ))?;
    }
    Ok(Exit::Done)
}

fn lines<'a>(call: &'a Call, shapes: &'a [RuleShape]) -> impl Iterator<Item = Vec<String>> + 'a {
    shapes.iter().map(|RuleShape { line, .. }| {
        let tag = line.class.as_ref().map_or_else(|| line.tag.clone(), |class| format!("{}/{class}", line.tag));
        let version = match line.revision {
            0 => line.version.to_string(),
            revision => format!("{}.{revision}", line.version),
        };
        let state = call.messages.word("rule_state", if line.off { "off" } else { "on" });
        vec![line.id.clone(), tag, version, state, line.when.clone()]
    })
}
