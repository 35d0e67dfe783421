//! The reading of `seeds/lists/*.toml`.
//!
//! A column says in one line what it shows: `serial`, `uid`, `extra`, `tags`, `group`, `field KEY`, `other fields`,
//! `class TAG`, `reasons TAG`, `basis TAG`, `decision TAG`, `count CONDITION`, `sum KEY`, `ratio ID / ID`, `told NAME`,
//! `told NAME money|int|number`.

use std::collections::HashMap;

use serde::Deserialize;

use super::{ColumnLine, List, ListColumn, ListLine, ListWords, Source, fill};
use crate::catalogue::{Catalogue, Field, FieldId, FieldType, Need};
use crate::condition::{Condition, ConditionError};
use crate::form::FormWords;
use crate::report::{Align, CellFormat, PageLayout};

/// Why a list could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Not TOML, or not a list.
    #[error("list {list}: {why}")]
    Toml {
        /// The list, as far as it is known.
        list: String,
        /// What is wrong.
        why: toml::de::Error,
    },
    /// Two lists of one id.
    #[error("list {0} stands twice")]
    Twice(String),
    /// A field that the catalogue lacks.
    #[error("list {list}: no field {field}")]
    Field {
        /// The list.
        list: String,
        /// The key.
        field: String,
    },
    /// A scope or a count that is no condition.
    #[error("list {list}: {why}")]
    Condition {
        /// The list.
        list: String,
        /// What is wrong.
        why: ConditionError,
    },
    /// A column that shows nothing known.
    #[error("list {list}: no column can show {show}")]
    Show {
        /// The list.
        list: String,
        /// What it should show.
        show: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFile {
    #[serde(default)]
    order: Vec<String>,
    words: ListWords,
    form: FormWords,
    layout: PageLayout,
    width: HashMap<String, f64>,
}

pub(super) fn lists(shared: &str, texts: &[&str], catalogue: &Catalogue) -> Result<Vec<(ListLine, List)>, ListError> {
    let shared = shared_file(shared)?;
    let mut lists: Vec<(ListLine, List)> = Vec::with_capacity(texts.len());
    for text in texts {
        let first_line = text.lines().find(|line| line.starts_with("id")).unwrap_or_default();
        let line: ListLine = toml::from_str(text).map_err(|why| ListError::Toml { list: first_line.into(), why })?;
        if lists.iter().any(|(known, _)| known.id == line.id) {
            return Err(ListError::Twice(line.id));
        }
        let list = Reader { list: line.id.clone(), shared: &shared, catalogue }.list(line.clone())?;
        lists.push((line, list));
    }
    let place = |id: &String| shared.order.iter().position(|known| known == id).unwrap_or(usize::MAX);
    lists.sort_by_key(|(line, _)| place(&line.id));
    Ok(lists)
}

pub(super) fn list(shared: &str, line: ListLine, catalogue: &Catalogue) -> Result<List, ListError> {
    Reader { list: line.id.clone(), shared: &shared_file(shared)?, catalogue }.list(line)
}

fn shared_file(text: &str) -> Result<SharedFile, ListError> {
    toml::from_str(text).map_err(|why| ListError::Toml { list: "_shared".into(), why })
}

struct Reader<'a> {
    list: String,
    shared: &'a SharedFile,
    catalogue: &'a Catalogue,
}

