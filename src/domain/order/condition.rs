//! The conditions of an order, one by one.

use super::rules::OrderEffect;
use super::{OrderOperation, OrderQuestion};
use crate::diagnostic::Diagnostic;
use crate::domain::agreement::{Agreement, CUSTOMER_AGREEMENT_FROM};
use crate::domain::customer::{Customer, csp_tenant, registration, territory};
use crate::domain::market::market_of;
use crate::domain::model::Model;
use crate::domain::relationship::Party;
use crate::domain::request::RequestStateKind;
use crate::domain::rule::{RuleRef, customers as rule};
use crate::domain::slug::Slug;

/// One condition of an order: whether it is met, why, and what to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The rule that asks for it.
    pub rule: RuleRef,
    /// Whether it is met; `None` if that is not known, which blocks nothing.
    pub met: Option<bool>,
    /// What was found.
    pub detail: String,
    /// What to do; `None` if it is met.
    pub remedy: Option<String>,
}

impl Condition {
    pub(super) fn met(rule: RuleRef, detail: impl Into<String>) -> Self {
        Self {
            rule,
            met: Some(true),
            detail: detail.into(),
            remedy: None,
        }
    }

    pub(super) fn unmet(rule: RuleRef, detail: impl Into<String>, remedy: Option<String>) -> Self {
        Self {
            rule,
            met: Some(false),
            detail: detail.into(),
            remedy: Some(remedy.unwrap_or_else(|| rule.remedy.to_owned())),
        }
    }

    /// It is not known whether the condition is met.
    pub(super) fn unknown(rule: RuleRef, detail: impl Into<String>, remedy: String) -> Self {
        Self {
            rule,
            met: None,
            detail: detail.into(),
            remedy: Some(remedy),
        }
    }

    /// The condition as it applies to the operation asked about: one that does not block it is met.
    pub(super) fn for_operation(self, question: &OrderQuestion<'_>) -> Self {
        if self.met == Some(true) {
            return self;
        }
        let operation = question.operation;
        let reason = match question.effect(self.rule) {
            OrderEffect::Now => return self,
            OrderEffect::From(day) => format!("this is not checked before {day}"),
            OrderEffect::DayUnknown | OrderEffect::Never
                if operation == OrderOperation::AutoRenew =>
            {
                "automatic renewal is exempt".to_owned()
            }
            OrderEffect::DayUnknown | OrderEffect::Never => {
                format!("this does not block {}", operation.phrase())
            }
        };
        Self::met(self.rule, format!("{}; {reason}", self.detail))
    }

    fn from_refusal(rule: RuleRef, refusal: Option<Diagnostic>, met: impl Into<String>) -> Self {
        match refusal {
            None => Self::met(rule, met),
            Some(refusal) => Self::unmet(rule, refusal.message(), refusal.help()),
        }
    }
}

/// The conditions of an order that our account places.
pub(super) fn when_we_order(question: &OrderQuestion<'_>) -> Vec<Condition> {
    let ours = question.ours;
    let account = match ours.is_direct_bill() {
        true => Condition::met(
            &rule::ACCOUNT_ACTIVE,
            "the direct-bill enrollment is active",
        ),
        false => Condition::unmet(
            &rule::ACCOUNT_ACTIVE,
            "this account does not have an active direct-bill enrollment",
            None,
        ),
    };
    let restricted = match ours.is_restricted() {
        false => Condition::met(&rule::RESTRICTED, "the account is not restricted"),
        true => Condition::unmet(
            &rule::RESTRICTED,
            "the account is restricted and cannot place new orders",
            None,
        ),
    };
    let mut conditions = vec![account, direct_order(question)];
    conditions.extend(of_the_customer(question, Some(&Party::Us)));
    conditions.push(restricted);
    conditions
}

