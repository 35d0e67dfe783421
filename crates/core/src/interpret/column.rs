//! One column of a table: what its cells are, and what a cell of it gives.

use rustc_hash::FxHashMap;

use super::cells::{broken, marks, met, parse, text_of};
use super::unit_column::{RowUnit, UnitColumn};
use super::{RowRecord, ValueSource, extra_text, finding};
use crate::catalogue::{Field, FieldType};
use crate::cell::{Cell, Merge, SheetInfo};
use crate::check::Place;
use crate::finding::{Finding, Severity};
use crate::parse::secret::{self, Classified};
use crate::parse::{Remark, credential, money};
use crate::reading::{CardCell, ColumnReading, MatchReason, MoneyUnit, UnitSource};
use crate::reference::Reference;
use crate::text::{clean, fold};
use crate::value::{Fen, Value};
use crate::words::ClassifiedWords;

/// So many different texts of a column are remembered with what they were read as.
const REMEMBERED: usize = 4096;
/// Longer texts hardly come twice.
const REMEMBERED_LENGTH: usize = 120;

/// What a column is for.
pub(super) enum Role<'a> {
    /// Values of a field.
    Field(&'a Field),
    /// Kept under its own header.
    Extra,
    /// Accounts or passwords: dropped.
    Secret,
    /// The record's uid.
    Uid,
    /// Serial numbers of rows, and what this program says of them.
    Serial,
}

/// What a cell gives.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) value: Option<Value>,
    pub(super) remarks: Vec<Remark>,
    /// Text as met where it differs from the value's text.
    pub(super) met: Option<String>,
    pub(super) classified: bool,
}

/// The last cell of a column that said something, for merges and 同上. Its text is overwritten in place.
struct Held {
    row: u32,
    cell: Cell,
}

/// Finds columns headed 非涉密 beside one headed 涉密, in which a tick means what the header says.
pub(super) fn pair_ticks(columns: &mut [Column<'_>], words: &ClassifiedWords) {
    fn split(header: &str) -> (String, String) {
        let folded = fold(header);
        folded.rsplit_once('/').map_or((String::new(), folded.clone()), |(group, leaf)| (group.into(), leaf.into()))
    }
    let headers: Vec<(String, String)> = columns.iter().map(|column| split(&column.reading.header)).collect();
    for (column, (group, leaf)) in columns.iter_mut().zip(&headers) {
        let beside = |(other, sibling): &(String, String)| other == group && sibling == "涉密";
        column.denies = column.classifies && words.negatives.contains(leaf) && headers.iter().any(beside);
    }
}

/// A column, ready for its cells.
pub(super) struct Column<'a> {
    /// Column of the row's cell.
    pub(super) at: u32,
    pub(super) reading: ColumnReading,
    pub(super) role: Role<'a>,
    /// Row of a card's cell; the record's row otherwise.
    card_row: Option<u32>,
    classifies: bool,
    /// The header states a unit in which no amount is kept, and no person said what is meant.
    unclear_unit: bool,
    /// A row stated the unit, and what the row says now.
    by_row: Option<Option<RowUnit>>,
    /// Some row stated no unit though a column of units exists.
    left_open: bool,
    /// A tick here says 非涉密: the column beside it is for 涉密.
    denies: bool,
    /// The header says that passwords stand beside other things in its cells.
    beside_passwords: bool,
    merges: Vec<Merge>,
    held: Held,
    remembered: FxHashMap<String, Outcome>,
}

