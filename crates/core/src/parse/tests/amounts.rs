//! Money: amounts, units of columns, exact cells, headers of other units.

use super::*;

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
