//! Files that may hold secrets: read without leaving copies, and refused where other users may read them.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::diagnostic::{Diagnostic, Place};
use crate::host::files::{open_regular, unreadable};

/// The most bytes of a password file or a service file.
const MOST: u64 = 1 << 20;

/// The text of a file, wiped when it is dropped.
///
/// # Errors
/// Where it cannot be read, or is not text.
pub(super) fn read_text(path: &Path) -> Result<Zeroizing<String>, Diagnostic> {
    let file = open_regular(path).map_err(|error| unreadable(path, &error))?;
    read_open(&file, path)
}

/// The same for a file that other users must not be able to read.
pub(super) fn read_private_text(path: &Path) -> Result<Zeroizing<String>, Diagnostic> {
    let file = open_regular(path).map_err(|error| unreadable(path, &error))?;
    let is_shared = is_password_file_shared(&file).map_err(|error| unreadable(path, &error))?;
    if is_shared {
        return Err(shared("password file", path));
    }
    read_open(&file, path)
}

/// Refuses a private key that cannot be read, or that other users may read.
pub(super) fn check_private_key(path: &Path) -> Result<(), Diagnostic> {
    let is_shared = open_regular(path).and_then(|file| is_key_shared(&file));
    if is_shared.map_err(|error| unreadable(path, &error))? {
        return Err(shared("private key", path));
    }
    Ok(())
}

fn read_open(file: &File, path: &Path) -> Result<Zeroizing<String>, Diagnostic> {
    let length = file.metadata().map_or(MOST, |data| data.len().min(MOST));
    // Room for all of it, so that no copies are left behind while it grows.
    let room = usize::try_from(length).unwrap_or_default() + 2;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MOST {
        let error = io::Error::new(io::ErrorKind::InvalidData, "it is larger than 1 MiB");
        return Err(unreadable(path, &error));
    }
    match std::str::from_utf8(&bytes) {
        // Windows' editors begin a text with a mark.
        Ok(text) => Ok(Zeroizing::new(
            text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
        )),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
            let place = Place::at(line, 1).in_file(path.display().to_string());
            Err(Diagnostic::usage("this line is not UTF-8 text").at(place))
        }
    }
}

/// Whether others than the owner may do anything with it, as libpq asks.
fn is_password_file_shared(file: &File) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        Ok(file.metadata()?.mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(false)
    }
}

/// The same for a private key, which the group may read where it belongs to the system (mode 0640, owned by root).
fn is_key_shared(file: &File) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let data = file.metadata()?;
        let forbidden = if data.uid() == 0 { 0o037 } else { 0o077 };
        Ok(data.mode() & forbidden != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(false)
    }
}

fn shared(what: &str, path: &Path) -> Diagnostic {
    let path = path.display().to_string();
    let message = format!("other users may read the {what} {path}");
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-".contains(letter);
    let word = if path.chars().all(is_plain) {
        &path
    } else {
        "FILE"
    };
    Diagnostic::usage(message).with_help(format!("Make it private: `chmod 600 {word}`"))
}
