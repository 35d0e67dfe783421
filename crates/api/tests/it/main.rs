//! The command list seen from a host: it answers, and TypeScript knows its shapes.

mod contract;
mod dispatch;
mod duplicates;
mod editing;
mod held;
mod lists;
mod merging;
mod office;
mod package;
mod picture;
mod progress;
mod reference;
mod review;
mod updating;
mod years;
