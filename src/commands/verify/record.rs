//! Recording what was decided elsewhere: results of checks, due diligence, the support plan.

use serde_json::json;

use super::message::{deliver, result_message};
use super::{Case, view};
use crate::cli::DayArg;
use crate::cli::verify::{DraftArgs, ResultArg};
use crate::commands::Context;
use crate::commands::missing::vouched;
use crate::domain::Model;
use crate::domain::enrollment::{CheckKind, CheckResult, Event, SupportPlan};
use crate::domain::role::Permission;
use crate::domain::rule::verify;
use crate::error::{Failure, Result};
use crate::report::Outcome;

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
    let answer = ctx.write(|tx| {
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
                failure.flag("--reason")
            } else {
                failure
            }
        })?;
        if check == CheckKind::EmailOwnership {
            tx.save_confirmation(case.account.id, case.place, None)?;
        }
        let after = case.enrollment()?.stage();
        let changes = json!({ "check": check, "on": on, "state": { "from": before, "to": after } });
        case.save(tx, action, &check.to_string(), reason.as_deref(), changes)?;
        let language = args.draft.lang.unwrap_or(ctx.settings.language);
        let message = result_message(ctx, &case.account, case.enrollment()?, check, on, language)?;
        let left = deliver(ctx, &case.account, message, &args.draft)?;
        view(ctx, tx, &case.account, case.place, left)
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
        return Err(Failure::usage(format!(
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
            json!({ "check": check }),
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
        case.apply(ctx, Event::BuySupportPlan { plan, on })?;
        let changes =
            json!({ "support_plan": plan, "on": on, "state": case.enrollment()?.stage() });
        case.save(
            tx,
            "support-plan.recorded",
            &plan.to_string(),
            None,
            changes,
        )?;
        view(ctx, tx, &case.account, case.place, None)
    })?;
    Ok(Outcome::thing(answer))
}
