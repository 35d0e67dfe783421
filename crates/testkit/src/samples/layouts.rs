//! Where the columns of each sample stand: six layouts met in real registers.

use super::{Project, cell};
use crate::book::{Book, Paper, Put};

/// A header and the key of its values; an empty key is the serial number.
type Columns = &'static [(&'static str, &'static str)];
/// A group header and its columns; a group without name has headers of full height.
type Groups = &'static [(&'static str, Columns)];

/// One header row, a title, a line above the table; headers as in the catalogue, with stars for what must be filled in.
pub(super) fn standard(projects: &[&Project]) -> Book {
    const COLUMNS: Columns = &[
        ("序号", ""),
        ("*项目名称", "project_name"),
        ("项目编码", "project_code"),
        ("*填报单位", "unit"),
        ("主管部门", "supervising_unit"),
        ("*行政区划", "region_code"),
        ("*建设单位", "build_unit"),
        ("承建单位", "contractor"),
        ("*主要功能", "function_desc"),
        ("业务领域", "business_domain"),
        ("*系统类别", "sys_category"),
        ("*建设性质", "nature"),
        ("*项目状态", "status"),
        ("建设阶段", "stage"),
        ("*建设层级", "build_level"),
        ("审批部门", "approval_dept"),
        ("批复文号", "approval_no"),
        ("审批时间", "approval_date"),
        ("开工时间", "start_date"),
        ("建成时间", "finish_date"),
        ("投入使用时间", "online_date"),
        ("*总投资（万元）", "invest_total"),
        ("*资金来源", "fund_source"),
        ("年运维费（万元）", "om_cost_year"),
        ("*部署位置", "deploy_location"),
        ("*网络类型", "network_types"),
        ("专网名称", "private_net_name"),
        ("IPv6支持情况", "ipv6"),
        ("*使用范围", "use_scope"),
        ("服务对象", "service_object"),
        ("月活跃用户数", "active_users_month"),
        ("使用频度", "use_freq"),
        ("最近使用时间", "last_use_date"),
        ("是否僵尸系统", "is_zombie"),
        ("*涉密分类", "secret_class"),
        ("*等保级别", "dj_level"),
        ("等保是否备案", "dj_filed"),
        ("密评情况", "mp_status"),
        ("系统架构", "arch"),
        ("是否虚拟化", "is_virtualized"),
        ("备份方式", "backup_mode"),
        ("应用容灾", "dr"),
        ("*对接情况", "integ_status"),
        ("数据目录编目情况", "catalog_status"),
        ("*升级需求", "upgrade_need"),
        ("升级需求说明", "upgrade_desc"),
        ("联系人", "contact"),
        ("联系电话", "contact_phone"),
        ("备注", "remark"),
    ];
    Book::new().sheet("登记表", |paper| {
        let last = width(COLUMNS);
        paper.merge((1, 1), (1, last), "2023年信息化项目登记表");
        paper.put(2, 1, "填报单位（盖章）：江西省水利厅数字河湖中心").put(2, last, "金额单位：万元");
        paper.row(3, 1, COLUMNS.iter().map(|(header, _)| *header));
        records(paper, 4, COLUMNS, projects);
    })
}

