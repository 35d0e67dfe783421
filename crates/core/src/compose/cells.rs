//! One cell of a record's row.

use std::borrow::Cow;

use super::{Composer, Entry, Shown, TagNote};
use crate::catalogue::FieldId;
use crate::list::Source;
use crate::record::Record;
use crate::region::Regions;
use crate::report::ReportCell;
use crate::token::Given;
use crate::value::{Value, Values};

impl<'a> Composer<'a> {
    pub(super) fn cell<'e>(&self, shown: &'e Shown<'_>, entry: &Entry<'e>) -> ReportCell<'e> {
        let source = match shown {
            Shown::Source(source) => *source,
            Shown::Extra(header) => return extra(header, &entry.record.extra),
        };
        match source {
            Source::Serial => ReportCell::Int(self.serial),
            Source::Uid => self.identity(entry.record),
            Source::Field(id) => self.value(&entry.record.values, *id),
            Source::Tags => self.told(entry.tags, |note| Some(&note.tag), &self.list.words.join),
            Source::Class(tag) => self.of(entry.tags, tag, |note| note.class.as_deref(), &self.list.words.join),
            Source::Reasons(tag) => self.of(entry.tags, tag, |note| Some(&note.reason), &self.list.words.join_reasons),
            Source::Basis(tag) => self.of(entry.tags, tag, |note| Some(&note.basis), &self.list.words.join_reasons),
            Source::Decision(tag) => self.decision(entry.tags, tag),
            Source::Extra
            | Source::Told(_)
            | Source::Group
            | Source::Count(_)
            | Source::Sum(_)
            | Source::Ratio { .. } => ReportCell::Empty,
        }
    }

    fn identity<'e>(&self, record: &'e Record) -> ReportCell<'e> {
        let Some(marker) = self.marker else { return ReportCell::text(record.uid.as_str()) };
        let given = Given { uid: record.uid.clone(), revision: record.revision, returned: None };
        ReportCell::Text(Cow::Owned(marker.mark(&given)))
    }

    fn value<'e>(&self, values: &'e Values, field: FieldId) -> ReportCell<'e> {
        match values.get(field) {
            None => ReportCell::Empty,
            Some(Value::Text(text)) => match self.region(field).and_then(|regions| regions.find(text)) {
                Some(found) => ReportCell::Text(Cow::Owned(found.region.name.clone())),
                None => ReportCell::text(text.as_str()),
            },
            Some(Value::Unread(text)) => ReportCell::text(text.as_str()),
            Some(Value::Date(date)) => ReportCell::text(date.as_str()),
            Some(Value::Int(number)) => ReportCell::Int(*number),
            Some(Value::Number(number)) => ReportCell::Number(*number),
            Some(Value::Money(fen)) => ReportCell::Money(*fen),
            Some(Value::Multi(codes)) => match codes.as_slice() {
                [one] => ReportCell::text(one.as_str()),
                several => ReportCell::text(several.join(&self.list.words.join)),
            },
        }
    }

    /// The regions, for the field that holds one.
    fn region(&self, field: FieldId) -> Option<&'a Regions> {
        self.regions.filter(|_| self.list.regions.contains(&field))
    }

    fn of<'e>(
        &self,
        notes: &'e [TagNote],
        tag: &str,
        part: impl Fn(&'e TagNote) -> Option<&'e str>,
        join: &str,
    ) -> ReportCell<'e> {
        self.told(notes, |note| if note.tag == tag { part(note) } else { None }, join)
    }

    /// The texts of notes, each once, in the order met.
    fn told<'e>(
        &self,
        notes: &'e [TagNote],
        part: impl Fn(&'e TagNote) -> Option<&'e str>,
        join: &str,
    ) -> ReportCell<'e> {
        let mut told: Vec<&str> = Vec::new();
        for text in notes.iter().filter_map(part) {
            if !text.is_empty() && !told.contains(&text) {
                told.push(text);
            }
        }
        match told.as_slice() {
            [] => ReportCell::Empty,
            [one] => ReportCell::text(*one),
            several => ReportCell::text(several.join(join)),
        }
    }

    fn decision<'e>(&self, notes: &[TagNote], tag: &str) -> ReportCell<'e> {
        let words = &self.list.words;
        let mut of_tag = notes.iter().filter(|note| note.tag == tag).peekable();
        if of_tag.peek().is_none() {
            return ReportCell::Empty;
        }
        let word = if of_tag.any(|note| note.decided) { &words.decided } else { &words.suggested };
        ReportCell::Text(Cow::Owned(word.clone()))
    }
}

/// The value of an extra column; a header met twice in one record gives both.
fn extra<'e>(header: &str, extra: &'e [(String, String)]) -> ReportCell<'e> {
    let mut met = extra.iter().filter(|(name, _)| name == header).map(|(_, text)| text.as_str());
    match (met.next(), met.next()) {
        (None, _) => ReportCell::Empty,
        (Some(one), None) => ReportCell::text(one),
        (Some(first), Some(second)) => {
            let several: Vec<&str> = [first, second].into_iter().chain(met).collect();
            ReportCell::text(several.join("\n"))
        }
    }
}
