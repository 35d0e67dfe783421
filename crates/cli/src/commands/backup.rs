//! `qingce backup`: a copy beside the register, now.

use clap::Args;
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 备份清册
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce backup [选项]",
    after_help = "备份放在清册文件旁边的备份文件夹里。每次入库前程序也会自动备份。\n\n示例：\n  qingce backup"
)]
pub struct BackupArgs {}

/// Runs the subcommand.
pub fn run(_args: &BackupArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let backup = qingce_api::upkeep::backup(&register)?;
    let file = backup.path.to_string_lossy();
    if call.json {
        call.document(&json!({ "file": file, "bytes": backup.bytes }))?;
    } else {
        call.say("backed_up", &[("file", &file)])?;
    }
    Ok(Exit::Done)
}
