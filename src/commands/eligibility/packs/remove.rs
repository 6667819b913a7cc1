//! `csp eligibility policies remove`.

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Slug;
use crate::report::Outcome;
use crate::report::views::eligibility::packs::InstalledPackView;
use crate::session::Context;
use crate::session::needs::require_value;
use crate::session::policy_packs::{PackFile, PackFolder};

pub(super) fn run(ctx: &Context<'_>, pack: Option<Slug>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let pack = needs.value(pack, "The policy pack", "PACK", None)?;
    needs.met()?;
    let id = require_value(pack)?;
    let folder = PackFolder::of(&ctx.settings);
    let is_there = || -> Result<(Vec<PackFile>, PackFile)> {
        let files = folder.files_of(&id)?;
        let newest = files.last().cloned();
        let newest = newest.ok_or_else(|| unknown(&folder, &id))?;
        Ok((files, newest))
    };
    let (_, newest) = is_there()?;
    if !ctx.dry_run() {
        let _lock = folder.lock(&ctx.settings)?;
        let (files, _) = is_there()?;
        files
            .iter()
            .map(PackFile::delete)
            .collect::<Result<Vec<()>>>()?;
        ctx.acted();
    }
    let file = newest.path.display().to_string();
    Ok(Outcome::thing(InstalledPackView::removed(
        id.to_string(),
        newest.version,
        file,
    )))
}

fn unknown(folder: &PackFolder, id: &Slug) -> Diagnostic {
    let files = folder.files().unwrap_or_default();
    let ids: Vec<String> = files.iter().map(|file| file.id.to_string()).collect();
    let failure = Diagnostic::not_found(format!("the policy pack {id} is not installed"));
    if ids.is_empty() {
        failure
    } else {
        failure.with_help(format!("Installed: {}", ids.join(", ")))
    }
}
