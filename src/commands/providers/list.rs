//! `csp providers list` and `show`.

use crate::cli::providers::{ProviderArg, ProviderListArgs};
use crate::diagnostic::Result;
use crate::domain::partnership::PartnershipStateKind;
use crate::report::views::provider::{PartnershipView, ProviderView};
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::find::providers::{ask_provider, provider_named};

/// Lists the latest partnership with each provider.
pub(super) fn run(ctx: &Context<'_>, args: &ProviderListArgs) -> Result<Outcome> {
    let wanted = |state: PartnershipStateKind| match args.state {
        Some(asked) => state == asked,
        None => args.all || state.is_current(),
    };
    let mut is_directory_empty = false;
    let rows = ctx.read_list(|tx, source| {
        is_directory_empty = tx.providers().all()?.is_empty();
        let mut rows = Vec::new();
        for held in tx.partnerships(source.id).latest_of_all()? {
            let behind = args
                .after
                .as_deref()
                .is_none_or(|after| held.provider.as_str() > after);
            if behind
                && wanted(held.partnership.state())
                && let Some(provider) = tx.providers().with_slug(&held.provider)?
            {
                rows.push(PartnershipView::new(&provider, &held));
            }
        }
        rows.truncate(args.limit.unwrap_or(usize::MAX));
        Ok(rows)
    })?;
    Ok(Outcome::list(List::new(
        rows,
        if is_directory_empty {
            "There are no providers yet. To add one: `csp providers add NAME --country CC --mpn-id ID`"
        } else {
            "There are no partnerships to show. To see the providers of the directory: `csp providers search`"
        },
    )))
}

/// Shows a provider.
pub(super) fn show(ctx: &Context<'_>, arg: &ProviderArg) -> Result<Outcome> {
    let typed = ask_provider(ctx, arg)?;
    let view = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let provider = provider_named(tx, &typed)?;
        ctx.reading(tx, &account)?;
        let history = tx.partnerships(account.id).history(&provider.slug)?;
        let validation = tx.validation(account.id, &provider.slug)?;
        Ok(ProviderView::new(&provider, &history).with_validation(validation.as_ref()))
    })?;
    Ok(Outcome::thing(view))
}
