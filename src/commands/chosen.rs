//! Which account a command works on, and who acts.

use super::Context;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::quote::shell_word;
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;
use crate::domain::user::{User, permit};
use crate::domain::word::{Word as _, nearest};
use crate::store::Tx;

/// The account that a question is about: what its rows are found by.
#[derive(Debug, Clone)]
pub struct Source {
    /// The number by which the store knows the account.
    pub id: i64,
    /// The account's short name.
    pub slug: String,
}

/// Who acts: named in the journal, and asked for permission once users exist.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The address for the journal.
    pub name: Option<String>,
    /// The user, once there are users.
    pub user: Option<User>,
}

impl Actor {
    /// The address for the journal.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
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
                let accounts = tx.accounts().numbered()?;
                match accounts.as_slice() {
                    [(id, slug)] => tx.accounts().get(*id)?.ok_or_else(|| {
                        Diagnostic::not_found(format!("there is no account `{slug}`"))
                    }),
                    [] => Err(no_account_yet()),
                    several => Err(Diagnostic::usage(format!(
                        "there are several accounts, and none was chosen: {}",
                        several.iter().map(|(_, slug)| slug.as_str()).collect::<Vec<_>>().join(", ")
                    ))
                    .with_help("Choose one with `--account ACCOUNT`, or make one the default with `csp enroll use ACCOUNT`.")),
                }
            }
        }
    }

    /// The account to read from, for an active user. The owner who is not named may always read, so that neither the
    /// application nor the owner's record is fetched for a question about other rows.
    ///
    /// # Errors
    /// As [`Context::account`] and [`Context::reading`].
    pub fn source(&self, tx: &Tx<'_>) -> Result<Source> {
        self.source_if_any(tx)?.ok_or_else(no_account_yet)
    }

    /// The same; `None` where none was chosen and the store has no account yet.
    fn source_if_any(&self, tx: &Tx<'_>) -> Result<Option<Source>> {
        if self.settings.account.is_none() {
            match tx.accounts().numbered()?.as_slice() {
                [] => return Ok(None),
                [(id, slug)] if self.settings.acting.is_none() => {
                    return Ok(Some(Source {
                        id: *id,
                        slug: slug.clone(),
                    }));
                }
                _ => {}
            }
        }
        let account = self.account(tx)?;
        self.reading(tx, &account)?;
        Ok(Some(Source {
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
        read: impl FnOnce(&Tx<'_>, Source) -> Result<T>,
    ) -> Result<T> {
        self.read(|tx| match self.source_if_any(tx)? {
            Some(source) => read(tx, source),
            None => Ok(T::default()),
        })
    }

    /// The account with this short name, MPN ID or tenant domain.
    ///
    /// # Errors
    /// If there is none; the nearest short name is suggested.
    pub fn account_named(&self, tx: &Tx<'_>, typed: &str) -> Result<Account> {
        if let Some(account) = tx.accounts().meant(typed)? {
            return Ok(account);
        }
        let slugs = tx.accounts().slugs()?;
        let near = nearest(typed, slugs.iter().map(String::as_str));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        Err(
            Diagnostic::not_found(format!("there is no account `{typed}`{hint}"))
                .with_help("`csp enroll list` shows the accounts of this store."),
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

    /// Who acts, once `permission` has been asked for. Before any application was submitted nobody is checked.
    ///
    /// # Errors
    /// Diagnostic, naming the permission, the roles that carry it and who has one; or no such user.
    pub fn acting(&self, tx: &Tx<'_>, account: &Account, permission: Permission) -> Result<Actor> {
        self.acting_under(tx, account, permission, None)
    }

    /// The same where a rule asks for the permission; the refusal cites it.
    ///
    /// # Errors
    /// As [`Context::acting`].
    pub fn acting_under(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        permission: Permission,
        rule: Option<RuleRef>,
    ) -> Result<Actor> {
        let owner = account.owner();
        if !account.was_submitted() {
            return Ok(Actor {
                name: owner.map(|email| email.to_string()),
                user: None,
            });
        }
        let email = match &self.settings.acting {
            Some(typed) => {
                Email::on_record(typed).map_err(|bad| Diagnostic::usage(format!("--as: {bad}")))?
            }
            None => owner.ok_or_else(|| {
                Diagnostic::usage("the account has no owner; name the acting user with --as")
            })?,
        };
        let user = tx.users(account.id).find(&email)?.ok_or_else(|| {
            Diagnostic::not_found(format!(
                "there is no user {email} in the account {}",
                account.slug
            ))
            .with_help(
                "`csp users list` shows the users; choose the acting one with `--as ADDRESS`.",
            )
        })?;
        let read_by_owner = permission == Permission::Read && self.settings.acting.is_none();
        if !read_by_owner {
            permit(&user, permission)
                .map_err(|forbidden| with_names(tx, account, forbidden, rule))?;
        }
        Ok(Actor {
            name: Some(user.email.to_string()),
            user: Some(user),
        })
    }

    /// A refusal for lack of a permission, with the addresses of those who could do it.
    pub fn forbidden(&self, tx: &Tx<'_>, account: &Account, forbidden: Diagnostic) -> Diagnostic {
        with_names(tx, account, forbidden, None)
    }

    /// Asks whether the acting user may read this account. The owner who is not named may always, and is not looked up.
    ///
    /// # Errors
    /// As [`Context::acting`].
    pub fn reading(&self, tx: &Tx<'_>, account: &Account) -> Result<()> {
        if self.settings.acting.is_none() {
            return Ok(());
        }
        self.acting(tx, account, Permission::Read).map(drop)
    }
}

fn no_account_yet() -> Diagnostic {
    Diagnostic::not_found("there is no account in this store yet")
        .with_help("Start an application with `csp enroll --model indirect`.")
}

/// The command that makes somebody an active global admin again, where the account has none.
pub fn recovery(tx: &Tx<'_>, account: &Account) -> Option<String> {
    let is_lost =
        account.was_submitted() && tx.users(account.id).active_global_admins().ok() == Some(0);
    let owner = account.owner()?.to_string();
    let owner = shell_word(&owner, "ADDRESS");
    is_lost.then(|| {
        format!(
            "csp users recover {owner} --account {} --reason REASON --yes",
            account.slug
        )
    })
}

/// The refusal with the addresses of those who could do it.
fn with_names(
    tx: &Tx<'_>,
    account: &Account,
    forbidden: Diagnostic,
    rule: Option<RuleRef>,
) -> Diagnostic {
    let forbidden = match rule {
        Some(rule) => {
            let statement = rule.statement.trim_end_matches('.');
            let message = format!("{} ({statement})", forbidden.message());
            forbidden.under(rule).with_message(message)
        }
        None => forbidden,
    };
    if let Some(command) = recovery(tx, account) {
        return forbidden.with_help(format!("No global admin is active any more: `{command}`."));
    }
    let roles = forbidden
        .permission()
        .and_then(Permission::exactly)
        .map(Permission::roles)
        .unwrap_or_default();
    let mut names: Vec<String> = roles
        .iter()
        .filter_map(|role| tx.users(account.id).active_with(*role).ok())
        .flatten()
        .collect();
    names.sort();
    names.dedup();
    names.truncate(5);
    if names.is_empty() {
        return forbidden;
    }
    let help = forbidden.help().unwrap_or_default();
    forbidden.with_help(format!("{help} In this account: {}.", names.join(", ")))
}
