//! The password of a sign-in: judged once, then recorded.

use super::typed::Typed;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::password::{OwnHash, check_chosen, check_differs};
use crate::domain::user::{
    SignInClock, User, UserEvent, check_password_unchanged, expired_password, no_password,
    wrong_password,
};
use crate::session::context::no_randomness;
use crate::session::journal::EditedFields;
use crate::session::transition::{Decided, Needed, Transition};
use crate::session::{Actor, Context};
use crate::store::{KeptPassword, Tx, UserRecord};

/// What the password is answered with.
type Answer<T> = std::result::Result<T, Diagnostic>;

/// What the password turned out to be, judged once: the costly hash is not computed while the store is locked.
pub(super) struct Attempt {
    /// What was kept of the password when it was judged.
    judged: KeptPassword,
    verdict: Verdict,
}

enum Verdict {
    Wrong,
    /// The user's own.
    Right,
    /// The temporary one, to be replaced by this.
    Replaced(OwnHash),
}

impl Attempt {
    /// A dry run judges everything but the password: it counts no attempts, and would answer any number of guesses.
    pub(super) fn judge(
        ctx: &Context<'_>,
        seen: &UserRecord,
        typed: &Typed,
        clock: SignInClock,
    ) -> Result<Self> {
        let is_unjudged = ctx.dry_run();
        let broken =
            |error: crate::domain::password::HashError| Diagnostic::failed(error.to_string());
        let verdict = match (&seen.password, &typed.new) {
            (KeptPassword::Nothing, _) => {
                return Err(no_password(&seen.user));
            }
            (KeptPassword::Temporary(hash), Some(new))
                if is_unjudged || hash.matches(&typed.password) =>
            {
                let signed_in = seen
                    .user
                    .clone()
                    .apply(UserEvent::FirstSignIn, clock.expiry());
                signed_in.map_err(|refusal| expired_password(refusal, &seen.user))?;
                check_chosen(new)?;
                check_differs(new, &typed.password)?;
                let salt = ctx.host.random().map_err(no_randomness)?;
                Verdict::Replaced(OwnHash::of(new, salt).map_err(broken)?)
            }
            (KeptPassword::Temporary(_), _) => Verdict::Wrong,
            (KeptPassword::Own(hash), _)
                if is_unjudged || hash.matches(&typed.password).map_err(broken)? =>
            {
                Verdict::Right
            }
            (KeptPassword::Own(_), _) => Verdict::Wrong,
        };
        if is_unjudged {
            ctx.out.note(
                "The password was not checked: a dry run does not count attempts, so it cannot check passwords.",
            );
        }
        Ok(Self {
            judged: seen.password.clone(),
            verdict,
        })
    }

    /// Records the outcome. A wrong password is counted although it is refused, so the refusal is a value here.
    pub(super) fn carry_out(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        record: &UserRecord,
        clock: SignInClock,
    ) -> Result<Answer<User>> {
        if let Err(refusal) = check_password_unchanged(record.password == self.judged) {
            return Ok(Err(refusal));
        }
        record.user.may_try_password(clock)?;
        let (event, action, kept) = match &self.verdict {
            Verdict::Wrong => (
                UserEvent::WrongPassword,
                "user.sign-in-refused",
                record.password.clone(),
            ),
            Verdict::Right => (UserEvent::SignIn, "user.signed-in", record.password.clone()),
            Verdict::Replaced(hash) => (
                UserEvent::FirstSignIn,
                "user.signed-in",
                KeptPassword::Own(hash.clone()),
            ),
        };
        let after = record.user.clone().after_password(event, clock)?;
        let changed = UserRecord {
            user: after.clone(),
            password: kept,
        };
        let form = EditedFields::of_user(&record.user, &after)?;
        let transition = Transition {
            needed: Needed::Nothing,
            action,
            reason: None,
        };
        let who = Actor::signing_in(&after.email);
        transition.keep(
            tx,
            account,
            &who,
            record,
            &Decided::with_form(changed, &form)?,
        )?;
        Ok(match self.verdict {
            Verdict::Wrong => Err(wrong_password(&after, clock)),
            Verdict::Right | Verdict::Replaced(_) => Ok(after),
        })
    }
}
