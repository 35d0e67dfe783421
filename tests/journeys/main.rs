//! Journeys: the house seen from outside.

mod architecture;
mod calls;
mod killed;
mod made;
mod real;
mod samples;
mod work;
