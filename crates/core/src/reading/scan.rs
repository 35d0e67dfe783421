//! Reads one sheet row by row: finds its tables, proposes their readings, tells every row's kind.
//!
//! In here: what is held back, and until when. The first rows of a sheet are held until its first table is known; after
//! that only rows that may announce another table. Not in here: how headers, columns and kinds are told.
//!
//! The invariant: every row pushed into a sheet that is read comes out once, in its order, after its table.

mod cards;
mod table;

use std::mem;

use super::aside;
use super::beside::Sides;
use super::block::{self, Block};
use super::card;
use super::context::Lines;
use super::follow::Following;
use super::grid::{Grid, Merges, filled, lone};
use super::layout::Layout;
use super::{MoneyUnit, RowKind, SheetReading, SkipReason, TableReading};
use crate::cell::{SheetInfo, SheetRow};
use crate::text::fold;
use crate::token::IDENTITY_SHEET;

/// Rows held at the start of a sheet, to see its first table whole where it is short.
const WINDOW: usize = 500;
/// Rows held to see whether another table begins.
const AHEAD: usize = 24;

/// What a scan tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Scanned {
    /// A table begins; comes before its rows.
    Table(TableReading),
    /// A row of a table, with its kind.
    Row {
        /// Which table of the sheet, from 0.
        table: usize,
        /// Its kind.
        kind: RowKind,
        /// The row itself; of a card, the record's values (see [`TableReading::card`]).
        row: SheetRow,
    },
}

