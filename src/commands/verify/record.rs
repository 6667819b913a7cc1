//! Recording what was decided elsewhere: results of checks, due diligence, the support plan.

use super::message::{deliver, result_message};
use super::{Case, view};
use crate::cli::DayArg;
use crate::cli::verify::{DraftArgs, ResultArg};
use crate::commands::missing::vouched;
use crate::commands::{Context, consent};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Model;
use crate::domain::enrollment::{CheckKind, CheckResult, Enrollment, Event, SupportPlan};
use crate::domain::role::Permission;
use crate::domain::rule::verify;
use crate::domain::word::Word as _;
use crate::report::Outcome;
use crate::session::journal::{
    Change, CheckOpened, CheckRecorded, CheckReopened, SupportPlanRecorded,
};
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
    let check = needs.word(args.check, "The check", "CHECK", None)?;
    let result = needs.word(args.result, "The result", "RESULT", None)?;
    let mut reason = args
        .reason
        .clone()
        .filter(|reason| !reason.trim().is_empty());
    if result == Some(ResultArg::Rejected) && reason.is_none() && ctx.prompter.can_ask() {
        reason = needs.text(None, "The reason", "--reason", Some(&verify::REASON))?;
    }
    needs.met_by(model)?;
    let (check, result) = (vouched(check)?, vouched(result)?);
    let unexplained = result == ResultArg::Rejected && reason.is_none();
    let on = args.on.map_or(ctx.today(), |day| day.0);
    let (action, outcome) = match result {
        ResultArg::Accepted => ("check.accepted", CheckResult::Accepted),
        ResultArg::Rejected => (
            "check.rejected",
            CheckResult::Rejected {
                reason: reason.clone(),
            },
        ),
    };
    let decide = |tx: &Tx<'_>| {
        let mut case = Case::open(ctx, tx, model, Permission::AccountManage)?;
        let before = case.enrollment()?.stage();
        let recorded = case.apply(
            ctx,
            Event::Record {
                check,
                result: outcome.clone(),
                on,
            },
        );
        recorded.map_err(|failure| {
            let asks_why = failure.rule() == Some(&verify::REASON);
            if unexplained && asks_why {
                failure.with_flag("--reason")
            } else {
                failure
            }
        })?;
        Ok::<_, Diagnostic>((case, before))
    };
    // Scripts record results without a confirmation.
    if ctx.prompter.can_ask() {
        ctx.read(|tx| decide(tx).map(drop))?;
        let done = match result {
            ResultArg::Accepted => "accepted",
            ResultArg::Rejected => "rejected",
        };
        ctx.confirm(&format!("Record that Microsoft has {done} {check}?"))?;
    }
    let answer = ctx.write(|tx| {
        let (case, before) = decide(tx)?;
        if check == CheckKind::EmailOwnership {
            tx.save_confirmation(case.account.id, case.place, None)?;
        }
        let after = case.enrollment()?.stage();
        let recorded = CheckRecorded {
            check,
            on,
            state: Change {
                from: before,
                to: after,
            },
        };
        case.save(tx, action, &check.to_string(), reason.as_deref(), &recorded)?;
        let language = args.draft.lang.unwrap_or(ctx.settings.language);
        let message = result_message(ctx, &case.account, case.enrollment()?, check, on, language)?;
        let left = deliver(ctx, &case.account, message, &args.draft)?;
        view(ctx, tx, &case.account, case.place, left)
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
    let check = needs.word(check, "The check", "CHECK", None)?;
    let reason = needs.text(reason, "The reason", "--reason", Some(&verify::REASON))?;
    let what = check.map_or("CHECK", CheckKind::word);
    let question = format!("Take back the result of {what}?");
    consent::needed(ctx, &mut needs, &question);
    needs.met_by(model)?;
    let (check, reason) = (vouched(check)?, vouched(reason)?);
    let decide = |tx: &Tx<'_>| -> Result<(Case, Enrollment)> {
        let mut case = Case::open(ctx, tx, model, Permission::AccountManage)?;
        let before = case.enrollment()?.clone();
        case.apply(ctx, Event::Reopen(check))?;
        Ok((case, before))
    };
    if ctx.prompter.can_ask() {
        ctx.read(|tx| decide(tx).map(drop))?;
    }
    ctx.confirm(&question)?;
    let answer = ctx.write(|tx| {
        let (case, before) = decide(tx)?;
        let state = Change {
            from: before.stage(),
            to: case.enrollment()?.stage(),
        };
        case.save(
            tx,
            "check.reopened",
            &check.to_string(),
            Some(&reason),
            &CheckReopened::new(check, before.check(check), state),
        )?;
        view(ctx, tx, &case.account, case.place, None)
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
    let check = needs.value(check, "The check (due-diligence)", "CHECK", None)?;
    needs.met_by(model)?;
    let check = vouched(check)?;
    if check != CheckKind::DueDiligence {
        return Err(Diagnostic::usage(format!(
            "{check} opens by itself; only due-diligence is opened by hand"
        )));
    }
    let answer = ctx.write(|tx| {
        let mut case = Case::open(ctx, tx, model, Permission::AccountManage)?;
        case.apply(ctx, Event::OpenDueDiligence)?;
        case.save(
            tx,
            "check.opened",
            &check.to_string(),
            reason,
            &CheckOpened { check },
        )?;
        view(ctx, tx, &case.account, case.place, None)
    })?;
    Ok(Outcome::thing(answer))
}

/// `csp verify support-plan`.
pub(super) fn support_plan(
    ctx: &Context<'_>,
    model: Option<Model>,
    plan: Option<SupportPlan>,
    on: Option<DayArg>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let plan = needs.word(plan, "The support plan", "PLAN", None)?;
    needs.met_by(model)?;
    let plan = vouched(plan)?;
    let on = on.map_or(ctx.today(), |day| day.0);
    let answer = ctx.write(|tx| {
        let mut case = Case::open(ctx, tx, model, Permission::AccountManage)?;
        let before = case.enrollment()?.support_plan;
        case.apply(ctx, Event::BuySupportPlan { plan, on })?;
        let state = case.enrollment()?.stage();
        case.save(
            tx,
            "support-plan.recorded",
            &plan.to_string(),
            None,
            &SupportPlanRecorded::new((plan, on), before, state),
        )?;
        view(ctx, tx, &case.account, case.place, None)
    })?;
    Ok(Outcome::thing(answer))
}
