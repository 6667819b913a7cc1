//! Files that a command writes outside the store: mail drafts, credentials, exports.
//!
//! They are complete on disk before the store commits, and are deleted if it does not.

mod input;
mod lock;

pub use input::{open_input, open_regular, open_settings, read_small, unreadable};
pub use lock::FolderLock;

use crate::diagnostic::{Diagnostic, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The prefix of temporary file names. `csp doctor` looks for such files that were left over.
pub const UNFINISHED: &str = ".csp-";

/// The prefix of a credentials file's name until its users are committed.
pub const UNFINISHED_CREDENTIALS: &str = ".csp-credentials-";

/// The folder of a file; `.` for a bare name.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// Whether anything exists at this path, including a dangling link.
///
/// # Errors
/// When that is unknown. Only "not found" means that nothing is there. No permission to search a folder, a file in
/// place of a folder or a failing disk do not.
pub fn is_there(place: &Path) -> io::Result<bool> {
    match place.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses to write a file in place of a folder, a device, a pipe or a socket, or of a link to one: it would be
/// replaced, and its readers would get nothing.
///
/// # Errors
/// When the place is one of these.
pub fn refuse_special(place: &Path) -> io::Result<()> {
    match fs::metadata(place) {
        Ok(there) if there.is_dir() => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a folder",
        )),
        Ok(there) if !there.is_file() => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a device or a pipe, and csp would replace it with a file",
        )),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Refuses a place at which a file could not be written, and writes nothing: as [`refuse_special`], or where there is no
/// folder for it.
///
/// # Errors
/// When the place is one of these.
pub fn refuse_unwritable(place: &Path) -> io::Result<()> {
    refuse_special(place)?;
    if fs::metadata(folder_of(place))?.is_dir() {
        Ok(())
    } else {
        Err(io::Error::from(io::ErrorKind::NotADirectory))
    }
}

/// Creates a folder and the missing folders above it, readable only by the owner from the beginning.
///
/// # Errors
/// As the system says.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Folders created for something that may still fail. They are deleted on drop, unless they are kept.
#[derive(Default)]
pub struct NewFolders {
    created: Vec<PathBuf>,
}

impl NewFolders {
    /// Creates a folder and the missing folders above it, as [`create_folder`] does.
    ///
    /// # Errors
    /// As the system says.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let mut new = Self {
            created: folder
                .ancestors()
                .take_while(missing)
                .map(Path::to_owned)
                .collect(),
        };
        create_folder(folder).inspect_err(|_| new.remove())?;
        Ok(new)
    }

    /// Keeps the folders, because what they were created for succeeded.
    pub fn keep(mut self) {
        self.created.clear();
    }

    /// Deletes the folders that are empty.
    fn remove(&mut self) {
        for folder in self.created.drain(..) {
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Creates a file that must not exist yet, readable only by the owner from the beginning.
///
/// # Errors
/// As the system says.
pub fn create_private(place: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(place)
}

/// Whether anyone other than the person can write an open file, or replace it.
///
/// # Errors
/// As the system says. On Windows it is not checked, and the answer is no.
pub fn others_can_write(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        const BY_OTHERS: u32 = 0o022;
        const STICKY: u32 = 0o1000;
        let me = rustix::process::geteuid().as_raw();
        let is_mine = |owner: u32| owner == me || owner == 0;
        let (file, folder) = (file.metadata()?, fs::metadata(folder_of(path))?);
        let is_guarded = folder.mode() & BY_OTHERS == 0 || folder.mode() & STICKY != 0;
        Ok(
            file.is_file() && (file.mode() & BY_OTHERS != 0 || !is_mine(file.uid()))
                || !is_mine(folder.uid())
                || !is_guarded,
        )
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        Ok(false)
    }
}

/// Makes the entries of a folder durable (fsync).
///
/// # Errors
/// As the system says. Does nothing on Windows, which has no such call.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Fails if anything exists at `place`, including a dangling link.
///
/// # Errors
/// A usage failure that says so.
pub fn refuse_existing(place: &Path) -> Result<()> {
    if is_there(place).map_err(|error| unreadable(place, &error))? {
        let message = format!("{} already exists and is not overwritten", place.display());
        return Err(
            Diagnostic::usage(message).with_help("Choose another name, or move the file away.")
        );
    }
    Ok(())
}

/// The message of the system about a file, without the temporary name of the file.
pub fn describe_error(error: &io::Error) -> String {
    let said = error.to_string();
    // The `tempfile` crate appends the temporary name to the message.
    match said.split_once(" at path \"") {
        Some((system, name)) if name.contains(UNFINISHED) => system.to_owned(),
        Some(_) | None => said,
    }
}

/// The failure for a file that cannot be written.
pub fn cannot_write(place: &Path, error: &io::Error) -> Diagnostic {
    let message = format!(
        "cannot write {}: {}",
        place.display(),
        describe_error(error)
    );
    if error.kind() == io::ErrorKind::InvalidInput {
        return Diagnostic::usage(message).with_help("Choose a regular file.");
    }
    Diagnostic::failed(message)
        .with_help("Check the folder, its permissions and the free disk space.")
}

/// Creates a temporary file in the folder of `place`, readable only by the owner, to be renamed to `place` when it is
/// complete.
///
/// # Errors
/// As the system says.
pub fn begin(place: &Path) -> io::Result<NamedTempFile> {
    refuse_special(place)?;
    tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder_of(place))
}

/// Writes a temporary file in the folder of `place`, and waits until it is on disk.
///
/// # Errors
/// As the system says.
pub fn complete(
    place: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let mut file = begin(place)?;
    fill(file.as_file_mut())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Writes a file that is not part of a transaction: to a temporary file that is then renamed to `place`.
///
/// # Errors
/// If it cannot be written.
pub fn write_whole(place: &Path, content: &[u8]) -> Result<()> {
    let written = || -> io::Result<()> {
        let file = complete(place, |file| file.write_all(content))?;
        file.persist(place).map_err(|error| error.error)?;
        sync_folder(&folder_of(place))
    };
    written().map_err(|error| cannot_write(place, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_temporary_name_is_not_shown() {
        let error = begin(Path::new("/nowhere/at/all")).unwrap_err();
        assert!(error.to_string().contains(UNFINISHED), "{error}");
        let said = describe_error(&error);
        assert!(!said.contains(UNFINISHED), "{said}");
        assert!(said.contains("No such file"), "{said}");
        let plain = io::Error::from(io::ErrorKind::NotFound);
        assert_eq!(super::describe_error(&plain), plain.to_string());
    }
}
