//! Finding users, and what the account must be like before anybody is added.

use crate::diagnostic::Diagnostic;
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::Model;
use crate::domain::rule::users as rules;
use crate::session::Context;

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
