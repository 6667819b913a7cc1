//! Messages to the primary contact.

use super::view;
use crate::cli::verify::DraftArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Language;
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{CheckKind, CheckStateKind, Enrollment, EnrollmentStateKind};
use crate::exchange::mail::{self, Decision, Mailbox, Message, NextStep};
use crate::report::Outcome;
use crate::session::Context;
use crate::session::confirmation_code::{contact_address, contact_name, issue_confirmation};
use crate::session::transition::{AccountEnrollment, Found, Needed, Transition};

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

/// The message to the primary contact with the result of a check.
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
        Some(reason) if check.is_some_and(|check| check.word() == CheckStateKind::Rejected) => {
            Decision::Rejected { reason }
        }
        _ => Decision::Accepted(next_step(enrollment)),
    };
    let to = contact_address(account)?;
    let result = mail::CheckResultMessage {
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
        EnrollmentStateKind::CreditCheck => NextStep::CreditCheck,
        EnrollmentStateKind::SupportPlan => NextStep::SupportPlan,
        EnrollmentStateKind::Agreement => NextStep::Agreement,
        EnrollmentStateKind::Draft
        | EnrollmentStateKind::EmailVerification
        | EnrollmentStateKind::UnderReview
        | EnrollmentStateKind::ActionRequired => NextStep::OtherChecks,
        EnrollmentStateKind::Active
        | EnrollmentStateKind::Restricted
        | EnrollmentStateKind::Withdrawn => NextStep::Nothing,
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
    let address = account.owner().ok_or_else(|| {
        Diagnostic::usage("the account does not have an administrator to write as")
    })?;
    Ok(Mailbox {
        name: Some(account.legal_name().to_owned()),
        address,
    })
}
