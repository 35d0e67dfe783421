//! 退回修改: a unit's own table with its faults marked, ready to be laid out. The sheets crate renders it.
//!
//! In here: what is kept of a sender's layout (`lines`), what a cell shows (`cells`), the workbook as a model
//! (`book`) and how it is put together (`compose`). Not in here: cell references in a file, colours, drop-downs as a
//! file format knows them; what becomes of a reply (the orders).
//!
//! The invariant: a reply in which nothing was touched reads as the records that went out, value by value.

mod book;
mod cells;
mod compose;
mod lines;
#[cfg(test)]
mod tests;
mod words;

pub use book::{BodyRow, Choices, CoverLine, Problem, ReturnBook, ReturnCell, ReturnColumn, ReturnSheet, Shows};
pub use compose::{RowGiven, TableGiven, sheet};
pub use lines::{SheetLine, TableLines};
pub use words::ReturnWords;
