//! Sheets of cards: where one card ends and the next begins, and their readings.

use std::mem;

use super::{Cards, Scanned, SheetScanner, State};
use crate::cell::SheetRow;
use crate::reading::card;
use crate::reading::follow::fingerprint;
use crate::reading::grid::Grid;
use crate::reading::{RowKind, TableForm, TableReading};

impl SheetScanner<'_> {
    pub(super) fn push_card(&mut self, row: SheetRow, out: &mut impl FnMut(Scanned)) {
        let State::Cards(mut cards) = mem::replace(&mut self.state, State::Skipping) else { return };
        if cards.form.opens(self.layout, &row) && !cards.rows.is_empty() {
            cards.begins = Some(cards.rows.len());
        }
        if cards.form.names(self.layout, &row) {
            if cards.named {
                let next = cards.rows.split_off(cards.begins.take().unwrap_or(cards.rows.len()));
                self.emit_cards(&cards, out);
                cards.rows = next;
            }
            cards.begins = None;
            cards.named = true;
        }
        cards.rows.push(row);
        self.state = State::Cards(cards);
    }

    pub(super) fn emit_cards(&mut self, cards: &Cards, out: &mut impl FnMut(Scanned)) {
        let grid = Grid { rows: &cards.rows, merges: &self.merges };
        for card in card::cards(self.layout, grid, &cards.form, &cards.lines) {
            let mut context = cards.lines.values.clone();
            context.extend(self.layout.title_unit(&cards.lines));
            context.extend(self.layout.sheet_unit(&self.name));
            let readings: Vec<_> = card.cells.iter().map(|cell| cell.reading.clone()).collect();
            let mut table = TableReading {
                form: TableForm::Card,
                title: cards.lines.title.as_ref().map(|(title, ..)| title.clone()),
                header_rows: Vec::new(),
                first_row: card.record.row,
                columns: Vec::new(),
                fingerprint: fingerprint(self.layout, &readings),
                card: card.cells,
                context,
                row_kinds: Vec::new(),
                remembered: false,
            };
            self.layout.without_credentials(&mut table);
            out(Scanned::Table(table.clone()));
            self.tables.push(table);
            out(Scanned::Row { table: self.tables.len() - 1, kind: RowKind::Record, row: card.record });
        }
    }
}
