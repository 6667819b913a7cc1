//! `users sign-in`: the password decides, no role does.

mod attempt;
mod typed;

use super::power::address;
use crate::cli::users::{One, SignIn};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::rule::users as rules;
use crate::domain::user::{SignInClock, UserState};
use crate::report::Outcome;
use crate::report::views::users::UserView;
use crate::session::Context;
use crate::session::find::users::find_user;
use crate::store::{KeptPassword, Tx, UserRecord};
use attempt::Attempt;
use typed::{ask_passwords, missing_line, read_lines};

/// Signs a user in; the first time the temporary password is replaced.
pub(super) fn run(ctx: &Context<'_>, args: SignIn) -> Result<Outcome> {
    let from_stdin = args.password_stdin;
    let email = ask_address(ctx, args)?;
    if !from_stdin && !ctx.prompter.can_ask() {
        let mut needs = ctx.needs();
        needs.missing("The password", "--password-stdin", None);
        needs.met()?;
    }
    let lines = if from_stdin {
        Some(read_lines(ctx)?)
    } else {
        None
    };
    let (seen, clock) = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let seen = find_user(tx, &account, &email)?;
        let clock = clock_of(ctx, tx, &account, &seen)?;
        Ok((seen, clock))
    })?;
    let pending = matches!(seen.user.state, UserState::PasswordPending { .. })
        || matches!(seen.password, KeptPassword::Temporary(_));
    seen.user.may_try_password(clock)?;
    let typed = match lines {
        Some(typed) => typed,
        None => ask_passwords(ctx, pending)?,
    };
    if pending && typed.new.is_none() {
        return Err(missing_line(
            "The new password (the second line)",
            Some(&rules::FIRST_SIGN_IN),
        ));
    }
    let attempt = Attempt::judge(ctx, &seen, &typed, clock)?;
    let answer = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let record = find_user(tx, &account, &email)?;
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
