//! A name taken apart: what it is about, and what it says of phase, lot, year, maintenance, upgrade and part.
//!
//! The invariant: nothing that tells two projects apart is dropped silently. A number that is no phase, lot or year is
//! kept beside the core, and a core is never empty where the name is not.

use super::scales::Scales;

/// What a name says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Name {
    /// What it is about, without unit, general words and markers.
    pub core: Box<[char]>,
    /// Pairs of neighbouring characters of the core, sorted.
    pub bigrams: Box<[u64]>,
    /// Other numbers in it.
    pub numbers: Box<[u32]>,
    /// 二期 = 2; none where it tells no phase.
    pub phase: Option<u32>,
    /// 第一标段 = 1.
    pub lot: Option<u32>,
    /// A year in it; 0 = none.
    pub year: u32,
    /// It keeps something running.
    pub maintenance: bool,
    /// It changes something that is there.
    pub upgrade: bool,
    /// It calls itself a part.
    pub part: bool,
    /// The kind of thing, by the kinds of the seeds; 0 = a system or what not.
    pub kind: u8,
}

/// Takes a folded name apart; `front` gives back the name without the unit in front of it.
pub(super) fn take_apart(folded: &str, scales: &Scales, front: &dyn Fn(&str) -> usize) -> Option<Name> {
    if folded.is_empty() {
        return None;
    }
    let mut rest = &folded[front(folded)..];
    while let Some(behind) = scales.words.front.iter().find_map(|word| rest.strip_prefix(word.as_str())) {
        if behind.chars().count() < 3 {
            break;
        }
        rest = behind;
    }
    let mut name = Name::default();
    let text = numbers(rest, scales, &mut name);
    let text = aliased(&text, scales);
    let bare = ends(&text, scales, &mut name);
    let core: Vec<char> = without_weak(bare, scales).chars().collect();
    let mut bigrams: Vec<u64> = core.windows(2).map(|pair| u64::from(pair[0]) << 32 | u64::from(pair[1])).collect();
    if let [one] = core[..] {
        bigrams.push(u64::from(one));
    }
    bigrams.sort_unstable();
    bigrams.dedup();
    (name.core, name.bigrams) = (core.into(), bigrams.into());
    Some(name)
}

/// Takes numbers out, each with what it counts; brackets and strokes go, too.
fn numbers(text: &str, scales: &Scales, name: &mut Name) -> String {
    let mut left = String::with_capacity(text.len());
    let mut others = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let counted = rest.strip_prefix('第').unwrap_or(rest);
        let ordinal = counted.len() < rest.len();
        if let Some((number, behind)) = number(counted, left.chars().next_back()) {
            if let Some(after) = year(number, counted, behind) {
                name.year = name.year.max(number);
                rest = after;
                continue;
            }
            if let Some((phase, after)) = counter(behind, scales) {
                *(if phase { &mut name.phase } else { &mut name.lot }) = Some(number);
                rest = after;
                continue;
            }
            if let Some((major, after)) = version(counted, behind, number) {
                name.phase = name.phase.or(Some(major));
                rest = after;
                continue;
            }
            let digits = counted.starts_with(|c: char| c.is_ascii_digit() || is_roman(c));
            if ordinal || digits {
                others.push(number);
                rest = behind;
                continue;
            }
        }
        let (first_of, after) = first_phase(rest, scales);
        if first_of {
            name.phase = Some(1);
            rest = after;
            continue;
        }
        if first.is_alphanumeric() {
            left.push(first);
        }
        rest = &rest[first.len_utf8()..];
    }
    others.sort_unstable();
    name.numbers = others.into();
    left
}

/// 首期.
fn first_phase<'a>(text: &'a str, scales: &Scales) -> (bool, &'a str) {
    let behind = scales.words.first.iter().find_map(|word| text.strip_prefix(word.as_str()));
    match behind.and_then(|behind| counter(behind, scales)) {
        Some((true, after)) => (true, after),
        _ => (false, text),
    }
}

