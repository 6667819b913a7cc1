//! Finding the role template that a person means.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::gdap::{RoleSetOrigin, RoleTemplate, shipped_templates};
use crate::domain::word::nearest;
use crate::store::{GdapTemplate, Tx};

/// The templates of csp, then those of the account.
///
/// # Errors
/// If the store cannot be read.
pub fn all_templates(tx: &Tx<'_>, account: i64) -> Result<Vec<RoleTemplate>> {
    let mut all = shipped_templates();
    all.extend(tx.gdap(account).templates()?.into_iter().map(own_template));
    Ok(all)
}

/// A template of the account.
pub fn own_template(saved: GdapTemplate) -> RoleTemplate {
    RoleTemplate {
        name: saved.name,
        origin: RoleSetOrigin::Own,
        about: None,
        roles: saved.roles,
        groups: saved.groups,
    }
}

/// The template with this name, ignoring case.
///
/// # Errors
/// Not found, with the nearest name.
pub fn template_named(templates: &[RoleTemplate], typed: &str) -> Result<RoleTemplate> {
    let wanted = typed.trim().to_lowercase();
    let is_it = |one: &&RoleTemplate| one.name.to_lowercase() == wanted;
    if let Some(found) = templates.iter().find(is_it) {
        return Ok(found.clone());
    }
    let near = nearest(&wanted, templates.iter().map(|one| one.name.as_str()));
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(
        Diagnostic::not_found(format!("template `{typed}` not found{hint}"))
            .with_help("To see the templates: `csp gdap templates list`"),
    )
}
