//! `qingce attach`: a photo or a scan of a project.

use std::path::PathBuf;

use clap::Args;
use qingce_api::on_site::attach;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 给一个项目添加照片或扫描件
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce attach <登记编号> <文件>",
    after_help = "照片和扫描件（JPG、PNG、PDF）存在清册里，随外业包一起带走和带回。\n\n示例：\n  qingce attach 0198… 机房.jpg"
)]
pub struct AttachArgs {
    /// 项目的登记编号
    #[arg(value_name = "登记编号")]
    uid: String,
    /// 照片或扫描件
    #[arg(value_name = "文件")]
    file: PathBuf,
}

/// Runs the subcommand.
pub fn run(args: &AttachArgs, call: &Call) -> Result<Exit, Failure> {
    let kept = attach(&call.existing_register()?, &args.uid, &args.file.as_path().into())?;
    if call.json {
        call.document(&kept)?;
    } else {
        call.say("attached", &[("name", &kept.name), ("bytes", &kept.bytes.to_string())])?;
    }
    Ok(Exit::Done)
}
