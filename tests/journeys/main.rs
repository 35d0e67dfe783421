//! Journeys: the house seen from outside.

mod architecture;
mod asked;
mod beside;
mod calls;
mod killed;
mod made;
mod packages;
mod real;
mod returns;
mod samples;
mod updating;
mod work;
mod years;
