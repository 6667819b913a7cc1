//! `csp customers can-order`: every condition, met or not, and why.

use crate::cli::customers::CanOrderArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::order::{OrderQuestion, can_order};
use crate::domain::standing::Standing;
use crate::policy::order_rules;
use crate::report::Outcome;
use crate::report::views::can_order::CanOrderView;
use crate::session::Context;
use crate::session::find::customers::{ask_customer, customer_named};
use crate::session::find::providers;

/// Answers whether an order would be allowed.
pub(super) fn run(ctx: &Context<'_>, args: &CanOrderArgs) -> Result<Outcome> {
    let typed = ask_customer(ctx, &args.customer)?;
    ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let provider = providers::find_provider(tx, args.provider.as_deref())?;
        let customer = customer_named(tx, &account, &typed)?.as_of(ctx.now());
        ctx.reading(tx, &account)?;
        let csp_use = tx.customers(account.id).csp_use(&customer.record)?;
        let validations = tx.validations_of(&[account.id])?.remove(&account.id);
        let question = OrderQuestion {
            ours: &Standing::of(&account),
            customer: &customer,
            partners: &tx.partnerships(account.id).partners()?,
            named: provider.as_ref().map(|provider| &provider.slug),
            csp_use: csp_use.as_ref(),
            operation: args.operation,
            today: ctx.today(),
            rules: order_rules(),
            agreement_block_from: ctx.settings.agreement_block_from,
            validations: validations.as_deref().unwrap_or_default(),
        };
        let answer =
            can_order(&question).map_err(|several| Diagnostic::usage(several.to_string()))?;
        Ok(
            Outcome::thing(CanOrderView::new(&customer, args.operation, &answer))
                .answering(answer.allowed()),
        )
    })
}
