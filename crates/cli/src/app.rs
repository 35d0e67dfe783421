//! The arguments: one subcommand per file of `commands`, and what all of them share.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::call::Call;
use crate::commands::{
    add, attach, backup, baseline, batches, check, decide, duplicates, edit, export, fields, history, import, list,
    lists, merge, package, preview, progress, relate, restore, returning, rules, serve, tag, template, undo, units,
    verify,
};
use crate::failure::{Exit, Failure};

/// 信息化项目清册：把各部门报来的 Excel 登记表汇成一本台账，研判打标，再导出清单
#[derive(Debug, Parser)]
#[command(name = "qingce", version)]
pub struct App {
    /// What all subcommands share.
    #[command(flatten)]
    pub common: Common,
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of all subcommands.
#[derive(Debug, Args)]
pub struct Common {
    /// 清册文件；不写时用环境变量 QINGCE_DB 所指的文件，再没有就用本人数据文件夹里的“清册.db”
    #[arg(long, global = true, value_name = "文件", help_heading = "通用选项")]
    pub db: Option<PathBuf>,
    /// 输出一个 JSON 文档，供程序读取
    #[arg(long, global = true, help_heading = "通用选项")]
    pub json: bool,
    /// 操作人，写入日志；不写时用设置里的姓名，再没有就用登录名
    #[arg(long, global = true, value_name = "姓名", help_heading = "通用选项")]
    pub operator: Option<String>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 预览：看程序打算怎样读这个文件，不保存任何内容
    Preview(preview::PreviewArgs),
    /// 导入一个或多个登记表
    Import(import::ImportArgs),
    /// 列出台账中的项目
    List(list::ListArgs),
    /// 修改一个项目的字段，或者撤销一次修改
    Edit(edit::EditArgs),
    /// 按规则研判，给项目打标签
    Tag(tag::TagArgs),
    /// 对一个项目的标签作出决定：采纳或否决
    Decide(decide::DecideArgs),
    /// 列出研判规则，或者停用、启用一条规则
    Rules(rules::RulesArgs),
    /// 查重：列出可能是同一项目，或互为期次、运维、组成部分的项目
    Duplicates(duplicates::DuplicatesArgs),
    /// 答复查重：两个项目是什么关系
    Relate(relate::RelateArgs),
    /// 合并项目：把两个登记编号确认为同一项目，并成一项
    Merge(merge::MergeArgs),
    /// 导出一张清单
    Export(export::ExportArgs),
    /// 外业包：带一部分项目出去核查，带回来合并
    Package(package::PackageArgs),
    /// 核查：记下现场看到的情况
    Check(check::CheckArgs),
    /// 给一个项目添加照片或扫描件
    Attach(attach::AttachArgs),
    /// 手工登记一个项目
    Add(add::AddArgs),
    /// 导出空白登记表
    Template(template::TemplateArgs),
    /// 报送进度：应报单位、状态、期限、得分；核定、零报告、定期限
    Progress(progress::ProgressArgs),
    /// 应报单位名单：列出、导入、增加、减少
    Units(units::UnitsArgs),
    /// 年度对比：导入往年清册，看新增、注销、变更
    Baseline(baseline::BaselineArgs),
    /// 把一个单位报来的登记表标出问题，退回修改
    Return(returning::ReturnArgs),
    /// 列出历次导入的批次
    Batches(batches::BatchesArgs),
    /// 撤销一个批次
    Undo(undo::UndoArgs),
    /// 查看一个项目的来历：各项取值出自何处、何时由谁改过
    History(history::HistoryArgs),
    /// 检查清册：数据库、日志链、各批次的行数与金额
    Verify(verify::VerifyArgs),
    /// 备份清册
    Backup(backup::BackupArgs),
    /// 用备份恢复清册
    Restore(restore::RestoreArgs),
    /// 在浏览器里使用清册
    Serve(serve::ServeArgs),
    /// 列出全部字段
    Fields(fields::FieldsArgs),
    /// 列出可以导出的清单
    Lists(lists::ListsArgs),
}

impl Command {
    /// Runs the subcommand.
    pub fn run(self, call: &Call) -> Result<Exit, Failure> {
        match self {
            Command::Preview(args) => preview::run(&args, call),
            Command::Import(args) => import::run(&args, call),
            Command::List(args) => list::run(&args, call),
            Command::Edit(args) => edit::run(&args, call),
            Command::Tag(args) => tag::run(&args, call),
            Command::Decide(args) => decide::run(&args, call),
            Command::Rules(args) => rules::run(&args, call),
            Command::Duplicates(args) => duplicates::run(&args, call),
            Command::Relate(args) => relate::run(&args, call),
            Command::Merge(args) => merge::run(&args, call),
            Command::Export(args) => export::run(&args, call),
            Command::Package(args) => package::run(&args, call),
            Command::Check(args) => check::run(&args, call),
            Command::Attach(args) => attach::run(&args, call),
            Command::Add(args) => add::run(&args, call),
            Command::Template(args) => template::run(&args, call),
            Command::Progress(args) => progress::run(&args, call),
            Command::Units(args) => units::run(&args, call),
            Command::Baseline(args) => baseline::run(&args, call),
            Command::Return(args) => returning::run(&args, call),
            Command::Batches(args) => batches::run(&args, call),
            Command::Undo(args) => undo::run(&args, call),
            Command::History(args) => history::run(&args, call),
            Command::Verify(args) => verify::run(&args, call),
            Command::Backup(args) => backup::run(&args, call),
            Command::Restore(args) => restore::run(&args, call),
            Command::Serve(args) => serve::run(&args, call),
            Command::Fields(args) => fields::run(&args, call),
            Command::Lists(args) => lists::run(&args, call),
        }
    }
}
