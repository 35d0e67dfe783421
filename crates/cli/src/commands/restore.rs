//! `qingce restore`: a backup in the place of the register, which is kept as a backup itself.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 用备份恢复清册
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce restore [备份文件]",
    after_help = "不写备份文件时，列出已有的备份。恢复前的清册也会留作一份备份。请先关闭正在使用清册的其他窗口。\n\n\
                  示例：\n  qingce restore\n  qingce restore 清册-backups/20230912-083000-manual.db"
)]
pub struct RestoreArgs {
    /// 备份文件
    #[arg(value_name = "备份文件")]
    backup: Option<PathBuf>,
}

/// Runs the subcommand.
pub fn run(args: &RestoreArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.db()?;
    let Some(backup) = &args.backup else { return list(&register, call) };
    qingce_api::upkeep::restore(&register, backup)?;
    let (from, file) = (backup.to_string_lossy(), register.to_string_lossy());
    if call.json {
        call.document(&json!({ "file": file, "from": from }))?;
    } else {
        call.say("restored", &[("file", &file), ("from", &from)])?;
    }
    Ok(Exit::Done)
}

fn list(register: &std::path::Path, call: &Call) -> Result<Exit, Failure> {
    let backups = qingce_api::upkeep::backups(register)?;
    if call.json {
        let told = backups.iter().map(|b| json!({ "file": b.path.to_string_lossy(), "bytes": b.bytes }));
        call.document(&json!({ "backups": told.collect::<Vec<Value>>() }))?;
    } else if backups.is_empty() {
        call.say("no_backups", &[])?;
    } else {
        let header = ["file", "bytes"].map(|key| call.head(key));
        let rows = backups.iter().map(|b| vec![b.path.to_string_lossy().into_owned(), b.bytes.to_string()]);
        print::line(&print::table(&header, rows))?;
    }
    Ok(Exit::Done)
}
