//! The child's side: bytes in, pieces out, in this very process.
//!
//! Only the child process and the fuzz target call it: on hostile bytes it may panic, abort or take all memory.

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::sink::{Emit, Sink};
use super::{Piece, Workbook, ods, text, xls, xlsb, xlsx};
use crate::error::ReadError;
use crate::recognise::{Format, recognise};

/// Recognises and reads a whole file; everything but [`Piece::End`] goes to `emit`.
pub fn read(bytes: Vec<u8>, emit: Emit<'_>) -> Result<(), ReadError> {
    let format = recognise(&bytes)?;
    let sha256 = Sha256::digest(&bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let about = Workbook { format, size: bytes.len() as u64, sha256, dropped: Vec::new() };
    let mut sink = Sink::new(emit);
    match format {
        Format::Xlsx => xlsx::read(Arc::from(bytes), about, &mut sink),
        Format::Xlsb => xlsb::read(Arc::from(bytes), about, &mut sink),
        Format::Xls => xls::read(bytes, about, &mut sink),
        Format::Ods => ods::read(bytes, about, &mut sink),
        Format::Text => {
            sink.send(Piece::Workbook(about))?;
            text::read(&bytes, &mut sink)
        }
    }
}
