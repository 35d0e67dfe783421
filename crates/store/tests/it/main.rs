//! The register seen from outside this crate: one binary, one file per concern.

mod import;
mod kit;
mod query;
