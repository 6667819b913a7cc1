//! Forms of `customer.…`, `request.…` and `agreement.…` entries.

use serde::{Serialize, Serializer};

use super::{FieldChange, Form};
use crate::domain::agreement::{Agreement, Method};
use crate::domain::calendar::{Day, Instant, rfc3339};
use crate::domain::customer::{
    AccountStatus, AccountVerification, Customer, CustomerOrigin, CustomerStateKind,
};
use crate::domain::relationship::{Party, Relationship, RelationshipStateKind, Via};
use crate::domain::request::{Request, RequestKind, RequestStateKind};
use crate::domain::{Country, Email, Model, Slug, TenantDomain, TenantId};

/// A customer with everything on record about it. Every change of a customer compares two of these.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CustomerForm<'a> {
    name: &'a str,
    domain: &'a TenantDomain,
    country: Country,
    email: Option<&'a Email>,
    tenant_id: Option<TenantId>,
    registration_id: Option<&'a str>,
    origin: Option<CustomerOrigin>,
    csp_tenant: bool,
    state: CustomerStateKind,
    created_at: Moment,
    relationships: Vec<RelationshipForm<'a>>,
    request: Option<RequestForm<'a>>,
    agreement: Option<AgreementForm<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    earlier_agreements: Vec<AgreementForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    awaited_admin_rights: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<VerificationForm>,
}

/// Microsoft's status of the customer's account.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct VerificationForm {
    status: AccountStatus,
    on: Day,
    recorded_at: Moment,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct RelationshipForm<'a> {
    party: &'a Party,
    state: RelationshipStateKind,
    admin_rights: bool,
    since: Moment,
    via: Via,
    won_as: Model,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct RequestForm<'a> {
    state: RequestStateKind,
    kind: RequestKind,
    provider: Option<&'a Slug>,
    link: &'a str,
    created_at: Moment,
    sent_at: Option<Moment>,
    expires_at: Option<Moment>,
    reason: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct AgreementForm<'a> {
    method: Method,
    accepted_on: Day,
    first_name: &'a str,
    last_name: &'a str,
    email: &'a Email,
    phone: Option<&'a str>,
    attested_by: Option<&'a Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation_id: Option<&'a str>,
    recorded_at: Moment,
}

/// A request that is cancelled because something else ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestCancelled {
    state: FieldChange<Option<RequestStateKind>>,
}

impl Form for CustomerForm<'_> {}
impl Form for RequestCancelled {}

/// An instant in RFC 3339, UTC, whole seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Moment(Instant);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

impl<'a> From<&'a Customer> for CustomerForm<'a> {
    fn from(customer: &'a Customer) -> Self {
        let record = &customer.record;
        Self {
            name: &record.name,
            domain: &record.domain,
            country: record.country,
            email: record.email.as_ref(),
            tenant_id: record.tenant_id,
            registration_id: record.registration_id.as_deref(),
            origin: record.origin,
            csp_tenant: record.csp_tenant,
            state: customer.state(),
            created_at: Moment(customer.created_at),
            relationships: customer.relationships.iter().map(Into::into).collect(),
            request: customer.request.as_ref().map(Into::into),
            agreement: customer.agreement.as_ref().map(Into::into),
            earlier_agreements: customer.earlier_agreements.iter().map(Into::into).collect(),
            awaited_admin_rights: customer.awaited_rights,
            verification: customer.verification.as_ref().map(Into::into),
        }
    }
}

impl From<&AccountVerification> for VerificationForm {
    fn from(it: &AccountVerification) -> Self {
        Self {
            status: it.status,
            on: it.on,
            recorded_at: Moment(it.recorded_at),
        }
    }
}

impl<'a> From<&'a Relationship> for RelationshipForm<'a> {
    fn from(it: &'a Relationship) -> Self {
        Self {
            party: &it.party,
            state: it.state(),
            admin_rights: it.admin_rights(),
            since: Moment(it.since),
            via: it.via,
            won_as: it.won_as,
        }
    }
}

impl<'a> From<&'a Request> for RequestForm<'a> {
    fn from(it: &'a Request) -> Self {
        Self {
            state: it.state(),
            kind: it.kind(),
            provider: it.provider.as_ref(),
            link: &it.link,
            created_at: Moment(it.created_at),
            sent_at: it.sent_at.map(Moment),
            expires_at: it.expires_at().map(Moment),
            reason: it.reason(),
        }
    }
}

impl<'a> From<&'a Agreement> for AgreementForm<'a> {
    fn from(it: &'a Agreement) -> Self {
        Self {
            method: it.method(),
            accepted_on: it.accepted_on,
            first_name: &it.first_name,
            last_name: &it.last_name,
            email: &it.email,
            phone: it.phone.as_deref(),
            attested_by: it.attested_by.as_ref(),
            company_name: it.company_name.as_deref(),
            attestation_id: it.attestation_id.as_deref(),
            recorded_at: Moment(it.recorded_at),
        }
    }
}

