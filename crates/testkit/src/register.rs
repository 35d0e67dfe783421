//! The generated register: as many rows as asked for, 40 columns of the catalogue, in the spellings that departments use.
//!
//! It is what speed and memory are measured on. One header row, one sheet, one record per row, constant memory.
//! About one row in three has a remark of the usual kind (missing value, unknown code, vague date, dates or amounts out of
//! order).

use std::io;
use std::path::Path;

use fastrand::Rng;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

/// Columns of the register: header and how its cells come about.
const COLUMNS: [(&str, Column); 40] = [
    ("序号", Column::Serial),
    ("项目名称", Column::Name),
    ("系统简称", Column::ShortName),
    ("项目编码", Column::Code),
    ("填报单位", Column::Unit),
    ("建设单位", Column::Builder),
    (
        "行政区划",
        Column::OneOf(&["江西省", "南昌市", "九江市", "赣州市", "南昌县", "上饶市", "吉安市", "抚州市", "庐山市"]),
    ),
    ("联系人", Column::OneOf(&["甄样例", "贾登记", "郝填报", "尤清册", "方台账", "程汇总"])),
    ("联系电话", Column::Phone),
    ("建设层级", Column::OneOf(&["单位自建", "自建", "省级统建", "省统建", "市级统建", "国家统建"])),
    ("承建单位", Column::OneOf(&["样例软件有限公司", "示范信息技术有限公司", "赣鄱示例云计算有限公司", "/", ""])),
    ("主要功能", Column::Function),
    (
        "系统类别",
        Column::OneOf(&["重点业务系统", "业务系统", "门户网站", "OA", "办公系统", "APP", "数据资源库", "机房"]),
    ),
    ("建设性质", Column::OneOf(&["新建", "新建项目", "改扩建", "升级改造", "运维", "购买服务"])),
    ("项目状态", Column::OneOf(&["已建在用", "在用", "正常运行", "已建", "试运行", "在建", "建设中", "拟建", "停用"])),
    ("审批部门", Column::OneOf(&["江西省发展和改革委员会", "省发展改革委", "南昌市发展和改革委员会", ""])),
    ("批复文号", Column::Approval),
    ("审批时间", Column::Date),
    ("开工时间", Column::LaterDate),
    ("建成时间", Column::LaterDate),
    ("投入使用时间", Column::LaterDate),
    ("总投资（万元）", Column::Money),
    ("合同金额（万元）", Column::PartOfMoney),
    ("资金来源", Column::SomeOf(&["本级财政", "财政资金", "中央补助", "上级财政", "自筹资金", "专项债"])),
    ("年运维费（万元）", Column::SmallMoney),
    ("建设方式", Column::OneOf(&["自建", "购买服务", "统建下发", "自主开发"])),
    (
        "部署位置",
        Column::OneOf(&["省政务云", "省级政务云", "市政务云", "局机房", "自建机房", "电信机房", "私有云", "IDC"]),
    ),
    ("网络类型", Column::SomeOf(&["政务外网", "电子政务外网", "互联网", "业务专网", "部门专网", "局域网"])),
    ("专网名称", Column::OneOf(&["", "", "行业数据专网", "业务纵向专网"])),
    ("IPv6支持情况", Column::OneOf(&["支持", "部分支持", "不支持", "否", ""])),
    ("使用范围", Column::OneOf(&["单位内部", "全省", "省市县", "覆盖省级", "本地区"])),
    ("注册用户数", Column::Count),
    ("月活跃用户数", Column::PartOfCount),
    ("涉密分类", Column::OneOf(&["非涉密", "否", "不涉密"])),
    ("等保级别", Column::OneOf(&["二级", "三级", "等保三级", "2级", "未定级", "第三级"])),
    ("密评情况", Column::OneOf(&["已通过", "未开展", "未做", "不涉及"])),
    ("对接情况", Column::OneOf(&["对接省共享平台", "省共享平台", "已对接", "未对接", "无对接"])),
    ("数据目录编目情况", Column::OneOf(&["已编目", "部分编目", "未编目", "是"])),
    ("升级需求", Column::OneOf(&["无", "无", "有", "不需要"])),
    ("备注", Column::OneOf(&["", "", "拟于明年迁移", "含三个子系统", "＝待核＝", " 数据已归档 "])),
];

#[derive(Clone, Copy)]
enum Column {
    Serial,
    Name,
    ShortName,
    Code,
    Unit,
    Builder,
    Phone,
    Function,
    Approval,
    Date,
    LaterDate,
    Money,
    PartOfMoney,
    SmallMoney,
    Count,
    PartOfCount,
    OneOf(&'static [&'static str]),
    SomeOf(&'static [&'static str]),
}

const PLACES: [&str; 11] = ["赣东", "赣西", "赣南", "赣北", "赣中", "鄱湖", "信江", "抚河", "修河", "饶河", "袁河"];
const THEMES: [&str; 16] = [
    "行政审批",
    "资金监管",
    "应急指挥",
    "档案管理",
    "统计直报",
    "信用监管",
    "河湖巡查",
    "林地管理",
    "安全监测",
    "数据共享交换",
    "视频会议",
    "执法办案",
    "就业服务",
    "项目申报",
    "决策支持",
    "综合业务管理",
];
const KINDS: [&str; 6] = ["管理系统", "服务平台", "信息系统", "门户网站", "数据库", "监测平台"];
const OFFICES: [&str; 8] = ["水利厅", "教育厅", "民政厅", "财政厅", "林业局", "统计局", "商务厅", "文化和旅游厅"];

