//! Files that a command leaves beside the store: mail drafts, credentials, exports.
//!
//! They are complete on disk before the store commits, and taken back if it does not.

mod input;
mod lock;
mod own;

pub use input::{open_input, open_regular, open_settings, read_small, unreadable};
pub use lock::FolderLock;
pub use own::{OwnFiles, is_same_place};

use crate::diagnostic::{Diagnostic, Result};
use crate::store::failure;
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::store::Beside;

/// How the names of files begin that have not got their own name yet. `csp doctor` looks for what was left of them.
pub const UNFINISHED: &str = ".csp-";

/// How the name of a credentials file begins until its users are committed.
pub const UNFINISHED_CREDENTIALS: &str = ".csp-credentials-";

/// The folder that a file lies in; `.` for a bare name.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// Whether anything has this name, a link that leads nowhere too.
///
/// # Errors
/// When that cannot be found out. Only "not found" means that nothing is there: a folder that may not be searched, a
/// file where a folder should be, or a broken disk say nothing about it.
pub fn is_there(place: &Path) -> io::Result<bool> {
    match place.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses to put a file in the place of a folder, a device, a pipe or a socket, or of a link to one: it would be replaced, and
/// whoever reads from it would get nothing.
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
            "it is a device or a pipe and would be replaced by a file",
        )),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Creates a folder and the folders above it, readable by the owner alone from the first moment.
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

/// Folders that were created for something that may yet fail; they go when this does, unless they are kept.
#[derive(Default)]
pub struct NewFolders {
    created: Vec<PathBuf>,
}

impl NewFolders {
    /// Creates a folder and the folders above it, as [`create_folder`] does.
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

    /// What they were created for has come about.
    pub fn keep(mut self) {
        self.created.clear();
    }

    /// Takes back those in which nothing else lies.
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

/// Creates a file that must not exist yet, readable by the owner alone from the first moment.
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

/// Whether somebody else than the person can write a file that is open, or put another one in its place.
///
/// # Errors
/// As the system says. On Windows nobody is asked, and nobody else is taken to write.
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

/// Makes the entries of a folder durable.
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

/// Files on their way to their places.
#[derive(Default)]
pub struct SideFiles {
    /// Folders that were created for them.
    folders: RefCell<Vec<NewFolders>>,
    waiting: RefCell<Vec<Waiting>>,
    placed: RefCell<Vec<Placed>>,
}

/// A file that is complete under another name.
struct Waiting {
    file: NamedTempFile,
    place: PathBuf,
    may_replace: bool,
}

/// A file in its place, with the one it replaced.
struct Placed {
    place: PathBuf,
    before: Before,
}

/// What stood in a file's place.
enum Before {
    Nothing,
    /// It has a second name; its own is taken over in one step.
    Linked(TempPath),
    /// The file system knows no second names: it was moved.
    Moved(TempPath),
}

impl SideFiles {
    /// Prepares a file, readable by the owner alone, that will stand at `place`, replacing what is there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn replace(&self, place: &Path, content: &[u8]) -> Result<()> {
        self.prepare(place, true, |file| file.write_all(content))
    }

    /// Prepares a file, readable by the owner alone, that must not exist yet; `fill` writes it.
    ///
    /// # Errors
    /// A usage failure if something stands at `place`; otherwise if it cannot be written.
    pub fn create(
        &self,
        place: &Path,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        refuse_existing(place)?;
        self.prepare(place, false, |file| fill(file))
    }

