//! 查重: likely pairs with what says so, and a person's word on them.
//!
//! Not in here: how likeness is told (core). The invariant: nothing is merged or dropped here; a pair that was answered is
//! shown with its answer and never asked again.

mod find;
mod groups;

use qingce_core::catalogue::FieldId;
use qingce_core::condition::Condition;
use qingce_core::likeness::{Evidence, Level, Likeness, Relation};
use qingce_core::message::Messages;
use qingce_core::record::Record;
use qingce_store::{Answer, NewAnswer};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ApiError, Code};
use crate::job::Job;
use crate::records::{RecordRow, Selection};
use crate::register::Register;
pub(crate) use find::Likely;
pub(crate) use groups::DuplicateGroups;

/// Which pairs, by whether they were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PairState {
    /// Not answered yet.
    #[default]
    Open,
    /// Answered.
    Answered,
    /// Both.
    All,
}

/// Asks for likely pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListDuplicatesRequest {
    /// Answered or not.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub state: PairState,
    /// Of this relation: the answer's, or the proposed one where there is no answer.
    #[serde(default)]
    #[ts(optional)]
    pub relation: Option<Relation>,
    /// Of which one record is this.
    #[serde(default)]
    #[ts(optional)]
    pub uid: Option<String>,
    /// Of which one record is among these; its order and fields count for nothing.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub selection: Selection,
    /// How many to skip.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub offset: u64,
    /// How many to tell.
    pub limit: u64,
}

/// A person's word on a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnswerLine {
    /// uid of the first when it was said.
    pub one: String,
    /// uid of the second.
    pub other: String,
    /// The first is … the second.
    pub relation: Relation,
    /// Why; may be empty.
    pub why: String,
    /// Who.
    pub who: String,
    /// When, UTC.
    pub at: String,
}

/// Two records that may belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DuplicatePair {
    /// The record that is … the other.
    pub one: RecordRow,
    /// The other.
    pub other: RecordRow,
    /// From 0 to 1: how likely they belong together.
    pub score: f64,
    /// What they seem to be to each other.
    pub relation: Relation,
    /// What says so, one line per aspect.
    pub evidence: Vec<Evidence>,
    /// What a person said; then the first is … the second as they said it.
    pub answer: Option<AnswerLine>,
}

/// Pairs of one relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelationCount {
    /// The answer's relation, or the proposed one where there is no answer.
    pub relation: Relation,
    /// Pairs that wait for an answer.
    pub open: u64,
    /// Pairs answered.
    pub answered: u64,
}

/// A part of the likely pairs, the likeliest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DuplicatePage {
    /// How many there are of the state and relation asked for.
    pub total: u64,
    /// All pairs of the selection, by relation.
    pub counts: Vec<RelationCount>,
    /// The keys of the fields that are compared, in the order of the catalogue.
    pub fields: Vec<String>,
    /// Those asked for.
    pub rows: Vec<DuplicatePair>,
}

/// Answers a pair, or takes the answer back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelateRecordsRequest {
    /// The first record.
    pub one: String,
    /// The second record.
    pub other: String,
    /// The first is … the second; null takes the answer back.
    pub relation: Option<Relation>,
    /// Why; may be empty.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    pub why: String,
}

/// What an answer replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelateResult {
    /// The answer before; sent again, it undoes this one.
    pub before: Option<AnswerLine>,
}

impl From<Answer> for AnswerLine {
    fn from(Answer { one, other, relation, why, who, at }: Answer) -> AnswerLine {
        AnswerLine { one, other, relation, why, who, at }
    }
}

/// A likely pair, or one that was answered.
pub(crate) struct FoundPair {
    /// Ids, the first is … the second.
    pub ids: (i64, i64),
    pub likeness: Likeness,
    pub answer: Option<Answer>,
}

impl FoundPair {
    fn relation(&self) -> Relation {
        self.answer.as_ref().map_or(self.likeness.relation, |answer| answer.relation)
    }
}

/// A page of likely pairs.
pub fn duplicates(
    register: &Register,
    request: &ListDuplicatesRequest,
    job: Job<'_>,
) -> Result<DuplicatePage, ApiError> {
    let all = pairs(register, &request.selection, request.uid.as_deref(), job)?;
    let counts = counts(&all);
    let wanted = |pair: &&FoundPair| {
        let state = match request.state {
            PairState::Open => pair.answer.is_none(),
            PairState::Answered => pair.answer.is_some(),
            PairState::All => true,
        };
        state && request.relation.is_none_or(|relation| pair.relation() == relation)
    };
    let asked: Vec<&FoundPair> = all.iter().filter(wanted).collect();
    let from = usize::try_from(request.offset).unwrap_or(usize::MAX).min(asked.len());
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let compared = find::compared_fields(register)?;
    let rows = asked[from..].iter().take(limit).map(|pair| shown(register, pair, &compared));
    Ok(DuplicatePage {
        total: asked.len() as u64,
        counts,
        fields: compared.iter().map(|id| register.desk().reference.catalogue.field(*id).key.clone()).collect(),
        rows: rows.collect::<Result<_, ApiError>>()?,
    })
}

/// Keeps a person's word on two records, or takes it back.
pub fn relate(register: &Register, request: &RelateRecordsRequest) -> Result<RelateResult, ApiError> {
    let at = register.now();
    let RelateRecordsRequest { one, other, relation, why } = request;
    let new = NewAnswer { one, other, relation: *relation, why: why.trim(), who: register.operator(), at: &at };
    Ok(RelateResult { before: register.store().answer(&new)?.map(AnswerLine::from) })
}

/// All likely pairs of a selection and those answered, the likeliest first.
pub(crate) fn pairs(
    register: &Register,
    selection: &Selection,
    uid: Option<&str>,
    job: Job<'_>,
) -> Result<Vec<FoundPair>, ApiError> {
    pairs_of(register, &*find::likely(register, job)?, selection, uid)
}

