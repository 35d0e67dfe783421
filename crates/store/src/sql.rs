//! Conditions as SQL: the same tree that `qingce_core::condition` evaluates, with the same three values.
//!
//! The invariant: for every record, SQL and evaluation give the same answer; a property test holds them together. Text of
//! numbers and the folding of case come from the core through SQL functions, so there is one of each.

use chrono::{Months, NaiveDate};
use qingce_core::catalogue::{Catalogue, FieldType};
use qingce_core::cell::number_text;
use qingce_core::condition::{Compare, Condition, Fact, Literal, Operand, Test};
use qingce_core::finding::Severity;
use qingce_core::text::fold;
use qingce_core::value::Fen;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::Value as SqlValue;

use crate::Result;

/// The functions that compiled conditions call.
pub(crate) fn add_functions(db: &Connection) -> Result<()> {
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    let text = |context: &Context<'_>| context.get::<Option<String>>(0);
    db.create_scalar_function("qc_lower", 1, pure, move |c| Ok(text(c)?.map(|t| t.to_lowercase())))?;
    db.create_scalar_function("qc_fold", 1, pure, move |c| Ok(text(c)?.map(|t| fold(&t))))?;
    db.create_scalar_function("qc_number", 1, pure, |c| Ok(c.get::<Option<f64>>(0)?.map(number_text)))?;
    db.create_scalar_function("qc_money", 1, pure, |c| Ok(c.get::<Option<i64>>(0)?.map(|fen| Fen(fen).to_string())))?;
    db.create_scalar_function("qc_joined", 1, pure, move |c| {
        let Some(json) = text(c)? else { return Ok(None) };
        let codes: Vec<String> =
            serde_json::from_str(&json).map_err(|e| rusqlite::Error::UserFunctionError(e.into()))?;
        Ok(Some(codes.join("、")))
    })?;
    Ok(())
}

/// SQL being built with its parameters, which are numbered in the order they are added.
pub(crate) struct Sql<'a> {
    catalogue: &'a Catalogue,
    today: NaiveDate,
    pub params: Vec<SqlValue>,
}

