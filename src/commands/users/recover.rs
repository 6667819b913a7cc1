//! `users recover`: an active global admin again, where nobody can act any more.

use super::account::known;
use super::change::edited;
use crate::cli::users::Recover;
use crate::commands::missing::vouched;
use crate::commands::verify::asked_nobody;
use crate::commands::{Context, consent};
use crate::diagnostic::Result;
use crate::domain::role::Role;
use crate::domain::rule::{RuleRef, users as rules};
use crate::domain::user::{Event, User, only_without_global_admin};
use crate::domain::{Account, Email};
use crate::report::Outcome;
use crate::report::views::users::UserView;
use crate::session::journal::user_entry;
use crate::store::{Entry, Record, Tx};

/// Makes a user an active global admin. Whoever owns the store may: nobody is left who could be asked for permission.
pub(super) fn run(ctx: &Context<'_>, args: Recover) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let email = needs.value(args.email, "The user's address", "EMAIL", None)?;
    let rule = Some(&rules::LAST_GLOBAL_ADMIN as RuleRef);
    let reason = needs.text(args.reason.as_deref(), "The reason", "--reason", rule)?;
    let who = email.as_ref().map_or("EMAIL", Email::as_str);
    let question = format!("Make {who} an active global admin?");
    consent::needed(ctx, &mut needs, &question);
    needs.met()?;
    let (email, reason) = (vouched(email)?, vouched(reason)?);
    ctx.read(|tx| decide(ctx, tx, &email).map(drop))?;
    ctx.confirm(&question)?;
    let user = ctx.write(|tx| {
        let (account, before, after) = decide(ctx, tx, &email)?;
        tx.users(account.id)
            .replace(&before, &after, &before.password)?;
        let actor = asked_nobody(ctx, &account);
        let (slug, actor) = (&account.slug, actor.name());
        let edited = edited(&before.user, &after)?;
        tx.log(&Entry {
            reason: Some(&reason),
            ..user_entry(slug, actor, "user.recovered", &after, &edited)?
        })?;
        Ok(after)
    })?;
    Ok(Outcome::thing(UserView::from(user)))
}

fn decide(ctx: &Context<'_>, tx: &Tx<'_>, email: &Email) -> Result<(Account, Record, User)> {
    let account = ctx.account(tx)?;
    let before = known(tx, &account, email)?;
    only_without_global_admin(&tx.users(account.id).active_with(Role::GlobalAdmin)?)?;
    let after = before.user.clone().apply(Event::Recover, tx.now())?;
    Ok((account, before, after))
}
