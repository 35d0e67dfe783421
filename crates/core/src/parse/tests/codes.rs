//! Codes, several of them, flags, and what is classified.

use super::*;

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
