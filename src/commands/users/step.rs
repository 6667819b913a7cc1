//! One step of one user: who may take it, and whether an active global admin is left.

use crate::diagnostic::Result;
use crate::domain::Email;
use crate::domain::role::Permission;
use crate::domain::user::{Touch, User, UserEvent, keep_a_global_admin, permit_touch};
use crate::report::Outcome;
use crate::report::views::users::UserView;
use crate::session::Context;
use crate::session::transition::{Found, Transition};
use crate::store::{Tx, UserRecord};

/// What happens to whom.
pub(super) struct Step {
    /// Whose record.
    pub(super) email: Email,
    /// What happens.
    pub(super) event: UserEvent,
    /// What the permission depends on, given the user as it is.
    pub(super) touch: fn(&User, &UserEvent) -> Touch,
    /// The journal's word for it.
    pub(super) action: &'static str,
}

impl Step {
    /// What the acting user needs in any case, and what the journal says.
    pub(super) fn transition(&self) -> Transition<'static> {
        Transition::new(Permission::UsersManage, self.action)
    }

    /// The user as it becomes, with the password it has.
    ///
    /// # Errors
    /// Forbidden, or refused, in this order.
    pub(super) fn decide(
        &self,
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        found: &Found<UserRecord>,
    ) -> Result<UserRecord> {
        let before = &found.before;
        if let Some(actor) = &found.actor.user {
            permit_touch(actor, (self.touch)(&before.user, &self.event))
                .map_err(|forbidden| ctx.forbidden(tx, &found.account, forbidden))?;
        }
        let admins = tx.users(found.account.id).active_global_admins()?;
        keep_a_global_admin(&before.user, &self.event, admins)?;
        Ok(UserRecord {
            user: before.user.clone().apply(self.event.clone(), tx.now())?,
            password: before.password.clone(),
        })
    }

    /// Takes the step and answers the user as it is now.
    ///
    /// # Errors
    /// No such account or user, forbidden, or refused, in this order.
    pub(super) fn run(&self, ctx: &Context<'_>) -> Result<Outcome> {
        let decide = |tx: &Tx<'_>, found: &Found<UserRecord>| self.decide(ctx, tx, found);
        let changed = self.transition().run(ctx, &self.email, decide)?;
        Ok(Outcome::thing(UserView::from(changed.after.user)))
    }

    /// The same after a question.
    ///
    /// # Errors
    /// As [`Step::run`]; missing input where csp cannot ask.
    pub(super) fn run_after_asking(&self, ctx: &Context<'_>, question: &str) -> Result<Outcome> {
        let decide = |tx: &Tx<'_>, found: &Found<UserRecord>| self.decide(ctx, tx, found);
        let transition = self.transition();
        let changed = transition.run_after_asking(ctx, &self.email, question, decide)?;
        Ok(Outcome::thing(UserView::from(changed.after.user)))
    }
}
