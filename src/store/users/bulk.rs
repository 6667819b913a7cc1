//! Writing many new users: every statement is prepared once.

use rusqlite::CachedStatement;

use super::super::failure::StoreError;
use super::super::journal::Entry;
use super::super::tx::Tx;
use super::{Kept, USERS, Users, row};
use crate::domain::Slug;
use crate::domain::user::User;
use crate::domain::word::Word;

/// New users of one account being written, each with its journal entry.
pub struct Bulk<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
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
            account: self.account,
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
    pub fn add(&mut self, user: &User, password: &Kept, changes: &str) -> Result<(), StoreError> {
        let (tx, statement) = (self.tx, &mut self.user);
        row::with_values(self.account, user, password, |values| {
            USERS.insert_by(tx, statement, values)
        })?;
        for role in user.roles.iter() {
            self.role
                .execute((self.account, role.word(), user.email.key()))?;
        }
        let entry = Entry {
            account: Some(self.slug),
            actor: self.actor,
            action: "user.added",
            subject: user.email.as_str(),
            reason: None,
            changes: serde_json::Value::Null,
        };
        tx.append(&mut self.entry, &entry, changes)
    }
}
