//! The register seen from outside this crate: one binary, one file per concern.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod decision;
mod editing;
mod figures;
mod import;
mod kill;
mod kit;
mod open;
mod query;
mod relation;
mod returned;
mod tag;
mod verify;
