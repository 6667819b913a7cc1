//! Input files: those that the person names, and those that the program looks for itself.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use crate::diagnostic::{Diagnostic, Kind, Result};

/// Opens a regular file that the program looks for itself. Reading a pipe without a writer would block forever, and a
/// device may never end.
///
/// # Errors
/// As the system says, or if it is not a regular file.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits() as i32,
    );
    let file = options.open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !kind.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a device or a pipe, not a regular file",
        ));
    }
    Ok(file)
}

/// Opens a settings file. A device such as `/dev/null` or the end of a pipeline is accepted. A named pipe is not,
/// because it may have no writer.
///
/// # Errors
/// As the system says, or if it is a named pipe.
pub fn open_settings(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    if std::os::unix::fs::FileTypeExt::is_fifo(&fs::metadata(path)?.file_type())
        // An anonymous pipe has no such path.
        && path.canonicalize().is_ok()
    {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a pipe, not a regular file",
        ));
    }
    File::open(path)
}

/// The bytes of a regular file of at most `most` bytes.
///
/// # Errors
/// As [`open_regular`] says, or if the file is larger.
pub fn read_small(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let message = format!("it is larger than {} MiB", most >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(bytes)
}

/// Opens a file that the person named, for reading.
///
/// # Errors
/// A usage failure if it cannot be opened.
pub fn open_input(path: &Path) -> Result<File> {
    OpenOptions::new()
        .read(true)
        .open(path)
        .map_err(|error| unreadable(path, &error))
}

/// Why a file that was named cannot be read. A wrong name or file is a usage error; anything else (a failing disk, too
/// many open files) is a failure of the machine.
pub fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    use io::ErrorKind as Why;
    let message = format!("cannot read {}: {error}", path.display());
    if error.kind() == Why::NotFound {
        return Diagnostic::new(Kind::Usage, message)
            .with_help("Check the path. A relative path starts at the current folder.");
    }
    if matches!(
        error.kind(),
        Why::PermissionDenied
            | Why::IsADirectory
            | Why::NotADirectory
            | Why::InvalidInput
            | Why::InvalidFilename
            | Why::InvalidData
    ) {
        Diagnostic::usage(message)
    } else {
        Diagnostic::failed(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_path_is_a_user_error_and_a_full_machine_is_not() {
        use crate::diagnostic::Kind;
        for (kind, expected) in [
            (io::ErrorKind::NotFound, Kind::Usage),
            (io::ErrorKind::IsADirectory, Kind::Usage),
            (io::ErrorKind::OutOfMemory, Kind::Failed),
            (io::ErrorKind::Other, Kind::Failed),
        ] {
            let failure = unreadable(Path::new("x.csv"), &kind.into());
            assert_eq!(failure.kind(), expected, "{kind:?}");
        }
    }
}
