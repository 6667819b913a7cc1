//! The file that temporary passwords go to.
//!
//! It is complete and durable before the store commits, under a name of its own in the same folder, readable by the
//! owner alone. Only after the commit does it get the name that was asked for: whenever the machine stops, a file of
//! that name never lists users who do not exist.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::Instant;
use crate::domain::password::Secret;
use crate::domain::user::{Name, User};
use crate::exchange::users::CredentialsFile;
use crate::host::files::{
    UNFINISHED_CREDENTIALS, describe_error, folder_of, refuse_existing, sync_folder,
};
use crate::report::Output;

/// A credentials file on its way to its place.
pub(super) struct Credentials {
    place: PathBuf,
    /// Whether there will be one; not in a dry run.
    keep: bool,
    file: RefCell<Option<NamedTempFile>>,
}

impl Credentials {
    /// Makes sure that nothing is at the place, and that a file can be created beside it. The file that is created for
    /// that is removed at once, so that nothing is left when the program ends while it waits for its input.
    ///
    /// With `keep` false (a dry run) nothing is created at all.
    ///
    /// # Errors
    /// A usage failure if something is there already or the folder is missing.
    pub(super) fn prepare(place: &Path, keep: bool) -> Result<Self> {
        refuse_existing(place)?;
        let folder = folder_of(place);
        if !folder.is_dir() {
            let message = format!(
                "cannot create {}: the folder {} does not exist",
                place.display(),
                folder.display()
            );
            return Err(Diagnostic::usage(message));
        }
        let credentials = Self {
            place: place.to_owned(),
            keep,
            file: RefCell::default(),
        };
        credentials.begin().map(drop)?;
        Ok(credentials)
    }

    /// The file under its first name, where there is to be one.
    fn begin(&self) -> Result<Option<NamedTempFile>> {
        let file = self.keep.then(|| {
            tempfile::Builder::new()
                .prefix(UNFINISHED_CREDENTIALS)
                .tempfile_in(folder_of(&self.place))
        });
        file.transpose()
            .map_err(|error| unwritten(&self.place, &error))
    }

    /// The name of the file, where its place is in `folder`.
    pub(super) fn name_in(&self, folder: &Path) -> Option<OsString> {
        let lies_there =
            folder_of(&self.place).canonicalize().ok()? == folder.canonicalize().ok()?;
        self.place
            .file_name()
            .filter(|_| lies_there)
            .map(ToOwned::to_owned)
    }

    /// Writes the whole file and makes it durable; called inside the write, before it commits.
    ///
    /// # Errors
    /// As `fill` says, or if it cannot be created or written.
    pub(super) fn fill(
        &self,
        fill: impl FnOnce(&mut CredentialsFile<&mut dyn Write>) -> Result<()>,
    ) -> Result<()> {
        let mut file = self.file.borrow_mut();
        *file = self.begin()?;
        let mut nowhere = io::sink();
        let out: &mut dyn Write = match file.as_mut() {
            Some(file) => file.as_file_mut(),
            None => &mut nowhere,
        };
        let mut rows = CredentialsFile::begin(out);
        fill(&mut rows)?;
        let finished = rows.finish().map(drop);
        let durable = finished.and_then(|()| match file.as_ref() {
            Some(file) => {
                file.as_file().sync_all()?;
                sync_folder(&folder_of(&self.place))
            }
            None => Ok(()),
        });
        durable.map_err(|error| unwritten(&self.place, &error))
    }

    /// Gives the file its name and says where it is, or that it has no passwords where no users were `added`; called
    /// after the commit.
    ///
    /// # Errors
    /// If the name was taken meanwhile: then the file keeps its other name, which the message gives.
    pub(super) fn place(&self, added: u64, out: &Output<'_>) -> Result<()> {
        let Some(file) = self.file.borrow_mut().take() else {
            return Ok(());
        };
        let placed = file.persist_noclobber(&self.place);
        match placed {
            Ok(_) => {
                let place = self.place.display();
                out.note(&match added {
                    0 => format!("No users were added, so {place} does not contain passwords."),
                    _ => format!(
                        "The temporary passwords are in {place}, which only you can read. They are not shown anywhere else."
                    ),
                });
                sync_folder(&folder_of(&self.place)).map_err(|error| unwritten(&self.place, &error))
            }
            Err(error) => {
                let reason = error.error.to_string();
                let kept = error.file.into_temp_path().keep();
                let kept = kept.map_or_else(
                    |error| error.path.display().to_string(),
                    |path| path.display().to_string(),
                );
                Err(Diagnostic::failed(format!(
                    "the users were saved, but {} could not be created: {reason}. Their passwords are in {kept}",
                    self.place.display()
                ))
                .with_help("Move that file to the place where you want it."))
            }
        }
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

pub(super) fn unwritten(place: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::failed(format!(
        "cannot write {}: {}; nothing was changed",
        place.display(),
        describe_error(error)
    ))
    .with_help("Check the folder, its permissions and the free disk space.")
}
