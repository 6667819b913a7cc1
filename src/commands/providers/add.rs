//! `csp providers add`.

use crate::cli::providers::EntryArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Slug;
use crate::domain::provider::{
    Provider, ProviderClash, find_clashes, slug_for, tidy_notes, tidy_services,
};
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::report::views::provider::ProviderEntryView;
use crate::session::Actor;
use crate::session::Context;
use crate::session::journal::{Form, ProviderForm, provider_entry};
use crate::session::needs::{read_as, require_value};
use crate::session::typed_name::need_company_name;
use crate::store::Tx;

/// What helps to answer.
const MPN_ID_HINT: &str = "Also called Partner ID, 4 to 10 digits.";

/// What the tenant id is for.
const TENANT_ID_HINT: &str = "Optional: Enter skips it. Requests to customers together with the provider need it later. Ask the provider for it.";

/// Who changes the directory, which belongs to the store: a user of the chosen account. Without any account no user is
/// needed.
pub(super) struct Librarian {
    actor: Option<Actor>,
    account: Option<Slug>,
}

impl Librarian {
    /// Asks whether the acting user may work on the directory.
    pub(super) fn of(ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Self> {
        if ctx.settings.account.is_none() && tx.accounts().slugs()?.is_empty() {
            return Ok(Self {
                actor: None,
                account: None,
            });
        }
        let account = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &account, Permission::ProvidersManage)?;
        Ok(Self {
            actor: Some(actor),
            account: Some(account.slug),
        })
    }

    /// Writes what was done into the journal.
    pub(super) fn log(
        &self,
        tx: &Tx<'_>,
        action: &'static str,
        subject: &Slug,
        form: &impl Form,
    ) -> Result<()> {
        let actor = self.actor.as_ref().and_then(Actor::name);
        let entry = provider_entry(self.account.as_ref(), actor, action, subject, form)?;
        tx.log_for_all(&entry)
    }
}

/// Adds an entry.
pub(super) fn run(ctx: &Context<'_>, args: &EntryArgs) -> Result<Outcome> {
    ctx.before_asking(|tx| Librarian::of(ctx, tx).map(drop))?;
    let mut needs = ctx.needs();
    let name = need_company_name(&mut needs, args.name.as_deref())?;
    let country = needs.country(args.entry.country, "The country", "--country", None)?;
    let label = ("The MPN ID", "--mpn-id", None);
    let given = args.entry.mpn_id.clone();
    let mpn_id = needs.answer(given, label, Some(MPN_ID_HINT), &read_as)?;
    // Who gives everything that is required is asked nothing.
    let is_asked =
        args.name.is_none() || args.entry.country.is_none() || args.entry.mpn_id.is_none();
    let tenant_id = match args.entry.tenant_id {
        None if is_asked => needs.optional(None, "The provider's tenant ID", TENANT_ID_HINT)?,
        given => given,
    };
    needs.met()?;
    let name = require_value(name)?;
    let provider = Provider {
        slug: slug_for(&name),
        name,
        mpn_id: require_value(mpn_id)?,
        country: require_value(country)?,
        tenant_id,
        tenant_domain: args.entry.tenant_domain.clone(),
        email: args.entry.email.clone(),
        services: tidy_services(&args.entry.service),
        notes: tidy_notes(args.entry.notes.as_deref()),
    };
    let added = ctx.write(|tx| {
        let librarian = Librarian::of(ctx, tx)?;
        refuse_clashes(tx, &provider, None)?;
        let slug = tx.providers().free_slug(provider.slug.clone())?;
        let provider = Provider {
            slug,
            ..provider.clone()
        };
        tx.providers().save(&provider)?;
        let form = ProviderForm::from(&provider);
        librarian.log(tx, "provider.added", &provider.slug, &form)?;
        Ok(provider)
    })?;
    Ok(Outcome::thing(ProviderEntryView::from(&added)))
}

/// Refuses an entry that conflicts with another one.
///
/// # Errors
/// Every clash.
pub(super) fn refuse_clashes(
    tx: &Tx<'_>,
    provider: &Provider,
    known_as: Option<&Slug>,
) -> Result<()> {
    let clashes = already_there(tx, provider, known_as)?;
    Diagnostic::unless_none(clashes.into_iter().map(|clash| clash.refusal).collect())
}

/// Why an entry conflicts with another one; `known_as` is the entry's own short name, once it has one.
pub(super) fn already_there(
    tx: &Tx<'_>,
    provider: &Provider,
    known_as: Option<&Slug>,
) -> Result<Vec<ProviderClash>> {
    let domain = provider.tenant_domain.as_ref();
    let holders = tx
        .providers()
        .holding(&provider.mpn_id, provider.tenant_id, domain)?;
    Ok(find_clashes(provider, &holders, known_as))
}
