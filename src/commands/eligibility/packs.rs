//! `csp eligibility policies verify`, `install` and `remove`: policy packs. They use no store, so nothing is journalled.

use std::path::{Path, PathBuf};

use crate::cli::policy_packs::PoliciesCommand;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Slug;
use crate::exchange::minisign::{DetachedSignature, Untrusted};
use crate::policy::{Policies, find_overlaps};
use crate::report::views::eligibility::packs::{InstalledPackView, PackAction, VerifiedPackView};
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::eligibility_files::mistakes;
use crate::session::input_file;
use crate::session::needs::require_value;
use crate::session::policy_packs::{
    LARGEST, PackFault, PackFile, PackFolder, PoliciesHere, VerifiedPack, signature_of,
    verify_pack, write_pack,
};

pub(super) fn run(ctx: &Context<'_>, command: PoliciesCommand) -> Result<Outcome> {
    match command {
        PoliciesCommand::Verify { files, signature } => verify(ctx, files, signature.as_deref()),
        PoliciesCommand::Install { file, signature } => install(ctx, file, signature.as_deref()),
        PoliciesCommand::Remove { pack } => remove(ctx, pack),
    }
}

/// The bytes of a pack and of its signature.
struct SignedFile {
    name: String,
    bytes: Vec<u8>,
    signature: Vec<u8>,
}

impl SignedFile {
    fn read(ctx: &Context<'_>, path: &Path, signature: Option<&Path>) -> Result<Self> {
        let read = |path: &Path| {
            input_file::read_bounded(ctx, path, LARGEST)?
                .ok_or_else(|| input_file::too_large(path, LARGEST))
        };
        let beside = signature_of(path);
        let bytes = read(path)?;
        let signature = read(signature.unwrap_or(&beside)).map_err(|failure| {
            failure.with_help(
                "A policy pack needs its signature in FILE.minisig, or give it: `csp eligibility policies verify FILE --signature SIGNATURE`",
            )
        })?;
        Ok(Self {
            name: path.display().to_string(),
            bytes,
            signature,
        })
    }

    /// The pack, with every example of it run.
    fn verified(
        &self,
        ctx: &Context<'_>,
        signature: Option<&Path>,
    ) -> Result<std::result::Result<VerifiedPack, Untrusted>> {
        let place = match signature {
            Some(path) => path.display().to_string(),
            None => format!("{}.minisig", self.name),
        };
        let signature = DetachedSignature::read(&self.signature);
        let signature = signature.map_err(|failure| failure.in_file(&place))?;
        let verified = match verify_pack(&self.bytes, &signature, &ctx.settings.policy_keys) {
            Ok(verified) => verified,
            Err(PackFault::Untrusted(why)) => return Ok(Err(why)),
            Err(PackFault::Broken(faults)) => return Err(mistakes(&self.name, &faults)),
        };
        let failures = verified.pack.example_failures();
        if failures.is_empty() {
            Ok(Ok(verified))
        } else {
            Err(mistakes(&self.name, &failures))
        }
    }
}

fn verify(ctx: &Context<'_>, files: Vec<PathBuf>, signature: Option<&Path>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = files
        .first()
        .map(|file| file.to_string_lossy().into_owned());
    let named = needs.text(typed.as_deref(), "The file", "FILE", None)?;
    needs.met()?;
    let files = if files.is_empty() {
        named.into_iter().map(PathBuf::from).collect()
    } else {
        files
    };
    if files.len() > 1 && signature.is_some() {
        let message =
            "--signature is for one file; several files have their signatures beside them";
        return Err(Diagnostic::usage(message).with_flag("--signature"));
    }
    ctx.note_distrusted_keys();
    let (mut views, mut broken) = (Vec::new(), Vec::new());
    for path in &files {
        let read = SignedFile::read(ctx, path, signature);
        let verified = read.and_then(|file| Ok((file.verified(ctx, signature)?, file.name)));
        match verified {
            Ok((Ok(one), name)) => {
                views.push(VerifiedPackView::verified(name, &one.pack, &one.signed));
            }
            Ok((Err(why), name)) => views.push(VerifiedPackView::untrusted(name, &why)),
            Err(failure) => broken.extend(failure.parts().iter().cloned()),
        }
    }
    Diagnostic::unless_none(broken)?;
    let all = views.iter().all(VerifiedPackView::is_verified);
    Ok(Outcome::list(List::new(views, "")).answering(all))
}