fn pairs_of(
    register: &Register,
    likely: &find::Found,
    selection: &Selection,
    uid: Option<&str>,
) -> Result<Vec<FoundPair>, ApiError> {
    let mut answers: FxHashMap<(i64, i64), (bool, Answer)> = FxHashMap::default();
    for answered in register.store().answers()? {
        if let (Some(one), Some(other)) = (answered.one, answered.other) {
            answers.entry((one.min(other), one.max(other))).or_insert((one > other, answered.answer));
        }
    }
    let (absorbed, merged) = register.store().merged_since(likely.journal)?;
    let mut found: Vec<FoundPair> = Vec::with_capacity(likely.pairs.len());
    for (ids, likeness) in &likely.pairs {
        if absorbed.contains(&ids.0) || absorbed.contains(&ids.1) {
            continue;
        }
        let anew = merged.contains(&ids.0) || merged.contains(&ids.1);
        let likeness = if anew { find::compared(register, ids.0, ids.1)? } else { likeness.clone() };
        let answer = answers.remove(ids);
        let turned = answer.as_ref().map_or(likeness.turned, |(turned, _)| *turned);
        let ids = if turned { (ids.1, ids.0) } else { *ids };
        found.push(FoundPair { ids, likeness, answer: answer.map(|(_, answer)| answer) });
    }
    for ((low, high), (turned, answer)) in answers {
        let ids = if turned { (high, low) } else { (low, high) };
        found.push(FoundPair { ids, likeness: find::compared(register, low, high)?, answer: Some(answer) });
    }
    if let Some(among) = among(register, selection, uid)? {
        found.retain(|pair| among.contains(&pair.ids.0) || among.contains(&pair.ids.1));
    }
    found.sort_by(|a, b| b.likeness.score.total_cmp(&a.likeness.score).then(a.ids.cmp(&b.ids)));
    Ok(found)
}

/// How many pairs a selection has, if that is known without looking for them.
pub(crate) fn known(register: &Register, selection: &Selection) -> Result<Option<usize>, ApiError> {
    let Some(likely) = find::known(register)? else { return Ok(None) };
    Ok(Some(pairs_of(register, &likely, selection, None)?.len()))
}

/// The records that a filter asks for; none = all.
fn among(register: &Register, selection: &Selection, uid: Option<&str>) -> Result<Option<FxHashSet<i64>>, ApiError> {
    let query = selection.query(register)?;
    if let Some(uid) = uid {
        return Ok(Some(register.store().ids(&[uid.to_owned()])?.into_iter().collect()));
    }
    if query.condition == Condition::Always && query.search.trim().is_empty() {
        return Ok(None);
    }
    let mut ids = FxHashSet::default();
    register.store().for_each(&query, Some(&[]), |record| {
        ids.insert(record.id);
        std::ops::ControlFlow::Continue(())
    })?;
    Ok(Some(ids))
}

fn counts(pairs: &[FoundPair]) -> Vec<RelationCount> {
    let mut counts = Relation::ALL.map(|relation| RelationCount { relation, open: 0, answered: 0 });
    for pair in pairs {
        let relation = pair.relation();
        for count in counts.iter_mut().filter(|count| count.relation == relation) {
            *(if pair.answer.is_some() { &mut count.answered } else { &mut count.open }) += 1;
        }
    }
    counts.to_vec()
}

/// Both records of a pair.
pub(crate) fn records(register: &Register, pair: &FoundPair) -> Result<(Record, Record), ApiError> {
    Ok((register.store().record_of_id(pair.ids.0)?, register.store().record_of_id(pair.ids.1)?))
}

fn shown(register: &Register, pair: &FoundPair, wanted: &[FieldId]) -> Result<DuplicatePair, ApiError> {
    let (one, other) = records(register, pair)?;
    let catalogue = &register.desk().reference.catalogue;
    Ok(DuplicatePair {
        one: RecordRow::new(catalogue, &one, wanted),
        other: RecordRow::new(catalogue, &other, wanted),
        score: pair.likeness.score,
        relation: pair.likeness.relation,
        evidence: pair.likeness.evidence.clone(),
        answer: pair.answer.clone().map(AnswerLine::from),
    })
}

/// The score and what says so, as one line for a person.
pub fn told(messages: &Messages, likeness: &Likeness) -> String {
    line(messages, likeness.score, &likeness.evidence)
}

/// A score and evidence as one line; aspects that say nothing are left out.
pub fn line(messages: &Messages, score: f64, evidence: &[Evidence]) -> String {
    let key = |value: serde_json::Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let told = evidence.iter().filter(|e| e.level != Level::Unknown).map(|e| {
        let (aspect, level) = (key(serde_json::json!(e.aspect)), key(serde_json::json!(e.level)));
        let (aspect, level) = (messages.word("aspect", &aspect), messages.word("likeness", &level));
        let weight = format!("{:+}", e.weight);
        messages.phrase("likeness", "evidence", &[("aspect", &aspect), ("level", &level), ("weight", &weight)])
    });
    let evidence = told.collect::<Vec<_>>().join(&messages.word("likeness", "join"));
    let score = format!("{:.0}", score * 100.0);
    messages.phrase("likeness", "line", &[("score", &score), ("evidence", &evidence)])
}

/// The weights and words of likeness.
pub(crate) fn scales(register: &Register) -> Result<qingce_core::likeness::Scales, ApiError> {
    let text = register.desk().seeds.text("likeness.toml")?;
    qingce_core::likeness::Scales::parse(&text)
        .map_err(|why| ApiError::new(Code::SeedsWrong).with("file", "likeness.toml").with("why", why.to_string()))
}
