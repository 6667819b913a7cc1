//! Files of other systems, and our own: read and written here, whatever they are read from or written to.
//!
//! Nothing here opens a file, asks the clock or knows the store.

pub mod anchor;
pub mod application;
pub mod customers;
pub mod decode;
pub mod formula_guard;
pub mod mail;
pub mod providers;
pub mod rates;
pub mod revenue;
pub mod sheet;
pub mod signature;
pub mod users;
pub mod verdict;