impl Reader<'_> {
    fn list(&self, file: ListLine) -> Result<List, ListError> {
        let mut layout = self.shared.layout.clone();
        layout.paper = file.layout.paper.unwrap_or(layout.paper);
        layout.landscape = file.layout.landscape.unwrap_or(layout.landscape);
        layout.smallest_scale = file.layout.smallest_scale.unwrap_or(layout.smallest_scale);
        layout.repeat_columns = file.layout.repeat_columns.unwrap_or(layout.repeat_columns);
        Ok(List {
            only: file.only,
            scope: self.condition(Condition::parse(&file.scope, self.catalogue))?,
            regions: self.catalogue.fields().iter().filter(|f| f.kind == FieldType::Region).map(|f| f.id).collect(),
            group_by: file.group_by.as_deref().map(|key| self.field(key)).transpose()?,
            sort: file.sort.iter().map(|key| self.field(key)).collect::<Result<_, _>>()?,
            columns: self.columns(&file.column)?,
            no_group: file.no_group,
            id: file.id,
            sheet: file.sheet,
            title: file.title,
            kind: file.kind,
            only_used: file.only_used,
            context: file.context,
            notes: file.notes,
            blank_rows: file.blank_rows,
            layout,
            words: self.shared.words.clone(),
            form: self.shared.form.clone(),
        })
    }

    fn columns(&self, lines: &[ColumnLine]) -> Result<Vec<ListColumn>, ListError> {
        let mut named = Vec::new();
        for line in lines {
            if let Some(key) = line.show.strip_prefix("field ") {
                named.push(self.field(key)?);
            }
        }
        let mut columns = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for line in lines {
            if let Some(id) = &line.id {
                places.insert(id, columns.len());
            }
            if line.show == "other fields" {
                let others = self.catalogue.fields().iter().filter(|field| !named.contains(&field.id));
                columns.extend(others.map(|field| self.column(line, Source::Field(field.id))));
            } else {
                columns.push(self.column(line, self.source(&line.show, &places)?));
            }
        }
        Ok(columns)
    }

    fn source(&self, show: &str, places: &HashMap<&str, usize>) -> Result<Source, ListError> {
        let unknown = || ListError::Show { list: self.list.clone(), show: show.into() };
        let (what, rest) = show.split_once(' ').unwrap_or((show, ""));
        let rest = rest.trim();
        Ok(match (what, rest.is_empty()) {
            ("serial", true) => Source::Serial,
            ("uid", true) => Source::Uid,
            ("extra", true) => Source::Extra,
            ("tags", true) => Source::Tags,
            ("group", true) => Source::Group,
            ("field", false) => Source::Field(self.field(rest)?),
            ("sum", false) => Source::Sum(self.field(rest)?),
            ("class", false) => Source::Class(rest.into()),
            ("reasons", false) => Source::Reasons(rest.into()),
            ("basis", false) => Source::Basis(rest.into()),
            ("decision", false) => Source::Decision(rest.into()),
            ("told", false) => Source::Told(rest.split(' ').next().unwrap_or(rest).into()),
            ("count", _) => Source::Count(self.condition(Condition::parse_for_record(rest, self.catalogue))?),
            ("ratio", false) => {
                let (part, whole) = rest.split_once(" / ").ok_or_else(unknown)?;
                let place = |id: &str| places.get(id.trim()).copied().ok_or_else(unknown);
                Source::Ratio { part: place(part)?, whole: place(whole)? }
            }
            _ => return Err(unknown()),
        })
    }

    fn column(&self, line: &ColumnLine, source: Source) -> ListColumn {
        let field = match &source {
            Source::Field(id) | Source::Sum(id) => Some(self.catalogue.field(*id)),
            _ => None,
        };
        let format = match (&source, field) {
            (Source::Serial | Source::Count(_), _) => CellFormat::Int,
            (Source::Ratio { .. }, _) => CellFormat::Percent,
            (Source::Told(_), _) => told_format(&line.show),
            (_, Some(field)) => format_of(field.kind),
            (_, None) => CellFormat::Text,
        };
        let counted = matches!(source, Source::Told(_)) && format == CellFormat::Int;
        let summed = matches!(source, Source::Count(_) | Source::Sum(_)) || format == CellFormat::Money || counted;
        let header = line.header.clone().or_else(|| field.map(|field| self.header(field)));
        ListColumn {
            header: header.unwrap_or_else(|| match source {
                Source::Uid => self.shared.words.uid.clone(),
                _ => String::new(),
            }),
            group: line.group.clone().or_else(|| field.map(|field| field.group.clone())).unwrap_or_default(),
            width: line.width.unwrap_or_else(|| self.width(&source, field)),
            align: line.align.unwrap_or_else(|| align_of(&source, field, format)),
            sum: line.sum.unwrap_or(summed),
            required: line.required,
            sometimes: field.is_some_and(|field| matches!(field.need, Need::When(_) | Need::Any(_))),
            hint: line.hint.clone(),
            format,
            source,
        }
    }

    /// A field's header; amounts and measured numbers name their unit, so that no reader has to guess it.
    fn header(&self, field: &Field) -> String {
        match (&field.unit, field.kind) {
            (Some(unit), FieldType::Money | FieldType::Number) => {
                let params = [("header", field.header.as_str()), ("unit", unit.as_str())];
                fill(&self.shared.words.unit, &params).unwrap_or_else(|| field.header.clone())
            }
            _ => field.header.clone(),
        }
    }

    fn width(&self, source: &Source, field: Option<&Field>) -> f64 {
        let widths = &self.shared.width;
        let by_name = |name: &str| widths.get(name).copied();
        let known = match (source, field) {
            (_, Some(field)) => by_name(&field.key).or_else(|| by_name(type_key(field.kind))),
            (Source::Serial, _) => by_name("serial"),
            (Source::Uid, _) => by_name("uid"),
            (Source::Count(_), _) => by_name("int"),
            (Source::Ratio { .. }, _) => by_name("number"),
            (Source::Group, _) => by_name("unit"),
            (Source::Reasons(_), _) => by_name("reasons"),
            (Source::Basis(_), _) => by_name("basis"),
            _ => by_name("text"),
        };
        known.unwrap_or(12.0)
    }

    fn field(&self, key: &str) -> Result<FieldId, ListError> {
        let unknown = || ListError::Field { list: self.list.clone(), field: key.into() };
        self.catalogue.id(key).ok_or_else(unknown)
    }

    fn condition(&self, parsed: Result<Condition, ConditionError>) -> Result<Condition, ListError> {
        parsed.map_err(|why| ListError::Condition { list: self.list.clone(), why })
    }
}

