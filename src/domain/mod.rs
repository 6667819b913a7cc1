//! The programme: words, states, rules, decisions. Pure: no SQL, no clock, no terminal, no randomness, no files.

pub mod application;
pub mod bank;
pub mod calendar;
mod domain_name;
mod email;
pub mod enrollment;
mod ids;
mod language;
pub mod market;
mod model;
pub mod money;
pub mod password;
mod refusal;
pub mod role;
pub mod rule;
mod slug;
pub mod source;
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
