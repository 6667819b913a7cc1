//! The files of the installation: who can change them, and what was left unfinished.

use std::path::Path;

use super::report::Report;
use crate::cli::setting_key::Key;
use crate::report::views::finding::Examined;
use crate::session::Context;
use crate::session::settings::ConfigFile;
use crate::session::unfinished_files::{leftovers, remedy};
use crate::store::{exposure, without_secrets};

pub(super) fn examine_permissions(ctx: &Context<'_>, report: &mut Report) {
    let settings = ctx.settings.config_path.as_path();
    match ctx.store.file() {
        Some(store) => {
            report.add_fact(Examined::Permissions, store.display().to_string());
            examine_store_files(store, report);
            examine_writers(&crate::host::files::folder_of(store), report);
        }
        None => {
            report.add_fact(Examined::Permissions, settings.display().to_string());
            examine_password(settings, report);
        }
    }
    examine_writers(settings, report);
}

fn examine_store_files(store: &Path, report: &mut Report) {
    let mut logs = vec![store.to_owned()];
    for ending in ["-wal", "-shm"] {
        let mut log = store.as_os_str().to_owned();
        log.push(ending);
        logs.push(log.into());
    }
    for file in logs {
        if let Some(problem) = exposure(&file) {
            let remedy = format!("Run `chmod 600 {}`", file.display());
            report.add_error(Examined::Permissions, problem.what, remedy);
        }
    }
}

fn examine_writers(place: &Path, report: &mut Report) {
    if others_may_write(place) {
        let what = format!("{} can be changed by others", place.display());
        let remedy = format!("Run `chmod go-w {}`", place.display());
        report.add_error(Examined::Permissions, what, remedy);
    }
}

/// The URL of a store may have a password in it.
fn examine_password(settings: &Path, report: &mut Report) {
    let Ok(file) = ConfigFile::read(settings) else {
        return;
    };
    let url = file.get(Key::Store);
    let has_password = url.is_some_and(|url| without_secrets(url) != url);
    if has_password && exposure(settings).is_some() {
        let path = settings.display();
        let what = format!("{path} has the password of the database in it, and others can read it");
        let remedy = format!("Run `chmod 600 {path}`");
        report.add_error(Examined::Permissions, what, remedy);
    }
}

/// Looks beside the store and in the current folder: credentials and drafts are usually written there.
pub(super) fn examine_unfinished_files(ctx: &Context<'_>, report: &mut Report) {
    let here = Path::new(".");
    let mut found = leftovers(here);
    if let Some(store) = ctx.store.file() {
        let beside = crate::host::files::folder_of(store);
        if !is_same_folder(&beside, here) {
            found.splice(..0, leftovers(&beside));
        }
    }
    report.add_fact(
        Examined::Leftovers,
        format!("unfinished files: {}", found.len()),
    );
    for file in found {
        let what = format!(
            "{} was left by a command that did not finish",
            file.display()
        );
        report.add_error(Examined::Leftovers, what, remedy(&file));
    }
}

fn is_same_folder(one: &Path, other: &Path) -> bool {
    let real = |place: &Path| place.canonicalize().ok();
    real(one).is_some() && real(one) == real(other)
}

/// Whether other users may put files there, or change this one. A sticky folder such as /tmp keeps files apart.
fn others_may_write(place: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What is there and cannot be looked at is not called safe.
        let mode = match std::fs::metadata(place) {
            Ok(it) => it.permissions().mode(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return false,
            Err(_) => return true,
        };
        mode & 0o022 != 0 && mode & 0o1000 == 0
    }
    #[cfg(not(unix))]
    {
        let _ = place;
        false
    }
}
