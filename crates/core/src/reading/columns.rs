//! Which column gets which field.
//!
//! In here: claims of several columns on one field, what only the values can tell, units, serial numbers, secrets.
//! Not in here: what a single header may mean ([`super::header`]).
//!
//! The invariant: a field is claimed by one column at most, and which one does not hang on the order of the columns.

use rustc_hash::FxHashSet;

use super::context::Lines;
use super::grid::{Kind, kind};
use super::header::{Candidate, HeaderText, one_line};
use super::layout::Layout;
use super::{ColumnReading, MatchReason, MoneyUnit, UnitSource};
use crate::catalogue::{FieldId, FieldType};
use crate::cell::{Cell, SheetRow, column_letters};
use crate::text::{fold, says_nothing};

/// A header path with the values that stand below it.
pub(super) struct Column {
    pub column: u32,
    pub path: Vec<HeaderText>,
    /// Some values of the body, blank ones left out.
    pub sample: Vec<Cell>,
}

/// Most values that are looked at per column.
const SAMPLE: usize = 60;

/// Fewest fields that headers must name before values may name another.
const KNOWN_FOR_CONTENT: usize = 2;

/// Columns of a header with values of the body.
pub(super) fn columns(layout: &Layout, paths: &[(u32, Vec<String>)], body: &[SheetRow]) -> Vec<Column> {
    let mut columns: Vec<Column> = paths
        .iter()
        .map(|(column, parts)| {
            let path = parts.iter().map(|text| layout.header(text)).collect();
            Column { column: *column, path, sample: Vec::new() }
        })
        .collect();
    let has_header = columns.iter().any(|column| !column.path.is_empty());
    for row in body.iter().take(SAMPLE) {
        // A lone text is a section or a note: it makes no column.
        let alone = super::grid::lone(row).is_some() && columns.len() > 1;
        for placed in super::grid::filled(row) {
            match columns.binary_search_by_key(&placed.column, |column| column.column) {
                Ok(at) => columns[at].sample.push(placed.cell.clone()),
                Err(at) if has_header && !alone => {
                    columns.insert(
                        at,
                        Column { column: placed.column, path: Vec::new(), sample: vec![placed.cell.clone()] },
                    );
                }
                Err(_) => {}
            }
        }
    }
    columns.retain(|column| !column.path.is_empty() || !column.sample.is_empty());
    columns
}

/// Proposes a reading for every column. The lines above the table tell the unit of silent amounts, and whether a bare
/// 名称 is a system's.
pub(super) fn propose(layout: &Layout, columns: &[Column], lines: &Lines) -> Vec<ColumnReading> {
    let special: Vec<Option<MatchReason>> = columns.iter().map(|column| special(layout, column)).collect();
    let mut given: Vec<Option<(FieldId, MatchReason)>> = vec![None; columns.len()];
    let mut taken: FxHashSet<FieldId> = FxHashSet::default();
    let mut claims: Vec<(Candidate, bool, usize)> = Vec::new();
    for (at, column) in columns.iter().enumerate().filter(|(at, _)| special[*at].is_none()) {
        for candidate in layout.candidates(&column.path) {
            let fits = candidate.reason != MatchReason::Misprint || fits(layout, candidate.field, &column.sample, 5);
            if fits {
                claims.push((candidate, beside_other_unit(layout, columns, at, candidate.field), at));
            }
        }
    }
    claims.sort_by_key(|a| (a.0.rank, a.1, a.2));
    for (candidate, _, at) in claims {
        if given[at].is_none() && taken.insert(candidate.field) {
            given[at] = Some((candidate.field, candidate.reason));
        }
    }
    // Where hardly a header is known, the table is of another kind, and values prove nothing.
    if taken.len() >= KNOWN_FOR_CONTENT {
        by_content(layout, columns, lines, &special, &mut given, &mut taken);
    } else {
        given
            .iter_mut()
            .filter(|given| given.is_some_and(|(_, reason)| reason == MatchReason::Misprint))
            .for_each(|given| *given = None);
    }
    let read = |(at, column): (usize, &Column)| reading(layout, column, special[at], given[at], lines.money);
    columns.iter().enumerate().map(read).collect()
}

