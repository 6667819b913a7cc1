//! The programme: words, states, rules, decisions. Pure: no SQL, no clock, no terminal, no randomness, no files.

pub mod agreement;
pub mod bank;
pub mod calendar;
pub mod customer;
mod domain_name;
mod email;
mod ids;
mod language;
pub mod link;
pub mod market;
mod model;
pub mod money;
pub mod order;
pub mod partnership;
pub mod password;
pub mod provider;
mod refusal;
pub mod relationship;
pub mod request;
pub mod role;
pub mod rule;
mod slug;
pub mod source;
pub mod standing;
pub mod user;
pub mod webmail;
pub mod word;

pub use domain_name::{BadDomain, TenantDomain};
pub use email::{BadEmail, Email};
pub use ids::{BadMpnId, BadTenantId, MpnId, TenantId};
pub use language::Language;
pub use market::Country;
pub use model::Model;
pub use refusal::{Forbidden, Refusal};
pub use slug::{BadSlug, Slug};
