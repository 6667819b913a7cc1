//! What must be true before a transfer is created or submitted, and how far it is.

use super::id::TransferId;
use super::orderer::TransferOrderer;
use super::plan::{PlannedAgain, item_refusals, plan_command};
use super::record::Transfer;
use super::state::{TransferActor, TransferDirection, TransferEvent};
use crate::diagnostic::Diagnostic;
use crate::domain::Email;
use crate::domain::calendar::Day;
use crate::domain::customer::Customer;
use crate::domain::market::market_of;
use crate::domain::partnership::{ResellerValidation, correct_partner_id, record_validation};
use crate::domain::provider::Provider;
use crate::domain::quote::shell_word;
use crate::domain::relationship::Party;
use crate::domain::rule::{RuleRef, transfers as rule};
use crate::domain::standing::{Standing, regions_apart};
use crate::domain::word::words;

words! {
    /// How far a condition of a transfer is met.
    pub enum TransferCheckStatus: "status of a condition" {
        /// It is met, as far as is recorded.
        Met = "met",
        /// It is not met.
        NotMet = "not-met",
        /// Nothing recorded shows it.
        Unknown = "unknown",
    }
}

use TransferCheckStatus::{Met, NotMet, Unknown};

/// One condition of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferCheck {
    /// The rule.
    pub rule: RuleRef,
    /// How far it is met.
    pub status: TransferCheckStatus,
    /// Why.
    pub detail: String,
    /// The command that mends it or records it, or a line for each outcome with its command; `None` if it is met.
    pub remedy: Option<String>,
}

/// A provider with the last validation of our Partner ID.
pub type ValidatedProvider = (Provider, Option<ResellerValidation>);

/// What is known about a transfer's parties.
#[derive(Debug, Clone)]
pub struct TransferFacts<'a> {
    /// Our account.
    pub ours: &'a Standing,
    /// The customer on record.
    pub customer: Option<&'a Customer>,
    /// The other partner, if the directory has it.
    pub partner: Option<&'a Provider>,
    /// Who orders for this customer.
    pub orderer: &'a TransferOrderer<ValidatedProvider>,
    /// Whether an active user is Admin agent.
    pub has_admin_agent: bool,
    /// The owner of the account, for the command that grants the role.
    pub owner: Option<&'a Email>,
    /// Subscriptions in other open transfers of the account.
    pub open_elsewhere: &'a [(String, TransferId)],
    /// From which day Microsoft validates the reseller of record of a transfer.
    pub validated_from: Day,
    /// The present day.
    pub today: Day,
}

/// Every condition of a transfer that is still open, in the order in which they are worked through.
pub fn transfer_checks(it: &Transfer, facts: &TransferFacts<'_>) -> Vec<TransferCheck> {
    if !it.state.is_open() {
        return Vec::new();
    }
    let mut checks = vec![relationship(it, facts), region(it, facts), items(it, facts)];
    checks.extend(reseller_of_record(it, facts));
    checks.extend(role(facts));
    checks
}

/// The refusals of a creation: conditions that are known not to be met and that Microsoft asks for then. Items are
/// checked when they are planned, and whoever may record a transfer is a question of permissions.
pub(super) fn creation_refusals(checks: &[TransferCheck]) -> Vec<Diagnostic> {
    let asked = [
        &rule::RELATIONSHIP,
        &rule::REGION,
        &rule::RESELLER_OF_RECORD,
    ];
    let broken = checks.iter().filter(|one| one.status == NotMet);
    let broken = broken.filter(|one| asked.iter().any(|rule| **rule == *one.rule));
    let refusals = broken.map(|one| {
        let refusal = Diagnostic::refused(one.rule, one.detail.clone());
        match &one.remedy {
            // Sentences, with the commands in them.
            Some(remedy) if remedy.contains('`') => refusal.with_help(remedy.clone()),
            Some(command) => refusal.with_help(format!("To mend it: `{command}`")),
            None => refusal,
        }
    });
    refusals.collect()
}

fn check(
    rule: RuleRef,
    status: TransferCheckStatus,
    detail: impl Into<String>,
    remedy: Option<String>,
) -> TransferCheck {
    TransferCheck {
        rule,
        status,
        detail: detail.into(),
        remedy: remedy.filter(|_| status != Met),
    }
}

