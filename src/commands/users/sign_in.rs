//! `users sign-in`: the password decides, no role does.

use std::io::Read;

use super::power::address;
use crate::cli::users::{One, SignIn};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::password::{ASKED_FOR, OwnHash, Secret, check_chosen, check_differs};
use crate::domain::rule::{RuleRef, users as rules};
use crate::domain::user::{
    SignInClock, User, UserEvent, UserState, check_password_unchanged, expired_password,
    no_password, wrong_password,
};
use crate::report::Outcome;
use crate::report::views::users::UserView;
use crate::session::Actor;
use crate::session::Context;
use crate::session::context::no_randomness;
use crate::session::find::users::known;
use crate::session::journal::EditedFields;
use crate::session::transition::{Decided, Needed, Transition};
use crate::store::{KeptPassword, Tx, UserRecord};

/// What the password is answered with.
type Answer<T> = std::result::Result<T, Diagnostic>;

/// What was typed.
struct Typed {
    /// The temporary password, or the user's own.
    password: Secret,
    /// The password that is to replace the temporary one.
    new: Option<Secret>,
}

/// Signs a user in; the first time the temporary password is replaced.
pub(super) fn run(ctx: &Context<'_>, args: SignIn) -> Result<Outcome> {
    let from_stdin = args.password_stdin;
    let email = ask_address(ctx, args)?;
    if !from_stdin && !ctx.prompter.can_ask() {
        let mut needs = ctx.needs();
        needs.missing("The password", "--password-stdin", None);
        needs.met()?;
    }
    let lines = if from_stdin { Some(lines(ctx)?) } else { None };
    let (seen, clock) = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let seen = known(tx, &account, &email)?;
        let clock = clock_of(ctx, tx, &account, &seen)?;
        Ok((seen, clock))
    })?;
    let pending = matches!(seen.user.state, UserState::PasswordPending { .. })
        || matches!(seen.password, KeptPassword::Temporary(_));
    seen.user.may_try_password(clock)?;
    let typed = match lines {
        Some(typed) => typed,
        None => ask(ctx, pending)?,
    };
    if pending && typed.new.is_none() {
        return Err(unwritten(
            "The new password (the second line)",
            Some(&rules::FIRST_SIGN_IN),
        ));
    }
    let attempt = Attempt::judge(ctx, &seen, &typed, clock)?;
    let answer = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let record = known(tx, &account, &email)?;
        let clock = clock_of(ctx, tx, &account, &record)?;
        attempt.carry_out(tx, &account, &record, clock)
    })?;
    Ok(Outcome::thing(UserView::from(answer?)))
}

fn ask_address(ctx: &Context<'_>, args: SignIn) -> Result<Email> {
    address(ctx, One { email: args.email })
}

/// The clock that judges the sign-in: a given one alone only for a password that was issued under a given one.
fn clock_of(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    record: &UserRecord,
) -> Result<SignInClock> {
    let users = tx.users(account.id);
    if ctx.host.clock_is_given() && !users.has_rehearsed_password(&record.user.email)? {
        return Ok(SignInClock::given(tx.now(), ctx.host.system_now()));
    }
    Ok(SignInClock::single(tx.now()))
}

/// What the password turned out to be, judged once: the costly hash is not computed while the store is locked.
struct Attempt {
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
    fn judge(
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
                "The password was not checked: a dry run does not count attempts, so it does not say whether a password is right.",
            );
        }
        Ok(Self {
            judged: seen.password.clone(),
            verdict,
        })
    }

    /// Records the outcome. A wrong password is counted although it is refused, so the refusal is a value here.
    fn carry_out(
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

/// Asks, without showing what is typed.
fn ask(ctx: &Context<'_>, pending: bool) -> Result<Typed> {
    let secret = |label: &str| ctx.prompter.secret(label).map(Secret::new);
    if !pending {
        return Ok(Typed {
            password: secret("Password")?,
            new: None,
        });
    }
    let password = secret("Temporary password")?;
    ctx.out
        .note(&format!("Choose a password of your own: {ASKED_FOR}."));
    loop {
        let new = secret("New password")?;
        if let Err(refusal) = check_chosen(&new).and_then(|()| check_differs(&new, &password)) {
            ctx.out.note(&refusal.to_string());
            continue;
        }
        if secret("New password once more")?.expose() == new.expose() {
            return Ok(Typed {
                password,
                new: Some(new),
            });
        }
        ctx.out.note("The two are not the same.");
    }
}

/// The first two lines of standard input.
fn lines(ctx: &Context<'_>) -> Result<Typed> {
    const MOST: u64 = 8 * 1024;
    let mut text = zeroize::Zeroizing::new(String::new());
    let mut stdin = ctx.host.stdin();
    let read = (&mut *stdin).take(MOST).read_to_string(&mut text);
    read.map_err(|error| {
        Diagnostic::usage(format!(
            "the passwords on standard input cannot be read: {error}"
        ))
    })?;
    let mut lines = text.lines().map(|line| Secret::new(line.to_owned()));
    let password = lines.next().filter(|line| !line.expose().is_empty());
    match password {
        Some(password) => Ok(Typed {
            password,
            new: lines.next().filter(|line| !line.expose().is_empty()),
        }),
        None => Err(unwritten("The password (the first line)", None)),
    }
}

/// The failure for a line that standard input lacks; the flag itself was given.
fn unwritten(line: &str, rule: Option<RuleRef>) -> Diagnostic {
    let mistake = Diagnostic::missing(line, "--password-stdin").under(rule);
    mistake.with_help(
        "Write the password on the first line of standard input; at the first sign-in that is the temporary one, and the new one goes on the second line.",
    )
}
