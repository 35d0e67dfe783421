//! Suggestions as a person judges them: counted by tag, rule, state and missing field, and page by page with their evidence.
//!
//! Not in here: the decisions ([`crate::deciding`]) and the rules ([`crate::rules`]). The invariant: the states of a tag
//! add up to its suggestions.

use qingce_core::catalogue::FieldId;
use qingce_core::condition::{Condition, Operand};
use qingce_core::value::Fen;
use qingce_store::{ReviewQuery, ReviewState, StateCounts};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::history::RecordTags;
use crate::records::{RecordTitle, Selection, title};
use crate::register::Register;

/// Which suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewFilter {
    /// On this tag, without class; on any without it.
    #[serde(default)]
    #[ts(optional)]
    pub tag: Option<String>,
    /// For which this rule speaks, or which it could not judge.
    #[serde(default)]
    #[ts(optional)]
    pub rule: Option<String>,
    /// In this state.
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<ReviewState>,
    /// Not judged because this field or fact is empty; its key.
    #[serde(default)]
    #[ts(optional)]
    pub missing: Option<String>,
    /// Of which records, in what order.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub selection: Selection,
}

/// Asks how many suggestions there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CountSuggestionsRequest {
    /// The tag whose missing fields are counted; those of all tags without it.
    #[serde(default)]
    #[ts(optional)]
    pub tag: Option<String>,
    /// Of which records.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub selection: Selection,
}

/// Asks for a page of suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListSuggestionsRequest {
    /// Which.
    pub filter: ReviewFilter,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// Asks how suggestions are spread over fields, for drop-downs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SpreadSuggestionsRequest {
    /// Which.
    pub filter: ReviewFilter,
    /// Keys of the fields.
    pub fields: Vec<String>,
}

/// Records by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct StateFigures {
    /// 待判.
    pub open: u64,
    /// 已采纳.
    pub accepted: u64,
    /// 不采纳.
    pub rejected: u64,
    /// 暂缓.
    pub postponed: u64,
    /// 待核实.
    pub unknown: u64,
}

/// The suggestions on one tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TagFigureLine {
    /// The tag.
    pub tag: String,
    /// Records by state.
    pub states: StateFigures,
}

/// The suggestions of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleFigureLine {
    /// Id of the rule.
    pub rule: String,
    /// Its version in the seeds, as it was run.
    pub version: u32,
    /// How often the office had changed it, as it was run.
    pub revision: u32,
    /// The tag it suggests.
    pub tag: String,
    /// Class inside the tag.
    pub class: Option<String>,
    /// Why, as its sentence.
    pub reason: String,
    /// Records by the state of the tag; under 待核实 those it could not judge.
    pub states: StateFigures,
}

/// Records that wait for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MissingLine {
    /// Key of the field or fact.
    pub field: String,
    /// How many records wait for it.
    pub records: u64,
}

/// Counts of suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionCounts {
    /// By tag, in the order of the rules.
    pub tags: Vec<TagFigureLine>,
    /// By rule, in the order of their run.
    pub rules: Vec<RuleFigureLine>,
    /// Records in 待核实 by the field that is missing; the most missed first.
    pub missing: Vec<MissingLine>,
    /// Records in 待核实 in all.
    pub unknown: u64,
    /// When the rules were last run, UTC; none where they never were.
    pub run_at: Option<String>,
    /// Records or rules were changed since.
    pub stale: bool,
}

/// One record with its suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionRow {
    /// What it is called.
    pub title: RecordTitle,
    /// Everything about its tags.
    pub tags: RecordTags,
}

/// A part of the suggestions asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionPage {
    /// How many there are in all.
    pub total: u64,
    /// Sum of their amounts, 万元.
    pub amount: String,
    /// Those asked for.
    pub rows: Vec<SuggestionRow>,
}

/// Values with how many records have them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionSpread {
    /// Per field asked for, the most frequent value first.
    pub fields: Vec<Vec<(String, u64)>>,
    /// Tags in force, `tag` or `tag/class`.
    pub tags: Vec<(String, u64)>,
}

impl From<StateCounts> for StateFigures {
    fn from([open, accepted, rejected, postponed, unknown]: StateCounts) -> StateFigures {
        StateFigures { open, accepted, rejected, postponed, unknown }
    }
}

impl ReviewFilter {
    /// The query of the store.
    pub(crate) fn query(&self, register: &Register) -> Result<ReviewQuery, ApiError> {
        let missing = self.missing.as_deref().map(|key| operand(register, key)).transpose()?;
        Ok(ReviewQuery {
            query: self.selection.query(register)?,
            tag: self.tag.clone(),
            rule: self.rule.clone(),
            state: self.state,
            missing,
        })
    }
}

/// A field or fact by its name in conditions.
fn operand(register: &Register, key: &str) -> Result<Operand, ApiError> {
    let empty = Condition::parse(&format!("{key} empty"), &register.desk().reference.catalogue);
    let found = empty.ok().and_then(|condition| condition.operands().first().copied());
    found.ok_or_else(|| ApiError::new(Code::NoField).with("field", key))
}

/// How many suggestions there are on the records of a selection.
pub fn counts(register: &Register, request: &CountSuggestionsRequest) -> Result<SuggestionCounts, ApiError> {
    let (store, catalogue) = (register.store(), &register.desk().reference.catalogue);
    let counts = store.review_counts(&request.selection.query(register)?, request.tag.as_deref())?;
    let rule = |figures: qingce_store::RuleFigures| RuleFigureLine {
        rule: figures.line.id,
        version: figures.line.version,
        revision: figures.line.revision,
        tag: figures.line.tag,
        class: figures.line.class,
        reason: figures.line.reason,
        states: figures.states.into(),
    };
    let missing =
        |(operand, records): (Operand, u64)| MissingLine { field: operand.key(catalogue).to_owned(), records };
    let run = store.last_run()?;
    Ok(SuggestionCounts {
        tags: counts.tags.into_iter().map(|one| TagFigureLine { tag: one.tag, states: one.states.into() }).collect(),
        rules: counts.rules.into_iter().map(rule).collect(),
        missing: counts.missing.into_iter().map(missing).collect(),
        unknown: counts.unknown,
        stale: run.as_ref().is_none_or(|run| run.stale) && store.count()? > 0,
        run_at: run.map(|run| run.at),
    })
}

/// A page of suggestions with their evidence.
pub fn page(register: &Register, request: &ListSuggestionsRequest) -> Result<SuggestionPage, ApiError> {
    let query = request.filter.query(register)?;
    let page = register.store().review_page(&query, register.amount_field(), request.offset, request.limit)?;
    let rows = page.rows.into_iter();
    Ok(SuggestionPage {
        total: page.total,
        amount: Fen(page.fen).to_string(),
        rows: rows.map(|(record, tags)| SuggestionRow { title: title(register, &record), tags: tags.into() }).collect(),
    })
}

/// How suggestions are spread over the values of some fields, and over tags in force.
pub fn spread(register: &Register, request: &SpreadSuggestionsRequest) -> Result<SuggestionSpread, ApiError> {
    let catalogue = &register.desk().reference.catalogue;
    let field =
        |key: &String| catalogue.id(key).ok_or_else(|| ApiError::new(Code::NoField).with("field", key.as_str()));
    let by: Vec<FieldId> = request.fields.iter().map(field).collect::<Result<_, _>>()?;
    let facets = register.store().review_facets(&request.filter.query(register)?, &by)?;
    Ok(SuggestionSpread { fields: facets.fields, tags: facets.tags })
}
