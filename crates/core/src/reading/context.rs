//! Lines above and below a table: labels with their values, units of money, units in titles and on tabs.
//!
//! In here: taking lines apart. Not in here: which unit a text names ([`crate::unit`]).
//!
//! The invariant: context values come in the order of their weight: lines, then the title, then the tab.

use super::grid::{filled, lone};
use super::header::one_line;
use super::layout::Layout;
use super::{ContextValue, MoneyUnit};
use crate::catalogue::FieldType;
use crate::cell::SheetRow;
use crate::text::{clean, fold, is_space};

/// Longest label in characters, with its brackets and inner spaces.
const LABEL_CHARS: usize = 24;

/// What the lines around a table say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Lines {
    pub title: Option<(String, u32, u32)>,
    pub values: Vec<ContextValue>,
    pub money: Option<MoneyUnit>,
    /// An office that stands alone above or below the title, with its place.
    pub office: Option<(String, u32, u32)>,
}

/// A label with its value inside one text, by character offsets of no further use.
#[derive(Debug, Clone, PartialEq, Default)]
struct Pair {
    label: String,
    value: String,
}

impl Layout {
    /// Whether a text holds a label that lines around tables use.
    pub(super) fn context_labels(&self, text: &str) -> bool {
        !self.pairs(text).is_empty()
    }

    /// Whether a text is a unit's label with its value and nothing more: 填报单位：省水利厅.
    pub(super) fn names_a_unit(&self, text: &str) -> bool {
        let [pair] = self.pairs(text).try_into().unwrap_or_default();
        let field = self.label_key(&pair.label).and_then(|key| *self.labels.get(&key)?);
        field.is_some_and(|field| self.facts(field).kind == FieldType::Unit) && self.is_office(&fold(&pair.value))
    }

    /// Whether a text holds a label with its value: 填报单位：省水利厅, but not 竣工时间： or 资金（单位：元）.
    pub(super) fn labels_a_value(&self, text: &str) -> bool {
        let outside = fold(text).split('(').next().unwrap_or_default().to_owned();
        let inner = outside.trim_end_matches(':').contains(':');
        let alone = fold(text).starts_with('(') && text.contains(['：', ':']);
        (inner || alone) && self.context_labels(text)
    }

    fn is_money_label(&self, key: &str) -> bool {
        self.money_labels.iter().any(|label| label == key)
    }

    /// Whether a folded label (brackets taken off) is one of lines around tables.
    fn label_key(&self, label: &str) -> Option<String> {
        let folded = fold(label);
        // 总表(单位: the bracket is closed behind the value, so what stands before it is no part of the label.
        if folded.matches('(').count() > folded.matches(')').count() {
            return None;
        }
        let outside: String = folded.split('(').next().unwrap_or_default().to_owned();
        let trimmed =
            outside.trim_matches(|c: char| matches!(c, '*' | ':' | '.' | ',' | '、' | '【' | '】' | '[' | ']'));
        [folded.trim_end_matches(':'), trimmed]
            .into_iter()
            .find(|key| self.labels.contains_key(*key) || self.is_money_label(key))
            .map(str::to_owned)
    }

