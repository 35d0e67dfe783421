//! What is written is read back with calamine, which shares no code with the writer.

mod forms;
mod looks;
mod made;
mod reports;
mod returns;
mod speed;
