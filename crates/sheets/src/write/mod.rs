//! Reports, blank forms and workbooks that go back as .xlsx, laid out for the screen and for paper.
//!
//! In here: cell references, formats, merges, formulas, print settings. Not in here: what a list shows and every word of
//! it ([`qingce_core::compose`], [`qingce_core::list`]).
//!
//! The invariant: text is written as text. Nothing that a person typed becomes a formula or a link.

mod choices;
mod error;
mod form;
mod look;
mod page;
mod part;
mod returned;
mod rows;
mod sums;
mod text;

pub use error::WriteError;
pub use form::write_form;
pub use returned::write_return;
pub use rows::{ReportWriter, Written};

#[cfg(test)]
mod tests;
