//! `csp eligibility policies install`.

use std::path::{Path, PathBuf};

use super::signed_file::SignedFile;
use crate::diagnostic::Result;
use crate::policy::{
    InstalledVersion, PackAction, Policies, decide_update, find_overlaps, refuse_unsigned,
};
use crate::report::Outcome;
use crate::report::views::eligibility::packs::InstalledPackView;
use crate::session::Context;
use crate::session::eligibility_files::mistakes;
use crate::session::needs::require_value;
use crate::session::policy_packs::{PackFile, PackFolder, PoliciesHere, VerifiedPack, write_pack};

pub(super) fn run(
    ctx: &Context<'_>,
    file: Option<PathBuf>,
    signature: Option<&Path>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = file
        .as_ref()
        .map(|file| file.to_string_lossy().into_owned());
    let named = needs.text(typed.as_deref(), "The file", "FILE", None)?;
    needs.met()?;
    let path = match file {
        Some(file) => file,
        None => PathBuf::from(require_value(named)?),
    };
    ctx.warn_of_distrusted_keys();
    let file = SignedFile::read(ctx, &path, signature)?;
    let verified = file.verified(ctx, signature)?;
    let verified =
        verified.map_err(|why| refuse_unsigned(&file.name, &why.to_string(), why.help()))?;
    let folder = PackFolder::of(&ctx.settings);
    let place = folder.place(&verified.pack.header)?;
    let _lock = match ctx.dry_run() {
        true => None,
        false => Some(folder.lock(&ctx.settings)?),
    };
    let before = folder.files_of(&verified.pack.header.id)?;
    let action = decide_update(&file.name, &verified.pack.header, newest(&before, &file))?;
    refuse_overlaps(ctx, &file, &verified)?;
    if action != PackAction::Unchanged && !ctx.dry_run() {
        write_pack(&place, &file.bytes, &file.signature)?;
        let older = before.iter().filter(|one| one.path != place);
        older.map(PackFile::delete).collect::<Result<Vec<()>>>()?;
        ctx.acted();
    }
    let replaced = match action {
        PackAction::Updated => before.iter().map(|one| one.version).collect(),
        PackAction::Installed | PackAction::Unchanged | PackAction::Removed => Vec::new(),
    };
    Ok(Outcome::thing(InstalledPackView::installed(
        action,
        &verified.pack,
        &verified.signed,
        replaced,
        place.display().to_string(),
    )))
}

/// The newest installed version, compared with the file.
fn newest(installed: &[PackFile], file: &SignedFile) -> Option<InstalledVersion> {
    let newest = installed.iter().max_by_key(|one| one.version)?;
    Some(InstalledVersion {
        version: newest.version,
        is_same: newest.bytes().is_ok_and(|bytes| bytes == file.bytes),
        is_signed_alike: newest.is_signed_as(&file.signature),
    })
}

/// Refuses a pack of which an edition overlaps with one of csp or of another pack.
fn refuse_overlaps(ctx: &Context<'_>, file: &SignedFile, verified: &VerifiedPack) -> Result<()> {
    let installed = PoliciesHere::read(&ctx.settings).packs;
    let others = installed.iter().map(|one| &one.pack);
    let others = others.filter(|one| one.header.id != verified.pack.header.id);
    let overlaps = find_overlaps(&verified.pack, &Policies::with_packs(others));
    if overlaps.is_empty() {
        return Ok(());
    }
    let help = "To see the editions that are used: `csp eligibility policies`";
    Err(mistakes(&file.name, &overlaps).with_help(help))
}
