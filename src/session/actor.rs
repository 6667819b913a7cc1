//! Who acts, and whether that user may.

use super::Context;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::quote::shell_word;
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;
use crate::domain::user::{User, permit};
use crate::domain::word::Word as _;
use crate::store::Tx;

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

    /// The user who signs in, and needs no permission for it.
    pub fn signing_in(email: &Email) -> Self {
        Self {
            name: Some(email.to_string()),
            user: None,
        }
    }

    /// Who acts where no permission is needed: the chosen user, else the owner.
    pub fn asked_nobody(ctx: &Context<'_>, account: &Account) -> Self {
        let chosen = ctx.settings.acting.clone();
        let name = chosen.or_else(|| account.owner().map(|owner| owner.to_string()));
        Self { name, user: None }
    }
}

impl Context<'_> {
    /// Who acts, once `permission` has been asked for. Before any application was submitted nothing is checked.
    ///
    /// # Errors
    /// Diagnostic, naming the permission, the roles that carry it and who has one; or no such user.
    pub fn require_actor(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        permission: Permission,
    ) -> Result<Actor> {
        self.require_actor_under(tx, account, permission, None)
    }

    /// The same where a rule asks for the permission; the refusal cites it.
    ///
    /// # Errors
    /// As [`Context::require_actor`].
    pub fn require_actor_under(
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
                Diagnostic::usage(
                    "the account does not have an owner; choose the acting user with --as",
                )
            })?,
        };
        let user = tx.users(account.id).find(&email)?.ok_or_else(|| {
            Diagnostic::not_found(format!(
                "user {email} not found in the account {}",
                account.slug
            ))
            .with_help(
                "To see the users: `csp users list`\nThen choose the acting user with `--as ADDRESS`.",
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
    /// As [`Context::require_actor`].
    pub fn reading(&self, tx: &Tx<'_>, account: &Account) -> Result<()> {
        if self.settings.acting.is_none() {
            return Ok(());
        }
        self.require_actor(tx, account, Permission::Read).map(drop)
    }
}

/// The command that makes a user an active global admin where the account has none.
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
        return forbidden.with_help(format!(
            "The account does not have an active global admin any more. To make one: `{command}`"
        ));
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
    forbidden.with_help(format!("{help}\nIn this account: {}", names.join(", ")))
}
