//! `qingce return`: what goes back to a unit (退回修改), and what came of it.

use std::path::PathBuf;

use clap::Args;
use qingce_api::returning::{ReturnUnitRequest, Returned, return_unit, returns};

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 把一个单位报来的登记表标出问题，退回修改
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce return --unit <单位全称> --out <文件或文件夹> [选项]",
    after_help = "每个报来的文件退回一个工作簿，版式照原样，有问题的格子着色并加批注。改好的文件用 qingce import 导入，改名、排序、\n\
                  移动列、另存为 .xls 都认得出来；退回后台账里又改过的格子不会被覆盖，会列出来请人决定。\n\n示例：\n  \
                  qingce return --unit 江西省水利厅 --out 退回 --deadline 2026-06-30\n  \
                  qingce return --unit 江西省水利厅 --batch 3 --out 水利厅退回修改.xlsx\n  qingce return --list"
)]
pub struct ReturnArgs {
    /// 填报单位
    #[arg(long, value_name = "单位全称", required_unless_present = "list")]
    unit: Option<String>,
    /// 只退这一批次的文件
    #[arg(long, value_name = "批次")]
    batch: Option<i64>,
    /// 写到这个文件（.xlsx），或写到这个文件夹，每个报来的文件一个
    #[arg(long, value_name = "文件或文件夹", required_unless_present = "list")]
    out: Option<PathBuf>,
    /// 请在这一天前报回，写成 2026-06-30
    #[arg(long, value_name = "日期")]
    deadline: Option<String>,
    /// 不退，只列出历次退回和报回的情况
    #[arg(long, conflicts_with_all = ["out", "deadline", "batch"])]
    list: bool,
}

/// Runs the subcommand.
pub fn run(args: &ReturnArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let (Some(unit), Some(out), false) = (&args.unit, &args.out, args.list) else {
        let told = returns(&register, args.unit.as_deref())?;
        if call.json {
            call.document(&told)?;
        } else {
            told.returns.iter().try_for_each(|one| tell(one, call))?;
            call.say("returns", &[("count", &told.returns.len().to_string())])?;
        }
        return Ok(Exit::Done);
    };
    let request = ReturnUnitRequest {
        unit: unit.clone(),
        batch: args.batch,
        deadline: args.deadline.clone(),
        out: out.to_string_lossy().into_owned(),
    };
    let bar = call.bar();
    let result = return_unit(&register, &request, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&result)?;
        return Ok(Exit::Done);
    }
    for file in &result.files {
        let (rows, faulty) = (file.rows.to_string(), file.faulty.to_string());
        let (must_fix, explain) = (file.must_fix.to_string(), file.explain.to_string());
        let counts = [("rows", rows.as_str()), ("faulty", &faulty), ("must_fix", &must_fix), ("explain", &explain)];
        let names = [("source", file.source.as_str()), ("file", &file.file)];
        call.say("return_written", &[names.as_slice(), counts.as_slice()].concat())?;
    }
    call.say("return_cycle", &[("unit", &result.unit), ("cycle", &result.cycle.to_string())])?;
    Ok(Exit::Done)
}

fn tell(one: &Returned, call: &Call) -> Result<(), Failure> {
    let (cycle, rows, faulty) = (one.cycle.to_string(), one.rows.to_string(), one.faulty.to_string());
    let deadline = one.deadline.clone().unwrap_or_else(|| call.phrase("no_deadline", &[]));
    let params = [
        ("unit", one.unit.as_str()),
        ("cycle", &cycle),
        ("at", &one.at),
        ("file", &one.file_name),
        ("rows", &rows),
        ("faulty", &faulty),
        ("deadline", &deadline),
    ];
    call.say("return_line", &params)?;
    for reply in &one.replies {
        let [came, absent, mended, faulty] =
            [reply.came, reply.absent, reply.mended, reply.faulty].map(|count| count.to_string());
        let params = [
            ("at", reply.at.as_str()),
            ("file", &reply.file_name),
            ("came", &came),
            ("absent", &absent),
            ("mended", &mended),
            ("faulty", &faulty),
        ];
        call.say("reply_line", &params)?;
    }
    Ok(())
}
