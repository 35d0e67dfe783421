//! What each type of value makes of the texts met in registers.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::cell::Cell;
use crate::reading::{MoneyUnit, UnitSource};
use crate::reference::{Reference, SeedTexts};

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::parse(&SeedTexts::shipped()).unwrap());

/// The value as text (`!` in front of unread text, empty for none) and the codes of the remarks.
fn shown(parsed: &Parsed) -> (String, String) {
    let value = match &parsed.value {
        None => String::new(),
        Some(Value::Unread(text)) => format!("!{text}"),
        Some(value) => value.text(),
    };
    (value, parsed.remarks.iter().map(|remark| remark.code).collect::<Vec<_>>().join(" "))
}

fn expect(parsed: &Parsed, text: &str, value: &str, remarks: &str) {
    assert_eq!(shown(parsed), (value.to_owned(), remarks.to_owned()), "{text}");
}

#[test]
fn amounts() {
    let wan = |text: &str| money::money(text, MoneyUnit::Wan, UnitSource::Header, &REFERENCE.words.amount);
    for (text, value, remarks) in [
        ("1544.34", "1544.34", ""),
        (" 25,049.14 ", "25049.14", ""),
        ("２５，０４９．１４", "25049.14", ""),
        ("10624.61万元", "10624.61", ""),
        ("3500000元", "350", "money_unit_own"),
        ("1.2亿", "12000", "money_unit_own"),
        ("1亿2000万元", "12000", "money_unit_own"),
        ("￥350", "350", ""),
        ("人民币350万元整", "350", ""),
        ("RMB 350", "350", ""),
        ("约350万", "350", "money_about"),
        ("350万元左右", "350", "money_about"),
        ("350余万元", "350", "money_about"),
        ("35万元/年", "35", ""),
        ("350万元（含运维）", "350", "money_note"),
        ("350,含运维", "350", "money_note"),
        ("1.2E+05", "120000", ""),
        ("0", "0", ""),
        ("-5", "-5", "money_negative"),
        ("0.00000049", "0", "money_rounded"),
        ("1.23456789", "1.234568", "money_rounded"),
        ("", "", ""),
        ("/", "", ""),
        ("—", "", ""),
        ("无", "", ""),
        ("10-100", "!10-100", "money_unreadable"),
        ("300~500万", "!300~500万", "money_unreadable"),
        ("300万-500万", "!300万-500万", "money_unreadable"),
        ("80%", "!80%", "money_unreadable"),
        ("待定", "!待定", "money_unreadable"),
        ("12,34", "!12,34", "money_unreadable"),
        ("350万元，已付200万元", "350", "money_note"),
        ("350万元。", "350", ""),
        ("350万（2021年）", "350", "money_note"),
        ("1544.34（万元）", "1544.34", ""),
        ("200万，150万", "!200万，150万", "money_unreadable"),
        ("1.544,34", "!1.544,34", "money_unreadable"),
        ("350 200", "!350 200", "money_unreadable"),
        ("①350", "!①350", "money_unreadable"),
        ("100万美元", "!100万美元", "money_unreadable"),
        ("$100", "!$100", "money_unreadable"),
        ("USD 100", "!USD 100", "money_unreadable"),
        ("100港元", "!100港元", "money_unreadable"),
        ("350（美元）", "!350（美元）", "money_unreadable"),
        ("350万元（含50万美元贷款）", "350", "money_note"),
        ("(1,234.56)", "-1234.56", "money_negative"),
        ("（35万元）", "-35", "money_negative"),
        ("－35", "-35", "money_negative"),
        ("△35", "!△35", "money_unreadable"),
        ("1 234.56", "!1 234.56", "money_unreadable"),
        ("1，234．56", "1234.56", ""),
        ("0.5亿", "5000", "money_unit_own"),
        ("350.", "350", ""),
        ("壹佰万元", "!壹佰万元", "money_unreadable"),
        ("350+120", "!350+120", "money_unreadable"),
        ("350*2", "!350*2", "money_unreadable"),
        ("350元/月", "!350元/月", "money_unreadable"),
        ("350万元/3年", "!350万元/3年", "money_unreadable"),
        ("2021-06-01", "!2021-06-01", "money_unreadable"),
        ("2021年6月", "!2021年6月", "money_unreadable"),
        ("0.85%", "!0.85%", "money_unreadable"),
        ("100+50", "!100+50", "money_unreadable"),
        ("3.5.6", "!3.5.6", "money_unreadable"),
        ("9999999999999999", "!9999999999999999", "money_too_large"),
    ] {
        expect(&wan(text), text, value, remarks);
    }
}

