//! The kind of every row of a body.
//!
//! In here: sums, sections, column numbers, notes, repeated headers. Not in here: where a new table begins
//! ([`super::scan`]).
//!
//! The invariant: a row that names a project is a record, whatever its other cells say.

use super::grid::{Kind, Merges, filled, kind, lone};
use super::layout::Layout;
use super::{MatchReason, RowKind, TableReading};
use crate::cell::{Cell, PlacedCell, SheetRow};
use crate::text::{fold, is_space};

/// Longest lone text that is still a section; longer ones are notes.
const SECTION_CHARS: usize = 40;

/// Tells the kinds of the rows of one table, from the top down.
#[derive(Debug)]
pub(super) struct Rows {
    names: Vec<u32>,
    units: Vec<u32>,
    serial: Option<u32>,
    /// Columns in which a sum may say what it is.
    lead: Vec<u32>,
    columns: usize,
    /// The table's last column; what stands right of it is not of the table.
    last: u32,
    headers: Vec<Vec<(u32, String)>>,
    records: usize,
    /// Rows since the header.
    since: usize,
    noting: bool,
    /// No record has come since the header.
    fresh: bool,
}

impl Rows {
    /// For a table as read; `headers` are its header rows as met.
    pub(super) fn new(table: &TableReading, headers: &[SheetRow]) -> Rows {
        let of = |keys: &[&str]| -> Vec<u32> {
            let named = |field: &Option<String>| field.as_deref().is_some_and(|field| keys.contains(&field));
            table.columns.iter().filter(|column| named(&column.field)).map(|column| column.column).collect()
        };
        let names = of(&["project_name", "system_name"]);
        let units = of(&["report_unit", "supervising_unit", "build_unit", "region_code"]);
        let serial =
            table.columns.iter().find(|column| column.reason == MatchReason::Serial).map(|column| column.column);
        let mut lead: Vec<u32> = table.columns.iter().take(3).map(|column| column.column).collect();
        lead.extend(names.iter().chain(&units).chain(&serial));
        lead.sort_unstable();
        lead.dedup();
        let folded = |row: &SheetRow| filled(row).map(|c| (c.column, fold(&c.cell.text()))).collect::<Vec<_>>();
        let headers = headers.iter().map(folded).filter(|cells| cells.len() >= 2).collect();
        Rows {
            names,
            units,
            serial,
            lead,
            columns: table.columns.len(),
            last: table.columns.last().map_or(u32::MAX, |column| column.column),
            headers,
            records: 0,
            since: 0,
            noting: false,
            fresh: true,
        }
    }

    /// The kind of the next row.
    pub(super) fn kind(&mut self, layout: &Layout, merges: &Merges, row: &SheetRow) -> RowKind {
        let kind = self.look(layout, merges, row);
        self.note(kind)
    }

    /// What the next row looks like; [`Rows::note`] is told what it was.
    pub(super) fn look(&mut self, layout: &Layout, merges: &Merges, row: &SheetRow) -> RowKind {
        self.since += 1;
        if self.plainly_a_record(layout, row) {
            RowKind::Record
        } else if row.cells.last().is_some_and(|placed| placed.column > self.last) {
            let cells = row.cells.iter().filter(|placed| placed.column <= self.last);
            self.judge(layout, merges, &SheetRow { row: row.row, cells: cells.cloned().collect() })
        } else {
            self.judge(layout, merges, row)
        }
    }

    /// Takes note of a row that was told without [`Rows::kind`].
    pub(super) fn plain_record(&mut self) -> RowKind {
        self.since += 1;
        self.note(RowKind::Record)
    }

    /// Takes note of what the row last looked at is.
    pub(super) fn note(&mut self, kind: RowKind) -> RowKind {
        match kind {
            RowKind::Record => {
                self.records += 1;
                self.noting = false;
                self.fresh = false;
            }
            RowKind::Note => self.noting = self.records > 0,
            RowKind::Header => (self.since, self.fresh) = (0, true),
            _ => {}
        }
        kind
    }

