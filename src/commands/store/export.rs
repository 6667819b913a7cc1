//! `csp store export`: everything as open files, which can be read without this program.

mod sheet;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::ser::{SerializeSeq as _, Serializer as _};

use crate::diagnostic::{Diagnostic, Result};
use crate::host::files::{describe_error, folder_of, sync_folder};
use crate::report::Outcome;
use crate::report::guarded_cell;
use crate::report::views::account::AccountView;
use crate::report::views::export::{ExportedView, StoreExportView};
use crate::report::views::records::JournalEntryView;
use crate::session::Context;
use crate::store::{Dumped, JournalFilter, Tx, dumped};
use sheet::{Target, close, open, unwritten};

/// Runs `csp store export`.
///
/// # Errors
/// A usage failure where the folder has something in it; otherwise if the store cannot be read or a file not written.
pub(super) fn run(ctx: &Context<'_>, folder: Option<&Path>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let given = folder.map(|folder| folder.to_string_lossy().into_owned());
    let name = needs.text(given.as_deref(), "The folder", "FOLDER", None)?;
    needs.met()?;
    let folder = folder.map_or_else(|| PathBuf::from(name.unwrap_or_default()), Path::to_owned);
    let is_there = refuse_full(&folder)?;
    ctx.needs_store()?;
    let unwritable = |error: io::Error| {
        Diagnostic::failed(format!(
            "cannot write {}: {}",
            folder.display(),
            describe_error(&error)
        ))
        .with_help("Check the parent folder, its permissions and the free disk space.")
    };
    let nearby = folder_of(&folder);
    let files = if ctx.dry_run() {
        can_create_in(&nearby).map_err(unwritable)?;
        ctx.read(|tx| write_all(ctx, tx, Target::Nowhere))?
    } else {
        let cradle = private_folder(&nearby).map_err(unwritable)?;
        let files = ctx.read(|tx| write_all(ctx, tx, Target::Folder(cradle.path())))?;
        sync_folder(cradle.path()).map_err(unwritable)?;
        if is_there {
            fs::remove_dir(&folder).map_err(unwritable)?;
        }
        fs::rename(cradle.path(), &folder).map_err(unwritable)?;
        drop(cradle.keep());
        ctx.acted();
        sync_folder(&nearby).map_err(unwritable)?;
        files
    };
    Ok(Outcome::thing(StoreExportView {
        folder: folder.display().to_string(),
        files,
    }))
}

/// Whether something can be created in the folder, without creating anything.
pub(super) fn can_create_in(folder: &Path) -> io::Result<()> {
    if !fs::metadata(folder)?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    #[cfg(unix)]
    {
        use rustix::fs::Access;
        rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK)?;
    }
    Ok(())
}

/// A folder that goes away again unless it is kept, open to the owner alone.
fn private_folder(nearby: &Path) -> io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".csp-export-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(nearby)
}

/// Whether an empty folder is there; anything else is refused.
fn refuse_full(folder: &Path) -> Result<bool> {
    let there = crate::host::files::is_there(folder);
    if !there.map_err(|error| crate::host::files::cannot_write(folder, &error))? {
        return Ok(false);
    }
    // A link to a folder is not one: renaming could not put the export in its place.
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|there| there.is_dir());
    let is_empty = || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if is_folder && is_empty() {
        return Ok(true);
    }
    let message = format!(
        "{} already exists and is not an empty folder",
        folder.display()
    );
    Err(Diagnostic::usage(message).with_help("Give a folder that does not exist yet."))
}

fn write_all(ctx: &Context<'_>, tx: &Tx<'_>, target: Target<'_>) -> Result<Vec<ExportedView>> {
    let mut files = dumped()
        .map(|table| write_table(tx, table, target))
        .collect::<Result<Vec<_>>>()?;
    files.push(write_accounts(ctx, tx, target)?);
    files.push(write_journal(tx, target)?);
    Ok(files)
}

fn write_table(tx: &Tx<'_>, table: Dumped, target: Target<'_>) -> Result<ExportedView> {
    let name = format!("{}.csv", table.name());
    let failed = |error: io::Error| unwritten(&name, &error);
    let broken = |error: csv::Error| unwritten(&name, &io::Error::other(error));
    let mut writer = csv::Writer::from_writer(open(target, &name)?);
    writer.write_record(table.columns()).map_err(broken)?;
    let mut rows = 0;
    tx.dump(table, |cells| {
        rows += 1;
        let cells = cells.iter().map(|cell| {
            let text = cell.as_deref().unwrap_or("");
            guarded_cell(text).into_owned()
        });
        writer.write_record(cells).map_err(broken)
    })?;
    let file = writer
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    close(file).map_err(failed)?;
    Ok(ExportedView { file: name, rows })
}

/// The accounts once more as `csp enroll list` shows them, with applications and checks inside.
fn write_accounts(ctx: &Context<'_>, tx: &Tx<'_>, target: Target<'_>) -> Result<ExportedView> {
    let name = "accounts.json".to_owned();
    let failed = |error: io::Error| unwritten("accounts.json", &error);
    let broken = |error: serde_json::Error| failed(error.into());
    let mut file = open(target, &name)?;
    let mut rows = 0;
    let mut json = serde_json::Serializer::pretty(&mut file);
    let mut views = json.serialize_seq(None).map_err(broken)?;
    tx.accounts().each_page(|accounts| {
        let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
        let mut marks = tx.groups_of_accounts(&ids)?;
        for account in &accounts {
            rows += 1;
            let marks = marks.remove(&account.id).unwrap_or_default();
            let view = AccountView::listed(account, marks, ctx.today());
            views.serialize_element(&view).map_err(broken)?;
        }
        Ok::<_, Diagnostic>(())
    })?;
    views.end().map_err(broken)?;
    writeln!(file).and_then(|()| close(file)).map_err(failed)?;
    Ok(ExportedView { file: name, rows })
}

fn write_journal(tx: &Tx<'_>, target: Target<'_>) -> Result<ExportedView> {
    let name = "journal.jsonl".to_owned();
    let mut file = open(target, &name)?;
    let mut rows = 0;
    let everything = JournalFilter {
        account: None,
        since: None,
        subject: None,
        limit: None,
        beginnings: false,
    };
    tx.read_journal(&everything, |entry| {
        rows += 1;
        serde_json::to_writer(&mut file, &JournalEntryView::from(entry))
            .map_err(io::Error::from)
            .and_then(|()| writeln!(file))
            .map_err(|error| unwritten("journal.jsonl", &error))
    })?;
    close(file).map_err(|error| unwritten(&name, &error))?;
    Ok(ExportedView { file: name, rows })
}
