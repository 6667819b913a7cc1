//! Planning a transfer: the rules that can be decided at once, and the plan. Nothing is sent to Microsoft.

use std::collections::BTreeSet;

use super::id::TransferId;
use super::item::{MOST_ITEMS, PlannedItem, TransferItem, TransferProductType};
use super::record::{Transfer, TransferCustomer, TransferPartner};
use super::state::{TransferDirection, TransferKind, TransferStateKind};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::customer::Customer;
use crate::domain::provider::Provider;
use crate::domain::quote::shell_word;
use crate::domain::rule::transfers as rule;
use crate::domain::standing::{Standing, regions_apart};
use crate::domain::word::Word as _;
use crate::domain::{TenantDomain, TenantId, grouped};

/// What a person asks for.
#[derive(Debug, Clone)]
pub struct TransferRequest<'a> {
    /// The procedure.
    pub kind: TransferKind,
    /// To us or away from us.
    pub direction: Option<TransferDirection>,
    /// The name of the other partner.
    pub partner: Option<&'a str>,
    /// Its tenant, if given.
    pub partner_tenant: Option<TenantId>,
    /// The subscriptions.
    pub items: &'a [PlannedItem],
}

/// What is known about the parties of a plan.
#[derive(Debug, Clone, Copy)]
pub struct TransferParties<'a> {
    /// Our account.
    pub ours: &'a Standing,
    /// The customer on record; `None` if it was not found, which is reported elsewhere.
    pub customer: Option<&'a Customer>,
    /// The other partner, if the directory has it.
    pub partner: Option<&'a Provider>,
    /// Subscriptions in other open transfers of the account.
    pub open_elsewhere: &'a [(String, TransferId)],
}

/// What is known of a transfer that is to be planned with other items.
pub(super) struct PlannedAgain<'a> {
    pub(super) customer: Option<&'a TenantDomain>,
    pub(super) direction: Option<TransferDirection>,
    pub(super) partner: Option<&'a str>,
    pub(super) partner_tenant: Option<TenantId>,
    pub(super) kind: TransferKind,
}

/// The command that plans a transfer, with the items to be filled in.
pub(super) fn plan_command(it: &PlannedAgain<'_>) -> String {
    let customer = it.customer.map(ToString::to_string);
    let customer = shell_word(customer.as_deref().unwrap_or("CUSTOMER"), "CUSTOMER");
    let direction = it.direction.map(|it| it.to_string());
    let direction = direction.unwrap_or_else(|| "DIRECTION".to_owned());
    let partner = shell_word(it.partner.unwrap_or("NAME"), "NAME");
    let tenant = it
        .partner_tenant
        .map(|id| format!(" --partner-tenant {id}"));
    let (tenant, transfer_kind) = (tenant.unwrap_or_default(), it.kind);
    format!(
        "csp transfers plan {customer} --direction {direction} --partner {partner}{tenant} --kind {transfer_kind} --item SUBSCRIPTION:TYPE"
    )
}

/// Every rule that a plan breaks and that nothing can mend but another plan.
pub fn transfer_plan_refusals(
    ask: &TransferRequest<'_>,
    parties: &TransferParties<'_>,
) -> Vec<Diagnostic> {
    let items: Vec<TransferItem> = ask.items.iter().map(TransferItem::from).collect();
    let again = plan_command(&PlannedAgain {
        customer: parties.customer.map(|it| &it.record.domain),
        direction: ask.direction,
        partner: ask.partner,
        partner_tenant: ask.partner_tenant,
        kind: ask.kind,
    });
    let with_plan = |one: Diagnostic| match one.own_help() {
        Some(_) => one,
        None => one.with_help(format!("Plan it with other items: `{again}`")),
    };
    let refusals = item_refusals(ask.kind, &items, parties.open_elsewhere);
    let mut refusals: Vec<Diagnostic> = refusals.into_iter().map(with_plan).collect();
    let partner = parties.partner;
    if let Some(partner) = partner.filter(|it| !parties.ours.shares_region_with(it.country)) {
        let apart = regions_apart(parties.ours.country, partner.country);
        let message = format!("{} is in another region: {apart}", partner.name);
        let refusal = Diagnostic::refused(&rule::REGION, message).with_flag("--partner");
        refusals.push(refusal.with_help(format!(
            "If its country on record is wrong: `csp providers edit {} --country CC`",
            partner.slug
        )));
    }
    let tenant = ask
        .partner_tenant
        .or_else(|| partner.and_then(|it| it.tenant_id));
    if tenant.is_some() && parties.ours.owns_tenant(tenant, None) {
        let message = "the other partner cannot be this account: the tenant ID is our own";
        refusals.push(Diagnostic::refused(&rule::STEP, message).with_flag("--partner-tenant"));
    }
    if let Some(customer) = parties.customer {
        let record = &customer.record;
        if parties
            .ours
            .owns_tenant(record.tenant_id, Some(&record.domain))
        {
            let message = format!("`{}` is this account's own tenant", record.domain);
            refusals.push(Diagnostic::refused(&rule::STEP, message).with_flag("CUSTOMER"));
        }
    }
    refusals
}

