//! Finding the delegated admin relationship, role and group that a person means.

use std::collections::BTreeSet;

use crate::cli::gdap::RelationshipArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::gdap::role::role_named;
use crate::domain::gdap::{AccessAssignment, AdminRelationship, EntraRoleId, RelationshipId};
use crate::domain::word::nearest;
use crate::session::Context;
use crate::session::find::read_name::ask_again_if_unknown;
use crate::session::needs::{Needs, require_value};
use crate::store::Tx;

/// The text that names the relationship, asked for where it is missing.
pub fn ask_relationship(ctx: &Context<'_>, arg: &RelationshipArg) -> Result<String> {
    let mut needs = ctx.needs();
    let typed = need_relationship(&mut needs, arg)?;
    needs.met()?;
    require_value(typed)
}

/// The same beside other things that a command needs.
pub fn need_relationship(
    needs: &mut Needs<'_, '_>,
    arg: &RelationshipArg,
) -> Result<Option<String>> {
    let given = arg.relationship.as_deref();
    let is_given = given.is_some_and(|typed| !typed.trim().is_empty());
    let ctx = needs.ctx();
    if is_given || !ctx.prompter.can_ask() {
        return needs.text(given, "The relationship", "RELATIONSHIP", None);
    }
    let account = ctx.read(|tx| ctx.account(tx))?;
    let read = |typed: &str| {
        let found = ctx.read(|tx| relationship_named(tx, &account, typed));
        ask_again_if_unknown(found, typed, |found| {
            (found.id.to_string(), found.shown_name())
        })
    };
    let question = ("The relationship", "RELATIONSHIP", None);
    needs.answer(None, question, Some("Its ID or exact name."), &read)
}

/// The relationship with this id or exact name, ignoring case.
///
/// # Errors
/// Not found, with the nearest name; or a usage failure that lists the several that it could be.
pub fn relationship_named(
    tx: &Tx<'_>,
    account: &Account,
    typed: &str,
) -> Result<AdminRelationship> {
    let gdap = tx.gdap(account.id);
    if let Ok(id) = typed.parse::<RelationshipId>()
        && let Some(found) = gdap.relationship(id)?
    {
        return Ok(found);
    }
    let mut named = gdap.named(typed)?;
    match named.len() {
        1 => named.pop().ok_or_else(|| unknown(account, typed, None)),
        0 => {
            let near = nearest_name(tx, account, typed)?;
            Err(unknown(account, typed, near.as_deref()))
        }
        _ => {
            let ids: Vec<String> = named.iter().map(|one| one.id.to_string()).collect();
            Err(Diagnostic::usage(format!(
                "several relationships have the name `{typed}`: {}",
                ids.join(", ")
            ))
            .with_help("Give the ID instead of the name."))
        }
    }
}

fn unknown(account: &Account, typed: &str, near: Option<&str>) -> Diagnostic {
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Diagnostic::not_found(format!(
        "relationship `{typed}` not found in the account {}{hint}",
        account.slug
    ))
    .with_help("To see the relationships: `csp gdap list --all`\nTo take them over from an export: `csp gdap import FILE`")
}

fn nearest_name(tx: &Tx<'_>, account: &Account, typed: &str) -> Result<Option<String>> {
    let mut names = Vec::new();
    tx.gdap(account.id).each_relationship::<Diagnostic>(|one| {
        names.extend(one.name);
        Ok(())
    })?;
    let near = nearest(typed, names.iter().map(String::as_str));
    Ok(near.map(str::to_owned))
}

/// The roles with these names or ids.
///
/// # Errors
/// Every name that no role has, with the nearest one.
pub fn roles_named(typed: &[String]) -> Result<BTreeSet<EntraRoleId>> {
    let mut roles = BTreeSet::new();
    let mut mistakes = Vec::new();
    for name in typed {
        match role_named(name) {
            Ok(role) => {
                roles.insert(role);
            }
            Err(unknown) => mistakes.push(
                Diagnostic::usage(unknown.to_string())
                    .with_flag("--role")
                    .with_help("To search the roles: `csp gdap roles TEXT`"),
            ),
        }
    }
    Diagnostic::unless_none(mistakes)?;
    Ok(roles)
}

/// The assignment of a group: by its object id or exact name.
///
/// # Errors
/// Not found; or a usage failure where several groups have the name.
pub fn assignment_of_group(
    assignments: &[AccessAssignment],
    typed: &str,
) -> Result<AccessAssignment> {
    let typed = typed.trim();
    let is_meant = |it: &&AccessAssignment| {
        let id = it.group.map(|id| id.to_string());
        let name = it.group_name.as_deref().unwrap_or_default();
        id.is_some_and(|id| id.eq_ignore_ascii_case(typed))
            || name.to_lowercase() == typed.to_lowercase()
    };
    let mut found: Vec<&AccessAssignment> = assignments.iter().filter(is_meant).collect();
    // Of several assignments of one group the live one is meant.
    if found.len() > 1 && found.iter().any(|it| it.state.is_live()) {
        found.retain(|it| it.state.is_live());
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Diagnostic::not_found(format!(
            "group `{typed}` has no roles of this relationship"
        ))
        .with_help("To see the groups: `csp gdap show RELATIONSHIP`")),
        several => {
            let ids = several.iter().filter_map(|one| one.group);
            let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
            Err(Diagnostic::usage(format!(
                "several groups have the name `{typed}`: {}",
                ids.join(", ")
            ))
            .with_help("Give the object ID of the group instead of its name."))
        }
    }
}