/// Two header rows with merged groups; 资金来源 stands under 建设资金 and under 运维.
pub(super) fn grouped(projects: &[&Project]) -> Book {
    const GROUPS: Groups = &[
        ("", &[("序号", ""), ("政务信息系统名称", "system_name"), ("行政区划", "region_code")]),
        ("立项情况", &[("审批部门", "approval_dept"), ("批复文号", "approval_no"), ("审批时间", "approval_date")]),
        (
            "建设情况",
            &[
                ("建设单位", "build_unit"),
                ("业务功能", "function_desc"),
                ("系统类型", "sys_category"),
                ("建设类型", "nature"),
                ("统建情况", "build_level"),
                ("建设起始时间", "start_date"),
                ("建成时间", "finish_date"),
            ],
        ),
        ("建设资金", &[("金额（万元）", "invest_total"), ("资金来源", "fund_source")]),
        ("运维", &[("年度金额（万元）", "om_cost_year"), ("资金来源", "om_fund_source")]),
        (
            "系统现状",
            &[
                ("系统状态", "status"),
                ("系统部署位置", "deploy_location"),
                ("已接入的网络类型", "network_types"),
                ("使用范围", "use_scope"),
                ("每月系统使用用户量", "active_users_month"),
                ("使用频度", "use_freq"),
            ],
        ),
        ("安全情况", &[("涉密分类", "secret_class"), ("信息安全等保级别", "dj_level"), ("密评情况", "mp_status")]),
        (
            "整合情况",
            &[
                ("是否与其他系统对接", "integ_status"),
                ("数据编目情况", "catalog_status"),
                ("是否有升级需求", "upgrade_need"),
                ("升级需求详细说明", "upgrade_desc"),
            ],
        ),
        ("", &[("备注", "remark")]),
    ];
    let columns = flat(GROUPS);
    Book::new().sheet("调查表", |paper| {
        paper.merge((1, 1), (1, width(&columns)), "部门已建政务信息系统调查表");
        paper.put(2, 1, "单位名称：江西省教育厅教育数据服务中心");
        header(paper, 3, GROUPS, 2);
        records(paper, 5, &columns, projects);
    })
}

/// Three header rows, a row of column numbers, a 合计 row and the lines below the table.
pub(super) fn numbered(projects: &[&Project]) -> Book {
    const GROUPS: Groups = &[
        ("", &[("序号", "")]),
        (
            "项目基本情况",
            &[
                ("项目名称", "project_name"),
                ("项目编号", "project_code"),
                ("建设单位", "build_unit"),
                ("主要功能", "function_desc"),
                ("项目类别", "sys_category"),
                ("项目状态", "status"),
                ("建设性质", "nature"),
                ("应用层级", "build_level"),
                ("批复文号", "approval_no"),
                ("批复时间", "approval_date"),
                ("竣工时间", "finish_date"),
                ("投入使用时间", "online_date"),
            ],
        ),
        (
            "资金情况",
            &[
                ("总投资\n（万元）", "invest_total"),
                ("资金来源", "fund_source"),
                ("年运维费\n（万元）", "om_cost_year"),
            ],
        ),
        (
            "部署及安全",
            &[
                ("部署位置", "deploy_location"),
                ("网络环境", "network_types"),
                ("专网名称", "private_net_name"),
                ("是否支持IPv6", "ipv6"),
                ("覆盖范围", "use_scope"),
                ("涉密分类", "secret_class"),
                ("登保级别", "dj_level"),
                ("对接情况", "integ_status"),
                ("数据目录编目情况", "catalog_status"),
            ],
        ),
        (
            "其他",
            &[
                ("升级需求", "upgrade_need"),
                ("升级改造内容", "upgrade_desc"),
                ("联系人", "contact"),
                ("联系电话", "contact_phone"),
                ("备注", "remark"),
            ],
        ),
    ];
    let columns = flat(GROUPS);
    Book::new().sheet("附件1", |paper| {
        let last = width(&columns);
        paper.put(1, 1, "附件1").merge((2, 1), (2, last), "全省信息化项目摸底调查表");
        paper.put(3, 1, "填报单位：江西省林业局林草数据站").put(3, 6, "行政区划：江西省").put(
            3,
            last,
            "金额单位：万元",
        );
        header(paper, 4, GROUPS, 3);
        paper.row(7, 1, (1..=i32::from(last)).collect::<Vec<_>>());
        let end = records(paper, 8, &columns, projects);
        paper.put(end, 2, "合计");
        total(paper, end, &columns, "invest_total", projects);
        total(paper, end, &columns, "om_cost_year", projects);
        paper.put(end + 2, 1, "填报人：尤清册").put(end + 2, 8, "联系电话：0791-00000104");
        paper.put(end + 3, 1, "说明：1.本表由项目建设单位填写。2.未验收的项目不填竣工时间。");
    })
}

