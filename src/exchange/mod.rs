//! Reads and writes the files of other systems and csp's own, as bytes and text.
//!
//! Code here opens no file, does not read the clock and does not use the store.

pub mod anchor;
pub mod application;
pub mod applications;
pub mod check_results;
pub mod customers;
pub mod decode;
pub mod formula_guard;
pub mod gdap;
mod json;
pub mod mail;
pub mod microsoft;
pub mod minisign;
pub mod partner_report;
pub mod providers;
pub mod rates;
pub mod revenue;
pub mod sheet;
pub mod signature;
pub mod template_workbook;
pub mod transfers;
pub mod users;
pub mod verdict;
