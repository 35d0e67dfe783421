//! Labelled pairs of projects, for measuring likeness: what happens to a project on its way through several registers, done
//! to invented projects on purpose, so that the right answer is known.
//!
//! Its words are its own: none are read from the seeds that the comparison reads, so it can meet what those lack.
//!
//! The invariant: the same call makes the same pairs.

mod words;

use fastrand::Rng;

use words::{
    ABBREVIATIONS, CONTRACTORS, ENDS, LIKE_ENDS, PARTS, PLACES, REFORMS, STRAYS, SUBJECTS, TASKS, TWINS, UNITS, WORKS,
};

/// A project as one unit reports it; empty texts and amount 0 are blanks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each is called as its key in the catalogue")]
pub struct Reported {
    pub report_unit: String,
    pub build_unit: String,
    pub project_name: String,
    pub system_name: String,
    pub approval_no: String,
    pub approval_date: String,
    pub finish_date: String,
    pub contractor: String,
    /// 分.
    pub invest_total: i64,
}

/// Two projects, and what they are to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// What was done: misprint, abbreviation …
    pub kind: &'static str,
    /// same, phase, maintenance, part or different: the second is … the first.
    pub relation: &'static str,
    /// The project as it was.
    pub one: Reported,
    /// What became of it, or what looks like it.
    pub other: Reported,
}

type Change = fn(&mut Maker, &Project) -> Labelled;

/// What is done, how often of 5 000.
const KINDS: [(usize, Change); 16] = [
    (450, Maker::misprint),
    (450, Maker::spelling),
    (350, Maker::abbreviation),
    (250, Maker::renamed_unit),
    (300, Maker::reported_twice),
    (300, Maker::reported_again),
    (350, Maker::phases),
    (150, Maker::years),
    (250, Maker::upgrade),
    (400, Maker::maintenance),
    (300, Maker::part),
    (450, Maker::same_name_elsewhere),
    (300, Maker::one_word_apart),
    (300, Maker::same_unit),
    (150, Maker::same_ends),
    (250, Maker::strangers),
];

/// The labelled set: 5 000 pairs, by kind.
pub fn labelled(seed: u64) -> Vec<Labelled> {
    let mut maker = Maker { rng: Rng::with_seed(seed) };
    let mut pairs = Vec::with_capacity(5_000);
    for (count, change) in KINDS {
        for _ in 0..count {
            let project = maker.project();
            pairs.push(change(&mut maker, &project));
        }
    }
    pairs
}

/// A project before anybody wrote it down.
#[derive(Debug, Clone)]
struct Project {
    unit: &'static str,
    /// What it is about: subject and task.
    about: String,
    /// 平台, 管理系统 …
    end: &'static str,
    month: (u32, u32),
    contractor: &'static str,
    fen: i64,
    number: u32,
}

struct Maker {
    rng: Rng,
}

