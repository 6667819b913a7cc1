//! `csp verify`: get through the account verification.

mod appeal;
mod confirm;
mod message;
mod record;

pub(super) use message::{asked_nobody, issue_confirmation};

use super::enroll::acted_on;
use super::{Actor, Context, next};
use crate::cli::verify::{VerifyArgs, VerifyCommand};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Model;
use crate::domain::enrollment::{Enrollment, Event};
use crate::domain::rule::enroll;
use crate::exchange::mail::Message;
use crate::report::Outcome;
use crate::report::views::next::views;
use crate::report::views::verification::{CheckView, VerificationView};
use crate::session::journal::{Form, entry};
use crate::store::{Entry, Tx};

/// Runs `csp verify`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: VerifyArgs) -> Result<Outcome> {
    let model = args.model;
    match args.command {
        None | Some(VerifyCommand::Status) => status(ctx, model),
        Some(VerifyCommand::SendEmail { draft }) => message::send(ctx, model, &draft),
        Some(VerifyCommand::ConfirmEmail { code }) => confirm::run(ctx, model, code),
        Some(VerifyCommand::Record {
            check,
            result,
            reason,
            on,
            draft,
        }) => record::result(
            ctx,
            model,
            &record::ResultArgs {
                check,
                result,
                reason,
                on,
                draft,
            },
        ),
        Some(VerifyCommand::Open { check, reason }) => {
            record::open(ctx, model, check, reason.as_deref())
        }
        Some(VerifyCommand::Reopen { check, reason }) => {
            record::reopen(ctx, model, check, reason.as_deref())
        }
        Some(VerifyCommand::Appeal {
            check,
            documents,
            comment,
            contact_email,
        }) => appeal::run(
            ctx,
            model,
            &appeal::AppealArgs {
                check,
                documents,
                comment,
                contact_email,
            },
        ),
        Some(VerifyCommand::SupportPlan { plan, on }) => record::support_plan(ctx, model, plan, on),
    }
}

fn status(ctx: &Context<'_>, model: Option<Model>) -> Result<Outcome> {
    ctx.read(|tx| {
        let account = ctx.account(tx)?;
        ctx.reading(tx, &account)?;
        let place = account.shown(model).ok_or_else(|| nothing(&account))?;
        Ok(Outcome::thing(view(ctx, tx, &account, place, None)?))
    })
}

fn nothing(account: &Account) -> Diagnostic {
    Diagnostic::refused(
        &enroll::STEP,
        format!("the account {} has no such enrollment", account.slug),
    )
}

/// What every `verify` command answers.
fn view(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    place: usize,
    message: Option<Message>,
) -> Result<VerificationView> {
    let enrollment = account
        .enrollments
        .get(place)
        .ok_or_else(|| nothing(account))?;
    let next = next::actions(ctx, tx, account)?;
    Ok(VerificationView {
        account: account.slug.clone(),
        model: enrollment.model,
        state: enrollment.stage(),
        overall: enrollment.overall(),
        checks: CheckView::all(enrollment, ctx.today()),
        next: views(&next),
        stages: account.enrollments.iter().map(Enrollment::stage).collect(),
        message,
    })
}

/// One enrollment of one account, about to be changed by somebody.
struct Case {
    account: Account,
    place: usize,
    actor: Actor,
}

impl Case {
    fn open(
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        model: Option<Model>,
        permission: crate::domain::role::Permission,
    ) -> Result<Self> {
        let account = ctx.account(tx)?;
        let place = acted_on(&account, model)?;
        let actor = ctx.acting(tx, &account, permission)?;
        Ok(Self {
            account,
            place,
            actor,
        })
    }

    fn enrollment(&self) -> Result<&Enrollment> {
        self.account
            .enrollments
            .get(self.place)
            .ok_or_else(|| nothing(&self.account))
    }

    /// Applies an event to the enrollment.
    fn apply(&mut self, ctx: &Context<'_>, event: Event) -> Result<()> {
        let after = self.enrollment()?.clone().apply(event, ctx.now())?;
        if let Some(slot) = self.account.enrollments.get_mut(self.place) {
            *slot = after;
        }
        Ok(())
    }

    /// Saves the account and writes the journal's entry.
    fn save(
        &self,
        tx: &Tx<'_>,
        action: &'static str,
        subject: &str,
        reason: Option<&str>,
        form: &impl Form,
    ) -> Result<()> {
        tx.accounts().save(&self.account)?;
        let (account, actor) = (&self.account.slug, self.actor.name());
        tx.log(&Entry {
            reason,
            ..entry(account, actor, action, subject, form)?
        })?;
        Ok(())
    }
}