/// Amounts in 元, section rows that name the unit, 小计 below each and 合计 at the end.
pub(super) fn yuan(projects: &[&Project]) -> Book {
    const COLUMNS: Columns = &[
        ("序号", ""),
        ("项目名称", "project_name"),
        ("区划名称", "region_code"),
        ("建设单位", "build_unit"),
        ("建设内容", "function_desc"),
        ("系统类别", "sys_category"),
        ("建设性质", "nature"),
        ("运行状态", "status"),
        ("建设层级", "build_level"),
        ("立项时间", "approval_date"),
        ("验收时间", "finish_date"),
        ("投资金额", "invest_total"),
        ("经费来源", "fund_source"),
        ("运维费用", "om_cost_year"),
        ("承建厂商", "contractor"),
        ("服务器位置", "deploy_location"),
        ("承载网络", "network_types"),
        ("用户分布范围", "use_scope"),
        ("是否涉密", "secret_class"),
        ("等保定级", "dj_level"),
        ("信创情况", "xc_status"),
        ("整合情况", "integ_status"),
        ("是否编目", "catalog_status"),
        ("是否需要升级", "upgrade_need"),
        ("升级改造内容", "upgrade_desc"),
        ("备注", "remark"),
    ];
    const NUMBERS: [&str; 3] = ["一", "二", "三"];
    let mut units: Vec<&str> = projects.iter().map(|project| project["unit"].as_str()).collect();
    units.dedup();
    Book::new().sheet("汇总", |paper| {
        let last = width(COLUMNS);
        paper.merge((1, 1), (1, last), "交通运输信息化项目汇总表").put(2, 1, "汇总单位：江西省交通运输厅");
        paper.put(2, last, "单位：元").row(3, 1, COLUMNS.iter().map(|(header, _)| *header));
        let mut row = 4;
        for (number, unit) in NUMBERS.iter().zip(units) {
            let own: Vec<&Project> = projects.iter().copied().filter(|project| project["unit"] == unit).collect();
            paper.merge((row, 1), (row, last), format!("{number}、{unit}"));
            row = records(paper, row + 1, COLUMNS, &own);
            paper.put(row, 2, "小计");
            total(paper, row, COLUMNS, "invest_total", &own);
            total(paper, row, COLUMNS, "om_cost_year", &own);
            row += 1;
        }
        paper.put(row, 2, "合计");
        total(paper, row, COLUMNS, "invest_total", projects);
        total(paper, row, COLUMNS, "om_cost_year", projects);
    })
}

/// A sheet that explains, then one project per sheet as label and value cells.
pub(super) fn cards(projects: &[&Project]) -> Book {
    const PAIRS: [[(&str, &str); 2]; 14] = [
        [("项目名称", "project_name"), ("建设单位", "build_unit")],
        [("行政区划", "region_code"), ("主管部门", "supervising_unit")],
        [("主要功能", "function_desc"), ("系统类别", "sys_category")],
        [("建设性质", "nature"), ("项目状态", "status")],
        [("建设层级", "build_level"), ("批复文号", "approval_no")],
        [("审批时间", "approval_date"), ("建成时间", "finish_date")],
        [("总投资（万元）", "invest_total"), ("资金来源", "fund_source")],
        [("年运维费（万元）", "om_cost_year"), ("承建单位", "contractor")],
        [("部署位置", "deploy_location"), ("网络类型", "network_types")],
        [("使用范围", "use_scope"), ("月活跃用户数", "active_users_month")],
        [("涉密分类", "secret_class"), ("等保级别", "dj_level")],
        [("对接情况", "integ_status"), ("数据目录编目情况", "catalog_status")],
        [("升级需求", "upgrade_need"), ("升级需求说明", "upgrade_desc")],
        [("联系人", "contact"), ("联系电话", "contact_phone")],
    ];
    let mut book = Book::new().sheet("填表说明", |paper| {
        paper.put(1, 1, "填表说明");
        paper.put(2, 1, "一、每个项目填写一张登记卡，一张工作表只填一个项目。");
        paper.put(3, 1, "二、金额以万元为单位，保留两位小数。");
        paper.put(4, 1, "三、涉密项目不在本表填报，请按保密渠道报送。");
    });
    for (number, project) in (1..).zip(projects) {
        book = book.sheet(&format!("登记卡{number}"), |paper| {
            paper.merge((1, 1), (1, 4), "政务信息系统登记卡");
            paper.put(2, 1, "填报单位").merge((2, 2), (2, 4), project["unit"].as_str());
            for (row, pair) in (3..).zip(PAIRS) {
                for (column, (label, key)) in [1, 3].into_iter().zip(pair) {
                    paper.put(row, column, label).row(row, column + 1, [cell(project, key)]);
                }
            }
        });
    }
    book
}

