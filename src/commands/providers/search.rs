//! `csp providers search`.

use crate::cli::providers::SearchArgs;
use crate::diagnostic::Result;
use crate::domain::provider::Provider;
use crate::domain::standing::Standing;
use crate::report::views::provider::FoundView;
use crate::report::{List, Outcome};
use crate::session::Context;

/// Lists who could work with the account: those of its region first, then by short name.
pub(super) fn run(ctx: &Context<'_>, args: &SearchArgs) -> Result<Outcome> {
    let mut is_empty = false;
    let rows = ctx.read(|tx| {
        let ours = if ctx.settings.account.is_none() && tx.accounts().slugs()?.is_empty() {
            None
        } else {
            let account = ctx.account(tx)?;
            ctx.reading(tx, &account)?;
            Some(Standing::of(&account))
        };
        let fits = |it: &Provider| {
            ours.as_ref()
                .is_some_and(|ours| ours.shares_region_with(it.country))
        };
        let all = tx.providers().all()?;
        is_empty = all.is_empty();
        let mut rows: Vec<(bool, Provider)> = all
            .into_iter()
            .filter(|it| is_wanted(it, args))
            .map(|it| (fits(&it), it))
            .collect();
        rows.sort_by_key(|(fits, _)| !fits);
        Ok(rows)
    })?;
    let views = rows
        .iter()
        .map(|(fits, it)| FoundView::new(it, *fits))
        .collect();
    Ok(Outcome::list(List::new(
        views,
        if is_empty {
            "The directory is empty: csp does not include a list of providers. Add those that you know, then search again: `csp providers add NAME --country CC --mpn-id ID` or `csp providers import FILE`"
        } else {
            "No provider in the directory matches. To add one: `csp providers add NAME --country CC --mpn-id ID`"
        },
    )))
}

fn is_wanted(provider: &Provider, args: &SearchArgs) -> bool {
    let text = args
        .text
        .as_deref()
        .map(str::trim)
        .unwrap_or_default()
        .to_lowercase();
    let domain = provider
        .tenant_domain
        .as_ref()
        .map(|domain| domain.as_str())
        .unwrap_or_default();
    let found = [
        provider.name.as_str(),
        provider.slug.as_str(),
        provider.mpn_id.as_str(),
        domain,
    ]
    .iter()
    .any(|field| field.to_lowercase().contains(&text));
    found
        && args
            .country
            .is_none_or(|country| provider.country == country)
        && args
            .service
            .is_none_or(|service| provider.services.contains(&service))
}
