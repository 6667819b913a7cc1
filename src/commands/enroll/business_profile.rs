//! `enroll business-profile`: the profile that brings referrals.

use crate::cli::enroll::BusinessProfileCommand;
use crate::diagnostic::Result;
use crate::domain::business_profile::{BusinessProfile, Description};
use crate::domain::role::Permission;
use crate::domain::rule::users;
use crate::report::Outcome;
use crate::report::views::business_profile::BusinessProfileView;
use crate::session::Context;
use crate::session::journal::{BusinessProfileSet, account_entry};
use crate::session::needs::require_value;

/// Runs `csp enroll business-profile`.
///
/// # Errors
/// As the subcommand says.
pub(super) fn run(ctx: &Context<'_>, command: BusinessProfileCommand) -> Result<Outcome> {
    match command {
        BusinessProfileCommand::Show => show(ctx),
        BusinessProfileCommand::Set {
            description,
            services,
            industries,
        } => {
            let mut needs = ctx.needs();
            let rule = Some(&users::BUSINESS_PROFILE);
            let description: Option<Description> =
                needs.value(description, "The description", "--description", rule)?;
            needs.met()?;
            let profile = BusinessProfile {
                description: require_value(description)?,
                services,
                industries,
                set_at: ctx.now(),
                set_by: String::new(),
            };
            set(ctx, &profile)
        }
    }
}

fn show(ctx: &Context<'_>) -> Result<Outcome> {
    let view = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        ctx.reading(tx, &account)?;
        Ok(BusinessProfileView::new(
            &account.slug,
            tx.business_profile(account.id)?,
        ))
    })?;
    Ok(Outcome::thing(view))
}

fn set(ctx: &Context<'_>, profile: &BusinessProfile) -> Result<Outcome> {
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &account, Permission::BusinessProfileManage)?;
        let profile = BusinessProfile {
            set_by: actor.name().unwrap_or_default().to_owned(),
            ..profile.clone()
        };
        tx.save_business_profile(account.id, &profile)?;
        tx.log(&account_entry(
            &account.slug,
            actor.name(),
            "business-profile.set",
            &BusinessProfileSet::from(&profile),
        )?)?;
        Ok(BusinessProfileView::new(&account.slug, Some(profile)))
    })?;
    Ok(Outcome::thing(view))
}
