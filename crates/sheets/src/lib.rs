//! The Excel edge: workbooks become neutral rows with addresses, report models become `.xlsx`.
//!
//! In here: recognising a file by its content, reading it in a child process, writing lists.
//! Not in here: what a row or a value means (core), where it is stored, any sentence for people.
//!
//! The invariant: whatever a file holds, the program that asked for it stays alive and small, and gets either rows or
//! an error code. No other room names calamine or rust_xlsxwriter.

pub mod child;
pub mod error;
pub mod read;
pub mod recognise;
pub mod write;

pub use error::ReadError;
pub use read::{Limits, Piece, ReaderCommand, Source, Workbook, read_workbook};
pub use recognise::Format;
