//! Frames on the pipe: four bytes of length, then postcard.
//!
//! The invariant: a frame is never longer than [`LONGEST`], so a child cannot make its parent large.

use std::io::{ErrorKind, Read, Write};

use super::Piece;
use crate::error::ReadError;

/// Longest frame in bytes. One row of 2 000 cells of 32 767 characters would be longer: rows are cut there by
/// [`super::sink`], which refuses it as too large.
pub(crate) const LONGEST: usize = 64 << 20;

/// What travels: a piece or the reason of the end.
pub(crate) type Frame = Result<Piece, ReadError>;

/// Writes one frame.
pub(crate) fn write(out: &mut impl Write, frame: &Frame) -> Result<(), ReadError> {
    let mut bytes = postcard::to_extend(frame, vec![0u8; 4]).map_err(ReadError::damaged)?;
    let length = bytes.len() - 4;
    if length > LONGEST {
        return Err(ReadError::new("file_too_large").with("detail", "row"));
    }
    bytes[..4].copy_from_slice(&(length as u32).to_le_bytes());
    out.write_all(&bytes).map_err(|error| ReadError::io(&error))
}

/// Reads one frame; `None` at the end of the pipe, also where it breaks off inside a frame.
pub(crate) fn read(from: &mut impl Read) -> Result<Option<Frame>, ReadError> {
    let mut length = [0u8; 4];
    if !fill(from, &mut length)? {
        return Ok(None);
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(ReadError::new("reader_crashed").with("detail", "frame"));
    }
    let mut bytes = vec![0u8; length];
    if !fill(from, &mut bytes)? {
        return Ok(None);
    }
    postcard::from_bytes(&bytes).map(Some).map_err(|_| ReadError::new("reader_crashed").with("detail", "frame"))
}

fn fill(from: &mut impl Read, bytes: &mut [u8]) -> Result<bool, ReadError> {
    match from.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(ReadError::new("reader_crashed").with("detail", error.to_string())),
    }
}
