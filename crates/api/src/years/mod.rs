//! 年度对比: the register of an earlier year as a baseline, and what is new, gone and changed since.
//!
//! In here: its files, the pages of the comparison, a person's word. Beside it: the comparison itself (`compare`), pairs
//! that may be one project ([`likely`]), rows of exports (`rows`). Importing stands with the other imports.
//!
//! The invariant: nothing of an earlier year is counted in any list, rule or figure of this one.

pub(crate) mod compare;
pub mod likely;
pub(crate) mod rows;

use qingce_core::fate::Fate;
use qingce_core::years::{YearFate, YearRules, YearSum};
use qingce_store::{BaselineBatch, BaselineWord, BatchState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::import::FateSum;
use crate::job::Job;
use crate::register::Register;
use compare::{Compared, Line, compared};

/// Years that a register may be of: a typing error of a digit is refused.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Imports a file of an earlier year's register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportBaselineRequest {
    /// The workbook.
    pub file: String,
    /// The year whose register it is.
    pub year: i32,
    /// The reporting unit of rows that name none.
    #[serde(default)]
    #[ts(optional)]
    pub unit: Option<String>,
}

/// Asks for the files of earlier years.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowBaselinesRequest {}

/// Takes a file of an earlier year back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoBaselineRequest {
    /// Its number.
    pub batch: i64,
}

/// Asks for the comparison with an earlier year.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompareYearsRequest {
    /// The earlier year; none for the newest there is.
    #[serde(default)]
    #[ts(optional)]
    pub year: Option<i32>,
    /// Only these projects.
    #[serde(default)]
    #[ts(optional)]
    pub fate: Option<YearFate>,
    /// Only those that are gone without a reason.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub unexplained: bool,
    /// Only those of this reporting unit, now or then.
    #[serde(default)]
    #[ts(optional)]
    pub unit: Option<String>,
    /// Part of a name.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub search: String,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// Says something of a project of an earlier year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SayOfYearRequest {
    /// The earlier year.
    pub year: i32,
    /// uid of the project then.
    pub uid: String,
    /// uid of the record now; none where it is gone.
    pub record: Option<String>,
    /// What is said; none to take it back.
    pub word: Option<YearWord>,
    /// Why; must be told of a project that is gone.
    pub why: String,
}

/// A person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum YearWord {
    /// The project then is the record now.
    Same,
    /// It is not, however alike they are.
    Different,
    /// It is gone, for a reason that the unit told.
    Gone,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YearSaid {
    /// The earlier year.
    pub year: i32,
    /// uid of the project then.
    pub uid: String,
}

/// One file of an earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BaselineLine {
    /// Its number, counted apart from the imports of this year.
    pub batch: i64,
    /// The year.
    pub year: i32,
    /// Name of the file.
    pub file: String,
    /// Who imported it.
    pub operator: String,
    /// When, UTC.
    pub at: String,
    /// Whether it is in force.
    pub state: BatchState,
    /// Rows and amounts read.
    pub read: FateSum,
    /// What became of them.
    pub fates: std::collections::BTreeMap<Fate, FateSum>,
    /// Refused 涉密 rows by unit.
    pub classified: std::collections::BTreeMap<String, i64>,
}

/// An earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YearLine {
    /// The year.
    pub year: i32,
    /// Its projects and their amounts.
    pub records: FateSum,
}

/// The files of earlier years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BaselineList {
    /// The years that have projects, the newest first.
    pub years: Vec<YearLine>,
    /// The files, the newest first.
    pub batches: Vec<BaselineLine>,
}

/// A value that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YearChange {
    /// Key of the field.
    pub field: String,
    /// As it was.
    pub old: Option<String>,
    /// As it is.
    pub new: Option<String>,
}

/// Where a project of an earlier year stands in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YearOrigin {
    /// Name of the file.
    pub file: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Row, 1 = the first.
    pub row: u32,
}

/// Why a project is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum YearReason {
    /// The unit reports it as out of use.
    Status {
        /// Its 项目状态 now.
        text: String,
    },
    /// A person told what the unit said.
    Said {
        /// Why.
        text: String,
        /// Who.
        who: String,
        /// When, UTC.
        at: String,
    },
}

