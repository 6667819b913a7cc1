//! Messages to the primary contact.

use super::view;
use crate::cli::verify::DraftArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::Language;
use crate::domain::Model;
use crate::domain::application::Field;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{CheckKind, CheckWord, Code, Confirmation, Enrollment, Stage};
use crate::domain::rule::verify;
use crate::exchange::mail::{self, Decision, Mailbox, Message, NextStep, TemplateName};
use crate::report::Outcome;
use crate::session::Actor;
use crate::session::Context;
use crate::session::context::no_randomness;
use crate::session::journal::{NoChanges, entry};
use crate::session::transition::{AccountEnrollment, Found, Needed, Transition};
use crate::store::Tx;

/// `csp verify send-email`.
pub(super) fn send(ctx: &Context<'_>, model: Option<Model>, draft: &DraftArgs) -> Result<Outcome> {
    let transition = Transition {
        needed: Needed::Nothing,
        action: "confirmation.issued",
        reason: None,
    };
    let view = ctx.write(|tx| {
        let found: Found<AccountEnrollment> = transition.find(ctx, tx, &model)?;
        found.before.enrollment()?.must_await_confirmation()?;
        let mut sent = found.before;
        let place = sent.place()?;
        let language = draft.lang.unwrap_or(ctx.settings.language);
        let (account, actor) = (&mut sent.account, &found.actor);
        let message = issue_confirmation(ctx, tx, account, place, actor, language)?;
        let left = deliver(ctx, account, message, draft)?;
        view(ctx, tx, &sent, left)
    })?;
    Ok(Outcome::thing(view))
}

/// Makes a new confirmation code, which replaces the one before, and the message that carries it.
///
/// # Errors
/// If there is no randomness, no address, or a message template of the person's own is wrong.
pub(in crate::commands) fn issue_confirmation(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &mut Account,
    place: usize,
    actor: &Actor,
    language: Language,
) -> Result<Message> {
    if let Some(enrollment) = account.enrollments.get_mut(place) {
        enrollment.message_sent(ctx.today());
    }
    let account = &*account;
    let code = Code::from_random(&ctx.host.random().map_err(no_randomness)?);
    tx.save_confirmation(account.id, place, Some(&Confirmation::of(&code, ctx.now())))?;
    let to = contact(account)?;
    tx.log(&entry(
        &account.slug,
        actor.name(),
        "confirmation.issued",
        to.as_str(),
        &NoChanges {},
    )?)?;
    let shown = if ctx.dry_run() { "…" } else { code.reveal() };
    let enrollment = account.enrollments.get(place);
    let due = enrollment
        .and_then(|one| one.check(CheckKind::EmailOwnership))
        .and_then(|check| check.due());
    let message = mail::Confirmation {
        to: &to,
        name: &contact_name(account),
        company: account.legal_name(),
        account: &account.slug,
        model: enrollment.map_or(Model::IndirectReseller, |one| one.model),
        code: shown,
        due: due.unwrap_or(ctx.today()),
    };
    ctx.message(TemplateName::Confirmation, language, |own| {
        message.message(language, own)
    })
}

/// The message that tells the primary contact the result of a check.
pub(super) fn result_message(
    ctx: &Context<'_>,
    account: &Account,
    enrollment: &Enrollment,
    kind: CheckKind,
    on: Day,
    language: Language,
) -> Result<Message> {
    let check = enrollment.check(kind);
    let reason = check.and_then(|check| check.reason());
    let decision = match reason {
        Some(reason) if check.is_some_and(|check| check.word() == CheckWord::Rejected) => {
            Decision::Rejected { reason }
        }
        _ => Decision::Accepted(next_step(enrollment)),
    };
    let to = contact(account)?;
    let result = mail::CheckResult {
        to: &to,
        name: &contact_name(account),
        company: account.legal_name(),
        account: &account.slug,
        model: enrollment.model,
        check: kind,
        decision,
        on,
    };
    ctx.message(result.template(), language, |own| {
        result.message(language, own)
    })
}

fn next_step(enrollment: &Enrollment) -> NextStep {
    match enrollment.stage() {
        Stage::CreditCheck => NextStep::CreditCheck,
        Stage::SupportPlan => NextStep::SupportPlan,
        Stage::Agreement => NextStep::Agreement,
        Stage::Draft | Stage::EmailVerification | Stage::UnderReview | Stage::ActionRequired => {
            NextStep::OtherChecks
        }
        Stage::Active | Stage::Restricted | Stage::Withdrawn => NextStep::Nothing,
    }
}

/// Writes the message as a file where one was asked for; otherwise gives it back for the answer.
pub(super) fn deliver(
    ctx: &Context<'_>,
    account: &Account,
    message: Message,
    draft: &DraftArgs,
) -> Result<Option<Message>> {
    let Some(place) = &draft.draft_out else {
        return Ok(Some(message));
    };
    ctx.draft(place, &message, &sender(account)?)?;
    Ok(None)
}

/// Who writes to the primary contact: the account's owner.
fn sender(account: &Account) -> Result<Mailbox> {
    let address = account
        .owner()
        .ok_or_else(|| Diagnostic::usage("the account has no administrator to write as"))?;
    Ok(Mailbox {
        name: Some(account.legal_name().to_owned()),
        address,
    })
}

fn contact(account: &Account) -> Result<Email> {
    account.application.contact_email().ok_or_else(|| {
        Diagnostic::refused(
            &verify::EMAIL_FIRST,
            "the application names no address of the primary contact",
        )
    })
}

fn contact_name(account: &Account) -> String {
    let part = |field| account.application.get(field).unwrap_or("");
    format!(
        "{} {}",
        part(Field::ContactFirstName),
        part(Field::ContactLastName)
    )
    .trim()
    .to_owned()
}
