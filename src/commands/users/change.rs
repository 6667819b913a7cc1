//! One change of one user: the beats that granting, blocking, removing and the like have in common.

use super::account::known;
use crate::commands::Context;
use crate::commands::chosen::Actor;
use crate::diagnostic::Result;
use crate::domain::role::Permission;
use crate::domain::user::{Event, Touch, User, keep_a_global_admin, permit_touch};
use crate::domain::{Account, Email};
use crate::report::Outcome;
use crate::report::views::users::UserView;
use crate::session::journal::{EditedFields, UserFields, user_entry};
use crate::store::{Kept, Record, Tx};

/// What is to be done to whom.
pub(super) struct Change {
    /// Whose record.
    pub(super) email: Email,
    /// What happens.
    pub(super) event: Event,
    /// What the permission depends on, given the user as it is.
    pub(super) touch: fn(&User, &Event) -> Touch,
    /// The journal's word for it.
    pub(super) action: &'static str,
}

/// A change that may happen.
pub(super) struct Decided {
    pub(super) account: Account,
    pub(super) actor: Actor,
    pub(super) before: Record,
    pub(super) after: User,
}

impl Change {
    /// Asks everything that could be against the change, on the store as it is now.
    ///
    /// # Errors
    /// No such account or user, forbidden, or refused, in this order.
    pub(super) fn decide(&self, ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Decided> {
        let account = ctx.account(tx)?;
        let before = known(tx, &account, &self.email)?;
        let actor = ctx.acting(tx, &account, Permission::UsersManage)?;
        if let Some(user) = &actor.user {
            permit_touch(user, (self.touch)(&before.user, &self.event))
                .map_err(|forbidden| ctx.forbidden(tx, &account, forbidden))?;
        }
        let admins = tx.users(account.id).active_global_admins()?;
        keep_a_global_admin(&before.user, &self.event, admins)?;
        let after = before.user.clone().apply(self.event.clone(), tx.now())?;
        Ok(Decided {
            account,
            actor,
            before,
            after,
        })
    }

    /// Makes the change and answers the user as it is now. A change that changes nothing leaves no trace.
    ///
    /// # Errors
    /// As [`Change::decide`], or if the store cannot be written.
    pub(super) fn make(&self, ctx: &Context<'_>) -> Result<Outcome> {
        let user = ctx.write(|tx| {
            let decided = self.decide(ctx, tx)?;
            if decided.after != decided.before.user {
                decided.save(tx, &decided.before.password, self.action)?;
            }
            Ok(decided.after)
        })?;
        Ok(Outcome::thing(UserView::from(user)))
    }

    /// The same after a question; whatever is against the change is said before anybody is asked.
    ///
    /// # Errors
    /// As [`Change::make`]; missing input when nobody can be asked.
    pub(super) fn make_after_asking(&self, ctx: &Context<'_>, question: &str) -> Result<Outcome> {
        if ctx.prompter.can_ask() {
            ctx.read(|tx| self.decide(ctx, tx).map(drop))?;
        }
        ctx.confirm(question)?;
        self.make(ctx)
    }
}

impl Decided {
    /// Saves the user and writes the journal.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn save(&self, tx: &Tx<'_>, password: &Kept, action: &'static str) -> Result<()> {
        tx.users(self.account.id)
            .replace(&self.before, &self.after, password)?;
        tx.log(&user_entry(
            &self.account.slug,
            self.actor.name(),
            action,
            &self.after,
            &edited(&self.before.user, &self.after)?,
        )?)?;
        Ok(())
    }
}

/// What is different in a user now, for the journal.
///
/// # Errors
/// As [`EditedFields::between`].
pub(super) fn edited(before: &User, after: &User) -> Result<EditedFields> {
    EditedFields::between(&UserFields::from(before), &UserFields::from(after))
}
