//! `csp gdap roles`: the catalogue of Entra roles.

use crate::diagnostic::Result;
use crate::domain::gdap::role::{find_roles, role_tasks};
use crate::domain::text::filled_text;
use crate::report::views::gdap_roles::{KnownRoleView, RoleCatalogueView};
use crate::report::{List, Outcome, OutputFormat};
use crate::session::Context;

/// Searches the roles; without a text a person sees the tasks too.
pub(super) fn run(ctx: &Context<'_>, text: Option<&str>) -> Result<Outcome> {
    let text = filled_text(text);
    let found = find_roles(text.as_deref().unwrap_or_default());
    let rows: Vec<KnownRoleView> = found.into_iter().map(Into::into).collect();
    if text.is_none() && ctx.out.format() == OutputFormat::Table {
        return Ok(Outcome::thing(RoleCatalogueView::new(rows, role_tasks())).paged());
    }
    Ok(Outcome::list(List::new(
        rows,
        "No role matches. To see all of them: `csp gdap roles`",
    )))
}
