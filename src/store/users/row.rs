//! A user as a row, and a row as a user.

use rusqlite::types::ValueRef;
use rusqlite::{Row, ToSql};

use super::super::failure::StoreError;
use super::USERS;
use crate::domain::Email;
use crate::domain::calendar::Instant;
use crate::domain::password::{OwnHash, TemporaryHash};
use crate::domain::role::RoleSet;
use crate::domain::user::{Access, Name, Standing, State, StateWord, Tries, User};
use crate::domain::word::Word;

/// What is kept of a user's password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// No password was ever given here.
    Nothing,
    /// A temporary one.
    Temporary(TemporaryHash),
    /// One that the user chose.
    Own(OwnHash),
}

/// A user with what is kept of the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The user.
    pub user: User,
    /// What is kept of the password.
    pub password: Kept,
}

/// The first columns of the table, which make up a [`User`], as [`user`] reads them.
pub(super) const USER_COLUMNS: &str = "account_id, email_key, email, first_name, last_name, display_name, roles, state, \
    state_before, expires_at, removed_at, created_at, last_sign_in_at, wrong_tries, closed_until";

/// Hands the values of a row to `write`, in the order of the table's columns.
pub(super) fn with_values<T>(
    account: i64,
    user: &User,
    password: &Kept,
    write: impl FnOnce(&[&dyn ToSql]) -> T,
) -> T {
    let (state, before, removed_at) = split(user.state);
    let seconds = |at: Option<Instant>| at.map(|at| at.timestamp());
    let roles = user.roles.to_string();
    let (temporary, own) = match password {
        Kept::Nothing => (None, None),
        Kept::Temporary(hash) => (Some(&hash.as_bytes()[..]), None),
        Kept::Own(hash) => (None, Some(hash.as_phc())),
    };
    write(&[
        &account,
        &user.email.key(),
        &user.email.as_str(),
        &user.first_name.as_ref().map(Name::as_str),
        &user.last_name.as_ref().map(Name::as_str),
        &user.display_name.as_str(),
        &roles,
        &state.word(),
        &before,
        &seconds(user.temporary_password_expires_at()),
        &seconds(removed_at),
        &user.created_at.timestamp(),
        &seconds(user.last_sign_in_at),
        &user.tries.wrong,
        &seconds(user.tries.closed_until),
        &temporary,
        &own,
    ])
}

/// The state in three columns: its name, what it was before, when it was removed.
fn split(state: State) -> (StateWord, Option<&'static str>, Option<Instant>) {
    let access = |access: Access| match access {
        Access::PasswordPending { .. } => "password-pending",
        Access::Active => "active",
    };
    match state {
        State::PasswordPending { .. } | State::Active => (state.word(), None, None),
        State::Blocked { before } => (state.word(), Some(access(before)), None),
        State::Removed { at, before } => {
            let before = match before {
                Standing::Open(before) => access(before),
                Standing::Blocked(Access::PasswordPending { .. }) => "blocked-password-pending",
                Standing::Blocked(Access::Active) => "blocked-active",
            };
            (state.word(), Some(before), Some(at))
        }
    }
}

/// The state out of its columns; `None` where they fit no state.
fn joined(
    word: StateWord,
    before: Option<&str>,
    expires_at: Option<Instant>,
    removed_at: Option<Instant>,
) -> Option<State> {
    let access = |name: &str| match name {
        "password-pending" => Some(Access::PasswordPending {
            expires_at: expires_at?,
        }),
        "active" => Some(Access::Active),
        _ => None,
    };
    match word {
        StateWord::PasswordPending => Some(State::PasswordPending {
            expires_at: expires_at?,
        }),
        StateWord::Active => Some(State::Active),
        StateWord::Blocked => Some(State::Blocked {
            before: access(before?)?,
        }),
        StateWord::Removed => {
            let before = before?;
            let standing = match before.strip_prefix("blocked-") {
                Some(under) => Standing::Blocked(access(under)?),
                None => Standing::Open(access(before)?),
            };
            Some(State::Removed {
                at: removed_at?,
                before: standing,
            })
        }
    }
}

/// The user out of a row that begins with [`USER_COLUMNS`].
pub(super) fn user(row: &Row<'_>) -> Result<User, StoreError> {
    let key = text(row, 1)?;
    let email = text(row, 2)?;
    let damaged = |what: &str| StoreError::corrupt("users", email, what);
    if !email.contains('@') || !key.contains('@') {
        return Err(damaged("no address"));
    }
    let name = |at: usize, what: &str| -> Result<Option<Name>, StoreError> {
        let text = text_if_any(row, at)?;
        let name = text.map(str::parse).transpose();
        name.map_err(|_| damaged(what))
    };
    let roles = RoleSet::parse_list(text(row, 6)?).map_err(|error| damaged(&error.to_string()))?;
    let word = StateWord::from_word(text(row, 7)?).map_err(|error| damaged(&error.to_string()))?;
    let before = text_if_any(row, 8)?;
    let expires_at = instant(row, 9)?;
    let removed_at = instant(row, 10)?;
    let state = joined(word, before, expires_at, removed_at).ok_or_else(|| damaged("no state"))?;
    let is_pending = state.temporary_password_expires_at().is_some();
    Ok(User {
        email: Email::recorded(email, key),
        first_name: name(3, "no first name")?,
        last_name: name(4, "no last name")?,
        display_name: name(5, "no name to show")?.ok_or_else(|| damaged("no name to show"))?,
        roles,
        state,
        replaces_password_by: expires_at.filter(|_| !is_pending),
        created_at: instant(row, 11)?.ok_or_else(|| damaged("no creation"))?,
        last_sign_in_at: instant(row, 12)?,
        tries: Tries {
            wrong: row.get(13)?,
            closed_until: instant(row, 14)?,
        },
    })
}

/// The record out of a whole row, whose content is what its digest says.
pub(super) fn record(row: &Row<'_>) -> Result<Record, StoreError> {
    USERS.verify(row)?;
    let temporary: Option<[u8; 32]> = row.get(15)?;
    let own: Option<String> = row.get(16)?;
    let password = match (temporary, own) {
        (Some(hash), _) => Kept::Temporary(TemporaryHash::from_bytes(hash)),
        (None, Some(hash)) => Kept::Own(OwnHash::from_phc(hash)),
        (None, None) => Kept::Nothing,
    };
    Ok(Record {
        user: user(row)?,
        password,
    })
}

#[inline]
pub(super) fn text<'r>(row: &'r Row<'_>, at: usize) -> Result<&'r str, StoreError> {
    text_if_any(row, at)?.ok_or_else(|| no_text(at))
}

#[inline]
pub(super) fn text_if_any<'r>(row: &'r Row<'_>, at: usize) -> Result<Option<&'r str>, StoreError> {
    let value = row.get_ref(at)?;
    value.as_str_or_null().map_err(|_| no_text(at))
}

fn no_text(at: usize) -> StoreError {
    StoreError::corrupt("users", "?", format!("column {at} is no text"))
}

#[inline]
pub(super) fn instant(row: &Row<'_>, at: usize) -> Result<Option<Instant>, StoreError> {
    let read = match row.get_ref(at)? {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(seconds) => chrono::DateTime::from_timestamp(seconds, 0),
        ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => None,
    };
    read.map(Some).ok_or_else(|| {
        let email = text(row, 0).unwrap_or("?");
        StoreError::corrupt("users", email, format!("column {at} is no moment"))
    })
}