fn install(ctx: &Context<'_>, file: Option<PathBuf>, signature: Option<&Path>) -> Result<Outcome> {
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
    ctx.note_distrusted_keys();
    let file = SignedFile::read(ctx, &path, signature)?;
    let verified = file.verified(ctx, signature)?.map_err(|why| {
        let message = format!("{} is not installed: {why}", file.name);
        Diagnostic::new(Kind::Refused, message).with_help(why.help())
    })?;
    let folder = PackFolder::of(ctx);
    let place = folder.place(&verified.pack.header)?;
    let _lock = match ctx.dry_run() {
        true => None,
        false => Some(folder.lock(ctx)?),
    };
    let before = folder.files_of(&verified.pack.header.id)?;
    let action = choose_action(&file, &verified, &before)?;
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

/// What is to do, with the versions of the pack that are installed. An older version never replaces a newer one.
fn choose_action(
    file: &SignedFile,
    verified: &VerifiedPack,
    before: &[PackFile],
) -> Result<PackAction> {
    let header = &verified.pack.header;
    let refused = |why: String| {
        let help = format!(
            "To use this one, remove the installed one first: `csp eligibility policies remove {}`",
            header.id
        );
        Err(Diagnostic::new(Kind::Refused, why).with_help(help))
    };
    let Some(newest) = before.iter().max_by_key(|one| one.version) else {
        return Ok(PackAction::Installed);
    };
    if newest.version > header.version {
        return refused(format!(
            "{} is version {} of the policy pack {}, and version {} is installed",
            file.name, header.version, header.id, newest.version
        ));
    }
    if newest.version < header.version {
        return Ok(PackAction::Updated);
    }
    // The signature may have been written anew; what counts is what was signed.
    let is_same = newest.bytes().is_ok_and(|bytes| bytes == file.bytes);
    if is_same && newest.is_signed_as(&file.signature) {
        Ok(PackAction::Unchanged)
    } else if is_same {
        Ok(PackAction::Updated)
    } else {
        refused(format!(
            "version {} of the policy pack {} is installed with other content",
            header.version, header.id
        ))
    }
}

/// Refuses a pack of which an edition overlaps with one of csp or of another pack.
fn refuse_overlaps(ctx: &Context<'_>, file: &SignedFile, verified: &VerifiedPack) -> Result<()> {
    let installed = PoliciesHere::read(ctx).packs;
    let others = installed.iter().map(|one| &one.pack);
    let others = others.filter(|one| one.header.id != verified.pack.header.id);
    let overlaps = find_overlaps(&verified.pack, &Policies::with_packs(others));
    if overlaps.is_empty() {
        return Ok(());
    }
    let help = "To see the editions that are used: `csp eligibility policies`";
    Err(mistakes(&file.name, &overlaps).with_help(help))
}

fn remove(ctx: &Context<'_>, pack: Option<Slug>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let pack = needs.value(pack, "The policy pack", "PACK", None)?;
    needs.met()?;
    let id = require_value(pack)?;
    let folder = PackFolder::of(ctx);
    let is_there = || -> Result<(Vec<PackFile>, PackFile)> {
        let files = folder.files_of(&id)?;
        let newest = files.last().cloned();
        let newest = newest.ok_or_else(|| unknown(&folder, &id))?;
        Ok((files, newest))
    };
    let (_, newest) = is_there()?;
    if !ctx.dry_run() {
        let _lock = folder.lock(ctx)?;
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