    /// The usual row, told without looking at all of its cells.
    pub(super) fn plainly_a_record(&self, layout: &Layout, row: &SheetRow) -> bool {
        let numeral = |column| matches!(near(row, column), Some(Cell::Text(text)) if !text.is_ascii());
        if self.since <= 3 || row.cells.len() < 4.max(self.columns / 3) || self.serial.is_some_and(numeral) {
            return false;
        }
        let named = self.names.iter().any(|column| match near(row, *column) {
            Some(Cell::Text(text)) => {
                text.len() > 9 && !layout.opens_like_a_label(text) && layout.entries(text).is_empty()
            }
            _ => false,
        });
        named
            && !self
                .lead
                .iter()
                .any(|column| matches!(row.cell(*column), Some(Cell::Text(text)) if layout.may_be_total(text)))
    }

    fn judge(&self, layout: &Layout, merges: &Merges, row: &SheetRow) -> RowKind {
        let cells: Vec<&PlacedCell> = filled(row).collect();
        if cells.is_empty() {
            return RowKind::Blank;
        }
        if self.is_header(&cells) {
            return RowKind::Header;
        }
        if self.fresh && self.since <= 4 {
            if is_column_numbers(layout, &cells) {
                return RowKind::ColumnNumbers;
            }
            if is_example(layout, &cells) {
                return RowKind::Note;
            }
        }
        if self.is_total(layout, &cells) {
            return RowKind::Subtotal;
        }
        if cells.len() == 1 && !self.noting && layout.names_a_unit(&cells[0].cell.text()) {
            return RowKind::Section;
        }
        if is_signatures(layout, &cells) || self.is_note(layout, &cells) {
            return RowKind::Note;
        }
        if let Some(only) = lone(row) {
            return self.lone(layout, merges, row.row, only);
        }
        if self.is_section(layout, &cells) { RowKind::Section } else { RowKind::Record }
    }

    /// Whether a row repeats a header row of the table.
    pub(super) fn repeats_header(&self, row: &SheetRow) -> bool {
        self.is_header(&filled(row).collect::<Vec<_>>())
    }

    fn is_header(&self, cells: &[&PlacedCell]) -> bool {
        self.headers.iter().any(|header| {
            let same = |cell: &&&PlacedCell| {
                let at = header.binary_search_by_key(&cell.column, |known| known.0);
                at.is_ok_and(
                    |at| matches!(&cell.cell, Cell::Text(text) if text.len() < 300 && fold(text) == header[at].1),
                )
            };
            cells.len() >= 2 && cells.iter().filter(same).count() * 10 >= cells.len().max(header.len()) * 6
        })
    }

    /// A sum: a leading cell says so, and nothing else says what project it is.
    fn is_total(&self, layout: &Layout, cells: &[&PlacedCell]) -> bool {
        let texts: Vec<&&PlacedCell> = cells.iter().filter(|cell| kind(&cell.cell) == Kind::Text).collect();
        let leading =
            texts.iter().take(3).filter(|cell| self.lead.contains(&cell.column) || cells[0].column == cell.column);
        let Some(total) =
            leading.into_iter().find_map(|cell| layout.total(&cell.cell.text()).map(|sure| (cell.column, sure)))
        else {
            return false;
        };
        let (column, sure) = total;
        let says_more = |cell: &&&&PlacedCell| {
            let text = cell.cell.text();
            cell.column != column
                && layout.total(&text).is_none()
                && !is_count(&fold(&text))
                && !layout.is_unit_word(&text)
        };
        let others = texts.iter().filter(says_more).count();
        let named = texts.iter().any(|cell| says_more(&cell) && self.names.contains(&cell.column));
        // 其中：… behind a number of its own is an indicator of a list, no part of a sum.
        let numbered = cells.iter().any(|cell| cell.column < column && kind(&cell.cell) == Kind::Number);
        if sure { !named && others <= 2.max(self.columns / 6) } else { others == 0 && !named && !numbered }
    }