/// One project of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YearRow {
    /// What became of it.
    pub fate: YearFate,
    /// Its reporting unit: now, or then where it is gone.
    pub unit: String,
    /// Its reporting unit then, where that was another one.
    pub unit_then: Option<String>,
    /// Its name then.
    pub name_then: Option<String>,
    /// Its name now.
    pub name: Option<String>,
    /// Its 总投资 then, 分.
    pub fen_then: Option<i64>,
    /// Its 总投资 now, 分.
    pub fen: Option<i64>,
    /// uid then.
    pub uid_then: Option<String>,
    /// uid now.
    pub uid: Option<String>,
    /// What changed, in the order of the catalogue.
    pub changes: Vec<YearChange>,
    /// Why it is gone; none where nobody said so.
    pub reason: Option<YearReason>,
    /// A person said that both are one.
    pub confirmed: bool,
    /// Where it stood then.
    pub origin: Option<YearOrigin>,
}

/// The comparison with an earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YearPage {
    /// The earlier year; none where no year was imported.
    pub year: Option<i32>,
    /// The years there are, the newest first.
    pub years: Vec<i32>,
    /// The account of all units.
    pub all: YearSum,
    /// The accounts of the units, by name.
    pub units: Vec<YearSum>,
    /// Projects that were asked for.
    pub total: u64,
    /// A part of them, by unit.
    pub rows: Vec<YearRow>,
}

/// The rules of the seeds.
pub(crate) fn rules(register: &Register) -> Result<YearRules, ApiError> {
    let text = register.desk().seeds.text("years.toml")?;
    let wrong = |why: String| ApiError::new(Code::SeedsWrong).with("file", "years.toml").with("why", why);
    YearRules::parse(&text, &register.desk().reference.catalogue).map_err(wrong)
}

/// A year that a register may be of.
pub(crate) fn checked(year: i32) -> Result<i32, ApiError> {
    Some(year)
        .filter(|year| YEARS.contains(year))
        .ok_or_else(|| ApiError::new(Code::YearWrong).with("year", year.to_string()))
}

