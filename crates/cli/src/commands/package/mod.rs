//! `qingce package`: packages made, opened, merged.

mod conflict;
mod dialogue;
mod merge;
mod preview;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use qingce_api::OpenOptions;
use qingce_api::package::{CreatePackageRequest, OpenPackageRequest, PackageLine, create, open, state};
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};

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
        override_usage = "qingce package merge <文件>… [--keep <哪一方>] [--dry-run]",
        after_help = "两边改得不同的地方是冲突。在终端里逐处问：o 保留本册、t 采用外业包、e 另填、s 先放着、a 其余都取一方、q 先不合并；\n\
                      已作出的选择留到下次。不在终端里，或加了 --json 时，把冲突列出来，什么都不合并。\n\
                      同一个外业包合并两次没有影响。\n\n示例：\n  \
                      qingce package merge U盘/一组.qcp\n  qingce package merge U盘/*.qcp --keep theirs"
    )]
    Merge {
        /// 外业包文件，可以有多个
        #[arg(value_name = "文件", required = true)]
        files: Vec<PathBuf>,
        /// 冲突怎么办：ask 逐处问（默认）、ours 保留本册、theirs 采用外业包
        #[arg(
            long,
            value_name = "哪一方",
            value_enum,
            default_value = "ask",
            hide_default_value = true,
            hide_possible_values = true
        )]
        keep: Keep,
        /// 只看会带来什么，不合并
        #[arg(long = "dry-run")]
        dry_run: bool,
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
        What::Merge { files, keep, dry_run } => merge::run(files, *keep, *dry_run, call),
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
