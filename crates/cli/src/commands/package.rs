//! `qingce package`: packages made, opened, merged.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use qingce_api::package::merge::DiscardMergeRequest;
use qingce_api::package::merge::{
    ConflictChoice, ConflictLine, DecideConflictsRequest, FinishMergeRequest, ListConflictsRequest, PackageMergeResult,
    PackageMergeState, Said, StageMergeRequest, conflicts, decide, discard, finish, stage,
};
use qingce_api::package::{CreatePackageRequest, OpenPackageRequest, PackageLine, create, open, state};
use qingce_api::{ApiError, OpenOptions, Register};
use serde_json::{Value, json};

use crate::call::Call;
use crate::failure::{Exit, Failure};
use crate::print;

/// Names the passphrase for scripts.
const PASSPHRASE: &str = "QINGCE_PASSPHRASE";

/// 外业包：带一部分项目出去核查，带回来合并
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce package <命令> [选项]",
    after_help = "口令在终端里输入，或放在环境变量 QINGCE_PASSPHRASE 里。\n\n示例：\n  \
                  qingce package create --where 'report_unit = 江西省水利厅' --team 一组 --out U盘/一组.qcp\n  \
                  qingce package open U盘/一组.qcp --db 一组.db\n  qingce package create --db 一组.db --out U盘/一组.qcp\n  \
                  qingce package merge U盘/一组.qcp U盘/二组.qcp"
)]
pub struct PackageArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 生成外业包；在外业包打开成的清册里，生成带回的外业包
    #[command(
        override_usage = "qingce package create --out <文件> [--team <组名>] [--where <条件>]",
        after_help = "不写条件时带走整册，用于换电脑或上报。\n\n示例：\n  \
                      qingce package create --where 'report_unit = 江西省水利厅' --team 一组 --out U盘/一组.qcp"
    )]
    Create {
        /// 外业包文件
        #[arg(long, value_name = "文件")]
        out: PathBuf,
        /// 由哪个组带走；带回时不用写
        #[arg(long, value_name = "组名", default_value = "", hide_default_value = true)]
        team: String,
        /// 带哪些项目；不写时带走整册
        #[arg(long = "where", value_name = "条件", default_value = "", hide_default_value = true)]
        condition: String,
    },
    /// 把外业包打开成一册新的清册（--db），不覆盖已有的文件
    #[command(
        override_usage = "qingce package open <文件> --db <新清册> [--settle]",
        after_help = "示例：\n  qingce package open U盘/一组.qcp --db 一组.db"
    )]
    Open {
        /// 外业包文件
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 整册迁入：以后就用这一册，不再是外业包
        #[arg(long)]
        settle: bool,
    },
    /// 把带回的外业包合并进来
    #[command(
        override_usage = "qingce package merge <文件>… [--keep <哪一方>]",
        after_help = "两边改得不同的地方是冲突：默认列出来，什么都不合并。\n同一个外业包合并两次没有影响。\n\n示例：\n  \
                      qingce package merge U盘/一组.qcp\n  qingce package merge U盘/*.qcp --keep theirs"
    )]
    Merge {
        /// 外业包文件，可以有多个
        #[arg(value_name = "文件", required = true)]
        files: Vec<PathBuf>,
        /// 冲突怎么办：ask 列出来不合并、ours 保留本册、theirs 采用外业包
        #[arg(
            long,
            value_name = "哪一方",
            value_enum,
            default_value = "ask",
            hide_default_value = true,
            hide_possible_values = true
        )]
        keep: Keep,
    },
    /// 看这册清册是不是外业包，合并过哪些外业包
    #[command(override_usage = "qingce package show", after_help = "示例：\n  qingce package show")]
    Show,
}

/// What is done with conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Keep {
    Ask,
    Ours,
    Theirs,
}

/// Runs the subcommand.
pub fn run(args: &PackageArgs, call: &Call) -> Result<Exit, Failure> {
    match &args.what {
        What::Create { out, team, condition } => make(out, team, condition, call),
        What::Open { file, settle } => open_new(file, *settle, call),
        What::Merge { files, keep } => merge(files, *keep, call),
        What::Show => show(call),
    }
}

