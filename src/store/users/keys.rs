//! Which of many addresses, asked for in their order, are there already.

use rusqlite::{CachedStatement, Rows};

use super::super::failure::StoreError;
use super::Users;

impl<'t> Users<'t, '_> {
    /// Gets ready to be asked for addresses in ascending order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn keys(&self) -> Result<Keys<'t>, StoreError> {
        let sql = "SELECT email_key FROM users WHERE account_id = ?1 AND email_key >= ?2 ORDER BY email_key LIMIT 1";
        let statement = self.tx.connection().prepare_cached(sql)?;
        Ok(Keys {
            statement,
            account: self.account,
            next: Next::Unknown,
        })
    }
}

/// The addresses that are there, walked in step with the ones that are asked for.
///
/// The next address that is there is remembered: as long as the ones asked for come before it, nothing is looked up.
pub struct Keys<'t> {
    statement: CachedStatement<'t>,
    account: i64,
    next: Next,
}

enum Next {
    /// Not looked up yet, or passed by.
    Unknown,
    /// This is the next one there.
    At(String),
    /// There are no more.
    Nothing,
}

impl Keys<'_> {
    /// Whether the address is there; each must come after the one before.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn holds(&mut self, key: &str) -> Result<bool, StoreError> {
        let passed = match &self.next {
            Next::Unknown => true,
            Next::At(next) => next.as_str() < key,
            Next::Nothing => false,
        };
        if passed {
            let mut rows: Rows<'_> = self.statement.query((self.account, key))?;
            self.next = match rows.next()? {
                Some(row) => Next::At(row.get(0)?),
                None => Next::Nothing,
            };
        }
        Ok(matches!(&self.next, Next::At(next) if next == key))
    }
}
