//! `csp customers extend`: a direct relationship extended to a provider.

use super::change::Change;
use super::named::{needed, partner};
use crate::cli::customers::ExtendArgs;
use crate::commands::missing::vouched;
use crate::commands::providers::provider_named;
use crate::commands::{Context, refused};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::{extend, may_extend_any};
use crate::domain::role::Permission;
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;

/// Extends a relationship.
pub(super) fn run(ctx: &Context<'_>, args: &ExtendArgs) -> Result<Outcome> {
    ctx.before_asking(|tx| {
        let account = ctx.account(tx)?;
        ctx.acting(tx, &account, Permission::CustomersManage)?;
        Diagnostic::unless_none(may_extend_any(&Standing::of(&account)))
    })?;
    let mut needs = ctx.needs();
    let typed = needed(&mut needs, &args.customer)?;
    let provider = needs.text(
        args.provider.as_deref(),
        "The provider",
        "--provider",
        Some(&rule::EXTENSION),
    )?;
    needs.met()?;
    let (typed, named) = (vouched(typed)?, vouched(provider)?);
    let change = Change {
        customer: &typed,
        permission: Permission::CustomersManage,
        action: "relationship.extended",
        reason: None,
    };
    let (view, attested_before) = ctx.write(|tx| {
        let provider = provider_named(tx, &named)?;
        let (account, actor, before) = change.found(ctx, tx)?;
        let ours = Standing::of(&account);
        let csp_use = tx.customers(account.id).csp_use(&before.record)?;
        let partner = partner(tx, &account, &provider)?;
        let now = ctx.now();
        let after = extend(
            before.clone(),
            &ours,
            partner,
            csp_use.as_ref(),
            args.consent_obtained,
            now,
        )
        .map_err(refused::failure)?;
        change.keep(tx, &account, &actor, &before, &after)?;
        Ok((
            CustomerView::from(&after),
            before.agreement.is_some() && after.agreement.is_none(),
        ))
    })?;
    if attested_before {
        ctx.out.note(
            "The agreement on record was attested and no longer counts: the provider attests again, recorded with `csp customers agreement CUSTOMER --method attestation --attested-by PROVIDER`.",
        );
    }
    Ok(Outcome::thing(view))
}
