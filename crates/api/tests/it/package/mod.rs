//! Packages: carried away, worked on, merged back; what is refused, and what is never lost.

mod commands;
mod conflicts;
mod files;
mod kit;
mod older;
mod order;
mod out_and_back;
mod people;
mod plan;
mod side;
mod sticks;

pub use commands::packages_and_checks;
