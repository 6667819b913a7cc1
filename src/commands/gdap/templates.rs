//! `csp gdap templates`: role sets with a name.

use crate::cli::gdap_planning::{GdapTemplateArgs, GdapTemplatesCommand};
use crate::diagnostic::Result;
use crate::domain::gdap::{RoleTemplate, is_shipped_template, shipped_refusal, shipped_templates};
use crate::domain::role::Permission;
use crate::domain::rule::gdap as rule;
use crate::report::views::gdap_roles::RoleTemplateView;
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::find::gdap::roles_named;
use crate::session::find::role_templates::{own_template, template_named};
use crate::session::journal::{TemplateChanged, entry};
use crate::session::needs::{Needs, require_value};
use crate::store::{GdapTemplate, Tx};

/// Runs `csp gdap templates`.
pub(super) fn run(ctx: &Context<'_>, command: GdapTemplatesCommand) -> Result<Outcome> {
    match command {
        GdapTemplatesCommand::List => list(ctx),
        GdapTemplatesCommand::Show { name } => show(ctx, name.as_deref()),
        GdapTemplatesCommand::Set(args) => set(ctx, &args),
        GdapTemplatesCommand::Remove { name } => remove(ctx, name.as_deref()),
    }
}

/// The templates of csp and of the account; without an account those of csp.
fn all(ctx: &Context<'_>) -> Result<Vec<RoleTemplate>> {
    let own = ctx.read_list(|tx, source| tx.gdap(source.id).templates())?;
    let mut all = shipped_templates();
    all.extend(own.into_iter().map(own_template));
    Ok(all)
}

fn list(ctx: &Context<'_>) -> Result<Outcome> {
    let rows: Vec<RoleTemplateView> = all(ctx)?.into_iter().map(Into::into).collect();
    Ok(Outcome::list(List::new(rows, "There are no templates.")))
}

fn show(ctx: &Context<'_>, name: Option<&str>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let name = need_name(&mut needs, name)?;
    needs.met()?;
    let found = template_named(&all(ctx)?, &require_value(name)?)?;
    Ok(Outcome::thing(RoleTemplateView::from(found)))
}

fn need_name(needs: &mut Needs<'_, '_>, name: Option<&str>) -> Result<Option<String>> {
    needs.text(name, "The template", "NAME", None)
}

/// Saves a template of the account.
fn set(ctx: &Context<'_>, args: &GdapTemplateArgs) -> Result<Outcome> {
    ctx.permitted_before_asking(Permission::GdapManage)?;
    let mut needs = ctx.needs();
    let name = need_name(&mut needs, args.name.as_deref())?;
    let mut typed = args.role.clone();
    if typed.is_empty() {
        typed.extend(needs.text(None, "The role", "--role", Some(&rule::ROLES))?);
    }
    needs.met()?;
    let saved = GdapTemplate {
        name: require_value(name)?.trim().to_owned(),
        roles: roles_named(&typed)?,
        groups: args.group.clone(),
    };
    let view = ctx.write(|tx| {
        change(ctx, tx, &saved.name, "gdap.template-set", |before| {
            let saved = GdapTemplate {
                // A name keeps its first spelling.
                name: before.map_or_else(|| saved.name.clone(), |before| before.name.clone()),
                ..saved.clone()
            };
            Ok(Some(saved))
        })
    })?;
    Ok(Outcome::thing(view))
}

/// Removes a template of the account, and shows it as it was.
fn remove(ctx: &Context<'_>, name: Option<&str>) -> Result<Outcome> {
    ctx.permitted_before_asking(Permission::GdapManage)?;
    let mut needs = ctx.needs();
    let name = need_name(&mut needs, name)?;
    needs.met()?;
    let name = require_value(name)?;
    let view = ctx.write(|tx| change(ctx, tx, &name, "gdap.template-removed", |_| Ok(None)))?;
    Ok(Outcome::thing(view))
}

/// Puts a template of the account in the place of the one with its name, or removes that; an equal one is left alone.
fn change(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    name: &str,
    action: &'static str,
    decide: impl Fn(Option<&RoleTemplate>) -> Result<Option<GdapTemplate>>,
) -> Result<RoleTemplateView> {
    let account = ctx.account(tx)?;
    let gdap = tx.gdap(account.id);
    let own: Vec<RoleTemplate> = gdap.templates()?.into_iter().map(own_template).collect();
    let found = template_named(&own, name);
    let before = found.as_ref().ok().cloned();
    let after = decide(before.as_ref())?.map(|saved| (own_template(saved.clone()), saved));
    if after.is_none() && !is_shipped_template(name) {
        found?;
    }
    let actor = ctx.require_actor(tx, &account, Permission::GdapManage)?;
    if is_shipped_template(name) {
        return Err(shipped_refusal(name));
    }
    let shown = after.as_ref().map(|(after, _)| after).or(before.as_ref());
    let shown = shown.cloned().map(RoleTemplateView::from);
    let form = TemplateChanged::between(before.as_ref(), after.as_ref().map(|(after, _)| after));
    match &after {
        Some((after, _)) if before.as_ref() == Some(after) => return require_value(shown),
        Some((_, saved)) => gdap.save_template(saved)?,
        None => gdap.remove_template(name)?,
    }
    let subject = before.as_ref().map_or(name, |before| &before.name);
    tx.log(&entry(&account.slug, actor.name(), action, subject, &form)?)?;
    require_value(shown)
}
