//! Lists (清单): what an export shows, as data. Read from `seeds/lists/*.toml`; a new list needs no code.
//!
//! In here: the definition of a list and its reading. Not in here: its rows ([`crate::compose`]), the blank form
//! ([`crate::form`]), its looks as a file (the sheets crate).
//!
//! The invariant: a list that was read names only fields and conditions that its catalogue knows.

mod line;
mod parse;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, FieldId};
use crate::condition::Condition;
use crate::form::FormWords;
use crate::report::{Align, CellFormat, PageLayout};

pub use line::{ColumnLine, LayoutLine, ListLine};
pub use parse::ListError;

/// What the rows of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum ListKind {
    /// One row per project.
    Projects,
    /// One row per value of the grouping field, with counts and sums of its projects.
    Groups,
    /// Two rows per likely pair of projects (查重), the one that is … the other first.
    Pairs,
    /// One row per unit that is expected to report (报送进度).
    Units,
    /// One row per project that is new, gone or changed since an earlier year (年度对比).
    Years,
    /// One row per unit, with what is new, gone and changed of it since an earlier year.
    YearSums,
    /// No rows: the blank form that departments fill in.
    Form,
}

impl ListKind {
    /// Whether its rows are told by the program, cell by cell under names, and are no records of the register.
    pub fn is_told(self) -> bool {
        matches!(self, ListKind::Units | ListKind::Years | ListKind::YearSums)
    }
}

/// Where the cells of a column come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The running number of the row.
    Serial,
    /// The uid of the record; hidden.
    Uid,
    /// The value of a field.
    Field(FieldId),
    /// One column for every header that fits no field.
    Extra,
    /// All tags in force.
    Tags,
    /// The classes of one tag: 直接迁移; of 升级改造, what is unmet: 对接、编目.
    Class(String),
    /// Why one tag was given.
    Reasons(String),
    /// The policy items one tag rests on.
    Basis(String),
    /// Whether one tag was suggested by rules or decided by a person.
    Decision(String),
    /// Lists whose rows are told: the cell of this name.
    Told(String),
    /// Groups: the value that the group has in common.
    Group,
    /// Groups: how many of its projects meet a condition.
    Count(Condition),
    /// Groups: the sum of a field.
    Sum(FieldId),
    /// Groups: the quotient of two columns by their ids, resolved to their places in the list.
    Ratio {
        /// The part.
        part: usize,
        /// The whole.
        whole: usize,
    },
}

/// One column of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListColumn {
    /// Where its cells come from.
    pub source: Source,
    /// Header.
    pub header: String,
    /// Group header above it; empty = none.
    pub group: String,
    /// Width in half-width characters.
    pub width: f64,
    /// Where its cells stand.
    pub align: Align,
    /// How its cells are written.
    pub format: CellFormat,
    /// Summed in 小计 and 合计.
    pub sum: bool,
    /// Forms: must be filled in; marked with a star.
    pub required: bool,
    /// Forms: required of some projects; the hint says of which.
    pub sometimes: bool,
    /// Forms: how to fill it in, besides what its type says.
    pub hint: String,
}

/// A list.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Stable name: register, cloud.
    pub id: String,
    /// Name of the sheet's tab; also a good file name.
    pub sheet: String,
    /// Title over the table, with `{params}`.
    pub title: String,
    /// What its rows are.
    pub kind: ListKind,
    /// Which projects it shows or counts.
    pub scope: Condition,
    /// Lists whose rows are told: only those of these kinds; empty for all.
    pub only: Vec<String>,
    /// The field whose equal values make a section (or, for groups, a row).
    pub group_by: Option<FieldId>,
    /// Fields that hold codes of regions; names are shown in their place.
    pub regions: Vec<FieldId>,
    /// How projects of which the grouping field is empty are headed; empty = they stand first, without a heading.
    pub no_group: String,
    /// Order of the rows inside a section.
    pub sort: Vec<FieldId>,
    /// Leave out columns of fields that no project of the list has a value of.
    pub only_used: bool,
    /// Line under the title, with `{params}`.
    pub context: Vec<String>,
    /// Remarks below the table, with `{params}`; one of which a parameter is not known is left out.
    pub notes: Vec<String>,
    /// Forms: blank rows.
    pub blank_rows: u32,
    /// Columns from left to right.
    pub columns: Vec<ListColumn>,
    /// Layout for printing.
    pub layout: PageLayout,
    /// Words of all lists.
    pub words: ListWords,
    /// Words of forms.
    pub form: FormWords,
}

