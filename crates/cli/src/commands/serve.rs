//! `qingce serve`: the pages in a browser on this machine, for where there is no window.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use qingce_api::jobs::Jobs;
use qingce_api::office::Office;
use qingce_serve::Server;
use qingce_serve::ui::Ui;
use serde_json::json;

use crate::call::Call;
use crate::failure::{Exit, Failure};

/// 在浏览器里使用清册
#[derive(Debug, Args)]
#[command(
    override_usage = "qingce serve [选项]",
    after_help = "只有这台电脑上的浏览器能打开；网址里的口令只能用一次。按 Ctrl-C 结束。\n\n示例：\n  qingce serve\n  qingce serve --port 8720 --no-open"
)]
pub struct ServeArgs {
    /// 端口；不写时由程序自选
    #[arg(long, value_name = "端口", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// 不打开浏览器，只显示网址
    #[arg(long)]
    no_open: bool,
    /// 用这个文件夹里的界面文件
    #[arg(long, value_name = "文件夹")]
    ui: Option<PathBuf>,
}

/// Runs the subcommand; returns when Ctrl-C is pressed.
pub fn run(args: &ServeArgs, call: &Call) -> Result<Exit, Failure> {
    let office = Office::new(call.db()?, call.options_of_uploads()?);
    office.register()?;
    let ui = args.ui.clone().map_or(Ui::Built, Ui::Folder);
    let jobs = Arc::new(Jobs::new(Arc::new(office)));
    jobs.prepare();
    let server = Server::bind(jobs, ui, args.port)?;
    let url = server.url();
    if call.json {
        call.document(&json!({ "url": url }))?;
    } else {
        call.say("serving", &[("url", &url)])?;
    }
    if !args.no_open {
        // The address was told: where there is no browser to open, a person can.
        let _told = open::that_detached(&url);
    }
    server.run(call.cancel())?;
    Ok(Exit::Done)
}
