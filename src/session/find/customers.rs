//! Finding the customer that a person means.

use crate::cli::customers::CustomerArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::customer::{Customer, Partner};
use crate::domain::provider::Provider;
use crate::domain::word::nearest;
use crate::session::Context;
use crate::session::needs::{Needs, require_value};
use crate::store::Tx;

/// The text that names the customer, asked for where it is missing.
pub fn ask_customer(ctx: &Context<'_>, arg: &CustomerArg) -> Result<String> {
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, arg)?;
    needs.met()?;
    require_value(typed)
}

/// The same beside other things that a command needs.
pub fn need_customer(needs: &mut Needs<'_, '_>, arg: &CustomerArg) -> Result<Option<String>> {
    needs.text(arg.customer.as_deref(), "The customer", "CUSTOMER", None)
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

/// A provider with what the account has with it.
pub fn partner<'p>(tx: &Tx<'_>, account: &Account, provider: &'p Provider) -> Result<Partner<'p>> {
    let is_active = crate::session::find::providers::partner_of(tx, account.id, provider)?;
    Ok(Partner {
        provider,
        is_active,
    })
}
