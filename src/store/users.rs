//! Users and their roles.

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::column::{Reader, seconds};
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::Email;
use crate::domain::role::RoleSet;
use crate::domain::user::{Access, Standing, State, StateWord, Tries, User};
use crate::domain::word::{Word, words};

table!(pub(super) USERS = "users", key 2, [
    "account_id", "email_key", "email", "first_name", "last_name", "display_name", "state",
    "state_before", "expires_at", "removed_at", "created_at", "last_sign_in_at", "wrong_tries",
    "closed_until",
]);
table!(pub(super) USER_ROLES = "user_roles", key 3, ["account_id", "email_key", "role"]);

words! {
    /// The state that a blocked or removed user came from.
    enum Before: "state before" {
        /// Waiting for the first sign-in.
        Pending = "password-pending",
        /// Active.
        Active = "active",
        /// Blocked while waiting.
        BlockedPending = "blocked-password-pending",
        /// Blocked while active.
        BlockedActive = "blocked-active",
    }
}

/// The users of one account.
pub struct Users<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The users of an account.
    pub fn users(&self, account: i64) -> Users<'_, 'c> {
        Users { tx: self, account }
    }
}

impl Users<'_, '_> {
    /// The user with this address, removed ones among them.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn find(&self, email: &Email) -> Result<Option<User>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND email_key = ?",
            USERS.statements().all
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, email.key()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let mut user = user_of(row)?;
        user.roles = self.roles(email)?;
        Ok(Some(user))
    }

    /// The addresses of active users whose roles include `role`, in order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn active_with(&self, role: crate::domain::role::Role) -> Result<Vec<String>, StoreError> {
        let mut statement = self.tx.connection().prepare_cached(
            "SELECT users.email FROM user_roles JOIN users USING (account_id, email_key)
             WHERE account_id = ?1 AND role = ?2 AND state = 'active' ORDER BY email_key",
        )?;
        let rows = statement.query_map(params![self.account, role.word()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Saves a user and exactly the roles it has.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, user: &User) -> Result<(), StoreError> {
        let (before, expires_at, removed_at) = state_columns(user.state);
        let key = user.email.key();
        let values: [&dyn ToSql; 14] = [
            &self.account,
            &key,
            &user.email.as_str(),
            &user.first_name.as_ref().map(|name| name.as_str()),
            &user.last_name.as_ref().map(|name| name.as_str()),
            &user.display_name.as_str(),
            &user.state.word().word(),
            &before.map(Word::word),
            &expires_at.map(seconds),
            &removed_at.map(seconds),
            &seconds(user.created_at),
            &user.last_sign_in_at.map(seconds),
            &user.tries.wrong,
            &user.tries.closed_until.map(seconds),
        ];
        USERS.put(self.tx, &values)?;
        let stored = self.roles(&user.email)?;
        for role in stored.without(user.roles).iter() {
            USER_ROLES.delete(self.tx, &[&self.account, &key, &role.word()])?;
        }
        for role in user.roles.without(stored).iter() {
            USER_ROLES.insert(self.tx, &[&self.account, &key, &role.word()])?;
        }
        Ok(())
    }

    fn roles(&self, email: &Email) -> Result<RoleSet, StoreError> {
        let mut statement = self
            .tx
            .connection()
            .prepare_cached("SELECT role FROM user_roles WHERE account_id = ? AND email_key = ?")?;
        let mut rows = statement.query(params![self.account, email.key()])?;
        let mut roles = Vec::new();
        while let Some(row) = rows.next()? {
            roles.push(Reader::new(row, "user_roles", email).word(0)?);
        }
        Ok(roles.into_iter().collect())
    }

    /// Whether the account has any user.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn any(&self) -> Result<bool, StoreError> {
        let mut statement = self
            .tx
            .connection()
            .prepare_cached("SELECT 1 FROM users WHERE account_id = ? LIMIT 1")?;
        Ok(statement
            .query_row([self.account], |_| Ok(()))
            .optional()?
            .is_some())
    }
}

type Moment = crate::domain::calendar::Instant;

fn state_columns(state: State) -> (Option<Before>, Option<Moment>, Option<Moment>) {
    let of = |access: Access, blocked: bool| match (access, blocked) {
        (Access::PasswordPending { .. }, false) => Before::Pending,
        (Access::PasswordPending { .. }, true) => Before::BlockedPending,
        (Access::Active, false) => Before::Active,
        (Access::Active, true) => Before::BlockedActive,
    };
    match state {
        State::PasswordPending { expires_at } => (None, Some(expires_at), None),
        State::Active => (None, None, None),
        State::Blocked { before } => (Some(of(before, false)), before.expires_at(), None),
        State::Removed { at, before } => {
            let blocked = matches!(before, Standing::Blocked(_));
            (
                Some(of(before.access(), blocked)),
                before.access().expires_at(),
                Some(at),
            )
        }
    }
}

fn user_of(row: &Row<'_>) -> Result<User, StoreError> {
    let reader = Reader::new(row, "users", row.get::<_, String>(1)?);
    Ok(User {
        email: reader.word(2)?,
        first_name: reader.word_if_any(3)?,
        last_name: reader.word_if_any(4)?,
        display_name: reader.word(5)?,
        roles: RoleSet::NONE,
        state: state_of(&reader)?,
        created_at: reader.instant(10)?,
        last_sign_in_at: reader.instant_if_any(11)?,
        tries: Tries {
            wrong: reader.number(12)?,
            closed_until: reader.instant_if_any(13)?,
        },
    })
}

fn state_of(reader: &Reader<'_>) -> Result<State, StoreError> {
    let before: Option<Before> = reader.word_if_any(7)?;
    let expires_at = reader.instant_if_any(8)?;
    let no = |what| reader.contradiction(what);
    let pending = || expires_at.map(|expires_at| Access::PasswordPending { expires_at });
    let pending = || pending().ok_or_else(|| no("a temporary password that never expires"));
    let standing = || -> Result<Standing, StoreError> {
        Ok(match before {
            Some(Before::Pending) => Standing::Open(pending()?),
            Some(Before::Active) => Standing::Open(Access::Active),
            Some(Before::BlockedPending) => Standing::Blocked(pending()?),
            Some(Before::BlockedActive) => Standing::Blocked(Access::Active),
            None => return Err(no("no state before")),
        })
    };
    Ok(match reader.word::<StateWord>(6)? {
        StateWord::PasswordPending => pending()?.into(),
        StateWord::Active => State::Active,
        StateWord::Blocked => State::Blocked {
            before: standing()?.access(),
        },
        StateWord::Removed => State::Removed {
            at: reader.instant(9)?,
            before: standing()?,
        },
    })
}
