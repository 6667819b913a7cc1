//! `csp enroll`: start an application, or go on with a draft.

mod dialogue;

use super::show;
use crate::cli::enroll::{EvidenceArgs, StartArgs};
use crate::diagnostic::Result;
use crate::domain::{Model, Slug};
use crate::report::Outcome;
use crate::report::views::account::AccountView;
use crate::session::Context;
use crate::session::application::{ApplicationInput, ApplicationStart, StartAs, submission};
use crate::session::find::OwnerLookup;
use crate::store::Tx;

pub(super) fn run(ctx: &Context<'_>, args: StartArgs) -> Result<Outcome> {
    let given =
        ApplicationInput::collect(args.from.as_deref(), &args.fields, args.slug.as_deref())?;
    let model = args.model.or(given.model);
    let interactive = ctx.prompter.can_ask() && !args.draft && given.mistakes().is_empty();
    if interactive {
        return dialogue::run(ctx, given, model, &args.evidence);
    }
    let start_as = if args.draft {
        StartAs::Draft
    } else {
        StartAs::Submission
    };
    let view = ctx.write(|tx| write(ctx, tx, &given, model, start_as, &args.evidence))?;
    Ok(Outcome::thing(view.1))
}

/// Decides and saves: a draft as it is, an application only if everything holds.
fn write(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    input: &ApplicationInput,
    model: Option<Model>,
    start_as: StartAs,
    evidence: &EvidenceArgs,
) -> Result<(Slug, AccountView)> {
    let start = ApplicationStart {
        input,
        model,
        start_as,
        evidence,
    };
    let started = start.decide(ctx, tx, &OwnerLookup::Queries)?;
    if start_as == StartAs::Submission {
        submission::warn(ctx, &started.account);
    }
    started.save(tx, evidence)?;
    let account = &started.account;
    Ok((account.slug.clone(), show::view(ctx, tx, account, None)?))
}
