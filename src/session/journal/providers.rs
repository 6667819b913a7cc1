//! Forms of `provider.…` entries, which belong to the directory, and of `partnership.…` entries.

use serde::Serialize;

use super::Form;
use crate::domain::calendar::Day;
use crate::domain::link::Link;
use crate::domain::market::{Country, Region, market_of};
use crate::domain::partnership::{PartnershipStateKind, ResellerValidation};
use crate::domain::provider::{Provider, Service};
use crate::domain::{Email, MpnId, Slug, TenantDomain, TenantId};
use crate::store::Held;

/// An entry of the directory. Every change of one compares two of these.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProviderForm<'a> {
    provider: &'a Slug,
    name: &'a str,
    mpn_id: &'a MpnId,
    country: Country,
    region: Option<Region>,
    tenant_id: Option<TenantId>,
    tenant_domain: Option<&'a TenantDomain>,
    email: Option<&'a Email>,
    services: &'a [Service],
    notes: Option<&'a str>,
}

/// A step of a partnership: where it is now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartnershipForm<'a> {
    number: i64,
    state: PartnershipStateKind,
    admin_access: bool,
    link: &'a Link,
}

/// An invitation that is declined because the enrollment was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartnershipDeclined {
    number: i64,
    state: PartnershipStateKind,
}

/// Microsoft's answer about the account as reseller of record, before and now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValidationRecorded<'a> {
    from: Option<ValidationForm<'a>>,
    to: ValidationForm<'a>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ValidationForm<'a> {
    valid: bool,
    code: Option<&'a str>,
    text: Option<&'a str>,
    on: Day,
}

impl<'a> ValidationRecorded<'a> {
    /// The answer on record so far, and the one that takes its place.
    pub fn new(before: Option<&'a ResellerValidation>, after: &'a ResellerValidation) -> Self {
        let form = |it: &'a ResellerValidation| ValidationForm {
            valid: it.is_valid,
            code: it.code.as_deref(),
            text: it.text.as_deref(),
            on: it.on,
        };
        Self {
            from: before.map(form),
            to: form(after),
        }
    }
}

impl Form for ValidationRecorded<'_> {}
impl Form for ProviderForm<'_> {}
impl Form for PartnershipForm<'_> {}
impl Form for PartnershipDeclined {}

impl<'a> From<&'a Provider> for ProviderForm<'a> {
    fn from(provider: &'a Provider) -> Self {
        Self {
            provider: &provider.slug,
            name: &provider.name,
            mpn_id: &provider.mpn_id,
            country: provider.country,
            region: market_of(provider.country).map(|market| market.region),
            tenant_id: provider.tenant_id,
            tenant_domain: provider.tenant_domain.as_ref(),
            email: provider.email.as_ref(),
            services: &provider.services,
            notes: provider.notes.as_deref(),
        }
    }
}

impl<'a> From<&'a Held> for PartnershipForm<'a> {
    fn from(held: &'a Held) -> Self {
        Self {
            number: held.number,
            state: held.partnership.state(),
            admin_access: held.partnership.admin_access(),
            link: &held.partnership.link,
        }
    }
}

impl From<&Held> for PartnershipDeclined {
    fn from(held: &Held) -> Self {
        Self {
            number: held.number,
            state: held.partnership.state(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EditedFields, assert_json};
    use super::*;
    use crate::domain::partnership::{Partnership, ValidationAnswer};
    use crate::domain::provider::samples::provider;

    fn sample_partnership() -> Held {
        let link = "https://example.invalid/invitation".parse().unwrap();
        Held {
            provider: "nordic".parse().unwrap(),
            number: 2,
            partnership: Partnership::invited(link, chrono::DateTime::UNIX_EPOCH),
        }
    }

    #[test]
    fn a_provider_has_every_key() {
        let mut nordic = provider("SE");
        nordic.services = vec![Service::Billing];
        assert_json(
            &ProviderForm::from(&nordic),
            concat!(
                r#"{"provider":"nordic","name":"Nordic Distribution","mpn_id":"5550001","country":"SE","#,
                r#""region":"europe","tenant_id":"11111111-2222-3333-4444-555555555555","#,
                r#""tenant_domain":"nordic.example","email":null,"services":["billing"],"notes":null}"#,
            ),
        );
    }

    #[test]
    fn an_edited_provider_has_the_changed_fields_alone() {
        let (before, mut after) = (provider("SE"), provider("SE"));
        after.notes = Some("fast".to_owned());
        let edited =
            EditedFields::between(&ProviderForm::from(&before), &ProviderForm::from(&after));
        assert_json(&edited.unwrap(), r#"{"notes":{"from":null,"to":"fast"}}"#);
    }

    #[test]
    fn a_step_of_a_partnership_has_its_state_and_link() {
        assert_json(
            &PartnershipForm::from(&sample_partnership()),
            r#"{"number":2,"state":"invited","admin_access":false,"link":"https://example.invalid/invitation"}"#,
        );
    }

    #[test]
    fn a_validation_has_the_answer_before_and_now() {
        let on = |day: u32| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let at = chrono::DateTime::UNIX_EPOCH;
        let invalid = ValidationAnswer::new(false, Some("900400"), Some("not eligible"));
        let (before, after) = (
            invalid.on(on(3), at),
            ValidationAnswer::new(true, None, None).on(on(4), at),
        );
        assert_json(
            &ValidationRecorded::new(Some(&before), &after),
            concat!(
                r#"{"from":{"valid":false,"code":"900400","text":"not eligible","on":"2026-11-03"},"#,
                r#""to":{"valid":true,"code":null,"text":null,"on":"2026-11-04"}}"#,
            ),
        );
    }

    #[test]
    fn an_invitation_declined_by_withdrawal_has_its_state() {
        assert_json(
            &PartnershipDeclined::from(&sample_partnership()),
            r#"{"number":2,"state":"invited"}"#,
        );
    }
}
