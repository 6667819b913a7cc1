//! Reading every file of an import; mistakes of all of them are listed together.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Result};
use crate::exchange::revenue::{Reading, RevenueFile, read_revenue};
use crate::session::Context;
use crate::session::eligibility_files::open_rows;
use crate::session::input_file;

/// A file that was read.
pub(super) struct ReadFile {
    /// The file as it was given.
    pub(super) name: String,
    /// The name without its folder: where a stated total came from, wherever the file lay.
    pub(super) source: String,
    pub(super) content: RevenueFile,
}

pub(super) fn read_all(
    ctx: &Context<'_>,
    paths: &[PathBuf],
    reading: Reading<'_>,
    sheet: Option<&str>,
) -> Result<Vec<ReadFile>> {
    let mut mistakes = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let read = open_rows(ctx, path, sheet).map(|mut text| {
            let content = read_revenue(&mut text, reading);
            input_file::note_encoding(ctx, path, text.encoding());
            content
        });
        match read {
            Ok(Ok(content)) => files.push(ReadFile {
                source: source(path),
                name,
                content,
            }),
            Ok(Err(found)) => mistakes.extend(input_file::list_mistakes(path, found)),
            Err(failure) => mistakes.extend(failure.parts().iter().cloned()),
        }
    }
    Diagnostic::unless_none(mistakes)?;
    Ok(files)
}

fn source(path: &Path) -> String {
    let name = path.file_name().filter(|_| path.as_os_str() != "-");
    name.map_or_else(
        || "standard input".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}