/// The conditions of an order that a provider places. Without a provider, those that apply to any provider.
pub(super) fn when_a_provider_orders(
    question: &OrderQuestion<'_>,
    provider: Option<&Slug>,
) -> Vec<Condition> {
    let account = match question.ours.is_reseller() {
        true => Condition::met(
            &rule::ACCOUNT_ACTIVE,
            "the indirect-reseller enrollment is active",
        ),
        false => Condition::unmet(
            &rule::ACCOUNT_ACTIVE,
            "this account is not an active indirect reseller",
            None,
        ),
    };
    let mut conditions = vec![account];
    conditions.extend(of_the_provider(question, provider));
    let party = provider.cloned().map(Party::Provider);
    conditions.extend(of_the_customer(question, party.as_ref()));
    conditions.push(Condition::met(
        &rule::RESTRICTED,
        "a restriction does not affect orders that a provider places",
    ));
    conditions
}

fn of_the_provider(question: &OrderQuestion<'_>, provider: Option<&Slug>) -> [Condition; 2] {
    let domain = &question.customer.record.domain;
    let Some(slug) = provider else {
        return [
            Condition::unmet(
                &rule::PROVIDER_ACTIVE,
                "the account does not have an active partnership with a provider",
                Some("Find a provider: `csp providers search`\nThen record its invitation: `csp providers invite PROVIDER`\nThen authorize it: `csp providers authorize PROVIDER --accept`".to_owned()),
            ),
            Condition::unmet(
                &rule::PROVIDER_RELATIONSHIP,
                "none of this account's providers has a relationship with the customer",
                None,
            ),
        ];
    };
    let partnership = match question.partners.contains(slug) {
        true => Condition::met(
            &rule::PROVIDER_ACTIVE,
            format!("the partnership with {slug} is active"),
        ),
        false => Condition::unmet(
            &rule::PROVIDER_ACTIVE,
            format!("there is no active partnership with {slug}"),
            Some(format!(
                "Authorize the provider first: `csp providers authorize {slug} --accept`"
            )),
        ),
    };
    let relationship = match question
        .customer
        .is_served_by(&Party::Provider(slug.clone()))
    {
        true => Condition::met(
            &rule::PROVIDER_RELATIONSHIP,
            format!("{slug} has a relationship with the customer"),
        ),
        false => Condition::unmet(
            &rule::PROVIDER_RELATIONSHIP,
            format!("{slug} does not have a relationship with the customer"),
            Some(awaited(question.customer, Some(slug)).unwrap_or_else(|| {
                format!(
                    "Invite the customer to both in one request: `csp customers invite {domain} --provider {slug}`"
                )
            })),
        ),
    };
    [partnership, relationship]
}

fn direct_order(question: &OrderQuestion<'_>) -> Condition {
    match question.customer.won_as(question.ours) {
        Model::DirectBill => Condition::met(
            &rule::DIRECT_ORDER,
            "the customer was won as direct-bill partner",
        ),
        Model::IndirectReseller => Condition::unmet(
            &rule::DIRECT_ORDER,
            "the customer was won as indirect reseller",
            None,
        ),
    }
}

/// What the open request waits for. While there is one, no new invitation is suggested. If a provider is given, only a
/// request that includes it counts.
fn awaited(customer: &Customer, provider: Option<&Slug>) -> Option<String> {
    let domain = &customer.record.domain;
    let request = customer.open_request()?;
    if provider.is_some() && request.provider.as_ref() != provider {
        return None;
    }
    let answer = format!(
        "If the customer accepted: `csp customers accept {domain}`\nIf the customer declined: `csp customers decline {domain}`"
    );
    Some(match request.state() {
        RequestStateKind::Draft => {
            format!("Send the request, then record that: `csp customers sent {domain}`\n{answer}")
        }
        RequestStateKind::Sent
        | RequestStateKind::Accepted
        | RequestStateKind::Declined
        | RequestStateKind::Expired
        | RequestStateKind::Cancelled => answer,
    })
}

