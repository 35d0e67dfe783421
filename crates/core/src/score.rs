//! The score of a reporting unit for 考核: on time, faults, cycles, completeness.
//!
//! Weights, bounds and the rules of units that did not report stand in `[score]` of `seeds/reporting.toml`. There is one
//! formula: weight × (worst − value) ÷ (worst − best), not below 0 and not above the weight.
//!
//! The invariant: everything is counted in hundredths and rounded half up where it is shown, so that a unit that puts the
//! shown numbers into the shown formula gets the shown points.

use serde::{Deserialize, Serialize};

/// What a part of the score looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Measure {
    /// Days after the deadline: of the first report, of replies, and of what is still due.
    LateDays,
    /// Rows sent that had something to fix, per cent of all rows sent.
    FaultPercent,
    /// Replies after the first report.
    Cycles,
    /// Cells of required fields that hold a value, per cent.
    FilledPercent,
}

/// One part of the score.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorePart {
    /// Stable name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it looks at.
    pub measure: Measure,
    /// Unit of its value, as shown.
    pub unit: String,
    /// Most points.
    pub weight: u16,
    /// The value that gives all points.
    pub best: u16,
    /// The value from which on there are none.
    pub worst: u16,
}

/// `[score]` of `seeds/reporting.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreRules {
    /// Points of a unit that let its deadline pass without a report.
    pub unreported: u16,
    /// Parts that count for a 零报告.
    pub zero: Vec<String>,
    /// The parts, in the order shown.
    pub part: Vec<ScorePart>,
}

/// A number of hundredths: 93.45 is 9345.
pub type Hundredths = i64;

/// A part with the numbers of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// Which part: its place in [`ScoreRules::part`].
    pub part: usize,
    /// The value.
    pub value: Hundredths,
    /// What the formula gives, before it is cut.
    pub raw: Hundredths,
    /// The points.
    pub points: Hundredths,
}

/// The score of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Its parts that can be judged; none of a unit that did not report.
    pub parts: Vec<Scored>,
    /// Their points.
    pub points: Hundredths,
    /// Their weights.
    pub weights: Hundredths,
    /// The score: points ÷ weights × the weights of all parts.
    pub total: Hundredths,
}

impl ScoreRules {
    /// Reads the rules out of `seeds/reporting.toml`.
    pub fn parse(text: &str) -> Result<ScoreRules, toml::de::Error> {
        #[derive(Deserialize)]
        struct File {
            score: ScoreRules,
        }
        Ok(toml::from_str::<File>(text)?.score)
    }

    /// The score of a unit with these values; a part without a value is left out. None where nothing can be judged.
    pub fn score(&self, zero: bool, value: impl Fn(Measure) -> Option<Hundredths>) -> Option<Score> {
        let counts = |part: &ScorePart| !zero || self.zero.contains(&part.id);
        let scored = |(at, part): (usize, &ScorePart)| Some(part.scored(at, value(part.measure)?));
        let parts: Vec<Scored> =
            self.part.iter().enumerate().filter(|(_, part)| counts(part)).filter_map(scored).collect();
        let points = parts.iter().map(|scored| scored.points).sum();
        let weights: Hundredths = parts.iter().map(|scored| whole(self.part[scored.part].weight)).sum();
        let total = rounded(points * self.full(), weights)?;
        Some(Score { parts, points, weights, total })
    }

    /// The score of a unit that did not report in time.
    pub fn unreported(&self) -> Score {
        Score { parts: Vec::new(), points: 0, weights: 0, total: whole(self.unreported) }
    }

    /// The most that a unit can get.
    pub fn full(&self) -> Hundredths {
        self.part.iter().map(|part| whole(part.weight)).sum()
    }
}

impl ScorePart {
    fn scored(&self, at: usize, value: Hundredths) -> Scored {
        let (weight, best, worst) = (whole(self.weight), whole(self.best), whole(self.worst));
        let raw = rounded(weight * (worst - value), worst - best).unwrap_or(0);
        Scored { part: at, value, raw, points: raw.clamp(0, weight) }
    }
}

