//! `csp`: run a company's membership in the Cloud Solution Provider programme.

pub mod domain;
pub mod exchange;
pub mod policy;
