//! A store on a server in bad weather: connections that are cut, servers that die, stall or refuse, and many writers at
//! once. Nothing may be lost or done twice, and every error says what is wrong.
//!
//! The servers are PostgreSQL's own, on this machine, and a [`proxy`] between `csp` and one of them makes the weather.
//! Where PostgreSQL is not installed, every test says so and passes.

#![cfg(all(feature = "postgres", unix))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test that cannot go on fails"
)]

mod certificates;
mod crashes;
mod cuts;
mod disk;
mod outcome;
mod pooler;
#[path = "../shared/postgres.rs"]
mod postgres;
mod proxy;
mod race;
mod refusals;
mod secrets;
mod slow;
mod tls;
mod turns;
mod upgrade;
mod world;