/// A whole number in hundredths.
pub fn whole(number: u16) -> Hundredths {
    Hundredths::from(number) * 100
}

/// A part of a whole per cent, in hundredths; none of nothing.
pub fn per_cent(part: u64, of: u64) -> Option<Hundredths> {
    let number = |count: u64| i64::try_from(count).expect("BUG: no register has so many cells");
    rounded(number(part) * 10_000, number(of))
}

/// A quotient, rounded half up; none where it is divided by nothing.
fn rounded(number: i64, by: i64) -> Option<i64> {
    let (number, by) = if by < 0 { (-number, -by) } else { (number, by) };
    (by != 0).then(|| (2 * number + by).div_euclid(2 * by))
}

/// A number of hundredths as shown: 93.45, 30, 2.5.
pub fn shown(number: Hundredths) -> String {
    let (sign, number) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    let text = format!("{sign}{}.{:02}", number / 100, number % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> ScoreRules {
        ScoreRules::parse(include_str!("../../../seeds/reporting.toml")).unwrap()
    }

    fn part(weight: u16, best: u16, worst: u16) -> ScorePart {
        let (id, title, unit) = ("a".into(), "甲".into(), "天".into());
        ScorePart { id, title, measure: Measure::LateDays, unit, weight, best, worst }
    }

    #[test]
    fn a_unit_can_check_its_points_by_hand() {
        for (weight, best, worst, value, points) in [
            (30, 0, 10, 200, 2400),
            (30, 0, 10, 1500, 0),
            (30, 0, 50, 3333, 1000),
            (20, 100, 60, 10_000, 2000),
            (20, 100, 60, 9000, 1500),
            (20, 100, 60, 5000, 0),
        ] {
            let scored = part(weight, best, worst).scored(0, value);
            assert_eq!(scored.points, points, "{weight} × ({worst} − {value}/100) ÷ ({worst} − {best})");
        }
        assert_eq!(part(30, 0, 10).scored(0, 1500).raw, -1500, "what was cut is shown, or nobody could follow");
    }

    #[test]
    fn the_shipped_rules_give_full_points_to_the_best() {
        let rules = rules();
        let best = |measure| rules.part.iter().find(|part| part.measure == measure).map(|part| whole(part.best));
        let score = rules.score(false, best).unwrap();
        assert_eq!((score.total, rules.full()), (10_000, 10_000), "weights of the seeds make a hundred");
        let ids: Vec<&String> = rules.part.iter().map(|part| &part.id).collect();
        assert!(rules.zero.iter().all(|id| ids.contains(&id)), "a part that is named must be there");
        assert!(rules.part.iter().all(|part| part.best != part.worst), "nothing could be divided by their difference");
    }

    #[test]
    fn what_cannot_be_judged_counts_for_nothing_and_against_nobody() {
        let rules = rules();
        let without_deadline = |measure| match measure {
            Measure::LateDays => None,
            Measure::FilledPercent => Some(10_000),
            _ => Some(0),
        };
        let score = rules.score(false, without_deadline).unwrap();
        assert_eq!(score.total, 10_000, "no deadline was set: the other parts are scaled up");
        assert!(score.weights < rules.full(), "and the sum of weights says so");
        assert_eq!(rules.score(false, |_| None), None, "a unit of which nothing is known has no score");
        let zero = rules.score(true, |_| Some(0)).unwrap();
        assert_eq!(zero.parts.len(), rules.zero.len(), "a 零报告 has no rows to be faulty");
    }

    #[test]
    fn numbers_are_shown_without_idle_zeros() {
        assert_eq!([9345, 3000, 250, -1500, 5, 0].map(shown), ["93.45", "30", "2.5", "-15", "0.05", "0"]);
        assert_eq!(per_cent(1, 3), Some(3333));
        assert_eq!(per_cent(2, 3), Some(6667), "rounded half up");
        assert_eq!(per_cent(0, 0), None, "of nothing there is no share");
    }
}
