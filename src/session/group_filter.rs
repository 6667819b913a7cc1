//! Lists of accounts or customers in groups or of a keeper.

use super::Context;
use crate::cli::groups::{AccountFilterArgs, CustomerFilterArgs};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::first_names;
use crate::store::{GroupFilter, Tx};

impl From<&AccountFilterArgs> for GroupFilter {
    fn from(args: &AccountFilterArgs) -> Self {
        Self {
            groups: args.groups.clone(),
            keeper: args.keeper.clone(),
        }
    }
}

impl From<&CustomerFilterArgs> for GroupFilter {
    fn from(args: &CustomerFilterArgs) -> Self {
        Self {
            groups: args.groups.clone(),
            keeper: args.keeper.clone(),
        }
    }
}

impl Context<'_> {
    /// The same as [`Context::each_page_of_accounts`], with the accounts that match.
    ///
    /// # Errors
    /// As [`Context::account`], or as `each` says.
    pub fn each_page_of_marked_accounts(
        &self,
        tx: &Tx<'_>,
        filter: &GroupFilter,
        mut each: impl FnMut(Vec<Account>) -> Result<()>,
    ) -> Result<()> {
        let Some(typed) = &self.account_flag else {
            return tx.accounts().each_page_marked(filter, each);
        };
        let account = self.account_named(tx, typed)?;
        if !filter.is_empty() && !filter.matches(&tx.groups_of_account(account.id)?) {
            return Ok(());
        }
        each(vec![account])
    }

    /// Says on standard error which of the groups of a filter do not exist, and which do; the same for a keeper.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn note_unknown_groups(
        &self,
        tx: &Tx<'_>,
        filter: &GroupFilter,
        known: impl FnOnce(&Tx<'_>) -> Result<Vec<String>>,
    ) -> Result<()> {
        if !filter.groups.is_empty() {
            let known = known(tx)?;
            let is_unknown =
                |name: &&crate::domain::GroupName| !known.iter().any(|one| one == name.as_str());
            for name in filter.groups.iter().filter(is_unknown) {
                self.out.note(&format!(
                    "group {name} not found; {}",
                    listed("groups", &known)
                ));
            }
        }
        if let Some(keeper) = &filter.keeper {
            let known = tx.keepers()?;
            if !known.iter().any(|one| one == keeper.key()) {
                self.out.note(&format!(
                    "{keeper} is not the keeper of an account or customer; {}",
                    listed("keepers", &known)
                ));
            }
        }
        Ok(())
    }
}

/// How many names a note lists.
const MOST: usize = 20;

/// The names that exist, for a note.
fn listed(what: &str, known: &[String]) -> String {
    if known.is_empty() {
        format!("there are no {what} yet")
    } else {
        format!("known {what}: {}", first_names(known, MOST))
    }
}