/// Writes the register with so many record rows as .xlsx. The same rows on every run.
///
/// # Errors
/// If the file cannot be written.
pub fn generate(rows: u32, path: &Path) -> io::Result<()> {
    write(rows, path).map_err(io::Error::other)
}

fn write(rows: u32, path: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&crate::book::fixed_properties()?);
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name("登记表")?;
    for (column, (header, _)) in (0u16..).zip(COLUMNS) {
        sheet.write_string(0, column, header)?;
    }
    let mut rng = Rng::with_seed(20_230_901);
    for row in 1..=rows {
        let mut line = Line { rng: &mut rng, row, year: 0, last: 0 };
        for (column, (_, kind)) in (0u16..).zip(COLUMNS) {
            line.cell(sheet, column, kind)?;
        }
    }
    workbook.save(path)
}

/// One row while it is written; its dates rise, and parts are smaller than the whole but for one in fifty.
struct Line<'a> {
    rng: &'a mut Rng,
    row: u32,
    year: u32,
    /// The last amount or count that may have a part.
    last: u32,
}

impl Line<'_> {
    fn cell(&mut self, sheet: &mut Worksheet, column: u16, kind: Column) -> Result<(), XlsxError> {
        match kind {
            Column::Serial => sheet.write_number(self.row, column, self.row)?,
            Column::Count => {
                self.last = self.rng.u32(0..20_000);
                sheet.write_number(self.row, column, self.last)?
            }
            Column::PartOfCount => {
                let part = self.part();
                sheet.write_number(self.row, column, part)?
            }
            Column::Money => {
                self.last = self.rng.u32(10_000..90_000_000);
                sheet.write_number(self.row, column, f64::from(self.last) / 10_000.0)?
            }
            Column::PartOfMoney => {
                let part = self.part();
                sheet.write_number(self.row, column, f64::from(part) / 10_000.0)?
            }
            Column::SmallMoney if self.rng.u8(0..20) == 0 => sheet.write_string(self.row, column, "/")?,
            Column::SmallMoney => sheet.write_number(self.row, column, f64::from(self.rng.u32(0..50_000)) / 100.0)?,
            text => {
                let text = self.text(text);
                if text.is_empty() {
                    return Ok(());
                }
                sheet.write_string(self.row, column, text)?
            }
        };
        Ok(())
    }

    fn part(&mut self) -> u32 {
        if self.rng.u8(0..50) == 0 { self.last + 100 } else { self.rng.u32(self.last / 2..=self.last) }
    }

    fn text(&mut self, kind: Column) -> String {
        match kind {
            Column::Name if self.rng.u16(0..1000) == 0 => String::new(),
            Column::Name => format!("{}{}{}{}", self.pick(&PLACES), self.pick(&THEMES), self.pick(&KINDS), self.row,),
            Column::ShortName => format!("{}{}", self.pick(&THEMES), self.row),
            Column::Code => format!("JX{:08}", self.row),
            Column::Unit => format!("江西省{}", self.pick(&OFFICES)),
            Column::Builder => format!("江西省{}样例信息中心", self.pick(&OFFICES)),
            Column::Phone => format!("0791-0000{:04}", self.rng.u16(0..10_000)),
            Column::Function => format!(
                "实现{}、{}等功能，为{}片区{}提供支撑，年办理业务{}件",
                self.pick(&THEMES),
                self.pick(&THEMES),
                self.pick(&PLACES),
                self.pick(&OFFICES),
                self.rng.u32(100..90_000)
            ),
            Column::Approval => format!("赣示例信〔{}〕{}号", self.rng.u32(2012..2023), self.rng.u32(1..999)),
            Column::Date => {
                self.year = self.rng.u32(2010..2017);
                self.date(self.year)
            }
            Column::LaterDate => {
                self.year = if self.rng.u8(0..50) == 0 { self.year - 1 } else { self.year + 1 };
                self.date(self.year)
            }
            Column::OneOf(_) if self.rng.u16(0..800) == 0 => "待定".into(),
            Column::OneOf(values) => self.pick(values).to_owned(),
            Column::SomeOf(values) => {
                let separator = ["、", ",", ";", "/", "\n"][self.rng.usize(0..5)];
                let first = self.pick(values);
                if self.rng.bool() { first.to_owned() } else { format!("{first}{separator}{}", self.pick(values)) }
            }
            Column::Serial
            | Column::Count
            | Column::PartOfCount
            | Column::Money
            | Column::PartOfMoney
            | Column::SmallMoney => String::new(),
        }
    }

    /// A date in one of the spellings of real registers.
    fn date(&mut self, year: u32) -> String {
        let (month, day) = (self.rng.u32(1..=12), self.rng.u32(1..=28));
        match self.rng.u8(0..40) {
            0..10 => format!("{year}-{month:02}-{day:02}"),
            10..18 => format!("{year}.{month}"),
            18..25 => format!("{year}年{month}月"),
            25..31 => format!("{year}/{month}/{day}"),
            31..35 => format!("{year}{month:02}"),
            35..39 => format!("{year}年"),
            _ => format!("{year}年底"),
        }
    }

    fn pick<'v>(&mut self, values: &[&'v str]) -> &'v str {
        values[self.rng.usize(0..values.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Sandbox;

    #[test]
    fn the_same_register_comes_every_time() {
        let sandbox = Sandbox::new();
        let (one, two) = (sandbox.path("1.xlsx"), sandbox.path("2.xlsx"));
        generate(50, &one).unwrap();
        generate(50, &two).unwrap();
        let (one, two) = (std::fs::read(one).unwrap(), std::fs::read(two).unwrap());
        assert!(one.len() > 5_000, "fifty rows of forty columns are some kilobytes");
        assert!(one == two, "figures measured on it are comparable between runs");
    }
}