#[test]
fn units_of_columns() {
    let read = |text: &str, unit, source| money::money(text, unit, source, &REFERENCE.words.amount);
    expect(&read("6247720", MoneyUnit::Yuan, UnitSource::Line), "yuan", "624.772", "");
    expect(&read("1.5", MoneyUnit::Yi, UnitSource::Header), "yi", "15000", "");
    expect(&read("150000", MoneyUnit::Wan, UnitSource::Header), "stated: trusted", "150000", "");
    expect(&read("150000", MoneyUnit::Wan, UnitSource::Assumed), "assumed: asked", "!150000", "money_unit_doubtful");
    expect(&read("99999", MoneyUnit::Wan, UnitSource::Assumed), "below the threshold", "99999", "");
    expect(&read("150000万元", MoneyUnit::Wan, UnitSource::Assumed), "says its unit itself", "150000", "");
    expect(&read("350万元", MoneyUnit::Yuan, UnitSource::Line), "own unit wins", "350", "money_unit_own");
}

#[test]
fn number_cells_are_exact() {
    let read = |n: f64, unit| money::money_number(n, unit, UnitSource::Header, &REFERENCE.words.amount);
    for (number, unit, value, remarks) in [
        (1544.34, MoneyUnit::Wan, "1544.34", ""),
        (0.1 + 0.2, MoneyUnit::Wan, "0.3", ""),
        (199_619.025_6, MoneyUnit::Wan, "199619.0256", ""),
        (6_247_720.0, MoneyUnit::Yuan, "624.772", ""),
        (77.705_1 / 3.0, MoneyUnit::Wan, "25.9017", ""),
        (1.0 / 3.0, MoneyUnit::Wan, "0.333333", "money_rounded"),
        (-1.5, MoneyUnit::Wan, "-1.5", "money_negative"),
        (1e30, MoneyUnit::Wan, "!1000000000000000000000000000000", "money_unreadable"),
    ] {
        expect(&read(number, unit), &number.to_string(), value, remarks);
    }
}

#[test]
fn dates() {
    let read = |text: &str| date::date_text(text, &REFERENCE.words.date);
    for (text, value, remarks) in [
        ("2014", "2014", ""),
        ("2014-3", "2014-03", ""),
        ("2014.03", "2014-03", ""),
        ("2021年6月", "2021-06", ""),
        ("2021 年 6 月份", "2021-06", ""),
        ("2021年6月30日", "2021-06-30", ""),
        ("2021年6月30号", "2021-06-30", ""),
        ("202106", "2021-06", ""),
        ("20210630", "2021-06-30", ""),
        ("2021/6/1", "2021-06-01", ""),
        ("2021-6-1 00:00:00", "2021-06-01", ""),
        ("2021-06-01T08:30:00", "2021-06-01", ""),
        ("２０２１．６", "2021-06", ""),
        ("二〇二三年六月", "2023-06", ""),
        ("二〇二三年十二月三十一日", "2023-12-31", ""),
        ("2021年6月（终验）", "2021-06", "date_note"),
        ("44000", "2020-06-18", "date_serial"),
        ("2021年底", "!2021年底", "date_vague"),
        ("2021年上半年", "!2021年上半年", "date_vague"),
        ("2023年第三季度", "!2023年第三季度", "date_vague"),
        ("约2021年", "!约2021年", "date_vague"),
        ("2013-2015", "!2013-2015", "date_range"),
        ("2021.3-2022.6", "!2021.3-2022.6", "date_range"),
        ("2023-03-01至2023-03-31", "!2023-03-01至2023-03-31", "date_range"),
        ("2021年十二月三十一日", "2021-12-31", ""),
        ("20216", "!20216", "date_unreadable"),
        ("2021.6-12", "!2021.6-12", "date_range"),
        ("2021年6-12月", "!2021年6-12月", "date_range"),
        ("2021年6月30日前", "!2021年6月30日前", "date_vague"),
        ("2021 6", "!2021 6", "date_unreadable"),
        ("2021年6月1日 8:30", "2021-06-01", ""),
        ("2021-13", "!2021-13", "date_impossible"),
        ("2021.2.30", "!2021.2.30", "date_impossible"),
        ("21年6月", "!21年6月", "date_two_digit_year"),
        ("21.6", "!21.6", "date_two_digit_year"),
        ("1899", "!1899", "date_year"),
        ("2100-01", "!2100-01", "date_year"),
        ("6/1/2021", "!6/1/2021", "date_unreadable"),
        ("2022.11.29白", "!2022.11.29白", "date_unreadable"),
        ("待定", "!待定", "date_words"),
        ("/", "", ""),
        ("", "", ""),
    ] {
        expect(&read(text), text, value, remarks);
    }
    for (number, value, remarks) in [
        (2014.0, "2014", ""),
        (202_106.0, "2021-06", ""),
        (20_210_630.0, "2021-06-30", ""),
        (2021.6, "2021-06", ""),
        (2021.11, "2021-11", ""),
        (2021.1, "2021-01", "date_january_or_october"),
        (41_826.0, "2014-07-06", "date_serial"),
        (44_000.5, "2020-06-18", "date_serial"),
        (1.0, "!1", "date_unreadable"),
    ] {
        expect(&date::date(&Cell::Number(number), &REFERENCE.words.date), &number.to_string(), value, remarks);
    }
    let cell = Cell::Date("2014-03-09 08:30:00".into());
    expect(&date::date(&cell, &REFERENCE.words.date), "date cell", "2014-03-09", "");
}

