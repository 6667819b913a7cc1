//! Finding users, and what the account must be like before anybody is added.

use crate::commands::Context;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::Model;
use crate::domain::rule::users as rules;
use crate::domain::word::nearest;
use crate::store::{Record, Tx};

/// The user with this address, together with what is kept of the password.
///
/// # Errors
/// If there is none; the nearest address is suggested.
pub(super) fn known(tx: &Tx<'_>, account: &Account, email: &Email) -> Result<Record> {
    known_in(tx, account.id, account.slug.as_str(), email)
}

/// The same where no more of the account is at hand than its number and its short name.
///
/// # Errors
/// As [`known`].
pub(super) fn known_in(tx: &Tx<'_>, account: i64, slug: &str, email: &Email) -> Result<Record> {
    if let Some(record) = tx.users(account).record(email)? {
        return Ok(record);
    }
    let near = tx.users(account).neighbours(email.key())?;
    let hint = nearest(email.as_str(), near.iter().map(String::as_str))
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(Diagnostic::not_found(format!(
        "there is no user {email} in the account {slug}{hint}"
    ))
    .with_help("`csp users list` shows the users."))
}

/// Whether users other than the owner may be added yet.
///
/// # Errors
/// `users.account-ready`.
pub(super) fn ready(account: &Account) -> std::result::Result<(), Diagnostic> {
    let models = [Model::IndirectReseller, Model::DirectBill];
    if models
        .into_iter()
        .any(|model| account.in_force(model).is_some())
    {
        return Ok(());
    }
    let message = format!(
        "no enrollment of the account {} is active yet",
        account.slug
    );
    Err(Diagnostic::refused(&rules::ACCOUNT_READY, message))
}

/// Notes on stderr that an address is not on the tenant's domain, which is allowed.
pub(super) fn warn_of_other_domain(ctx: &Context<'_>, account: &Account, email: &Email) {
    if let Some(domain) = account
        .application
        .tenant_domain()
        .filter(|domain| !email.is_in(domain))
    {
        ctx.out.note(&format!(
            "warning: {email} is not on the tenant's domain {domain}"
        ));
    }
}