    fn is_note(&self, layout: &Layout, cells: &[&PlacedCell]) -> bool {
        let first = cells[0].cell.text();
        if cells.len() > 3 || (self.names.contains(&cells[0].column) && cells.len() > 1) {
            return false;
        }
        let numbers_only = cells[1..].iter().all(|cell| kind(&cell.cell) != Kind::Number);
        numbers_only && layout.is_note(&first)
    }

    fn lone(&self, layout: &Layout, merges: &Merges, row: u32, only: &PlacedCell) -> RowKind {
        let text = only.cell.text();
        let merge = merges.at(row, only.column);
        let spread = merge.is_some_and(|merge| merge.right > merge.left);
        // Other cells of the row may lie in ranges that began above: the row then says more than its one cell.
        let shared = |column: &u32| *column != only.column && merges.covered_from_above(row, *column);
        if self.names.iter().chain(&self.units).any(shared)
            || (self.names.is_empty() && (only.column..only.column + 64).any(|c| shared(&c)))
        {
            return RowKind::Record;
        }
        if kind(&only.cell) != Kind::Text {
            let counted = self.serial == Some(only.column);
            return match (counted, self.noting) {
                (true, _) => RowKind::Blank,
                (_, true) => RowKind::Note,
                _ => RowKind::Record,
            };
        }
        if self.columns <= 1 || (self.names.is_empty() && !spread && self.lead.first() != Some(&only.column)) {
            return RowKind::Record;
        }
        let folded = fold(&text);
        let chars = folded.chars().count();
        let sentence = folded.contains(['。', ';']) || chars > SECTION_CHARS;
        if self.names.contains(&only.column) && !spread && !self.noting {
            let first = self.lead.first() == Some(&only.column);
            let heading = enumerated(&folded) || (layout.is_office(&folded) && first);
            return if heading { RowKind::Section } else { RowKind::Record };
        }
        if self.noting || sentence || layout.is_note(&text) {
            return RowKind::Note;
        }
        if self.serial == Some(only.column) && is_ordinal(&folded) && !enumerated(&folded) {
            return RowKind::Blank;
        }
        RowKind::Section
    }

    /// A heading beside sums: 一 | 省财政厅 | | | 5000.
    fn is_section(&self, layout: &Layout, cells: &[&PlacedCell]) -> bool {
        let says = |cell: &&&PlacedCell| kind(&cell.cell) == Kind::Text && !is_count(&fold(&cell.cell.text()));
        let texts: Vec<&&PlacedCell> = cells.iter().filter(says).take(3).collect();
        let (Some(first), true) = (texts.first(), texts.len() <= 2) else { return false };
        let opening = fold(&first.cell.text());
        // 江西省财政厅 | | | 84968.81: an office in the column of serial numbers, with its sums.
        if texts.len() == 1 && self.serial == Some(first.column) && layout.is_office(&opening) {
            return true;
        }
        let numeral = numeral_only(&opening);
        if first.column != cells[0].column || !(numeral || enumerated(&opening)) {
            return false;
        }
        let rest = &texts[1..];
        match rest.first() {
            None => !numeral && !self.names.is_empty() && self.records + self.since > 0,
            Some(second) => {
                let text = fold(&second.cell.text());
                layout.is_office(text.split('(').next().unwrap_or_default())
                    || (numeral && cells.len() * 2 <= self.columns)
            }
        }
    }
}

/// The cell of a column, looked for first where it stands in a row without gaps.
fn near(row: &SheetRow, column: u32) -> Option<&Cell> {
    let first = row.cells.first()?.column;
    match row.cells.get(column.checked_sub(first)? as usize) {
        Some(placed) if placed.column == column => Some(&placed.cell),
        _ => row.cell(column),
    }
}

