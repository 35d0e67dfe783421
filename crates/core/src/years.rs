//! 年度对比: what became of a project between an earlier year and this one, and the account of it.
//!
//! Not in here: which projects are the same (identity), reading either register. What counts as 在册 and what is not
//! compared stands in `seeds/years.toml`.
//!
//! The invariant: in every unit and in all, rows: 上年在册 − 注销 + 新增 + 划转 = 本年在册; amounts: the same, with what
//! changed added.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, FieldId};
use crate::condition::Condition;

/// `seeds/years.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct YearRules {
    /// A project for which it holds is not 在册.
    pub gone: Condition,
    /// Fields that are not compared.
    pub without: Vec<FieldId>,
}

impl YearRules {
    /// Reads the rules; fails, with what is wrong, on a field or condition that is none.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<YearRules, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            gone: String,
            without: Vec<String>,
        }
        let file: File = toml::from_str(text).map_err(|why| why.to_string())?;
        let gone = Condition::parse(&file.gone, catalogue).map_err(|why| why.to_string())?;
        let id = |key: &String| catalogue.id(key).ok_or_else(|| key.clone());
        Ok(YearRules { gone, without: file.without.iter().map(id).collect::<Result<_, _>>()? })
    }
}

/// What became of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum YearFate {
    /// 新增: 在册 now, and not then.
    New,
    /// 注销: 在册 then, and not now.
    Gone,
    /// 变更: 在册 in both years, with other values.
    Changed,
    /// 未变.
    Unchanged,
}

impl YearFate {
    /// All of them, in the order of the account.
    pub const ALL: [YearFate; 4] = [YearFate::New, YearFate::Gone, YearFate::Changed, YearFate::Unchanged];
    /// Stable name, as in JSON.
    pub fn key(self) -> &'static str {
        match self {
            YearFate::New => "new",
            YearFate::Gone => "gone",
            YearFate::Changed => "changed",
            YearFate::Unchanged => "unchanged",
        }
    }
}

/// A project in one of the years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its reporting unit.
    pub unit: String,
    /// Its 总投资, 分.
    pub fen: i64,
    /// 在册.
    pub in_force: bool,
}

/// What became of a project; none where it is 在册 in neither year.
pub fn fate(then: Option<&Side>, now: Option<&Side>, differs: bool) -> Option<YearFate> {
    let in_force = |side: Option<&Side>| side.is_some_and(|side| side.in_force);
    match (in_force(then), in_force(now)) {
        (true, true) if differs => Some(YearFate::Changed),
        (true, true) => Some(YearFate::Unchanged),
        (true, false) => Some(YearFate::Gone),
        (false, true) => Some(YearFate::New),
        (false, false) => None,
    }
}

/// Projects and their amounts, 分. Of a difference both may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Sum {
    /// Projects.
    pub rows: i64,
    /// Sum of their 总投资, 分.
    pub fen: i64,
}

impl Sum {
    fn add(&mut self, rows: i64, fen: i64) {
        self.rows += rows;
        self.fen += fen;
    }
}

/// The account of a unit, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct YearSum {
    /// The reporting unit; empty for all, or for projects without one.
    pub unit: String,
    /// 上年在册.
    pub then: Sum,
    /// 注销, with the amounts of then.
    pub gone: Sum,
    /// Of them: not reported any more, and nobody said why.
    pub unexplained: Sum,
    /// 新增, with the amounts of now.
    pub new: Sum,
    /// 划转: came from other units less went to others, with the amounts of then.
    pub moved: Sum,
    /// 变更: how many, and by how much their amounts grew.
    pub changed: Sum,
    /// 未变.
    pub unchanged: Sum,
    /// 本年在册.
    pub now: Sum,
    /// Registered this year, but not 在册.
    pub aside: Sum,
}

impl YearSum {
    /// Whether the account balances.
    pub fn balances(&self) -> bool {
        let rows = self.then.rows - self.gone.rows + self.new.rows + self.moved.rows;
        let fen = self.then.fen - self.gone.fen + self.new.fen + self.moved.fen + self.changed.fen;
        (rows, fen) == (self.now.rows, self.now.fen)
            && self.now.rows == self.new.rows + self.changed.rows + self.unchanged.rows
    }
}

/// The accounts of all units.
#[derive(Debug, Default)]
pub struct Account {
    units: Vec<YearSum>,
}

