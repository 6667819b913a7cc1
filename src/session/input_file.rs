//! Input files: read as a whole up to a limit; every mistake names its file.

use std::error::Error;
use std::io::Read;
use std::path::Path;

use super::Context;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Result};
use crate::domain::counted_as;
use crate::exchange::decode::{DecodedFile, Encoding, Expected, Opening};
use crate::host::files;

/// The bytes of a file, or of standard input where it is called `-`.
///
/// # Errors
/// A usage failure where it cannot be read or is larger than `most` bytes.
pub fn read(ctx: &Context<'_>, path: &Path, most: u64) -> Result<Vec<u8>> {
    read_bounded(ctx, path, most)?
        .ok_or_else(|| too_large(path, most).with_help("Import it in parts."))
}

/// The same; `None` where the file is larger.
///
/// # Errors
/// A usage failure where it cannot be read.
pub fn read_bounded(ctx: &Context<'_>, path: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let outcome = if path == Path::new("-") {
        let mut input = ctx.host.stdin();
        (&mut *input).take(most + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    outcome.map_err(|error| unreadable(path, &error))?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// The text of a file of records, in whatever encoding or workbook it comes.
///
/// # Errors
/// A usage failure where it cannot be read, is larger than `most` bytes, or is something else.
pub fn document(
    ctx: &Context<'_>,
    path: &Path,
    most: u64,
    opening: Opening<'_>,
) -> Result<DecodedFile> {
    let bytes = read(ctx, path, most)?;
    let name = path.display().to_string();
    let document = DecodedFile::read(&bytes, opening).map_err(|found| found.in_file(&name))?;
    note_encoding(ctx, path, &document.encoding);
    Ok(document)
}

/// What a file is called wherever it lay: its name without its folder, or that of standard input.
pub fn short_name(path: &Path) -> String {
    match path.file_name().filter(|_| path != Path::new("-")) {
        Some(name) => name.to_string_lossy().into_owned(),
        None => "standard input".to_owned(),
    }
}

/// How a file of rows is opened, where a sheet may be named.
pub fn opening(expected: Expected, sheet: Option<&str>) -> Opening<'_> {
    Opening { expected, sheet }
}

/// Says how a file was read that is not UTF-8.
pub fn note_encoding(ctx: &Context<'_>, path: &Path, encoding: &Encoding) {
    if let Some(note) = encoding.note() {
        ctx.out.note(&format!("{}: {note}", path.display()));
    }
}

/// Why a file cannot be read: the machine failed, or it holds something else.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let found = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Diagnostic>());
    found.map_or_else(
        || files::unreadable(path, error),
        |found| found.clone().in_file(&path.display().to_string()),
    )
}

/// One thing that is wrong with a file, with the file's name in its place, or in its message where the machine failed. A
/// mistake that names its file keeps it: it is one of a folder.
fn place_in_file(path: &Path, one: Diagnostic) -> Diagnostic {
    if one.place().is_some_and(|place| place.file_name().is_some()) {
        return one;
    }
    let error: Option<&std::io::Error> = one.source().and_then(|cause| cause.downcast_ref());
    error.map_or_else(
        || one.clone().in_file(&path.display().to_string()),
        |error| files::unreadable(path, error),
    )
}

/// The failure for a file of more than `most` bytes, of which no more is looked at.
pub fn too_large(path: &Path, most: u64) -> Diagnostic {
    let name = path.display();
    let message = format!("{name} is larger than {} MiB", most >> 20);
    Diagnostic::usage(message).at(Place::at(1, 1).in_file(name.to_string()))
}

/// The text of a file.
///
/// # Errors
/// A usage failure with the place of the first byte that is no UTF-8.
pub fn text<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str> {
    crate::policy::utf8(bytes).map_err(|error| error.in_file(&path.display().to_string()))
}

/// What is wrong with a file, each with its place in it.
pub fn list_mistakes(path: &Path, found: Diagnostics) -> Vec<Diagnostic> {
    let beyond = found.beyond();
    let listed = found.into_listed().into_iter();
    let mut listed: Vec<Diagnostic> = listed.map(|one| place_in_file(path, one)).collect();
    // The mistakes of a folder, file by file.
    let file = |one: &Diagnostic| Some(one.place()?.file_name()?.to_owned());
    listed.sort_by_cached_key(file);
    if beyond > 0 {
        let message = counted_as(beyond, "more mistake is", "more mistakes are") + " not listed";
        listed.push(Diagnostic::usage(message));
    }
    listed
}

/// The same as one diagnostic.
pub fn failure(path: &Path, found: Diagnostics) -> Diagnostic {
    Diagnostic::from(list_mistakes(path, found))
}