/// A planned transfer.
///
/// # Errors
/// Every rule that is broken.
pub fn plan_transfer(
    ask: &TransferRequest<'_>,
    parties: &TransferParties<'_>,
    id: TransferId,
    now: Instant,
) -> Result<Transfer, Vec<Diagnostic>> {
    let refusals = transfer_plan_refusals(ask, parties);
    let (Some(direction), Some(partner), Some(customer), true) = (
        ask.direction,
        ask.partner,
        parties.customer,
        refusals.is_empty(),
    ) else {
        return Err(refusals);
    };
    let record = &customer.record;
    let mut plan = Transfer {
        id,
        kind: ask.kind,
        direction,
        customer: TransferCustomer {
            domain: Some(record.domain.clone()),
            tenant_id: record.tenant_id,
            name: Some(record.name.clone()),
            email: record.email.as_ref().map(ToString::to_string),
        },
        partner: TransferPartner {
            name: Some(
                parties
                    .partner
                    .map_or(partner.trim(), |it| &it.name)
                    .to_owned(),
            ),
            tenant_id: ask
                .partner_tenant
                .or_else(|| parties.partner.and_then(|it| it.tenant_id)),
        },
        state: TransferStateKind::Planned,
        state_since: now,
        microsoft_status: None,
        partner_on_record: None,
        items: ask.items.iter().map(TransferItem::from).collect(),
        planned_at: Some(now),
        created_at: None,
        modified_at: None,
        completed_at: None,
        expires_at: None,
        last_seen_at: None,
        note: None,
    };
    plan.sort_items();
    Ok(plan)
}

/// What is wrong with the items of a transfer; nothing where it has none.
pub fn item_refusals(
    kind: TransferKind,
    items: &[TransferItem],
    open_elsewhere: &[(String, TransferId)],
) -> Vec<Diagnostic> {
    let refused = |message: String| Diagnostic::refused(&rule::ITEMS, message).with_flag("--item");
    let mut refusals = Vec::new();
    if kind == TransferKind::NewCommerce && items.len() > MOST_ITEMS {
        refusals.push(refused(format!(
            "a new-commerce transfer has at most {MOST_ITEMS} items: {} are given",
            grouped(items.len() as u64)
        )));
    }
    let mut seen = BTreeSet::new();
    for item in items {
        let subscription = &item.subscription;
        if !seen.insert(subscription) {
            refusals.push(refused(format!(
                "subscription {subscription} is given twice: a transfer moves whole subscriptions"
            )));
            continue;
        }
        refusals.extend(type_fault(kind, item).map(refused));
        if item.quantity == Some(0) {
            refusals.push(refused(format!(
                "subscription {subscription} has quantity 0: a transfer moves whole subscriptions"
            )));
        }
        let elsewhere = open_elsewhere
            .iter()
            .find(|(known, _)| known == subscription);
        if let Some((_, transfer)) = elsewhere {
            let refusal = refused(format!(
                "subscription {subscription} is in the open transfer {transfer} already"
            ));
            refusals.push(refusal.with_help(format!(
                "To give that one up: `csp transfers record {transfer} cancelled`"
            )));
        }
    }
    refusals
}