    /// The labels with their values that a text holds: `填报单位：X    填报人：Y`.
    fn pairs(&self, text: &str) -> Vec<Pair> {
        let text = clean(text);
        let text = text.trim_matches(['(', ')', '（', '）', '【', '】']);
        let colons: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| matches!(c, ':' | '：')).collect();
        let mut pairs: Vec<(usize, usize, String)> = Vec::new();
        for (at, colon) in colons {
            let from = pairs.last().map_or(0, |pair| pair.1);
            if let Some((start, label)) = self.label_before(text, from, at) {
                pairs.push((start, at + colon.len_utf8(), label));
            }
        }
        let ends: Vec<usize> = pairs.iter().skip(1).map(|pair| pair.0).chain([text.len()]).collect();
        let trim = |c: char| is_space(c) || matches!(c, ';' | '；' | ',' | '，' | '_');
        pairs
            .into_iter()
            .zip(ends)
            .map(|((_, from, label), end)| Pair {
                label,
                value: text[from..end.max(from)].trim_matches(trim).to_owned(),
            })
            .collect()
    }

    /// The known label that ends at a colon, with its start: the longest run of words that is one.
    fn label_before(&self, text: &str, from: usize, colon: usize) -> Option<(usize, String)> {
        // A label is short: in a long text only what stands right before the colon can be one.
        let near = text[from..colon].char_indices().rev().nth(LABEL_CHARS).map_or(from, |(at, _)| from + at);
        let (from, before) = (near, &text[near..colon]);
        let breaks = |c: char| is_space(c) || matches!(c, ',' | '，' | ';' | '；' | '。' | '、' | '_' | '/');
        let mut starts: Vec<usize> =
            before.char_indices().filter(|(_, c)| breaks(*c)).map(|(i, c)| i + c.len_utf8()).collect();
        starts.insert(0, 0);
        // A value may run straight into the next label (省水利厅填报人：): the label is then its end.
        let ends: Vec<usize> = before.char_indices().map(|(i, _)| i).skip(1).collect();
        let known = |start: &usize| self.label_key(&before[*start..]).is_some();
        let start = starts.into_iter().find(known).or_else(|| ends.into_iter().find(known))?;
        let label = before[start..].trim_matches(breaks).to_owned();
        Some((from + start, label))
    }

    /// The unit of money that a value names: 万元, 元（人民币）, 万元、个. Two units are none.
    fn money_value(&self, value: &str) -> Option<MoneyUnit> {
        let folded = fold(value);
        let text = folded.trim_matches(['(', ')', '。', '.', ';', ',']);
        let plain = text.replace(['(', ')'], "");
        if let Some(unit) = self.money(text).or_else(|| self.money(&plain)) {
            return Some(unit);
        }
        let mut parts = text.split(['、', ',', ';', '/', '。', '(', ')', '或']);
        let unit = parts.next().and_then(|first| self.money(first))?;
        parts.filter_map(|part| self.money(part)).all(|other| other == unit).then_some(unit)
    }

    /// The unit of money that a sentence states: 金额单位为万元, 以下金额均以元为单位. 投资500万元以上 states none.
    fn money_sentence(&self, text: &str) -> Option<MoneyUnit> {
        let folded = fold(text);
        if !self.money_topics.iter().any(|word| folded.contains(word.as_str())) {
            return None;
        }
        let before = |at: usize| {
            folded[..at].ends_with(['位', '以', '为', '按', '是', '用', '均', ':', '(', '额', '、', '/', '或'])
        };
        let behind = |end: usize| {
            let rest = &folded[end..];
            rest.is_empty()
                || rest.starts_with(['为', '计', '填', '列', '单', '表', ')', '。', ';', ',', '、', '/', '或'])
        };
        let stated = self.money_words.iter().flat_map(|word| {
            let stands = |(at, _): &(usize, &str)| before(*at) && behind(*at + word.len());
            folded.match_indices(word.as_str()).filter(stands).filter_map(|_| self.money(word)).collect::<Vec<_>>()
        });
        let units: Vec<MoneyUnit> = stated.collect();
        units.first().copied().filter(|unit| units.iter().all(|other| other == unit))
    }

    /// A title that closes with the unit of its amounts in brackets: 附件3 投资汇总表（单位：元）, 投资表（万元）.
    fn unit_behind_title(&self, text: &str) -> Option<(String, MoneyUnit)> {
        let text = clean(text);
        let (title, inside) = text.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
        let said = self
            .pairs(inside)
            .into_iter()
            .find(|pair| self.label_key(&pair.label).is_some_and(|key| self.is_money_label(&key)));
        let unit = said.map_or_else(|| self.money_value(inside), |pair| self.money_value(&pair.value))?;
        let bare = self.pairs(title).is_empty() && title.chars().count() >= 3;
        bare.then(|| (title.to_owned(), unit))
    }

    /// Takes the lines above or below a table apart.
    pub(super) fn lines(&self, rows: &[SheetRow]) -> Lines {
        let mut lines = Lines::default();
        for row in rows {
            self.line(row, &mut lines);
        }
        lines
    }

    fn line(&self, row: &SheetRow, lines: &mut Lines) {
        let cells: Vec<_> = filled(row).collect();
        let mut named = false;
        for (at, placed) in cells.iter().enumerate() {
            let mut text = placed.cell.text();
            if let Some((title, unit)) = self.unit_behind_title(&text) {
                lines.money.get_or_insert(unit);
                text = title;
            }
            let pairs = self.pairs(&text);
            named |= !pairs.is_empty();
            if lines.money.is_none() && pairs.is_empty() {
                lines.money = self.money_value(&text);
            }
            let last = pairs.len().saturating_sub(1);
            for (index, pair) in pairs.iter().enumerate() {
                let next = cells.get(at + 1).filter(|next| index == last && !self.context_labels(&next.cell.text()));
                match (pair.value.is_empty(), next) {
                    (false, _) => self.value(lines, &pair.label, &pair.value, row.row, placed.column),
                    (true, Some(next)) => {
                        self.value(lines, &pair.label, &clean(&next.cell.text()), row.row, next.column);
                    }
                    (true, None) => {}
                }
            }
            lines.money = lines.money.or_else(|| self.money_sentence(&text));
            // A label without a colon, its value in the next cell.
            if pairs.is_empty()
                && self.label_key(&text).is_some()
                && let Some(next) = cells.get(at + 1).filter(|next| self.label_key(&next.cell.text()).is_none())
            {
                named = true;
                self.value(lines, &one_line(&text), &clean(&next.cell.text()), row.row, next.column);
            }
        }
        if !named {
            self.title(row, lines);
        }
    }

    fn value(&self, lines: &mut Lines, label: &str, value: &str, row: u32, column: u32) {
        let Some(key) = self.label_key(label) else { return };
        if self.is_money_label(&key)
            && let Some(unit) = self.money_value(value)
        {
            lines.money.get_or_insert(unit);
            return;
        }
        // 填报单位：江西省水利厅  金额均为元: two things in one cell, and only the first is the label's.
        let stated = |rest: &str| self.money_sentence(rest).is_some();
        let value = value.rsplit_once(is_space).filter(|(_, rest)| stated(rest)).map_or(value, |(own, _)| own);
        // 单位：万美元 is shown, and it is no office.
        let currency = self.is_money_label(&key) && (value.ends_with('元') || value.is_ascii());
        let field = match self.labels.get(&key) {
            _ if currency => &None,
            Some(field) => field,
            None => return,
        };
        if value.chars().all(|c| is_space(c) || matches!(c, '_' | '-' | '—' | '年' | '月' | '日' | '/')) {
            return;
        }
        let unit = field.is_some_and(|field| self.facts(field).kind == FieldType::Unit);
        let text = if unit { without_stamp(value) } else { value.to_owned() };
        let field = field.map(|field| self.facts(field).key.clone());
        lines.values.push(ContextValue { field, label: one_line(label), text, row, column });
    }

    fn title(&self, row: &SheetRow, lines: &mut Lines) {
        let Some(placed) = lone(row) else { return };
        let met = placed.cell.text();
        let text = one_line(&self.unit_behind_title(&met).map_or(met, |(title, _)| title));
        let attachment = |text: &str| text.starts_with("附") && text.chars().count() <= 8;
        let chars = text.chars().count();
        if !(2..=80).contains(&chars) || self.money_value(&text).is_some() {
            return;
        }
        if lines.office.is_none() && self.is_whole_office(&fold(&text)) {
            lines.office = Some((text, row.row, placed.column));
            return;
        }
        if lines.title.as_ref().is_none_or(|(known, ..)| attachment(known))
            && !(attachment(&text) && lines.title.is_some())
        {
            lines.title = Some((text, row.row, placed.column));
        }
    }

    /// The unit that stands alone by the title, or that the title opens with: 江西省水利厅 of 江西省水利厅信息化项目登记表.
    pub(super) fn title_unit(&self, lines: &Lines) -> Option<ContextValue> {
        if let Some((office, row, column)) = &lines.office {
            return Some(self.unit_value(&self.title_label, office, *row, *column));
        }
        let (title, row, column) = lines.title.as_ref()?;
        let folded = title.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '年' | '度' | '《' | '“'));
        let stop = self.title_stops.iter().filter_map(|stop| folded.find(stop.as_str())).filter(|at| *at > 0);
        let stops: Vec<usize> = stop.collect();
        let ends = |text: &str| self.title_endings.iter().any(|ending| text.ends_with(ending.as_str()));
        let mut prefixes =
            stops.iter().map(|at| &folded[..*at]).filter(|prefix| ends(prefix) && prefix.chars().count() >= 3);
        let unit = prefixes.next().filter(|unit| self.is_office(&fold(unit)))?;
        Some(self.unit_value(&self.title_label, unit, *row, *column))
    }

    /// The unit that a tab names.
    pub(super) fn sheet_unit(&self, name: &str) -> Option<ContextValue> {
        let name =
            name.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '、' | ' ' | '(' | ')'));
        let folded = fold(name);
        self.is_whole_office(&folded).then(|| self.unit_value(&self.sheet_label, name, 0, 0))
    }

    /// Whether a folded text without a label is the name of an office and nothing more.
    fn is_whole_office(&self, folded: &str) -> bool {
        folded.chars().count() >= 3
            && self.is_office(folded)
            && self.title_endings.iter().any(|ending| folded.ends_with(ending.as_str()))
    }

    fn unit_value(&self, label: &str, text: &str, row: u32, column: u32) -> ContextValue {
        ContextValue { field: Some("report_unit".into()), label: label.into(), text: text.into(), row, column }
    }
}

