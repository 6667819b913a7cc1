//! Formats of other systems: what they give us to read and what we write for them. No paths, no clock, no store.

pub mod mail;
