//! `qingce template`: the blank form.

use std::path::PathBuf;

use clap::Args;
use qingce_api::export::template;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 导出空白登记表
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce template --out <文件>",
    after_help = "空白表带下拉选项和填写说明，填好后可以直接导入。\n\n示例：\n  qingce template --out 空白登记表.xlsx"
)]
pub struct TemplateArgs {
    /// 写到这个文件（.xlsx）
    #[arg(long, value_name = "文件")]
    out: PathBuf,
}

/// Runs the subcommand.
pub fn run(args: &TemplateArgs, call: &Call) -> Result<Exit, Failure> {
    let result = template(&call.register()?, &args.out)?;
    if call.json {
        call.document(&result)?;
    } else {
        call.say("template_written", &[("file", &result.file)])?;
    }
    Ok(Exit::Done)
}
