//! `csp eligibility revenue import`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::inputs::{open_rows, unreadable};
use crate::commands::{Actor, Context, file};
use crate::domain::revenue::RevenueKey;
use crate::domain::role::Permission;
use crate::domain::{Account, MpnId, counted};
use crate::error::{Failure, Kind, Mistake, Result};
use crate::exchange::revenue::{FileKind, RevenueError, RevenueFile, Whose, read_revenue};
use crate::report::Outcome;
use crate::report::views::eligibility::revenue::{ImportView, ImportedFile};
use crate::store::{Entry, Saved, StatedSum, Tx};

/// A file that was read.
struct ReadFile {
    name: String,
    /// The name without its folder: where a stated total came from, wherever the file lay.
    source: String,
    content: RevenueFile,
}

pub(super) fn run(
    ctx: &Context<'_>,
    paths: &[PathBuf],
    reseller: Option<MpnId>,
    sheet: Option<&str>,
) -> Result<Outcome> {
    if paths.is_empty() {
        return Err(Mistake::missing("The file", "FILE").into());
    }
    // Without an account the mistakes of the files come first; the write below says that there is none.
    let own = ctx
        .read(|tx| Ok(ctx.account(tx)?.application.mpn_id()))
        .ok()
        .flatten();
    let whose = match (&reseller, &own) {
        (Some(named), _) => Whose::Of(named),
        (None, Some(own)) => Whose::OwnInvoices(own),
        (None, None) => Whose::Everybodys,
    };
    ctx.takes_long();
    let files = read_all(ctx, paths, whose, sheet)?;
    tell_what_was_left_out(ctx, &files);
    let imported = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.acting(tx, &account, Permission::RevenueManage)?;
        files
            .iter()
            .map(|file| keep(tx, &account, &actor, file))
            .collect::<Result<Vec<_>>>()
    })?;
    Ok(Outcome::thing(ImportView { files: imported }))
}

/// Reads every file; mistakes of all of them are told together.
fn read_all(
    ctx: &Context<'_>,
    paths: &[PathBuf],
    whose: Whose<'_>,
    sheet: Option<&str>,
) -> Result<Vec<ReadFile>> {
    let mut mistakes = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let read = open_rows(ctx, path, sheet).map(|mut text| {
            let content = read_revenue(&mut text, whose);
            file::note_encoding(ctx, path, text.encoding());
            content
        });
        match read {
            Ok(Ok(content)) => files.push(ReadFile {
                source: source(path),
                name,
                content,
            }),
            Ok(Err(RevenueError::Io(error))) => {
                mistakes.extend(unreadable(path, &error).mistakes().iter().cloned())
            }
            Ok(Err(RevenueError::Rejected(rejected))) => {
                for fault in rejected.faults {
                    let at = format!("{name}:{}:{}", fault.line, fault.column);
                    mistakes.push(Mistake::new(Kind::Usage, fault.message).at(at));
                }
                if rejected.further > 0 {
                    let message = format!(
                        "{name}: {} further mistakes are not listed",
                        rejected.further
                    );
                    mistakes.push(Mistake::new(Kind::Usage, message));
                }
            }
            Err(failure) => mistakes.extend(failure.mistakes().iter().cloned()),
        }
    }
    Failure::unless_none(mistakes)?;
    Ok(files)
}

fn source(path: &Path) -> String {
    let name = path.file_name().filter(|_| path.as_os_str() != "-");
    name.map_or_else(
        || "standard input".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn tell_what_was_left_out(ctx: &Context<'_>, files: &[ReadFile]) {
    for file in files {
        let left_out = file.content.other_resellers;
        if left_out > 0 {
            ctx.out.note(&format!(
                "{}: left out {} of other resellers; `--reseller-mpn-id ID` says whose count",
                file.name,
                counted(left_out, "row")
            ));
        }
        if file.content.duplicates > 0 {
            ctx.out.note(&format!(
                "{}: left out {} marked as duplicate by the export",
                file.name,
                counted(file.content.duplicates, "row")
            ));
        }
    }
}

/// Keeps what a file comes to, with one journal entry where anything changed.
fn keep(tx: &Tx<'_>, account: &Account, actor: &Actor, file: &ReadFile) -> Result<ImportedFile> {
    let (mut new, mut replaced, mut unchanged) = (0, 0, 0);
    let mut count = |saved| match saved {
        Saved::New => new += 1,
        Saved::Replaced => replaced += 1,
        Saved::Unchanged => unchanged += 1,
    };
    let store = tx.revenue(account.id);
    for (name, sums) in &file.content.documents {
        match file.content.kind {
            FileKind::Documents(kind) => count(store.save_document(kind, name, sums)?),
            FileKind::Own => {
                for (key, amount) in &sums.amounts {
                    let sum = StatedSum {
                        amount: *amount,
                        source: file.source.clone(),
                    };
                    count(state(tx, account, *key, &sum)?);
                }
            }
        }
    }
    if new + replaced > 0 {
        tx.log(&Entry {
            account: Some(&account.slug),
            actor: actor.name(),
            action: "revenue.imported",
            subject: &file.source,
            reason: None,
            changes: json!({
                "kind": file.content.kind.to_string(),
                "rows": file.content.rows,
                "left_out": file.content.other_resellers,
                "new": new,
                "replaced": replaced,
                "unchanged": unchanged,
            }),
        })?;
    }
    Ok(ImportedFile {
        file: file.name.clone(),
        kind: file.content.kind.to_string(),
        rows: file.content.rows,
        other_resellers: file.content.other_resellers,
        duplicates: file.content.duplicates,
        new,
        replaced,
        unchanged,
    })
}

fn state(tx: &Tx<'_>, account: &Account, key: RevenueKey, sum: &StatedSum) -> Result<Saved> {
    let store = tx.revenue(account.id);
    let known = store.stated(Some((key.month, key.month)))?.remove(&key);
    if known.as_ref() == Some(sum) {
        return Ok(Saved::Unchanged);
    }
    store.state(key, sum)?;
    Ok(if known.is_some() {
        Saved::Replaced
    } else {
        Saved::New
    })
}
