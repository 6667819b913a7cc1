//! `csp transfers plan`: a transfer to be made, what must be true first, and the call at Microsoft.

use crate::cli::transfers::TransferPlanArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Account;
use crate::domain::customer::Customer;
use crate::domain::provider::Provider;
use crate::domain::role::Permission;
use crate::domain::rule::transfers as rule;
use crate::domain::standing::Standing;
use crate::domain::transfer::{
    TransferDirection, TransferKind, TransferParties, TransferRequest, plan_transfer,
    transfer_plan_refusals,
};
use crate::report::Outcome;
use crate::report::views::transfers::TransferView;
use crate::session::Context;
use crate::session::find::customers::{customer_named, need_customer};
use crate::session::journal::{NewTransferForm, TransferForm, entry};
use crate::store::Tx;

/// What a person typed, and what is missing.
struct Typed<'a> {
    args: &'a TransferPlanArgs,
    customer: Option<String>,
    direction: Option<TransferDirection>,
    partner: Option<String>,
    mistakes: Vec<Diagnostic>,
}

/// Plans a transfer.
pub(super) fn run(ctx: &Context<'_>, args: &TransferPlanArgs) -> Result<Outcome> {
    ctx.permitted_before_asking(Permission::TransfersManage)?;
    let mut needs = ctx.needs();
    let customer = need_customer(&mut needs, &args.customer)?;
    let direction = needs.word(
        args.direction,
        "The direction",
        "--direction",
        Some(&rule::STEP),
    )?;
    let partner = needs.text(
        args.partner.as_deref(),
        "The other partner",
        "--partner",
        Some(&rule::STEP),
    )?;
    let missing = needs.met().err();
    let typed = Typed {
        args,
        customer,
        direction,
        partner,
        mistakes: missing.map_or_else(Vec::new, |missing| missing.parts().to_vec()),
    };
    let view = ctx.write(|tx| save(ctx, tx, &typed))?;
    Ok(Outcome::thing(view))
}

/// Decides, saves and journals the plan.
fn save(ctx: &Context<'_>, tx: &Tx<'_>, typed: &Typed<'_>) -> Result<TransferView> {
    let account = ctx.account(tx)?;
    let mut mistakes = typed.mistakes.clone();
    let customer = find_customer(tx, &account, typed, &mut mistakes)?;
    let partner = find_partner(tx, typed)?;
    let standing = Standing::on(&account, ctx.today());
    let transfers = tx.transfers(account.id);
    let open_elsewhere = transfers.open_subscriptions(None)?;
    let ask = TransferRequest {
        kind: typed.args.kind.unwrap_or(TransferKind::NewCommerce),
        direction: typed.direction,
        partner: typed.partner.as_deref(),
        partner_tenant: typed.args.partner_tenant,
        items: &typed.args.item,
    };
    let parties = TransferParties {
        ours: &standing,
        customer: customer.as_ref(),
        partner: partner.as_ref(),
        open_elsewhere: &open_elsewhere,
    };
    if !mistakes.is_empty() {
        mistakes.extend(transfer_plan_refusals(&ask, &parties));
    }
    Diagnostic::unless_permission_decides(&mistakes)?;
    let actor =
        ctx.require_actor_under(tx, &account, Permission::TransfersManage, Some(&rule::ROLE))?;
    Diagnostic::unless_none(mistakes)?;
    let id = transfers.next_draft()?;
    let plan = plan_transfer(&ask, &parties, id, ctx.now()).map_err(Diagnostic::from)?;
    transfers.add(&plan)?;
    let form = NewTransferForm(TransferForm::from(&plan));
    let (slug, subject) = (&account.slug, id.to_string());
    tx.log(&entry(
        slug,
        actor.name(),
        "transfer.planned",
        &subject,
        &form,
    )?)?;
    ctx.transfer_view(tx, &account, id)
}

/// The customer on record. What is not found is added to the mistakes.
fn find_customer(
    tx: &Tx<'_>,
    account: &Account,
    typed: &Typed<'_>,
    mistakes: &mut Vec<Diagnostic>,
) -> Result<Option<Customer>> {
    let Some(named) = &typed.customer else {
        return Ok(None);
    };
    match customer_named(tx, account, named) {
        Ok(found) => Ok(Some(found)),
        Err(failure) if matches!(failure.kind(), Kind::NotFound | Kind::Usage) => {
            mistakes.push(failure.with_flag("CUSTOMER"));
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// The other partner, where the directory has exactly one of this name or tenant.
fn find_partner(tx: &Tx<'_>, typed: &Typed<'_>) -> Result<Option<Provider>> {
    let tenant = typed.args.partner_tenant.map(|id| id.to_string());
    for named in [tenant.as_ref(), typed.partner.as_ref()]
        .into_iter()
        .flatten()
    {
        let mut found = tx.providers().find_named(named)?;
        if found.len() == 1 {
            return Ok(found.pop());
        }
    }
    Ok(None)
}