impl<'a> Sql<'a> {
    pub fn new(catalogue: &'a Catalogue, today: NaiveDate) -> Sql<'a> {
        Sql { catalogue, today, params: Vec::new() }
    }

    /// Adds a parameter; gives its mark.
    pub fn param(&mut self, value: impl Into<SqlValue>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    /// The column of a field or fact, of [`crate::columns::RECORDS`].
    pub fn column(&self, operand: Operand) -> String {
        match operand {
            Operand::Field(id) => format!("r.\"{}\"", self.catalogue.field(id).key),
            Operand::Fact(Fact::UnitLevel) => "r.unit_level".into(),
            Operand::Fact(Fact::UnitIsSubordinate) => "r.unit_is_subordinate".into(),
            Operand::Fact(Fact::DuplicateGroupSize) => "a.duplicate_group_size".into(),
            Operand::Fact(Fact::ToReturn) => "iif(r.to_return, '是', '否')".into(),
            Operand::Fact(Fact::ImportBatch) => IMPORTS.into(),
            Operand::Fact(Fact::MustFix) => remarks_of(Severity::MustFix),
            Operand::Fact(Fact::Explain) => remarks_of(Severity::Explain),
        }
    }

    /// A condition as an expression that is 1, 0 or NULL.
    pub fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Always => "1".into(),
            Condition::And(parts) => self.joined(parts, " AND ", "1"),
            Condition::Or(parts) => self.joined(parts, " OR ", "0"),
            Condition::Not(inner) => format!("NOT ({})", self.condition(inner)),
            Condition::Tag(tag) => {
                let tag = self.param(tag.clone());
                format!(
                    "EXISTS (SELECT 1 FROM json_each(a.tags) WHERE value = {tag}
                     OR (instr(value, '/') > 0 AND substr(value, 1, instr(value, '/') - 1) = {tag}))"
                )
            }
            Condition::Test(operand, test) => self.test(*operand, test),
        }
    }

    fn joined(&mut self, parts: &[Condition], word: &str, none: &str) -> String {
        if parts.is_empty() {
            return none.into();
        }
        parts.iter().map(|part| format!("({})", self.condition(part))).collect::<Vec<_>>().join(word)
    }

    fn test(&mut self, operand: Operand, test: &Test) -> String {
        let column = self.column(operand);
        match test {
            Test::Empty => format!("{column} IS NULL"),
            Test::NotEmpty => format!("{column} IS NOT NULL"),
            Test::Is(literal) => format!("({}) IS TRUE", self.compare(operand, Compare::Equal, literal)),
            Test::IsNot(literal) => format!("({}) IS NOT TRUE", self.compare(operand, Compare::Equal, literal)),
            Test::Compare(order, literal) => self.compare(operand, *order, literal),
            Test::In(literals) => self.any_of(operand, literals),
            Test::NotIn(literals) => format!("NOT ({})", self.any_of(operand, literals)),
            Test::HasAny(codes) => self.holds(operand, codes, " OR ", "0"),
            Test::HasAll(codes) => self.holds(operand, codes, " AND ", "1"),
            Test::Lacks(codes) => format!("NOT ({})", self.holds(operand, codes, " OR ", "0")),
            Test::Matches(texts) => {
                let met = format!("qc_lower({})", self.text(operand));
                let parts: Vec<String> =
                    texts.iter().map(|text| format!("instr({met}, {}) > 0", self.param(text.to_lowercase()))).collect();
                known(&column, &parts.join(" OR "))
            }
            Test::OlderThanMonths(months) => match self.today.checked_sub_months(Months::new(*months)) {
                Some(limit) => {
                    let text = self.text(operand);
                    self.date_order(&text, Compare::Less, &limit.format("%Y-%m-%d").to_string())
                }
                None => "NULL".into(),
            },
        }
    }

    fn any_of(&mut self, operand: Operand, literals: &[Literal]) -> String {
        let parts: Vec<String> =
            literals.iter().map(|l| format!("({})", self.compare(operand, Compare::Equal, l))).collect();
        known(&self.column(operand), if parts.is_empty() { "0".into() } else { parts.join(" OR ") }.as_str())
    }

    fn holds(&mut self, operand: Operand, codes: &[String], word: &str, none: &str) -> String {
        let column = self.column(operand);
        let parts: Vec<String> = codes
            .iter()
            .map(|code| {
                let code = self.param(code.clone());
                match operand.kind(self.catalogue) {
                    FieldType::Multi => format!("EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {code})"),
                    _ => format!("{} = {code}", self.text(operand)),
                }
            })
            .collect();
        known(&column, if parts.is_empty() { none.into() } else { parts.join(word) }.as_str())
    }

    /// The value as a clerk would write it.
    fn text(&self, operand: Operand) -> String {
        let column = self.column(operand);
        match operand.kind(self.catalogue) {
            FieldType::Multi => format!("qc_joined({column})"),
            FieldType::Int => format!("CAST({column} AS TEXT)"),
            FieldType::Number => format!("qc_number({column})"),
            FieldType::Money => format!("qc_money({column})"),
            _ => column,
        }
    }

    fn compare(&mut self, operand: Operand, order: Compare, literal: &Literal) -> String {
        let column = self.column(operand);
        let sign = sign(order);
        match (operand.kind(self.catalogue), literal) {
            (FieldType::Date, Literal::Date(limit)) => self.date_order(&column, order, limit.as_str()),
            (FieldType::Money, Literal::Money(limit)) => format!("{column} {sign} {}", self.param(limit.0)),
            (FieldType::Int | FieldType::Number, Literal::Number(limit)) => {
                format!("CAST({column} AS REAL) {sign} {}", self.param(*limit))
            }
            (_, Literal::Text(text)) => format!("{} {sign} {}", self.text(operand), self.param(text.clone())),
            _ => "NULL".into(),
        }
    }

    /// Dates compare as far as both are precise; a date that is too vague to tell is unknown.
    fn date_order(&mut self, date: &str, order: Compare, limit: &str) -> String {
        let length = limit.len();
        let limit = self.param(limit.to_owned());
        format!(
            "CASE WHEN length({date}) < {length} AND {date} = substr({limit}, 1, length({date})) THEN NULL
             ELSE substr({date}, 1, {length}) {} substr({limit}, 1, length({date})) END",
            sign(order)
        )
    }

    /// A search: every word of it stands in one of the searched fields, after folding.
    pub fn search(&mut self, search: &str) -> String {
        let columns: Vec<String> =
            self.catalogue.fields().iter().filter(|f| f.search).map(|f| format!("r.\"{}\"", f.key)).collect();
        let words: Vec<String> = search_words(search).into_iter().map(|word| self.param(word)).collect();
        let met = |word: &String| {
            let parts: Vec<String> = columns.iter().map(|c| format!("instr(qc_fold({c}), {word}) > 0")).collect();
            format!("({})", parts.join(" OR "))
        };
        let parts: Vec<String> = words.iter().map(met).collect();
        if parts.is_empty() { "1".into() } else { parts.join(" AND ") }
    }
}

/// The imports in force that told a record, as [`Fact::ImportBatch`] names them, in their order.
const IMPORTS: &str = "(SELECT nullif(json_group_array(told), '[]') FROM
    (SELECT i.batch AS n, CAST(i.batch AS TEXT) AS told FROM input_row AS i JOIN batch AS b ON b.id = i.batch
     WHERE i.record = r.id AND b.state = 'promoted'
     UNION SELECT i.batch, i.batch || '/' || i.fate FROM input_row AS i JOIN batch AS b ON b.id = i.batch
     WHERE i.record = r.id AND b.state = 'promoted' ORDER BY n, told))";

/// How many open remarks of a weight a record has: its own since it was edited, or those of the batch that wrote it last.
fn remarks_of(severity: Severity) -> String {
    let key = crate::finding::key(severity);
    format!(
        "(CASE WHEN r.remarks IS NULL
          THEN (SELECT count(*) FROM finding AS f WHERE f.record = r.id AND f.batch = r.batch AND f.severity = '{key}')
          ELSE (SELECT count(*) FROM json_each(r.remarks) AS f WHERE f.value ->> 'severity' = '{key}') END)"
    )
}

/// The words of a search, folded.
pub(crate) fn search_words(search: &str) -> Vec<String> {
    search.split(qingce_core::text::is_space).map(fold).filter(|word| !word.is_empty()).collect()
}

/// An expression that is NULL where the column is.
fn known(column: &str, expression: &str) -> String {
    format!("CASE WHEN {column} IS NULL THEN NULL ELSE ({expression}) END")
}

fn sign(order: Compare) -> &'static str {
    match order {
        Compare::Equal => "=",
        Compare::NotEqual => "<>",
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::Greater => ">",
        Compare::AtLeast => ">=",
    }
}
