//! `csp enroll` on a terminal: asks for what is missing, and keeps the draft whatever happens.

use super::super::interview::{Interview, Verdict};
use super::super::kept_drafts;
use super::{refuse_moved, write};
use crate::cli::enroll::EvidenceArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Model;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::application::{ApplicationInput, ApplicationTarget, StartAs};
use crate::session::find::OwnerLookup;

/// What to do after a no to the summary.
const CORRECT: &str = "To correct a field: `csp enroll edit --account SLUG` with its flag. To see the flags: `csp enroll edit --help`\n";

/// What is said where nothing had to be asked.
const NOT_ASKED: &str = "Nothing was missing, so the application was submitted. To save a draft instead, give `--draft`.";

/// The same in a rehearsal.
const NOT_ASKED_REHEARSED: &str = "Nothing is missing, so the application would be submitted. To save a draft instead, give `--draft`.";

/// Asks for what is missing, then submits; whatever happens on the way, the draft is kept.
pub(super) fn run(
    ctx: &Context<'_>,
    mut given: ApplicationInput,
    model: Option<Model>,
    evidence: &EvidenceArgs,
) -> Result<Outcome> {
    if given.is_empty() && ctx.account_flag.is_none() {
        given.resumed = kept_drafts::offer(ctx, model)?;
    }
    let target = ctx.read(|tx| {
        refuse_moved(ctx, tx, &given)?;
        ApplicationTarget::find(ctx, tx, &OwnerLookup::Queries, &given, model)
    })?;
    let resumes = matches!(target, ApplicationTarget::Draft(..)) && given.is_empty();
    let before = given.laid_over(target.on_file());
    let short_name = match target.stored() {
        Some(account) => Some(account.slug.clone()),
        None => given.slug.clone(),
    };
    let mut interview = Interview::new(ctx, before.clone(), model.or_else(|| target.model()))
        .always_confirmed(resumes)
        .named(short_name);
    let verdict = interview.run();
    let was_asked = interview.has_asked() || resumes;
    let (model, application) = interview.into_answers();
    let answered = application.filled_fields().next().is_some();
    for (field, value) in application.filled_fields() {
        given.answer(field, value);
    }
    let keep = |why: &str, notice: &str, correct: &str| -> Result<Diagnostic> {
        if ctx.dry_run() || !(answered && model.is_some()) {
            let nothing = format!("{why}; nothing was changed");
            return Ok(Diagnostic::new(Kind::Interrupted, nothing)
                .with_notice(format!("{notice}Nothing was changed.")));
        }
        let (slug, _) = ctx.write(|tx| write(ctx, tx, &given, model, StartAs::Draft, evidence))?;
        Ok(Diagnostic::new(
            Kind::Interrupted,
            format!("{why}; the draft is kept as {slug}"),
        )
        .with_notice(format!("{notice}The draft is kept as {slug}."))
        .with_help(format!(
            "{}To continue: `csp enroll --account {slug}`",
            correct.replace("SLUG", slug.as_str())
        )))
    };
    match verdict {
        Ok(Verdict::Submit) => {}
        Ok(Verdict::Keep) => return Err(keep("not submitted", "Not submitted. ", CORRECT)?),
        Err(failure) if failure.kind() == Kind::Interrupted => {
            return Err(keep("interrupted", "Interrupted. ", "")?);
        }
        Err(failure) => return Err(failure),
    }
    match ctx.write(|tx| write(ctx, tx, &given, model, StartAs::Submission, evidence)) {
        Ok((_, view)) => {
            if !was_asked {
                ctx.out.note(if ctx.dry_run() {
                    NOT_ASKED_REHEARSED
                } else {
                    NOT_ASKED
                });
            }
            Ok(Outcome::thing(view))
        }
        // The answers of a user who may fill a draft but not submit it are kept; without an answer nothing is.
        Err(failure)
            if failure.kind() == Kind::Refused
                || failure.kind() == Kind::Forbidden && application != before =>
        {
            if let Ok(kept) = keep("refused", "", "") {
                ctx.out.note(kept.to_text().trim_end());
            }
            Err(failure)
        }
        Err(failure) => Err(failure),
    }
}
