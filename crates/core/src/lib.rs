//! What a register of government IT projects IS, true on paper without a computer.
//!
//! In here: fields and their values, cells and readings of tables, conditions, rules, findings, fates, lists.
//! Not in here: files, SQL, clocks, randomness, printing. Dates of today and ids are passed in.
//!
//! The invariant: everything is a function of its arguments, so the same input gives the same register everywhere.

pub mod catalogue;
pub mod cell;
pub mod change;
pub mod check;
pub mod codes;
pub mod compose;
pub mod condition;
pub mod expected;
pub mod fate;
pub mod field_work;
pub mod finding;
pub mod form;
pub mod identity;
pub mod interpret;
pub mod journal;
pub mod likeness;
pub mod list;
pub mod merge;
pub mod message;
pub mod naming;
pub mod overview;
pub mod parse;
pub mod reading;
pub mod record;
pub mod reference;
pub mod region;
pub mod report;
pub mod returning;
pub mod rule;
pub mod score;
pub mod text;
pub mod three_way;
pub mod token;
pub mod totals;
pub mod union;
pub mod unit;
pub mod update;
pub mod value;
pub mod words;
pub mod years;