/// Of two 联系人 without groups, the one beside 承建单位 is the contractor's.
fn beside_other_unit(layout: &Layout, columns: &[Column], at: usize, field: FieldId) -> bool {
    let not_under = &layout.facts(field).not_under;
    let bare = |column: &Column| column.path.last().map(|leaf| leaf.bare.clone()).unwrap_or_default();
    let own = bare(&columns[at]);
    let twice = columns.iter().filter(|column| bare(column) == own).count() > 1;
    twice
        && columns[..at]
            .iter()
            .rev()
            .take(2)
            .any(|left| not_under.iter().any(|word| bare(left).contains(word.as_str())))
}

/// Columns that are no field whatever they say: serial numbers, secrets, uids.
fn special(layout: &Layout, column: &Column) -> Option<MatchReason> {
    let Some(leaf) = column.path.iter().rev().find(|part| !part.unit_only) else {
        let leaf = column.path.last()?;
        return layout.serial.contains(&leaf.full).then_some(MatchReason::Serial);
    };
    if layout.uid.contains(&leaf.full) || layout.uid.contains(&leaf.bare) {
        return Some(MatchReason::Uid);
    }
    if layout.told.contains(&leaf.full) {
        return Some(MatchReason::Told);
    }
    if layout.serial.contains(&leaf.bare) || layout.serial.contains(&leaf.full) {
        let sure = !layout.serial_if_counting.contains(&leaf.bare);
        return (sure || counting(&column.sample)).then_some(MatchReason::Serial);
    }
    let known = !layout.entries(&leaf.full).is_empty() || !layout.entries(&leaf.bare).is_empty();
    let secret = column.path.iter().any(|part| layout.is_secret(&part.bare));
    (!known && secret).then_some(MatchReason::Secret)
}

/// Whether values are serial numbers: whole, small, mostly each one more than the one before.
fn counting(sample: &[Cell]) -> bool {
    let numbers: Vec<i64> = sample.iter().filter_map(|cell| fold(&cell.text()).parse().ok()).collect();
    let steps = numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1 || pair[1] == 1).count();
    numbers.len() * 10 >= sample.len() * 8
        && numbers.first().is_none_or(|n| (0..=10_000).contains(n))
        && steps + 1 >= numbers.len() * 8 / 10
}

/// Headers that say too little get the field that their values fit, if no other column has it.
fn by_content(
    layout: &Layout,
    columns: &[Column],
    lines: &Lines,
    special: &[Option<MatchReason>],
    given: &mut [Option<(FieldId, MatchReason)>],
    taken: &mut FxHashSet<FieldId>,
) {
    let mut order: Vec<usize> =
        (0..columns.len()).filter(|at| given[*at].is_none() && special[*at].is_none()).collect();
    order.sort_by_key(|at| columns[*at].path.last().map(|leaf| leaf.bare.clone()));
    for at in order {
        let column = &columns[at];
        let Some(leaf) = column.path.iter().rev().find(|part| !part.unit_only) else { continue };
        let Some(fields) = layout.ambiguous_fields(&leaf.bare) else { continue };
        let mut fields = fields.to_vec();
        let systems = lines.title.as_ref().is_some_and(|(title, ..)| title.contains("系统") && !title.contains("项目"));
        if layout.is_name(fields[0]) && systems {
            fields.sort_by_key(|field| layout.facts(*field).key != "system_name");
        }
        let groups: Vec<&HeaderText> = column.path.iter().filter(|part| part.bare != leaf.bare).collect();
        let free = |field: &&FieldId| !taken.contains(field) && !layout.forbidden(**field, &groups);
        let names_taken = layout.is_name(fields[0]) && fields.iter().any(|field| taken.contains(field));
        let found = fields.iter().filter(free).find(|field| fits(layout, **field, &column.sample, 7));
        if let Some(field) = found.filter(|_| !names_taken) {
            taken.insert(*field);
            given[at] = Some((*field, MatchReason::Content));
        }
    }
}

/// Whether at least so many tenths of the values can be values of the field. No value fits every field.
fn fits(layout: &Layout, field: FieldId, sample: &[Cell], tenths: usize) -> bool {
    let values: Vec<(&Cell, String)> =
        sample.iter().map(|cell| (cell, fold(&cell.text()))).filter(|(_, text)| !says_nothing(text)).collect();
    values.iter().filter(|(cell, text)| fits_value(layout, field, cell, text)).count() * 10 >= values.len() * tenths
}

