//! Which figures 工作台 shows, as data. Read from `seeds/overview.toml`.
//!
//! Not in here: the figures themselves. The invariant: what was read names only fields and conditions of its catalogue.

use serde::Deserialize;

use crate::catalogue::{Catalogue, FieldId};
use crate::condition::Condition;

/// What is counted of something that waits.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// Records for which a condition holds.
    Records(Condition),
    /// Suggestions of a tag on which nobody decided.
    Waiting(String),
    /// Units that are expected and did not report.
    MissingUnits,
    /// Units of which records are marked 待退回.
    ReturnedUnits,
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Todo {
    /// Its words and where it leads.
    pub line: TodoLine,
    /// What is counted.
    pub counted: Counted,
}

/// Something that waits, as written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TodoLine {
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
    count: String,
}

/// The figures of 工作台.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The field of 总投资.
    pub invest: FieldId,
    /// The field of 年运维费.
    pub running_cost: FieldId,
    /// Projects in use: the whole of 上云率.
    pub in_use: Condition,
    /// Those of them on a government cloud: its part.
    pub on_cloud: Condition,
    /// The field of places.
    pub place: FieldId,
    /// Its values that are a government cloud, from the highest level down.
    pub clouds: Vec<String>,
    /// The field of the year by which 总投资 is shown.
    pub year: FieldId,
    /// Years shown one by one.
    pub years: usize,
    /// Tags that people decide on.
    pub tags: Vec<String>,
    /// Imports shown.
    pub imports: usize,
    /// What waits, the most pressing first.
    pub todos: Vec<Todo>,
}

/// Why the figures could not be read.
#[derive(Debug, thiserror::Error)]
pub enum OverviewError {
    /// Not TOML, or another shape.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A field or condition that is none, or a count that is not known.
    #[error("{0}")]
    Line(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    invest: String,
    running_cost: String,
    in_use: String,
    on_cloud: String,
    place: String,
    clouds: Vec<String>,
    year: String,
    years: usize,
    tags: Vec<String>,
    imports: usize,
    todo: Vec<TodoLine>,
}

impl Overview {
    /// Reads `seeds/overview.toml`.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Overview, OverviewError> {
        let file: File = toml::from_str(text)?;
        let field =
            |key: &str| catalogue.id(key).ok_or_else(|| OverviewError::Line(format!("there is no field {key}")));
        let todo = |line: TodoLine| {
            let counted = counted(&line.count, catalogue)?;
            Ok(Todo { line, counted })
        };
        Ok(Overview {
            invest: field(&file.invest)?,
            running_cost: field(&file.running_cost)?,
            in_use: condition(&file.in_use, catalogue)?,
            on_cloud: condition(&file.on_cloud, catalogue)?,
            place: field(&file.place)?,
            clouds: file.clouds,
            year: field(&file.year)?,
            years: file.years,
            tags: file.tags,
            imports: file.imports,
            todos: file.todo.into_iter().map(todo).collect::<Result<_, OverviewError>>()?,
        })
    }
}

fn condition(text: &str, catalogue: &Catalogue) -> Result<Condition, OverviewError> {
    Condition::parse(text, catalogue).map_err(|why| OverviewError::Line(format!("{text}: {why}")))
}

fn counted(text: &str, catalogue: &Catalogue) -> Result<Counted, OverviewError> {
    match text.split_once(' ') {
        Some(("records", rest)) => condition(rest, catalogue).map(Counted::Records),
        Some(("waiting", tag)) => Ok(Counted::Waiting(tag.trim().to_owned())),
        Some(("missing", "units")) => Ok(Counted::MissingUnits),
        Some(("returned", "units")) => Ok(Counted::ReturnedUnits),
        _ => Err(OverviewError::Line(format!("{text} counts nothing known"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_readable_and_what_is_wrong_is_told() {
        let catalogue = Catalogue::parse(include_str!("../../../seeds/fields.toml"), &[]).unwrap();
        let text = include_str!("../../../seeds/overview.toml");
        let overview = Overview::parse(text, &catalogue).unwrap();
        assert!(
            overview.todos.iter().any(|todo| todo.counted == Counted::MissingUnits),
            "units that did not report wait"
        );
        for (good, bad) in [
            ("invest_total", "no_such"),
            ("count = \"missing units", "count = \"missing pages"),
            ("to_return =", "to_return"),
        ] {
            let wrong = Overview::parse(&text.replacen(good, bad, 1), &catalogue);
            assert!(wrong.is_err(), "{bad}: 工作台 must not count something else in silence");
        }
    }
}