/// The command that puts the other partner into the directory.
fn add_partner(it: &Transfer) -> String {
    let name = it.partner.name.as_deref().unwrap_or("NAME");
    format!(
        "csp providers add {} --country CC --mpn-id ID",
        shell_word(name, "NAME")
    )
}

fn relationship(it: &Transfer, facts: &TransferFacts<'_>) -> TransferCheck {
    let rule: RuleRef = &rule::RELATIONSHIP;
    let Some(customer) = facts.customer else {
        let add = "csp customers add NAME --domain DOMAIN --country CC --email ADDRESS";
        let detail = format!("{} is not on record as a customer", it.customer_shown());
        return check(rule, Unknown, detail, Some(add.to_owned()));
    };
    let (name, domain) = (&customer.record.name, customer.record.domain.to_string());
    let word = shell_word(&domain, "CUSTOMER");
    match it.direction {
        TransferDirection::In => {
            if customer.is_served_by(&Party::Us) {
                let detail = format!("{name} has a reseller relationship with us");
                return check(rule, Met, detail, None);
            }
            let detail = format!("{name} has not accepted a reseller relationship with us");
            check(
                rule,
                NotMet,
                detail,
                Some(format!("csp customers invite {word}")),
            )
        }
        TransferDirection::Out => {
            let partner = it.partner_shown();
            let Some(provider) = facts.partner else {
                let detail = format!(
                    "ask {partner} whether {name} has accepted its relationship; it is not in the directory"
                );
                return check(rule, Unknown, detail, Some(add_partner(it)));
            };
            if customer.is_served_by(&Party::Provider(provider.slug.clone())) {
                let detail = format!("{name} has a reseller relationship with {partner}");
                return check(rule, Met, detail, None);
            }
            let provider = &provider.slug;
            let detail = format!("{name} does not have a reseller relationship with {partner}");
            let extend =
                format!("csp customers extend {word} --provider {provider} --consent-obtained");
            check(rule, NotMet, detail, Some(extend))
        }
    }
}

fn region(it: &Transfer, facts: &TransferFacts<'_>) -> TransferCheck {
    let rule: RuleRef = &rule::REGION;
    let partner = it.partner_shown();
    let Some(provider) = facts.partner else {
        let detail = format!("the country of {partner} is unknown; it is not in the directory");
        return check(rule, Unknown, detail, Some(add_partner(it)));
    };
    let theirs = provider.country;
    match market_of(theirs) {
        Some(market) if facts.ours.shares_region_with(theirs) => {
            let detail = format!("both partners are in {}", market.region.title());
            check(rule, Met, detail, None)
        }
        Some(_) | None => {
            let detail = format!(
                "{partner} is in another region: {}",
                regions_apart(facts.ours.country, theirs)
            );
            let edit = format!("csp providers edit {} --country CC", provider.slug);
            check(rule, NotMet, detail, Some(edit))
        }
    }
}

fn items(it: &Transfer, facts: &TransferFacts<'_>) -> TransferCheck {
    let rule: RuleRef = &rule::ITEMS;
    let refusals = item_refusals(it.kind, &it.items, facts.open_elsewhere);
    if let Some(first) = refusals.first() {
        return check(rule, NotMet, first.message(), Some(plan_again(it)));
    }
    if !it.items.is_empty() {
        let count = crate::domain::counted(it.items.len() as u64, "item");
        return check(rule, Met, count, None);
    }
    match it.direction {
        TransferDirection::In => {
            let detail = format!("{} chooses the subscriptions", it.partner_shown());
            check(rule, Met, detail, None)
        }
        TransferDirection::Out => {
            let detail = "no subscription is named yet";
            check(rule, NotMet, detail, Some(plan_again(it)))
        }
    }
}

fn plan_again(it: &Transfer) -> String {
    plan_command(&PlannedAgain {
        customer: it.customer.domain.as_ref(),
        direction: Some(it.direction),
        partner: it.partner.name.as_deref(),
        partner_tenant: None,
        kind: it.kind,
    })
}

