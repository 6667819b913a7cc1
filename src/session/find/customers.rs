//! Finding the customer that a person means.

use crate::cli::customer_arg::CustomerArg;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::customer::{Customer, Partner};
use crate::domain::provider::Provider;
use crate::domain::word::nearest;
use crate::domain::{Account, TenantDomain, TenantId};
use crate::session::Context;
use crate::session::find::read_name::ask_again_if_unknown;
use crate::session::needs::{Needs, require_value};
use crate::store::{CustomerFilter, Tx};

/// The text that names the customer, asked for where it is missing.
pub fn ask_customer(ctx: &Context<'_>, arg: &CustomerArg) -> Result<String> {
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, arg)?;
    needs.met()?;
    require_value(typed)
}

/// The same beside other things that a command needs.
pub fn need_customer(needs: &mut Needs<'_, '_>, arg: &CustomerArg) -> Result<Option<String>> {
    let given = arg.customer.as_deref();
    let is_given = given.is_some_and(|typed| !typed.trim().is_empty());
    let ctx = needs.ctx();
    if is_given || !ctx.prompter.can_ask() {
        return needs.text(given, "The customer", "CUSTOMER", None);
    }
    let account = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        refuse_empty_list(tx, &account)?;
        Ok(account)
    })?;
    let read = |typed: &str| {
        let found = ctx.read(|tx| customer_named(tx, &account, typed));
        ask_again_if_unknown(found.map(|customer| customer.record), typed, |record| {
            (
                record.domain.to_string(),
                format!("{} ({})", record.name, record.domain),
            )
        })
    };
    let question = ("The customer", "CUSTOMER", None);
    needs.answer(None, question, Some(HINT), &read)
}

/// What helps to name a customer.
const HINT: &str = "Its domain, tenant ID or exact name.";

/// Nobody is asked for a customer where there is none.
fn refuse_empty_list(tx: &Tx<'_>, account: &Account) -> Result<()> {
    let mut is_empty = true;
    let first = CustomerFilter {
        limit: Some(1),
        ..CustomerFilter::default()
    };
    tx.customers(account.id).each::<Diagnostic>(&first, |_| {
        is_empty = false;
        Ok(())
    })?;
    if is_empty {
        let message = format!("the account {} does not have a customer yet", account.slug);
        return Err(Diagnostic::not_found(message).with_help(
            "To add one: `csp customers add NAME --domain DOMAIN --country CC --email ADDRESS`",
        ));
    }
    Ok(())
}

/// The customer with this domain, tenant id or exact name, as it is stored.
///
/// # Errors
/// Not found, with the nearest name; or a usage failure that lists the several that it could be.
pub fn customer_named(tx: &Tx<'_>, account: &Account, typed: &str) -> Result<Customer> {
    let customers = tx.customers(account.id);
    let found = customers.find_named(typed)?;
    match found.as_slice() {
        [(domain, _)] => {
            if let Some(customer) = customers.with_domain(domain)? {
                return Ok(customer);
            }
            Err(explain_unknown(tx, account, typed)?)
        }
        [] => Err(explain_unknown(tx, account, typed)?),
        several => {
            let domains: Vec<&str> = several.iter().map(|(domain, _)| domain.as_str()).collect();
            Err(Diagnostic::usage(format!(
                "several customers have the name `{typed}`: {}",
                domains.join(", ")
            ))
            .with_help("Give the domain instead of the name."))
        }
    }
}

fn explain_unknown(tx: &Tx<'_>, account: &Account, typed: &str) -> Result<Diagnostic> {
    let mut best: Option<(f64, String)> = None;
    let wanted = typed.to_lowercase();
    tx.customers(account.id).each_name(|domain, name| {
        for candidate in [domain, name] {
            let likeness = strsim::jaro_winkler(&wanted, &candidate.to_lowercase());
            if best.as_ref().is_none_or(|(best, _)| likeness > *best) {
                best = Some((likeness, candidate.to_owned()));
            }
        }
    })?;
    let near = best
        .as_ref()
        .and_then(|(_, name)| nearest(typed, [name.as_str()]));
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Ok(Diagnostic::not_found(format!(
        "customer `{typed}` not found in the account {}{hint}",
        account.slug
    ))
    .with_help("To see the customers: `csp customers list`\nTo add one: `csp customers add NAME --domain DOMAIN --country CC --email ADDRESS`"))
}

/// All providers of the directory, each with what the account has with it.
pub fn partners<'p>(
    tx: &Tx<'_>,
    account: &Account,
    directory: &'p [Provider],
) -> Result<Vec<Partner<'p>>> {
    let active = tx.partnerships(account.id).partners()?;
    let of = |provider: &'p Provider| Partner {
        provider,
        is_active: active.contains(&provider.slug),
    };
    Ok(directory.iter().map(of).collect())
}

/// A provider with what the account has with it.
pub fn partner<'p>(tx: &Tx<'_>, account: &Account, provider: &'p Provider) -> Result<Partner<'p>> {
    let is_active = crate::session::find::providers::partner_of(tx, account.id, provider)?;
    Ok(Partner {
        provider,
        is_active,
    })
}

/// The domain and the tenant of the customer that a list is limited to, if it is.
///
/// # Errors
/// As [`customer_named`].
pub fn filtered_customer(
    tx: &Tx<'_>,
    account: &Account,
    typed: Option<&str>,
) -> Result<Option<(TenantDomain, Option<TenantId>)>> {
    let found = typed.map(|typed| customer_named(tx, account, typed));
    let found = found.transpose()?.map(|customer| customer.record);
    Ok(found.map(|record| (record.domain, record.tenant_id)))
}

/// What was found; `None` where it does not exist.
///
/// # Errors
/// Every other failure.
pub fn if_found<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(failure) if failure.kind() == Kind::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}
