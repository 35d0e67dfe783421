//! Opens arbitrary bytes as a workbook, in this process: whatever comes out must be rows in order or an error.
//!
//! calamine itself may panic on some of them (that is why the program reads in a child process): such panics are
//! caught, so that only our own part and endless memory or time are found.
#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use qingce_sheets::Piece;
use qingce_sheets::read::inside;

fuzz_target!(|bytes: &[u8]| {
    let _ = std::panic::catch_unwind(|| {
        let mut row = 0;
        inside::read(bytes.to_vec(), &mut |piece| {
            match piece {
                Piece::Sheet { .. } => row = 0,
                Piece::Rows(rows) => {
                    for met in rows {
                        assert!(met.row > row, "rows rise");
                        assert!(met.cells.windows(2).all(|pair| pair[0].column < pair[1].column), "columns rise");
                        row = met.row;
                    }
                }
                _ => (),
            }
            ControlFlow::Continue(())
        })
    });
});
