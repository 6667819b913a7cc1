//! Finding users.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::nearest;
use crate::domain::{Account, Email};
use crate::session::find::read_name::ask_again_if_unknown;
use crate::session::needs::Needs;
use crate::store::{Tx, UserRecord};

/// The address of a user of the account, asked for where it is missing.
///
/// # Errors
/// As [`Context::account`] where somebody is asked, or if the person interrupted.
pub fn need_user(needs: &mut Needs<'_, '_>, given: Option<Email>) -> Result<Option<Email>> {
    let (label, flag) = ("The user's address", "EMAIL");
    let ctx = needs.ctx();
    if given.is_some() || !ctx.prompter.can_ask() {
        return needs.value(given, label, flag, None);
    }
    let account = ctx.read(|tx| ctx.account(tx))?;
    let read = |typed: &str| {
        let email = Email::on_record(typed).map_err(|bad| bad.to_string())?;
        let found = ctx.read(|tx| find_user(tx, &account, &email));
        let of_record = |record: UserRecord| {
            let email = record.user.email.to_string();
            (email.clone(), email)
        };
        let (_, shown) = ask_again_if_unknown(found, typed, of_record)?;
        Ok((email, shown))
    };
    needs.answer(None, (label, flag, None), None, &read)
}

/// The user with this address, together with what is kept of the password.
///
/// # Errors
/// If there is none; the nearest address is suggested.
pub fn find_user(tx: &Tx<'_>, account: &Account, email: &Email) -> Result<UserRecord> {
    find_user_in(tx, account.id, account.slug.as_str(), email)
}

/// The same where only the number and the short name of the account are known.
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
