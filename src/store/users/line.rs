//! A user in a list, borrowed from the row because a list may have a million users.

use super::super::engine::{Row, Value};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::role::RoleSet;
use crate::domain::user::UserStateKind;
use crate::domain::word::Word;
use crate::store::failure;

/// The columns of a user that a list shows.
#[derive(Debug, Clone, Copy)]
pub struct UserLine<'r> {
    /// The address as it was typed.
    pub email: &'r str,
    /// First name.
    pub first_name: Option<&'r str>,
    /// Last name.
    pub last_name: Option<&'r str>,
    /// The display name.
    pub display_name: &'r str,
    /// The roles of the user.
    pub roles: RoleSet,
    /// The state of the user.
    pub state: UserStateKind,
    /// When the user was added.
    pub created_at: Instant,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Instant>,
    /// When the temporary password expires, if the user still has one.
    pub temporary_password_expires_at: Option<Instant>,
}

/// The columns of `users AS u` that [`line`] reads.
pub(super) const COLUMNS: &str = "u.email, u.first_name, u.last_name, u.display_name, u.roles, u.state, u.created_at, \
    u.last_sign_in_at, u.expires_at";

/// The column after [`COLUMNS`] in a list with a search filter, for [`key`].
pub(super) const AND_KEY: &str = ", u.email_key";

/// Reads the line from a row that begins with [`COLUMNS`].
pub(super) fn line(row: Row<'_>) -> Result<UserLine<'_>, Diagnostic> {
    let email = text(row, 0)?;
    let damaged = |what: &str| failure::corrupt("users", email, what);
    Ok(UserLine {
        email,
        first_name: text_if_any(row, 1)?,
        last_name: text_if_any(row, 2)?,
        display_name: text(row, 3)?,
        roles: RoleSet::parse_list(text(row, 4)?).map_err(|error| damaged(&error.to_string()))?,
        state: UserStateKind::from_word(text(row, 5)?)
            .map_err(|error| damaged(&error.to_string()))?,
        created_at: instant(row, 6)?.ok_or_else(|| damaged("the creation time is missing"))?,
        last_sign_in_at: instant(row, 7)?,
        temporary_password_expires_at: instant(row, 8)?,
    })
}

/// The address in the form used for comparison, from a row that ends with [`AND_KEY`].
pub(super) fn key(row: Row<'_>) -> Result<&str, Diagnostic> {
    text(row, 9)
}

fn text(row: Row<'_>, at: usize) -> Result<&str, Diagnostic> {
    text_if_any(row, at)?.ok_or_else(|| unfit(row, at, "text"))
}

fn text_if_any(row: Row<'_>, at: usize) -> Result<Option<&str>, Diagnostic> {
    match row.get(at) {
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(Value::Null) => Ok(None),
        _ => Err(unfit(row, at, "text")),
    }
}

fn instant(row: Row<'_>, at: usize) -> Result<Option<Instant>, Diagnostic> {
    let read = match row.get(at) {
        Some(Value::Null) => return Ok(None),
        Some(Value::Integer(seconds)) => chrono::DateTime::from_timestamp(*seconds, 0),
        _ => None,
    };
    read.map(Some).ok_or_else(|| unfit(row, at, "moment"))
}

fn unfit(row: Row<'_>, at: usize, what: &str) -> Diagnostic {
    let email = row.first().map_or_else(String::new, Value::shown);
    failure::corrupt("users", email, format!("column {at} is not a {what}"))
}
