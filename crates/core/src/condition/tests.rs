use super::form::{Form, Join, Operator};
use super::*;
use crate::naming::list_name;
use crate::record::Facts;
use crate::reference::{Reference, SeedTexts};
use crate::value::{Value, Values};
use chrono::NaiveDate;
use proptest::prelude::*;

fn catalogue() -> Catalogue {
    Catalogue::parse(include_str!("../../../../seeds/fields.toml"), &[]).unwrap()
}

fn subject<'a>(values: &'a Values, facts: &'a Facts) -> Subject<'a> {
    Subject { values, facts, to_return: false, today: NaiveDate::from_ymd_opt(2023, 9, 12).unwrap() }
}

fn judge(condition: &str, pairs: &[(&str, Value)], tags: &[&str]) -> Option<bool> {
    let catalogue = catalogue();
    let mut values = Values::empty(catalogue.len());
    for (key, value) in pairs {
        values.set(catalogue.known(key), Some(value.clone()));
    }
    let facts = Facts { tags: tags.iter().map(|t| (*t).to_owned()).collect(), ..Facts::default() };
    Condition::parse(condition, &catalogue).unwrap().eval(&subject(&values, &facts))
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn date(text: &str) -> Value {
    Value::Date(PartialDate::from_text(text).unwrap())
}

#[test]
fn empty_is_unknown_never_no() {
    assert_eq!(judge("secret_class = 非涉密", &[], &[]), None, "an empty field must lead to 待核实");
    assert_eq!(judge("deploy_location not in (省级政务云;市级政务云)", &[], &[]), None);
    assert_eq!(judge("network_types lacks 电子政务外网", &[], &[]), None);
    assert_eq!(
        judge("status = 在建 and secret_class = 非涉密", &[("status", text("拟建"))], &[]),
        Some(false),
        "a no decides"
    );
    assert_eq!(
        judge("status = 在建 or secret_class = 非涉密", &[("status", text("在建"))], &[]),
        Some(true),
        "a yes decides"
    );
    assert_eq!(judge("not secret_class = 非涉密", &[], &[]), None);
}

#[test]
fn is_and_empty_always_answer() {
    assert_eq!(judge("postpone_integration is not 是", &[], &[]), Some(true), "nobody applied for a delay");
    assert_eq!(judge("postpone_integration is 是", &[], &[]), Some(false));
    assert_eq!(judge("secret_class empty", &[], &[]), Some(true));
    assert_eq!(judge("secret_class not empty", &[("secret_class", text("非涉密"))], &[]), Some(true));
    let unread = Value::Unread("大约三百万".into());
    assert_eq!(
        judge("invest_total empty", &[("invest_total", unread.clone())], &[]),
        Some(true),
        "unread text is no amount"
    );
    assert_eq!(judge("invest_total > 1", &[("invest_total", unread)], &[]), None);
}

#[test]
fn amounts_are_compared_in_wan() {
    let amount = [("invest_total", Value::Money(Fen(1_544_340_000)))];
    assert_eq!(judge("invest_total >= 1544.34", &amount, &[]), Some(true), "exact, no float between");
    assert_eq!(judge("总投资 > 1544.34", &amount, &[]), Some(false), "headers name fields as keys do");
}

#[test]
fn dates_are_compared_as_far_as_they_are_precise() {
    for (when, condition, told) in [
        ("2022", "finish_date < 2023-04", Some(true)),
        ("2022", "finish_date < 2022-04", None),
        ("2022", "finish_date = 2022", Some(true)),
        ("2022-05-01", "finish_date = 2022", Some(true)),
        ("2022-05-01", "finish_date > 2022", Some(false)),
        ("2022-09-11", "finish_date older than 12 months", Some(true)),
        ("2022-09-12", "finish_date older than 12 months", Some(false)),
        ("2022", "finish_date older than 12 months", None),
        ("2022-08", "finish_date older than 12 months", Some(true)),
        ("2023", "finish_date older than 12 months", Some(false)),
    ] {
        assert_eq!(judge(condition, &[("finish_date", date(when))], &[]), told, "{when}: {condition}");
    }
}

#[test]
fn several_codes_and_words() {
    let networks = [("network_types", Value::Multi(vec!["部门专网".into(), "互联网".into()]))];
    assert_eq!(judge("network_types has 部门专网", &networks, &[]), Some(true));
    assert_eq!(judge("network_types has any (电子政务外网;互联网)", &networks, &[]), Some(true));
    assert_eq!(judge("network_types has all (电子政务外网;互联网)", &networks, &[]), Some(false));
    assert_eq!(judge("network_types lacks 电子政务外网", &networks, &[]), Some(true));
    let old = [("os_app", text("windows server 2008 R2 企业版"))];
    assert_eq!(
        judge("os_app matches (Windows Server 2003;Windows Server 2008)", &old, &[]),
        Some(true),
        "case does not matter"
    );
}

#[test]
fn tags_are_met_with_or_without_class() {
    assert_eq!(judge("tag 升级改造", &[], &["升级改造/对接"]), Some(true));
    assert_eq!(judge("tag 升级改造/编目", &[], &["升级改造/对接"]), Some(false));
    assert_eq!(judge("not tag 不参与标记", &[], &[]), Some(true));
}

#[test]
fn mistakes_are_told_with_their_place() {
    let catalogue = catalogue();
    for (wrong, told) in [
        ("nonsense = 1", "at 1: no field nonsense"),
        ("status =", "at 9: expected a value, found "),
        ("status in (a;)", "at 14: expected a value, found )"),
        ("invest_total > many", "at 16: many is no value of invest_total"),
        ("finish_date < 2021-13", "at 15: 2021-13 is no value of finish_date"),
        ("(status = a", "at 12: expected ), found "),
        ("status ~ a", "at 8: expected an operator, found ~"),
        ("status = a b", "at 12: expected and, or or the end, found b"),
    ] {
        assert_eq!(Condition::parse(wrong, &catalogue).unwrap_err().to_string(), told, "the editor points at it");
    }
    let deep = "(".repeat(100_000);
    assert_eq!(Condition::parse(&deep, &catalogue), Err(ConditionError::TooDeep), "no text exhausts the stack");
}

#[test]
fn text_of_the_shipped_rules_parses_back() {
    let catalogue = catalogue();
    let rules = crate::rule::RuleBook::parse(include_str!("../../../../seeds/rules.toml"), &catalogue).unwrap();
    assert_eq!(rules.rules().len(), 34, "every line of the rule table is a rule");
    for rule in rules.rules() {
        let text = rule.condition.text(&catalogue);
        assert_eq!(Condition::parse(&text, &catalogue).unwrap(), rule.condition, "{}: {text}", rule.line.id);
    }
}

#[test]
fn every_shipped_rule_can_be_edited_in_the_form() {
    let catalogue = catalogue();
    let rules = crate::rule::RuleBook::parse(include_str!("../../../../seeds/rules.toml"), &catalogue).unwrap();
    for rule in rules.rules() {
        let form = Form::of(&rule.condition, &catalogue);
        let back = form.as_ref().map(|form| form.condition(&catalogue));
        assert_eq!(back, Some(Ok(rule.condition.clone())), "{}: {form:?}", rule.line.id);
        for row in form.iter().flat_map(|form| form.groups.iter().flatten()).filter(|row| !row.field.is_empty()) {
            let kind =
                Condition::parse(&format!("{} empty", row.field), &catalogue).unwrap().operands()[0].kind(&catalogue);
            let offered = Operator::offered(kind);
            assert!(
                offered.contains(&row.operator),
                "{}: the form must offer what the rule says: {row:?}",
                rule.line.id
            );
        }
    }
}

#[test]
fn written_conditions_read_like_those_of_a_person() {
    let catalogue = catalogue();
    for text in [
        "secret_class = 非涉密 and status in (已建在用;试运行)",
        "tag 上云迁移 and (arch is not C/S or os_app matches (\"CentOS 6\";AIX))",
        "status is \"not\" and last_use_date older than 12 months and invest_total >= 50.5",
        "not (tag 甲) or status = \"a;b\"",
    ] {
        assert_eq!(
            Condition::parse(text, &catalogue).unwrap().text(&catalogue),
            text,
            "quotes only where they are needed"
        );
    }
}

#[test]
fn forms_have_two_levels() {
    let catalogue = catalogue();
    let form = |text: &str| Form::of(&Condition::parse(text, &catalogue).unwrap(), &catalogue);
    let sizes = |text: &str| form(text).map(|f| (f.join, f.groups.iter().map(Vec::len).collect::<Vec<_>>()));
    assert_eq!(sizes(""), Some((Join::And, vec![])), "a new rule begins without rows");
    assert_eq!(sizes("status = 在建 and (tag 甲 or not tag 乙)"), Some((Join::And, vec![1, 2])));
    assert_eq!(sizes("status = 在建 or (ipv6 empty and dr = 否)"), Some((Join::Or, vec![1, 2])));
    for rich in ["not status = 在建", "(status = 在建 or (ipv6 empty and dr = 否)) and tag 甲"] {
        assert_eq!(form(rich), None, "{rich} is edited as text");
    }
    let mut wrong = form("status = 在建 and invest_total >= 500").unwrap();
    wrong.groups[1][0].values = vec!["许多".into()];
    let told = wrong.condition(&catalogue).unwrap_err();
    assert_eq!(
        (told.row, told.why.to_string()),
        (2, "at 17: 许多 is no value of invest_total".into()),
        "which row is wrong"
    );
}

#[test]
fn what_a_condition_needs_is_what_leaves_it_unknown() {
    let catalogue = catalogue();
    let needs = |text: &str| -> Vec<String> {
        let condition = Condition::parse(text, &catalogue).unwrap();
        condition.needs().iter().map(|operand| operand.key(&catalogue).to_owned()).collect()
    };
    let asked =
        needs("arch = B/S and postpone_integration is not 是 and not (secret_class in (涉密;非涉密) or dr empty)");
    assert_eq!(asked, ["arch", "secret_class"], "a clerk is not asked for what makes no difference");
}

fn named() -> Catalogue {
    Reference::parse(&SeedTexts::shipped()).unwrap().catalogue
}

#[test]
fn coded_values_are_called_by_their_names() {
    let catalogue = named();
    for (written, canonical) in [
        ("行政区划 = 南昌县", "region_code = 南昌县"),
        ("region_code = 360121", "region_code = 南昌县"),
        ("region_code in (章贡;360100;江西省南昌市东湖区)", "region_code in (章贡区;南昌市;东湖区)"),
        ("region_code is not 九江县", "region_code is not 柴桑区"),
        ("dj_level = Ⅲ", "dj_level = 三级"),
        ("network_types has (政务外网)", "network_types has any (电子政务外网)"),
        ("status = 随便", "status = 随便"),
    ] {
        let condition = Condition::parse(written, &catalogue).unwrap();
        assert_eq!(condition.text(&catalogue), canonical, "{written} is shown as clerks read it");
    }
    let mut values = Values::empty(catalogue.len());
    values.set(catalogue.known("region_code"), Some(text("360121")));
    let asked = Condition::parse("region_code = 南昌县", &catalogue).unwrap();
    assert_eq!(asked.eval(&subject(&values, &Facts::default())), Some(true), "records hold the code");
    for (wrong, told) in [
        ("region_code = 南昌", "at 15: 南昌 may be any of 南昌市（360100）, 南昌县（360121）"),
        ("region_code in (南昌县;京)", "at 16: 京 is no value of region_code"),
    ] {
        assert_eq!(Condition::parse(wrong, &catalogue).unwrap_err().to_string(), told, "never guessed");
    }
}

#[test]
fn shipped_rules_call_codes_by_their_own_names() {
    let (plain, named) = (catalogue(), named());
    let rules = |catalogue: &Catalogue| {
        crate::rule::RuleBook::parse(include_str!("../../../../seeds/rules.toml"), catalogue).unwrap()
    };
    for (plain, named) in rules(&plain).rules().iter().zip(rules(&named).rules()) {
        assert_eq!(plain.condition, named.condition, "{}: a rule must not mean another code", plain.line.id);
    }
}

/// Conditions on every coded field, whose values are called by their codes, their names and by anything else.
fn any_named() -> impl Strategy<Value = String> {
    let catalogue = named();
    let naming = catalogue.naming();
    let mut asked = Vec::new();
    for field in catalogue.fields() {
        let list = list_name(field.kind, field.codes.as_deref()).and_then(|list| naming.codes.list(list));
        let mut names: Vec<String> = list.into_iter().flat_map(|list| list.codes().to_vec()).collect();
        names.extend(list.into_iter().flat_map(|list| list.written().concat()));
        if field.kind == FieldType::Region {
            names.extend(naming.regions.all().iter().flat_map(|region| [region.code.clone(), region.name.clone()]));
        }
        let several = field.kind == FieldType::Multi;
        asked.extend(names.into_iter().map(|name| (field.key.clone(), several, name)));
    }
    let operator = proptest::sample::select(vec![("=", "has any"), ("is not", "lacks"), ("not in", "has all")]);
    (proptest::sample::select(asked), operator).prop_map(|((key, several, name), (one, many))| {
        format!("{key} {} {}", if several { many } else { one }, quoted(&name))
    })
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let catalogue = catalogue();
    let status = Operand::Field(catalogue.known("status"));
    let money = Operand::Field(catalogue.known("invest_total"));
    let word = "[\\PC]{1,6}";
    let leaf = prop_oneof![
        word.prop_map(move |w| Condition::Test(status, Test::Compare(Compare::Equal, Literal::Text(w)))),
        any::<i32>()
            .prop_map(move |n| Condition::Test(money, Test::Compare(Compare::Less, Literal::Money(Fen(n.into()))))),
        Just(Condition::Test(money, Test::NotEmpty)),
        word.prop_map(Condition::Tag),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Condition::And),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            inner.prop_map(|c| Condition::Not(Box::new(c))),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_parses_or_is_refused(text in "\\PC{0,60}") {
        let _either = Condition::parse(&text, &catalogue());
    }

    #[test]
    fn written_conditions_parse_back(condition in any_condition()) {
        let catalogue = catalogue();
        let text = condition.text(&catalogue);
        let back = Condition::parse(&text, &catalogue).unwrap();
        prop_assert_eq!(back.text(&catalogue), text, "saved views open as they were saved");
    }

    #[test]
    fn what_is_called_by_a_name_is_the_same_when_it_is_read_again(written in any_named()) {
        let catalogue = named();
        let condition = Condition::parse(&written, &catalogue).unwrap();
        let text = condition.text(&catalogue);
        prop_assert_eq!(Condition::parse(&text, &catalogue), Ok(condition.clone()), "{} became {}", written, text);
        let form = Form::of(&condition, &catalogue).map(|form| form.condition(&catalogue));
        prop_assert_eq!(form, Some(Ok(condition)), "and through the form too");
    }

    #[test]
    fn a_form_gives_back_its_condition(condition in any_condition()) {
        let catalogue = catalogue();
        if let Some(form) = Form::of(&condition, &catalogue) {
            let back = form.condition(&catalogue);
            prop_assert_eq!(back, Ok(condition), "opening a rule in the form must not change it");
        }
    }

    #[test]
    fn a_form_that_is_a_condition_comes_back_as_itself(condition in any_flat()) {
        let catalogue = catalogue();
        let form = Form::of(&condition, &catalogue);
        prop_assert!(form.is_some(), "two levels of rows always have a form");
        prop_assert_eq!(form.unwrap().condition(&catalogue), Ok(condition), "and lose nothing on the way");
    }
}

/// Every operator on every type of field, in two levels.
fn any_flat() -> impl Strategy<Value = Condition> {
    let catalogue = catalogue();
    let kinds = ["status", "invest_total", "network_types", "finish_date", "project_name", "active_users_month"];
    let rows = kinds.into_iter().flat_map(move |key| {
        let operand = Operand::Field(catalogue.known(key));
        let literal = match operand.kind(&catalogue) {
            FieldType::Money => Literal::Money(Fen(1_544_340_000)),
            FieldType::Int | FieldType::Number => Literal::Number(2.5),
            FieldType::Date => Literal::Date(PartialDate::from_text("2021-06").unwrap()),
            _ => Literal::Text("a\"\\;( 甲".into()),
        };
        let texts = vec!["一 b".to_owned(), "".to_owned(), "=;)".to_owned()];
        let tests = [
            Test::Compare(Compare::AtMost, literal.clone()),
            Test::Compare(Compare::NotEqual, literal.clone()),
            Test::Is(literal.clone()),
            Test::IsNot(literal.clone()),
            Test::In(vec![literal.clone(), literal.clone()]),
            Test::NotIn(vec![literal]),
            Test::HasAny(texts.clone()),
            Test::HasAll(texts.clone()),
            Test::Lacks(texts.clone()),
            Test::Matches(texts),
            Test::Empty,
            Test::NotEmpty,
            Test::OlderThanMonths(12),
        ];
        tests.into_iter().map(move |test| Condition::Test(operand, test))
    });
    let row = proptest::sample::select(rows.collect::<Vec<_>>());
    let group = |join: fn(Vec<Condition>) -> Condition, row: BoxedStrategy<Condition>| {
        proptest::collection::vec(row, 2..4).prop_map(join)
    };
    let row = row.boxed();
    let any = group(Condition::Or, row.clone()).boxed();
    let all = group(Condition::And, row.clone()).boxed();
    prop_oneof![
        row.clone(),
        group(Condition::And, prop_oneof![row.clone(), any].boxed()),
        group(Condition::Or, prop_oneof![row, all].boxed()),
    ]
}
