//! The message with the sign-in details that a new user gets.

use std::path::Path;

use crate::diagnostic::Result;
use crate::domain::password::Secret;
use crate::domain::role::Role;
use crate::domain::user::User;
use crate::domain::{Account, Language};
use crate::exchange::mail::{Mailbox, TemplateName, Welcome};
use crate::session::Context;

/// Prepares the message as a mail file at `place`.
///
/// # Errors
/// If it cannot be written.
pub(super) fn prepare(
    ctx: &Context<'_>,
    place: &Path,
    account: &Account,
    user: &User,
    password: &Secret,
    language: Language,
) -> Result<()> {
    let roles: Vec<Role> = user.roles.iter().collect();
    let message = ctx.message(TemplateName::Welcome, language, |own| {
        welcome(account, user, password, &roles).message(language, own)
    })?;
    ctx.draft(place, &message, &sender(account, user))
}

/// What the message says; `roles` are the user's roles, borrowed by it.
fn welcome<'a>(
    account: &'a Account,
    user: &'a User,
    password: &'a Secret,
    roles: &'a [Role],
) -> Welcome<'a> {
    let expires = user
        .temporary_password_expires_at()
        .unwrap_or(user.created_at);
    Welcome {
        to: &user.email,
        name: user.display_name.as_str(),
        company: account.legal_name(),
        account: &account.slug,
        password: password.expose(),
        expires: expires.date_naive(),
        roles,
    }
}

/// The administrator of the application, in the company's name.
fn sender(account: &Account, user: &User) -> Mailbox {
    let address = account.owner().unwrap_or_else(|| user.email.clone());
    Mailbox {
        name: Some(account.legal_name().to_owned()),
        address,
    }
}
