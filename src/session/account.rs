//! Which account a command works on.

use super::Context;
use super::needs::model_missing;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::quote::shell_word;
use crate::domain::word::nearest;
use crate::domain::{Account, Model};
use crate::store::{RecordedMove, Tx};

/// The account that a question is about: what its rows are found by.
#[derive(Debug, Clone)]
pub struct AccountRef {
    /// The number by which the store knows the account.
    pub id: i64,
    /// The account's short name.
    pub slug: String,
}

/// The place of the enrollment that a step acts on.
///
/// # Errors
/// The model is missing input when it is not clear; a refusal when the account has no such enrollment.
pub fn enrollment_place(account: &Account, model: Option<Model>) -> Result<usize> {
    let place = account.acted_on(model).map_err(|_| model_missing())?;
    place.ok_or_else(|| account.no_enrollment_as(model))
}

impl Context<'_> {
    /// The account to work on: the chosen one, else the only one.
    ///
    /// # Errors
    /// No such account (with the nearest name), or several and none chosen.
    pub fn account(&self, tx: &Tx<'_>) -> Result<Account> {
        match &self.settings.account {
            Some(typed) => self.account_named(tx, typed),
            None => {
                tx.foresee_only_account()?;
                let accounts = tx.accounts().numbered()?;
                match accounts.as_slice() {
                    [(id, slug)] => tx.accounts().get(*id)?.ok_or_else(|| {
                        Diagnostic::not_found(format!("account `{slug}` not found"))
                    }),
                    [] => Err(match tx.account_moves()?.newest_departure() {
                        Some(moved) => moved_away(moved),
                        None => no_account_yet(),
                    }),
                    several => Err(Diagnostic::usage(format!(
                        "several accounts exist, choose one: {}",
                        several.iter().map(|(_, slug)| slug.as_str()).collect::<Vec<_>>().join(", ")
                    ))
                    .with_help("Choose one for this command with `--account ACCOUNT`.\nTo make one the default: `csp enroll use ACCOUNT`")),
                }
            }
        }
    }

    /// The account to read from, for an active user. The owner who is not named may always read, so that neither the
    /// application nor the owner's record is fetched for a question about other rows.
    ///
    /// # Errors
    /// As [`Context::account`] and [`Context::reading`].
    pub fn source(&self, tx: &Tx<'_>) -> Result<AccountRef> {
        self.source_if_any(tx)?.ok_or_else(no_account_yet)
    }

    /// The same; `None` where none was chosen and the store has no account yet.
    fn source_if_any(&self, tx: &Tx<'_>) -> Result<Option<AccountRef>> {
        if self.settings.account.is_none() {
            match tx.accounts().numbered()?.as_slice() {
                [] => return Ok(None),
                [(id, slug)] if self.settings.acting.is_none() => {
                    return Ok(Some(AccountRef {
                        id: *id,
                        slug: slug.clone(),
                    }));
                }
                _ => {}
            }
        }
        let account = self.account(tx)?;
        self.reading(tx, &account)?;
        Ok(Some(AccountRef {
            id: account.id,
            slug: account.slug.to_string(),
        }))
    }

    /// Reads a list of the account to work on, for an active user. A store without any account reads as an empty list.
    ///
    /// # Errors
    /// As [`Context::source`] where there are accounts, or as `read` says.
    pub fn read_list<T: Default>(
        &self,
        read: impl FnOnce(&Tx<'_>, AccountRef) -> Result<T>,
    ) -> Result<T> {
        self.read_list_ahead(&|_| Ok(()), read)
    }

    /// The same, with queries that are asked together with the one for the account; see [`Context::foresee`].
    pub fn read_list_ahead<T: Default>(
        &self,
        ahead: &dyn Fn(&Tx<'_>) -> Result<()>,
        read: impl FnOnce(&Tx<'_>, AccountRef) -> Result<T>,
    ) -> Result<T> {
        self.read(|tx| {
            self.foresee(tx, ahead)?;
            match self.source_if_any(tx)? {
                Some(source) => read(tx, source),
                None => Ok(T::default()),
            }
        })
    }

    /// Asks ahead for what belongs to the only account, where that is read without asking who may.
    ///
    /// # Errors
    /// As `ahead` says.
    pub fn foresee(&self, tx: &Tx<'_>, ahead: &dyn Fn(&Tx<'_>) -> Result<()>) -> Result<()> {
        if self.settings.account.is_none() && self.settings.acting.is_none() {
            ahead(tx)?;
        }
        Ok(())
    }

    /// The account with this short name, MPN ID or tenant domain.
    ///
    /// # Errors
    /// If there is none; the nearest short name is suggested.
    pub fn account_named(&self, tx: &Tx<'_>, typed: &str) -> Result<Account> {
        if let Some(account) = tx.accounts().find_named(typed)? {
            return Ok(account);
        }
        let moves = tx.account_moves().unwrap_or_default();
        if let Some(moved) = moves.departure_of(&typed.trim().to_lowercase()) {
            return Err(moved_away(moved));
        }
        let slugs = tx.accounts().slugs()?;
        let near = nearest(typed, slugs.iter().map(String::as_str));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        Err(
            Diagnostic::not_found(format!("account `{typed}` not found{hint}"))
                .with_help("To see the accounts of this store: `csp enroll list`"),
        )
    }

    /// Hands the accounts that a command over all of them covers to `each`, by short name and a page at a time: the chosen
    /// one alone, if one was chosen.
    ///
    /// # Errors
    /// As [`Context::account`], or as `each` says.
    pub fn each_page_of_accounts(
        &self,
        tx: &Tx<'_>,
        mut each: impl FnMut(Vec<Account>) -> Result<()>,
    ) -> Result<()> {
        match &self.account_flag {
            Some(typed) => each(vec![self.account_named(tx, typed)?]),
            None => tx.accounts().each_page(each),
        }
    }
}

/// The failure for an account that was moved to another store.
pub fn moved_away(moved: &RecordedMove) -> Diagnostic {
    let (account, place) = (&moved.account, &moved.moved.place);
    let (day, word) = (moved.at.date_naive(), shell_word(place, "STORE"));
    Diagnostic::not_found(format!(
        "the account {account} was moved to {place} on {day}"
    ))
    .with_help(format!(
        "To see it there: `csp status --account {account} --store {word}`"
    ))
}

fn no_account_yet() -> Diagnostic {
    Diagnostic::not_found("this store does not have an account yet")
        .with_help("Start an application: `csp enroll --model indirect`")
}
