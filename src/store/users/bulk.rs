//! Writing many new users: every statement is prepared once.

use rusqlite::CachedStatement;

use super::super::failure::StoreError;
use super::super::journal::Entry;
use super::super::seal::RowDigest;
use super::super::tx::Tx;
use super::{Kept, USERS, Users, row};
use crate::domain::Slug;
use crate::domain::user::User;
use crate::domain::word::Word;

/// A new user of an account with all that is written about one. It is made without the store, and so ahead of it.
pub struct NewUser {
    account: i64,
    user: User,
    password: Kept,
    changes: String,
    digest: RowDigest,
}

impl NewUser {
    /// A user whom the journal tells of with `changes`, a JSON text.
    ///
    /// # Errors
    /// If the user cannot be told as a row, which is a bug.
    pub fn new(
        account: i64,
        user: User,
        password: Kept,
        changes: String,
    ) -> Result<Self, StoreError> {
        let digest = row::with_values(account, &user, &password, |values| USERS.digest_of(values))?;
        Ok(Self {
            account,
            user,
            password,
            changes,
            digest,
        })
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// What is kept of the password.
    pub fn password(&self) -> &Kept {
        &self.password
    }
}

/// New users of one account being written, each with its journal entry.
pub struct Bulk<'t, 'c> {
    tx: &'t Tx<'c>,
    slug: &'t Slug,
    actor: Option<&'t str>,
    user: CachedStatement<'c>,
    role: CachedStatement<'c>,
    entry: CachedStatement<'c>,
}

impl<'t, 'c> Users<'t, 'c> {
    /// Gets ready to write many new users, with room in memory for many pages.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn bulk(&self, slug: &'t Slug, actor: Option<&'t str>) -> Result<Bulk<'t, 'c>, StoreError> {
        const KIBIBYTES: i64 = 24 * 1024;
        let tx = self.tx;
        tx.connection()
            .pragma_update(None, "cache_size", -KIBIBYTES)?;
        Ok(Bulk {
            tx,
            slug,
            actor,
            user: USERS.inserting(tx)?,
            role: tx.connection().prepare_cached(super::INSERT_ROLE)?,
            entry: tx.appending()?,
        })
    }
}

impl Bulk<'_, '_> {
    /// Writes a user whose address is not in the account yet, and the entry `user.added`.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&mut self, new: &NewUser) -> Result<(), StoreError> {
        let (tx, statement) = (self.tx, &mut self.user);
        let NewUser { account, user, .. } = new;
        row::with_values(*account, user, &new.password, |values| {
            USERS.insert_by(tx, statement, values, &new.digest)
        })?;
        for role in user.roles.iter() {
            self.role
                .execute((account, role.word(), user.email.key()))?;
        }
        let entry = Entry {
            account: Some(self.slug),
            actor: self.actor,
            action: "user.added",
            subject: user.email.as_str(),
            reason: None,
            changes: serde_json::Value::Null,
        };
        tx.append(&mut self.entry, &entry, &new.changes)
    }
}
