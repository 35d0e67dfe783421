//! The figures of 工作台: what is in the register, what waits, and where each figure leads.
//!
//! Which figures there are is data (`seeds/overview.toml`). The invariant: every figure is told with the condition that
//! shows its records.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use qingce_core::catalogue::{Catalogue, FieldId};
use qingce_core::condition::{Compare, Condition, Fact, Literal, Operand, Test};
use qingce_core::overview::{Counted, Overview, Todo, TodoLine};
use qingce_core::value::{PartialDate, Value};
use qingce_store::{Ask, Figure, Query, ReviewState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::commands::BatchLine;
use crate::error::{ApiError, Code};
use crate::progress::{ReportGroup, ReportState, StateCount, progress};
use crate::register::Register;

/// How the fact 待退回 says yes.
const YES: &str = "是";
/// Signs of a year in a date.
const YEAR: usize = 4;

/// Asks for the figures of 工作台.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowOverviewRequest {}

/// Some records, and the condition that shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Count {
    /// Projects.
    pub records: u64,
    /// Sum of 总投资, 分.
    pub fen: i64,
    /// The condition that shows them.
    pub condition: String,
}

/// Projects by a value: of a place, of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountOf {
    /// The value; none where it is empty.
    pub value: Option<String>,
    /// Everything before this year, which is not part of it.
    pub before: bool,
    /// Its projects.
    pub count: Count,
}

/// The units of one level by state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnitCounts {
    /// Id of the level.
    pub group: String,
    /// What it is called.
    pub title: String,
    /// Units expected.
    pub expected: u64,
    /// Units by state; their sum is `expected`.
    pub states: Vec<StateCount>,
}

/// Open remarks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingCounts {
    /// 须改正.
    pub must_fix: u64,
    /// 须核实.
    pub explain: u64,
    /// 提示.
    pub info: u64,
}

/// Suggestions of a tag on which nobody decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// How many.
    pub waiting: u64,
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodoCount {
    /// Stable name.
    pub id: String,
    /// What waits.
    pub title: String,
    /// What to know of it.
    pub note: String,
    /// The word of the link.
    pub action: String,
    /// The page it leads to.
    pub view: String,
    /// How many.
    pub count: u64,
    /// The condition that shows them, where they are records.
    pub condition: Option<String>,
    /// The tag, where they are suggestions.
    pub tag: Option<String>,
    /// The state, where they are units.
    pub state: Option<ReportState>,
}

/// The figures of 工作台.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OverviewResult {
    /// Everything.
    pub all: Count,
    /// Sum of 年运维费, 分.
    pub running_cost_fen: i64,
    /// Projects in use: the whole of 上云率.
    pub in_use: Count,
    /// Those of them on a government cloud: its part.
    pub on_cloud: Count,
    /// Units by level and state.
    pub units: Vec<UnitCounts>,
    /// Open remarks.
    pub findings: FindingCounts,
    /// Projects that have remarks that must be fixed.
    pub to_return: Count,
    /// Suggestions that wait, by tag.
    pub suggestions: Vec<TagCount>,
    /// 总投资 by year; without a year last.
    pub years: Vec<CountOf>,
    /// Where projects in use are deployed, the most frequent first; not told last.
    pub places: Vec<CountOf>,
    /// Those on a government cloud by its level, from the highest down.
    pub clouds: Vec<CountOf>,
    /// The last imports, the newest first.
    pub imports: Vec<BatchLine>,
    /// All imports.
    pub batches: u64,
    /// What waits, the most pressing first.
    pub todos: Vec<TodoCount>,
}

