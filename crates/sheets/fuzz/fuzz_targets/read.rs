//! Opens arbitrary bytes as a workbook, in this process: whatever comes out must be rows in order or an error.
//!
//! calamine may panic on some of them (that is why the program reads in a child process). Such panics are caught, so
//! that what is found here is disorder in our rows, an abort, or endless memory or time.
#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use qingce_sheets::Piece;
use qingce_sheets::read::inside;

fuzz_target!(
    init: {
        // The fuzzer's own hook ends the process at every panic, caught or not.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |bytes: &[u8]| {
        let mut pieces = Vec::new();
        let read = std::panic::AssertUnwindSafe(|| {
            inside::read(bytes.to_vec(), &mut |piece| {
                pieces.push(piece);
                ControlFlow::Continue(())
            })
        });
        let _ = std::panic::catch_unwind(read);
        if !in_order(&pieces) {
            std::process::abort();
        }
    }
);

/// Rows and columns rise inside every sheet.
fn in_order(pieces: &[Piece]) -> bool {
    let mut last = 0;
    pieces.iter().all(|piece| match piece {
        Piece::Sheet { .. } => {
            last = 0;
            true
        }
        Piece::Rows(rows) => rows.iter().all(|row| {
            let rises = row.row > last && row.cells.windows(2).all(|pair| pair[0].column < pair[1].column);
            last = row.row;
            rises
        }),
        _ => true,
    })
}
