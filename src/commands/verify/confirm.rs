//! `csp verify confirm-email`: the primary contact proves that the address is read.

use std::io::{BufRead as _, BufReader, Read as _};

use zeroize::Zeroizing;

use super::view;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::enrollment::{CheckKind, Confirmation, EnrollmentEvent, EnrollmentStateKind};
use crate::domain::rule::{RuleRef, verify};
use crate::report::Outcome;
use crate::report::views::verification::VerificationView;
use crate::session::Context;
use crate::session::journal::{CodeRefused, EmailConfirmed, entry};
use crate::session::needs::{read_as, require_value};
use crate::session::transition::{AccountEnrollment, Decided, Found, Needed, Transition};
use crate::store::Tx;

/// A code is one short line.
const LONGEST_LINE: u64 = 4096;

pub(super) fn run(
    ctx: &Context<'_>,
    model: Option<Model>,
    code: Option<String>,
) -> Result<Outcome> {
    let code = read_code(ctx, model, code)?;
    let answer = ctx.write(|tx| try_code(ctx, tx, model, &code))?;
    match answer {
        Ok(view) => Ok(Outcome::thing(view)),
        Err(refusal) => Err(refusal),
    }
}

/// The code as it was typed, on the command line, on standard input, or at a prompt.
fn read_code(
    ctx: &Context<'_>,
    model: Option<Model>,
    code: Option<String>,
) -> Result<Zeroizing<String>> {
    match code.as_deref() {
        Some("-") => {
            let mut line = Zeroizing::new(String::new());
            let mut stdin = ctx.host.stdin();
            BufReader::new(stdin.by_ref().take(LONGEST_LINE))
                .read_line(&mut line)
                .map_err(|error| {
                    Diagnostic::usage(format!("cannot read standard input: {error}"))
                })?;
            Ok(line)
        }
        Some(_) => Ok(Zeroizing::new(code.unwrap_or_default())),
        None => {
            // No code is asked for where none was issued.
            if ctx.prompter.can_ask() {
                ctx.read(|tx| {
                    load_confirmation(ctx, tx, &CONFIRMING.find(ctx, tx, &model)?.before).map(drop)
                })?;
            }
            let mut needs = ctx.needs();
            let rule = Some(&verify::CODE as RuleRef);
            let question = ("The confirmation code", "--code", rule);
            let code: Option<String> = needs.answer(None, question, Some(CODE_HINT), &read_as)?;
            needs.met_by(model)?;
            Ok(Zeroizing::new(require_value(code)?))
        }
    }
}

/// What helps to answer: every wrong code counts, whatever it looks like.
const CODE_HINT: &str = "From the latest message: 7 groups of 4 letters and digits. Whatever you type that is not the code counts as one of 10 attempts.";

/// The code is the proof: no permission is needed.
const CONFIRMING: Transition<'static> = Transition {
    needed: Needed::Nothing,
    action: "check.accepted",
    reason: None,
};

/// Tries a code. A wrong one is counted, and that is kept, although it is refused.
fn try_code(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    model: Option<Model>,
    typed: &str,
) -> Result<std::result::Result<VerificationView, Diagnostic>> {
    let found: Found<AccountEnrollment> = CONFIRMING.find(ctx, tx, &model)?;
    let (account, actor) = (&found.account, &found.actor);
    let place = found.before.place()?;
    let kept = load_confirmation(ctx, tx, &found.before)?;
    if ctx.dry_run() {
        // Every wrong code is counted: otherwise the number of attempts would have no limit.
        ctx.out.note(
            "The code was not checked: a dry run does not count attempts, so it cannot check codes.",
        );
    } else if !kept.is_code(typed) {
        let counted = kept.after_wrong_try();
        tx.save_confirmation(account.id, place, Some(&counted))?;
        let contact = account.application.contact_email();
        let contact = contact.map(|email| email.to_string()).unwrap_or_default();
        let form = CodeRefused {
            wrong_tries: counted.wrong_tries,
        };
        let actor = actor.name();
        tx.log(&entry(
            &account.slug,
            actor,
            "confirmation.refused",
            &contact,
            &form,
        )?)?;
        return Ok(Err(counted.wrong()));
    }
    let after = found
        .before
        .after(EnrollmentEvent::ConfirmEmail, ctx.now())?;
    tx.save_confirmation(account.id, place, None)?;
    let form = EmailConfirmed::new(after.enrollment()?.stage());
    let decided = Decided::with_form(after, &form)?.about(CheckKind::EmailOwnership);
    CONFIRMING.keep(tx, account, actor, &found.before, &decided)?;
    view(ctx, tx, &decided.after, None).map(Ok)
}

/// The code that was issued and can still be tried.
fn load_confirmation(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    of: &AccountEnrollment,
) -> Result<Confirmation> {
    let mut enrollment = of.enrollment()?.clone();
    if enrollment.stage() == EnrollmentStateKind::Draft {
        enrollment = enrollment.apply(EnrollmentEvent::ConfirmEmail, ctx.now())?;
    }
    let kept = tx.confirmation(of.account.id, of.place()?)?;
    Confirmation::waiting(kept, enrollment.awaits_confirmation())
}
