//! Finding the provider that a person means.

use crate::cli::providers::ProviderArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::provider::Provider;
use crate::domain::word::nearest;
use crate::session::Context;
use crate::session::needs::{Needs, require_value};
use crate::store::{Held, Tx};

/// The text that names the provider, asked for where it is missing.
pub fn ask_provider(ctx: &Context<'_>, arg: &ProviderArg) -> Result<String> {
    let mut needs = ctx.needs();
    let typed = need_provider(&mut needs, arg)?;
    needs.met()?;
    require_value(typed)
}

/// The same beside other things that a command needs.
pub fn need_provider(needs: &mut Needs<'_, '_>, arg: &ProviderArg) -> Result<Option<String>> {
    needs.text(arg.provider.as_deref(), "The provider", "PROVIDER", None)
}

/// The provider with this short name, MPN ID, tenant id, domain or exact name.
///
/// # Errors
/// Not found, with the nearest name; or a usage failure that lists the several that it could be.
pub fn provider_named(tx: &Tx<'_>, typed: &str) -> Result<Provider> {
    let mut found = tx.providers().find_named(typed)?;
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            found.push(last);
            let each = found
                .iter()
                .map(|it| format!("{} (MPN ID {})", it.slug, it.mpn_id));
            let list = each.collect::<Vec<_>>().join(", ");
            Err(
                Diagnostic::usage(format!("several providers have the name `{typed}`: {list}"))
                    .with_help("Give the short name or MPN ID instead of the name."),
            )
        }
        (None, _) => Err(explain_unknown(tx, typed)?),
    }
}

/// The provider that an option names, if it does.
///
/// # Errors
/// As [`provider_named`].
pub fn find_provider(tx: &Tx<'_>, typed: Option<&str>) -> Result<Option<Provider>> {
    typed.map(|typed| provider_named(tx, typed)).transpose()
}

/// Whether the account is partnered with a provider.
///
/// # Errors
/// If the store cannot be read.
pub fn partner_of(tx: &Tx<'_>, account: i64, provider: &Provider) -> Result<bool> {
    let latest = tx.partnerships(account).latest(&provider.slug)?;
    Ok(latest.is_some_and(|held: Held| held.partnership.is_active()))
}

fn explain_unknown(tx: &Tx<'_>, typed: &str) -> Result<Diagnostic> {
    let all = tx.providers().all()?;
    let candidates = all
        .iter()
        .flat_map(|it| [it.name.as_str(), it.slug.as_str()]);
    let hint = nearest(typed, candidates)
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Ok(Diagnostic::not_found(format!(
        "provider `{typed}` not found in the directory{hint}"
    ))
    .with_help("To see the directory: `csp providers search`\nTo add a provider: `csp providers add NAME --country CC --mpn-id ID`"))
}