/// A reading that exists before the sheet is scanned.
#[derive(Clone, Copy, Default)]
pub enum Given<'a> {
    /// None: the program proposes.
    #[default]
    Nothing,
    /// A person gave this one back: it is followed as it stands.
    Reading(&'a SheetReading),
    /// A person said which rows are the header of each table, from the top down; the rest is proposed. No other table begins.
    Headers(&'a [Vec<u32>]),
    /// Earlier imports may have left one for the layout of the table proposed.
    Remembered(&'a (dyn Fn(&TableReading) -> Option<TableReading> + Sync)),
}

/// Scans one sheet. Push its rows from the top down, then finish.
pub struct SheetScanner<'a> {
    layout: &'a Layout,
    name: String,
    merges: Merges,
    given: Given<'a>,
    following: Option<Following>,
    why: Option<SkipReason>,
    /// Unit of money above the first table.
    money: Option<MoneyUnit>,
    /// Unit of money that holds for the last table.
    now: Option<MoneyUnit>,
    hidden: bool,
    seen: bool,
    tables: Vec<TableReading>,
    state: State,
}

enum State {
    /// Rows until the first table is known.
    Looking(Vec<SheetRow>),
    /// Rows of cards, cut when the sheet ends or the next card begins.
    Cards(Box<Cards>),
    /// The body of the last table.
    Body(Box<Body>),
    /// Nothing of the sheet is read.
    Skipping,
}

struct Cards {
    form: card::Form,
    lines: Lines,
    rows: Vec<SheetRow>,
    /// Where the next card may have begun.
    begins: Option<usize>,
    named: bool,
}

struct Body {
    sides: Sides,
    held: Vec<SheetRow>,
    /// Which of the held rows looks like another header.
    header: Option<usize>,
    /// The last row that came.
    last: u32,
}

impl<'a> SheetScanner<'a> {
    /// Starts with a sheet. A hidden sheet is named, not read, unless a person's reading says otherwise.
    pub fn new(layout: &'a Layout, sheet: &SheetInfo, given: Given<'a>) -> SheetScanner<'a> {
        let identity = sheet.name == IDENTITY_SHEET;
        let skipped = match given {
            Given::Reading(reading) => reading.tables.is_empty(),
            Given::Headers(_) => false,
            _ => sheet.hidden || identity,
        };
        SheetScanner {
            layout,
            name: sheet.name.clone(),
            merges: Merges::new(&sheet.merges),
            following: match given {
                Given::Reading(reading) => Some(Following::new(layout, reading)),
                _ => None,
            },
            given,
            why: (identity && !sheet.hidden).then_some(SkipReason::Told),
            money: None,
            now: None,
            hidden: sheet.hidden,
            seen: false,
            tables: Vec::new(),
            state: if skipped { State::Skipping } else { State::Looking(Vec::new()) },
        }
    }

    /// Takes the next row.
    pub fn push(&mut self, row: SheetRow, out: &mut impl FnMut(Scanned)) {
        if row.is_blank() {
            return;
        }
        self.seen = true;
        if let Some(following) = &mut self.following {
            return following.push(self.layout, &self.merges, row, out);
        }
        match &mut self.state {
            State::Skipping => {}
            State::Looking(rows) => {
                rows.push(row);
                if rows.len() >= WINDOW {
                    self.look(false, out);
                }
            }
            State::Cards(_) => self.push_card(row, out),
            State::Body(_) => self.push_body(row, out),
        }
    }

    /// Ends the sheet and tells its reading.
    pub fn finish(mut self, out: &mut impl FnMut(Scanned)) -> SheetReading {
        if let (Some(following), Given::Reading(reading)) = (self.following.take(), self.given) {
            let tables = following.finish(self.layout, out);
            return SheetReading { name: self.name, tables, ..reading.clone() };
        }
        if matches!(&self.state, State::Looking(rows) if !rows.is_empty()) {
            self.look(true, out);
        }
        // Settling held rows may begin another table, whose rows may be held in their turn.
        loop {
            match mem::replace(&mut self.state, State::Skipping) {
                State::Cards(cards) => self.emit_cards(&cards, out),
                State::Body(body) if !body.held.is_empty() => self.settle(body, out),
                _ => break,
            }
        }
        let skipped = self.tables.is_empty().then(|| match (self.hidden, self.seen) {
            (true, _) => SkipReason::Hidden,
            (_, false) => SkipReason::Empty,
            _ => self.why.unwrap_or(SkipReason::Notes),
        });
        SheetReading { name: self.name, hidden: self.hidden, skipped, tables: self.tables }
    }

    /// Looks for the first table in the rows held so far.
    fn look(&mut self, whole: bool, out: &mut impl FnMut(Scanned)) {
        let State::Looking(rows) = mem::replace(&mut self.state, State::Skipping) else { return };
        if rows.first().is_some_and(|row| self.written_here(row)) {
            self.why = Some(SkipReason::Told);
            return;
        }
        let grid = Grid { rows: &rows, merges: &self.merges };
        if let Given::Headers([told, ..]) = self.given
            && let Some(block) = block::told(grid, told)
        {
            return self.begin(rows, block, whole, out);
        }
        if let Some(form) = card::form(self.layout, &rows) {
            if self.named_notes() || card::explains(self.layout, &rows, &form) {
                self.why = Some(SkipReason::Notes);
                return;
            }
            let above = rows.partition_point(|row| row.row < form.first_row);
            let lines = self.layout.lines(&rows[..above]);
            self.state = State::Cards(Box::new(Cards { form, lines, rows: Vec::new(), begins: None, named: false }));
            rows.into_iter().skip(above).for_each(|row| self.push_card(row, out));
            return;
        }
        let block = block::by_words(self.layout, grid, 0).or_else(|| self.foreign(grid));
        match block {
            Some(block) => self.begin(rows, block, whole, out),
            None if whole => self.why = Some(self.why_no_table(&rows)),
            // A long text before the table, if there is one: only its end is kept.
            None => self.state = State::Looking(rows.into_iter().skip(WINDOW / 2).collect()),
        }
    }

    /// A table whose words the catalogue does not know, unless the sheet says that it is none.
    fn foreign(&self, grid: Grid<'_>) -> Option<Block> {
        if self.named_notes() || self.named_dictionary() {
            return None;
        }
        let line =
            |row: &&SheetRow| filled(row).next().is_some_and(|cell| self.layout.context_labels(&cell.cell.text()));
        if grid.rows.iter().filter(line).count() * 2 >= grid.rows.len() {
            return None;
        }
        block::by_shape(self.layout, grid).or_else(|| block::single_column(grid))
    }

    /// Whether the first row of a sheet is the title of one that this program writes and nobody fills in.
    fn written_here(&self, row: &SheetRow) -> bool {
        let Some(cell) = filled(row).next() else { return false };
        let title = fold(&cell.cell.text());
        self.layout.told_titles.iter().any(|told| title.ends_with(told.as_str()))
    }

    fn named_notes(&self) -> bool {
        let name = fold(&self.name);
        self.layout
            .note_sheets
            .iter()
            .any(|word| name.ends_with(word.as_str()) || (word.chars().count() > 2 && name.contains(word.as_str())))
    }

    fn named_dictionary(&self) -> bool {
        let name = fold(&self.name);
        self.layout
            .dictionary_sheets
            .iter()
            .any(|word| name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(word.as_str()))
    }

    /// Lists for drop-downs hold short texts below the name of a list; everything else is notes.
    fn why_no_table(&self, rows: &[SheetRow]) -> SkipReason {
        let short = rows
            .iter()
            .flat_map(filled)
            .all(|cell| cell.cell.text().chars().count() <= self.layout.dictionary_cell_chars);
        let headed =
            rows.first().is_some_and(|row| filled(row).any(|cell| self.layout.quick(&cell.cell.text()).is_some()));
        let listed = self.named_dictionary() || (short && headed && rows.len() >= 2);
        if listed && !self.named_notes() { SkipReason::Dictionary } else { SkipReason::Notes }
    }

    /// Begins a table, or several beside each other: their readings, the rows above them, their header; then the rows
    /// below go their way.
    fn begin(&mut self, mut rows: Vec<SheetRow>, mut block: Block, whole: bool, out: &mut impl FnMut(Scanned)) {
        let top = block.rows.first().copied().unwrap_or(block.first_row);
        let body = rows.split_off(rows.partition_point(|row| row.row < block.first_row));
        let headers = rows.split_off(rows.partition_point(|row| row.row < top));
        let aside = aside::put_aside(self.layout, &mut block, &body);
        let tables = self.readings(&rows, &block, &body, whole, aside);
        let money = self.layout.lines(&rows).money;
        if self.tables.is_empty() {
            self.money = money;
        }
        self.now = money.or(self.money);
        if self.tables.is_empty() && tables.iter().all(|table| self.is_dictionary(table)) {
            self.why = Some(SkipReason::Dictionary);
            return;
        }
        let first = self.tables.len();
        let sides = Sides::new(first, &tables, &headers);
        for table in tables {
            out(Scanned::Table(table.clone()));
            self.tables.push(table);
        }
        rows.into_iter().for_each(|row| out(Scanned::Row { table: first, kind: RowKind::Title, row }));
        for (table, row) in headers.into_iter().flat_map(|row| sides.parts(row)) {
            out(Scanned::Row { table, kind: RowKind::Header, row });
        }
        self.state = State::Body(Box::new(Body { sides, held: Vec::new(), header: None, last: block.first_row }));
        body.into_iter().for_each(|row| self.push_body(row, out));
    }

    fn push_body(&mut self, row: SheetRow, out: &mut impl FnMut(Scanned)) {
        let State::Body(body) = &mut self.state else { return };
        let gap = row.row > body.last + 1;
        body.last = row.row;
        let told = self.told_header(row.row).is_some();
        let State::Body(body) = &mut self.state else { return };
        if body.held.is_empty()
            && !gap
            && !told
            && let Some((table, kind)) = body.sides.plain_record(self.layout, &row)
        {
            return out(Scanned::Row { table, kind, row });
        }
        let State::Body(mut body) = mem::replace(&mut self.state, State::Skipping) else { return };
        if body.header.is_none() && (told || self.new_header(&body, &row)) {
            body.header = Some(body.held.len());
        }
        let wait = body.header.is_some() || self.may_announce(&row, gap || !body.held.is_empty());
        body.held.push(row);
        let full = body.held.len() >= body.header.map_or(AHEAD, |at| at + 1 + AHEAD);
        if wait && !full {
            self.state = State::Body(body);
        } else {
            self.settle(body, out);
        }
    }

    /// The header that a person pointed at and that begins with this row.
    fn told_header(&self, row: u32) -> Option<&'a [u32]> {
        let Given::Headers(told) = self.given else { return None };
        told.iter().find(|rows| rows.first() == Some(&row)).map(Vec::as_slice)
    }

    /// Whether a row looks like the header of another table.
    fn new_header(&self, body: &Body, row: &SheetRow) -> bool {
        if matches!(self.given, Given::Headers(_)) {
            return false;
        }
        let texts = || filled(row).filter(|cell| matches!(cell.cell, crate::cell::Cell::Text(_)));
        let all = filled(row).count();
        if all < 2
            || texts().count() != all
            || !texts().take(4).any(|cell| self.layout.quick(&cell.cell.text()).is_some())
        {
            return false;
        }
        let likeness = block::likeness(self.layout, row);
        let sure = likeness.fields >= 3 && likeness.fields * 2 >= likeness.cells
            || (likeness.fields == 2 && likeness.cells <= 4);
        sure && !block::labels_and_values(self.layout, row)
            && (!body.sides.repeats_header(row) || self.other_unit(&body.held))
    }

    /// Whether lines above a repeated header state another unit of money: what follows is a table of its own.
    fn other_unit(&self, lines: &[SheetRow]) -> bool {
        self.layout.lines(lines).money.is_some_and(|unit| self.now != Some(unit))
    }

    /// Whether a row may belong to a table that begins below it: a title, a line, a group of headers.
    fn may_announce(&self, row: &SheetRow, apart: bool) -> bool {
        let Some(first) = filled(row).next() else { return false };
        let text = matches!(first.cell, crate::cell::Cell::Text(_));
        (text && lone(row).is_some())
            || (text && apart && block::is_header_like(row))
            || (text && self.layout.context_labels(&first.cell.text()))
    }

    /// Decides about the held rows: another table, or rows of this one.
    fn settle(&mut self, mut body: Box<Body>, out: &mut impl FnMut(Scanned)) {
        let held = mem::take(&mut body.held);
        let grid = Grid { rows: &held, merges: &self.merges };
        let block = body.header.take().and_then(|at| match self.told_header(held[at].row) {
            Some(told) => block::told(grid, told),
            None => block::by_words(self.layout, grid, at),
        });
        let Some(block) = block else {
            held.into_iter().for_each(|row| self.tell(&mut body, row, out));
            self.state = State::Body(body);
            return;
        };
        let header = held.partition_point(|row| row.row < block.rows[0]);
        let mut begin = header;
        while begin > 0 {
            let (row, next) = (&held[begin - 1], &held[begin]);
            let note = filled(row)
                .next()
                .is_some_and(|cell| self.layout.is_note(&cell.cell.text()) && cell.cell.text().chars().count() > 6);
            if note || (next.row > row.row + 1 && begin < header) {
                break;
            }
            begin -= 1;
        }
        let mut held = held;
        let next = held.split_off(begin);
        held.into_iter().for_each(|row| self.tell(&mut body, row, out));
        self.begin(next, block, false, out);
    }

    fn tell(&mut self, body: &mut Body, row: SheetRow, out: &mut impl FnMut(Scanned)) {
        let each = &mut |table, kind, row| out(Scanned::Row { table, kind, row });
        body.sides.tell(self.layout, &self.merges, row, each);
    }
}
