//! Bulk insert of new users: every statement is prepared once.

use super::super::engine::{CopyIn, Value};
use super::super::journal::Entry;
use super::super::record::Record;
use super::super::table::Sealed;
use super::super::tx::Tx;
use super::row::{REHEARSED_PASSWORDS, RehearsedRow, USER_ROLES, USERS, UserRow, row_of};
use super::{KeptPassword, Users};
use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::user::User;
use crate::domain::word::Word;

/// A new user of an account with all rows to write. It is built without the store, so another thread can build it in
/// advance.
pub struct NewUser {
    user: User,
    password: KeptPassword,
    changes: String,
    row: UserRow,
    sealed: Sealed,
}

impl NewUser {
    /// A user whose journal entry has `changes`, a JSON text.
    pub fn new(account: i64, user: User, password: KeptPassword, changes: String) -> Self {
        let row = row_of(account, &user, &password);
        let sealed = Sealed::of(&USERS, &row.values());
        Self {
            user,
            password,
            changes,
            row,
            sealed,
        }
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// The hash of the password.
    pub fn password(&self) -> &KeptPassword {
        &self.password
    }
}

/// A bulk insert of new users of one account, each with its journal entry.
pub struct Bulk<'t, 'c> {
    tx: &'t Tx<'c>,
    slug: &'t Slug,
    actor: Option<&'t str>,
    users: Box<dyn CopyIn + 'c>,
    roles: Box<dyn CopyIn + 'c>,
    entries: Box<dyn CopyIn + 'c>,
    /// Set only under a clock set with `--now`: the users who get a password in a rehearsal.
    rehearsed: Option<Box<dyn CopyIn + 'c>>,
}

impl<'t, 'c> Users<'t, 'c> {
    /// Prepares a bulk insert.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn bulk(&self, slug: &'t Slug, actor: Option<&'t str>) -> Result<Bulk<'t, 'c>, Diagnostic> {
        let tx = self.tx;
        let session = tx.session();
        let into =
            |table: &super::super::table::Table| session.copy_in(table.name, &table.stored());
        Ok(Bulk {
            tx,
            slug,
            actor,
            users: into(&USERS)?,
            roles: into(&USER_ROLES)?,
            entries: tx.appending()?,
            rehearsed: if tx.moment().given {
                Some(into(&REHEARSED_PASSWORDS)?)
            } else {
                None
            },
        })
    }
}

impl Bulk<'_, '_> {
    /// Inserts a user whose address is not in the account yet, and the entry `user.added`.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&mut self, new: &NewUser) -> Result<(), Diagnostic> {
        let NewUser { user, row, .. } = new;
        copy_in(self.tx, self.users.as_mut(), row, &new.sealed)?;
        for role in user.roles.iter() {
            self.roles.row(&[
                Value::Integer(row.account_id),
                role.word().into(),
                user.email.key().into(),
            ])?;
        }
        if let Some(rehearsed) = &mut self.rehearsed {
            let row = RehearsedRow {
                account_id: row.account_id,
                email_key: row.email_key.clone(),
            };
            let sealed = Sealed::of(&REHEARSED_PASSWORDS, &row.values());
            copy_in(self.tx, rehearsed.as_mut(), &row, &sealed)?;
        }
        let entry = Entry {
            account: Some(self.slug),
            actor: self.actor,
            action: "user.added",
            subject: user.email.as_str(),
            reason: None,
            changes: serde_json::Value::Null,
        };
        self.tx
            .append(Some(self.entries.as_mut()), &entry, &new.changes)
    }

    /// Writes the rows that are still buffered.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn finish(self) -> Result<(), Diagnostic> {
        self.users.finish()?;
        self.roles.finish()?;
        if let Some(rehearsed) = self.rehearsed {
            rehearsed.finish()?;
        }
        self.entries.finish()
    }
}

/// Inserts a new row in bulk, and records the change.
fn copy_in<R: Record>(
    tx: &Tx<'_>,
    into: &mut dyn CopyIn,
    row: &R,
    sealed: &Sealed,
) -> Result<(), Diagnostic> {
    let mut values = row.values();
    values.push(sealed.value());
    into.row(&values)?;
    tx.seal(R::TABLE, &values[..R::TABLE.key], None, Some(sealed))
}
