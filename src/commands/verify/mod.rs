//! `csp verify`: get through the account verification.

mod appeal;
mod check_choices;
mod confirm;
mod import;
mod message;
mod record;
mod result;
mod support_plan;

use crate::cli::verify::{VerifyArgs, VerifyCommand};
use crate::diagnostic::Result;
use crate::domain::Model;
use crate::domain::enrollment::Enrollment;
use crate::exchange::mail::Message;
use crate::report::Outcome;
use crate::report::views::verification::{CheckView, VerificationView};
use crate::session::transition::AccountEnrollment;
use crate::session::{Context, next_actions};
use crate::store::Tx;

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
        Some(VerifyCommand::Import(args)) => import::run(ctx, model, &args),
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
        Some(VerifyCommand::SupportPlan { plan, on }) => support_plan::run(ctx, model, plan, on),
    }
}

fn status(ctx: &Context<'_>, model: Option<Model>) -> Result<Outcome> {
    ctx.read(|tx| {
        let account = ctx.account(tx)?;
        ctx.reading(tx, &account)?;
        let shown = AccountEnrollment::shown(account, model)?;
        Ok(Outcome::thing(view(ctx, tx, &shown, None)?))
    })
}

/// What every `verify` command answers.
fn view(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    of: &AccountEnrollment,
    message: Option<Message>,
) -> Result<VerificationView> {
    let (account, enrollment) = (&of.account, of.enrollment()?);
    Ok(VerificationView {
        account: account.slug.clone(),
        model: enrollment.model,
        state: enrollment.stage(),
        overall: enrollment.overall(),
        checks: CheckView::all(enrollment, ctx.today()),
        next: next_actions::load_views(ctx, tx, account)?,
        stages: account.enrollments.iter().map(Enrollment::stage).collect(),
        message,
    })
}
