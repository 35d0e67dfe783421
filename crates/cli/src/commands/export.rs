//! `qingce export`: a list as a workbook.

use std::path::PathBuf;

use clap::Args;
use qingce_api::export::export_list;
use qingce_api::lists::definition;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 导出一张清单
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce export <清单> --out <文件>",
    after_help = "清单代号见 qingce lists。已有的同名文件会被替换。\n\n示例：\n  qingce export register --out 汇总台账.xlsx\n  \
                  qingce export cloud --out 上云迁移清单.xlsx --unit 江西省信息中心\n  qingce export cloud --out 上云核对.xlsx --with-identity"
)]
pub struct ExportArgs {
    /// 清单代号
    #[arg(value_name = "清单")]
    list: String,
    /// 写到这个文件（.xlsx）
    #[arg(long, value_name = "文件")]
    out: PathBuf,
    /// 标题下“填报单位”一行写的单位
    #[arg(long, value_name = "单位全称", default_value = "", hide_default_value = true)]
    unit: String,
    /// 带上隐藏的“登记标识”列，在 Excel 里改过以后可以导入回来逐格比对；汇总台账不写也带
    #[arg(long)]
    with_identity: bool,
    /// 不带“登记标识”列，例如要发到外单位
    #[arg(long, conflicts_with = "with_identity")]
    without_identity: bool,
}

/// Runs the subcommand.
pub fn run(args: &ExportArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let bar = call.bar();
    let definition = match (args.with_identity, args.without_identity) {
        (false, false) => None,
        (on, _) => Some(definition(&register, &args.list)?.with_identity(on)),
    };
    let result = export_list(&register, (&args.list, definition), &args.out, &args.unit, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&result)?;
    } else {
        let rows = call.rows(result.kind, result.records);
        call.say("exported", &[("title", &result.title), ("file", &result.file), ("rows", &rows)])?;
        for finding in &result.findings {
            let severity = call.word("severity", &finding.severity);
            call.say("finding", &[("severity", &severity), ("text", &call.messages.finding(finding))])?;
        }
    }
    Ok(Exit::Done)
}
