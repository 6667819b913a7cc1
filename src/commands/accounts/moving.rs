//! `csp accounts move`: one account with its history to another store.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::provider::{check_same_provider, find_clashes};
use crate::domain::role::Permission;
use crate::domain::{Account, ArrivalConflicts, Slug};
use crate::report::Outcome;
use crate::report::views::moved_account::{MovedAccountView, MovedBetween};
use crate::session::Context;
use crate::session::find::find_owners;
use crate::session::journal::{ProviderForm, provider_entry};
use crate::session::needs::require_value;
use crate::session::own_files::moved_to_itself;
use crate::store::{AccountMover, Clock as _, MoveStep, Origin, Store, StorePlace, Tx};

/// Runs `csp accounts move`.
///
/// # Errors
/// As [`Store::move_account`] says, and if the target is not named or is the store itself.
pub(super) fn run(ctx: &Context<'_>, account: Option<&str>, to: Option<&Path>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let account = needs.text(account, "The account", "ACCOUNT", None)?;
    let given = to.map(|to| to.to_string_lossy().into_owned());
    let label = "The other store (a file or a URL)";
    let name = needs.text(given.as_deref(), label, "--to", None)?;
    let question = question(
        ctx,
        account.as_deref().unwrap_or("ACCOUNT"),
        name.as_deref().unwrap_or("STORE"),
    );
    needs.confirmation(&question);
    needs.met()?;
    let account = require_value(account)?;
    let name = to.map_or_else(|| name.map(PathBuf::from), |to| Some(to.to_owned()));
    let flagged = |mistake: Diagnostic| mistake.with_flag("--to");
    let place =
        StorePlace::named(require_value(name)?, Origin::Argument, ctx.host).map_err(flagged)?;
    refuse_itself(ctx, &place)?;
    ctx.needs_store()?;
    let found = ctx.read(|tx| {
        let account = ctx.account_named(tx, &account)?;
        ctx.require_actor(tx, &account, Permission::AccountManage)?;
        Ok(account)
    })?;
    let target = Store::open(&place, ctx.settings.wait.into());
    ctx.confirm(&question)?;
    ctx.takes_long();
    let is_dry_run = ctx.dry_run();
    let mover = Mover {
        ctx,
        number: found.id,
        to: target.shown(),
        added: RefCell::default(),
    };
    let moved = ctx
        .store
        .move_account(&target, found.id, ctx.moment(), is_dry_run, &mover);
    ctx.host.interrupts().written();
    let moved = moved?;
    ctx.acted();
    let between = MovedBetween {
        from: ctx.store.place(),
        to: &place,
        is_dry_run,
        is_default: is_default(ctx, &found),
    };
    Ok(Outcome::thing(MovedAccountView::new(
        moved,
        &between,
        mover.added.into_inner(),
    )))
}

/// What is asked before the account is moved.
fn question(ctx: &Context<'_>, account: &str, to: &str) -> String {
    let from = ctx.store.shown();
    let to = crate::store::without_secrets(to);
    format!("Move the account {account} to {to}? It is deleted from {from}.")
}

/// Refuses the store in which the account is already.
fn refuse_itself(ctx: &Context<'_>, place: &StorePlace) -> Result<()> {
    let shown = place.absolute().shown();
    if shown != ctx.store.place().absolute().shown() {
        return Ok(());
    }
    Err(moved_to_itself(&shown))
}

/// Whether commands work on this account by default.
fn is_default(ctx: &Context<'_>, account: &Account) -> bool {
    let Some(typed) = &ctx.settings.account_without_flag else {
        return false;
    };
    let typed = typed.trim();
    let application = &account.application;
    typed.eq_ignore_ascii_case(account.slug.as_str())
        || application.mpn_id().is_some_and(|id| id.as_str() == typed)
        || application
            .tenant_domain()
            .is_some_and(|domain| domain.key() == typed.to_lowercase())
}

/// What is decided in the transactions of the two stores.
struct Mover<'c, 'h> {
    ctx: &'c Context<'h>,
    /// The number of the account.
    number: i64,
    /// The other store, as messages show it.
    to: String,
    /// The providers that were added to its directory.
    added: RefCell<Vec<Slug>>,
}

impl AccountMover for Mover<'_, '_> {
    fn leave(&self, tx: &Tx<'_>) -> Result<(Account, Option<String>)> {
        let account = tx.accounts().get(self.number)?;
        let account = account.ok_or_else(|| {
            Diagnostic::not_found("the account was moved or removed by another command")
        })?;
        let actor = self
            .ctx
            .require_actor(tx, &account, Permission::AccountManage)?;
        Ok((account, actor.name))
    }

    fn arrive(&self, from: &Tx<'_>, to: &Tx<'_>, account: &Account) -> Result<()> {
        let accounts = to.accounts();
        let slug_of = |found: Option<Account>| found.map(|account| account.slug);
        ArrivalConflicts {
            of_number: slug_of(accounts.get(account.id)?),
            of_slug: slug_of(accounts.with_slug(&account.slug)?),
            owners: find_owners(to, &account.application)?,
        }
        .check_free(account, &self.to)?;
        self.bring_providers(from, to, account)
    }

    fn go_on(&self, step: MoveStep) -> Result<()> {
        let interrupts = self.ctx.host.interrupts();
        interrupts.writing();
        if step == MoveStep::Committing && interrupts.came_before_commit() {
            return Err(Diagnostic::interrupted());
        }
        self.ctx.go_on()
    }
}

impl Mover<'_, '_> {
    /// Adds the providers that the account works with to the directory of the other store, where they are not there yet.
    fn bring_providers(&self, from: &Tx<'_>, to: &Tx<'_>, account: &Account) -> Result<()> {
        let actor = self
            .ctx
            .require_actor(from, account, Permission::AccountManage)?;
        let mut refusals = Vec::new();
        for provider in from.providers().named_by(account.id)? {
            if let Some(there) = to.providers().with_slug(&provider.slug)? {
                refusals.extend(check_same_provider(&provider, &there, &self.to).err());
                continue;
            }
            let domain = provider.tenant_domain.as_ref();
            let holders = to
                .providers()
                .holding(&provider.mpn_id, provider.tenant_id, domain)?;
            let clashes = find_clashes(&provider, &holders, None);
            if !clashes.is_empty() {
                let help = "Give the provider the same short name in both stores, or choose another store.";
                refusals.extend(clashes.into_iter().map(|clash| {
                    let message = format!("{}: {}", self.to, clash.refusal.message());
                    clash.refusal.with_message(message).with_help(help)
                }));
                continue;
            }
            to.providers().save(&provider)?;
            let form = ProviderForm::from(&provider);
            let (slug, action) = (&provider.slug, "provider.added");
            let entry = provider_entry(Some(&account.slug), actor.name(), action, slug, &form)?;
            to.log_for_all(&entry)?;
            self.added.borrow_mut().push(provider.slug.clone());
        }
        Diagnostic::unless_none(refusals)
    }
}
