//! `csp providers edit`.

use super::add::{Librarian, refuse_clashes};
use crate::cli::providers::{EntryFlags, ProviderEditArgs};
use crate::diagnostic::Result;
use crate::domain::provider::{Provider, tidy_notes, tidy_services};
use crate::report::Outcome;
use crate::report::views::provider::ProviderEntryView;
use crate::session::Context;
use crate::session::find::providers::{ask_provider, provider_named};
use crate::session::journal::{EditedFields, ProviderForm};
use crate::session::needs::nothing_to_change;
use crate::session::typed_name;

/// Changes an entry.
pub(super) fn run(ctx: &Context<'_>, args: &ProviderEditArgs) -> Result<Outcome> {
    let typed = ask_provider(ctx, &args.provider)?;
    if args.name.is_none() && args.entry.is_empty() {
        return Err(nothing_to_change("csp providers edit --help"));
    }
    let name = args
        .name
        .as_deref()
        .map(|typed| typed_name::company_name("--name", typed))
        .transpose()?;
    let edited = ctx.write(|tx| {
        let before = provider_named(tx, &typed)?;
        let librarian = Librarian::of(ctx, tx)?;
        let mut after = apply_flags(&before, &args.entry);
        if let Some(name) = &name {
            after.name.clone_from(name);
        }
        refuse_clashes(tx, &after, Some(&before.slug))?;
        if after != before {
            tx.providers().save(&after)?;
            let (from, to) = (ProviderForm::from(&before), ProviderForm::from(&after));
            let edited = EditedFields::between(&from, &to)?;
            librarian.log(tx, "provider.edited", &after.slug, &edited)?;
        }
        Ok(after)
    })?;
    Ok(Outcome::thing(ProviderEntryView::from(&edited)))
}

/// An entry with what was given in place of what it said.
pub(super) fn apply_flags(before: &Provider, given: &EntryFlags) -> Provider {
    let services = match given.service.as_slice() {
        [] => before.services.clone(),
        services => tidy_services(services),
    };
    Provider {
        slug: before.slug.clone(),
        name: before.name.clone(),
        mpn_id: given
            .mpn_id
            .clone()
            .unwrap_or_else(|| before.mpn_id.clone()),
        country: given.country.unwrap_or(before.country),
        tenant_id: given.tenant_id.or(before.tenant_id),
        tenant_domain: given
            .tenant_domain
            .clone()
            .or_else(|| before.tenant_domain.clone()),
        email: given.email.clone().or_else(|| before.email.clone()),
        services,
        notes: match &given.notes {
            Some(typed) => tidy_notes(Some(typed)),
            None => before.notes.clone(),
        },
    }
}