#[test]
fn codes() {
    for (list, text, value, remarks) in [
        ("dj_level", "无", "未定级", ""),
        ("dj_level", "三级（已备案）", "三级", "code_note"),
        ("dj_level", "2", "二级", ""),
        ("nature", "新建类", "新建", ""),
        ("nature", "运维项目", "运维", ""),
        ("deploy_location", "江西省政务云平台", "省级政务云", ""),
        ("status", "☑在建 □已建", "在建", ""),
        ("status", "□拟建 √在用 □停用", "已建在用", ""),
        ("status", "□拟建 □在建", "", "code_nothing_ticked"),
        ("status", "在建☑ 已建□", "在建", ""),
        ("status", "R在建 £已建", "在建", ""),
        ("status", "建好了", "!建好了", "code_unknown"),
        ("status", "在建、已建", "!在建、已建", "code_several"),
        ("status", "/", "", ""),
        ("deploy_location", "阿里云", "公有云", "code_ambiguous"),
        ("deploy_location", "其他：乡镇机房", "其他", "code_note"),
        ("deploy_location", "其他（村委会）", "其他", "code_note"),
        ("build_mode", "购买服务（无产权）", "购买服务", ""),
        ("nature", "1.新建", "新建", ""),
    ] {
        let read = code::code(text, REFERENCE.codes.list(list).unwrap(), &REFERENCE.words.code);
        expect(&read, text, value, remarks);
    }
}

#[test]
fn several_codes() {
    for (list, text, value, remarks) in [
        ("network_types", "互联网、政务外网", "互联网、电子政务外网", ""),
        ("network_types", "局域网\n政务外网", "单位局域网、电子政务外网", ""),
        ("network_types", "局域网;部门专网／互联网", "单位局域网、部门专网、互联网", ""),
        ("network_types", "互联网和政务外网", "互联网、电子政务外网", ""),
        ("network_types", "互联网 政务外网", "互联网、电子政务外网", ""),
        ("network_types", "1.互联网 2.政务外网", "互联网、电子政务外网", ""),
        ("network_types", "1、互联网2、政务外网", "互联网、电子政务外网", ""),
        ("network_types", "①互联网②政务外网", "互联网、电子政务外网", ""),
        ("network_types", "√互联网 □政务外网", "互联网", ""),
        ("network_types", "互联网、公网", "互联网", ""),
        ("network_types", "互联网、卫星网", "互联网、卫星网", "code_unknown"),
        ("network_types", "卫星网", "!卫星网", "code_unknown"),
        ("network_types", "/", "", ""),
        ("network_types", "", "", ""),
        ("fund_source", "中央补助,财政资金", "上级财政补助、本级财政", ""),
        ("zombie_reason", "使用范围小、频度低", "使用范围小频度低", ""),
        ("zombie_reason", "业务脱节、使用范围小、频度低", "与实际业务脱节、使用范围小频度低", ""),
        ("network_types", "部门专网（公安网、视频网）", "部门专网", "code_note"),
        ("integ_status", "无", "无对接", ""),
    ] {
        let read = code::multi(text, REFERENCE.codes.list(list).unwrap(), &REFERENCE.words.code);
        expect(&read, text, value, remarks);
    }
}

