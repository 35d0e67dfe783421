//! The picture of a sheet: its cells as they stand, with the kind of every row and how sure every column is.
//!
//! In here: which rows are shown and which are folded away, what is withheld. Not in here: walking ([`crate::walk`]),
//! counts and readings ([`crate::preview`]).
//!
//! The invariant: nothing of a 涉密 row, of a column of accounts or passwords, or of a cell that tells one is in a picture.

use std::collections::BTreeMap;

use qingce_core::cell::{Cell, Merge, PlacedCell, SheetInfo, SheetRow, column_letters};
use qingce_core::finding::{Finding, Severity};
use qingce_core::interpret::{Read, says_classified};
use qingce_core::parse::credential::credential;
use qingce_core::parse::secret::classifying_header;
use qingce_core::reading::{MatchReason, RowKind, SheetReading, TableForm, TableReading};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::Desk;
use looks::Looks;

mod looks;

pub use looks::{Certainty, ColumnLook, FieldChoice};

/// Records shown at the beginning of a run of records; the rest but the last is folded.
const RUN: usize = 12;
/// Most rows shown unless more are opened.
const ROWS: usize = 400;
/// Rows kept of a sheet in which no table was found yet.
const RAW: usize = 120;
/// Most findings told; all are counted.
const FINDINGS: usize = 2_000;
/// Longest text of a cell.
const TEXT: usize = 240;

/// Rows of a sheet that are to be shown even where they would be folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenRows {
    /// The sheet.
    pub sheet: String,
    /// First of them.
    pub from: u32,
    /// Last of them.
    pub to: u32,
}

/// A merged range; corners included, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergedRange {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// A row of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PictureRow {
    /// Row, 1 = the first.
    pub row: u32,
    /// Which table it belongs to, from 0; none where the sheet is not read.
    pub table: Option<usize>,
    /// Its kind there.
    pub kind: Option<RowKind>,
    /// 涉密: nothing of it is told.
    pub classified: bool,
    /// Texts by column letters.
    pub cells: BTreeMap<String, String>,
    /// Columns, 1 = A, whose cell is withheld: accounts and passwords.
    pub withheld: Vec<u32>,
}

/// Rows that are not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fold {
    /// First of them.
    pub from: u32,
    /// Last of them.
    pub to: u32,
    /// How many of each kind.
    pub kinds: BTreeMap<RowKind, u64>,
    /// How many of the records are 涉密.
    pub classified: u64,
}

/// The picture of one sheet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct SheetPicture {
    /// The last column that holds something in the rows shown.
    pub columns: u32,
    /// Merged ranges that touch the rows shown.
    pub merges: Vec<MergedRange>,
    /// The rows shown.
    pub rows: Vec<PictureRow>,
    /// The rows between them.
    pub folds: Vec<Fold>,
    /// How sure the columns of each table are: as many as the reading has tables, and columns (or cells of a card).
    pub looks: Vec<Vec<ColumnLook>>,
    /// Remarks on cells and rows, the first ones.
    pub findings: Vec<Finding>,
    /// How many remarks there are by weight.
    pub counts: BTreeMap<Severity, u64>,
}

/// Draws one sheet after the other.
pub(crate) struct Painter<'d> {
    desk: &'d Desk,
    open: Vec<OpenRows>,
    sheet: Sheet,
    looks: Vec<Looks>,
}

/// The sheet being drawn.
#[derive(Default)]
struct Sheet {
    name: String,
    merges: Vec<Merge>,
    /// The rows as they came, until a table of rows begins.
    raw: Vec<SheetRow>,
    /// Tables of rows, and columns of accounts and passwords.
    tables: Vec<Option<Vec<u32>>>,
    /// Some card is 涉密.
    card_classified: bool,
    /// Records since the last row of another kind.
    run: usize,
    fold: Option<(Fold, PictureRow)>,
    picture: SheetPicture,
}

