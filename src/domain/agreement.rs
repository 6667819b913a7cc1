//! The Microsoft Customer Agreement: who accepted it for the customer, when, and how that is known.

use super::calendar::{Day, Instant};
use super::email::Email;
use super::relationship::Party;
use super::word::words;

words! {
    /// How a customer's acceptance was recorded.
    pub enum Method: "way to accept the agreement" {
        /// A partner attests that the customer accepted.
        Attestation = "attestation",
        /// The customer accepted it itself, in its admin centre.
        Direct = "direct",
    }
}

/// A recorded acceptance.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Who attested; `None` if the customer accepted it directly.
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
    /// The company for which they accepted. An attestation of today has it.
    pub company_name: Option<String>,
    /// Microsoft's id of the attestation, where known.
    pub attestation_id: Option<String>,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// The first day of the Microsoft Customer Agreement. Earlier acceptances are of the older Microsoft Cloud Agreement.
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
    /// Whether it is the Microsoft Customer Agreement. The older agreement does not count.
    pub fn is_current_kind(&self) -> bool {
        self.accepted_on >= CUSTOMER_AGREEMENT_FROM
    }

    /// How the acceptance was recorded.
    pub fn method(&self) -> Method {
        match self.attested_by {
            Some(_) => Method::Attestation,
            None => Method::Direct,
        }
    }

    /// Whether the same person accepted both: first name, last name, address and telephone number are the same, without
    /// regard to case. Microsoft refuses a second attestation with these four fields (error 600061).
    pub fn has_same_person(&self, other: &Self) -> bool {
        let person = |one: &Self| {
            let phone = one.phone.as_deref().unwrap_or_default();
            [&one.first_name, &one.last_name, one.email.as_str(), phone]
                .map(|field| field.trim().to_lowercase())
        };
        person(self) == person(other)
    }

    /// Whether it still counts after the relationship is extended to `party`. The provider must repeat an attestation
    /// by another party; a direct acceptance remains valid (transition page, 2021).
    pub fn survives_extension_to(&self, party: &Party) -> bool {
        self.attested_by.as_ref().is_none_or(|by| by == party)
    }

    /// Whether `party` may order on the basis of it: a provider cannot use our attestation and must attest itself.
    pub fn serves(&self, party: &Party) -> bool {
        match (&self.attested_by, party) {
            (Some(Party::Us), Party::Provider(_)) => false,
            (Some(_) | None, Party::Us | Party::Provider(_)) => true,
        }
    }
}
