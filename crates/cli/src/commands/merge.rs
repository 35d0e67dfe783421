//! `qingce merge`: two projects made one, and that taken back.

use clap::Args;
use qingce_api::merging::{
    DecisionChoice, MergeChoice, MergeRecordsRequest, MergeResult, UndoMergeRequest, merge, undo_merge,
};
use qingce_api::{ApiError, Code, Register};
use qingce_core::union::{Origin, Side};
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// Values are cut to so many characters on a terminal.
const VALUE_WIDTH: usize = 30;

/// 合并项目：把两个登记编号确认为同一项目，并成一项
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce merge <登记编号> <登记编号> [选项]\n       qingce merge --undo <日志序号>",
    after_help = "留下前一个编号，后一个并入；以后报来的后一个项目更新合并后的项目。不写 --take 的字段：一方空的取有值的，两方都有的取后报的。\n\
                  两方研判结论不同的标签须用 --decision 选定。两个项目的来源都保留，可随时撤销。\n\n示例：\n  \
                  qingce merge 0198… 0199… --dry-run\n  qingce merge 0198… 0199… --take 总投资=b --take 备注=两表合一\n  \
                  qingce merge --undo 57"
)]
pub struct MergeArgs {
    /// 留下的项目的登记编号
    #[arg(value_name = "登记编号", required_unless_present = "undo")]
    one: Option<String>,
    /// 并入的项目的登记编号
    #[arg(value_name = "另一登记编号", required_unless_present = "undo")]
    other: Option<String>,
    /// 字段取谁的值：a 前一个、b 后一个、both 两方合起来（多选字段），其他文字就是新值；可写多次
    #[arg(long, value_name = "字段=取值")]
    take: Vec<String>,
    /// 标签采用谁的研判结论：a 前一个、b 后一个；可写多次
    #[arg(long, value_name = "标签=a|b")]
    decision: Vec<String>,
    /// 理由
    #[arg(long, value_name = "理由", default_value = "", hide_default_value = true)]
    reason: String,
    /// 只看结果，不保存
    #[arg(long)]
    dry_run: bool,
    /// 撤销一次合并，两个项目恢复原样
    #[arg(long, value_name = "日志序号", conflicts_with_all = ["one", "other", "take", "decision", "dry_run"])]
    undo: Option<i64>,
}

/// Runs the subcommand.
pub fn run(args: &MergeArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    if let Some(set) = args.undo {
        let undone = undo_merge(&register, UndoMergeRequest { set })?;
        if call.json {
            call.document(&undone)?;
        } else {
            call.say("unmerged", &[("one", &undone.one), ("other", &undone.other)])?;
        }
        return Ok(Exit::Done);
    }
    let request = MergeRecordsRequest {
        one: args.one.clone().unwrap_or_default(),
        other: args.other.clone().unwrap_or_default(),
        fields: args.take.iter().map(|take| field(&register, take)).collect::<Result<_, _>>()?,
        decisions: args.decision.iter().map(|choice| decision(choice)).collect::<Result<_, _>>()?,
        why: args.reason.clone(),
        dry_run: args.dry_run,
        ..MergeRecordsRequest::default()
    };
    let done = merge(&register, &request)?;
    if call.json {
        let mut told = json!(done);
        told["findings"] = done.findings.iter().map(|finding| call.finding_json(finding)).collect();
        call.document(&told)?;
        return Ok(Exit::Done);
    }
    tell(&register, &done, call)?;
    Ok(Exit::Done)
}

/// `字段=取值`: by key or header.
fn field(register: &Register, text: &str) -> Result<MergeChoice, Failure> {
    let (name, take) = halves(text)?;
    let fields = register.desk().reference.catalogue.fields();
    let found = fields.iter().find(|field| field.key == name || field.header == name);
    let field = found.ok_or_else(|| ApiError::new(Code::NoField).with("field", name))?.key.clone();
    let (take, text) = match take {
        "a" => (Origin::One, ""),
        "b" => (Origin::Other, ""),
        "both" => (Origin::Both, ""),
        text => (Origin::Typed, text),
    };
    Ok(MergeChoice { field, take, text: text.to_owned() })
}

fn decision(text: &str) -> Result<DecisionChoice, Failure> {
    let (tag, take) = halves(text)?;
    let take = match take {
        "a" => Side::One,
        "b" => Side::Other,
        _ => return Err(Failure::refused("merge_choice_unclear", &[("text", text)])),
    };
    Ok(DecisionChoice { tag: tag.to_owned(), take })
}

fn halves(text: &str) -> Result<(&str, &str), Failure> {
    text.split_once('=').ok_or_else(|| Failure::refused("merge_choice_unclear", &[("text", text)]))
}

fn tell(register: &Register, done: &MergeResult, call: &Call) -> Result<(), Failure> {
    let catalogue = &register.desk().reference.catalogue;
    let header = ["field", "one", "other", "value", "origin"].map(|key| call.head(key));
    let rows = done.fields.iter().map(|line| {
        let header = catalogue.by_key(&line.field).map_or(line.field.clone(), |field| field.header.clone());
        let [one, other, value] = [&line.one, &line.other, &line.value].map(|value| short(&json!(value)));
        vec![header, one, other, value, call.word("merge_origin", &line.origin)]
    });
    print::line(&print::table(&header, rows))?;
    for decision in &done.decisions {
        let verdicts = [&decision.one, &decision.other].map(|said| call.word("verdict", &said.verdict));
        let params = [("tag", decision.tag.as_str()), ("one", &verdicts[0]), ("other", &verdicts[1])];
        call.say("merge_decision", &params)?;
    }
    match done.set {
        Some(set) => {
            let set = set.to_string();
            call.say("merged", &[("one", &done.one.uid), ("other", &done.other.uid), ("set", &set)])
        }
        None => call.say("merge_dry_run", &[]),
    }
}

fn short(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(short).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    };
    print::shortened(&text, VALUE_WIDTH)
}