/// Why the type of an item does not fit a kind of transfer.
fn type_fault(kind: TransferKind, item: &TransferItem) -> Option<String> {
    // Legacy transfers name no type at Microsoft.
    let typed = item.product_type.as_deref()?;
    let fits = |one: &TransferProductType| match kind {
        TransferKind::NewCommerce => one.is_new_commerce(),
        TransferKind::Legacy => one.is_legacy(),
    };
    let known = TransferProductType::from_word(typed).ok();
    if known.as_ref().is_some_and(fits) {
        return None;
    }
    let all = TransferProductType::ALL.iter().copied();
    let allowed: Vec<&str> = all.filter(fits).map(|one| one.word()).collect();
    Some(match known {
        Some(known) => format!(
            "a {kind} transfer does not move {known} (expected one of {})",
            allowed.join(", ")
        ),
        None => format!(
            "`{typed}` is not a valid product type (expected one of {})",
            allowed.join(", ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::samples::customer;
    use crate::domain::provider::samples::provider;
    use crate::domain::standing::samples::reseller;

    fn item(number: u32, kind: &str) -> PlannedItem {
        format!("5e1fb2c8-5555-4c3d-a7e6-{number:012x}:{kind}")
            .parse()
            .unwrap()
    }

    fn messages(kind: TransferKind, items: &[PlannedItem]) -> Vec<String> {
        let items: Vec<TransferItem> = items.iter().map(TransferItem::from).collect();
        let open = [(items_key(9), TransferId::Draft(3))];
        let found = item_refusals(kind, &items, &open);
        assert!(found.iter().all(|one| one.rule() == Some(&rule::ITEMS)));
        found.iter().map(|one| one.message().to_owned()).collect()
    }

    fn items_key(number: u32) -> String {
        TransferItem::from(&item(number, "SaaS")).subscription
    }

    #[test]
    fn items_are_few_whole_and_of_a_known_type() {
        use TransferKind::{Legacy, NewCommerce};
        let many = |count: u32| -> Vec<_> { (10..10 + count).map(|at| item(at, "SaaS")).collect() };
        assert_eq!(messages(NewCommerce, &many(25)), [""; 0]);
        assert!(messages(NewCommerce, &many(26))[0].contains("at most 25 items: 26"));
        assert!(messages(NewCommerce, &[item(1, "Office")])[0].contains("OnlineServicesNCE"));
        assert!(messages(NewCommerce, &[item(1, "LegacyLicense")])[0].contains("does not move"));
        assert!(messages(Legacy, &[item(1, "OnlineServicesNCE")])[0].contains("LegacyLicense"));
        assert_eq!(messages(Legacy, &[item(1, "legacylicense")]), [""; 0]);
        let twice = [item(1, "SaaS"), item(1, "SaaS")];
        assert!(messages(NewCommerce, &twice)[0].contains("given twice"));
        assert!(messages(NewCommerce, &[item(9, "SaaS")])[0].contains("draft-3"));
        let mut none = item(1, "SaaS");
        none.quantity = Some(0);
        assert!(messages(NewCommerce, &[none])[0].contains("quantity 0"));
    }

    #[test]
    fn a_partner_of_another_region_and_our_own_tenant_are_refused() {
        let ours = reseller();
        let (known, abroad) = (customer("FR"), provider("US"));
        let ask = TransferRequest {
            kind: TransferKind::NewCommerce,
            direction: Some(TransferDirection::In),
            partner: Some("Nordic"),
            partner_tenant: ours.tenant_id,
            items: &[],
        };
        let parties = TransferParties {
            ours: &ours,
            customer: Some(&known),
            partner: Some(&abroad),
            open_elsewhere: &[],
        };
        let now = chrono::DateTime::UNIX_EPOCH;
        let refused = plan_transfer(&ask, &parties, TransferId::Draft(1), now).unwrap_err();
        let rules: Vec<_> = refused.iter().map(|one| one.rule().unwrap().id).collect();
        assert_eq!(rules, ["transfers.region", "transfers.step"]);
    }
}
