//! `csp enroll use`: make an account the default one.

use crate::cli::setting_key::Key;
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::needs::require_value;

pub(super) fn run(ctx: &Context<'_>, account: Option<String>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needs.text(account.as_deref(), "The account", "ACCOUNT", None)?;
    needs.met()?;
    let typed = require_value(typed)?;
    let (slug, view) = ctx.read(|tx| {
        let account = ctx.account_named(tx, &typed)?;
        Ok((
            account.slug.clone(),
            super::show::view(ctx, tx, &account, None)?,
        ))
    })?;
    crate::session::settings_file::keep_setting(ctx, Key::Account, slug.as_str())?;
    Ok(Outcome::thing(view))
}
