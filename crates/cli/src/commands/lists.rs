//! `qingce lists`: what can be exported.

use clap::Args;

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
    let lists = qingce_api::lists::lists(&register)?;
    if call.json {
        call.document(&lists)?;
    } else {
        let header = ["list", "title"].map(|key| call.head(key));
        let rows = lists.lists.into_iter().map(|list| vec![list.key, list.title]);
        print::line(&print::table(&header, rows))?;
    }
    Ok(Exit::Done)
}