impl<'a> Column<'a> {
    pub(super) fn new(reference: &'a Reference, info: &SheetInfo, reading: &ColumnReading) -> Column<'a> {
        let mut column = Column::bare(reference, reading, reading.column);
        column.merges = info.merges.iter().filter(|m| m.left == reading.column && m.bottom > m.top).copied().collect();
        column.merges.sort_by_key(|m| std::cmp::Reverse(m.top));
        column
    }

    pub(super) fn of_card(reference: &'a Reference, cell: &CardCell, at: u32) -> Column<'a> {
        let mut column = Column::bare(reference, &cell.reading, at);
        column.card_row = Some(cell.row);
        column
    }

    fn bare(reference: &'a Reference, reading: &ColumnReading, at: u32) -> Column<'a> {
        let field = reading.field.as_deref().and_then(|key| reference.catalogue.by_key(key));
        let role = match (reading.reason, field) {
            (MatchReason::Secret, _) => Role::Secret,
            (MatchReason::Uid, _) => Role::Uid,
            (_, Some(field)) => Role::Field(field),
            (MatchReason::Serial | MatchReason::Told, None) => Role::Serial,
            (_, None) => Role::Extra,
        };
        let said = matches!(reading.money, Some((_, UnitSource::Person)));
        let amounts = field.is_some_and(|field| field.kind == FieldType::Money);
        let unclear_unit = amounts && !said && money::unclear_unit(&reading.header, &reference.words.amount);
        let texts = field.is_none_or(|field| field.kind == FieldType::Text);
        let by_field = field.is_some_and(|field| field.codes.as_deref() == Some("secret_class"));
        let by_header = field.is_none() && secret::classifying_header(&reading.header, &reference.words);
        Column {
            at,
            reading: reading.clone(),
            role,
            card_row: None,
            classifies: by_field || by_header,
            unclear_unit,
            by_row: None,
            left_open: false,
            denies: false,
            beside_passwords: texts && credential::password_header(&reading.header, &reference.words.secret),
            merges: Vec::new(),
            held: Held { row: 0, cell: Cell::Text(String::new()) },
            remembered: FxHashMap::default(),
        }
    }

    pub(super) fn field(&self) -> Option<&'a Field> {
        match self.role {
            Role::Field(field) => Some(field),
            _ => None,
        }
    }

    /// Takes what the row that comes says about the unit of its amounts; none where it says nothing.
    pub(super) fn enter_row(&mut self, unit: Option<RowUnit>) {
        let amounts = self.field().is_some_and(|field| field.kind == FieldType::Money) && !self.unclear_unit;
        if !amounts || !UnitColumn::speaks_for(self.reading.money) {
            return;
        }
        self.left_open |= unit.is_none();
        let silent = unit.is_none() && self.by_row.is_none();
        if !silent && self.by_row != Some(unit) {
            self.by_row = Some(unit);
            self.remembered.clear();
        }
    }

    /// A line beside the table states a unit in which no amount is kept: silent headers mean it.
    pub(super) fn doubt_unit(&mut self) {
        let silent = matches!(self.reading.money, None | Some((_, UnitSource::Assumed)));
        self.unclear_unit |= silent && self.field().is_some_and(|field| field.kind == FieldType::Money);
    }

    /// Whether 万元 was assumed for amounts of the column.
    pub(super) fn assumed_unit(&self) -> bool {
        matches!(self.reading.money, None | Some((MoneyUnit::Wan, UnitSource::Assumed)))
            && !self.unclear_unit
            && (self.by_row.is_none() || self.left_open)
    }

    pub(super) fn place(&self) -> Place {
        Place { column: self.reading.column, row: self.card_row }
    }

    /// Reads the column's cell of a row into the record; whether it says that the row is classified.
    pub(super) fn read(
        &mut self,
        reference: &Reference,
        sheet: &str,
        row: u32,
        cell: Option<&Cell>,
        record: &mut RowRecord,
    ) -> bool {
        let cell = cell.filter(|cell| !cell.is_blank());
        if let Some(merge) = self.merge(row).filter(|merge| merge.top < row) {
            return self.read_merged(reference, sheet, (merge.top, row), cell, record);
        }
        let Some(cell) = cell else {
            self.hold(row, &Cell::Text(String::new()));
            self.put_blank(record);
            return false;
        };
        if self.repeats(reference, cell) {
            return self.repeat(reference, sheet, row, cell, record);
        }
        self.hold(row, cell);
        let outcome = self.outcome(reference, cell);
        self.put(outcome, sheet, self.card_row.unwrap_or(row), record)
    }

    /// A row below the top of a vertical merge means what the top says; numbers are not counted twice. What a file
    /// still holds below the top nobody sees, so it does not count.
    fn read_merged(
        &mut self,
        reference: &Reference,
        sheet: &str,
        (top, row): (u32, u32),
        own: Option<&Cell>,
        record: &mut RowRecord,
    ) -> bool {
        let from_top = self.held.row == top && !self.held.cell.is_blank();
        if self.field().is_some_and(|f| matches!(f.kind, FieldType::Money | FieldType::Int | FieldType::Number)) {
            if from_top || own.is_some() {
                self.told_merged(sheet, (top, row), record);
            }
            return false;
        }
        if !from_top {
            // The top row was no record; a reader that fills merges itself gives its text with this row.
            return own.is_some_and(|cell| {
                let outcome = self.outcome(reference, cell);
                self.put(outcome, sheet, top, record)
            });
        }
        let held = std::mem::replace(&mut self.held.cell, Cell::Formula);
        let outcome = self.outcome(reference, &held);
        self.held.cell = held;
        self.put(outcome, sheet, top, record)
    }

    /// The vertical merge that covers a row. Rows come in rising order, so passed ones are let go.
    fn merge(&mut self, row: u32) -> Option<Merge> {
        while self.merges.last().is_some_and(|merge| merge.bottom < row) {
            self.merges.pop();
        }
        self.merges.last().filter(|merge| merge.top <= row).copied()
    }

    fn hold(&mut self, row: u32, cell: &Cell) {
        self.held.row = row;
        match (&mut self.held.cell, cell) {
            (Cell::Text(held), Cell::Text(text)) => {
                held.clear();
                held.push_str(text);
            }
            (held, cell) => *held = cell.clone(),
        }
    }

    fn repeats(&self, reference: &Reference, cell: &Cell) -> bool {
        let Cell::Text(text) = cell else { return false };
        text.len() < 20 && {
            let first = text.trim_start().chars().next();
            matches!(first, Some('同' | '〃' | '″' | '"' | '\'' | '＂' | '”' | '“' | '上' | 'd' | 'D'))
                && reference.words.repeats.contains(&fold(text))
        }
    }

    /// A cell that says 同上: the value of the row above, whatever its type.
    fn repeat(&mut self, reference: &Reference, sheet: &str, row: u32, cell: &Cell, record: &mut RowRecord) -> bool {
        let held = std::mem::replace(&mut self.held.cell, Cell::Formula);
        let mut outcome = self.outcome(reference, &held);
        let nothing = held.is_blank() || outcome.value.is_none();
        self.held = Held { row, cell: held };
        let met = clean(&cell.text());
        outcome.remarks.clear();
        if nothing {
            outcome.remarks.push(Remark::new("repeat_of_nothing", Severity::Explain).with("text", met.clone()));
        } else if matches!(outcome.value, Some(Value::Money(_))) {
            let kept = outcome.value.as_ref().map(Value::text).unwrap_or_default();
            let remark = Remark::new("repeat_of_amount", Severity::Info).with("text", met.clone()).with("kept", kept);
            outcome.remarks.push(remark);
        }
        outcome.met = Some(met);
        let own_row = self.card_row.unwrap_or(row);
        self.put(outcome, sheet, own_row, record)
    }

    fn told_merged(&self, sheet: &str, (top, row): (u32, u32), record: &mut RowRecord) {
        let Some(field) = self.field() else { return };
        let finding = Finding::new("amount_merged", Severity::Explain, sheet, row, self.reading.column);
        let finding = finding.of_field(&field.key).with("header", &self.reading.header);
        record.findings.push(finding.with("top", crate::cell::address(top, self.reading.column)));
    }

    /// The amount of a cell in a row of totals, and half a unit of its last digit.
    pub(super) fn total(&self, reference: &Reference, cell: &Cell) -> Option<(Fen, Fen)> {
        let told = !self.unclear_unit && self.by_row.is_none();
        let field = self.field().filter(|f| f.kind == FieldType::Money && told)?;
        let Some(Value::Money(amount)) = parse(reference, field, &self.reading, cell).value else { return None };
        let text = cell.text();
        let decimals =
            text.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(char::is_ascii_digit).count());
        let unit = self.reading.money.map_or(MoneyUnit::Wan, |(unit, _)| unit).fen();
        let last_digit = 10i64.checked_pow(u32::try_from(decimals).ok()?).map_or(0, |scale| unit / scale);
        Some((amount, Fen(last_digit / 2)))
    }

    /// What a cell of this column gives; texts of columns with few different ones are read once.
    fn outcome(&mut self, reference: &Reference, cell: &Cell) -> Outcome {
        let few = match &self.role {
            Role::Field(field) => !matches!(field.kind, FieldType::Text | FieldType::Phone | FieldType::Uscc),
            _ => false,
        };
        let Some(text) = text_of(cell).filter(|text| few && text.len() <= REMEMBERED_LENGTH) else {
            return self.fresh(reference, cell);
        };
        if let Some(outcome) = self.remembered.get(text) {
            return outcome.clone();
        }
        let outcome = self.fresh(reference, cell);
        if self.remembered.len() < REMEMBERED {
            self.remembered.insert(text.to_owned(), outcome.clone());
        }
        outcome
    }

    fn fresh(&self, reference: &Reference, cell: &Cell) -> Outcome {
        if let Some(broken) = broken(cell) {
            return broken;
        }
        let mut outcome = match &self.role {
            Role::Field(field) => {
                let by_row = self.by_row.flatten();
                let unclear = self.unclear_unit || by_row == Some(RowUnit::Unclear);
                let parsed = match by_row {
                    _ if unclear && !matches!(cell, Cell::Date(_)) => {
                        money::money_of_own_unit(&cell.text(), &reference.words.amount)
                    }
                    Some(RowUnit::Stated(unit)) => {
                        let money = Some((unit, UnitSource::Line));
                        parse(reference, field, &ColumnReading { money, ..self.reading.clone() }, cell)
                    }
                    _ => parse(reference, field, &self.reading, cell),
                };
                let met = met(cell, &parsed);
                Outcome { value: parsed.value, remarks: parsed.remarks, met, ..Outcome::default() }
            }
            Role::Secret | Role::Serial => Outcome::default(),
            Role::Extra | Role::Uid => {
                Outcome { value: extra_text(&cell.text()).map(Value::Text), ..Outcome::default() }
            }
        };
        outcome.classified = marks(reference, cell);
        if self.classifies {
            self.classify(reference, cell, &mut outcome);
        }
        if let Some(kept) = self.without_secret(reference, cell) {
            outcome.met = None;
            outcome.value = kept.map(Value::Text);
            outcome.remarks = vec![Remark::new("secret_dropped", Severity::Info)];
        }
        outcome
    }

    /// What is kept of a cell that tells an account or a password; `None` if it tells none.
    fn without_secret(&self, reference: &Reference, cell: &Cell) -> Option<Option<String>> {
        if matches!(self.role, Role::Secret | Role::Serial) {
            return None;
        }
        let words = &reference.words.secret;
        let kept = if self.beside_passwords {
            let text = cell.text();
            Some(credential::kept_beside_passwords(&text, words)).filter(|kept| kept.as_ref() != Some(&text))
        } else {
            text_of(cell)
                .filter(|text| credential::credential(text, words))
                .map(|text| credential::addresses(text, words))
        };
        let texts = !matches!(&self.role, Role::Field(field) if field.kind != FieldType::Text);
        kept.map(|kept| kept.filter(|_| texts))
    }

    fn classify(&self, reference: &Reference, cell: &Cell, outcome: &mut Outcome) {
        let text = cell.text();
        let list = reference.codes.list("secret_class");
        let said = secret::secret_class(&text, list, &reference.words.classified);
        if self.denies {
            return self.classify_denied(said, outcome);
        }
        match said {
            Classified::Yes => outcome.classified = true,
            Classified::No if matches!(outcome.value, Some(Value::Unread(_))) => {
                let told = "非涉密";
                outcome.value = Some(Value::Text(told.into()));
                let remark = Remark::new("code_note", Severity::Info).with("text", clean(&text)).with("code", told);
                outcome.remarks = vec![remark];
            }
            Classified::No | Classified::Silent => {}
        }
    }

    /// Under 非涉密, beside a column 涉密: a tick denies, and a cross says that the row is classified.
    fn classify_denied(&self, said: Classified, outcome: &mut Outcome) {
        let is_field = matches!(self.role, Role::Field(_));
        match said {
            Classified::Yes if is_field => outcome.value = Some(Value::Text("非涉密".into())),
            Classified::No => outcome.classified = true,
            Classified::Yes | Classified::Silent => {}
        }
    }

    /// Tells that the cell of the column is blank.
    fn put_blank(&self, record: &mut RowRecord) {
        match &self.role {
            Role::Field(field) => record.blank.push(field.id),
            Role::Extra => record.blank_extra.push(self.reading.header.clone()),
            Role::Secret | Role::Uid | Role::Serial => {}
        }
    }

    /// Puts what a cell gave into the record. A second column of one field is kept as an extra column.
    fn put(&self, outcome: Outcome, sheet: &str, row: u32, record: &mut RowRecord) -> bool {
        let place = self.reading.column;
        for remark in &outcome.remarks {
            let mut finding = finding(remark, sheet, row, place).with("header", &self.reading.header);
            finding.field = self.field().map(|field| field.key.clone());
            record.findings.push(finding);
        }
        match &self.role {
            Role::Field(field) if record.values.get(field.id).is_none() => {
                // A mark for "nothing" (无, /) gives no value and no remark; what cannot be taken gives a remark.
                if outcome.value.is_none() && outcome.remarks.is_empty() {
                    record.blank.push(field.id);
                }
                if outcome.value.is_some() || outcome.met.is_some() {
                    record.sources.push(ValueSource { field: field.id, row, column: place, text: outcome.met });
                }
                record.values.set(field.id, outcome.value);
            }
            Role::Field(_) | Role::Extra => {
                let text = outcome.met.or_else(|| outcome.value.map(|value| value.text()));
                if let Some(text) = text {
                    record.extra.push((self.reading.header.clone(), text));
                }
            }
            Role::Uid => record.uid = outcome.value.map(|value| value.text()),
            Role::Secret | Role::Serial => {}
        }
        outcome.classified
    }
}
