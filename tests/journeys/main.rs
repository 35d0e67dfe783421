//! Journeys: the house seen from outside.

mod architecture;
mod samples;
