//! From records to the rows of a report: sections, running numbers, sums, counts per group, remarks.
//!
//! Records are streamed in the list's order (grouping field first, then its sort); one row is in memory at a time, and for
//! lists of groups one line of sums per group. Not in here: choosing and ordering the records (the store does).
//!
//! The invariant: what is written depends on the list, the records in their order and the [`Setting`] alone.

mod cells;
mod groups;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::catalogue::FieldId;
use crate::list::{List, ListColumn, ListKind, Source, fill};
use crate::record::Record;
use crate::region::Regions;
use crate::report::{Ratio, Report, ReportCell, ReportColumn, ReportRow};
use crate::token::Marker;
use groups::Groups;

/// Why a record has a tag that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagNote {
    /// The tag.
    pub tag: String,
    /// Class inside the tag.
    pub class: Option<String>,
    /// The rule's sentence, or the person's reason.
    pub reason: String,
    /// The policy item; empty for a person's own tag.
    pub basis: String,
    /// Decided by a person, not only suggested.
    pub decided: bool,
}

/// One record of a list with its tags in force.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The record.
    pub record: &'a Record,
    /// One note per rule that gave a tag, and per decision.
    pub tags: &'a [TagNote],
}

/// What a list is told besides its records.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Day of the report.
    pub today: NaiveDate,
    /// Parameters of title, context, remarks and footer: `unit` (who sends it), `journal` (head of the journal),
    /// `unknown` (projects that could not be judged) …; `date` is given by `today`.
    pub params: &'a [(&'a str, &'a str)],
    /// Fields that a project of the list has a value of; for lists that leave out the others. `None` = all.
    pub used: Option<&'a [FieldId]>,
    /// Headers of extra columns met in the list's records, each once.
    pub extra: &'a [String],
    /// Names of regions, whose codes the records hold; without them the codes are shown.
    pub regions: Option<&'a Regions>,
    /// What marks the rows, so that they are known when they come back; without it their uids stand there alone.
    pub marker: Option<&'a Marker>,
}

/// What a column of the report shows.
#[derive(Debug, Clone, PartialEq)]
enum Shown<'a> {
    Source(&'a Source),
    Extra(String),
}

/// Turns the records of one list into the rows of its report.
#[derive(Debug)]
pub struct Composer<'a> {
    list: &'a List,
    regions: Option<&'a Regions>,
    marker: Option<&'a Marker>,
    today: NaiveDate,
    shown: Vec<Shown<'a>>,
    report: Report,
    notes: Vec<String>,
    serial: i64,
    sections: usize,
    /// Value of the grouping field of the open section.
    open: Option<String>,
    groups: Groups,
}

