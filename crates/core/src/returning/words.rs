//! The words of a workbook that goes back: `seeds/return.toml`.

use serde::Deserialize;

impl ReturnWords {
    /// Reads `seeds/return.toml`.
    pub fn parse(text: &str) -> Result<ReturnWords, toml::de::Error> {
        toml::from_str(text)
    }
}

/// Words of the workbook, with `{params}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnWords {
    /// Name of the cover's tab.
    pub cover_sheet: String,
    /// Title of the cover; `told_titles` of `layout.toml` knows it.
    pub cover_title: String,
    /// Lines of the cover, label and text; one of which a parameter is not known is left out.
    pub cover: Vec<(String, String)>,
    /// Over the steps.
    pub steps_title: String,
    /// How to reply.
    pub steps: Vec<String>,
    /// Name of the tab of the list of faults.
    pub problem_sheet: String,
    /// Its title; `told_titles` of `layout.toml` knows it.
    pub problem_title: String,
    /// Its headers: number, place, project, field, what is wrong, what to write, weight, rule.
    pub problem_header: [String; 8],
    /// Widths of its columns in half-width characters.
    pub problem_widths: [u16; 8],
    /// Header of the last column; `told` of `layout.toml` knows it.
    pub told: String,
    /// Header of the hidden column; `uid` of `layout.toml` knows it.
    pub mark: String,
    /// One fault in that column, with `{number}`, `{field}`, `{wrong}`, `{write}`.
    pub told_line: String,
    /// One fault in the note of a cell, with `{severity}`, `{wrong}`, `{write}`.
    pub note_line: String,
    /// What must be fixed is called so.
    pub must_fix: String,
    /// What must be explained is called so.
    pub explain: String,
    /// Where a fault is that is about a whole row.
    pub whole_row: String,
    /// Where a fault is that is about a whole table.
    pub whole_table: String,
    /// Name of a file, without its ending: `{unit}`, `{file}`, `{cycle}`.
    pub file_name: String,
    /// Name of the hidden sheet that holds long code lists.
    pub codes_sheet: String,
    /// Said when something else than a code was entered.
    pub choice_warning: String,
    /// Foot of every page: left, centre, right.
    pub footer: [String; 3],
}
