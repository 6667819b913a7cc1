//! Tests of the documentation: every console block runs and prints what the page shows.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod blocks;
mod circles;
mod console;
mod engines;
mod generated;
mod hardening;
mod interview;
mod links;
mod pasteable;
mod pictures;
mod plain_words;
mod schemas;
mod shape;
mod statements;
mod touching;
