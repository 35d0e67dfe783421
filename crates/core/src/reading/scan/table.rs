//! The proposed readings of tables: what stands above, below and beside them, their columns, what is remembered.
//!
//! Not in here: where a table begins ([`super`]), what its columns mean ([`crate::reading::columns`]).

use super::{Given, SheetScanner};
use crate::cell::SheetRow;
use crate::reading::beside;
use crate::reading::block::{self, Block};
use crate::reading::columns::{Column, columns, propose};
use crate::reading::context::Lines;
use crate::reading::follow::{fingerprint, remember};
use crate::reading::grid::{between, filled, lone};
use crate::reading::{ContextValue, TableForm, TableReading};

/// Rows whose values are looked at.
const LOOKED_AT: usize = 80;

impl SheetScanner<'_> {
    /// The readings of the tables of a header: one, or several beside each other.
    pub(super) fn readings(
        &self,
        above: &[SheetRow],
        block: &Block,
        body: &[SheetRow],
        whole: bool,
        aside: Option<ContextValue>,
    ) -> Vec<TableReading> {
        let around = self.around(above, body, whole);
        let starts = beside::starts(self.layout, &block.paths);
        let last = block.paths.last().map_or(0, |(column, _)| *column);
        let end = aside.as_ref().map(|aside| aside.column).filter(|start| *start > last).unwrap_or(u32::MAX);
        let stretches = std::iter::once(0).chain(starts.iter().skip(1).copied());
        let stretches = stretches.zip(starts.iter().skip(1).copied().chain([end]));
        let read = |(start, end): (u32, u32)| {
            let part = |row: &SheetRow| between(row, start, end);
            let records = body.iter().map(part).filter(|row| !row.is_blank() && lone(row).is_none());
            let records: Vec<SheetRow> = records.take(LOOKED_AT).collect();
            let own: Vec<SheetRow> = above.iter().filter(|_| starts.len() > 1).map(part).collect();
            let paths: Vec<_> =
                block.paths.iter().filter(|(column, _)| (start..end).contains(column)).cloned().collect();
            self.table(block, &columns(self.layout, &paths, &records), self.own_first(&around, &own))
        };
        let mut tables: Vec<TableReading> = stretches.map(read).collect();
        if let Some(table) = tables.last_mut() {
            table.context.extend(aside);
            self.layout.without_credentials(table);
        }
        tables
    }

    /// What the lines above and below the tables of a header say.
    fn around(&self, above: &[SheetRow], body: &[SheetRow], whole: bool) -> Lines {
        let layout = self.layout;
        let mut lines = layout.lines(above);
        if whole {
            let labelled = |row: &&SheetRow| {
                filled(row)
                    .next()
                    .is_some_and(|cell| layout.context_labels(&cell.cell.text()) || layout.is_note(&cell.cell.text()))
            };
            let told = |row: &SheetRow| labelled(&row) || lone(row).is_some() || row.cells.len() > 10;
            let end = body.len() - body.iter().rev().take_while(|row| told(row)).count();
            let below: Vec<SheetRow> = body[end..].iter().filter(labelled).cloned().collect();
            let below = layout.lines(&below);
            let known = lines.values.iter().any(|value| value.field.is_some());
            lines.money = lines.money.or(below.money.filter(|_| !self.later_unit(body)));
            lines.values.extend(below.values.into_iter().filter(|value| value.field.is_none() || !known));
        }
        self.inherit(&mut lines);
        lines
    }

    /// The lines around tables beside each other, for one of them: what the cells above it say comes first.
    fn own_first(&self, around: &Lines, above: &[SheetRow]) -> Lines {
        let own = self.layout.lines(above);
        let mut lines = around.clone();
        lines.money = own.money.or(lines.money);
        let says = |field: &Option<String>| field.is_some() && own.values.iter().any(|value| value.field == *field);
        lines.values.retain(|value| !says(&value.field));
        lines.values.splice(0..0, own.values.iter().filter(|value| value.field.is_some()).cloned());
        lines
    }

    fn table(&self, block: &Block, columns: &[Column], lines: Lines) -> TableReading {
        let layout = self.layout;
        let readings = propose(layout, columns, &lines);
        let mut context = lines.values.clone();
        context.extend(layout.title_unit(&lines));
        context.extend(layout.sheet_unit(&self.name));
        let mut table = TableReading {
            form: TableForm::Rows,
            title: lines.title.map(|(title, ..)| title),
            header_rows: block.rows.clone(),
            first_row: block.first_row,
            fingerprint: fingerprint(layout, &readings),
            columns: readings,
            card: Vec::new(),
            context,
            row_kinds: Vec::new(),
            remembered: false,
        };
        layout.without_credentials(&mut table);
        if let Given::Remembered(recall) = self.given
            && let Some(known) = recall(&table)
        {
            remember(&mut table, &known);
        }
        table
    }

    /// Whether another header stands in a body below a line that states a unit: the unit is that of another table.
    fn later_unit(&self, body: &[SheetRow]) -> bool {
        let headed = |at: &usize| block::likeness(self.layout, &body[*at]).sure();
        let above = |at: usize| self.layout.lines(&body[at.saturating_sub(3)..at]).money;
        (1..body.len()).filter(headed).any(|at| above(at).is_some())
    }

    /// What stands above the first table of a sheet holds for the later ones, unless they say otherwise.
    fn inherit(&self, lines: &mut Lines) {
        lines.money = lines.money.or(self.money);
        if lines.values.iter().any(|value| value.field.is_some()) {
            return;
        }
        let line =
            |value: &&ContextValue| value.field.is_some() && value.row > 0 && value.label != self.layout.title_label;
        lines
            .values
            .extend(self.tables.first().into_iter().flat_map(|table| table.context.iter().filter(line).cloned()));
    }

    /// Lists for drop-downs: columns of codes, and nothing that names a project.
    pub(super) fn is_dictionary(&self, table: &TableReading) -> bool {
        let mapped = || table.columns.iter().filter_map(|column| column.field.as_deref());
        let coded = mapped().filter(|key| self.layout.is_coded(key)).count();
        let named = mapped().any(|key| matches!(key, "project_name" | "system_name"));
        !named
            && !table.header_rows.is_empty()
            && (self.named_dictionary()
                || (coded > 0 && coded == mapped().count() && coded * 10 >= table.columns.len() * 7))
    }
}
