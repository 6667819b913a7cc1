//! What can be typed: clap types and every word of help. No logic.

pub mod global;
