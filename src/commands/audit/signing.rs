//! The key that signs an anchor: read from its file, opened with its passphrase.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::password::Secret;
use crate::exchange::signature::{KeyFile, LONGEST_KEY, LockedKey, SigningKey, not_a_key};
use crate::host::files::{open_input, unreadable};
use crate::session::Context;

/// How often a passphrase is asked for, as ssh does.
const ATTEMPTS: u32 = 3;

const UNATTENDED: &str = "Run the command in a terminal to be asked for it.\nIn a script, write the anchor with `--out anchor.txt` and sign it with the ssh-agent: `ssh-keygen -Y sign -f KEYFILE -n csp-anchor anchor.txt`";

/// The key in a file; asks for its passphrase if it has one.
///
/// # Errors
/// If the file cannot be read, others may read it, it has no key that csp can sign with, or the passphrase is wrong or
/// csp cannot ask for it.
pub(super) fn signing_key(ctx: &Context<'_>, file: &Path) -> Result<SigningKey> {
    let opened = open_input(file).map_err(|failure| failure.with_flag("--sign"))?;
    let content = read(&opened, file)?;
    let key = KeyFile::parse(&content).map_err(|bad| unusable(file, &bad))?;
    refuse_shared(&opened, file)?;
    match key {
        KeyFile::Open(key) => Ok(key),
        KeyFile::Locked(key) => unlocked(ctx, file, &key),
    }
}

fn unlocked(ctx: &Context<'_>, file: &Path, key: &LockedKey) -> Result<SigningKey> {
    if !ctx.prompter.can_ask() {
        let message = format!("the key {} needs its passphrase", file.display());
        let mistake = Diagnostic::new(Kind::InputRequired, message).with_flag("--sign");
        return Err(mistake.with_help(UNATTENDED));
    }
    let label = format!("Passphrase of {}", file.display());
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        let passphrase = Secret::new(ctx.prompter.secret(&label)?);
        match key.unlock(&passphrase) {
            Ok(key) => {
                ctx.prompter.give_keys_back();
                return Ok(key);
            }
            Err(bad) if left > 0 => ctx.out.note(&bad.to_string()),
            Err(bad) => return Err(unusable(file, &bad)),
        }
    }
}

/// The failure for a key that cannot be used.
pub(super) fn unusable(file: &Path, bad: &Diagnostic) -> Diagnostic {
    let message = format!("{}: {bad}", file.display());
    bad.clone().with_message(message).with_flag("--sign")
}

/// The content of a key file, wiped when it is dropped.
fn read(file: &File, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    // Room for the longest key, so that no copies are left behind while it grows.
    let mut content = Zeroizing::new(Vec::with_capacity(LONGEST_KEY as usize + 1));
    file.take(LONGEST_KEY + 1)
        .read_to_end(&mut content)
        .map_err(|error| unreadable(path, &error).with_flag("--sign"))?;
    if content.len() as u64 > LONGEST_KEY {
        return Err(unusable(path, &not_a_key()));
    }
    Ok(content)
}

/// Refuses a key of one's own that other users may read, as ssh does.
fn refuse_shared(file: &File, path: &Path) -> Result<()> {
    let shared = is_shared(file).map_err(|error| unreadable(path, &error).with_flag("--sign"))?;
    if !shared {
        return Ok(());
    }
    let name = path.display();
    let message = format!("other users may read the private key {name}");
    let word = crate::domain::quote::shell_word(&path.to_string_lossy(), "KEYFILE");
    let mistake = Diagnostic::usage(message).with_flag("--sign");
    Err(mistake.with_help(format!("Make it private: `chmod 600 {word}`")))
}

#[cfg(unix)]
fn is_shared(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    const OTHERS: u32 = 0o077;
    let data = file.metadata()?;
    let mine = data.uid() == rustix::process::geteuid().as_raw();
    Ok(data.is_file() && mine && data.mode() & OTHERS != 0)
}

#[cfg(not(unix))]
fn is_shared(_: &File) -> io::Result<bool> {
    Ok(false)
}