    fn prepare(
        &self,
        place: &Path,
        may_replace: bool,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<()> {
        let file = complete(place, fill).map_err(|error| cannot_write(place, &error))?;
        self.waiting.borrow_mut().push(Waiting {
            file,
            place: place.to_owned(),
            may_replace,
        });
        Ok(())
    }

    /// A file under another name, readable by the owner alone, for [`SideFiles::adopt`].
    ///
    /// # Errors
    /// As the system says.
    pub fn begin(place: &Path) -> io::Result<NamedTempFile> {
        refuse_special(place)?;
        tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(folder_of(place))
    }

    /// Takes a file that was begun and written; it will stand at `place`, where nothing may stand yet.
    ///
    /// # Errors
    /// As the system says.
    pub fn adopt(&self, file: NamedTempFile, place: &Path) -> io::Result<()> {
        file.as_file().sync_all()?;
        self.waiting.borrow_mut().push(Waiting {
            file,
            place: place.to_owned(),
            may_replace: false,
        });
        Ok(())
    }

    /// Creates a folder for them, as [`create_folder`] does; it goes again where the store does not commit.
    ///
    /// # Errors
    /// As the system says.
    pub fn create_folder(&self, folder: &Path) -> io::Result<()> {
        let created = NewFolders::create(folder)?;
        self.folders.borrow_mut().push(created);
        Ok(())
    }

    /// The store has committed: what was replaced is not needed any more, and new folders stay.
    pub fn committed(&self) {
        self.placed.borrow_mut().clear();
        self.folders.take().into_iter().for_each(NewFolders::keep);
    }
}

/// Fails if something stands at `place`, a dangling link among it.
///
/// # Errors
/// A usage failure that says so.
pub fn refuse_existing(place: &Path) -> Result<()> {
    if is_there(place).map_err(|error| unreadable(place, &error))? {
        let message = format!("{} exists and is not overwritten", place.display());
        return Err(
            Diagnostic::usage(message).with_help("Choose another name, or move the file away.")
        );
    }
    Ok(())
}

/// What the system said about a file, without the name that the file has until it is complete.
pub fn said(error: &io::Error) -> String {
    let said = error.to_string();
    // The library that makes up the name puts it behind the system's words.
    match said.split_once(" at path \"") {
        Some((system, name)) if name.contains(UNFINISHED) => system.to_owned(),
        Some(_) | None => said,
    }
}

/// The failure for a file that cannot be written.
pub fn cannot_write(place: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("{} cannot be written: {}", place.display(), said(error));
    if error.kind() == io::ErrorKind::InvalidInput {
        return Diagnostic::usage(message).with_help("Name a regular file.");
    }
    Diagnostic::failed(message).with_help("Check the folder, its permissions and the free space.")
}

/// Writes a file under another name in the folder of `place`, and waits until it is on disk.
fn complete(
    place: &Path,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let mut file = SideFiles::begin(place)?;
    fill(file.as_file_mut())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Keeps what stands at `place` under a second name. A link and not a move wherever possible: then something stands at
/// `place` at every moment, whatever ends the program.
fn set_aside(place: &Path) -> io::Result<Before> {
    match place.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Before::Nothing),
        Err(error) => return Err(error),
        Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(_) => {}
    }
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix(UNFINISHED);
    let folder = folder_of(place);
    if let Ok(linked) = builder.make_in(&folder, |name| fs::hard_link(place, name)) {
        return Ok(Before::Linked(linked.into_temp_path()));
    }
    let aside = builder.tempfile_in(&folder)?.into_temp_path();
    fs::rename(place, &aside)?;
    Ok(Before::Moved(aside))
}

impl Beside for SideFiles {
    fn before_commit(&self) -> std::result::Result<(), Diagnostic> {
        for waiting in self.waiting.borrow_mut().drain(..) {
            let place = waiting.place;
            let failed = |source: std::io::Error| {
                failure::file(format!("{} cannot be written", place.display()), &source)
            };
            let (before, persisted) = if waiting.may_replace {
                (
                    set_aside(&place).map_err(failed)?,
                    waiting.file.persist(&place),
                )
            } else {
                (Before::Nothing, waiting.file.persist_noclobber(&place))
            };
            let placed = Placed {
                place: place.clone(),
                before,
            };
            if let Err(error) = persisted {
                placed.undo();
                return Err(failed(error.error));
            }
            self.placed.borrow_mut().push(placed);
            sync_folder(&folder_of(&place)).map_err(|source: std::io::Error| {
                failure::file(
                    format!("{} cannot be made durable", place.display()),
                    &source,
                )
            })?;
        }
        Ok(())
    }

    fn not_committed(&self) {
        self.waiting.borrow_mut().clear();
        for placed in self.placed.borrow_mut().drain(..).rev() {
            placed.put_back();
        }
        self.folders.take();
    }
}

impl Placed {
    /// Brings back what stood there before. A failure leaves the older file beside it, which is all that can be done.
    fn put_back(self) {
        match self.before {
            Before::Nothing => drop(fs::remove_file(&self.place)),
            Before::Linked(before) | Before::Moved(before) => drop(before.persist(&self.place)),
        }
    }

    /// The same where the new file did not come to its place.
    fn undo(self) {
        match self.before {
            Before::Nothing | Before::Linked(_) => {}
            Before::Moved(before) => drop(before.persist(&self.place)),
        }
    }
}

/// Writes a file that belongs to no transaction: under another name first, then in its place in one step.
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
    fn a_name_that_nobody_gave_is_not_told() {
        let error = SideFiles::begin(Path::new("/nowhere/at/all")).unwrap_err();
        assert!(error.to_string().contains(UNFINISHED), "{error}");
        let said = said(&error);
        assert!(!said.contains(UNFINISHED), "{said}");
        assert!(said.contains("No such file"), "{said}");
        let plain = io::Error::from(io::ErrorKind::NotFound);
        assert_eq!(super::said(&plain), plain.to_string());
    }
}
