//! The blank form (登记表) that goes out to departments: the columns of a list of kind form, with what each asks for.
//!
//! In here: which columns, what may be entered, how it is explained. Not in here: drop-downs as a file format knows them
//! (the sheets crate), reading filled-in forms (they are read like any other register).
//!
//! The invariant: a form filled in as it asks raises no finding when it is read back.

use serde::Deserialize;

use crate::catalogue::{Field, FieldType};
use crate::compose::{Setting, fill_known};
use crate::list::{List, ListColumn, Source};
use crate::reference::Reference;
use crate::report::{Align, CellFormat, PageLayout};

/// What a column asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Any text.
    Text,
    /// One of these.
    One(Vec<String>),
    /// Some of these, joined by 、.
    Several(Vec<String>),
    /// A date of any precision, as text.
    Date,
    /// An amount in 万元, not below 0.
    Amount,
    /// A whole number, not below 0.
    Whole,
    /// A number, not below 0.
    Figure,
}

/// One column of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormColumn {
    /// Header, starred where required.
    pub header: String,
    /// Group header above it; empty = none.
    pub group: String,
    /// Width in half-width characters.
    pub width: f64,
    /// Where its cells stand.
    pub align: Align,
    /// How its cells are written.
    pub format: CellFormat,
    /// What it asks for.
    pub asked: Asked,
    /// Header without star.
    pub name: String,
    /// 必填, 视情况, 选填.
    pub need: String,
    /// How it is filled in, as sentences.
    pub help: String,
    /// Shown while one of its cells is selected; empty = nothing to say.
    pub prompt: String,
    /// Shown when something else was entered.
    pub warning: String,
}

/// A blank form. All of it is ready text.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Name of the sheet's tab.
    pub sheet: String,
    /// Title over the table.
    pub title: String,
    /// The line under the title: 填报单位（盖章）, 填报人, 联系电话, 填报日期, 金额单位.
    pub context: Vec<String>,
    /// Columns from left to right.
    pub columns: Vec<FormColumn>,
    /// Blank rows.
    pub blank_rows: u32,
    /// General remarks, for the sheet that explains the form.
    pub notes: Vec<String>,
    /// Layout for printing.
    pub layout: PageLayout,
    /// Words of forms.
    pub words: FormWords,
    /// Day of the form, `2023-12-31`: the creation date in the file.
    pub date: String,
}

/// Words of forms; `[form]` of `seeds/lists/_shared.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormWords {
    /// A required column's header: `*{header}`.
    pub star: String,
    /// Name of the sheet that explains the form.
    pub notes_sheet: String,
    /// Its title, with `{title}`.
    pub notes_title: String,
    /// Headers of its table: number, column, need, how to fill in, choices.
    pub notes_header: [String; 5],
    /// Name of the hidden sheet that holds long code lists.
    pub codes_sheet: String,
    /// Need of a required column.
    pub required: String,
    /// Need of a column required of some projects.
    pub sometimes: String,
    /// Need of any other column.
    pub optional: String,
    /// Between sentences of one explanation.
    pub join: String,
    /// How each type is filled in, by the type's name; `{unit}` is the field's unit.
    pub fill_in: FillIn,
    /// The choices of a column that takes several, with `{choices}`.
    pub choices: String,
    /// What is said when something else was entered, by kind.
    pub warning: FillIn,
    /// Foot of every page: left, centre, right.
    pub footer: [String; 3],
}

/// A sentence for every kind of column.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillIn {
    /// Text.
    #[serde(default)]
    pub text: String,
    /// One of a list.
    pub one: String,
    /// Several of a list.
    #[serde(default)]
    pub several: String,
    /// Dates.
    pub date: String,
    /// Amounts.
    pub amount: String,
    /// Whole numbers.
    pub whole: String,
    /// Numbers.
    pub figure: String,
}

impl FillIn {
    fn of(&self, asked: &Asked) -> &str {
        match asked {
            Asked::Text => &self.text,
            Asked::One(_) => &self.one,
            Asked::Several(_) => &self.several,
            Asked::Date => &self.date,
            Asked::Amount => &self.amount,
            Asked::Whole => &self.whole,
            Asked::Figure => &self.figure,
        }
    }
}

impl Form {
    /// The form of a list of kind form.
    pub fn new(list: &List, reference: &Reference, setting: &Setting<'_>) -> Form {
        let columns = list.columns.iter().map(|column| form_column(list, column, reference)).collect();
        let filled = |text: &String| fill_known(text, setting.params);
        Form {
            sheet: list.sheet.clone(),
            title: filled(&list.title),
            context: list.context.iter().map(filled).collect(),
            columns,
            blank_rows: list.blank_rows,
            notes: list.notes.iter().map(filled).collect(),
            layout: list.layout.clone(),
            words: list.form.clone(),
            date: setting.today.format("%Y-%m-%d").to_string(),
        }
    }
}

fn form_column(list: &List, column: &ListColumn, reference: &Reference) -> FormColumn {
    let words = &list.form;
    let field = match &column.source {
        Source::Field(id) => Some(reference.catalogue.field(*id)),
        _ => None,
    };
    let asked = field.map_or(Asked::Text, |field| asked(field, reference));
    let unit = field.and_then(|field| field.unit.clone()).unwrap_or_default();
    let several = match &asked {
        Asked::Several(codes) => {
            let choices = codes.join(&list.words.join);
            fill_known(&words.choices, &[("choices", &choices)])
        }
        _ => String::new(),
    };
    let params = [("unit", unit.as_str())];
    let fill_in = fill_known(words.fill_in.of(&asked), &params);
    let sentences = |parts: &[&str]| {
        let said: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        said.join(&words.join)
    };
    let starred = fill_known(&words.star, &[("header", &column.header)]);
    let of_asked = if matches!(asked, Asked::Several(_) | Asked::Date) { fill_in.as_str() } else { "" };
    FormColumn {
        header: if column.required { starred } else { column.header.clone() },
        name: column.header.clone(),
        group: column.group.clone(),
        width: column.width,
        align: column.align,
        format: column.format,
        need: need(words, column).to_owned(),
        help: sentences(&[&column.hint, &fill_in]),
        prompt: sentences(&[&column.hint, of_asked, &several]),
        warning: fill_known(words.warning.of(&asked), &params),
        asked,
    }
}

fn need<'a>(words: &'a FormWords, column: &ListColumn) -> &'a str {
    match (column.required, column.sometimes) {
        (true, _) => &words.required,
        (false, true) => &words.sometimes,
        (false, false) => &words.optional,
    }
}

/// What a field asks for.
pub(crate) fn asked(field: &Field, reference: &Reference) -> Asked {
    let codes = || reference.list(field.id).map(|list| list.codes().to_vec()).unwrap_or_default();
    match field.kind {
        FieldType::Enum | FieldType::Bool => Asked::One(codes()),
        FieldType::Multi => Asked::Several(codes()),
        FieldType::Date => Asked::Date,
        FieldType::Money => Asked::Amount,
        FieldType::Int => Asked::Whole,
        FieldType::Number => Asked::Figure,
        FieldType::Text | FieldType::Unit | FieldType::Region | FieldType::Uscc | FieldType::Phone => Asked::Text,
    }
}
