//! The Microsoft Customer Agreement: who accepted it for the customer, when, and how we know.

use super::calendar::{Day, Instant};
use super::email::Email;
use super::relationship::Party;
use super::word::words;

words! {
    /// How a customer's acceptance came to be on record.
    pub enum Method: "way to accept the agreement" {
        /// A partner attests that the customer accepted.
        Attestation = "attestation",
        /// The customer accepted it itself, in its admin centre.
        Direct = "direct",
    }
}

/// An acceptance on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Who attested; `None` where the customer accepted it itself.
    pub attested_by: Option<Party>,
    /// The day the customer accepted.
    pub accepted_on: Day,
    /// Who accepted for the customer: the first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// Their address.
    pub email: Email,
    /// Their telephone number, where known.
    pub phone: Option<String>,
    /// When it was put on record.
    pub recorded_at: Instant,
}

/// The first day of the Microsoft Customer Agreement: what was accepted before is the older Microsoft Cloud Agreement.
pub const CUSTOMER_AGREEMENT_FROM: Day = day(2019, 10, 1);

/// The programme was announced in July 2014; no customer accepted an agreement in it before.
pub const PROGRAMME_FROM: Day = day(2014, 7, 1);

const fn day(year: i32, month: u32, day: u32) -> Day {
    match Day::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => Day::MIN,
    }
}

impl Agreement {
    /// Whether it is the Microsoft Customer Agreement, and not the agreement before it, which does not count.
    pub fn is_current_kind(&self) -> bool {
        self.accepted_on >= CUSTOMER_AGREEMENT_FROM
    }

    /// How the acceptance came to be on record.
    pub fn method(&self) -> Method {
        match self.attested_by {
            Some(_) => Method::Attestation,
            None => Method::Direct,
        }
    }

    /// Whether it still counts once the relationship is extended to `party`: what another attested must be attested
    /// again by that provider, what the customer accepted itself stays (transition page, 2021).
    pub fn survives_extension_to(&self, party: &Party) -> bool {
        self.attested_by.as_ref().is_none_or(|by| by == party)
    }

    /// Whether `party` may order on it: an attestation of ours does not serve a provider, which attests itself.
    pub fn serves(&self, party: &Party) -> bool {
        match (&self.attested_by, party) {
            (Some(Party::Us), Party::Provider(_)) => false,
            (Some(_) | None, Party::Us | Party::Provider(_)) => true,
        }
    }
}