impl<'a> Composer<'a> {
    /// Begins a list.
    pub fn new(list: &'a List, setting: &Setting<'a>) -> Composer<'a> {
        let date = setting.today.format(&list.words.date).to_string();
        let mut params = setting.params.to_vec();
        params.push(("date", &date));
        let (shown, columns) = columns(list, setting);
        let report = report(list, columns, &params, setting.today);
        let notes = notes(list, &params);
        Composer {
            list,
            regions: setting.regions,
            marker: setting.marker,
            today: setting.today,
            shown,
            report,
            notes,
            serial: 0,
            sections: 0,
            open: None,
            groups: Groups::default(),
        }
    }

    /// What the writer must know before the rows.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Takes the next record and writes the rows that are due: the end of a section, the head of the next, its own.
    pub fn entry<E>(
        &mut self,
        entry: &Entry<'_>,
        write: &mut impl FnMut(ReportRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.list.kind == ListKind::Groups {
            self.groups.add(self.list, entry.record, self.today);
            return Ok(());
        }
        self.section(entry.record, write)?;
        self.serial += 1;
        let cells: Vec<ReportCell<'_>> = self.shown.iter().map(|shown| self.cell(shown, entry)).collect();
        write(ReportRow::Data(&cells))
    }

    /// Takes the next row of a list whose rows are told: the section it stands in (empty for none) and its cells by name.
    pub fn told_row<E>(
        &mut self,
        section: &str,
        cells: &[(&str, ReportCell<'_>)],
        write: &mut impl FnMut(ReportRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if !section.is_empty() {
            self.open(section.to_owned(), section, write)?;
        }
        self.serial += 1;
        let cell = |shown: &Shown<'_>| match shown {
            Shown::Source(Source::Serial) => ReportCell::Int(self.serial),
            Shown::Source(Source::Told(name)) => {
                cells.iter().find(|(known, _)| known == name).map_or(ReportCell::Empty, |(_, cell)| cell.clone())
            }
            _ => ReportCell::Empty,
        };
        let cells: Vec<ReportCell<'_>> = self.shown.iter().map(cell).collect();
        write(ReportRow::Data(&cells))
    }

    /// Writes what is due after the last record: sums and remarks.
    pub fn finish<E>(mut self, write: &mut impl FnMut(ReportRow<'_>) -> Result<(), E>) -> Result<(), E> {
        if self.list.kind == ListKind::Groups {
            self.serial = self.groups.write(self.list, write)?;
        }
        if self.open.is_some() && self.sums() {
            write(ReportRow::Subtotal)?;
        }
        if self.serial > 0 && self.sums() {
            write(ReportRow::Total)?;
        }
        for note in &self.notes {
            write(ReportRow::Note(Cow::Borrowed(note)))?;
        }
        Ok(())
    }

    /// Whether any column has a sum: a row of sums without one would say nothing.
    fn sums(&self) -> bool {
        self.report.columns.iter().any(|column| column.sum)
    }

    fn section<E>(&mut self, record: &Record, write: &mut impl FnMut(ReportRow<'_>) -> Result<(), E>) -> Result<(), E> {
        let Some(field) = self.list.group_by else { return Ok(()) };
        let value = record.values.get(field).map(|value| value.text()).unwrap_or_default();
        let name = if value.is_empty() { self.list.no_group.clone() } else { value.clone() };
        self.open(value, &name, write)
    }

    /// Opens the section of a value, with its heading, where another one is open.
    fn open<E>(
        &mut self,
        value: String,
        name: &str,
        write: &mut impl FnMut(ReportRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.open.as_ref() == Some(&value) {
            return Ok(());
        }
        if self.open.is_some() && self.sums() {
            write(ReportRow::Subtotal)?;
        }
        if !name.is_empty() {
            self.sections += 1;
            let number = chinese(self.sections);
            let params = [("number", number.as_str()), ("name", name)];
            let line = fill(&self.list.words.section, &params).unwrap_or_else(|| name.to_owned());
            write(ReportRow::Section(Cow::Owned(line)))?;
        }
        self.open = Some(value);
        Ok(())
    }
}

fn columns<'a>(list: &'a List, setting: &Setting<'_>) -> (Vec<Shown<'a>>, Vec<ReportColumn>) {
    let (mut shown, mut columns) = (Vec::new(), Vec::new());
    let mut places = vec![0; list.columns.len()];
    for (at, column) in list.columns.iter().enumerate() {
        places[at] = columns.len();
        match &column.source {
            Source::Field(id) if list.only_used && setting.used.is_some_and(|used| !used.contains(id)) => {}
            Source::Extra => {
                for header in setting.extra {
                    shown.push(Shown::Extra(header.clone()));
                    columns.push(ReportColumn { header: header.clone(), ..report_column(column) });
                }
            }
            source => {
                shown.push(Shown::Source(source));
                columns.push(report_column(column));
            }
        }
    }
    for (column, shown) in columns.iter_mut().zip(&shown) {
        if let Shown::Source(Source::Ratio { part, whole }) = shown {
            column.ratio = Some(Ratio { part: places[*part], whole: places[*whole] });
        }
    }
    (shown, columns)
}

fn report_column(column: &ListColumn) -> ReportColumn {
    ReportColumn {
        header: column.header.clone(),
        group: column.group.clone(),
        width: column.width,
        align: column.align,
        format: column.format,
        sum: column.sum,
        ratio: None,
        hidden: column.source == Source::Uid,
    }
}

fn report(list: &List, columns: Vec<ReportColumn>, params: &[(&str, &str)], today: NaiveDate) -> Report {
    let filled = |text: &str| fill_known(text, params);
    Report {
        sheet: filled(&list.sheet),
        title: filled(&list.title),
        context: list.context.iter().filter_map(|text| fill(text, params)).collect(),
        columns,
        layout: list.layout.clone(),
        subtotal: list.words.subtotal.clone(),
        total: list.words.total.clone(),
        empty: list.words.empty.clone(),
        footer: list.words.footer.clone().map(|text| filled(&text)),
        date: today.format("%Y-%m-%d").to_string(),
    }
}

/// Fills in the parameters that are known; `{page}` and `{pages}` stay for the printer, others are left blank.
pub fn fill_known(text: &str, params: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match params.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None if matches!(name, "page" | "pages") => filled.extend(["{", name, "}"]),
            None => {}
        }
        rest = after;
    }
    filled + rest
}

/// The remarks of which every parameter is known, numbered where there are several.
fn notes(list: &List, params: &[(&str, &str)]) -> Vec<String> {
    let known: Vec<String> = list.notes.iter().filter_map(|note| fill(note, params)).collect();
    let numbered = |(at, text): (usize, &String)| {
        let number = (at + 1).to_string();
        fill_known(&list.words.note, &[("number", &number), ("text", text)])
    };
    known.iter().enumerate().map(numbered).collect()
}

/// A number from 1 as Chinese offices count sections: 一, 十, 十一, 二十, 一百零三. From 10 000 on in digits.
pub(crate) fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if number == 0 || number >= 10_000 {
        return number.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push_str(DIGITS[0]);
            gap = false;
        }
        if !(unit == 10 && digit == 1 && text.is_empty()) {
            text.push_str(DIGITS[digit]);
        }
        text.push_str(name);
    }
    text
}