/// Words that all lists share; `[words]` of `seeds/lists/_shared.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListWords {
    /// Label below a section.
    pub subtotal: String,
    /// Label below everything.
    pub total: String,
    /// What stands in place of rows.
    pub empty: String,
    /// A section's line, with `{number}` in Chinese and `{name}`.
    pub section: String,
    /// Header of the uid's column; the reading knows it by this name.
    pub uid: String,
    /// A remark's line, with `{number}` and `{text}`.
    pub note: String,
    /// Between several reasons of one tag.
    pub join_reasons: String,
    /// Between several tags, classes or codes.
    pub join: String,
    /// A tag that rules suggest and nobody has decided.
    pub suggested: String,
    /// A tag that a person has decided.
    pub decided: String,
    /// How days are written, as chrono's format.
    pub date: String,
    /// A field's header with the unit of its numbers: `{header}（{unit}）`.
    pub unit: String,
    /// Foot of every page: left, centre, right, with `{journal}`, `{page}`, `{pages}`, `{date}`.
    pub footer: [String; 3],
}

/// All lists of the seeds, and those a user added.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListBook {
    lists: Vec<List>,
    lines: Vec<ListLine>,
}

impl List {
    /// Headers of its columns that tell what the program says of a project (tags, reasons, figures), as a reading has them:
    /// with the group in front.
    pub fn told_headers(&self) -> impl Iterator<Item = String> {
        let told = |column: &&ListColumn| {
            !matches!(column.source, Source::Serial | Source::Uid | Source::Field(_) | Source::Extra)
        };
        let path = |column: &ListColumn| match column.group.as_str() {
            "" => column.header.clone(),
            group => format!("{group}/{}", column.header),
        };
        self.columns.iter().filter(told).map(path)
    }

    /// Whether a column shows why a project has its tags.
    pub fn shows_tags(&self) -> bool {
        let of_tag = |source: &Source| {
            matches!(
                source,
                Source::Tags | Source::Class(_) | Source::Reasons(_) | Source::Basis(_) | Source::Decision(_)
            )
        };
        self.columns.iter().any(|column| of_tag(&column.source))
    }
}

impl ListBook {
    /// Reads lists: the words, widths and layout they share (`_shared.toml`), and one text per list.
    pub fn parse(shared: &str, lists: &[&str], catalogue: &Catalogue) -> Result<ListBook, ListError> {
        let (lines, lists) = parse::lists(shared, lists, catalogue)?.into_iter().unzip();
        Ok(ListBook { lists, lines })
    }
    /// Adds a list that an office made, or puts it in the place of the one of its id.
    pub fn add(&mut self, shared: &str, line: ListLine, catalogue: &Catalogue) -> Result<(), ListError> {
        let list = parse::list(shared, line.clone(), catalogue)?;
        match self.lists.iter().position(|known| known.id == list.id) {
            Some(at) => (self.lists[at], self.lines[at]) = (list, line),
            None => {
                self.lists.push(list);
                self.lines.push(line);
            }
        }
        Ok(())
    }
    /// The list of an id as written.
    pub fn line(&self, id: &str) -> Option<&ListLine> {
        self.lines.iter().find(|line| line.id == id)
    }
    /// All lists in the order that they share, then those added.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }
    /// The list of an id.
    pub fn list(&self, id: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.id == id)
    }
}

/// A text with its `{params}` filled in; `None` if one of them is not known.
pub fn fill(text: &str, params: &[(&str, &str)]) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(params.iter().find(|(known, _)| *known == name)?.1);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}
