//! Finding the record that a person means, with the nearest name where there is none.

pub mod customers;
pub mod gdap;
mod identity;
pub mod next_action;
pub mod providers;
mod read_name;
pub mod role_templates;
pub mod transfers;
pub mod users;

pub use identity::{OwnerLookup, find_owners};
