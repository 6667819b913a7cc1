//! The folder of installed policy packs.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{LARGEST, PackFault, VerifiedPack, remove, verify_pack};
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Slug;
use crate::exchange::minisign::{DetachedSignature, TrustedKeys};
use crate::host::files::{
    FolderLock, create_folder, describe_error, folder_of, read_small, sync_folder, write_whole,
};
use crate::policy::PackHeader;
use crate::session::settings::Settings;

/// The name of the folder beside the configuration file.
const FOLDER: &str = "policies";

/// The ending of a pack.
const PACK: &str = ".toml";

/// What minisign appends to the name of a file for its signature.
const SIGNATURE: &str = ".minisig";

/// The most packs in the folder.
const MOST: usize = 100;

/// The folder of the packs.
pub struct PackFolder {
    /// `None` where there is no place for a configuration file.
    path: Option<PathBuf>,
}

/// An installed pack, as its name says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackFile {
    /// Its id.
    pub id: Slug,
    /// Its version.
    pub version: u32,
    /// Where it is.
    pub path: PathBuf,
}

/// The signature file beside a file.
pub fn signature_of(path: &Path) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(SIGNATURE);
    name.into()
}

impl PackFolder {
    /// The folder beside the configuration file.
    pub fn of(settings: &Settings) -> Self {
        let config = &settings.config_path;
        let path = (!config.as_os_str().is_empty()).then(|| folder_of(config).join(FOLDER));
        Self { path }
    }

    fn path(&self) -> Result<&Path> {
        self.path.as_deref().ok_or_else(|| {
            let message = "cannot find your home folder, where policy packs would be";
            Diagnostic::usage(message)
                .with_help("Give the configuration file with `--config PATH`.")
        })
    }

    /// The packs in the folder, in the order of ids and versions. Files with other names are left out.
    ///
    /// # Errors
    /// If the folder cannot be read or has too many packs.
    pub fn files(&self) -> Result<Vec<PackFile>> {
        let Some(folder) = &self.path else {
            return Ok(Vec::new());
        };
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries.collect::<io::Result<Vec<_>>>(),
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        };
        let entries = entries.map_err(|error| unreadable(folder, &error))?;
        let files = entries
            .iter()
            .filter_map(|entry| PackFile::at(entry.path()));
        let mut files: Vec<PackFile> = files.take(MOST + 1).collect();
        if files.len() > MOST {
            let message = format!("{} has more than {MOST} policy packs", folder.display());
            return Err(Diagnostic::usage(message).with_help("Remove those that you do not need."));
        }
        files.sort();
        Ok(files)
    }

    /// The packs with this id.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn files_of(&self, id: &Slug) -> Result<Vec<PackFile>> {
        let files = self.files()?.into_iter();
        Ok(files.filter(|file| file.id == *id).collect())
    }

    /// Where a pack is kept.
    ///
    /// # Errors
    /// If there is no place for it.
    pub fn place(&self, header: &PackHeader) -> Result<PathBuf> {
        let name = format!("{}-{}{PACK}", header.id, header.version);
        Ok(self.path()?.join(name))
    }

    /// Keeps other commands from changing the folder until the answer is dropped. Creates the folder.
    ///
    /// # Errors
    /// If that fails, or another command is changing the folder.
    pub fn lock(&self, settings: &Settings) -> Result<FolderLock> {
        let folder = self.path()?;
        let failed = |error| Diagnostic::failed(format!("{}: {error}", folder.display()));
        create_folder(folder).map_err(failed)?;
        let lock = FolderLock::take(folder, settings.wait.into()).map_err(failed)?;
        lock.ok_or_else(|| {
            let message = format!("another command is changing {}", folder.display());
            Diagnostic::new(Kind::Busy, message)
                .with_help("Try again, or wait longer with `--wait SECONDS`.")
        })
    }
}

impl PackFile {
    /// The pack that a file is, if its name is that of a pack.
    fn at(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let (id, version) = name.strip_suffix(PACK)?.rsplit_once('-')?;
        Some(Self {
            id: id.parse().ok()?,
            version: version.parse().ok().filter(|it| *it > 0)?,
            path,
        })
    }

    /// The pack, if a trusted key signed it.
    ///
    /// # Errors
    /// Why it is not used.
    pub fn verified(&self, keys: &TrustedKeys) -> Result<VerifiedPack> {
        let unused = |why: String| {
            let message = format!("the policy pack {} is not used: {why}", self.path.display());
            Diagnostic::usage(message).with_help(remove(self.id.as_str()))
        };
        let read = |path: &Path| {
            let failed = |error: io::Error| {
                let (path, error) = (path.display(), describe_error(&error));
                unused(format!("cannot read {path}: {error}"))
            };
            read_small(path, LARGEST).map_err(failed)
        };
        let (bytes, signature) = (read(&self.path)?, read(&signature_of(&self.path))?);
        let signature = DetachedSignature::read(&signature)
            .map_err(|_| unused("its signature file is not a minisign signature".to_owned()))?;
        let verified = verify_pack(&bytes, &signature, keys).map_err(|fault| match fault {
            PackFault::Untrusted(why) => unused(why.to_string()).with_help(format!(
                "{}\n{}",
                why.help(),
                remove(self.id.as_str())
            )),
            PackFault::Broken(mistakes) => {
                let first = mistakes.first().map(Diagnostic::located_message);
                unused(format!(
                    "this csp cannot read it: {}",
                    first.unwrap_or_default()
                ))
            }
        })?;
        let header = &verified.pack.header;
        if (&header.id, header.version) != (&self.id, self.version) {
            return Err(unused(format!(
                "it is version {} of {}; install it with `csp eligibility policies install FILE`",
                header.version, header.id
            )));
        }
        Ok(verified)
    }

    /// Why this one is not used beside a newer version.
    pub(super) fn replaced_by(&self, newer: &Self) -> Diagnostic {
        let (path, version) = (self.path.display(), newer.version);
        let message =
            format!("the policy pack {path} is not used: version {version} of it is installed too");
        Diagnostic::usage(message).with_help(format!("Delete the file {path}."))
    }

    /// The bytes of the pack.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        read_small(&self.path, LARGEST).map_err(|error| unreadable(&self.path, &error))
    }

    /// Whether its signature file has exactly these bytes.
    pub fn is_signed_as(&self, signature: &[u8]) -> bool {
        read_small(&signature_of(&self.path), LARGEST).is_ok_and(|bytes| bytes == signature)
    }

    /// Deletes the pack, then its signature.
    ///
    /// # Errors
    /// If they cannot be deleted.
    pub fn delete(&self) -> Result<()> {
        for path in [self.path.clone(), signature_of(&self.path)] {
            match std::fs::remove_file(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    let (path, error) = (path.display(), describe_error(&error));
                    return Err(Diagnostic::failed(format!("cannot delete {path}: {error}")));
                }
            }
        }
        // What was deleted is gone for every command; only a power cut could bring it back.
        drop(sync_folder(&folder_of(&self.path)));
        Ok(())
    }
}

/// Writes a pack to its place: the signature first, so that a pack is never without it.
///
/// # Errors
/// If a file cannot be written.
pub fn write_pack(place: &Path, bytes: &[u8], signature: &[u8]) -> Result<()> {
    write_whole(&signature_of(place), signature)?;
    write_whole(place, bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let (path, error) = (path.display(), describe_error(error));
    Diagnostic::usage(format!("cannot read the policy packs in {path}: {error}"))
        .with_help("Check the permissions of the folder.")
}
