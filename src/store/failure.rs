//! Everything that can go wrong with a store, as diagnostics.

use std::io;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Kind};

const CHECK_OR_RESTORE: &str = "To see everything that is wrong: `csp store check`\nTo bring a backup back: `csp store restore FILE`";

/// Another process held the lock for longer than the wait.
pub fn busy(path: &Path) -> Diagnostic {
    Diagnostic::new(
        Kind::Busy,
        format!("the store {} is in use by another process", path.display()),
    )
    .with_help("Try again, or wait longer with `--wait SECONDS`.")
}

/// The file was written by a newer program: its version is `found`, this program supports versions up to `known`.
pub fn newer(path: &Path, found: i64, known: i64) -> Diagnostic {
    let path = path.display();
    Diagnostic::new(
        Kind::NewerStore,
        format!(
            "the store {path} has version {found}, but this csp supports versions up to {known}"
        ),
    )
    .with_help("Install a newer csp. The store was not changed.")
}

/// The store was moved to another place; `at` is when, in seconds since 1970. `is_file` says whether it left a file behind.
pub fn moved(path: &Path, to: &str, at: i64, is_file: bool) -> Diagnostic {
    let day = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
    let place = crate::domain::quote::shell_word(to, "STORE");
    let mut help = format!("To use it at its new place: `csp config set store {place}`");
    if is_file {
        let file = crate::domain::quote::shell_word(&path.to_string_lossy(), "FILE");
        help.push_str(&format!(
            "\nTo use what was left behind again: `csp store restore {file}`"
        ));
    }
    let (path, day) = (path.display(), day.date_naive());
    Diagnostic::new(
        Kind::MissingStore,
        format!("the store {path} was moved to {to} on {day}"),
    )
    .with_help(help)
}

/// The file is not a store; `why` is the end of the sentence and may be empty.
pub fn not_a_store(path: &Path, why: &str) -> Diagnostic {
    Diagnostic::new(
        Kind::NotAStore,
        format!("{} is not a store of csp{why}", path.display()),
    )
    .with_help("Choose the store with `--store PATH`. To see which one is used: `csp store path`")
}

/// The file or its folder cannot be written.
pub fn read_only(path: &Path, why: impl std::fmt::Display) -> Diagnostic {
    let path = path.display();
    Diagnostic::new(
        Kind::ReadOnlyStore,
        format!("cannot write the store {path}: {why}"),
    ).with_help(
        "Check the permissions of the file and its folder, or choose another store with `--store PATH`.",
    )
}

/// The row of `table` with the key `id` does not fit what the program writes.
pub fn corrupt(table: &str, id: impl ToString, found: impl ToString) -> Diagnostic {
    let (id, found) = (id.to_string(), found.to_string());
    Diagnostic::new(
        Kind::DamagedStore,
        format!("the store is damaged: table {table}, row {id}: {found}"),
    )
    .with_help(CHECK_OR_RESTORE)
}

/// The file has tables, indexes, views or triggers that csp did not define, or lacks some of its own.
pub fn foreign_definitions(what: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(
        Kind::DamagedStore,
        format!("the store is damaged: it does not match csp's definition: {what}"),
    )
    .with_help(CHECK_OR_RESTORE)
}

/// Rows violate a constraint. csp checks every write before, so another program must have changed the rows.
pub fn contradiction(said: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(
        Kind::DamagedStore,
        format!("the store is damaged: rows contradict each other ({said})"),
    )
    .with_help(CHECK_OR_RESTORE)
}

/// The path is a link whose target does not exist.
pub fn dangling(path: &Path) -> Diagnostic {
    Diagnostic::not_found(format!(
        "{} is a link to a file that does not exist",
        path.display()
    ))
    .with_help(
        "Connect the disk that the link points to, or choose another store with `--store PATH`.",
    )
}

/// The file has more than one hard link.
pub fn several_names(path: &Path, names: u64) -> Diagnostic {
    let path = path.display();
    Diagnostic::failed(format!(
        "the store {path} has {names} names (hard links); changes could be lost through another name"
    ))
    .with_help("Copy the file, use the copy with `--store PATH`, and remove the other names.")
}

/// The name is `room` bytes too long for the names of the files beside it.
pub fn long_name(path: &Path, room: usize) -> Diagnostic {
    let path = path.display();
    Diagnostic::failed(format!(
        "the name of the store {path} is too long: the files beside it need {room} more bytes"
    ))
    .with_help("Choose a shorter name with `--store PATH`.")
}

/// There is no home folder for a store, and no path was given.
pub fn no_place() -> Diagnostic {
    Diagnostic::usage("cannot find your home folder, where the store would be")
        .with_help("Give the store with `--store PATH`.")
}

/// The disk is full.
pub fn full() -> Diagnostic {
    Diagnostic::new(Kind::DiskFull, "the disk is full; nothing was changed")
        .with_help("Free some disk space, then run the command again.")
}

/// A file beside the store could not be used; `what` describes the operation and names the file.
pub fn file(what: impl Into<String>, source: &io::Error) -> Diagnostic {
    let what = what.into();
    Diagnostic::failed(format!(
        "{what}: {}",
        crate::host::files::describe_error(source)
    ))
}

/// The disk failed.
pub fn disk(said: impl std::error::Error + Send + Sync + 'static) -> Diagnostic {
    Diagnostic::failed("database error").with_cause(said).with_help(
        "Check the disk, its free space and `ulimit -f`.\nThen check the store: `csp store check`",
    )
}

/// Any other error of the database.
pub fn database(said: impl std::error::Error + Send + Sync + 'static) -> Diagnostic {
    Diagnostic::failed("database error").with_cause(said)
}
