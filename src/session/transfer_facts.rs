//! What the store knows around a transfer: the customer, the other partner, the providers that order for us, our people.
//! A transfer is shown with what must be true first and who acts next.

use std::collections::BTreeMap;

use super::Context;
use super::import_answer::vanished;
use crate::diagnostic::Result;
use crate::domain::calendar::Day;
use crate::domain::customer::Customer;
use crate::domain::order::{OrderEdition, OrderEditionStart, OrderOperation};
use crate::domain::partnership::ResellerValidation;
use crate::domain::provider::Provider;
use crate::domain::role::Role;
use crate::domain::rule::customers;
use crate::domain::standing::Standing;
use crate::domain::transfer::{
    Transfer, TransferFacts, TransferId, TransferOrderer, ValidatedProvider, next_step_of,
    transfer_checks,
};
use crate::domain::{Account, Email, Slug};
use crate::exchange::transfers::TransferCall;
use crate::policy::order_rules;
use crate::report::views::transfers::{TransferOutlook, TransferView};
use crate::store::Tx;

/// From which day Microsoft validates the reseller of record of a transfer: the day from which it does so for changes.
fn validated_from() -> Day {
    let of_changes = |edition: &&OrderEdition| {
        *edition.condition == customers::RESELLER_OF_RECORD
            && edition.blocks.contains(&OrderOperation::Change)
    };
    let editions = order_rules().editions.iter().filter(of_changes);
    let days = editions.filter_map(|edition| match edition.start {
        OrderEditionStart::On(day) => Some(day),
        OrderEditionStart::Always => Some(Day::MIN),
        OrderEditionStart::Configured => None,
    });
    days.min().unwrap_or(Day::MAX)
}

/// What the store knows around a transfer.
pub struct KnownAround {
    /// Our account.
    pub standing: Standing,
    customer: Option<Customer>,
    partner: Option<Provider>,
    orderer: TransferOrderer<ValidatedProvider>,
    has_admin_agent: bool,
    owner: Option<Email>,
    open_elsewhere: Vec<(String, TransferId)>,
    today: Day,
}

impl KnownAround {
    /// Reads it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn read(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account, it: &Transfer) -> Result<Self> {
        let today = ctx.today();
        let customer = customer_of(tx, account, it)?;
        let providers = tx.providers().all()?;
        let partners = tx.partnerships(account.id).partners()?;
        let standing = Standing::on(account, today);
        let won_as = customer.as_ref().map(|one| one.won_as(&standing));
        let related = customer.as_ref().map(Customer::active_providers);
        let related = related.unwrap_or_default();
        let orderer = match TransferOrderer::of(&standing, won_as, related, &partners) {
            TransferOrderer::Us => TransferOrderer::Us,
            TransferOrderer::Providers(slugs) => {
                let mut answers = tx.validations_of(&[account.id])?;
                let answers = answers.remove(&account.id).unwrap_or_default();
                let mut answers: BTreeMap<Slug, ResellerValidation> = answers.into_iter().collect();
                let chosen = providers.iter().filter(|one| slugs.contains(&one.slug));
                let with_answer = |one: &Provider| (one.clone(), answers.remove(&one.slug));
                TransferOrderer::Providers(chosen.map(with_answer).collect())
            }
        };
        Ok(Self {
            standing,
            partner: partner_among(&providers, it).cloned(),
            customer,
            orderer,
            has_admin_agent: !tx.staffed(&[account.id], &[Role::AdminAgent])?.is_empty(),
            owner: account.owner(),
            open_elsewhere: tx.transfers(account.id).open_subscriptions(Some(it.id))?,
            today,
        })
    }

    /// The same for the decisions about the transfer.
    pub fn facts(&self) -> TransferFacts<'_> {
        TransferFacts {
            ours: &self.standing,
            customer: self.customer.as_ref(),
            partner: self.partner.as_ref(),
            orderer: &self.orderer,
            has_admin_agent: self.has_admin_agent,
            owner: self.owner.as_ref(),
            open_elsewhere: &self.open_elsewhere,
            validated_from: validated_from(),
            today: self.today,
        }
    }
}

/// The customer on record: with the domain, else with the tenant.
fn customer_of(tx: &Tx<'_>, account: &Account, it: &Transfer) -> Result<Option<Customer>> {
    let customers = tx.customers(account.id);
    if let Some(domain) = &it.customer.domain
        && let Some(found) = customers.with_domain(domain)?
    {
        return Ok(Some(found));
    }
    let Some(tenant) = it.customer.tenant_id else {
        return Ok(None);
    };
    match customers.find_named(&tenant.to_string())?.as_slice() {
        [(domain, _)] => customers.with_domain(domain),
        _ => Ok(None),
    }
}

/// The other partner in the directory: with its tenant, else with its exact name.
fn partner_among<'p>(providers: &'p [Provider], it: &Transfer) -> Option<&'p Provider> {
    let partner = &it.partner;
    let by_tenant = partner.tenant_id.and_then(|id| {
        let mut all = providers.iter();
        all.find(|one| one.tenant_id == Some(id))
    });
    by_tenant.or_else(|| {
        let name = partner.name.as_deref()?.to_lowercase();
        let mut named = providers
            .iter()
            .filter(|one| one.name.to_lowercase() == name);
        named.next().filter(|_| named.next().is_none())
    })
}

impl Context<'_> {
    /// A transfer as it is recorded now, with what must be true first and who acts next.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn transfer_view(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        id: TransferId,
    ) -> Result<TransferView> {
        let record = tx.transfers(account.id).record(id)?;
        let record = record.ok_or_else(|| vanished(&id))?;
        let around = KnownAround::read(self, tx, account, &record.transfer)?;
        let (transfer, facts) = (&record.transfer, around.facts());
        // A provider makes the calls of our side itself.
        let call = match &around.orderer {
            TransferOrderer::Us => TransferCall::of(transfer, around.standing.tenant_id),
            TransferOrderer::Providers(_) => None,
        };
        let outlook = TransferOutlook {
            checks: transfer_checks(transfer, &facts),
            next_step: next_step_of(transfer, &facts),
            call,
        };
        Ok(TransferView::new(&record).with_outlook(outlook))
    }
}
