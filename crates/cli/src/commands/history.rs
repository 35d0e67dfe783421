//! `qingce history`: where every value of a record came from, its tags, and who changed it.

use clap::Args;
use qingce_api::history::history;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// Columns of a terminal that one value takes.
const VALUE_WIDTH: usize = 48;

/// 查看一个项目的来历：各项取值出自何处、何时由谁改过
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce history <登记编号>",
    after_help = "登记编号可用 qingce list 查到。\n\n示例：\n  qingce history 0198c0de-0000-7000-8000-000000000001"
)]
pub struct HistoryArgs {
    /// 项目的登记编号
    #[arg(value_name = "登记编号")]
    uid: String,
}

/// Runs the subcommand.
pub fn run(args: &HistoryArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let history = history(&register, &args.uid)?;
    let mut told = json!(history);
    told["revision"] = history.record.revision.into();
    told["record"] = history.record.line().into();
    if call.json {
        call.document(&told)?;
        return Ok(Exit::Done);
    }
    let catalogue = &register.desk().reference.catalogue;
    let header_of = |key: &str| catalogue.by_key(key).map_or_else(|| key.to_owned(), |field| field.header.clone());
    call.say("history_sources", &[])?;
    let header = ["field", "value", "text", "file", "place"].map(|key| call.head(key));
    let record = &told["record"];
    let sources = rows(&told["sources"], |source| {
        let key = text(&source["field"]);
        let place = format!("{}!{}", text(&source["sheet"]), text(&source["cell"]));
        vec![header_of(&key), short(&record[&key]), short(&source["text"]), text(&source["file"]), place]
    });
    print::line(&print::table(&header, sources))?;
    call.say("history_tags", &[])?;
    let header = ["tag", "rule", "outcome", "reason_of_rule", "basis"].map(|key| call.head(key));
    let suggestions = rows(&told["tags"]["suggestions"], |rule| {
        let outcome = if rule["met"] == true { "met" } else { "unknown" };
        vec![
            tag(rule),
            text(&rule["rule"]),
            call.messages.word("outcome", outcome),
            text(&rule["reason"]),
            text(&rule["basis"]),
        ]
    });
    print::line(&print::table(&header, suggestions))?;
    for decision in told["tags"]["decisions"].as_array().into_iter().flatten() {
        let verdict = call.messages.word("verdict", &text(&decision["verdict"]));
        let params =
            [("at", text(&decision["at"])), ("who", text(&decision["who"])), ("reason", text(&decision["reason"]))];
        let params = params.iter().map(|(name, value)| (*name, value.as_str()));
        let tag = tag(decision);
        call.say(
            "history_decision",
            &params.chain([("verdict", verdict.as_str()), ("tag", &tag)]).collect::<Vec<_>>(),
        )?;
    }
    call.say("history_changes", &[])?;
    let header = ["at", "operator", "change", "field", "old", "new"].map(|key| call.head(key));
    let changes = rows(&told["changes"], |change| {
        let what = call.messages.word("change", &text(&change["what"]));
        let field = change["field"].as_str().map(header_of).unwrap_or_default();
        vec![text(&change["at"]), text(&change["who"]), what, field, short(&change["old"]), short(&change["new"])]
    });
    print::line(&print::table(&header, changes))?;
    Ok(Exit::Done)
}

fn rows(list: &Value, row: impl Fn(&Value) -> Vec<String>) -> Vec<Vec<String>> {
    list.as_array().into_iter().flatten().map(row).collect()
}

fn tag(of: &Value) -> String {
    match of["class"].as_str() {
        Some(class) => format!("{}/{class}", text(&of["tag"])),
        None => text(&of["tag"]),
    }
}

fn short(value: &Value) -> String {
    print::shortened(&text(value), VALUE_WIDTH)
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