/// The figures of 工作台.
pub fn overview(register: &Register) -> Result<OverviewResult, ApiError> {
    let (desk, store) = (register.desk(), register.store());
    let seeds = Overview::parse(&desk.seeds.text("overview.toml")?, &desk.reference.catalogue)
        .map_err(|e| ApiError::new(Code::SeedsWrong).with("file", "overview.toml").with("why", e.to_string()))?;
    let figures = Figures::of(register, &seeds)?;
    let (remarks, batches) = (store.remarks()?, store.batches()?);
    let (units, suggestions) = (unit_counts(register)?, suggestions(register, &seeds)?);
    let places = figures.places();
    Ok(OverviewResult {
        all: figures.whole(&Condition::Always),
        running_cost_fen: figures.answer(&Condition::Always, None).iter().map(|figure| figure.sums[1]).sum(),
        in_use: figures.whole(&seeds.in_use),
        on_cloud: figures.whole(&seeds.on_cloud),
        to_return: figures.whole(&to_return()),
        years: figures.years(),
        clouds: clouds(&seeds, &places),
        places,
        findings: FindingCounts { must_fix: remarks.must_fix, explain: remarks.explain, info: remarks.info },
        todos: figures.todos(&units, &suggestions),
        units,
        suggestions,
        batches: batches.len() as u64,
        imports: batches.into_iter().take(seeds.imports).map(BatchLine::from).collect(),
    })
}

fn to_return() -> Condition {
    Condition::Test(Operand::Fact(Fact::ToReturn), Test::Compare(Compare::Equal, Literal::Text(YES.into())))
}

/// Everything asked of the store, answered over one state of the register.
struct Figures<'a> {
    seeds: &'a Overview,
    catalogue: &'a Catalogue,
    answered: Vec<(Ask, Vec<Figure>)>,
}

impl Figures<'_> {
    fn of<'a>(register: &'a Register, seeds: &'a Overview) -> Result<Figures<'a>, ApiError> {
        let ask = |condition: &Condition, by: Option<FieldId>| Ask {
            condition: condition.clone(),
            by: by.map(Operand::Field),
            sums: vec![seeds.invest, seeds.running_cost],
        };
        let mut asks: Vec<Ask> = [Condition::Always, seeds.in_use.clone(), seeds.on_cloud.clone(), to_return()]
            .iter()
            .map(|condition| ask(condition, None))
            .collect();
        asks.push(ask(&Condition::Always, Some(seeds.year)));
        asks.push(ask(&seeds.in_use, Some(seeds.place)));
        for todo in &seeds.todos {
            if let Counted::Records(condition) = &todo.counted {
                asks.push(ask(condition, None));
            }
        }
        let answers = register.store().figures(&asks, register.today())?;
        let catalogue = &register.desk().reference.catalogue;
        Ok(Figures { seeds, catalogue, answered: asks.into_iter().zip(answers).collect() })
    }

    fn answer(&self, condition: &Condition, by: Option<FieldId>) -> &[Figure] {
        let by = by.map(Operand::Field);
        let found = self.answered.iter().find(|(ask, _)| ask.condition == *condition && ask.by == by);
        &found.expect("BUG: what is told was asked").1
    }

    fn whole(&self, condition: &Condition) -> Count {
        let figures = self.answer(condition, None);
        let (records, fen) = (figures.iter().map(|f| f.records).sum(), figures.iter().map(|f| f.sums[0]).sum());
        self.count(records, fen, condition.clone())
    }

    fn count(&self, records: u64, fen: i64, condition: Condition) -> Count {
        Count { records, fen, condition: condition.text(self.catalogue) }
    }

    /// One bar per year, those before the last of them in one; projects without a year last.
    fn years(&self) -> Vec<CountOf> {
        let by = Operand::Field(self.seeds.year);
        let mut years: BTreeMap<String, (u64, i64)> = BTreeMap::new();
        let mut without = (0, 0);
        for figure in self.answer(&Condition::Always, Some(self.seeds.year)) {
            let sum = match &figure.value {
                Some(Value::Date(date)) => years.entry(date.as_str()[..YEAR].to_owned()).or_default(),
                _ => &mut without,
            };
            *sum = (sum.0 + figure.records, sum.1 + figure.sums[0]);
        }
        let many = years.len() > self.seeds.years;
        let first = years.keys().rev().nth(self.seeds.years.saturating_sub(1)).cloned().filter(|_| many);
        let mut told: Vec<CountOf> = Vec::new();
        for (year, (records, fen)) in years {
            let early = first.as_ref().is_some_and(|first| year < *first);
            let limit = if early { first.as_ref() } else { None }.unwrap_or(&year);
            let Some(date) = PartialDate::from_text(limit) else { continue };
            let order = if early { Compare::Less } else { Compare::Equal };
            let condition = Condition::Test(by, Test::Compare(order, Literal::Date(date)));
            match told.last_mut().filter(|last| early && last.before) {
                Some(CountOf { count, .. }) => {
                    count.records += records;
                    count.fen += fen;
                }
                None => {
                    let count = self.count(records, fen, condition);
                    told.push(CountOf { value: Some(limit.clone()), before: early, count });
                }
            }
        }
        let empty = Condition::Test(by, Test::Empty);
        told.extend((without.0 > 0).then(|| CountOf {
            value: None,
            before: false,
            count: self.count(without.0, without.1, empty),
        }));
        told
    }

    fn places(&self) -> Vec<CountOf> {
        let by = Operand::Field(self.seeds.place);
        let place = |figure: &Figure| {
            let text = figure.value.as_ref().map(Value::text);
            let test = text.clone().map_or(Test::Empty, |text| Test::Compare(Compare::Equal, Literal::Text(text)));
            let condition = Condition::And(vec![self.seeds.in_use.clone(), Condition::Test(by, test)]);
            CountOf { value: text, before: false, count: self.count(figure.records, figure.sums[0], condition) }
        };
        let mut told: Vec<CountOf> =
            self.answer(&self.seeds.in_use, Some(self.seeds.place)).iter().map(place).collect();
        told.sort_by_key(|of| (of.value.is_none(), Reverse(of.count.records)));
        told
    }

    fn todos(&self, units: &[UnitCounts], suggestions: &[TagCount]) -> Vec<TodoCount> {
        let todo = |todo: &Todo| {
            let TodoLine { id, title, note, action, view, .. } = todo.line.clone();
            let none = TodoCount { id, title, note, action, view, count: 0, condition: None, tag: None, state: None };
            let of_units = |state: ReportState, none: TodoCount| {
                let states = units.iter().flat_map(|level| &level.states).filter(|count| count.state == state);
                TodoCount { count: states.map(|count| count.units).sum(), state: Some(state), ..none }
            };
            match &todo.counted {
                Counted::Records(condition) => {
                    let Count { records, condition, .. } = self.whole(condition);
                    TodoCount { count: records, condition: Some(condition), ..none }
                }
                Counted::Waiting(tag) => {
                    let waiting = suggestions.iter().filter(|of| of.tag == *tag).map(|of| of.waiting).sum();
                    TodoCount { count: waiting, tag: Some(tag.clone()), ..none }
                }
                Counted::MissingUnits => of_units(ReportState::Missing, none),
                Counted::ReturnedUnits => of_units(ReportState::Returned, none),
            }
        };
        self.seeds.todos.iter().map(todo).filter(|todo| todo.count > 0).collect()
    }
}

