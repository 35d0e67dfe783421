//! Projects of an earlier year that are gone and projects that are new, and may be one: suggestions by likeness.
//!
//! The invariant: nothing is paired by likeness; a person says so, and what was answered is not suggested again.

use qingce_core::likeness::{Fields, Finder, Profile, Relation, Scratch};
use qingce_core::years::YearFate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::compare::{Line, compared};
use super::{YearRow, row, years};
use crate::duplicates;
use crate::error::{ApiError, Code};
use crate::job::Job;
use crate::register::Register;

/// Asks for pairs that may be one project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowYearPairsRequest {
    /// The earlier year; none for the newest there is.
    #[serde(default)]
    #[ts(optional)]
    pub year: Option<i32>,
    /// How many to tell, the likeliest first.
    pub limit: u64,
}

/// A project that is gone and one that is new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct YearPair {
    /// The one that is gone.
    pub then: YearRow,
    /// The one that is new.
    pub now: YearRow,
    /// From 0 to 1.
    pub score: f64,
    /// What they seem to be to each other.
    pub relation: Relation,
    /// What says so.
    pub told: String,
}

/// Pairs that may be one project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct YearPairList {
    /// How many there are.
    pub total: u64,
    /// The likeliest.
    pub pairs: Vec<YearPair>,
}

/// Pairs that may be one project and were not answered.
pub fn year_pairs(register: &Register, request: &ShowYearPairsRequest, job: Job<'_>) -> Result<YearPairList, ApiError> {
    let Some(year) = request.year.or(years(register)?.first().copied()) else {
        return Ok(YearPairList { total: 0, pairs: Vec::new() });
    };
    let compared = compared(register, year, job)?;
    let alone = |line: &&Line| line.then.is_some() != line.now.is_some();
    let lines: Vec<&Line> = compared.lines.iter().filter(alone).collect();
    let (scales, reference) = (duplicates::scales(register)?, &register.desk().reference);
    let fields = Fields::new(&reference.catalogue);
    let mut profiles = Vec::with_capacity(lines.len());
    for line in &lines {
        let record = match (&line.then, &line.now) {
            (Some(then), _) => register.store().baseline_record(then.id)?,
            (None, Some(now)) => Some(register.store().record_of_id(now.id)?),
            (None, None) => None,
        };
        let record = record.ok_or_else(|| ApiError::new(Code::Internal).with("why", "a compared record is gone"))?;
        profiles.push(Profile::new(&record.values, &fields, &scales, reference));
    }
    let differ = Answered::new(register, year)?;
    let finder = Finder::new(profiles, &scales);
    let (mut scratch, mut pairs) = (Scratch::default(), Vec::new());
    for place in (0u32..).take(finder.len()) {
        if job.cancel.is_cancelled() {
            return Err(ApiError::new(Code::Cancelled));
        }
        finder.pairs_of(place, &mut scratch, &mut |pair| {
            let (one, other) = (lines[pair.one as usize], lines[pair.other as usize]);
            let (then, now) = if one.fate == YearFate::Gone { (one, other) } else { (other, one) };
            if then.then.is_some() && now.now.is_some() && !differ.holds(then, now) {
                pairs.push((then, now, pair.likeness));
            }
        });
    }
    pairs.sort_by(|a, b| b.2.score.total_cmp(&a.2.score));
    let messages = &register.desk().messages;
    let told = |(then, now, likeness): &(&Line, &Line, qingce_core::likeness::Likeness)| YearPair {
        then: row(then),
        now: row(now),
        score: likeness.score,
        relation: likeness.relation,
        told: duplicates::told(messages, likeness),
    };
    let shown = pairs.iter().take(usize::try_from(request.limit).unwrap_or(usize::MAX));
    Ok(YearPairList { total: pairs.len() as u64, pairs: shown.map(told).collect() })
}

/// Pairs that a person said are two projects.
struct Answered(Vec<(String, String)>);

impl Answered {
    fn new(register: &Register, year: i32) -> Result<Answered, ApiError> {
        let words = register.store().baseline_words(year)?.into_iter().filter(|said| said.word == "different");
        Ok(Answered(words.map(|said| (said.uid.0, said.record.0)).collect()))
    }

    fn holds(&self, then: &Line, now: &Line) -> bool {
        let uids = then.then.as_ref().map(|then| &then.uid).zip(now.now.as_ref().map(|now| &now.uid));
        uids.is_some_and(|(then, now)| self.0.iter().any(|(one, other)| one == then && other == now))
    }
}
