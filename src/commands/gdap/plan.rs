//! `csp gdap plan`: a relationship to be made, with what makes it.

mod parties;

use std::collections::BTreeSet;

use crate::cli::gdap_planning::GdapPlanArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::gdap::{
    AdminRelationship, EntraRoleId, GdapWarning, PlanFacts, PlanRequest, duration_refusal,
    name_refusals, plan, plan_refusals, plan_warnings, warnings,
};
use crate::domain::role::Permission;
use crate::domain::rule::gdap as rule;
use crate::domain::text::kept_text;
use crate::exchange::gdap::RelationshipCreation;
use crate::report::Outcome;
use crate::report::views::gdap_plan::PlannedRelationshipView;
use crate::session::Context;
use crate::session::approval_message::{approval_message, link_marker};
use crate::session::company_mailbox::company_mailbox;
use crate::session::find::customers::need_customer;
use crate::session::find::gdap::roles_named;
use crate::session::journal::{RelationshipForm, entry};
use crate::session::needs::Read;
use crate::store::Tx;
use parties::find_parties;

/// What a person typed, and what is missing or wrong in it.
struct Typed<'a> {
    args: &'a GdapPlanArgs,
    customer: Option<String>,
    name: Option<String>,
    duration_days: Option<u32>,
    roles: BTreeSet<EntraRoleId>,
    mistakes: Vec<Diagnostic>,
}

/// Plans a relationship.
pub(super) fn run(ctx: &Context<'_>, args: &GdapPlanArgs) -> Result<Outcome> {
    ctx.permitted_before_asking(Permission::GdapManage)?;
    let typed = gather(ctx, args)?;
    let (view, warnings, draft) = ctx.write(|tx| save(ctx, tx, &typed))?;
    for warning in &warnings {
        let GdapWarning { rule, message } = warning;
        ctx.out.note(&format!("warning: {message} ({})", rule.id));
    }
    if args.draft.draft_out.is_some() {
        ctx.out.note(&format!(
            "warning: the message does not have the approval link yet. Replace the line `{}` before you send it.",
            link_marker(&draft)
        ));
    }
    Ok(Outcome::thing(view))
}

fn gather<'a>(ctx: &Context<'_>, args: &'a GdapPlanArgs) -> Result<Typed<'a>> {
    let mut needs = ctx.needs();
    let customer = need_customer(&mut needs, &args.customer)?;
    let given = args.name.as_deref().map(str::trim);
    let given = given.filter(|name| !name.is_empty()).map(str::to_owned);
    let question = ("The name", "--name", Some(&rule::NAME));
    let name = needs.answer(given, question, Some("The customer sees it."), &read_name)?;
    let question = ("The duration in days", "--duration", Some(&rule::DURATION));
    let duration_days = needs.answer(args.duration, question, Some("1 to 730."), &read_days)?;
    let mut roles = args.role.clone();
    if roles.is_empty() && args.template.is_none() {
        let question = ("The role", "--role", Some(&rule::ROLES));
        let hint = "A name, for example User Administrator. To search: csp gdap roles TEXT";
        roles.extend(needs.answer(None, question, Some(hint), &read_role)?);
    }
    let missing = needs.met().err();
    let mut mistakes = missing.map_or_else(Vec::new, |missing| missing.parts().to_vec());
    let mut known = BTreeSet::new();
    for role in &roles {
        match roles_named(std::slice::from_ref(role)) {
            Ok(role) => known.extend(role),
            Err(unknown) => mistakes.push(unknown),
        }
    }
    Ok(Typed {
        args,
        customer,
        name,
        duration_days,
        roles: known,
        mistakes,
    })
}

/// A name that is typed at the prompt, checked at once.
fn read_name(typed: &str) -> Read<String> {
    let name = kept_text(typed).into_owned();
    match name_refusals(&name, &[]).first() {
        Some(refusal) => Err(refusal.to_string()),
        None => Ok((name.clone(), name)),
    }
}

fn read_days(typed: &str) -> Read<u32> {
    let days = typed.trim().parse();
    let days = days.map_err(|_| "expected a number of days, 1 to 730".to_owned())?;
    match duration_refusal(days) {
        Some(refusal) => Err(refusal.to_string()),
        None => Ok((days, days.to_string())),
    }
}

fn read_role(typed: &str) -> Read<String> {
    let role = typed.trim().to_owned();
    match roles_named(std::slice::from_ref(&role)) {
        Ok(_) => Ok((role.clone(), role)),
        Err(unknown) => Err(unknown.to_string()),
    }
}

/// Decides, saves and journals the plan.
fn save(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    typed: &Typed<'_>,
) -> Result<(PlannedRelationshipView, Vec<GdapWarning>, AdminRelationship)> {
    let account = ctx.account(tx)?;
    let mut mistakes = typed.mistakes.clone();
    let parties = find_parties(tx, &account, typed, &mut mistakes)?;
    let template = parties.template.as_ref();
    let mut roles = typed.roles.clone();
    roles.extend(template.iter().flat_map(|template| &template.roles));
    let ask = PlanRequest {
        name: typed.name.as_deref(),
        duration_days: typed.duration_days,
        auto_extend: typed.args.auto_extend,
        roles: &roles,
        template,
        without_relationship: typed.args.without_relationship,
    };
    let facts = PlanFacts {
        ours: &parties.standing,
        customer: parties.customer.as_ref(),
        namesakes: &parties.namesakes,
    };
    if !mistakes.is_empty() {
        mistakes.extend(plan_refusals(&ask, &facts));
    }
    Diagnostic::unless_permission_decides(&mistakes)?;
    let actor = ctx.require_actor(tx, &account, Permission::GdapManage)?;
    Diagnostic::unless_none(mistakes)?;
    let gdap = tx.gdap(account.id);
    let draft = plan(&ask, &facts, gdap.next_draft()?, ctx.now()).map_err(Diagnostic::from)?;
    gdap.add(&draft)?;
    let (subject, form) = (draft.id.to_string(), RelationshipForm::from(&draft));
    tx.log(&entry(
        &account.slug,
        actor.name(),
        "gdap.planned",
        &subject,
        &form,
    )?)?;
    if let (Some(place), Some(customer)) = (&typed.args.draft.draft_out, &parties.customer) {
        let language = typed.args.draft.lang.unwrap_or(ctx.settings.language);
        let record = &customer.record;
        let message = approval_message(ctx, &account, record, &draft, language)?;
        ctx.draft(place, &message, &company_mailbox(&account, &actor)?)?;
    }
    let wide = plan_warnings(&roles, template);
    let mut shown = warnings(&draft, &[], ctx.now());
    shown.retain(|warning| warning.rule.id == rule::ROLE_KNOWN.id);
    shown.extend(wide.iter().cloned());
    let broken = || Diagnostic::failed("the request of a plan cannot be written; this is a bug");
    let request = RelationshipCreation::of(&draft).ok_or_else(broken)?;
    let relationship = ctx.relationship_view(tx, &account, draft.id)?;
    let view = PlannedRelationshipView::new(draft.id, relationship, request, wide);
    Ok((view.map_err(|_| broken())?, shown, draft))
}