/// Whether a cell, given its folded text, can hold a value of the field.
pub(super) fn fits_value(layout: &Layout, field: FieldId, cell: &Cell, text: &str) -> bool {
    let facts = layout.facts(field);
    match facts.kind {
        FieldType::Unit => layout.is_office(text),
        FieldType::Enum => layout.is_code(field, text).unwrap_or(true),
        FieldType::Multi => {
            let mut parts = text.split(['、', ',', ';', '/', '+', '和']);
            parts.any(|part| layout.is_code(field, part).unwrap_or(true))
        }
        FieldType::Money | FieldType::Int | FieldType::Number => {
            kind(cell) == Kind::Number
                || text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '约' | '￥' | '-'))
        }
        FieldType::Date => kind(cell) == Kind::Date || text.chars().filter(char::is_ascii_digit).count() >= 4,
        FieldType::Phone => text.chars().filter(char::is_ascii_digit).count() >= 7,
        FieldType::Uscc => text.len() >= 9 && text.is_ascii(),
        FieldType::Region => text.ends_with(['省', '市', '区', '县', '州', '盟', '旗']) || text.len() == 6,
        FieldType::Bool => text.chars().count() <= 4,
        FieldType::Text if layout.is_project_code(field) => {
            kind(cell) != Kind::Date && text.chars().filter(char::is_ascii).count() >= 4
        }
        FieldType::Text => kind(cell) == Kind::Text,
    }
}

fn reading(
    layout: &Layout,
    column: &Column,
    special: Option<MatchReason>,
    given: Option<(FieldId, MatchReason)>,
    line: Option<MoneyUnit>,
) -> ColumnReading {
    let parts: Vec<&str> = column.path.iter().map(|part| part.line.as_str()).collect();
    let header = if parts.is_empty() {
        format!("{}{}", layout.unnamed, column_letters(column.column))
    } else {
        one_line(&parts.join("/"))
    };
    let mut read = ColumnReading {
        column: column.column,
        header,
        field: None,
        reason: special.unwrap_or(MatchReason::NoField),
        money: None,
        number_unit: None,
    };
    let stated = column.path.iter().rev().find_map(|part| part.money);
    read.money = stated.map(|unit| (unit, UnitSource::Header));
    if let (Some((field, reason)), None) = (given, special) {
        let facts = layout.facts(field);
        read.field = Some(facts.key.clone());
        read.reason = reason;
        read.money = None;
        if facts.kind == FieldType::Money {
            read.money = Some(match (stated, line) {
                (Some(unit), _) => (unit, UnitSource::Header),
                (None, Some(unit)) => (unit, UnitSource::Line),
                (None, None) => (MoneyUnit::Wan, UnitSource::Assumed),
            });
        }
        if matches!(facts.kind, FieldType::Number | FieldType::Int) {
            let stated = column.path.iter().rev().find_map(|part| part.number.clone());
            let meant = stated
                .map(|unit| if facts.unit.as_deref() == Some("Mbps") && unit == "MB" { "Mbps".into() } else { unit });
            read.number_unit = meant.filter(|unit| Some(unit) != facts.unit.as_ref());
        }
    }
    if read.reason == MatchReason::NoField
        && parts.is_empty()
        && column.sample.len() >= 2
        && column.column <= 2
        && counting(&column.sample)
    {
        read.reason = MatchReason::Serial;
    }
    read
}

impl Layout {
    /// Whether a field is one of the two that name a record.
    pub(super) fn is_name(&self, field: FieldId) -> bool {
        matches!(self.facts(field).key.as_str(), "project_name" | "system_name")
    }

    /// Whether the field of a key has a list of codes, or is 是 or 否.
    pub(super) fn is_coded(&self, key: &str) -> bool {
        self.by_key(key)
            .is_some_and(|field| matches!(self.facts(field).kind, FieldType::Enum | FieldType::Multi | FieldType::Bool))
    }

    fn is_project_code(&self, field: FieldId) -> bool {
        self.facts(field).key == "project_code"
    }
}
