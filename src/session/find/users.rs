//! Finding users.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::nearest;
use crate::domain::{Account, Email};
use crate::store::{Tx, UserRecord};

/// The user with this address, together with what is kept of the password.
///
/// # Errors
/// If there is none; the nearest address is suggested.
pub fn find_user(tx: &Tx<'_>, account: &Account, email: &Email) -> Result<UserRecord> {
    find_user_in(tx, account.id, account.slug.as_str(), email)
}

/// The same where no more of the account is at hand than its number and its short name.
///
/// # Errors
/// As [`find_user`].
pub fn find_user_in(tx: &Tx<'_>, account: i64, slug: &str, email: &Email) -> Result<UserRecord> {
    if let Some(record) = tx.users(account).record(email)? {
        return Ok(record);
    }
    let near = tx.users(account).neighbours(email.key())?;
    let hint = nearest(email.as_str(), near.iter().map(String::as_str))
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(Diagnostic::not_found(format!(
        "user {email} not found in the account {slug}{hint}"
    ))
    .with_help("To see the users: `csp users list`"))
}