/// A unit's name without the place of its stamp and the date behind it: （盖章）省水利厅, 省水利厅2023年9月.
fn without_stamp(text: &str) -> String {
    let mut kept = text.to_owned();
    while let Some((before, rest)) = kept.split_once(['(', '（'])
        && let Some((inside, behind)) = rest.split_once([')', '）'])
        && inside.ends_with('章')
    {
        kept = format!("{before}{behind}");
    }
    let date = |c: char| c.is_ascii_digit() || is_space(c) || matches!(c, '年' | '月' | '日' | '.' | '-' | '/');
    let name = kept.trim_end_matches(date);
    let dated = kept[name.len()..].trim_start().starts_with("20") && name.chars().count() >= 3;
    let kept = if dated { name } else { &kept };
    kept.trim_matches(is_space).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_and_dates_are_no_part_of_a_unit() {
        for (met, name) in [
            ("江西省水利厅2023年9月", "江西省水利厅"),
            ("（盖章）江西省水利厅", "江西省水利厅"),
            ("江西省水利厅(加盖公章)", "江西省水利厅"),
            ("江西省水利厅 2023.9.1", "江西省水利厅"),
            ("江西省委党校（江西行政学院）", "江西省委党校（江西行政学院）"),
            ("南昌市第二十中学", "南昌市第二十中学"),
        ] {
            assert_eq!(without_stamp(met), name, "{met}: a stamp and a date are put on the paper, not in the name");
        }
    }
}
