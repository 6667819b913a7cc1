//! Finds out which of many sorted addresses are in the account.

use super::super::engine::Value;
use super::super::tx::Tx;
use super::Users;
use crate::diagnostic::Diagnostic;

impl<'t, 'c> Users<'t, 'c> {
    /// Prepares for lookups of addresses in ascending order.
    pub fn keys(&self) -> Keys<'t, 'c> {
        Keys {
            tx: self.tx,
            account: self.account,
            next: Next::Unknown,
        }
    }
}

/// A cursor over the stored addresses that advances with the addresses looked up.
///
/// It remembers the next stored address: addresses before it need no query.
pub struct Keys<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
    next: Next,
}

enum Next {
    /// Not looked up yet, or already passed.
    Unknown,
    /// The next stored address.
    At(String),
    /// There are no more stored addresses.
    Nothing,
}

impl Keys<'_, '_> {
    /// Whether the address is stored. Each call must ask for a greater address than the one before.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn holds(&mut self, key: &str) -> Result<bool, Diagnostic> {
        let passed = match &self.next {
            Next::Unknown => true,
            Next::At(next) => next.as_str() < key,
            Next::Nothing => false,
        };
        if passed {
            let sql = "SELECT email_key FROM users WHERE account_id = ?1 AND email_key >= ?2 ORDER BY email_key LIMIT 1";
            let from = [Value::Integer(self.account), key.into()];
            let next = self
                .tx
                .first(sql, &from, |row| row.first()?.as_text().map(str::to_owned))?;
            self.next = next.map_or(Next::Nothing, Next::At);
        }
        Ok(matches!(&self.next, Next::At(next) if next == key))
    }
}
