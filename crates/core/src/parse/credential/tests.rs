//! Texts that hold credentials, and texts that only speak of them.

use super::*;
use crate::words::Words;

fn words() -> SecretWords {
    Words::parse(include_str!("../../../../../seeds/words.toml")).unwrap().secret
}

#[test]
fn credentials_in_every_dress_are_met() {
    let words = words();
    for text in [
        "admin/123456",
        "admin / Abc@123",
        "ａｄｍｉｎ／１２３４５６",
        "管理员账号admin/pvX5qD_adm",
        "管理员：admin，Abc123",
        "（admin/Abc123）",
        "账号：admin 密码：Abc123",
        "账号\tzhangsan\n密码\tabc12345",
        "账号：zhangsan",
        "账号 test01 已开通",
        "账号密码：zhangsan Abc123!",
        "账号/密码：zhangsan/Abc123",
        "账号、密码分别为zhangsan、Abc123",
        "用户名/密码 test01/mGW9cP#Jx",
        "用户名admin，口令Abc@123",
        "用户名zhangsan密码abcdef",
        "用户名为gly，密码为 123456",
        "登录名是gly01",
        "帐户 gly01",
        "账户：zhangsan",
        "初始密码：123456",
        "初始口令为jACGu8#Jx，请及时修改",
        "密码（初始）：Abc123",
        "密码统一为Abc123",
        "密码默认Abc123",
        "密码均为888888",
        "密码888888请修改",
        "口令Abc123",
        "密码=8888",
        "密码：abcdef",
        "密码“Abc123”",
        "密码为【Abc123】",
        "Password: abcdef",
        "PWD=123456",
        "pwd 123456",
        "passwd：Abc_12",
        "user=root&password=Abc123",
        "jdbc:mysql://10.1.1.1:3306/oa?user=oa&password=Abc123",
        "jdbc:oracle:thin:scott/tiger@10.1.1.1:1521/orcl",
        "数据库scott/tiger@orcl",
        "ftp://oa:Abc123@10.1.1.1/",
        "http://oa:Abc123@10.1.1.1/",
        "ssh root@10.1.1.1",
        "root@db01.local",
        "admin@10.1.1.1",
        "zhangsan/Zs@12345",
        "www.jx1.gov.cn  gly0abc/r8DHUz_adm",
        "http://10.2.3.2:8080；用户名gly1abc；口令FEYMq9#Jx",
        "http://10.1.1.1/login 账号 admin 密码 a123456",
        "http://10.1.1.1/login?pwd=123456",
        "10.1.1.1:8080 admin/admin",
        "系统管理员admin 123456",
        "root/root",
        "sa:sa123",
        "nacos/nacos",
        "www.c.gov.cn  用户：gly  密：N2c7M3_adm",
        "账：gly 密＝123456",
        "ftp 用户 gly 密 Ftp2020x9",
        "password is hello2world",
        "密码见 wJ8kQ2mz",
        "PIN码：JQXt7k_adm",
        "PIN：1357",
        "pw: Abc123",
        "PASS=abcdef",
        "提取码：x7y2",
        "密 码：Abc123",
        "帐　号：gly01　　口　令：abcdef",
    ] {
        assert!(credential(text, &words), "{text}: nobody may find it in the register");
    }
}

#[test]
fn credentials_in_odd_words_are_met_and_honest_ones_stay() {
    let words = words();
    for text in [
        "登录：zhangsan Zs123456",
        "后台登陆： gly01 / 20230101",
        "远程维护：vpnuser，Vpn2020x",
        "口令卡号：A1234567",
        "口令卡 12345678",
        "pass word: abc123",
        "Pass Word：hello",
        "密码：首字母+工号",
        "密码：姓名首字母+123456",
        "初始密码为身份证后六位",
        "口令统一为单位简称+2023",
        "密码是手机号",
    ] {
        assert!(credential(text, &words), "{text}: nobody may find it in the register");
    }
    for text in [
        "登录：PC端、移动端",
        "登录：LDAP OAuth2",
        "登录：CAS SSO2023版",
        "统一登录：Web App2.0",
        "维护：Oracle 11g、Tomcat 8.5.32",
        "运行维护：ITSS2023001",
        "采用动态口令卡登录",
        "口令卡3000张",
        "密码：须含首字母大写",
        "密码：大写字母与数字组合",
        "支持手机号找回密码",
        "按工号登录，密码另发",
        "进口货物手机号核验",
    ] {
        assert!(!credential(text, &words), "{text} holds nothing that is secret");
    }
}

