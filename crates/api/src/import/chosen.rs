//! What a held import will do once what was said of its conflicts holds: the figures of the comparison, without reading the
//! file again.
//!
//! The invariant: these are the figures that the file has when it is staged with the same choices.

use qingce_core::fate::Fate;
use qingce_core::update::Choice;
use qingce_core::value::Value;
use qingce_store::HeldConflict;

use super::{FateSum, ImportResult};

/// Moves rows and cells to where choices put them. Gives what the sum of amounts gains, in 分; `amount`: the key of the
/// field that is summed.
pub(super) fn shift(told: &mut ImportResult, conflicts: &[HeldConflict], amount: &str) -> i64 {
    let mut fen = 0;
    for row in conflicts.chunk_by(|a, b| a.place == b.place) {
        let takes = |said: fn(&HeldConflict) -> Choice| row.iter().filter(|c| said(c) == Choice::Take).count() as u64;
        let (staged, now) = (takes(|c| c.staged), takes(|c| c.choice));
        let moves = row[0].changes - staged.min(row[0].changes) + now > 0;
        let fate = if moves { Fate::Changed } else { Fate::Unchanged };
        if fate != row[0].fate {
            refate(told, &row[0], fate);
        }
        for conflict in row.iter().filter(|c| c.staged != c.choice) {
            let take = conflict.choice == Choice::Take;
            let (ours, theirs) = (conflict.ours.is_some(), conflict.theirs.is_some());
            let changed = match (ours, theirs) {
                (true, true) => &mut told.cells.replaced,
                (false, _) => &mut told.cells.filled,
                (true, false) => &mut told.cells.cleared,
            };
            *changed = if take { *changed + 1 } else { changed.saturating_sub(1) };
            let kept = &mut told.cells.kept;
            *kept = if take { kept.saturating_sub(1) } else { *kept + 1 };
            if conflict.field == amount {
                let gain = sum(conflict.theirs.as_ref()) - sum(conflict.ours.as_ref());
                fen += if take { gain } else { -gain };
            }
        }
    }
    fen
}

fn sum(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::Money(fen)) => fen.0,
        _ => 0,
    }
}

/// Gives a row another fate than it was staged with.
fn refate(told: &mut ImportResult, row: &HeldConflict, fate: Fate) {
    let table = told.sheets.get_mut(usize::from(row.place.sheet));
    let table = table.and_then(|sheet| sheet.tables.get_mut(usize::from(row.place.table)));
    let fates = table.map(|table| &mut table.fates).into_iter().chain(std::iter::once(&mut told.fates));
    for fates in fates {
        let from: &mut FateSum = fates.entry(row.fate).or_default();
        (from.rows, from.fen) = (from.rows - 1, from.fen - row.fen);
        let to = fates.entry(fate).or_default();
        (to.rows, to.fen) = (to.rows + 1, to.fen + row.fen);
        fates.retain(|_, sum| sum.rows != 0);
    }
}
