//! The file that temporary passwords go to.
//!
//! It is complete, durable and in its place before the store commits, readable by the owner alone, and taken away if
//! the store does not commit: whenever the program is stopped, nobody has a password that is written nowhere.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::domain::calendar::Instant;
use crate::domain::password::Secret;
use crate::domain::user::{Name, User};
use crate::error::{Failure, Result};
use crate::exchange::users::CredentialsFile;
use crate::files::{SideFiles, folder_of, refuse_existing};

/// A credentials file on its way to its place.
pub(super) struct Credentials {
    place: PathBuf,
    keep: bool,
}

impl Credentials {
    /// Makes sure that nothing stands at the place, and that there is a folder for it.
    ///
    /// With `keep` false (a dry run) nothing is created at all.
    ///
    /// # Errors
    /// A usage failure if something stands there or the folder is not there.
    pub(super) fn prepare(place: &Path, keep: bool) -> Result<Self> {
        refuse_existing(place)?;
        let folder = folder_of(place);
        if !folder.is_dir() {
            let message = format!(
                "{} cannot be created: there is no folder {}",
                place.display(),
                folder.display()
            );
            return Err(Failure::usage(message));
        }
        Ok(Self {
            place: place.to_owned(),
            keep,
        })
    }

    /// Writes the whole file; called inside the write, with whose commit it appears.
    ///
    /// # Errors
    /// As `fill` says, or if it cannot be written.
    pub(super) fn fill(
        &self,
        files: &SideFiles,
        fill: impl FnOnce(&mut CredentialsFile<&mut dyn Write>) -> Result<()>,
    ) -> Result<()> {
        let unwritten = |error| unwritten(&self.place, &error);
        if !self.keep {
            let mut nowhere = io::sink();
            let mut rows = CredentialsFile::begin(&mut nowhere as &mut dyn Write);
            fill(&mut rows)?;
            return rows.finish().map(drop).map_err(unwritten);
        }
        let mut file = SideFiles::begin(&self.place).map_err(unwritten)?;
        let mut rows = CredentialsFile::begin(file.as_file_mut() as &mut dyn Write);
        fill(&mut rows)?;
        rows.finish().map(drop).map_err(unwritten)?;
        files.adopt(file, &self.place).map_err(unwritten)
    }
}

/// Writes one user's line.
pub(super) fn write_user<W: Write>(
    rows: &mut CredentialsFile<W>,
    user: &User,
    password: &Secret,
    expires_at: Instant,
) -> io::Result<()> {
    let text = |name: &Option<Name>| name.as_ref().map_or("", Name::as_str).to_owned();
    rows.write(
        user.email.as_str(),
        &text(&user.first_name),
        &text(&user.last_name),
        password,
        expires_at,
    )
}

pub(super) fn unwritten(place: &Path, error: &io::Error) -> Failure {
    Failure::failed(format!(
        "{} cannot be written: {error}; nothing was changed",
        place.display()
    ))
    .remedy("Check the folder, its permissions and the free space.")
}
