//! `csp enroll use`: make an account the default one.

use crate::commands::Context;
use crate::commands::missing::vouched;
use crate::config::{Key, with_value};
use crate::error::Result;
use crate::files::{create_folder, folder_of, write_whole};
use crate::report::Outcome;

pub(super) fn run(ctx: &Context<'_>, account: Option<String>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needs.text(account.as_deref(), "The account", "ACCOUNT", None)?;
    needs.met()?;
    let typed = vouched(typed)?;
    let (slug, view) = ctx.read(|tx| {
        let account = ctx.account_named(tx, &typed)?;
        Ok((
            account.slug.clone(),
            super::show::view(ctx, tx, &account, None)?,
        ))
    })?;
    if !ctx.dry_run() {
        let path = &ctx.settings.config_path;
        let before = std::fs::read_to_string(path).unwrap_or_default();
        create_folder(&folder_of(path)).map_err(|error| {
            crate::error::Failure::failed(format!("{}: {error}", path.display()))
        })?;
        write_whole(
            path,
            with_value(&before, Key::Account, slug.as_str()).as_bytes(),
        )?;
    }
    Ok(Outcome::thing(view))
}
