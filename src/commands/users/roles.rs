//! Giving and taking roles, and what the roles are.

use super::step::Step;
use crate::cli::users::Roles;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Email;
use crate::domain::role::{self, Role, RoleFacts, RoleSet};
use crate::domain::user::{Touch, User, UserEvent};
use crate::domain::word::Word;
use crate::prompt::Choice;
use crate::report::views::users::RoleView;
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::find::users::need_user;
use crate::session::needs::{Needs, require_value};

/// `users roles`: the catalogue.
pub(super) fn catalogue() -> Result<Outcome> {
    let rows: Vec<RoleView> = facts()?.into_iter().map(RoleView::from).collect();
    Ok(Outcome::list(List::new(rows, "There are no roles.")))
}

/// `users grant`: gives roles.
pub(super) fn grant(ctx: &Context<'_>, args: Roles) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let given = gather(ctx, &mut needs, args)?;
    needs.met()?;
    let (email, roles) = require_value(given)?;
    let touch = |_: &User, event: &UserEvent| touch_of(event);
    Step {
        email,
        event: UserEvent::Grant(roles),
        touch,
        action: "user.granted",
    }
    .run(ctx)
}

/// `users revoke`: takes roles.
pub(super) fn revoke(ctx: &Context<'_>, args: Roles) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let given = gather(ctx, &mut needs, args)?;
    let question = match &given {
        Some((email, roles)) => format!("Take {roles} from {email}?"),
        None => "Take ROLE from EMAIL?".to_owned(),
    };
    needs.confirmation(&question);
    needs.met()?;
    let (email, roles) = require_value(given)?;
    let touch = |_: &User, event: &UserEvent| touch_of(event);
    Step {
        email,
        event: UserEvent::Revoke(roles),
        touch,
        action: "user.revoked",
    }
    .run_after_asking(ctx, &question)
}

/// The roles that the event names.
fn touch_of(event: &UserEvent) -> Touch {
    match event {
        UserEvent::Grant(roles) | UserEvent::Revoke(roles) | UserEvent::SetRoles(roles) => {
            Touch::Roles(*roles)
        }
        UserEvent::Rename { .. }
        | UserEvent::Reset
        | UserEvent::ResetActive
        | UserEvent::Recover
        | UserEvent::FirstSignIn
        | UserEvent::SignIn
        | UserEvent::WrongPassword
        | UserEvent::Block
        | UserEvent::Unblock
        | UserEvent::Remove
        | UserEvent::Restore => Touch::Roles(RoleSet::NONE),
    }
}

/// Whose roles, and which; `None` where something is missing.
fn gather(
    ctx: &Context<'_>,
    needs: &mut Needs<'_, '_>,
    args: Roles,
) -> Result<Option<(Email, RoleSet)>> {
    let given = args.roles.into_iter().fold(RoleSet::NONE, RoleSet::with);
    let email = need_user(needs, args.email)?;
    let roles = match given.is_empty() {
        true if ctx.prompter.can_ask() => ask(ctx)?,
        true => {
            needs.missing("A role", "ROLE", None);
            given
        }
        false => given,
    };
    Ok(email
        .filter(|_| !roles.is_empty())
        .map(|email| (email, roles)))
}

/// Asks for roles from a list that says of each what it may do.
///
/// # Errors
/// If the person interrupted.
pub(super) fn ask(ctx: &Context<'_>) -> Result<RoleSet> {
    let facts = facts()?;
    let choices: Vec<Choice> = facts.iter().map(choice).collect();
    let chosen = ctx.prompter.choose_several("Roles", &choices)?;
    Ok(chosen
        .into_iter()
        .filter_map(|at| facts.get(at))
        .map(|fact| fact.role)
        .collect())
}

/// A role in one line; the name in the portal is understood too.
fn choice(facts: &RoleFacts) -> Choice {
    Choice::named(facts.role.word())
        .explained(summary(facts.role))
        .also(&[&facts.name])
}

/// What a role may do, in a few words.
fn summary(role: Role) -> &'static str {
    match role {
        Role::GlobalAdmin => "full access, signs agreements",
        Role::UserManagementAdmin => "manages users",
        Role::BillingAdmin => "invoices, billing, prices",
        Role::AccountAdmin => "company profile, locations, some users",
        Role::MpnPartnerAdmin => "membership, benefits",
        Role::BusinessProfileAdmin => "business profile for referrals",
        Role::IncentivesAdmin => "manages incentives",
        Role::IncentivesUser => "sees incentives, makes claims",
        Role::ReferralsAdmin => "manages all referrals",
        Role::ReferralsUser => "works on deals in own locations",
        Role::CoSellSolutionAdmin => "publishes solutions",
        Role::AdminAgent => "works in customers' tenants for them",
        Role::SalesAgent => "wins and manages customers",
        Role::HelpdeskAgent => "helps customers",
        Role::ExecutiveReportViewer => "all reports, with revenue",
        Role::ReportViewer => "reports without revenue",
        Role::ComplianceAdmin => "follows the account verification",
    }
}

fn facts() -> Result<Vec<RoleFacts>> {
    role::catalogue()
        .map_err(|error| Diagnostic::failed(format!("cannot read the role catalogue: {error}")))
}
