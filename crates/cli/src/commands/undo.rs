//! `qingce undo`: a batch taken back as one.

use clap::Args;
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 撤销一个批次
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce undo <批次>",
    after_help = "这一批新增的项目撤出台账，更新过的恢复原值；撤销本身也记入日志。以后的批次又改过同样项目的，须先撤销以后的批次。\n\n\
                  示例：\n  qingce batches\n  qingce undo 3"
)]
pub struct UndoArgs {
    /// 批次号，见 qingce batches
    #[arg(value_name = "批次")]
    batch: i64,
}

/// Runs the subcommand.
pub fn run(args: &UndoArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let undone = qingce_api::upkeep::undo(&register, args.batch)?;
    if call.json {
        call.document(&json!({ "batch": args.batch, "removed": undone.removed, "restored": undone.restored }))?;
    } else {
        let (removed, restored) = (undone.removed.to_string(), undone.restored.to_string());
        let batch = args.batch.to_string();
        call.say("undone", &[("batch", &batch), ("removed", &removed), ("restored", &restored)])?;
    }
    Ok(Exit::Done)
}
