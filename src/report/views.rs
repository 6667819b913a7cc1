//! How each thing of the programme looks, to a person and to a script.

pub mod account;
pub mod anchor;
pub mod business_profile;
pub mod customer;
pub mod eligibility;
pub mod export;
pub mod field_name;
pub mod finding;
pub mod gdap;
pub mod gdap_import;
pub mod gdap_plan;
pub mod gdap_renewals;
pub mod gdap_roles;
pub mod import;
pub mod market;
pub mod moved;
pub mod moved_account;
pub mod next;
pub mod partner_report;
pub mod provider;
pub mod records;
pub mod status;
pub mod users;
pub mod verification;
