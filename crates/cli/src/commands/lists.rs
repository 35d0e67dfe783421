//! `qingce lists`: what can be exported.

use clap::Args;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 列出可以导出的清单
#[derive(Debug, Args)]
#[command(override_usage = "qingce lists [选项]", after_help = "示例：\n  qingce lists")]
pub struct ListsArgs {}

/// Runs the subcommand.
pub fn run(_args: &ListsArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let lists = qingce_api::export::lists(&register)?;
    if call.json {
        let lists: Vec<Value> = lists.iter().map(|(key, title)| json!({ "key": key, "title": title })).collect();
        call.document(&json!({ "lists": lists }))?;
    } else {
        let header = ["list", "title"].map(|key| call.head(key));
        let rows = lists.into_iter().map(|(key, title)| vec![key, title]);
        print::line(&print::table(&header, rows))?;
    }
    Ok(Exit::Done)
}
