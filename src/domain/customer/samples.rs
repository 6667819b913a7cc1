//! Customers for tests.

use super::{Customer, CustomerRecord, Partner};
use crate::domain::calendar::Instant;
use crate::domain::link::Token;
use crate::domain::provider::Provider;
use chrono::{TimeZone, Utc};

pub(crate) fn noon(day: u32) -> Instant {
    Utc.with_ymd_and_hms(2021, 3, day, 12, 0, 0).unwrap()
}

pub(crate) fn record(country: &str) -> CustomerRecord {
    CustomerRecord {
        name: "Fabrikam".into(),
        domain: "fabrikam.example".parse().unwrap(),
        country: country.parse().unwrap(),
        email: Some("it@fabrikam.example".parse().unwrap()),
        tenant_id: None,
        registration_id: None,
        origin: None,
        csp_tenant: false,
    }
}

pub(crate) fn customer(country: &str) -> Customer {
    Customer::new(record(country), noon(1))
}

pub(crate) fn token(text: &str) -> Token {
    text.parse().unwrap()
}

pub(crate) fn active(provider: &Provider) -> Partner<'_> {
    Partner {
        provider,
        is_active: true,
    }
}
