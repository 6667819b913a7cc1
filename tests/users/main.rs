//! `csp users` on the built program with a real store.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod add;
mod bulk;
mod conflicts;
mod credentials;
#[path = "../shared/engine.rs"]
mod engine;
mod examples;
mod exports;
mod kill;
mod next;
mod portal_files;
mod roles;
mod secrets;
mod sign_in;
mod sign_in_clock;
mod touching;
mod world;
