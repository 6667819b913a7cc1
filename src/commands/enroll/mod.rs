//! `csp enroll`: put a partner into the programme and carry it to active.

mod business_profile;
mod edit;
mod interview;
mod kept_drafts;
mod life;
mod markets;
mod question_hints;
mod show;
mod start;
mod submit;
mod transition;
mod use_account;

use crate::cli::enroll::{EnrollArgs, EnrollCommand};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::exchange::application::template;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp enroll`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: EnrollArgs) -> Result<Outcome> {
    let Some(command) = args.command else {
        return start::run(ctx, args.start);
    };
    if !args.start.fields.is_empty() || args.start.from.is_some() || args.start.draft {
        return Err(
            Diagnostic::usage("these options must come after the subcommand")
                .with_help("For example: `csp enroll edit --city Paris`"),
        );
    }
    match command {
        EnrollCommand::Template { model } => {
            let model = model
                .or(args.start.model)
                .unwrap_or(Model::IndirectReseller);
            Ok(Outcome::text(template(model)))
        }
        EnrollCommand::Show { reveal_bank } => show::run(ctx, reveal_bank),
        EnrollCommand::List(args) => show::list(ctx, &args),
        EnrollCommand::Edit(args) => edit::run(ctx, args),
        EnrollCommand::Submit { model, evidence } => submit::run(ctx, model, &evidence),
        EnrollCommand::SignMpa { on, model } => life::sign_mpa(ctx, on, model),
        EnrollCommand::Transition {
            support_email,
            support_phone,
        } => transition::run(ctx, support_email, support_phone),
        EnrollCommand::Restrict { reason } => life::restrict(ctx, reason),
        EnrollCommand::Reinstate => life::reinstate(ctx),
        EnrollCommand::Withdraw { reason, model } => life::withdraw(ctx, reason, model),
        EnrollCommand::Markets { country } => markets::run(ctx, country),
        EnrollCommand::BusinessProfile(command) => business_profile::run(ctx, command),
        EnrollCommand::Use { account } => use_account::run(ctx, account),
    }
}