#[test]
fn flags() {
    let list = REFERENCE.codes.list("bool").unwrap();
    for (text, value, remarks) in [
        ("是", "是", ""),
        ("√", "是", ""),
        ("×", "否", ""),
        ("N", "否", ""),
        ("TRUE", "是", ""),
        ("无", "否", ""),
        ("已备案", "是", "code_note"),
        ("未备案", "否", "code_note"),
        ("是（2021年）", "是", "code_note"),
        ("√（已接入）", "是", "code_note"),
        ("☑是 □否", "是", ""),
        ("□是 ☑否", "否", ""),
        ("部分", "!部分", "flag_unreadable"),
        ("不清楚", "!不清楚", "flag_unreadable"),
        ("已申请未批复", "!已申请未批复", "flag_unreadable"),
        ("/", "", ""),
    ] {
        expect(&flag::flag(text, list, &REFERENCE.words.flag, &REFERENCE.words.code), text, value, remarks);
    }
}

#[test]
fn phones_and_codes_of_units() {
    for (text, value, remarks) in [
        ("0791-81234567", "0791-81234567", ""),
        ("13800000000", "13800000000", ""),
        ("0791－8123４567", "0791-81234567", ""),
        ("0791-81234567，13800000000", "0791-81234567、13800000000", ""),
        ("138 0000 0000", "13800000000", ""),
        ("（0791）81234567", "079181234567", ""),
        ("0791-81234567-801", "0791-81234567-801", ""),
        ("+86 13800000000", "13800000000", ""),
        ("400-800-8000", "400-800-8000", ""),
        ("某某 0791", "某某 0791", "phone_shape"),
        ("1380000", "1380000", ""),
        ("/", "", ""),
    ] {
        expect(&phone::phone(text), text, value, remarks);
    }
    for (text, value, remarks) in [
        ("91350100M000100Y43", "91350100M000100Y43", ""),
        ("91350100m000100y43", "91350100M000100Y43", ""),
        ("91350100M000100Y44", "91350100M000100Y44", "uscc_check"),
        ("91350100M000100I43", "91350100M000100I43", "uscc_shape"),
        ("M000100Y-4", "M000100Y-4", "uscc_old_code"),
        ("不知道", "!不知道", "uscc_shape"),
        ("无", "", ""),
    ] {
        expect(&uscc::uscc(text), text, value, remarks);
    }
}

#[test]
fn numbers() {
    for (text, value, remarks) in [
        ("1200", "1200", ""),
        ("1,200人", "1200", ""),
        ("1.2万", "12000", ""),
        ("1.2万人", "12000", ""),
        ("约500人", "500", "number_about"),
        ("1000+", "1000", "number_about"),
        ("1000余人", "1000", "number_about"),
        ("-3", "-3", "number_negative"),
        ("3.5", "!3.5", "int_unreadable"),
        ("100-200", "!100-200", "int_unreadable"),
        ("若干", "!若干", "int_unreadable"),
        ("/", "", ""),
    ] {
        expect(&number::int(text, &REFERENCE.words.amount), text, value, remarks);
    }
    let words = &REFERENCE.words;
    for (text, unit, column, value, remarks) in [
        ("64", "GB", None, "64", ""),
        ("64G", "GB", None, "64", ""),
        ("1.5TB", "GB", None, "1536", ""),
        ("512GB", "TB", None, "0.5", ""),
        ("2", "GB", Some("TB"), "2048", ""),
        ("100M", "Mbps", None, "100", ""),
        ("1G", "Mbps", None, "1000", ""),
        ("100兆", "Mbps", None, "100", ""),
        ("约2T", "TB", None, "2", "number_about"),
        ("大", "GB", None, "!大", "number_unreadable"),
    ] {
        expect(&number::measure(text, Some(unit), column, &words.amount, &words.measure), text, value, remarks);
    }
}

#[test]
fn headers_of_other_units_give_no_amounts() {
    let words = &REFERENCE.words.amount;
    for (header, unclear) in [
        ("总投资（万美元）", true),
        ("总投资（美元）", true),
        ("总投资/港元", true),
        ("总投资（USD）", true),
        ("外资/金额（万欧元）", true),
        ("总投资（元/万元）", true),
        ("总投资（元）（万元）", true),
        ("总投资（万元、美元）", true),
        ("总投资（百元）", true),
        ("总投资（十万元）", true),
        ("总投资（%）", true),
        ("总投资（万元）", false),
        ("总投资（百万元）", false),
        ("总投资（单位：万元）", false),
        ("建设资金（元）/总投资（万元）", false),
        ("总投资（万元/年）", false),
        ("总投资", false),
    ] {
        assert_eq!(money::unclear_unit(header, words), unclear, "{header}");
    }
    for (line, unclear) in [
        ("万美元", true),
        ("USD", true),
        ("元/万元", true),
        ("（港币）", true),
        ("万元", false),
        ("江西省外汇管理局", false),
        ("0791-88880000", false),
        ("元、个", false),
    ] {
        assert_eq!(money::unclear_line(line, words), unclear, "{line}: only a unit that gives no amount is unclear");
    }
    for (text, value, remarks) in [
        ("350", "!350", "money_unit_unclear"),
        ("350万美元", "!350万美元", "money_unit_unclear"),
        ("350万元", "350", ""),
        ("0", "0", ""),
        ("/", "", ""),
    ] {
        expect(&money::money_of_own_unit(text, words), text, value, remarks);
    }
}

