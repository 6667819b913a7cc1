//! A lock on a folder, for those who read a file in it and replace it.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// Between two looks at a lock.
const PAUSE: Duration = Duration::from_millis(10);

/// The right to replace files of a folder, until this goes. It holds among processes that ask for it.
///
/// The folder is locked and not the file: the file is replaced by another one, on which nobody would wait.
pub struct FolderLock {
    _locked: Option<File>,
}

impl FolderLock {
    /// Waits for the lock as long as `wait`; `None` when somebody else still has it then. Where the file system has
    /// no locks nobody waits for anybody.
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

/// A folder itself where the system can open one; elsewhere a file in it, which stays.
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
    fn a_folder_is_locked_until_the_lock_goes() {
        let folder = tempfile::tempdir().unwrap();
        let take = || FolderLock::take(folder.path(), Duration::ZERO).unwrap();
        let first = take();
        assert!(first.is_some());
        assert!(take().is_none());
        drop(first);
        assert!(take().is_some());
    }
}