/// A year, and what stands behind it: 2021, 2021年, 2021年度.
fn year<'a>(number: u32, counted: &str, behind: &'a str) -> Option<&'a str> {
    let digits = counted.len() - behind.len() == 4 && counted.as_bytes().iter().take(4).all(u8::is_ascii_digit);
    (digits && (1990..2100).contains(&number))
        .then(|| behind.strip_prefix("年度").or_else(|| behind.strip_prefix('年')).unwrap_or(behind))
}

/// Whether a word behind a number counts phases (or lots), and what stands behind it.
fn counter<'a>(behind: &'a str, scales: &Scales) -> Option<(bool, &'a str)> {
    let words = &scales.words;
    if words.not_phases.iter().any(|word| behind.starts_with(word.as_str())) {
        return None;
    }
    let after = |list: &[String]| list.iter().find_map(|word| behind.strip_prefix(word.as_str()));
    after(&words.phases).map(|after| (true, after)).or_else(|| after(&words.lots).map(|after| (false, after)))
}

/// The version of a thing: 2.0, v3.
fn version<'a>(counted: &str, behind: &'a str, number: u32) -> Option<(u32, &'a str)> {
    let digits = counted.starts_with(|c: char| c.is_ascii_digit());
    let minor = behind.strip_prefix('.').filter(|rest| digits && rest.starts_with(|c: char| c.is_ascii_digit()))?;
    Some((number, minor.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')))
}

fn is_roman(c: char) -> bool {
    matches!(c, 'i' | 'v' | 'x')
}

/// A number at the beginning of a text, in digits, Chinese or small Roman numerals, and what stands behind it.
fn number(text: &str, before: Option<char>) -> Option<(u32, &str)> {
    let run = |is: &dyn Fn(char) -> bool| text.find(|c| !is(c)).unwrap_or(text.len());
    let digits = run(&|c| c.is_ascii_digit());
    if digits > 0 {
        // More digits than a number has are a code: its end tells as much.
        return text[digits.saturating_sub(9)..digits].parse().ok().map(|number| (number, &text[digits..]));
    }
    let roman = run(&is_roman);
    if roman > 0 {
        let alone = !before.is_some_and(|c| c.is_ascii_alphanumeric())
            && !text[roman..].starts_with(|c: char| c.is_ascii_alphanumeric());
        return roman_number(&text[..roman]).filter(|_| alone).map(|number| (number, &text[roman..]));
    }
    let chinese = run(&|c| "一二三四五六七八九十两".contains(c));
    (chinese > 0).then(|| chinese_number(&text[..chinese]).map(|number| (number, &text[chinese..])))?
}

fn roman_number(text: &str) -> Option<u32> {
    let at = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"].iter().position(|known| *known == text)?;
    u32::try_from(at + 1).ok()
}

/// 一 to 九十九.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| match c {
        '两' => Some(2),
        c => "一二三四五六七八九".chars().zip(1..).find(|(known, _)| *known == c).map(|(_, digit)| digit),
    };
    let chars: Vec<char> = text.chars().collect();
    match chars[..] {
        ['十'] => Some(10),
        ['十', ones] => digit(ones).map(|ones| 10 + ones),
        [tens, '十'] => digit(tens).map(|tens| tens * 10),
        [tens, '十', ones] => Some(digit(tens)? * 10 + digit(ones)?),
        [one] => digit(one),
        _ => None,
    }
}

