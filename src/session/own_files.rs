//! The program's own files, which nothing that it writes for the person may replace: the store, the files that the
//! database keeps beside it, and the settings.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Result};
use crate::host::files::folder_of;

/// What the database adds to the name of its file.
const BESIDE_THE_STORE: [&str; 4] = ["", "-wal", "-shm", "-journal"];

const THE_STORE: &str = "the store";

/// The refusal of a move to the store in which everything is already.
pub fn moved_to_itself(store: &str) -> Diagnostic {
    let message = format!("{store} is the store to move from");
    let mistake = Diagnostic::usage(message).with_flag("--to");
    mistake.with_help("Choose another store.")
}

/// The own files of one run.
pub struct OwnFiles {
    places: Vec<(PathBuf, &'static str)>,
}

impl OwnFiles {
    /// The store at `store`, where it is a file, with the files beside it, and the settings at `config`; none of them need
    /// exist.
    pub fn of(store: Option<&Path>, config: &Path) -> Self {
        let mut places = Vec::new();
        for at in store.into_iter().flat_map(names) {
            for ending in BESIDE_THE_STORE {
                let mut place = at.clone().into_os_string();
                place.push(ending);
                let what = match ending {
                    "" => THE_STORE,
                    _ => "a part of the store",
                };
                places.push((place.into(), what));
            }
        }
        places.extend(names(config).map(|place| (place, "the configuration file")));
        Self { places }
    }

    /// Fails if a file written to `place` would take the place of one of them, by whatever name or link.
    ///
    /// # Errors
    /// A usage failure that names `flag`, which gave the place.
    pub fn refuse(&self, place: &Path, flag: &str) -> Result<()> {
        let meant: Vec<PathBuf> = names(place).collect();
        let found = self
            .places
            .iter()
            .find(|(own, _)| meant.contains(own) || is_same_file(own, place));
        let Some((_, what)) = found else {
            return Ok(());
        };
        // What a command writes to `--to` is the place of a move.
        if *what == THE_STORE && flag == "--to" {
            return Err(moved_to_itself(&place.display().to_string()));
        }
        let message = format!("{} is {what}: an output cannot replace it", place.display());
        let mistake = Diagnostic::usage(message).with_flag(flag);
        Err(mistake.with_help("Choose another name."))
    }

    /// The names of those in `folder`.
    pub fn names_in(&self, folder: &Path) -> Vec<OsString> {
        let Ok(folder) = folder.canonicalize() else {
            return Vec::new();
        };
        self.places
            .iter()
            .filter(|(own, _)| own.parent() == Some(&folder))
            .filter_map(|(own, _)| Some(own.file_name()?.to_owned()))
            .collect()
    }
}

/// Whether two names are names of one file, which need not exist.
pub fn is_same_place(one: &Path, other: &Path) -> bool {
    let meant: Vec<PathBuf> = names(one).collect();
    names(other).any(|name| meant.contains(&name)) || is_same_file(one, other)
}

/// The whole name of a file as it is typed, and of the one that it leads to where it is a link.
fn names(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let typed = path.file_name().map(|name| {
        let folder = folder_of(path);
        folder.canonicalize().unwrap_or(folder).join(name)
    });
    let led_to = path.canonicalize().ok();
    let second = led_to.filter(|led_to| typed.as_ref() != Some(led_to));
    typed.into_iter().chain(second)
}

/// Whether both exist and are one file, be it by two names that are none of them a link to the other.
fn is_same_file(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let identity = |path: &Path| {
            let data = path.metadata().ok()?;
            Some((data.dev(), data.ino()))
        };
        identity(one).is_some_and(|found| identity(other) == Some(found))
    }
    #[cfg(not(unix))]
    {
        let _ = (one, other);
        false
    }
}
