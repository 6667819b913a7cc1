//! Finding the provider that a person means.

use crate::cli::providers::ProviderArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::partnership::Partnership;
use crate::domain::provider::Provider;
use crate::domain::rule::RuleRef;
use crate::domain::standing::Standing;
use crate::domain::word::nearest;
use crate::prompt::Choice;
use crate::session::Context;
use crate::session::needs::{Needs, require_value};
use crate::store::{Held, Tx};

/// Whether a step suits a provider.
type Suits<'s> = Box<dyn Fn(&Provider) -> bool + 's>;

/// The text that names the provider, asked for where it is missing: see [`need_suited_provider`].
pub fn ask_suited_provider(
    ctx: &Context<'_>,
    arg: &ProviderArg,
    suits: &dyn Fn(&Standing, &Provider, Option<&Partnership>) -> bool,
) -> Result<String> {
    let mut needs = ctx.needs();
    let given = arg.provider.as_deref();
    let typed = need_suited_provider(&mut needs, given, ("PROVIDER", None), suits)?;
    needs.met()?;
    require_value(typed)
}

/// The text that names the provider, asked for where it is missing.
pub fn ask_provider(ctx: &Context<'_>, arg: &ProviderArg) -> Result<String> {
    let mut needs = ctx.needs();
    let typed = need_provider(&mut needs, arg)?;
    needs.met()?;
    require_value(typed)
}

/// The same beside other things that a command needs.
pub fn need_provider(needs: &mut Needs<'_, '_>, arg: &ProviderArg) -> Result<Option<String>> {
    let given = arg.provider.as_deref();
    list_providers(needs, given, "PROVIDER", None, &|_| Ok(Box::new(|_| true)))
}

/// The same where the step suits some providers only: they are listed, or all of them where it suits none, so that the
/// refusal of the step says why.
pub fn need_suited_provider(
    needs: &mut Needs<'_, '_>,
    given: Option<&str>,
    (flag, rule): (&str, Option<RuleRef>),
    suits: &dyn Fn(&Standing, &Provider, Option<&Partnership>) -> bool,
) -> Result<Option<String>> {
    let ctx = needs.ctx();
    list_providers(needs, given, flag, rule, &|tx| {
        let account = ctx.account(tx)?;
        let ours = Standing::on(&account, ctx.today());
        let held = tx.partnerships(account.id).latest_of_all()?;
        Ok(Box::new(move |provider| {
            let with = held.iter().find(|held| held.provider == provider.slug);
            suits(&ours, provider, with.map(|held| &held.partnership))
        }))
    })
}

/// The text that names the provider where it was given; else the short name of the one that the person chose.
fn list_providers<'s>(
    needs: &mut Needs<'_, '_>,
    given: Option<&str>,
    flag: &str,
    rule: Option<RuleRef>,
    suits: &dyn Fn(&Tx<'_>) -> Result<Suits<'s>>,
) -> Result<Option<String>> {
    let is_given = given.is_some_and(|typed| !typed.trim().is_empty());
    let ctx = needs.ctx();
    if is_given || !ctx.prompter.can_ask() {
        return needs.text(given, "The provider", flag, rule);
    }
    let mut listed = ctx.read(|tx| {
        let suits = suits(tx)?;
        let all = tx.providers().all()?;
        let suited: Vec<Provider> = all.iter().filter(|it| suits(it)).cloned().collect();
        Ok(if suited.is_empty() { all } else { suited })
    })?;
    if listed.is_empty() {
        return Err(
            Diagnostic::not_found("the directory does not have a provider yet")
                .with_help("To add one: `csp providers add NAME --country CC --mpn-id ID`"),
        );
    }
    let choices: Vec<Choice> = listed.iter().map(choice).collect();
    let place = needs.choose("The provider", None, &choices, 0)?;
    Ok(Some(listed.swap_remove(place).slug.to_string()))
}

/// A provider in a row of a list; everything that names it is understood.
pub fn choice(provider: &Provider) -> Choice {
    let detail = format!("{}, {}", provider.name, provider.country);
    let mut names = vec![provider.name.clone(), provider.mpn_id.to_string()];
    names.extend(provider.tenant_id.map(|id| id.to_string()));
    names.extend(provider.tenant_domain.as_ref().map(ToString::to_string));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Choice::named(provider.slug.as_str())
        .explained(detail)
        .also(&names)
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
