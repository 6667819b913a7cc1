//! `csp eligibility policies verify`.

use std::path::{Path, PathBuf};

use super::signed_file::SignedFile;
use crate::diagnostic::{Diagnostic, Result};
use crate::report::views::eligibility::packs::VerifiedPackView;
use crate::report::{List, Outcome};
use crate::session::Context;

pub(super) fn run(
    ctx: &Context<'_>,
    files: Vec<PathBuf>,
    signature: Option<&Path>,
) -> Result<Outcome> {
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
    ctx.warn_of_distrusted_keys();
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