/// The places that are a government cloud, from the highest level down.
fn clouds(seeds: &Overview, places: &[CountOf]) -> Vec<CountOf> {
    let of = |cloud: &String| places.iter().find(|place| place.value.as_ref() == Some(cloud)).cloned();
    seeds.clouds.iter().filter_map(of).collect()
}

fn unit_counts(register: &Register) -> Result<Vec<UnitCounts>, ApiError> {
    let told = progress(register)?;
    let level = |group: &ReportGroup| {
        let of = told.units.iter().filter(|unit| unit.group == group.id);
        let states = ReportState::ALL
            .map(|state| StateCount { state, units: of.clone().filter(|unit| unit.state == state).count() as u64 });
        let states: Vec<StateCount> = states.into_iter().filter(|count| count.units > 0).collect();
        UnitCounts { group: group.id.clone(), title: group.title.clone(), expected: of.count() as u64, states }
    };
    Ok(told.groups.iter().map(level).collect())
}

fn suggestions(register: &Register, seeds: &Overview) -> Result<Vec<TagCount>, ApiError> {
    let told = register.store().review_counts(&Query::all(register.today()), None)?;
    let waiting = |tag: &String| {
        let figures = told.tags.iter().find(|of| of.tag == *tag);
        TagCount { tag: tag.clone(), waiting: figures.map_or(0, |of| of.states[ReviewState::Open as usize]) }
    };
    Ok(seeds.tags.iter().map(waiting).collect())
}