#[test]
fn what_is_classified() {
    use secret::Classified::{No, Silent, Yes};
    let words = &REFERENCE.words;
    let list = REFERENCE.codes.list("secret_class");
    for (text, told) in [
        ("涉密", Yes),
        ("机密", Yes),
        ("机密级", Yes),
        ("是", Yes),
        ("√涉密 □非涉密", Yes),
        ("涉密？", Yes),
        ("部分涉密", Yes),
        ("非涉密系统，部分数据涉密", Yes),
        ("不确定是否涉密", Yes),
        ("秘密★10年", Yes),
        ("非涉密", No),
        ("不涉密", No),
        ("无密级", No),
        ("否", No),
        ("内部", No),
        ("□涉密 ☑非涉密", No),
        ("非涉密（内部使用）", No),
        ("否（已核实）", No),
        ("待定", Silent),
        ("", Silent),
    ] {
        assert_eq!(secret::secret_class(text, list, &words.classified), told, "{text}");
    }
    for (text, marked) in [
        ("机密★5年", true),
        ("秘密★", true),
        ("绝密", true),
        ("密级：机密", true),
        ("秘密", true),
        ("信息系统汇总表（机密）", true),
        ("不存储绝密信息", false),
        ("保守国家秘密教育平台", false),
        ("商用密码应用", false),
    ] {
        assert_eq!(secret::marking(text, &words.classified), marked, "{text}");
    }
}

/// Every parser on one text.
fn all(text: &str) -> Vec<Parsed> {
    let words = &REFERENCE.words;
    let network = REFERENCE.codes.list("network_types").unwrap();
    let level = REFERENCE.codes.list("dj_level").unwrap();
    let bool = REFERENCE.codes.list("bool").unwrap();
    credential::credential(text, &words.secret);
    credential::kept_beside_passwords(text, &words.secret);
    secret::marking(text, &words.classified);
    secret::secret_class(text, REFERENCE.codes.list("secret_class"), &words.classified);
    REFERENCE.unit_facts(text);
    REFERENCE.regions.find(text);
    vec![
        money::money(text, MoneyUnit::Wan, UnitSource::Header, &words.amount),
        date::date_text(text, &words.date),
        code::code(text, level, &words.code),
        code::multi(text, network, &words.code),
        flag::flag(text, bool, &words.flag, &words.code),
        phone::phone(text),
        uscc::uscc(text),
        number::int(text, &words.amount),
        number::measure(text, Some("GB"), None, &words.amount, &words.measure),
        plain::plain(text),
    ]
}

/// Texts as clerks write them: pieces of what is met, put together at random.
fn clerk() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "2021",
        "6",
        "年",
        "月",
        ".",
        "-",
        "/",
        "约",
        "万元",
        "元",
        "亿",
        ",",
        "，",
        "、",
        "互联网",
        "政务外网",
        "三级",
        "（",
        "）",
        "☑",
        "□",
        "√",
        "是",
        "否",
        "未",
        "已",
        "密码",
        "账号",
        "：",
        "admin",
        "涉密",
        "非",
        "机密★",
        "0791",
        "138",
        "其他",
        "①",
        " ",
        "\n",
        "１",
        "0",
        "e",
        "+",
        "GB",
        "T",
        "江西省",
        "南昌市",
        "东湖区",
        "水利厅",
        "十",
        "二〇",
        "£",
        "R",
        "同上",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_stops_a_parser(text in "\\PC{0,40}", made in clerk()) {
        all(&text);
        all(&made);
    }

    #[test]
    fn canonical_texts_read_as_themselves(made in clerk()) {
        for (place, parsed) in all(&made).into_iter().enumerate() {
            let Some(value) = parsed.value.filter(|value| !matches!(value, Value::Unread(_))) else { continue };
            let again = all(&value.text()).swap_remove(place);
            prop_assert_eq!(again.value, Some(value), "an export must import as nothing changed: {}", made);
        }
    }
}
