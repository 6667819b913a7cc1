//! Refusals that no answer would change are shown before any question is asked.

use super::Context;
use crate::diagnostic::Result;
use crate::domain::role::Permission;
use crate::store::Tx;

impl Context<'_> {
    /// Where questions can be asked, looks first whether the answers could lead anywhere. Elsewhere missing input comes
    /// first.
    ///
    /// # Errors
    /// As `look` says, or if the store cannot be read.
    pub fn before_asking(&self, look: impl FnOnce(&Tx<'_>) -> Result<()>) -> Result<()> {
        if !self.prompter.can_ask() {
            return Ok(());
        }
        self.read(look)
    }

    /// The same for a permission on the account to work on.
    ///
    /// # Errors
    /// As [`Context::account`] and [`Context::require_actor`].
    pub fn permitted_before_asking(&self, permission: Permission) -> Result<()> {
        self.before_asking(|tx| {
            let account = self.account(tx)?;
            self.require_actor(tx, &account, permission).map(drop)
        })
    }
}
