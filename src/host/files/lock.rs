//! A lock on a folder, held while a file in it is read and replaced.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// The time between two attempts to take a lock.
const PAUSE: Duration = Duration::from_millis(10);

/// The right to replace files of a folder, until this is dropped. It works only among processes that take the lock.
///
/// The folder is locked, not the file: the file is replaced by another one, which would not be locked.
pub struct FolderLock {
    _locked: Option<File>,
}

impl FolderLock {
    /// Waits for the lock at most `wait`; `None` if another process still has it then. On a file system without locks,
    /// the lock is always granted.
    ///
    /// # Errors
    /// As the system says.
    pub fn take(folder: &Path, wait: Duration) -> io::Result<Option<Self>> {
        let until = Instant::now() + wait;
        let file = open(folder)?;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    return Ok(Some(Self {
                        _locked: Some(file),
                    }));
                }
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Some(Self { _locked: None }));
                }
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => return Ok(None),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
        }
    }
}

/// Opens the folder itself if the system can; otherwise a file in it, which is not deleted.
fn open(folder: &Path) -> io::Result<File> {
    if cfg!(unix) {
        File::open(folder)
    } else {
        File::options()
            .create(true)
            .append(true)
            .open(folder.join(".csp-lock"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_until_the_lock_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let take = || FolderLock::take(folder.path(), Duration::ZERO).unwrap();
        let first = take();
        assert!(first.is_some());
        assert!(take().is_none());
        drop(first);
        assert!(take().is_some());
    }
}
