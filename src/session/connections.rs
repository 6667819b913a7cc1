//! What waits between accounts, their providers and their customers, for `csp status`.

use std::collections::BTreeMap;

use crate::diagnostic::Result;
use crate::domain::calendar::{Instant, last_day};
use crate::domain::connections::{Connections, Deadline, InvalidValidation, Unrecorded};
use crate::domain::partnership::own_entry;
use crate::domain::provider::Provider;
use crate::domain::standing::{Footing, Standing};
use crate::domain::{Account, Model, Slug};
use crate::policy::order_rules;
use crate::report::views::status::ExpiringView;
use crate::store::{Held, ProviderValidation, Tx, latest_of_each};

/// For how many days something that expired unanswered is still shown.
const BEHIND: u64 = 30;

/// How far ahead requests are read, and how many.
pub struct ConnectionReach {
    /// Requests that run out until then.
    pub until: Instant,
    /// Of an account at most so many.
    pub most: u32,
    /// Whether a next action of one of the accounts is put off.
    pub has_snoozes: bool,
}

/// What waits between some accounts, their providers and their customers.
///
/// # Errors
/// If the store cannot be read.
pub fn of_accounts(
    tx: &Tx<'_>,
    accounts: &[Account],
    partnerships: &BTreeMap<i64, Vec<Held>>,
    reach: &ConnectionReach,
) -> Result<Vec<Connections>> {
    let lately = tx.now() - chrono::Days::new(BEHIND);
    let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
    let mut requests = tx.requests_ending(&ids, lately, reach.until, reach.most)?;
    let mut without_agreement = tx.without_agreement(&ids, reach.has_snoozes)?;
    let mut validations = tx.validations_of(&ids)?;
    let mut blocked = tx.blocked_customers(&ids)?;
    let held_by = |account: &Account| partnerships.get(&account.id).map_or(&[][..], Vec::as_slice);
    let partners = |account: &Account| {
        let latest = latest_of_each(held_by(account));
        latest.filter(|it| it.partnership.is_active()).count()
    };
    let is_reseller = |account: &Account| Footing::of(account, Model::IndirectReseller).is_in();
    let needs_partner = |account: &Account| is_reseller(account) && partners(account) == 0;
    let directory = if accounts.iter().any(needs_partner) {
        tx.providers().all()?
    } else {
        Vec::new()
    };
    let of_one = |account: &Account| {
        let is = |model| Footing::of(account, model).is_in();
        let latest = || latest_of_each(held_by(account));
        Connections {
            is_reseller: is_reseller(account),
            partners: partners(account),
            candidates: if needs_partner(account) {
                candidates(account, &directory)
            } else {
                Vec::new()
            },
            invitations: latest()
                .filter_map(invitation)
                .filter(|it| it.at > lately)
                .collect(),
            requests: requests
                .remove(&account.id)
                .unwrap_or_default()
                .into_iter()
                .map(|it| Deadline {
                    subject: it.domain.to_string(),
                    at: it.at,
                })
                .collect(),
            without_agreement: without_agreement
                .remove(&account.id)
                .unwrap_or_default()
                .into_iter()
                .map(|(domain, won_as)| Unrecorded {
                    domain,
                    we_may_attest: is(Model::DirectBill) && won_as == Model::DirectBill,
                    attestation_needs_company: tx.now().date_naive()
                        >= order_rules().company_name_from.day,
                })
                .collect(),
            invalid_validations: invalid_validations(
                validations.remove(&account.id).unwrap_or_default(),
                held_by(account),
            ),
            blocked_customers: blocked.remove(&account.id).unwrap_or_default(),
        }
    };
    Ok(accounts.iter().map(of_one).collect())
}

/// The answers that our Partner ID is invalid, to providers with an active partnership.
fn invalid_validations(all: Vec<ProviderValidation>, held: &[Held]) -> Vec<InvalidValidation> {
    let is_active = |provider: &Slug| {
        latest_of_each(held).any(|it| it.provider == *provider && it.partnership.is_active())
    };
    let invalid = all
        .into_iter()
        .filter(|(provider, answer)| !answer.is_valid && is_active(provider));
    let of_one = |(provider, answer): ProviderValidation| InvalidValidation {
        detail: answer.detail(),
        provider,
    };
    invalid.map(of_one).collect()
}

/// The providers of the account's region, by their short names.
fn candidates(account: &Account, directory: &[Provider]) -> Vec<Slug> {
    let ours = Standing::of(account);
    let fitting = directory.iter().filter(|provider| {
        ours.shares_region_with(provider.country) && own_entry(&ours, provider).is_none()
    });
    fitting.map(|provider| provider.slug.clone()).collect()
}

fn invitation(held: &Held) -> Option<Deadline> {
    let at = held.partnership.expires_at()?;
    Some(Deadline {
        subject: held.provider.to_string(),
        at,
    })
}

/// Invitations and requests that run out, or lately did.
pub fn expiring(connections: &Connections, now: Instant) -> Vec<ExpiringView> {
    let invitations = connections.invitations.iter();
    let invitations =
        invitations.map(|it| view("invitation", it, now).tied_to([it.cause_of_invitation()]));
    let requests = connections.requests.iter();
    let requests = requests.map(|it| {
        let date = view("request", it, now).tied_to([it.cause_of_request()]);
        // A later request to the same customer is another one.
        date.keyed(format!("{} {}", it.customer_key(), it.at.timestamp()))
            .about_customer(Some(it.customer_key()))
    });
    invitations.chain(requests).collect()
}

fn view(what: &'static str, ending: &Deadline, now: Instant) -> ExpiringView {
    let overdue = ending.at <= now;
    ExpiringView::new(what, ending.subject.clone(), last_day(ending.at), overdue)
}
