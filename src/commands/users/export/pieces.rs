//! The files of an export, each complete before any has its name.

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::begin;
use tempfile::NamedTempFile;

use crate::diagnostic::Result;
use crate::domain::user::User;
use crate::exchange::users::{UserExport, UserFileFormat};
use crate::host::files::{cannot_write, folder_of, refuse_unwritable, sync_folder};
use crate::session::Context;

/// The files of an export: one, or as many as the other system's limit on rows demands.
///
/// None of them has its name before all are complete.
pub(super) struct Pieces<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) format: UserFileFormat,
    pub(super) place: &'a Path,
    pub(super) numbered: bool,
    pub(super) open: Option<UserExport<BufWriter<NamedTempFile>>>,
    pub(super) done: Vec<NamedTempFile>,
}

impl Pieces<'_> {
    pub(super) fn write(&mut self, user: &User) -> Result<bool> {
        if self.open.as_ref().is_some_and(UserExport::is_full) {
            self.close()?;
        }
        let mut export = match self.open.take() {
            Some(export) => export,
            None => self.begin()?,
        };
        let cut = export
            .write(user)
            .map_err(|error| cannot_write(self.place, &error))?;
        self.open = Some(export);
        Ok(cut)
    }

    fn begin(&self) -> Result<UserExport<BufWriter<NamedTempFile>>> {
        let file = if self.ctx.dry_run() {
            refuse_unwritable(self.place).and_then(|()| NamedTempFile::new())
        } else {
            crate::host::files::begin(self.place)
        };
        let file = file.map_err(|error| cannot_write(self.place, &error))?;
        begin(self.format, BufWriter::new(file))
    }

    fn close(&mut self) -> Result<()> {
        let Some(export) = self.open.take() else {
            return Ok(());
        };
        let finished = || -> io::Result<NamedTempFile> {
            let file = export
                .finish()?
                .into_inner()
                .map_err(|error| error.into_error())?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        self.done
            .push(finished().map_err(|error| cannot_write(self.place, &error))?);
        Ok(())
    }

    /// Gives the files their names.
    pub(super) fn finish(mut self) -> Result<Vec<String>> {
        if self.done.is_empty() && self.open.is_none() {
            self.open = Some(self.begin()?);
        }
        self.close()?;
        let mut names = Vec::new();
        for (at, file) in self.done.drain(..).enumerate() {
            let place = if self.numbered {
                numbered_path(self.place, at + 1)
            } else {
                self.place.to_owned()
            };
            if !self.ctx.dry_run() {
                file.persist(&place)
                    .map_err(|error| cannot_write(&place, &error.error))?;
            }
            names.push(place.display().to_string());
        }
        if !self.ctx.dry_run() {
            sync_folder(&folder_of(self.place))
                .map_err(|error| cannot_write(self.place, &error))?;
        }
        Ok(names)
    }
}

/// `FILE-1`, `FILE-2` and so on.
pub(super) fn numbered_path(place: &Path, number: usize) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(format!("-{number}"));
    PathBuf::from(name)
}
