//! Conversion between users and rows.

use super::super::column::{vocabulary, written};
use super::super::record::{Record as _, record, table};
use crate::diagnostic::Diagnostic;
use crate::domain::Email;
use crate::domain::calendar::Instant;
use crate::domain::password::{OwnHash, TemporaryHash};
use crate::domain::role::RoleSet;
use crate::domain::user::{Access, BeforeRemoval, Name, Tries, User, UserState, UserStateKind};
use crate::domain::word::words;

words! {
    /// The state of a user before it was blocked or removed.
    pub(in crate::store) enum Before: "former state of a user" {
        /// With an unused temporary password.
        PasswordPending = "password-pending",
        /// Active.
        Active = "active",
        /// Blocked, with an unused temporary password.
        BlockedPasswordPending = "blocked-password-pending",
        /// Blocked, active before.
        BlockedActive = "blocked-active",
    }
}

vocabulary!(UserStateKind, Before);
written! { Name }

record! {
    /// A user. All roles are in one column, separated by semicolons.
    pub(in crate::store) struct UserRow in USERS: "users", key 2, chain Account {
        account_id: i64,
        email_key: String,
        email: String,
        first_name: Option<Name>,
        last_name: Option<Name>,
        display_name: Name,
        roles: String,
        state: UserStateKind,
        state_before: Option<Before>,
        expires_at: Option<Instant>,
        removed_at: Option<Instant>,
        created_at: Instant,
        last_sign_in_at: Option<Instant>,
        wrong_tries: u32,
        closed_until: Option<Instant>,
        temporary_hash: Option<[u8; 32]>,
        own_hash: Option<String>,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes [
        "CREATE INDEX users_by_state ON users (account_id, state, email_key, expires_at) WHERE state <> 'active'",
    ]
}

// The table of roles: an index from role to users, derived from the column `roles`. Only one module writes both.
table! {
    pub(in crate::store) USER_ROLES: "user_roles", key 3, chain Nowhere {
        account_id: i64,
        role: String,
        email_key: String,
    }
    constraints []
    indexes []
}

record! {
    /// A user whose temporary password was issued under a clock set with `--now`.
    pub(in crate::store) struct RehearsedRow in REHEARSED_PASSWORDS: "rehearsed_passwords", key 2, chain Account {
        account_id: i64,
        email_key: String,
    }
    constraints ["FOREIGN KEY (account_id, email_key) REFERENCES users (account_id, email_key)"]
    indexes []
}

/// The stored hash of a user's password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptPassword {
    /// No password was ever set here.
    Nothing,
    /// A temporary password.
    Temporary(TemporaryHash),
    /// A password that the user chose.
    Own(OwnHash),
}

/// A user with the stored password hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// The user.
    pub user: User,
    /// The hash of the password.
    pub password: KeptPassword,
}

/// The row of a user.
pub(super) fn row_of(account_id: i64, user: &User, password: &KeptPassword) -> UserRow {
    let (state, state_before, removed_at) = split(user.state);
    let (temporary_hash, own_hash) = match password {
        KeptPassword::Nothing => (None, None),
        KeptPassword::Temporary(hash) => (Some(*hash.as_bytes()), None),
        KeptPassword::Own(hash) => (None, Some(hash.as_phc().to_owned())),
    };
    UserRow {
        account_id,
        email_key: user.email.key().to_owned(),
        email: user.email.as_str().to_owned(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        display_name: user.display_name.clone(),
        roles: user.roles.to_string(),
        state,
        state_before,
        expires_at: user.temporary_password_expires_at(),
        removed_at,
        created_at: user.created_at,
        last_sign_in_at: user.last_sign_in_at,
        wrong_tries: user.tries.wrong,
        closed_until: user.tries.closed_until,
        temporary_hash,
        own_hash,
    }
}

/// Splits a state into three columns: its name, the state before, and when the user was removed.
fn split(state: UserState) -> (UserStateKind, Option<Before>, Option<Instant>) {
    let access = |access: Access| match access {
        Access::PasswordPending { .. } => Before::PasswordPending,
        Access::Active => Before::Active,
    };
    match state {
        UserState::PasswordPending { .. } | UserState::Active => (state.word(), None, None),
        UserState::Blocked { before } => (state.word(), Some(access(before)), None),
        UserState::Removed { at, before } => {
            let before = match before {
                BeforeRemoval::Open(before) => access(before),
                BeforeRemoval::Blocked(Access::PasswordPending { .. }) => {
                    Before::BlockedPasswordPending
                }
                BeforeRemoval::Blocked(Access::Active) => Before::BlockedActive,
            };
            (state.word(), Some(before), Some(at))
        }
    }
}

/// Joins a state from its columns; `None` if they do not fit.
fn joined(row: &UserRow) -> Option<UserState> {
    let pending = || {
        Some(Access::PasswordPending {
            expires_at: row.expires_at?,
        })
    };
    match row.state {
        UserStateKind::PasswordPending => Some(UserState::PasswordPending {
            expires_at: row.expires_at?,
        }),
        UserStateKind::Active => Some(UserState::Active),
        UserStateKind::Blocked => {
            let before = match row.state_before? {
                Before::PasswordPending => pending()?,
                Before::Active => Access::Active,
                Before::BlockedPasswordPending | Before::BlockedActive => return None,
            };
            Some(UserState::Blocked { before })
        }
        UserStateKind::Removed => {
            let before = match row.state_before? {
                Before::PasswordPending => BeforeRemoval::Open(pending()?),
                Before::Active => BeforeRemoval::Open(Access::Active),
                Before::BlockedPasswordPending => BeforeRemoval::Blocked(pending()?),
                Before::BlockedActive => BeforeRemoval::Blocked(Access::Active),
            };
            Some(UserState::Removed {
                at: row.removed_at?,
                before,
            })
        }
    }
}

/// Reads the user of a row and the password hash.
pub(super) fn record_of(row: UserRow) -> Result<UserRecord, Diagnostic> {
    if !row.email.contains('@') || !row.email_key.contains('@') {
        return Err(row.contradiction("the address is missing"));
    }
    let roles = RoleSet::parse_list(&row.roles).map_err(|error| row.contradiction(error))?;
    let state = joined(&row).ok_or_else(|| row.contradiction("the state is missing"))?;
    let is_pending = state.temporary_password_expires_at().is_some();
    let user = User {
        email: Email::recorded(&row.email, &row.email_key),
        first_name: row.first_name,
        last_name: row.last_name,
        display_name: row.display_name,
        roles,
        state,
        replaces_password_by: row.expires_at.filter(|_| !is_pending),
        created_at: row.created_at,
        last_sign_in_at: row.last_sign_in_at,
        tries: Tries {
            wrong: row.wrong_tries,
            closed_until: row.closed_until,
        },
    };
    let password = match (row.temporary_hash, row.own_hash) {
        (Some(hash), _) => KeptPassword::Temporary(TemporaryHash::from_bytes(hash)),
        (None, Some(hash)) => KeptPassword::Own(OwnHash::from_phc(hash)),
        (None, None) => KeptPassword::Nothing,
    };
    Ok(UserRecord { user, password })
}
