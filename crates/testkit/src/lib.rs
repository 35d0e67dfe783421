//! For tests and benchmarks only: folders that clean up, workbooks built by code, generated registers, the samples.
//!
//! In here: everything that makes input, and the raw texts of a workbook. Not in here: reading, judging or storing it, so that a test of those rooms
//! never checks a room against itself.
//!
//! The invariant: the same call makes the same cells, on every machine and every day.

pub mod biff;
pub mod biff12;
pub mod book;
pub mod hostile;
pub mod pairs;
pub mod register;
pub mod samples;
pub mod sandbox;

pub use book::{Book, Paper, Put, texts_of};
pub use sandbox::Sandbox;
