//! Which of many addresses, asked for in their order, are there already.

use super::super::engine::Value;
use super::super::tx::Tx;
use super::Users;
use crate::diagnostic::Diagnostic;

impl<'t, 'c> Users<'t, 'c> {
    /// Gets ready to be asked for addresses in ascending order.
    pub fn keys(&self) -> Keys<'t, 'c> {
        Keys {
            tx: self.tx,
            account: self.account,
            next: Next::Unknown,
        }
    }
}

/// The addresses that are there, walked in step with the ones that are asked for.
///
/// The next address that is there is remembered: as long as the ones asked for come before it, nothing is looked up.
pub struct Keys<'t, 'c> {
    tx: &'t Tx<'c>,
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

impl Keys<'_, '_> {
    /// Whether the address is there; each must come after the one before.
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