/// 12个, 共12项, 3 套系统: how many, not what.
fn is_count(folded: &str) -> bool {
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    digits > 0
        && folded.chars().count() <= digits + 6
        && folded.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '共' | '计' | '(' | '约'))
}

/// 一、…, （一）…, 第一部分: a heading.
fn enumerated(folded: &str) -> bool {
    let open = folded.trim_start_matches(['(', '第']);
    let rest = open.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百']);
    if rest.len() == open.len() {
        return false;
    }
    let close = rest.starts_with(['、', '.', ')', ',', ':']) && rest.chars().count() > 1;
    close || (open.len() < folded.len() && rest.starts_with(['部', '类', '批', '章', '组']))
}

/// 一, （二）, 十三: a heading's number in a cell of its own.
fn numeral_only(folded: &str) -> bool {
    let core = folded.trim_matches(['(', ')', '、', '.', '第']);
    !core.is_empty() && core.chars().all(|c| "一二三四五六七八九十".contains(c))
}

/// One token of a row of column numbers: 3, (3), 甲, A, 3=1+2.
fn is_ordinal(folded: &str) -> bool {
    let core = folded.trim_matches(['(', ')', '[', ']', '<', '>', '.', '、', '栏', '列', '第']);
    let number = !core.is_empty() && core.len() <= 3 && core.bytes().all(|b| b.is_ascii_digit());
    let letter = core.len() == 1 && core.bytes().all(|b| b.is_ascii_alphabetic());
    let stem = core.chars().count() == 1 && "甲乙丙丁戊己庚辛壬癸".contains(core);
    let formula = core.contains('=')
        && core
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '=' | '+' | '-' | '/' | '*' | '×' | '÷' | '(' | ')' | '%'));
    number || letter || stem || formula
}

/// Whether cells number the columns: 1, 2, 3 …, 甲, 乙, 1 …, (1), (2) ….
pub(super) fn is_column_numbers(layout: &Layout, cells: &[&PlacedCell]) -> bool {
    let texts: Vec<String> = cells.iter().map(|cell| fold(&cell.cell.text())).collect();
    let start = usize::from(layout.column_numbers.contains(texts[0].trim_end_matches(':')));
    let tokens = &texts[start.min(texts.len())..];
    if tokens.len() < 2 || !tokens.iter().all(|text| is_ordinal(text)) {
        return false;
    }
    let numbers: Vec<i64> = tokens
        .iter()
        .filter_map(|text| {
            text.trim_matches(['(', ')', '栏', '列', '第']).split('=').next()?.trim_matches(['(', ')']).parse().ok()
        })
        .collect();
    let rising = numbers.windows(2).all(|pair| pair[1] > pair[0] && pair[1] - pair[0] <= 9);
    let stepping =
        numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1).count() * 10 >= numbers.len().saturating_sub(1) * 6;
    rising && stepping && (tokens.len() >= 3 || start == 1)
}

fn is_example(layout: &Layout, cells: &[&PlacedCell]) -> bool {
    let texts: Vec<String> = cells.iter().map(|cell| cell.cell.text()).collect();
    let hints = texts.iter().filter(|text| layout.is_hint(text)).count();
    texts.iter().take(2).any(|text| layout.is_example(text)) || (hints >= 2 && hints * 10 >= texts.len() * 6)
}

/// A line of labels below the table: 填表人：　审核人：.
fn is_signatures(layout: &Layout, cells: &[&PlacedCell]) -> bool {
    let labelled = |cell: &&&PlacedCell| matches!(&cell.cell, Cell::Text(text) if text.contains([':', '：']) && text.chars().count() <= 120 && layout.context_labels(text));
    let labels = cells.iter().filter(labelled).count();
    labels > 0 && labels * 2 >= cells.len() && labelled(&&cells[0])
}

