//! `qingce check`: what was found of a project on site.

use clap::Args;
use qingce_api::OnSite;
use qingce_api::on_site::{CheckFieldsRequest, NewFieldCheck, check, sheet};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// 核查：记下现场看到的情况
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce check <登记编号> [字段=结论]… [选项]",
    after_help = "结论：属实、有误、未见。有误的后面可写新值：字段=有误:新值。\n不写字段时，列出要核查的字段和已有的结论。\n\n示例：\n  \
                  qingce check 0198… 项目状态=属实 部署位置=有误:省级政务云 服务器台数=未见 --note 机房已搬"
)]
pub struct CheckArgs {
    /// 项目的登记编号
    #[arg(value_name = "登记编号")]
    uid: String,
    /// 字段和结论
    #[arg(value_name = "字段=结论")]
    checks: Vec<String>,
    /// 备注
    #[arg(long, value_name = "备注", default_value = "", hide_default_value = true)]
    note: String,
}

/// Runs the subcommand.
pub fn run(args: &CheckArgs, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    if args.checks.is_empty() {
        let sheet = sheet(&register, &args.uid)?;
        if call.json {
            call.document(&sheet)?;
            return Ok(Exit::Done);
        }
        let rows = sheet.lines.iter().map(|line| {
            let header = register.desk().reference.catalogue.by_key(&line.field).map(|field| field.header.clone());
            let verdict = line.found.first().map(|found| call.word("on_site", &found.verdict)).unwrap_or_default();
            let value = line.value.as_ref().map(|value| value.0.to_string()).unwrap_or_default();
            vec![header.unwrap_or_default(), value, verdict]
        });
        print::line(&print::table(&[], rows))?;
        return Ok(Exit::Done);
    }
    let checks = args.checks.iter().map(|text| read(text, &args.note, call)).collect::<Result<Vec<_>, Failure>>()?;
    let count = checks.len().to_string();
    let done = check(&register, &CheckFieldsRequest { uid: args.uid.clone(), revision: None, checks })?;
    if call.json {
        call.document(&done)?;
    }
    if let Some(refused) = done.edit.refused.first() {
        return Err(Failure::refused(&refused.code, &[("field", &refused.field)]));
    }
    if !call.json {
        let sheet = &done.sheet;
        let (checked, of) = (sheet.counts.checked().to_string(), sheet.lines.len().to_string());
        call.say("checked_done", &[("count", &count), ("name", &sheet.title.name), ("done", &checked), ("of", &of)])?;
    }
    Ok(Exit::Done)
}

/// `FIELD=WORD` or `FIELD=WORD:VALUE`.
fn read(text: &str, note: &str, call: &Call) -> Result<NewFieldCheck, Failure> {
    let wrong = || Failure::refused("usage_value", &[("argument", "check"), ("value", text)]);
    let (field, found) = text.split_once('=').ok_or_else(wrong)?;
    let (word, value) = match found.split_once([':', '：']) {
        Some((word, value)) => (word, Some(value.to_owned())),
        None => (found, None),
    };
    let verdict = OnSite::ALL.into_iter().find(|v| v.key() == word || call.word("on_site", v) == word);
    let verdict = verdict.ok_or_else(wrong)?;
    Ok(NewFieldCheck { field: field.to_owned(), verdict, text: value, note: note.to_owned() })
}
