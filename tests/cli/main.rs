//! The contract, tested on the built `csp` binary from outside: a file per topic.
//!
//! Every test uses its own [`world::World`]. [`form`] builds applications, and [`journey`] brings them to the state in
//! which a test begins.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stderr
)]

#[path = "../shared/engine.rs"]
mod engine;
mod form;
mod journey;
mod keeper_mail;
#[path = "../shared/minisign.rs"]
mod minisign;
mod world;

mod accessible;
mod account_move;
mod account_move_kill;
mod account_move_refusals;
mod accounts;
mod accounts_import;
mod accounts_import_mistakes;
mod accounts_template;
mod agreements;
mod anchors;
mod application_file;
mod application_flags;
mod audit;
mod backup;
mod bad_input;
mod bank_details;
mod business_profile;
mod completions;
mod confirmation_code;
mod confirmations;
mod contacts;
mod countries;
mod customer_import;
mod customer_lists;
mod customer_records;
mod customer_verification;
mod customers_rules;
mod direct_bill;
mod doctor;
mod draft;
mod dry_run;
mod due_dates;
mod edit;
mod edit_reopens;
mod email_ownership;
mod empty_store;
mod error_shape;
mod examples;
mod existing_customers;
mod explain;
mod formats;
mod gdap_import;
mod gdap_plan;
mod gdap_renewals;
mod gdap_roles;
mod gdap_steps;
mod gdap_year;
mod groups;
mod help;
mod help_examples;
mod labels;
mod large_numbers;
mod markets;
mod missing_store;
mod mistakes;
mod mpa;
mod one_account;
mod orders_by_date;
mod output_fields;
mod output_jq;
mod output_template;
mod own_files;
mod own_texts;
mod owner;
mod partnerships;
mod permissions;
mod policy_packs;
mod precedence;
mod prompted_choices;
mod provider_entries;
mod providers_rules;
mod questions;
mod race;
mod recover;
mod rehearsals;
mod rejection;
mod remedies;
mod repeated_mistakes;
mod reports;
mod request_messages;
mod requests;
mod reseller_validation;
mod restricted;
mod review;
mod rules;
mod screen;
#[cfg(feature = "postgres")]
mod server_roles;
mod settings;
mod shells;
mod show;
mod signals;
mod snooze;
mod status;
mod steps;
mod store_damage;
mod store_export;
mod store_file;
mod store_lock;
mod store_move;
mod store_move_kill;
mod store_places;
mod streams;
mod template;
mod tenant_ids;
mod terminal;
mod transfers_import;
mod transfers_labels;
mod transfers_plan;
mod transition;
mod use_account;
mod users_rules;
mod users_terminal;
mod verify_import;
mod versions;
mod walkthrough;
mod withdraw;
#[cfg(not(feature = "postgres"))]
mod without_postgres;
