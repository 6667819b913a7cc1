//! Finding users, and what the account must be like before anybody is added.

use crate::domain::Account;
use crate::domain::Email;
use crate::session::Context;

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
