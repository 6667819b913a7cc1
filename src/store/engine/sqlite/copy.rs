//! Backups: a copy of the store as one file, verified.

use crate::store::failure;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tempfile::NamedTempFile;

use super::companions::Companions;
use super::explain::failed;
use super::{SqliteEngine, moving, open};
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::problem::Problem;

/// Returns the problems of the store in a file.
type CheckOf<'c> = &'c dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>;

impl SqliteEngine {
    /// Writes a copy to `target` if `check` finds no problem in it.
    pub(super) fn copy_to(
        &self,
        target: &Path,
        replace: bool,
        check: CheckOf<'_>,
    ) -> Result<Vec<Problem>, Diagnostic> {
        let source = self.connection(false)?;
        let file = |source: std::io::Error| {
            failure::file(
                format!("the backup cannot write {}", target.display()),
                &source,
            )
        };
        crate::host::files::refuse_special(target).map_err(file)?;
        let copy = Copied::beside(target, &source.0, file)?;
        let problems = check(copy.file.path().to_owned())?;
        if problems.is_empty() {
            copy.place(target, replace, file)?;
        }
        Ok(problems)
    }

    /// Replaces the content by that of the file `copy`, while other processes wait. The former content is first moved
    /// to `aside`.
    ///
    /// If the present file is a database, the pages are written into it in one transaction. A process that has it open
    /// then continues with the new content, and its later changes are not lost in an unlinked file. A file that is not
    /// a database, or one of a later release, is moved to `aside`.
    ///
    /// # Errors
    /// If the content cannot be replaced. The former content is then still in its place, or at `aside`.
    pub(super) fn overwrite_by(
        &self,
        copy: &Path,
        aside: &Path,
        check: CheckOf<'_>,
    ) -> Result<(), Diagnostic> {
        let until = Instant::now() + self.wait;
        match open::existing(&self.path, self.wait) {
            Ok((mut present, open::Rights::ReadWrite)) => {
                self.overwrite(&mut present, copy, aside, until)
            }
            Err(busy) if busy.kind() == Kind::Busy => Err(busy),
            Ok((_, open::Rights::ReadOnly)) | Err(_) => self.exchange_files(copy, aside, check),
        }
    }

    fn overwrite(
        &self,
        present: &mut Connection,
        copy: &Path,
        aside: &Path,
        until: Instant,
    ) -> Result<(), Diagnostic> {
        present.execute_batch("ROLLBACK").map_err(failed)?;
        // The loop below waits. The library would wait again at each of its steps, and when the file is closed.
        present.busy_timeout(Duration::ZERO).map_err(failed)?;
        open::write_fully(present).map_err(failed)?;
        let is_kept = open::is_alone(present)?;
        if is_kept {
            keep(present, aside)?;
        }
        let (from, _) = open::existing(copy, self.wait)?;
        let backup = Backup::new(&from, present).map_err(failed)?;
        while !matches!(
            backup.step(1).map_err(failed)?,
            StepResult::More | StepResult::Done
        ) {
            if Instant::now() >= until {
                let path = self.path.clone();
                return Err(failure::busy(&path));
            }
            std::thread::sleep(PAUSE);
        }
        if !is_kept {
            keep(&open::existing(&self.path, self.wait)?.0, aside)?;
        }
        while backup.step(-1).map_err(failed)? != StepResult::Done {
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    fn exchange_files(
        &self,
        copy: &Path,
        aside: &Path,
        check: CheckOf<'_>,
    ) -> Result<(), Diagnostic> {
        let file = |source: std::io::Error| {
            failure::file(
                format!("cannot replace the store {}", self.path.display()),
                &source,
            )
        };
        let folder = crate::host::files::folder_of(&self.path);
        std::fs::hard_link(&self.path, aside)
            .or_else(|_| std::fs::copy(&self.path, aside).map(drop))
            .map_err(file)?;
        let with = |path: &Path, ending: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let log = with(&self.path, "-wal");
        if crate::host::files::is_there(&log).map_err(file)? {
            std::fs::rename(log, with(aside, "-wal")).map_err(file)?;
        }
        drop(std::fs::remove_file(with(&self.path, "-shm")));
        crate::host::files::sync_folder(&folder).map_err(file)?;
        let copy = Self::at(copy.to_owned(), self.wait);
        copy.copy_to(&self.path, true, check).map(drop)
    }
}

/// The time between two attempts to take a lock.
const PAUSE: Duration = Duration::from_millis(20);

/// Copies a database, damaged or not, to a file that must not exist.
fn keep(from: &Connection, target: &Path) -> Result<(), Diagnostic> {
    let file = |source: std::io::Error| {
        failure::file(
            format!("cannot keep the present store as {}", target.display()),
            &source,
        )
    };
    Copied::beside(target, from, file)?.place(target, false, file)
}

/// A copy of a database under a temporary name, until it is complete.
///
/// Drop order: the temporary file first, then the files that the library left beside it.
struct Copied {
    file: NamedTempFile,
    _companions: Companions,
}

impl Copied {
    /// Copies a database into a temporary file in the folder of `target`.
    fn beside(
        target: &Path,
        from: &Connection,
        told: impl Fn(io::Error) -> Diagnostic,
    ) -> Result<Self, Diagnostic> {
        let file = tempfile::Builder::new()
            .prefix(".csp-backup-")
            .tempfile_in(crate::host::files::folder_of(target))
            .map_err(told)?;
        let companions = Companions::of(file.path());
        let mut copy = open::plain(file.path())?;
        Backup::new(from, &mut copy)
            .and_then(|backup| backup.run_to_completion(i32::MAX, Duration::ZERO, None))
            .map_err(failed)?;
        moving::unmark(&copy).map_err(failed)?;
        copy.close().map_err(|(_, error)| failed(error))?;
        Ok(Self {
            file,
            _companions: companions,
        })
    }

    /// Renames the copy to its final name after it is synced to disk.
    fn place(
        self,
        target: &Path,
        replace: bool,
        told: impl Fn(io::Error) -> Diagnostic,
    ) -> Result<(), Diagnostic> {
        self.file.as_file().sync_all().map_err(&told)?;
        let placed = if replace {
            self.file.persist(target)
        } else {
            self.file.persist_noclobber(target)
        };
        placed.map_err(|error| told(error.error))?;
        crate::host::files::sync_folder(&crate::host::files::folder_of(target)).map_err(told)
    }
}
