//! Pages of the grid: any filter, any sort, searches of one to four characters, anywhere in the register.

use std::path::Path;
use std::time::Instant;

use qingce_api::records::Selection;
use qingce_api::{OpenOptions, Register};

use crate::Outcome;

/// Rows of one page, as a window shows them.
const PAGE: u64 = 100;

const FILTERS: [&str; 12] = [
    "",
    "status = 在建",
    "status in (已建在用;试运行) and secret_class = 非涉密",
    "invest_total >= 1000",
    "invest_total empty",
    "network_types has 部门专网 and network_types lacks 电子政务外网",
    "deploy_location in (部门自建机房;运营商IDC) and dj_level = 三级",
    "approval_date >= 2018 and approval_date < 2020",
    "report_unit = 江西省教育厅",
    "function_desc matches (审批;监管)",
    "contractor empty or om_cost_year > 500",
    "tag 上云迁移 and not tag 不参与标记",
];
const SORTS: [&str; 8] =
    ["", "project_name", "-invest_total", "report_unit", "approval_date", "-om_cost_year", "status", "contact"];
const SEARCHES: [&str; 9] = ["", "平", "审批", "大数据", "监测预警", "厅", "中心", "一体化", "管理系统"];

/// Asks for pages in every combination and prints median and 95th percentile in milliseconds.
pub fn measure(what: &str, database: &Path, budget: &str) -> Outcome<()> {
    let register = Register::open(database, OpenOptions::new("bench")?)?;
    let mut times = Vec::new();
    let mut turn = 0u64;
    let start = Instant::now();
    register.store().prepare_pages()?;
    let prepared = start.elapsed().as_secs_f64();
    for search in SEARCHES {
        for filter in FILTERS {
            for sort in SORTS {
                turn += 1;
                if turn.is_multiple_of(4) {
                    times.push(ask(&register, filter, sort, search, turn % 3 * 50)?);
                }
            }
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "| {what} (p50 / p95 / max of {}; prepared once in {prepared:.1} s) | {:.1} / {:.1} / {:.1} ms | | | {budget} | | |",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
    Ok(())
}

fn ask(register: &Register, filter: &str, sort: &str, search: &str, page: u64) -> Outcome<f64> {
    let sort = if sort.is_empty() { Vec::new() } else { vec![sort.to_owned()] };
    let request = Selection { condition: filter.into(), search: search.into(), fields: Vec::new(), sort };
    let start = Instant::now();
    let query = request.query(register)?;
    let page = register.store().page(&query, page * PAGE, PAGE)?;
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    if page.rows.len() as u64 > PAGE {
        return Err("a page of too many rows".into());
    }
    Ok(milliseconds)
}
