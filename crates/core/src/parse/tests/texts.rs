//! Dates, numbers, phones and codes of units.

use super::*;

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
