//! `csp enroll`: start an application, or go on with a draft.

mod dialogue;

use super::show;
use crate::cli::enroll::{EvidenceArgs, StartArgs};
use crate::diagnostic::Result;
use crate::domain::{Model, Slug};
use crate::report::Outcome;
use crate::report::views::account::AccountView;
use crate::session::Context;
use crate::session::account::moved_away;
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
    let view = ctx.write(|tx| {
        refuse_moved(ctx, tx, &given)?;
        write(ctx, tx, &given, model, start_as, &args.evidence)
    })?;
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

/// Refuses to start an account anew that was moved to another store. Another company takes another `--slug`.
fn refuse_moved(ctx: &Context<'_>, tx: &Tx<'_>, given: &ApplicationInput) -> Result<()> {
    let owners = OwnerLookup::Queries;
    let departure = owners.departure(tx, &given.application, given.slug.as_ref())?;
    let Some(moved) = departure.filter(|_| ctx.account_flag.is_none()) else {
        return Ok(());
    };
    let refusal = moved_away(&moved);
    let there = refusal.own_help().unwrap_or_default();
    let help = format!(
        "{there}\nIf this is another company, give it a short name of its own: `--slug NAME`"
    );
    Err(refusal.with_help(help))
}