fn passphrase(call: &Call) -> Result<String, Failure> {
    if let Ok(given) = std::env::var(PASSPHRASE) {
        return Ok(given);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::refused("passphrase_missing", &[]));
    }
    Ok(rpassword::prompt_password(call.phrase("passphrase_ask", &[]))?)
}

fn make(out: &Path, team: &str, condition: &str, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let out = out.to_string_lossy().into_owned();
    let (team, condition) = (team.to_owned(), condition.to_owned());
    let request = CreatePackageRequest { out, team, condition, passphrase: passphrase(call)? };
    let bar = call.bar();
    let made = create(&register, &request, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&made)?;
        return Ok(Exit::Done);
    }
    let phrase = if made.back { "package_back" } else { "package_made" };
    let (records, bytes) = (made.records.to_string(), made.bytes.to_string());
    let team = &made.package.team;
    call.say(phrase, &[("file", &made.file), ("team", team), ("records", &records), ("bytes", &bytes)])?;
    Ok(Exit::Done)
}

fn open_new(file: &Path, settle: bool, call: &Call) -> Result<Exit, Failure> {
    let to = call.db()?;
    let named = file.to_string_lossy().into_owned();
    let request = OpenPackageRequest { file: named, passphrase: passphrase(call)?, register: None, settle };
    let bar = call.bar();
    let options = OpenOptions::new(call.operator())?;
    let opened = open(&options, &file.into(), &request, &to, call.job(&bar))?;
    drop(bar);
    if call.json {
        call.document(&json!({ "register": to.to_string_lossy(), "package": opened }))?;
        return Ok(Exit::Done);
    }
    let (register, scope) = (to.to_string_lossy(), scope(&opened, call));
    call.say("package_opened", &[("register", &register), ("team", &opened.team), ("scope", &scope)])?;
    Ok(Exit::Done)
}

fn scope(package: &PackageLine, call: &Call) -> String {
    if package.scope.is_empty() { call.phrase("package_all", &[]) } else { package.scope.clone() }
}

fn merge(files: &[PathBuf], keep: Keep, call: &Call) -> Result<Exit, Failure> {
    let register = call.existing_register()?;
    let passphrase = passphrase(call)?;
    let (mut exit, mut documents) = (Exit::Done, Vec::new());
    for file in files {
        let done = merge_one(&register, file, &passphrase, keep, call);
        if !matches!(&done, Ok((result, _)) if matches!(result.state, PackageMergeState::Merged | PackageMergeState::NothingNew))
        {
            exit = Exit::Refused;
        }
        if call.json {
            documents.push(document(file, done, call));
        } else {
            tell(file, done, call)?;
        }
    }
    if call.json {
        call.document(&json!({ "files": documents }))?;
    }
    Ok(exit)
}

/// A merge, and its conflicts where nobody decided on them.
type Done = Result<(PackageMergeResult, Vec<ConflictLine>), ApiError>;

fn merge_one(register: &Register, file: &Path, passphrase: &str, keep: Keep, call: &Call) -> Done {
    let bar = call.bar();
    let request = StageMergeRequest { file: file.to_string_lossy().into_owned(), passphrase: passphrase.to_owned() };
    let staged = stage(register, &request, call.job(&bar))?;
    if staged.state == PackageMergeState::NothingNew {
        return Ok((staged, Vec::new()));
    }
    let id = staged.id;
    let choice = match keep {
        Keep::Ask if staged.undecided > 0 => {
            let open = conflicts(register, &ListConflictsRequest { id, offset: 0, limit: u64::MAX })?;
            discard(register, &DiscardMergeRequest { id })?;
            return Ok((staged, open.conflicts.into_iter().filter(|conflict| conflict.choice.is_none()).collect()));
        }
        Keep::Ask => None,
        Keep::Ours => Some(ConflictChoice::Ours),
        Keep::Theirs => Some(ConflictChoice::Theirs),
    };
    if let Some(choice) = choice {
        decide(register, &DecideConflictsRequest { id, conflicts: None, choice })?;
    }
    Ok((finish(register, &FinishMergeRequest { id }, call.job(&bar))?, Vec::new()))
}