/// The conditions that concern the customer, whoever orders. `party` is who orders; `None` is a provider that is not
/// chosen yet.
fn of_the_customer(question: &OrderQuestion<'_>, party: Option<&Party>) -> Vec<Condition> {
    let customer = question.customer;
    let record = &customer.record;
    let ours = match customer.is_served_by(&Party::Us) {
        true => Condition::met(
            &rule::SELF_RELATIONSHIP,
            "we have a relationship with the customer",
        ),
        false => Condition::unmet(
            &rule::SELF_RELATIONSHIP,
            "we do not have a relationship with the customer",
            Some(awaited(customer, None).unwrap_or_else(|| {
                format!(
                    "Invite the customer: `csp customers invite {}`",
                    record.domain
                )
            })),
        ),
    };
    vec![
        ours,
        Condition::from_refusal(
            &rule::TERRITORY,
            territory(question.ours, record),
            format!("{} is in the account's region", record.country),
        ),
        Condition::from_refusal(
            &rule::NOT_CSP_TENANT,
            csp_tenant(record, question.csp_use),
            "as far as known, the tenant is not used for CSP transactions",
        ),
        Condition::from_refusal(
            &rule::REGISTRATION_ID,
            registration(record),
            match record.registration_id {
                Some(_) => "the registration ID has the published form",
                None => "a registration ID is not required",
            },
        ),
        agreement(question, party),
    ]
}

fn agreement(question: &OrderQuestion<'_>, party: Option<&Party>) -> Condition {
    let record = &question.customer.record;
    let detail = match decisive_agreement(question.customer, party) {
        Some(agreement) if !agreement.is_current_kind() => format!(
            "the customer accepted the older Microsoft Cloud Agreement on {}; the Microsoft Customer Agreement replaced it on {CUSTOMER_AGREEMENT_FROM}",
            agreement.accepted_on
        ),
        Some(agreement) if serves(agreement, party) => {
            return Condition::met(
                &rule::AGREEMENT_FIRST,
                format!(
                    "accepted on {} ({})",
                    agreement.accepted_on,
                    agreement.method()
                ),
            );
        }
        Some(_) => {
            let attester = party.map_or_else(|| "a provider".to_owned(), ToString::to_string);
            format!("the recorded attestation is ours, but {attester} must attest for itself")
        }
        None => "the customer's acceptance of the Microsoft Customer Agreement is not recorded"
            .to_owned(),
    };
    let country = market_of(record.country).map_or_else(
        || record.country.to_string(),
        |market| market.name.into_owned(),
    );
    Condition::unmet(
        &rule::AGREEMENT_FIRST,
        detail,
        Some(format!(
            "Give the customer the agreement for {country} ({PAGE}), or have the customer accept it in its admin centre ({CENTRE}).\nThen record it: `csp customers agreement {}`",
            record.domain
        )),
    )
}

/// The newest acceptance on which the party may order; without one, the newest that counts.
pub(super) fn decisive_agreement<'c>(
    customer: &'c Customer,
    party: Option<&Party>,
) -> Option<&'c Agreement> {
    let all = customer.counting_agreements();
    let mut usable = all.iter().filter(|it| it.is_current_kind());
    let found = usable.find(|it| serves(it, party));
    found.or(all.first()).copied()
}

/// Whether the party may order on the basis of the agreement. A provider that is not chosen yet must attest itself, as
/// any other.
fn serves(agreement: &Agreement, party: Option<&Party>) -> bool {
    match party {
        Some(party) => agreement.serves(party),
        None => agreement.attested_by != Some(Party::Us),
    }
}

/// Where Microsoft publishes the agreement by country and language (S20m).
const PAGE: &str = "https://docs.microsoft.com/partner-center/agreements";
/// Where a customer accepts it directly.
pub(super) const CENTRE: &str =
    "https://admin.microsoft.com/AdminPortal/Home?ref=/BillingAccounts/agreement";