/// Every alias as its first word.
fn aliased(text: &str, scales: &Scales) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = scales.aliases.iter().find(|(word, _)| {
            let letters = word.is_ascii();
            let inside = letters && read.ends_with(|c: char| c.is_ascii_alphanumeric());
            let goes_on = || rest[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
            rest.starts_with(word.as_str()) && !(letters && (inside || goes_on()))
        });
        let length = match found {
            Some((word, meant)) => {
                read.push_str(meant);
                word.len()
            }
            None => {
                read.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    read
}

/// The core without words that a name may have or lack, as long as three characters are left.
fn without_weak(core: &str, scales: &Scales) -> String {
    let mut bare = core.to_owned();
    for word in &scales.words.weak {
        let less = bare.replace(word.as_str(), "");
        if less.chars().count() >= 3 {
            bare = less;
        }
    }
    bare
}

/// Takes the ends off that say what kind of undertaking it is. Behind a word for a thing, 运维 is what the thing is
/// for: 运维管理平台 maintains nothing itself.
fn ends<'a>(text: &'a str, scales: &Scales, name: &mut Name) -> &'a str {
    let words = &scales.words;
    let mut bare = text;
    let mut thing = false;
    loop {
        let end = |list: &[String]| {
            let shorter = list.iter().find_map(|word| bare.strip_suffix(word.as_str()));
            shorter.filter(|shorter| shorter.chars().count() >= 2)
        };
        if let Some(shorter) = end(&words.maintenance).filter(|_| !thing) {
            name.maintenance = true;
            bare = shorter;
        } else if let Some(shorter) = end(&words.upgrade).filter(|_| !thing) {
            name.upgrade = true;
            bare = shorter;
        } else if let Some(shorter) = end(&words.part) {
            (name.part, thing) = (true, true);
            bare = shorter;
        } else if let Some((shorter, kind)) = kind_at_end(bare, scales).filter(|_| name.kind == 0) {
            name.kind = kind;
            thing = true;
            if shorter.chars().count() < 2 {
                return bare;
            }
            bare = shorter;
        } else if let Some(shorter) = end(&words.product) {
            thing = true;
            bare = shorter;
        } else if let Some(shorter) = end(&words.process) {
            bare = shorter;
        } else {
            return bare;
        }
    }
}

fn kind_at_end<'a>(text: &'a str, scales: &Scales) -> Option<(&'a str, u8)> {
    scales.kinds.iter().find_map(|(word, kind)| text.strip_suffix(word.as_str()).map(|shorter| (shorter, *kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        let scales = Scales::parse(include_str!("../../../../seeds/likeness.toml")).expect("the seeds are readable");
        take_apart(&crate::text::fold_name(text), &scales, &|_| 0).expect("a name")
    }

    fn core(text: &str) -> String {
        name(text).core.iter().collect()
    }

    #[test]
    fn numbers_are_phases_lots_years_or_kept() {
        for text in [
            "河长制平台二期",
            "河长制平台（2期）建设项目",
            "河长制平台ＩＩ期",
            "河长制平台Ⅱ期",
            "河长制平台第二阶段",
            "河长制平台2.0",
        ] {
            assert_eq!((core(text).as_str(), name(text).phase), ("河长制", Some(2)), "{text}");
        }
        assert_eq!(name("河长制平台首期").phase, Some(1));
        assert_eq!(name("河长制平台十二期").phase, Some(12));
        assert_eq!(name("河长制平台（第三标段）").lot, Some(3));
        assert_eq!((name("2021年度河长制平台").year, core("2021年度河长制平台").as_str()), (2021, "河长制"));
        assert_eq!(&*name("第2人民医院系统").numbers, [2]);
        assert_eq!(name("第二人民医院系统").numbers, name("第2人民医院系统").numbers, "a number is one in any writing");
        let plan = name("“十四五”期间规划管理系统");
        assert_eq!(plan.phase, None, "期间 counts no phase: {plan:?}");
        assert_eq!(core("一张图系统"), "一张图", "not every numeral is a number");
    }

    #[test]
    fn ends_tell_what_is_done() {
        let told = |text: &str| (core(text), name(text).maintenance, name(text).upgrade, name(text).part);
        assert_eq!(told("就业服务系统运维服务采购项目"), ("就业".into(), true, false, false));
        assert_eq!(told("就业系统升级改造项目"), ("就业".into(), false, true, false));
        assert!(!told("视频运维管理平台建设项目").1, "a platform for maintenance maintains nothing itself");
        assert_eq!(core("信息系统"), "信息系统", "a core is never empty");
        assert_eq!(core("OA系统"), core("办公自动化平台"), "aliases are read as one");
        assert_ne!(core("koala系统"), core("k办公自动化la系统"), "letters inside a word are no alias");
    }
}
