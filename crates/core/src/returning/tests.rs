//! A table that goes back: its layout, its faults, its values.