impl Account {
    /// Counts a project. `unexplained`: it is gone, and nobody said why.
    pub fn add(&mut self, then: Option<&Side>, now: Option<&Side>, differs: bool, unexplained: bool) {
        let fate = fate(then, now, differs);
        if let Some(then) = then.filter(|then| then.in_force) {
            self.unit(&then.unit).then.add(1, then.fen);
        }
        match now {
            Some(now) if now.in_force => self.unit(&now.unit).now.add(1, now.fen),
            Some(now) => self.unit(&now.unit).aside.add(1, now.fen),
            None => {}
        }
        match (fate, then, now) {
            (Some(YearFate::New), _, Some(now)) => self.unit(&now.unit).new.add(1, now.fen),
            (Some(YearFate::Gone), Some(then), _) => {
                let unit = self.unit(&then.unit);
                unit.gone.add(1, then.fen);
                if unexplained {
                    unit.unexplained.add(1, then.fen);
                }
            }
            (Some(fate), Some(then), Some(now)) => {
                if then.unit != now.unit {
                    self.unit(&then.unit).moved.add(-1, -then.fen);
                    self.unit(&now.unit).moved.add(1, then.fen);
                }
                let unit = self.unit(&now.unit);
                match fate {
                    YearFate::Changed => unit.changed.add(1, now.fen - then.fen),
                    _ => unit.unchanged.add(1, now.fen),
                }
            }
            _ => {}
        }
    }

    fn unit(&mut self, name: &str) -> &mut YearSum {
        let at = self.units.iter().position(|sum| sum.unit == name).unwrap_or_else(|| {
            self.units.push(YearSum { unit: name.to_owned(), ..YearSum::default() });
            self.units.len() - 1
        });
        &mut self.units[at]
    }

    /// The accounts of the units by name, and that of all.
    pub fn finish(mut self) -> (Vec<YearSum>, YearSum) {
        self.units.sort_by(|a, b| a.unit.cmp(&b.unit));
        let mut all = YearSum::default();
        for unit in &self.units {
            for (sum, of) in [
                (&mut all.then, unit.then),
                (&mut all.gone, unit.gone),
                (&mut all.unexplained, unit.unexplained),
                (&mut all.new, unit.new),
                (&mut all.moved, unit.moved),
                (&mut all.changed, unit.changed),
                (&mut all.unchanged, unit.unchanged),
                (&mut all.now, unit.now),
                (&mut all.aside, unit.aside),
            ] {
                sum.add(of.rows, of.fen);
            }
        }
        (self.units, all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(unit: &str, fen: i64, in_force: bool) -> Side {
        Side { unit: unit.into(), fen, in_force }
    }

    #[test]
    fn a_project_has_one_fate() {
        let (on, off) = (side("甲", 1, true), side("甲", 1, false));
        for (then, now, differs, told) in [
            (None, Some(&on), false, Some(YearFate::New)),
            (None, Some(&off), false, None),
            (Some(&on), None, false, Some(YearFate::Gone)),
            (Some(&off), None, false, None),
            (Some(&on), Some(&off), true, Some(YearFate::Gone)),
            (Some(&off), Some(&on), true, Some(YearFate::New)),
            (Some(&on), Some(&on), true, Some(YearFate::Changed)),
            (Some(&on), Some(&on), false, Some(YearFate::Unchanged)),
        ] {
            assert_eq!(fate(then, now, differs), told, "{then:?} {now:?}");
        }
    }

    #[test]
    fn every_account_balances() {
        let mut account = Account::default();
        let mut seed = 7u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut counted = (0, 0);
        for _ in 0..2_000 {
            let mut side = || {
                let fen = i64::try_from(next(1_000)).unwrap();
                (next(4) > 0).then(|| side(["甲", "乙", "丙"][next(3) as usize], fen, next(3) > 0))
            };
            let (then, now) = (side(), side());
            counted.0 += i64::from(then.as_ref().is_some_and(|side| side.in_force));
            counted.1 += i64::from(now.as_ref().is_some_and(|side| side.in_force));
            let differs = then.as_ref().zip(now.as_ref()).is_some_and(|(then, now)| then != now);
            account.add(then.as_ref(), now.as_ref(), differs, now.is_none());
        }
        let (units, all) = account.finish();
        assert_eq!(units.len(), 3);
        for sum in units.iter().chain([&all]) {
            assert!(sum.balances(), "an office adds these columns by hand: {sum:?}");
        }
        assert_eq!((all.then.rows, all.now.rows), counted, "and they are the two registers");
        assert_eq!(all.moved, Sum::default(), "what one unit gives another gets");
    }

    #[test]
    fn the_shipped_rules_are_read() {
        let reference = crate::reference::Reference::parse(&crate::reference::SeedTexts::shipped()).unwrap();
        let rules = YearRules::parse(include_str!("../../../seeds/years.toml"), &reference.catalogue).unwrap();
        assert!(!rules.without.is_empty(), "names of persons change every year");
        assert!(
            YearRules::parse("gone = \"\"\nwithout = [\"no_such\"]", &reference.catalogue).is_err(),
            "a typing error is told"
        );
    }
}
