//! `csp verify confirm-email`: the primary contact proves that the address is read.

use std::io::{BufRead as _, BufReader, Read as _};

use zeroize::Zeroizing;

use super::message::asked_nobody;
use super::{Case, view};
use crate::commands::Context;
use crate::commands::missing::vouched;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::enrollment::{CheckKind, Confirmation, Event, Stage};
use crate::domain::rule::{RuleRef, verify};
use crate::domain::word::Word as _;
use crate::report::Outcome;
use crate::report::views::verification::VerificationView;
use crate::session::journal::{CodeRefused, EmailConfirmed};
use crate::store::Tx;

/// A code is one short line.
const LONGEST_LINE: u64 = 4096;

pub(super) fn run(
    ctx: &Context<'_>,
    model: Option<Model>,
    code: Option<String>,
) -> Result<Outcome> {
    let code = typed(ctx, model, code)?;
    let answer = ctx.write(|tx| try_code(ctx, tx, model, &code))?;
    match answer {
        Ok(view) => Ok(Outcome::thing(view)),
        Err(refusal) => Err(refusal),
    }
}

/// The code as it was typed, on the command line, on standard input, or at a prompt.
fn typed(
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
                    Diagnostic::usage(format!("standard input cannot be read: {error}"))
                })?;
            Ok(line)
        }
        Some(_) => Ok(Zeroizing::new(code.unwrap_or_default())),
        None => {
            // Nobody is asked for a code that there is none of.
            if ctx.prompter.can_ask() {
                ctx.read(|tx| Case::confirming(ctx, tx, model)?.waiting(ctx, tx))?;
            }
            let mut needs = ctx.needs();
            let code: Option<String> = needs.value(
                None,
                "The confirmation code",
                "--code",
                Some(&verify::CODE as RuleRef),
            )?;
            needs.met_by(model)?;
            Ok(Zeroizing::new(vouched(code)?))
        }
    }
}

/// Tries a code. A wrong one is counted, and that is kept, although it is refused.
fn try_code(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    model: Option<Model>,
    typed: &str,
) -> Result<std::result::Result<VerificationView, Diagnostic>> {
    let mut case = Case::confirming(ctx, tx, model)?;
    let kept = case.waiting(ctx, tx)?;
    let contact = case
        .account
        .application
        .contact_email()
        .map(|email| email.to_string())
        .unwrap_or_default();
    if ctx.dry_run() {
        // Whoever could try codes without being counted would have any number of tries.
        ctx.out.note(
            "The code was not checked: a dry run does not count attempts, so it does not say whether a code is right.",
        );
    } else if !kept.is_code(typed) {
        let counted = kept.after_wrong_try();
        tx.save_confirmation(case.account.id, case.place, Some(&counted))?;
        case.save(
            tx,
            "confirmation.refused",
            &contact,
            None,
            &CodeRefused {
                wrong_tries: counted.wrong_tries,
            },
        )?;
        return Ok(Err(counted.wrong()));
    }
    case.apply(ctx, Event::ConfirmEmail)?;
    tx.save_confirmation(case.account.id, case.place, None)?;
    let confirmed = EmailConfirmed::new(case.enrollment()?.stage());
    let check = CheckKind::EmailOwnership.word();
    case.save(tx, "check.accepted", check, None, &confirmed)?;
    view(ctx, tx, &case.account, case.place, None).map(Ok)
}

impl Case {
    /// The enrollment whose address is confirmed, by whoever reads the mail.
    fn confirming(ctx: &Context<'_>, tx: &Tx<'_>, model: Option<Model>) -> Result<Self> {
        let account = ctx.account(tx)?;
        let place = super::acted_on(&account, model)?;
        Ok(Self {
            actor: asked_nobody(ctx, &account),
            account,
            place,
        })
    }

    /// The code that was issued and can still be tried.
    fn waiting(&mut self, ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Confirmation> {
        let stage = self.enrollment()?.stage();
        if stage == Stage::Draft {
            self.apply(ctx, Event::ConfirmEmail)?;
        }
        let awaited = self.enrollment()?.awaits_confirmation();
        let kept = tx
            .confirmation(self.account.id, self.place)?
            .filter(|_| awaited)
            .ok_or_else(|| {
                Diagnostic::refused(&verify::CODE, "no confirmation code is waiting to be used")
            })?;
        if kept.is_alive() {
            Ok(kept)
        } else {
            Err(Diagnostic::refused(
                &verify::CODE,
                "the code is dead after ten wrong tries",
            ))
        }
    }
}
