//! What each type of value makes of the texts met in registers.

mod amounts;
mod codes;
mod texts;

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
