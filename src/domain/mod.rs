//! The programme: words, states, rules and decisions. Pure code: no SQL, clock, terminal, randomness or files.

mod account;
pub mod agreement;
mod amounts;
pub mod anchor;
pub mod application;
pub mod bank;
pub mod business_profile;
pub mod calendar;
pub mod company;
pub mod connections;
mod counted;
pub mod customer;
mod domain_name;
mod email;
pub mod enrollment;
pub mod evidence;
pub mod gdap;
mod hash_prefix;
mod hex;
mod ids;
mod language;
pub mod link;
pub mod market;
mod model;
pub mod money;
pub mod next;
pub mod order;
pub mod partnership;
pub mod password;
mod phone;
pub mod provider;
pub mod quote;
pub mod relationship;
pub mod request;
pub mod revenue;
pub mod role;
pub mod rule;
pub mod security;
pub mod sighting;
mod slug;
pub mod source;
pub mod standing;
pub mod sum;
pub mod text;
pub mod tone;
pub mod transfer;
pub mod user;
pub mod webmail;
pub mod word;

#[cfg(test)]
pub(crate) use account::samples as account_samples;
pub use account::{
    Account, ArrivalConflicts, IdentityOwners, WhichModel, check_transition, slug_taken,
};
pub use amounts::grouped_amounts;
pub use counted::{counted, counted_as, grouped};
pub use domain_name::{BadDomain, TenantDomain};
pub use email::{BadEmail, Email};
pub use hash_prefix::{BadHashPrefix, HashPrefix};
pub use hex::{hex, parse_hex};
pub use ids::{BadMpnId, BadTenantId, MpnId, TenantId};
pub use language::Language;
pub use market::Country;
pub use model::Model;
pub use phone::{BadPhone, check_phone};
pub use slug::{BadSlug, Slug};
