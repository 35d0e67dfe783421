//! The command list seen from a host: it answers, and TypeScript knows its shapes.

mod contract;
mod dispatch;
mod duplicates;
mod editing;
mod held;
mod merging;
mod office;
mod package;
mod picture;
mod progress;
mod review;
mod updating;
mod years;