fn document(file: &Path, done: Done, call: &Call) -> Value {
    let mut told = match done {
        Ok((result, open)) => {
            let mut told = json!(result);
            told["open"] = json!(open);
            told
        }
        Err(error) => Failure::error_json(&error, &call.messages),
    };
    told["file"] = file.to_string_lossy().into();
    told
}

fn tell(file: &Path, done: Done, call: &Call) -> Result<(), Failure> {
    let file = file.to_string_lossy();
    let (result, open) = match done {
        Ok(done) => done,
        Err(error) => {
            Failure::Api(error).tell(&call.messages, false);
            return Ok(());
        }
    };
    for conflict in &open {
        tell_conflict(conflict, result.conflicts, call)?;
    }
    match result.state {
        PackageMergeState::NothingNew => call.say("merge_nothing", &[("file", &file)]),
        PackageMergeState::ComparedAgain => call.say("merge_again", &[("file", &file)]),
        PackageMergeState::Waiting => {
            call.say("merge_conflicts", &[("file", &file), ("count", &result.undecided.to_string())])
        }
        PackageMergeState::Merged => {
            let numbers = [
                ("batch", result.batch.unwrap_or_default().to_string()),
                ("new", result.new.to_string()),
                ("changed", result.changed.to_string()),
                ("checks", result.checks.to_string()),
                ("attachments", result.attachments.to_string()),
                ("conflicts", result.conflicts.to_string()),
            ];
            let mut params = vec![("file", file.as_ref())];
            params.extend(numbers.iter().map(|(name, number)| (*name, number.as_str())));
            call.say("merge_done", &params)?;
            match (&result.receipt, &result.receipt_failed) {
                (Some(receipt), _) => call.say("merge_receipt", &[("file", receipt)]),
                (None, Some(why)) => {
                    let hint = call.messages.hint(&why.code, &why.params);
                    print::errors(&why.sentence(&call.messages), hint.as_deref());
                    Ok(())
                }
                (None, None) => Ok(()),
            }
        }
    }
}

fn tell_conflict(conflict: &ConflictLine, total: u64, call: &Call) -> Result<(), Failure> {
    let text = |value: Option<&qingce_api::records::FieldJson>| match value {
        Some(value) => value.0.as_str().map_or_else(|| value.0.to_string(), str::to_owned),
        None => call.phrase("empty", &[]),
    };
    let by = |said: &Option<Said>| {
        said.as_ref().map_or_else(|| call.phrase("unknown_base", &[]), |said| format!("{} {}", said.who, said.at))
    };
    let base = if conflict.based { text(conflict.base.as_ref()) } else { call.phrase("unknown_base", &[]) };
    let (number, total) = ((conflict.number + 1).to_string(), total.to_string());
    let (ours, theirs) = (text(conflict.ours.as_ref()), text(conflict.theirs.as_ref()));
    let (ours_by, theirs_by) = (by(&conflict.ours_by), by(&conflict.theirs_by));
    let params = [
        ("number", number.as_str()),
        ("total", &total),
        ("name", &conflict.name),
        ("unit", &conflict.unit),
        ("header", &conflict.field),
        ("base", &base),
        ("ours", &ours),
        ("theirs", &theirs),
        ("ours_by", &ours_by),
        ("theirs_by", &theirs_by),
    ];
    call.say(if conflict.gone { "merge_conflict_gone" } else { "merge_conflict" }, &params)
}

fn show(call: &Call) -> Result<Exit, Failure> {
    let state = state(&call.existing_register()?)?;
    if call.json {
        call.document(&state)?;
        return Ok(Exit::Done);
    }
    match &state.package {
        None => call.say("package_none", &[])?,
        Some(package) => {
            let scope = scope(package, call);
            let PackageLine { team, made_at, made_by, base, .. } = package;
            call.say(
                "package_is",
                &[("team", team), ("scope", &scope), ("by", made_by), ("at", made_at), ("base", base)],
            )?;
        }
    }
    for merged in &state.merged {
        let batch = merged.batch.to_string();
        let params = [("team", merged.team.as_str()), ("file", &merged.file), ("at", &merged.at), ("batch", &batch)];
        call.say("package_merged_line", &params)?;
    }
    Ok(Exit::Done)
}