#[test]
fn texts_that_only_speak_of_passwords_stay() {
    let words = words();
    for text in [
        "统一身份认证账号体系建设",
        "密码应用安全性评估",
        "密码应用安全性评估已通过",
        "密码应用：GM/T0054-2018",
        "密评",
        "密评得分85.3",
        "采用国产密码算法",
        "采用国产密码SM2/SM4算法",
        "商用密码SM4",
        "符合密码GM/T0054要求",
        "密码2019年完成测评",
        "密码：SM4算法",
        "账号管理功能",
        "账号1000个",
        "账号：1000个",
        "账号为LDAP统一管理",
        "统一用户管理、账号管理、密码管理",
        "实现用户名密码登录",
        "支持账号密码、短信、UKey登录",
        "支持用户名/口令、CA证书登录",
        "服务器密码机VPN2台",
        "用户：全省各级机关",
        "管理员3名",
        "Oracle/MySQL8.0",
        "Windows2012R2/SQLServer2008R2",
        "SpringBoot2.7/Vue3",
        "oracle 11g",
        "B/S",
        "IPv4/IPv6",
        "x86_64/aarch64",
        "Tomcat8/jdk1.8.0_202",
        "http://10.1.1.1:8080/app",
        "www.jx.gov.cn/oa/Login3x",
        "10.1.1.1、10.1.1.2",
        "zhangsan@jx.gov.cn",
        "邮箱：zhang3@163.com",
        "email:zhang3@163.com",
        "等保2.0，GB/T22239-2019",
        "CPU 2*16C/64GB",
        "赣发改高技〔2014〕417号",
        "与OA系统、ERP2.0对接",
        "登录次数100万次",
        "口岸系统",
        "WebLogic 12c",
        "Oracle 19c RAC",
        "Test 1.0",
        "用户名/username",
        "账号/密码 account/password",
        "账户资金监管系统V2.0",
        "2021/6/1",
        "张三/13800000000",
        "是否涉密：NOT",
        "定密：2021A01",
        "密级：ABC123",
        "PaaS平台：K8S1.2",
        "GIS Mapping: v2.1",
        "江西 省 水利 厅 密码 管理：全省统一",
    ] {
        assert!(!credential(text, &words), "{text} holds nothing that is secret");
    }
}

#[test]
fn of_a_text_beside_passwords_the_addresses_are_kept() {
    let words = words();
    for (text, kept) in [
        ("www.jx1.gov.cn  gly0abc/r8dhuz", Some("www.jx1.gov.cn")),
        ("http://10.2.3.2:8080；用户名gly；口令abcdef", Some("http://10.2.3.2:8080")),
        ("http://59.52.1.3/ 账号：gly2abc 密码：v4wkny@2020", Some("http://59.52.1.3/")),
        ("10.1.1.1:8080，123456", Some("10.1.1.1:8080")),
        ("http://oa:abc@10.1.1.1/", None),
        ("gly/abcdef", None),
        ("暂无公网地址", Some("暂无公网地址")),
    ] {
        assert_eq!(kept_beside_passwords(text, &words).as_deref(), kept, "{text}");
    }
    let text = "http://10.1.1.1:8080/app 账号admin 密码a123456";
    assert_eq!(addresses(text, &words).as_deref(), Some("http://10.1.1.1:8080/app"), "an address is no secret");
}

#[test]
fn headers_tell_of_passwords() {
    let words = words();
    for (header, told) in [
        ("系统访问地址（网址、账号、密码）", true),
        ("登录方式/初始口令", true),
        ("URL & Password", true),
        ("密码应用安全性评估情况", false),
        ("商用密码应用", false),
        ("系统访问地址", false),
        ("Mapping Service", false),
        ("PIN码", true),
    ] {
        assert_eq!(password_header(header, &words), told, "{header}");
    }
}
