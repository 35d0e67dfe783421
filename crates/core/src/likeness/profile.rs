//! What of a record is compared, made once per record.
//!
//! The invariant: a profile holds nothing but what the comparison asks for; a hundred thousand of them are some tens of
//! megabytes.

use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::name::{Name, take_apart};
use super::scales::Scales;
use crate::catalogue::{Catalogue, FieldId};
use crate::reference::Reference;
use crate::text::{fold, fold_name};
use crate::value::{Fen, PartialDate, Value, Values};

/// The shortest end of an office's name that is taken for it, in bytes: three Chinese characters.
const SHORTEST_TAIL: usize = 9;

/// The fields that are compared.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is called as its key in the catalogue")]
pub struct Fields {
    pub report_unit: FieldId,
    pub build_unit: FieldId,
    pub project_name: FieldId,
    pub system_name: FieldId,
    pub parent_system: FieldId,
    pub approval_no: FieldId,
    pub invest_total: FieldId,
    pub contractor: FieldId,
    pub dates: [FieldId; 4],
}

impl Fields {
    /// The fields in the catalogue.
    pub fn new(catalogue: &Catalogue) -> Fields {
        let known = |key| catalogue.known(key);
        Fields {
            report_unit: known("report_unit"),
            build_unit: known("build_unit"),
            project_name: known("project_name"),
            system_name: known("system_name"),
            parent_system: known("parent_system"),
            approval_no: known("approval_no"),
            invest_total: known("invest_total"),
            contractor: known("contractor"),
            dates: ["approval_date", "start_date", "finish_date", "online_date"].map(known),
        }
    }

    /// All of them.
    pub fn all(&self) -> Vec<FieldId> {
        let Fields { report_unit, build_unit, project_name, system_name, .. } = self;
        let mut all = vec![*report_unit, *build_unit, *project_name, *system_name];
        all.extend([self.parent_system, self.approval_no, self.invest_total, self.contractor]);
        all.extend(self.dates);
        all
    }
}

/// An office as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Office {
    /// Its name, folded, as it is called since its reform; empty = not told.
    pub name: Arc<str>,
    /// Its name as written, folded.
    pub written: Arc<str>,
    /// The department of the table that it is or stands below, folded; empty = none.
    pub department: Arc<str>,
}

/// What of a record is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    pub(super) unit: Office,
    pub(super) builder: Arc<str>,
    /// Names of project and system, the project first, equal ones once.
    pub(super) names: Vec<Name>,
    /// What the 所属大系统 is about; empty = none.
    pub(super) parent: Box<[char]>,
    /// Hash of the number of the approval; 0 = none.
    pub(super) approval: u64,
    pub(super) amount: Option<Fen>,
    /// Approved, begun, finished, in use.
    pub(super) dates: [Month; 4],
    /// Hash of the contractor's name; 0 = none.
    pub(super) contractor: u64,
}

/// A month, or a year alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Month {
    /// 0 = not told.
    pub year: u16,
    /// 0 = not told.
    pub month: u8,
}

impl Profile {
    /// The profile of a record's values.
    pub fn new(values: &Values, fields: &Fields, scales: &Scales, reference: &Reference) -> Profile {
        let unit = office(values.text(fields.report_unit), scales, reference);
        let builder = office(values.text(fields.build_unit), scales, reference);
        let front = |name: &str| behind_unit(name, &unit, &builder, reference);
        let apart = |field| take_apart(&fold_name(values.text(field)), scales, &front);
        let (project, system) = (apart(fields.project_name), apart(fields.system_name));
        let mut names: Vec<Name> = project.into_iter().collect();
        names.extend(system.filter(|system| names.first().is_none_or(|project| project.core != system.core)));
        let parent = apart(fields.parent_system).map(|name| name.core).unwrap_or_default();
        Profile {
            names,
            parent,
            builder: builder.name,
            unit,
            approval: hashed(&digits_only(values.text(fields.approval_no))),
            amount: match values.get(fields.invest_total) {
                Some(Value::Money(fen)) if fen.0 > 0 => Some(*fen),
                _ => None,
            },
            dates: fields.dates.map(|field| match values.get(field) {
                Some(Value::Date(date)) => Month::of(date),
                _ => Month::default(),
            }),
            contractor: hashed(&fold_name(values.text(fields.contractor))),
        }
    }
}

impl Month {
    fn of(date: &PartialDate) -> Month {
        let text = date.as_str();
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u16>().ok());
        let month = part(5..7).and_then(|month| u8::try_from(month).ok()).unwrap_or(0);
        Month { year: part(0..4).unwrap_or(0), month }
    }
}

/// An approval's number without its words and brackets: 赣发改信〔2021〕12号 and 赣发改信[2021]12 are one. One number alone
/// is none.
fn digits_only(text: &str) -> String {
    let folded = fold(text);
    let kept: String = folded.chars().filter(|c| c.is_alphanumeric() && *c != '号' && *c != '第').collect();
    if kept.chars().filter(char::is_ascii_digit).count() >= 3 { kept } else { String::new() }
}

fn hashed(text: &str) -> u64 {
    if text.is_empty() { 0 } else { FxBuildHasher.hash_one(text) | 1 }
}

fn office(text: &str, scales: &Scales, reference: &Reference) -> Office {
    if text.is_empty() {
        return Office::default();
    }
    let written = fold_name(text);
    let name = reference.units.canonical(&scales.since_reform(&written), &reference.words.unit);
    let department = reference.units.department(&name).map(|unit| fold_name(&unit.name)).unwrap_or_default();
    Office { name: fold_name(&name).into(), written: written.into(), department: department.into() }
}

/// How many bytes of a folded name are the unit in front of it: its name, its department's, the beginning of either up to
/// what an office's name ends with, each with or without what stands before it; or its region alone. The region of
/// somebody else tells projects apart and stays.
fn behind_unit(name: &str, unit: &Office, builder: &Office, reference: &Reference) -> usize {
    let offices = [&*unit.name, &*unit.written, &*unit.department, &*builder.name];
    let province = reference.regions.all().first().map_or("", |region| region.name.as_str());
    let led = reference.regions.leading(name).map_or(0, |(_, rest)| name.len() - rest.len());
    let own = |place: &str| place == province || offices.iter().any(|office| office.starts_with(place));
    let region = if own(&name[..led]) { led } else { 0 };
    let ends = &reference.words.unit.ends;
    let mut longest = region;
    for office in offices {
        for (start, _) in office.char_indices() {
            let tail = &office[start..];
            for from in [0, region] {
                longest = longest.max(from + shared_front(&name[from..], tail, ends));
            }
        }
    }
    if name[longest..].chars().count() < 2 { 0 } else { longest }
}

/// How many bytes of a name are an office, or its beginning up to an end of offices' names; 0 below three characters.
fn shared_front(name: &str, office: &str, ends: &[String]) -> usize {
    let same = name.chars().zip(office.chars()).take_while(|(a, b)| a == b);
    let shared = &name[..same.map(|(c, _)| c.len_utf8()).sum()];
    if shared.len() < SHORTEST_TAIL {
        return 0;
    }
    if shared == office {
        return shared.len();
    }
    let cuts = shared.char_indices().map(|(at, c)| &shared[..at + c.len_utf8()]);
    let offices = cuts.filter(|cut| cut.len() >= SHORTEST_TAIL && ends.iter().any(|end| cut.ends_with(end.as_str())));
    offices.map(str::len).max().unwrap_or(0)
}
