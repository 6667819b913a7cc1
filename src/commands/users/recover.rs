//! `users recover`: makes an active global admin in an account without a user who can act.

use crate::cli::users::Recover;
use crate::diagnostic::Result;
use crate::domain::Email;
use crate::domain::role::Role;
use crate::domain::rule::{RuleRef, users as rules};
use crate::domain::user::{UserEvent, only_without_global_admin};
use crate::report::Outcome;
use crate::report::views::users::UserView;
use crate::session::Context;
use crate::session::find::users::need_user;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Needed, Transition};
use crate::store::{Tx, UserRecord};

/// Makes a user an active global admin. No permission is needed, because no user is left who could have one.
pub(super) fn run(ctx: &Context<'_>, args: Recover) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let email = need_user(&mut needs, args.email)?;
    let rule = Some(&rules::LAST_GLOBAL_ADMIN as RuleRef);
    let reason = needs.text(args.reason.as_deref(), "The reason", "--reason", rule)?;
    let who = email.as_ref().map_or("EMAIL", Email::as_str);
    let question = format!("Make {who} an active global admin?");
    needs.confirmation(&question);
    needs.met()?;
    let (email, reason) = (require_value(email)?, require_value(reason)?);
    let transition = Transition {
        needed: Needed::Nothing,
        action: "user.recovered",
        reason: Some(&reason),
    };
    let changed = transition.run_after_asking(ctx, &email, &question, decide)?;
    Ok(Outcome::thing(UserView::from(changed.after.user)))
}

fn decide(tx: &Tx<'_>, found: &Found<UserRecord>) -> Result<UserRecord> {
    let admins = tx.users(found.account.id).active_with(Role::GlobalAdmin)?;
    only_without_global_admin(&admins)?;
    let before = &found.before;
    Ok(UserRecord {
        user: before.user.clone().apply(UserEvent::Recover, tx.now())?,
        password: before.password.clone(),
    })
}
