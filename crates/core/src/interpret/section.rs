//! Section rows: `一、省财政厅（12个）` names the unit of the rows below it, `二、在建项目` only a group of them.

use crate::cell::{Cell, SheetRow};
use crate::parse::credential::credential;
use crate::reference::Reference;
use crate::text::clean;

/// The unit that a section row names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SectionUnit {
    /// Canonical name.
    pub(super) name: String,
    /// The row's text as met.
    pub(super) met: String,
    /// Its row.
    pub(super) row: u32,
    /// Its column.
    pub(super) column: u32,
    rank: u8,
}

/// Where in the sections of a table the reading stands.
#[derive(Debug, Default)]
pub(super) struct Section {
    unit: Option<SectionUnit>,
    group: Option<String>,
}

/// The rank of a heading without a number.
const UNNUMBERED: u8 = 9;

impl Section {
    pub(super) fn unit(&self) -> Option<&SectionUnit> {
        self.unit.as_ref()
    }
    pub(super) fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// Takes a section row. A group ends a unit only where its number ranks as high as the unit's.
    pub(super) fn enter(&mut self, row: &SheetRow, reference: &Reference) {
        let texts = row.cells.iter().filter_map(|placed| match &placed.cell {
            Cell::Text(text) if !placed.cell.is_blank() => Some((placed.column, text.as_str())),
            _ => None,
        });
        let headings = texts.map(|(column, text)| (column, text, heading(text)));
        let Some((column, met, (rank, label))) = headings.max_by_key(|(_, _, (_, label))| label.chars().count()) else {
            return;
        };
        let tells = |text: &str| credential(text, &reference.words.secret);
        let secret = tells(met);
        let label = if secret { label.split(['（', '(']).next().unwrap_or_default() } else { label };
        if tells(label) {
            return;
        }
        if let Some(name) = reference.units.of_heading(label, &reference.regions, &reference.words.unit) {
            let met = if secret { name.clone() } else { clean(met) };
            self.unit = Some(SectionUnit { name, met, row: row.row, column, rank });
            self.group = None;
            return;
        }
        if rank < UNNUMBERED && self.unit.as_ref().is_some_and(|unit| rank <= unit.rank) {
            self.unit = None;
        }
        self.group = Some(label.to_owned());
    }
}

/// The rank of a heading's number (一、 1; （一） 2; 1. 3; （1） 4) and the heading without number, `单位：` and counts.
fn heading(text: &str) -> (u8, &str) {
    let text = text.trim_matches(crate::text::is_space);
    let (rank, rest) = numbered(text);
    let rest = rest.trim_start_matches(crate::text::is_space);
    let rest = rest.split_once(['：', ':']).filter(|(label, _)| is_label(label)).map_or(rest, |(_, behind)| behind);
    (rank, without_count(rest).trim_matches(crate::text::is_space))
}

fn is_label(text: &str) -> bool {
    text.ends_with("单位") || text.ends_with("部门") || text.ends_with("名称")
}

fn numbered(text: &str) -> (u8, &str) {
    let chinese = |c: char| "一二三四五六七八九十百〇零".contains(c);
    let opened = text.strip_prefix(['（', '(']);
    let inner = opened.unwrap_or(text);
    for (matches, rank) in [(&chinese as &dyn Fn(char) -> bool, 1), (&|c: char| c.is_ascii_digit(), 3)] {
        let rest = inner.trim_start_matches(matches);
        if rest.len() == inner.len() {
            continue;
        }
        let behind = match opened {
            Some(_) => rest.strip_prefix(['）', ')']).map(|rest| rest.strip_prefix('、').unwrap_or(rest)),
            None => rest.strip_prefix(['、', '．', '.', ',', '，', ' ', '\u{3000}']),
        };
        if let Some(behind) = behind {
            return (if opened.is_some() { rank + 1 } else { rank }, behind);
        }
    }
    (UNNUMBERED, text)
}

/// The heading without what counts or sums the rows below: `（12个）`, `共12个`, `小计：350万元`.
fn without_count(text: &str) -> &str {
    let mut kept = text;
    for word in ["小计", "合计", "共计", "总计", "（共", "(共", " 共", "，共", ",共"] {
        if let Some(at) = kept.find(word).filter(|at| *at > 0) {
            kept = &kept[..at];
        }
    }
    if let Some(at) = kept.rfind(['（', '(']).filter(|at| *at > 0) {
        let inside = kept[at..].trim_start_matches(['（', '(']);
        if inside.starts_with(|c: char| c.is_ascii_digit()) {
            kept = &kept[..at];
        }
    }
    kept.trim_end_matches(|c: char| {
        crate::text::is_space(c) || matches!(c, '：' | ':' | '，' | ',' | '、' | '（' | '(')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lose_numbers_labels_and_counts() {
        for (text, rank, label) in [
            ("一、省财政厅", 1, "省财政厅"),
            ("（一）江西省水利厅（12个）", 2, "江西省水利厅"),
            ("1.省教育厅 共5个项目", 3, "省教育厅"),
            ("单位：江西省林业局", UNNUMBERED, "江西省林业局"),
            ("十二、填报单位：省体育局（3项，小计350万元）", 1, "省体育局"),
            ("南昌市教育局", UNNUMBERED, "南昌市教育局"),
            ("三明路小学", UNNUMBERED, "三明路小学"),
            ("江西省委党校（江西行政学院）", UNNUMBERED, "江西省委党校（江西行政学院）"),
        ] {
            assert_eq!(heading(text), (rank, label), "{text}");
        }
    }
}