impl RequestCancelled {
    /// The request that is cancelled, as it was before.
    pub fn of(before: Option<&Request>) -> Self {
        Self {
            state: FieldChange {
                from: before.map(Request::state),
                to: Some(RequestStateKind::Cancelled),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EditedFields, assert_json};
    use super::*;
    use crate::domain::customer::samples::{customer, noon, token};
    use crate::domain::relationship::Grant;
    use crate::domain::request::RequestState;

    fn request() -> Request {
        Request {
            provider: Some("nordic".parse().unwrap()),
            token: token("0123456789abcdef0123456789abcdef"),
            link: "https://example.invalid/accept".to_owned(),
            admin_rights: true,
            created_at: noon(1),
            sent_at: Some(noon(2)),
            stage: RequestState::Sent {
                expires_at: noon(3),
            },
        }
    }

    fn complete() -> Customer {
        let mut all = customer("FR");
        all.record.tenant_id = Some("11111111-2222-3333-4444-555555555555".parse().unwrap());
        all.record.registration_id = Some("123".to_owned());
        all.record.origin = Some(CustomerOrigin::Existing);
        let grant = Grant {
            via: Via::Joint,
            won_as: Model::DirectBill,
            admin_rights: true,
        };
        all.relationships = vec![Relationship::granted(Party::Us, grant, noon(4))];
        all.awaited_rights = Some(true);
        all.request = Some(request());
        all.agreement = Some(Agreement {
            attested_by: Some(Party::Provider("nordic".parse().unwrap())),
            accepted_on: Day::from_ymd_opt(2021, 3, 5).unwrap(),
            first_name: "Flora".to_owned(),
            last_name: "Fabre".to_owned(),
            email: "flora@fabrikam.example".parse().unwrap(),
            phone: None,
            company_name: None,
            attestation_id: None,
            recorded_at: noon(6),
        });
        all
    }

    #[test]
    fn a_new_customer_has_every_key_but_the_awaited_rights() {
        assert_json(
            &CustomerForm::from(&customer("FR")),
            concat!(
                r#"{"name":"Fabrikam","domain":"fabrikam.example","country":"FR","email":"it@fabrikam.example","#,
                r#""tenant_id":null,"registration_id":null,"origin":null,"csp_tenant":false,"state":"new","#,
                r#""created_at":"2021-03-01T12:00:00Z","relationships":[],"request":null,"agreement":null}"#,
            ),
        );
    }

    #[test]
    fn an_attestation_of_today_and_the_one_before_have_their_keys() {
        let mut all = customer("FR");
        let agreement = complete().agreement.unwrap();
        all.record_agreement(agreement.clone());
        all.record_agreement(Agreement {
            accepted_on: Day::from_ymd_opt(2026, 1, 5).unwrap(),
            company_name: Some("Fabrikam SA".to_owned()),
            attestation_id: Some("3c9f".to_owned()),
            ..agreement
        });
        assert_json(
            &CustomerForm::from(&all),
            concat!(
                r#"{"name":"Fabrikam","domain":"fabrikam.example","country":"FR","email":"it@fabrikam.example","#,
                r#""tenant_id":null,"registration_id":null,"origin":null,"csp_tenant":false,"state":"new","#,
                r#""created_at":"2021-03-01T12:00:00Z","relationships":[],"request":null,"#,
                r#""agreement":{"method":"attestation","accepted_on":"2026-01-05","first_name":"Flora","#,
                r#""last_name":"Fabre","email":"flora@fabrikam.example","phone":null,"attested_by":"nordic","#,
                r#""company_name":"Fabrikam SA","attestation_id":"3c9f","recorded_at":"2021-03-06T12:00:00Z"},"#,
                r#""earlier_agreements":[{"method":"attestation","accepted_on":"2021-03-05","first_name":"Flora","#,
                r#""last_name":"Fabre","email":"flora@fabrikam.example","phone":null,"attested_by":"nordic","#,
                r#""recorded_at":"2021-03-06T12:00:00Z"}]}"#,
            ),
        );
    }

    #[test]
    fn a_customer_with_everything_has_every_key() {
        assert_json(
            &CustomerForm::from(&complete()),
            concat!(
                r#"{"name":"Fabrikam","domain":"fabrikam.example","country":"FR","email":"it@fabrikam.example","#,
                r#""tenant_id":"11111111-2222-3333-4444-555555555555","registration_id":"123","#,
                r#""origin":"existing","csp_tenant":false,"state":"active","created_at":"2021-03-01T12:00:00Z","#,
                r#""relationships":[{"party":"self","state":"active","admin_rights":true,"#,
                r#""since":"2021-03-04T12:00:00Z","via":"joint","won_as":"direct-bill"}],"#,
                r#""request":{"state":"sent","kind":"joint","provider":"nordic","#,
                r#""link":"https://example.invalid/accept","created_at":"2021-03-01T12:00:00Z","#,
                r#""sent_at":"2021-03-02T12:00:00Z","expires_at":"2021-03-03T12:00:00Z","reason":null},"#,
                r#""agreement":{"method":"attestation","accepted_on":"2021-03-05","first_name":"Flora","#,
                r#""last_name":"Fabre","email":"flora@fabrikam.example","phone":null,"attested_by":"nordic","#,
                r#""recorded_at":"2021-03-06T12:00:00Z"},"awaited_admin_rights":true}"#,
            ),
        );
    }

    #[test]
    fn an_edited_customer_has_the_changed_fields_alone() {
        let (before, mut after) = (customer("FR"), customer("FR"));
        after.record.csp_tenant = true;
        after.awaited_rights = Some(false);
        let edited =
            EditedFields::between(&CustomerForm::from(&before), &CustomerForm::from(&after));
        assert_json(
            &edited.unwrap(),
            r#"{"csp_tenant":{"from":false,"to":true},"awaited_admin_rights":{"from":null,"to":false}}"#,
        );
    }

    #[test]
    fn a_cancelled_request_has_the_state_it_had() {
        assert_json(
            &RequestCancelled::of(Some(&request())),
            r#"{"state":{"from":"sent","to":"cancelled"}}"#,
        );
        assert_json(
            &RequestCancelled::of(None),
            r#"{"state":{"from":null,"to":"cancelled"}}"#,
        );
    }
}