/// A text file as another system exports it, with an account and a password column that must not be kept.
pub(super) fn text(projects: &[&Project]) -> Book {
    const COLUMNS: Columns = &[
        ("序号", ""),
        ("组织全称", "unit"),
        ("所在县区", "region_code"),
        ("主管单位", "supervising_unit"),
        ("信息化项目名称", "project_name"),
        ("项目建设单位", "build_unit"),
        ("功能描述", "function_desc"),
        ("系统类型", "sys_category"),
        ("建设类型", "nature"),
        ("项目进展", "status"),
        ("系统层级", "build_level"),
        ("批复部门", "approval_dept"),
        ("批复时间", "approval_date"),
        ("终验时间", "finish_date"),
        ("项目总投资(万元)", "invest_total"),
        ("资金性质", "fund_source"),
        ("运维经费(万元)", "om_cost_year"),
        ("部署环境", "deploy_location"),
        ("接入网络类型", "network_types"),
        ("覆盖范围", "use_scope"),
        ("系统访问账号", "account"),
        ("登录密码", "password"),
        ("涉密情况", "secret_class"),
        ("等保等级", "dj_level"),
        ("系统对接情况", "integ_status"),
        ("是否有升级需求", "upgrade_need"),
        ("联系人", "contact"),
        ("联系方式", "contact_phone"),
        ("备注", "remark"),
    ];
    Book::new().sheet("(csv)", |paper| {
        paper.row(1, 1, COLUMNS.iter().map(|(header, _)| *header));
        records(paper, 2, COLUMNS, projects);
    })
}

/// Writes one row per project and gives the row after the last.
fn records(paper: &mut Paper, first: u32, columns: &[(&str, &str)], projects: &[&Project]) -> u32 {
    let mut row = first;
    for (serial, project) in (1..).zip(projects) {
        let cells = columns.iter().map(|(_, key)| if key.is_empty() { Put::from(serial) } else { cell(project, key) });
        paper.row(row, 1, cells.collect::<Vec<_>>());
        row += 1;
    }
    row
}

/// A header of two or three rows: groups over their columns; the last row of three is merged with the one above.
fn header(paper: &mut Paper, row: u32, groups: &[(&str, Columns)], rows: u32) {
    let mut column = 1;
    for (group, leaves) in groups {
        let bottom = row + rows - 1;
        let top = if group.is_empty() { row } else { row + 1 };
        if !group.is_empty() {
            paper.merge((row, column), (row, column + width(leaves) - 1), *group);
        }
        for (leaf, _) in *leaves {
            paper.merge((top, column), (bottom, column), *leaf);
            column += 1;
        }
    }
}

/// The sum of a column in its place, as the formula's result would stand there.
fn total(paper: &mut Paper, row: u32, columns: &[(&str, &str)], key: &str, projects: &[&Project]) {
    let at = columns.iter().position(|(_, k)| *k == key).expect("BUG: the layout has the column");
    let sum: f64 = projects.iter().filter_map(|project| project[key].parse::<f64>().ok()).sum();
    let column = u16::try_from(at + 1).expect("BUG: a sheet has few columns");
    paper.put(row, column, (sum * 10_000.0).round() / 10_000.0);
}

fn flat(groups: Groups) -> Vec<(&'static str, &'static str)> {
    groups.iter().flat_map(|(_, columns)| columns.iter().copied()).collect()
}

fn width(columns: &[(&str, &str)]) -> u16 {
    u16::try_from(columns.len()).expect("BUG: a sheet has few columns")
}
