//! `csp`: run a company's membership in the Cloud Solution Provider programme.

pub mod cli;
pub mod domain;
pub mod error;
pub mod exchange;
pub mod files;
pub mod host;
pub mod policy;
pub mod report;
pub mod store;