/// The years that have projects, the newest first.
pub(crate) fn years(register: &Register) -> Result<Vec<i32>, ApiError> {
    let mut years: Vec<i32> = promoted(register.store().baselines()?).map(|batch| batch.year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    Ok(years)
}

fn promoted(batches: Vec<BaselineBatch>) -> impl Iterator<Item = BaselineBatch> {
    batches.into_iter().filter(|batch| batch.state == BatchState::Promoted)
}

/// The files of earlier years.
pub fn baselines(register: &Register) -> Result<BaselineList, ApiError> {
    let sum = |tally: qingce_store::Tally| FateSum { rows: tally.rows, fen: tally.fen };
    let line = |batch: BaselineBatch| BaselineLine {
        batch: batch.id,
        year: batch.year,
        file: batch.file_name,
        operator: batch.operator,
        at: batch.finished_at,
        state: batch.state,
        read: sum(batch.read),
        fates: batch.fates.into_iter().map(|(fate, tally)| (fate, sum(tally))).collect(),
        classified: batch.classified.into_iter().collect(),
    };
    let year = |year: i32| {
        let records = register.store().baseline_holdings(year, register.amount_field())?;
        Ok(YearLine { year, records: sum(records) })
    };
    Ok(BaselineList {
        years: years(register)?.into_iter().map(year).collect::<Result<_, ApiError>>()?,
        batches: register.store().baselines()?.into_iter().map(line).collect(),
    })
}

/// Takes a file of an earlier year back; tells what is left.
pub fn undo_baseline(register: &Register, batch: i64) -> Result<BaselineList, ApiError> {
    register.store().undo_baseline(batch, register.operator(), &register.now())?;
    baselines(register)
}

/// The comparison with an earlier year.
pub fn compare_years(register: &Register, request: &CompareYearsRequest, job: Job<'_>) -> Result<YearPage, ApiError> {
    let years = years(register)?;
    let Some(year) = request.year.or(years.first().copied()) else {
        let all = YearSum::default();
        return Ok(YearPage { year: None, years, all, units: Vec::new(), total: 0, rows: Vec::new() });
    };
    if !years.contains(&year) {
        return Err(ApiError::new(Code::NoYear).with("year", year.to_string()));
    }
    let compared: std::sync::Arc<Compared> = compared(register, year, job)?;
    let met: Vec<&Line> = compared.lines.iter().filter(|line| request.meets(line)).collect();
    let (skip, take) = (usize::try_from(request.offset), usize::try_from(request.limit));
    let page = met.iter().skip(skip.unwrap_or(usize::MAX)).take(take.unwrap_or(usize::MAX));
    Ok(YearPage {
        year: Some(year),
        years,
        all: compared.all.clone(),
        units: compared.units.clone(),
        total: met.len() as u64,
        rows: page.map(|line| row(line)).collect(),
    })
}

impl CompareYearsRequest {
    fn meets(&self, line: &Line) -> bool {
        let sides = [line.now.as_ref().map(|now| &now.side), line.then.as_ref().map(|then| &then.side)];
        let names = [line.now.as_ref().map(|now| &now.name), line.then.as_ref().map(|then| &then.name)];
        let of_unit = |unit: &String| sides.iter().flatten().any(|side| side.unit == *unit);
        self.fate.is_none_or(|fate| fate == line.fate)
            && (!self.unexplained || (line.fate == YearFate::Gone && line.reason.is_none()))
            && self.unit.as_ref().is_none_or(of_unit)
            && (self.search.is_empty() || names.iter().flatten().any(|name| name.contains(&self.search)))
    }
}

fn row(line: &Line) -> YearRow {
    let (then, now) = (line.then.as_ref(), line.now.as_ref());
    let (unit_then, unit) = (then.map(|then| then.side.unit.clone()), now.map(|now| now.side.unit.clone()));
    let shown = unit.or_else(|| unit_then.clone()).unwrap_or_default();
    YearRow {
        fate: line.fate,
        unit_then: unit_then.filter(|then| *then != shown),
        unit: shown,
        name_then: then.map(|then| then.name.clone()),
        name: now.map(|now| now.name.clone()),
        fen_then: then.map(|then| then.side.fen),
        fen: now.map(|now| now.side.fen),
        uid_then: then.map(|then| then.uid.clone()),
        uid: now.map(|now| now.uid.clone()),
        changes: line.changes.clone(),
        reason: line.reason.clone(),
        confirmed: line.confirmed,
        origin: then.map(|then| then.origin.clone()),
    }
}

/// Keeps a person's word on a project of an earlier year, or takes it back.
pub fn say_of_year(register: &Register, request: &SayOfYearRequest) -> Result<YearSaid, ApiError> {
    let SayOfYearRequest { year, uid, record, word, why } = request;
    let (store, identity) = (register.store(), register.identity());
    let paired = matches!(word, Some(YearWord::Same | YearWord::Different));
    if word.is_some() && paired != record.is_some() {
        return Err(ApiError::new(Code::BadRequest).with("why", "record"));
    }
    if *word == Some(YearWord::Gone) && why.trim().is_empty() {
        return Err(ApiError::new(Code::ReasonMissing));
    }
    let then = store.baseline_of_uid(*year, uid)?.ok_or_else(|| ApiError::new(Code::NoYearRecord).with("uid", uid))?;
    let key = |values: &qingce_core::value::Values| identity.names(values).key().unwrap_or_default();
    let now = record.as_ref().map(|uid| store.record(uid)).transpose()?;
    store.say_of_baseline(&BaselineWord {
        year: *year,
        uid: (uid.clone(), key(&then.values)),
        record: now.map(|now| (now.uid.clone(), key(&now.values))).unwrap_or_default(),
        word: word.map(YearWord::key).unwrap_or_default().to_owned(),
        why: why.clone(),
        who: register.operator().to_owned(),
        at: register.now(),
    })?;
    Ok(YearSaid { year: *year, uid: uid.clone() })
}

impl YearWord {
    fn key(self) -> &'static str {
        match self {
            YearWord::Same => "same",
            YearWord::Different => "different",
            YearWord::Gone => "gone",
        }
    }
}