impl Maker {
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.rng.usize(0..of.len())]
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.rng.u32(0..n) == 0
    }

    fn project(&mut self) -> Project {
        let about = format!("{}{}", self.pick(&SUBJECTS), self.pick(&TASKS));
        Project {
            unit: self.pick(&UNITS),
            about,
            end: self.pick(&ENDS),
            month: (self.rng.u32(2012..2024), self.rng.u32(1..=12)),
            contractor: self.pick(&CONTRACTORS),
            fen: self.amount(),
            number: self.rng.u32(1..900),
        }
    }

    /// A third of the amounts are round ones.
    fn amount(&mut self) -> i64 {
        let wan = i64::from(self.rng.u32(8..6_000));
        if self.one_in(3) {
            wan / 10 * 10_000_000 + 10_000_000
        } else {
            wan * 1_000_000 + i64::from(self.rng.u32(1..9_999)) * 100
        }
    }

    /// As a unit reports it: the unit's name in front or not, some cells blank.
    fn report(&mut self, project: &Project, name: &str) -> Reported {
        let short = project.unit.trim_start_matches("江西省").trim_start_matches("南昌市");
        let front = match self.rng.u8(0..6) {
            0 => project.unit.to_owned(),
            1 => short.to_owned(),
            2 if project.unit.starts_with("江西省") => format!("省{short}"),
            3 if project.unit.starts_with("江西省") => "江西省".to_owned(),
            _ => String::new(),
        };
        let (year, month) = project.month;
        let date = |maker: &mut Maker, year: u32| match maker.rng.u8(0..10) {
            0..2 => String::new(),
            2..4 => year.to_string(),
            4..7 => format!("{year}-{month:02}"),
            _ => format!("{year}-{month:02}-{:02}", maker.rng.u32(1..29)),
        };
        let (approval_date, finish_date) = (date(self, year), date(self, year + 1));
        let blank =
            |maker: &mut Maker, n: u32, text: &str| if maker.one_in(n) { String::new() } else { text.to_owned() };
        let approval_no = format!("洪样信〔{year}〕{}号", project.number);
        Reported {
            report_unit: project.unit.to_owned(),
            build_unit: blank(self, 3, project.unit),
            project_name: format!("{front}{name}"),
            system_name: String::new(),
            approval_no: if self.rng.u8(0..10) < 4 { approval_no } else { String::new() },
            approval_date,
            finish_date,
            contractor: blank(self, 3, project.contractor),
            invest_total: if self.one_in(6) { 0 } else { project.fen },
        }
    }

    /// The name of a project, sometimes with a word for the work behind it.
    fn name(&mut self, project: &Project) -> String {
        let work = if self.rng.bool() { self.pick(&WORKS) } else { "" };
        format!("{}{}{work}", project.about, project.end)
    }

    fn pair(
        &mut self,
        kind: &'static str,
        relation: &'static str,
        one: (&Project, &str),
        other: (&Project, &str),
    ) -> Labelled {
        let (one, other) = (self.report(one.0, one.1), self.report(other.0, other.1));
        Labelled { kind, relation, one, other }
    }

    /// Another project of its own: other money, other time, other approval.
    fn another(&mut self, project: &Project) -> Project {
        let years = self.rng.u32(1..4);
        let contractor = if self.rng.bool() { project.contractor } else { self.pick(&CONTRACTORS) };
        let month = (project.month.0 + years, self.rng.u32(1..=12));
        Project { month, contractor, fen: self.amount(), number: self.rng.u32(1..900), ..project.clone() }
    }

    // ------------------------------------------------------------------ the same project

    fn misprint(&mut self, project: &Project) -> Labelled {
        let mut chars: Vec<char> = project.about.chars().collect();
        let at = self.rng.usize(0..chars.len() - 1);
        match self.rng.u8(0..4) {
            0 => chars.swap(at, at + 1),
            1 => {
                chars.remove(at);
            }
            2 => chars.insert(at, chars[at]),
            _ => chars[at] = self.pick(&STRAYS),
        }
        let wrong = Project { about: chars.into_iter().collect(), ..project.clone() };
        let (name, misprinted) = (self.name(project), self.name(&wrong));
        self.pair("misprint", "same", (project, &name), (&wrong, &misprinted))
    }

    fn spelling(&mut self, project: &Project) -> Labelled {
        let name = format!("{}{}（一期）建设项目", project.about, project.end);
        let other = match self.rng.u8(0..5) {
            0 => format!("{}{}(1期)建设工程", project.about, project.end),
            1 => format!("{} {}Ⅰ期", project.about, project.end),
            2 => format!("“{}”{}第一期项目", project.about, project.end),
            3 => format!("{}{}［一期］", project.about, self.pick(&LIKE_ENDS)),
            _ => format!("{}{}一期采购项目", project.about, self.pick(&LIKE_ENDS)),
        };
        self.pair("spelling", "same", (project, &name), (project, &other))
    }

    fn abbreviation(&mut self, project: &Project) -> Labelled {
        let (long, short) = self.pick(&ABBREVIATIONS);
        let whole = Project { about: long.into(), ..project.clone() };
        let brief = Project { about: short.into(), ..project.clone() };
        let name = self.name(&whole);
        self.pair("abbreviation", "same", (&whole, &name), (&brief, &format!("{short}{}", project.end)))
    }

    fn renamed_unit(&mut self, project: &Project) -> Labelled {
        let (before, after) = self.pick(&REFORMS);
        let (old, new) = (Project { unit: before, ..project.clone() }, Project { unit: after, ..project.clone() });
        let (name, again) = (self.name(project), self.name(project));
        self.pair("renamed unit", "same", (&old, &name), (&new, &again))
    }

    /// The department and an office below it, which carries it out, both report it.
    fn reported_twice(&mut self, project: &Project) -> Labelled {
        let (name, again) = (self.name(project), self.name(project));
        let mut pair = self.pair("two units", "same", (project, &name), (project, &again));
        pair.other.report_unit =
            format!("{}{}", project.unit, self.pick(&["信息中心", "数据中心", "综合服务中心", "机关服务中心"]));
        pair.other.build_unit = if self.one_in(3) { pair.other.report_unit.clone() } else { project.unit.to_owned() };
        pair
    }

    /// The register of the next year: the amount may have been settled since.
    fn reported_again(&mut self, project: &Project) -> Labelled {
        let settled = Project { fen: project.fen - project.fen / 50, ..project.clone() };
        let later = if self.one_in(4) { &settled } else { project };
        let (name, again) = (self.name(project), self.name(project));
        let mut pair = self.pair("next year's register", "same", (project, &name), (later, &again));
        if self.rng.bool() {
            pair.other.system_name = format!("{}{}", project.about, project.end);
        }
        pair
    }

    // ------------------------------------------------------------------ phases, maintenance, parts

    fn phases(&mut self, project: &Project) -> Labelled {
        let later = self.another(project);
        let (first, second) = self.pick(&[
            ("一期", "二期"),
            ("（一期）", "（二期）"),
            ("", "二期"),
            ("第一阶段", "第二阶段"),
            ("I期", "II期"),
            ("二期", "三期"),
            ("1.0", "2.0"),
            ("（首期）", "(3期)"),
        ]);
        let (one, other) = (
            format!("{}{}{first}", project.about, project.end),
            format!("{}{}{second}建设项目", project.about, project.end),
        );
        self.pair("phase", "phase", (project, &one), (&later, &other))
    }

    fn years(&mut self, project: &Project) -> Labelled {
        let later = self.another(project);
        let name = |year: u32, project: &Project| format!("{year}年度{}{}项目", project.about, project.end);
        let (one, other) = (name(project.month.0, project), name(later.month.0, project));
        self.pair("year by year", "phase", (project, &one), (&later, &other))
    }

    fn upgrade(&mut self, project: &Project) -> Labelled {
        let later = self.another(project);
        let work =
            self.pick(&["升级改造项目", "改造", "（升级改造）", "扩容项目", "功能优化提升项目", "国产化适配改造项目"]);
        let (name, other) = (self.name(project), format!("{}{}{work}", project.about, project.end));
        self.pair("upgrade", "phase", (project, &name), (&later, &other))
    }

    fn maintenance(&mut self, project: &Project) -> Labelled {
        let mut later = self.another(project);
        later.fen = project.fen / 12;
        let work = self.pick(&[
            "运维项目",
            "运行维护",
            "运维服务采购项目",
            "维护服务",
            "年度运维",
            "维保服务项目",
            "运行维护费",
        ]);
        let year = if self.rng.bool() { format!("{}年", later.month.0) } else { String::new() };
        let (name, other) = (self.name(project), format!("{year}{}{}{work}", project.about, project.end));
        self.pair("maintenance", "maintenance", (project, &name), (&later, &other))
    }

    fn part(&mut self, project: &Project) -> Labelled {
        let mut part = project.clone();
        part.fen = project.fen / 5;
        let (name, other) = (self.name(project), format!("{}{}{}", project.about, project.end, self.pick(&PARTS)));
        self.pair("part", "part", (project, &name), (&part, &other))
    }

    // ------------------------------------------------------------------ different projects

    fn same_name_elsewhere(&mut self, project: &Project) -> Labelled {
        let unit = loop {
            let unit = self.pick(&PLACES);
            if unit != project.unit {
                break unit;
            }
        };
        let mut other = Project { unit, ..self.another(project) };
        if self.rng.bool() {
            other.month = project.month;
        }
        let (one, two) = (self.name(project), self.name(&other));
        self.pair("same name elsewhere", "different", (project, &one), (&other, &two))
    }

    fn one_word_apart(&mut self, project: &Project) -> Labelled {
        let mut other = self.another(project);
        let task = self.pick(&TASKS);
        let (first, second) = if self.rng.bool() { self.pick(&TWINS) } else { self.two(&SUBJECTS) };
        let one = Project { about: format!("{first}{task}"), ..project.clone() };
        other.about = format!("{second}{task}");
        let (name, next) = (self.name(&one), self.name(&other));
        self.pair("one word apart", "different", (&one, &name), (&other, &next))
    }

    fn same_unit(&mut self, project: &Project) -> Labelled {
        let mut other = self.another(project);
        let subject = self.pick(&SUBJECTS);
        let (first, second) = self.two(&TASKS);
        let one = Project { about: format!("{subject}{first}"), ..project.clone() };
        other.about = format!("{subject}{second}");
        let (name, next) = (self.name(&one), self.name(&other));
        self.pair("one subject, two tasks", "different", (&one, &name), (&other, &next))
    }

    /// Numbered twins: 第一小学, 第二小学.
    fn same_ends(&mut self, project: &Project) -> Labelled {
        let other = self.another(project);
        let (school, next) = self.two(&["第一", "第二", "第三", "第4", "第五"]);
        let place = self.pick(&["中学", "人民医院", "福利院", "监测站"]);
        let name = |number: &str| format!("{number}{place}{}{}", project.about, project.end);
        self.pair("numbered twins", "different", (project, &name(school)), (&other, &name(next)))
    }

    fn strangers(&mut self, project: &Project) -> Labelled {
        let mut other = self.project();
        while other.about == project.about {
            other = self.project();
        }
        let other = Project { unit: project.unit, contractor: project.contractor, month: project.month, ..other };
        let (name, next) = (self.name(project), self.name(&other));
        self.pair("strangers", "different", (project, &name), (&other, &next))
    }

    fn two<T: Copy + PartialEq>(&mut self, of: &[T]) -> (T, T) {
        let first = self.pick(of);
        loop {
            let second = self.pick(of);
            if second != first {
                return (first, second);
            }
        }
    }
}
