//! `csp customers extend`: a direct relationship extended to a provider.

use crate::cli::customers::ExtendArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::{Customer, extend, may_extend_any};
use crate::domain::partnership::Partnership;
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, customers as rule};
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::{need_customer, partner};
use crate::session::find::providers::{need_suited_provider, provider_named};
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};

/// Extends a relationship.
pub(super) fn run(ctx: &Context<'_>, args: &ExtendArgs) -> Result<Outcome> {
    ctx.before_asking(|tx| {
        let account = ctx.account(tx)?;
        ctx.require_actor(tx, &account, Permission::CustomersManage)?;
        Diagnostic::unless_none(may_extend_any(&Standing::of(&account)))
    })?;
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    let question = ("--provider", Some(&rule::EXTENSION as RuleRef));
    let given = args.provider.as_deref();
    let provider = need_suited_provider(&mut needs, given, question, &|_, _, latest| {
        latest.is_some_and(Partnership::is_active)
    })?;
    needs.met()?;
    let (typed, named) = (require_value(typed)?, require_value(provider)?);
    let transition = Transition::new(Permission::CustomersManage, "relationship.extended");
    let changed = transition.run(ctx, &typed, |tx, found: &Found<Customer>| {
        let provider = provider_named(tx, &named)?;
        let before = &found.before;
        let csp_use = tx.customers(found.account.id).csp_use(&before.record)?;
        extend(
            before.clone(),
            &Standing::of(&found.account),
            partner(tx, &found.account, &provider)?,
            csp_use.as_ref(),
            args.consent_obtained,
            ctx.now(),
        )
        .map_err(Diagnostic::from)
    })?;
    let has_ended = changed.before.agreement.is_some() && changed.after.agreement.is_none();
    if has_ended && let [kept, ..] = changed.after.counting_agreements().as_slice() {
        ctx.out.note(&format!(
            "The latest agreement was attested and no longer counts. The acceptance of {} ({}) still does.",
            kept.accepted_on,
            kept.method()
        ));
    } else if has_ended {
        ctx.out.note(
            "The recorded agreement was attested and no longer counts: the provider must attest again. To record that: `csp customers agreement CUSTOMER --method attestation --attested-by PROVIDER`",
        );
    }
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}
