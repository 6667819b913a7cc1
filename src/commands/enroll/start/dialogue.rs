//! `csp enroll` on a terminal: asks for what is missing, and keeps the draft whatever happens.

use super::super::given::Given;
use super::super::interview::{Interview, Verdict};
use super::super::kept_drafts;
use super::super::target::Target;
use super::write;
use crate::cli::enroll::EvidenceArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Model;
use crate::report::Outcome;
use crate::session::Context;

/// What somebody wants who said no to the summary.
const CORRECT: &str = "To correct a field: `csp enroll edit --account SLUG` with its flag. To see the flags: `csp enroll edit --help`\n";

/// Asks for what is missing, then submits; whatever happens on the way, the draft is kept.
pub(super) fn run(
    ctx: &Context<'_>,
    mut given: Given,
    model: Option<Model>,
    evidence: &EvidenceArgs,
) -> Result<Outcome> {
    if given.is_empty() && ctx.account_flag.is_none() {
        given.resumed = kept_drafts::offer(ctx, model)?;
    }
    let target = ctx.read(|tx| Target::find(ctx, tx, &given, model))?;
    let resumes = matches!(target, Target::Draft(..)) && given.is_empty();
    let before = given.laid_over(target.on_file());
    let mut interview = Interview::new(ctx, before.clone(), model.or_else(|| target.model()))
        .always_confirmed(resumes);
    let verdict = interview.run();
    let (model, application) = interview.into_answers();
    let answered = application.filled_fields().next().is_some();
    for (field, value) in application.filled_fields() {
        given.answer(field, value);
    }
    let keep = |why: &str, correct: &str| -> Result<Diagnostic> {
        if ctx.dry_run() || !(answered && model.is_some()) {
            return Ok(Diagnostic::new(
                Kind::Interrupted,
                format!("{why}; nothing was changed"),
            ));
        }
        let (slug, _) = ctx.write(|tx| write(ctx, tx, &given, model, true, evidence))?;
        Ok(Diagnostic::new(
            Kind::Interrupted,
            format!("{why}; the draft is kept as {slug}"),
        )
        .with_help(format!(
            "{}To continue: `csp enroll --account {slug}`",
            correct.replace("SLUG", slug.as_str())
        )))
    };
    match verdict {
        Ok(Verdict::Submit) => {}
        Ok(Verdict::Keep) => return Err(keep("not submitted", CORRECT)?),
        Err(failure) if failure.kind() == Kind::Interrupted => {
            return Err(keep("interrupted", "")?);
        }
        Err(failure) => return Err(failure),
    }
    match ctx.write(|tx| write(ctx, tx, &given, model, false, evidence)) {
        Ok((_, view)) => Ok(Outcome::thing(view)),
        // Whoever may fill a draft and not submit it has not answered for nothing; without an answer nothing is kept.
        Err(failure)
            if failure.kind() == Kind::Refused
                || failure.kind() == Kind::Forbidden && application != before =>
        {
            if let Ok(kept) = keep("refused", "") {
                ctx.out.note(&kept.to_text());
            }
            Err(failure)
        }
        Err(failure) => Err(failure),
    }
}