/// Where we are the target and a provider orders for us. Of several providers that could, one with a valid answer is
/// enough.
fn reseller_of_record(it: &Transfer, facts: &TransferFacts<'_>) -> Option<TransferCheck> {
    let TransferOrderer::Providers(providers) = facts.orderer else {
        return None;
    };
    if it.direction == TransferDirection::Out {
        return None;
    }
    let rule: RuleRef = &rule::RESELLER_OF_RECORD;
    let from = facts.validated_from;
    if facts.today < from {
        let detail = format!("Microsoft validates the reseller of record from {from} on");
        return Some(check(rule, Met, detail, None));
    }
    let Some((first, _)) = providers.first() else {
        let detail = "no provider with an active partnership is on record";
        let command = "csp providers list".to_owned();
        return Some(check(rule, Unknown, detail, Some(command)));
    };
    let answers = || {
        let all = providers.iter();
        all.filter_map(|(provider, found)| Some((provider, found.as_ref()?)))
    };
    if let Some((provider, found)) = answers().find(|(_, found)| found.is_valid) {
        let (name, on) = (&provider.name, found.on);
        let detail = format!("our Partner ID was valid with {name} on {on}");
        return Some(check(rule, Met, detail, None));
    }
    let unasked = providers.iter().find(|(_, found)| found.is_none());
    let Some((provider, found)) = answers().next().filter(|_| unasked.is_none()) else {
        let provider = unasked.map_or(first, |(provider, _)| provider);
        let detail = format!(
            "no validation of our Partner ID is on record; ask {} for it",
            provider.name
        );
        let record = record_validation(&provider.slug);
        return Some(check(rule, Unknown, detail, Some(record)));
    };
    let reasons = [found.code.as_deref(), found.text.as_deref()];
    let reasons: Vec<&str> = reasons.into_iter().flatten().collect();
    let detail = format!(
        "our Partner ID was not valid with {} on {}{}{}",
        provider.name,
        found.on,
        if reasons.is_empty() { "" } else { ": " },
        reasons.join(", ")
    );
    let (correct, record) = (
        correct_partner_id(&provider.slug),
        record_validation(&provider.slug),
    );
    let remedy = format!("{correct}\n{record}");
    Some(check(rule, NotMet, detail, Some(remedy)))
}

/// Whether somebody can make our calls at Microsoft. Where a provider orders for us, it makes them.
fn role(facts: &TransferFacts<'_>) -> Option<TransferCheck> {
    let rule: RuleRef = &rule::ROLE;
    if *facts.orderer != TransferOrderer::Us {
        return None;
    }
    if facts.has_admin_agent {
        return Some(check(rule, Met, "an active user is Admin agent", None));
    }
    let owner = facts.owner.map(ToString::to_string);
    let owner = shell_word(owner.as_deref().unwrap_or("EMAIL"), "EMAIL");
    let command = format!("csp users grant {owner} admin-agent");
    let detail = "no active user is Admin agent";
    Some(check(rule, NotMet, detail, Some(command)))
}

/// What has to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferNextStep {
    /// Who does it.
    pub who: TransferActor,
    /// What, for a person.
    pub what: String,
    /// The command that records it.
    pub command: String,
}

/// The next step; `None` once the transfer is over.
pub fn next_step_of(it: &Transfer, facts: &TransferFacts<'_>) -> Option<TransferNextStep> {
    let (event, actor) = it.next_step()?;
    let who = facts.orderer.acts_as(actor);
    let doer = match who {
        TransferActor::Us => None,
        TransferActor::Provider => {
            let provider = facts.orderer.provider();
            Some(provider.map_or("Your provider".to_owned(), |(one, _)| one.name.clone()))
        }
        TransferActor::OtherPartner | TransferActor::Microsoft => Some(it.partner_shown()),
    };
    let what = match (event, doer) {
        (TransferEvent::Create, None) => {
            "Create the transfer at Microsoft, then record its ID".to_owned()
        }
        (TransferEvent::Submit, None) => {
            "Submit the subscriptions at Microsoft, then record it".to_owned()
        }
        (TransferEvent::Accept, None) => {
            "Accept or reject the transfer at Microsoft, then record it".to_owned()
        }
        (TransferEvent::Create, Some(doer)) => {
            format!("{doer} creates the transfer, then record its ID")
        }
        (TransferEvent::Submit, Some(doer)) => {
            format!("{doer} submits the subscriptions, then record it")
        }
        (TransferEvent::Accept, Some(doer)) => {
            format!("{doer} accepts or rejects it, then record it")
        }
        (TransferEvent::Reject | TransferEvent::Cancel | TransferEvent::Expire, _) => return None,
    };
    let command = event.record_command(it.id);
    Some(TransferNextStep { who, what, command })
}

#[cfg(test)]
mod tests;
