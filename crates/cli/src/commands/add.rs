//! `qingce add`: a project that nobody reported, written by hand.

use clap::Args;
use qingce_api::on_site::{NewCell, add};

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 手工登记一个项目
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce add <字段=取值>…",
    after_help = "字段写字段名或表头。登记记作一个批次，可用 qingce undo 撤销。\n\n示例：\n  \
                  qingce add 项目名称=门禁系统 填报单位=江西省水利厅 项目状态=已建在用"
)]
pub struct AddArgs {
    /// 字段和取值
    #[arg(value_name = "字段=取值", required = true)]
    cells: Vec<String>,
}

/// Runs the subcommand.
pub fn run(args: &AddArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.register()?;
    let cell = |text: &String| match text.split_once('=') {
        Some((field, text)) => Ok(NewCell { field: field.to_owned(), text: text.to_owned() }),
        None => Err(Failure::refused("usage_value", &[("argument", "add"), ("value", text)])),
    };
    let cells = args.cells.iter().map(cell).collect::<Result<Vec<_>, Failure>>()?;
    let added = add(&register, &cells)?;
    if call.json {
        call.document(&added)?;
    }
    if let Some(refused) = added.refused.first() {
        return Err(Failure::refused(&refused.code, &[("field", &refused.field)]));
    }
    if !call.json {
        let (uid, batch) = (added.uid.unwrap_or_default(), added.batch.unwrap_or_default().to_string());
        call.say("record_added", &[("uid", &uid), ("batch", &batch)])?;
    }
    Ok(Exit::Done)
}
