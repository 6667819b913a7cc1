//! `csp enroll use`: make an account the default one.

use crate::cli::setting_key::Key;
use crate::diagnostic::{Diagnostic, Result};
use crate::prompt::Choice;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::needs::{Needs, require_value};

pub(super) fn run(ctx: &Context<'_>, account: Option<String>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let is_given = account
        .as_deref()
        .is_some_and(|typed| !typed.trim().is_empty());
    let typed = if !is_given && ctx.prompter.can_ask() {
        choose_account(ctx, &needs)?
    } else {
        let typed = needs.text(account.as_deref(), "The account", "ACCOUNT", None)?;
        needs.met()?;
        require_value(typed)?
    };
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

/// The short name of the account that the person chose.
fn choose_account(ctx: &Context<'_>, needs: &Needs<'_, '_>) -> Result<String> {
    let mut slugs = ctx.read(|tx| tx.accounts().slugs())?;
    if slugs.is_empty() {
        return Err(
            Diagnostic::not_found("this store does not have an account yet")
                .with_help("Start an application: `csp enroll --model indirect`"),
        );
    }
    let choices: Vec<Choice> = slugs.iter().map(Choice::named).collect();
    let place = needs.choose("The account", None, &choices, 0)?;
    Ok(slugs.swap_remove(place))
}
