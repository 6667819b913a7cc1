//! Formats of other systems.

pub mod revenue;
