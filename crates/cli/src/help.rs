//! The help in Chinese: clap's own English headings replaced, examples at the end of every page.

use clap::{Arg, ArgAction, Command, CommandFactory};

use crate::app::App;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The command line as users see it.
pub fn command() -> Command {
    let mut command = App::command().disable_help_subcommand(true);
    command = command.subcommand_help_heading("命令").override_usage("qingce <命令> [选项]");
    command = command.disable_version_flag(true).arg(
        Arg::new("version")
            .short('V')
            .long("version")
            .help("显示版本")
            .action(ArgAction::Version)
            .help_heading("通用选项"),
    );
    let command = command.after_help(
        "返回值：0 完成　1 拒绝办理　2 用法有误　4 完成，但有的行不是项目、未能入库\n\n\
         示例：\n  qingce preview 登记表.xlsx\n  qingce import 登记表.xlsx\n  qingce tag\n  qingce export register --out 汇总台账.xlsx",
    );
    chinese(command)
}

fn chinese(command: Command) -> Command {
    let command =
        command.disable_help_subcommand(true).mut_subcommands(|sub| chinese(sub.subcommand_help_heading("子命令")));
    let help = Arg::new("help").short('h').long("help").help("显示帮助").action(ArgAction::HelpShort);
    command.help_template(TEMPLATE).disable_help_flag(true).arg(help.help_heading("通用选项")).mut_args(|arg| match arg
        .get_help_heading()
    {
        None if arg.is_positional() => arg.help_heading("参数"),
        None => arg.help_heading("选项"),
        Some(_) => arg,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        command().debug_assert();
    }

    /// The whole reference as one page of Markdown.
    fn reference() -> String {
        let mut page = String::from("# qingce\n\n");
        let mut command = command();
        command.build();
        page.push_str(&format!("```text\n{}```\n", command.render_help()));
        for sub in command.get_subcommands_mut() {
            let (name, help) = (sub.get_name().to_owned(), sub.render_help());
            page.push_str(&format!("\n## qingce {name}\n\n```text\n{help}```\n"));
            for below in sub.get_subcommands_mut() {
                let (help, below) = (below.render_help(), below.get_name());
                page.push_str(&format!("\n### qingce {name} {below}\n\n```text\n{help}```\n"));
            }
        }
        page.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
    }

    #[test]
    fn the_reference_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli.md");
        let reference = reference();
        if std::env::var_os("QINGCE_DOCS").is_some() {
            std::fs::write(path, &reference).expect("docs can be written");
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept.replace('\r', "") == reference,
            "docs/cli.md must be what --help says: QINGCE_DOCS=write cargo test -p qingce-cli"
        );
    }

    #[test]
    fn the_help_is_chinese() {
        let reference = reference();
        for english in ["Usage", "Options", "Arguments", "Commands", "Print help", "possible values", "default:"] {
            assert!(!reference.contains(english), "a clerk would meet “{english}”");
        }
    }
}
