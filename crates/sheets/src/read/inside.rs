//! The child's side: bytes in, pieces out, in this very process.
//!
//! Only the child process and the fuzz target call it: on hostile bytes it may panic, abort or take all memory.

use std::fmt::Write as _;
use std::sync::Arc;
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};

use super::package::Bytes;
use super::sink::{Emit, Sink};
use super::{Piece, Workbook, ods, text, xls, xlsb, xlsx};
use crate::error::ReadError;
use crate::recognise::{Format, recognise};

/// The SHA-256 of a file, in a thread of its own while the file is opened.
fn start_hashing(bytes: Bytes) -> JoinHandle<String> {
    std::thread::spawn(move || {
        Sha256::digest(&bytes).iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    })
}

/// Recognises and reads a whole file; everything but [`Piece::End`] goes to `emit`.
pub fn read(bytes: Vec<u8>, emit: Emit<'_>) -> Result<(), ReadError> {
    let format = recognise(&bytes)?;
    let about = Workbook { format, size: bytes.len() as u64, sha256: String::new(), dropped: Vec::new() };
    let bytes: Bytes = Arc::from(bytes);
    let mut hashing = Some(start_hashing(Arc::clone(&bytes)));
    let mut completed = |mut piece: Piece| {
        if let (Piece::Workbook(about), Some(hashing)) = (&mut piece, hashing.take()) {
            about.sha256 = hashing.join().expect("BUG: hashing does not panic");
        }
        emit(piece)
    };
    let mut sink = Sink::new(&mut completed);
    match format {
        Format::Xlsx => xlsx::read(bytes, about, &mut sink),
        Format::Xlsb => xlsb::read(bytes, about, &mut sink),
        Format::Xls => xls::read(bytes, about, &mut sink),
        Format::Ods => ods::read(bytes, about, &mut sink),
        Format::Text => {
            sink.send(Piece::Workbook(about))?;
            text::read(&bytes, &mut sink)
        }
    }
}