fn format_of(kind: FieldType) -> CellFormat {
    match kind {
        FieldType::Money => CellFormat::Money,
        FieldType::Int => CellFormat::Int,
        FieldType::Number => CellFormat::Number,
        _ => CellFormat::Text,
    }
}

/// The format behind the name of a cell that is told.
fn told_format(show: &str) -> CellFormat {
    match show.rsplit(' ').next() {
        Some("money") => CellFormat::Money,
        Some("int") => CellFormat::Int,
        Some("number") => CellFormat::Number,
        _ => CellFormat::Text,
    }
}

fn align_of(source: &Source, field: Option<&Field>, format: CellFormat) -> Align {
    match (source, field.map(|field| field.kind)) {
        (Source::Told(_), _) if format != CellFormat::Text => Align::Right,
        (Source::Count(_) | Source::Sum(_) | Source::Ratio { .. }, _) => Align::Right,
        (_, Some(FieldType::Money | FieldType::Int | FieldType::Number)) => Align::Right,
        (Source::Serial | Source::Decision(_), _) | (_, Some(FieldType::Enum | FieldType::Bool | FieldType::Date)) => {
            Align::Center
        }
        _ => Align::Left,
    }
}

fn type_key(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::Unit => "unit",
        FieldType::Region => "region",
        FieldType::Uscc => "uscc",
        FieldType::Phone => "phone",
        FieldType::Enum => "enum",
        FieldType::Multi => "multi",
        FieldType::Bool => "bool",
        FieldType::Date => "date",
        FieldType::Money => "money",
        FieldType::Int => "int",
        FieldType::Number => "number",
    }
}