impl<'d> Painter<'d> {
    pub(crate) fn new(desk: &'d Desk, open: Vec<OpenRows>) -> Painter<'d> {
        Painter { desk, open, sheet: Sheet::default(), looks: Vec::new() }
    }

    /// A row as it came out of the file.
    pub(crate) fn met(&mut self, info: &SheetInfo, row: &SheetRow) {
        if self.sheet.name.is_empty() {
            self.sheet.name.clone_from(&info.name);
            self.sheet.merges.clone_from(&info.merges);
        }
        if self.sheet.raw.len() < RAW && !self.sheet.tables.iter().any(Option::is_some) && !info.hidden {
            self.sheet.raw.push(row.clone());
        }
    }

    pub(crate) fn table(&mut self, reading: &TableReading) {
        let secret = reading.columns.iter().filter(|c| c.reason == MatchReason::Secret).map(|c| c.column).collect();
        let of_rows = (reading.form == TableForm::Rows).then_some(secret);
        if of_rows.is_some() {
            self.sheet.raw.clear();
        }
        self.sheet.tables.push(of_rows);
        self.looks.push(Looks::new(reading));
    }

    /// A row of a table. `read`: what it was read as, if it is a record.
    pub(crate) fn row(&mut self, at: usize, kind: RowKind, row: &SheetRow, read: Option<&Read>) {
        let refused = matches!(read, Some(Read::Classified { .. }));
        let classified = refused || (read.is_none() && kind != RowKind::Header && self.says_classified(row));
        if let Some(Read::Record(record) | Read::Rejected(record)) = read {
            self.looks[at].record(row, &record.findings);
            self.tell(&record.findings);
        }
        let Some(secret) = &self.sheet.tables[at] else {
            self.sheet.card_classified |= refused;
            return;
        };
        let mut drawn = PictureRow {
            row: row.row,
            table: Some(at),
            kind: Some(kind),
            classified,
            cells: BTreeMap::new(),
            withheld: Vec::new(),
        };
        let hidden = |placed: &PlacedCell| secret.contains(&placed.column) && kind != RowKind::Header;
        if !classified {
            self.draw(row, hidden, &mut drawn);
        }
        let plain = kind == RowKind::Record && read.is_some();
        let name = &self.sheet.name;
        let opened = self.open.iter().any(|open| open.sheet == *name && (open.from..=open.to).contains(&row.row));
        self.sheet.push(drawn, plain && !opened);
    }

    /// Remarks on the sheet's tables as a whole.
    pub(crate) fn tell(&mut self, findings: &[Finding]) {
        let picture = &mut self.sheet.picture;
        for finding in findings {
            *picture.counts.entry(finding.severity).or_default() += 1;
            if picture.findings.len() < FINDINGS {
                picture.findings.push(finding.clone());
            }
        }
    }

    /// Ends the sheet.
    pub(crate) fn sheet(&mut self, reading: &SheetReading) -> SheetPicture {
        let mut sheet = std::mem::take(&mut self.sheet);
        sheet.end_run();
        let looks = std::mem::take(&mut self.looks);
        let read_cards = !sheet.tables.is_empty();
        if !sheet.card_classified {
            let mut doubtful = false;
            for row in std::mem::take(&mut sheet.raw) {
                sheet.picture.rows.push(self.raw(&row, !read_cards && (doubtful || self.says_classified(&row))));
                doubtful |= self.asks_for_classified(&row);
            }
        }
        let mut picture = sheet.picture;
        let shown = |merge: &&Merge| {
            let rows = &picture.rows;
            let from = rows.partition_point(|row| row.row < merge.top);
            rows.get(from).is_some_and(|row| row.row <= merge.bottom)
        };
        let range = |m: &Merge| MergedRange { top: m.top, left: m.left, bottom: m.bottom, right: m.right };
        picture.merges = sheet.merges.iter().filter(shown).map(range).collect();
        picture.looks =
            looks.into_iter().zip(&reading.tables).map(|(looks, table)| looks.told(self.desk, table)).collect();
        picture
    }

    /// Whether a row of several cells, which was not read as a record, says 涉密. A lone sentence may speak of it.
    fn says_classified(&self, row: &SheetRow) -> bool {
        row.cells.len() > 1 && row.cells.iter().any(|placed| says_classified(&self.desk.reference, &placed.cell))
    }

    /// Whether a row looks like a header with a column about 涉密: in a sheet that is not read nobody judged the rows below.
    fn asks_for_classified(&self, row: &SheetRow) -> bool {
        let words = &self.desk.reference.words;
        row.cells.len() > 1 && row.cells.iter().any(|placed| classifying_header(&placed.cell.text(), words))
    }

    /// A row of a sheet that is not read, or of cards.
    fn raw(&self, row: &SheetRow, classified: bool) -> PictureRow {
        let mut drawn = PictureRow {
            row: row.row,
            table: None,
            kind: None,
            classified,
            cells: BTreeMap::new(),
            withheld: Vec::new(),
        };
        if !classified {
            self.draw(row, |_| false, &mut drawn);
        }
        drawn
    }

    fn draw(&self, row: &SheetRow, hidden: impl Fn(&PlacedCell) -> bool, drawn: &mut PictureRow) {
        for placed in row.cells.iter().filter(|placed| !placed.cell.is_blank()) {
            let text = placed.cell.text();
            let secret = matches!(placed.cell, Cell::Text(_)) && credential(&text, &self.desk.reference.words.secret);
            if hidden(placed) || secret {
                drawn.withheld.push(placed.column);
            } else {
                drawn.cells.insert(column_letters(placed.column), text.chars().take(TEXT).collect());
            }
        }
    }
}

impl Sheet {
    fn push(&mut self, row: PictureRow, plain: bool) {
        // Tables beside each other tell the same row once each.
        if let Some(last) = self.picture.rows.last_mut().filter(|last| last.row == row.row) {
            last.cells.extend(row.cells);
            last.withheld.extend(row.withheld);
            last.classified &= row.classified;
            return;
        }
        if plain {
            self.run += 1;
        }
        if (plain && self.run > RUN) || self.picture.rows.len() >= ROWS {
            return self.fold(row);
        }
        self.end_run();
        self.run = if plain { self.run } else { 0 };
        self.picture.rows.push(row);
    }

    /// Folds the row that was last so far; the new one is the last of its run now.
    fn fold(&mut self, row: PictureRow) {
        let (mut fold, last) = self.fold.take().unwrap_or_else(|| (Fold::default(), row.clone()));
        if last.row == row.row {
            self.fold = Some((fold, row));
            return;
        }
        if fold.from == 0 {
            fold.from = last.row;
        }
        fold.to = last.row;
        if let Some(kind) = last.kind {
            *fold.kinds.entry(kind).or_default() += 1;
        }
        fold.classified += u64::from(last.classified);
        self.fold = Some((fold, row));
    }

    fn end_run(&mut self) {
        if let Some((fold, last)) = self.fold.take() {
            if fold.from > 0 {
                self.picture.folds.push(fold);
            }
            self.picture.rows.push(last);
        }
    }
}