impl Layout {
    fn opens_like_a_label(&self, text: &str) -> bool {
        text.len() < 90 && text.contains([':', '：'])
    }

    fn is_unit_word(&self, text: &str) -> bool {
        self.header(text).unit_only
    }

    /// Whether a text is worth asking whether it says that its row is a sum. Words of other languages hold no numbers.
    fn may_be_total(&self, text: &str) -> bool {
        if text.len() > 60 {
            return false;
        }
        if text.is_ascii() {
            return text.bytes().filter(u8::is_ascii_digit).count() < 4;
        }
        let may_end = text.contains(|c| self.total_marks.iter().any(|[_, last]| *last == c));
        may_end && self.total_marks.iter().any(|[first, last]| text.contains(*first) && text.contains(*last))
    }

    /// Whether a text says that its row is a sum: surely (`合计`), or with a name before it (`省财政厅小计`).
    fn total(&self, text: &str) -> Option<bool> {
        if text.len() > 90 {
            return None;
        }
        let folded = fold(text);
        if let Some((opening, rest)) = folded.split_once(':').filter(|(_, rest)| !rest.is_empty() && !is_count(rest)) {
            return (self.total_parts.contains(opening) && rest.chars().count() <= 24).then_some(false);
        }
        let core =
            folded.split(['(', ':']).next().unwrap_or_default().trim_matches(['*', '、', '.', '"', '“', '”', '-', '—']);
        let behind = folded.rsplit([')']).next().unwrap_or_default();
        if self.totals.contains(core) || (folded.starts_with('(') && self.totals.contains(behind)) {
            return Some(true);
        }
        // 合计3项: how many, in the same cell.
        let digits = core.find(|c: char| c.is_ascii_digit()).filter(|at| is_count(&core[*at..]));
        if digits.is_some_and(|at| self.totals.contains(core[..at].trim_end_matches('共'))) {
            return Some(true);
        }
        let named = self.total_endings.iter().find_map(|word| core.strip_suffix(word.as_str()))?;
        (named.chars().count() <= 24).then_some(false)
    }

    /// Whether a text opens a note.
    pub(super) fn is_note(&self, text: &str) -> bool {
        let folded = fold(text);
        let core = folded.trim_start_matches(['*', '※', '(', '【', '[', '★', '#']);
        self.notes.iter().any(|word| {
            let Some(rest) = core.strip_prefix(word.as_str()) else { return false };
            rest.is_empty()
                || rest.starts_with([':', '.', '、', ')', '】', ']', ',', '。', ';'])
                || rest.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    /// Whether a text opens an example under the header.
    pub(super) fn is_example(&self, text: &str) -> bool {
        let folded = fold(text);
        let core = folded.trim_start_matches(['*', '(', '【', '[', '<']);
        self.examples.iter().any(|word| {
            core.strip_prefix(word.as_str()).is_some_and(|rest| {
                rest.is_empty()
                    || rest.starts_with([':', ')', '】', ']', '>', ','])
                    || rest.starts_with(|c: char| c.is_ascii_digit())
            })
        })
    }

    /// Whether a text only says how a cell is to be filled in.
    pub(super) fn is_hint(&self, text: &str) -> bool {
        let folded = fold(text);
        let core = folded.trim_matches(['*', '(', ')', '【', '】', '[', ']']);
        self.hints.contains(core) || self.hints.contains(core.split([',', ';', ':', '、']).next().unwrap_or_default())
    }

    /// Whether a text ends like the title of a table.
    pub(super) fn is_title(&self, text: &str) -> bool {
        let folded = fold(text);
        let core = folded.split('(').next().unwrap_or_default();
        self.titles.iter().any(|word| core.ends_with(word.as_str()))
    }

    pub(super) fn is_generic(&self, text: &str) -> bool {
        self.generic_leaves.contains(fold(text).trim_matches(is_space))
    }
}
