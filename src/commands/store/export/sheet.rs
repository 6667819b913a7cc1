//! One file of the export, or nowhere in a dry run.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use crate::diagnostic::{Diagnostic, Result};
use crate::host::files::create_private;

/// Where the files go.
#[derive(Clone, Copy)]
pub(super) enum Target<'p> {
    /// Into this folder.
    Folder(&'p Path),
    /// Nowhere: a dry run counts what would be written.
    Nowhere,
}

/// One file of the export.
pub(super) enum Sheet {
    File(File),
    Nowhere,
}

impl io::Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Nowhere => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Nowhere => Ok(()),
        }
    }
}

pub(super) fn open(target: Target<'_>, name: &str) -> Result<BufWriter<Sheet>> {
    let sheet = match target {
        Target::Folder(folder) => create_private(&folder.join(name)).map(Sheet::File),
        Target::Nowhere => Ok(Sheet::Nowhere),
    };
    sheet
        .map(BufWriter::new)
        .map_err(|error| unwritten(name, &error))
}

pub(super) fn close(sheet: BufWriter<Sheet>) -> io::Result<()> {
    match sheet.into_inner()? {
        Sheet::File(file) => file.sync_all(),
        Sheet::Nowhere => Ok(()),
    }
}

pub(super) fn unwritten(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::failed(format!("{name} cannot be written: {error}")).with_help(
        "Check the free disk space, then export again. The incomplete export was removed.",
    )
}
