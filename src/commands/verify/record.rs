//! Recording what was decided elsewhere: results of checks and due diligence.

use super::check_choices::open_checks;
use super::message::{deliver, result_message};
use super::result::{RecordedResult, state_change};
use super::view;
use crate::cli::DayArg;
use crate::cli::verify::{DraftArgs, ResultArg};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::enrollment::{CheckKind, EnrollmentEvent};
use crate::domain::role::Permission;
use crate::domain::rule::verify;
use crate::domain::word::Word as _;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::journal::{CheckOpened, CheckReopened};
use crate::session::needs::require_value;
use crate::session::transition::{AccountEnrollment, Changed, Decided, Found, Transition};
use crate::store::Tx;

/// What `csp verify record` was given.
pub(super) struct ResultArgs {
    pub(super) check: Option<CheckKind>,
    pub(super) result: Option<ResultArg>,
    pub(super) reason: Option<String>,
    pub(super) on: Option<DayArg>,
    pub(super) draft: DraftArgs,
}

/// `csp verify record`.
pub(super) fn result(
    ctx: &Context<'_>,
    model: Option<Model>,
    args: &ResultArgs,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let label = ("The check", "CHECK", None);
    let open = || open_checks(ctx, model, |one| one.recordable_checks(ctx.now()));
    let check = needs.word_among(args.check, label, open)?;
    let result = needs.word(args.result, "The result", "RESULT", None)?;
    let mut reason = args
        .reason
        .clone()
        .filter(|reason| !reason.trim().is_empty());
    if result == Some(ResultArg::Rejected) && reason.is_none() && ctx.prompter.can_ask() {
        reason = needs.text(None, "The reason", "--reason", Some(&verify::REASON))?;
    }
    needs.met_by(model)?;
    let (check, result) = (require_value(check)?, require_value(result)?);
    let unexplained = result == ResultArg::Rejected && reason.is_none();
    let on = args.on.map_or(ctx.today(), |day| day.0);
    let recorded = RecordedResult {
        check,
        is_accepted: result == ResultArg::Accepted,
        reason,
        on,
    };
    let transition = recorded.transition();
    let decide = |_: &Tx<'_>, found: &Found<AccountEnrollment>| {
        recorded
            .decide(&found.before, ctx.now())
            .map_err(|failure| {
                let asks_why = failure.rule() == Some(&verify::REASON);
                if unexplained && asks_why {
                    failure.with_flag("--reason")
                } else {
                    failure
                }
            })
    };
    // Scripts record results without a confirmation.
    if ctx.prompter.can_ask() {
        let done = match result {
            ResultArg::Accepted => "accepted",
            ResultArg::Rejected => "rejected",
        };
        let question = format!("Record that Microsoft has {done} {check}?");
        transition.confirm(ctx, &model, &question, decide)?;
    }
    let answer = ctx.write(|tx| {
        let Changed { after, .. } = transition.apply(ctx, tx, &model, |tx, found| {
            let decided = decide(tx, found)?;
            recorded.void_code(tx, &found.before)?;
            Ok(decided)
        })?;
        let language = args.draft.lang.unwrap_or(ctx.settings.language);
        let (account, enrollment) = (&after.account, after.enrollment()?);
        let message = result_message(ctx, account, enrollment, check, on, language)?;
        let left = deliver(ctx, account, message, &args.draft)?;
        view(ctx, tx, &after, left)
    })?;
    Ok(Outcome::thing(answer))
}

/// `csp verify reopen`.
pub(super) fn reopen(
    ctx: &Context<'_>,
    model: Option<Model>,
    check: Option<CheckKind>,
    reason: Option<&str>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let label = ("The check", "CHECK", None);
    let open = || open_checks(ctx, model, |one| one.reopenable_checks(ctx.now()));
    let check = needs.word_among(check, label, open)?;
    let reason = needs.text(reason, "The reason", "--reason", Some(&verify::REASON))?;
    let what = check.map_or("CHECK", CheckKind::word);
    let question = format!("Take back the result of {what}?");
    needs.confirmation(&question);
    needs.met_by(model)?;
    let (check, reason) = (require_value(check)?, require_value(reason)?);
    let transition =
        Transition::new(Permission::AccountManage, "check.reopened").because(Some(&reason));
    let decide = |_: &Tx<'_>, found: &Found<AccountEnrollment>| {
        let after = found
            .before
            .after(EnrollmentEvent::Reopen(check), ctx.now())?;
        let state = state_change(&found.before, &after)?;
        let before = found.before.enrollment()?.check(check);
        let form = CheckReopened::new(check, before, state);
        Ok(Decided::with_form(after, &form)?.about(check))
    };
    transition.confirm(ctx, &model, &question, decide)?;
    take_step(ctx, model, &transition, decide)
}

/// Takes a step and answers the state of the verification after it.
pub(super) fn take_step(
    ctx: &Context<'_>,
    model: Option<Model>,
    transition: &Transition<'_>,
    decide: impl Fn(&Tx<'_>, &Found<AccountEnrollment>) -> Result<Decided<AccountEnrollment>>,
) -> Result<Outcome> {
    let answer = ctx.write(|tx| {
        let changed = transition.apply(ctx, tx, &model, &decide)?;
        view(ctx, tx, &changed.after, None)
    })?;
    Ok(Outcome::thing(answer))
}

/// `csp verify open`.
pub(super) fn open(
    ctx: &Context<'_>,
    model: Option<Model>,
    check: Option<CheckKind>,
    reason: Option<&str>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let check = match check {
        None if ctx.prompter.can_ask() => {
            let only = || Ok(vec![CheckKind::DueDiligence]);
            needs.word_among(None, ("The check", "CHECK", None), only)?
        }
        given => needs.value(given, "The check (due-diligence)", "CHECK", None)?,
    };
    needs.met_by(model)?;
    let check = require_value(check)?;
    if check != CheckKind::DueDiligence {
        return Err(Diagnostic::usage(format!(
            "{check} opens automatically; only due-diligence can be opened by hand"
        )));
    }
    let transition = Transition::new(Permission::AccountManage, "check.opened").because(reason);
    take_step(ctx, model, &transition, |_, found| {
        let after = found
            .before
            .after(EnrollmentEvent::OpenDueDiligence, ctx.now())?;
        Ok(Decided::with_form(after, &CheckOpened { check })?.about(check))
    })
}
