//! Files that leave the store at the same moment: complete on disk before the commit, taken back if it fails.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::diagnostic::{Diagnostic, Result};
use crate::host::files::{
    NewFolders, UNFINISHED, cannot_write, complete, folder_of, refuse_existing, sync_folder,
};
use crate::store::{Beside, failure};

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

/// What was in a file's place.
enum Before {
    Nothing,
    /// It has a second name; its own is taken over in one step.
    Linked(TempPath),
    /// The file system has no hard links: it was moved.
    Moved(TempPath),
}

impl SideFiles {
    /// Puts the files in their places where no store is written: all of them, or none.
    ///
    /// # Errors
    /// As the system says.
    pub fn finish(&self) -> Result<()> {
        if let Err(error) = self.before_commit() {
            self.not_committed();
            return Err(error);
        }
        self.committed();
        Ok(())
    }

    /// Prepares a file, readable by the owner alone, that will be at `place`, replacing what is there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn replace(&self, place: &Path, content: &[u8]) -> Result<()> {
        self.prepare(place, true, |file| file.write_all(content))
    }

    /// Prepares a file, readable by the owner alone, that must not exist yet; `fill` writes it.
    ///
    /// # Errors
    /// A usage failure if something is at `place`; otherwise if it cannot be written.
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

    /// Takes a file that was begun and written; it will be at `place`, where nothing may be yet.
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

/// Keeps what is at `place` under a second name. A link and not a move wherever possible: then a file is at `place` at
/// every moment, whatever ends the program.
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
                failure::file(format!("cannot write {}", place.display()), &source)
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
                    format!("cannot make {} durable on the disk", place.display()),
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
    /// Brings back what was there before. On a failure the older file stays beside it.
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
