//! `csp eligibility` on the built program.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod check;
mod days;
mod documentation;
mod documents;
#[path = "../shared/engine.rs"]
mod engine;
mod enroll;
mod export_parts;
mod exports;
mod revenue;
mod staying;
mod verdict;
mod world;
