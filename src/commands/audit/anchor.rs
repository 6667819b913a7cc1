//! `csp audit anchor`: the heads of all chains, to keep elsewhere, with a signature where a key is given.

use std::path::{Path, PathBuf};

use super::signing::signing_key;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::anchor::{Anchor, AnchorHead, Chain};
use crate::exchange::signature::{ANCHOR_NAMESPACE, SigningKey};
use crate::host::files::{is_there, refuse_special};
use crate::report::Outcome;
use crate::report::views::anchor::AnchorView;
use crate::session::Context;
use crate::session::SideFiles;
use crate::session::own_files::is_same_place;
use crate::store::Head;

/// Runs `csp audit anchor`.
///
/// # Errors
/// If the store or the key cannot be read, or the files cannot be written.
pub(super) fn run(ctx: &Context<'_>, out: Option<&Path>, sign: Option<&Path>) -> Result<Outcome> {
    let files = out.map(|out| (out.to_owned(), signature_beside(out)));
    if let Some((out, signature)) = &files {
        check_outputs(ctx, out, signature, sign)?;
    }
    ctx.needs_store()?;
    // Before the store is read, as the passphrase may have to be asked for.
    let key = sign.map(|file| Ok::<_, Diagnostic>((file, signing_key(ctx, file)?)));
    let key = key.transpose()?;
    let heads = ctx.read(|tx| {
        ctx.reading_records(tx)?;
        tx.heads()
    })?;
    let newest = heads.iter().max_by_key(|head| (head.moment, head.seq));
    let newest = newest.map(|head| (head.seq, head.hash));
    let anchor = Anchor::new(heads.into_iter().map(anchor_head).collect());
    let text = anchor.to_string();
    let signature = key
        .map(|(file, key)| signed(file, &key, &text))
        .transpose()?;
    if let Some((out, beside)) = &files {
        write(ctx, (out, &text), (beside, signature.as_deref()))?;
    }
    let written_to = files.map(|(out, _)| out);
    Ok(Outcome::thing(AnchorView::new(
        newest, &anchor, signature, written_to,
    )))
}

fn anchor_head(head: Head) -> AnchorHead {
    let chain = match (head.seal, head.account) {
        // A store that an earlier release wrote has one chain and no seal.
        (None, _) => Chain::Unknown,
        (Some(_), None) => Chain::Store,
        (Some(_), Some(slug)) => Chain::Account {
            number: head.chain,
            slug,
        },
    };
    AnchorHead {
        chain,
        seq: head.seq,
        hash: head.hash,
        state: head.seal,
    }
}

fn signed(file: &Path, key: &SigningKey, text: &str) -> Result<String> {
    key.sign(ANCHOR_NAMESPACE, text)
        .map_err(|bad| super::signing::unusable(file, &bad))
}

/// Where `ssh-keygen -Y sign` puts the signature of a file too.
fn signature_beside(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".sig");
    name.into()
}

/// Refuses to write over csp's own files or the key.
fn check_outputs(ctx: &Context<'_>, out: &Path, beside: &Path, key: Option<&Path>) -> Result<()> {
    let Some(key) = key else {
        return Ok(());
    };
    ctx.own_files().refuse(beside, "--out")?;
    if is_same_place(out, key) || is_same_place(beside, key) {
        let message = format!("the anchor would overwrite the key {}", key.display());
        let mistake = Diagnostic::usage(message).with_flag("--out");
        return Err(mistake.with_help("Choose another name for the anchor."));
    }
    Ok(())
}

/// Puts the anchor and its signature in their places: both or neither.
fn write(
    ctx: &Context<'_>,
    (out, text): (&Path, &str),
    (beside, signature): (&Path, Option<&str>),
) -> Result<()> {
    let there = |place: &Path| is_there(place).unwrap_or(false);
    if signature.is_none() && there(beside) {
        ctx.out.note(&format!(
            "warning: {} is not the signature of this anchor; to replace it, add --sign",
            beside.display()
        ));
    }
    let pair = [Some((out, text)), signature.map(|it| (beside, it))];
    let files = SideFiles::default();
    for (place, content) in pair.into_iter().flatten() {
        if ctx.dry_run() {
            refuse_special(place)
                .map_err(|error| crate::host::files::cannot_write(place, &error))?;
        } else {
            files.replace(place, content.as_bytes())?;
        }
    }
    files.finish()?;
    ctx.acted();
    Ok(())
}
