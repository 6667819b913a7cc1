//! Files that a person hands in: read whole within bounds, and told about with every mistake.

use std::io::Read;
use std::path::Path;

use super::Context;
use crate::domain::counted_as;
use crate::error::{Failure, Kind, Mistake, Result};
use crate::exchange::decode::{Document, Encoding, Expected, NotText, Opening};
use crate::exchange::mistake::{Group, Mistakes};
use crate::files;

/// The bytes of a file, or of standard input where it is called `-`.
///
/// # Errors
/// A usage failure where it cannot be read or is larger than `most` bytes.
pub(super) fn read(ctx: &Context<'_>, path: &Path, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let outcome = if path == Path::new("-") {
        let mut input = ctx.host.stdin();
        (&mut *input).take(most + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    outcome.map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(too_large(path, most).remedy("Import it in parts."));
    }
    Ok(bytes)
}

/// The text of a file of records, in whatever encoding or workbook it comes.
///
/// # Errors
/// A usage failure where it cannot be read, is larger than `most` bytes, or is something else.
pub(super) fn document(
    ctx: &Context<'_>,
    path: &Path,
    most: u64,
    opening: Opening<'_>,
) -> Result<Document> {
    let bytes = read(ctx, path, most)?;
    let document = Document::read(&bytes, opening).map_err(|found| not_text(path, &found))?;
    note_encoding(ctx, path, document.encoding);
    Ok(document)
}

/// How a file of rows is opened, where a sheet may be named.
pub(super) fn opening(expected: Expected, sheet: Option<&str>) -> Opening<'_> {
    Opening { expected, sheet }
}

/// Says how a file was read that is not UTF-8.
pub(super) fn note_encoding(ctx: &Context<'_>, path: &Path, encoding: Encoding) {
    if let Some(note) = encoding.note() {
        ctx.out.note(&format!("{}: {note}", path.display()));
    }
}

/// Why a file cannot be read: the machine failed, or it holds something else.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let found = error.get_ref().and_then(|inner| inner.downcast_ref());
    found.map_or_else(
        || files::unreadable(path, error),
        |found| not_text(path, found),
    )
}

/// A file that is something else than what was expected.
fn not_text(path: &Path, found: &NotText) -> Failure {
    Mistake::new(Kind::Usage, found.to_string())
        .at(format!("{}:{}:1", path.display(), found.line))
        .mended_by(found.remedy())
        .into()
}

/// The failure for a file of more than `most` bytes, of which no more is looked at.
pub(super) fn too_large(path: &Path, most: u64) -> Failure {
    let name = path.display();
    let message = format!("{name} is larger than {} MiB", most >> 20);
    placed(vec![
        Mistake::new(Kind::Usage, message).at(format!("{name}:1:1")),
    ])
}

/// The text of a file.
///
/// # Errors
/// A usage failure with the place of the first byte that is no UTF-8.
pub(super) fn text<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str> {
    crate::policy::utf8(bytes).map_err(|fault| {
        let at = format!("{}:{}", path.display(), fault.at);
        placed(vec![Mistake::new(Kind::Usage, fault.message).at(at)])
    })
}

fn placed(mistakes: Vec<Mistake>) -> Failure {
    Failure::of(mistakes).unwrap_or_else(|| Failure::usage("the file is wrong"))
}

/// The mistakes of a file as one failure, each with its place.
pub(super) fn failure(path: &Path, mistakes: Mistakes) -> Failure {
    let beyond = mistakes.beyond();
    let name = path.display().to_string();
    let placed = |group: Group| {
        let places = group.places.iter();
        let places = places.map(|(line, column)| format!("{name}:{line}:{column}"));
        let mut placed = Mistake::new(Kind::Usage, group.first.message)
            .under(group.first.rule)
            .repeated(group.count, places.collect());
        placed.field = group.first.field;
        placed
    };
    let mut listed: Vec<Mistake> = mistakes.into_groups().into_iter().map(placed).collect();
    if beyond > 0 {
        let message = counted_as(beyond, "more mistake is", "more mistakes are") + " not listed";
        listed.push(Mistake::new(Kind::Usage, message));
    }
    Failure::of(listed).unwrap_or_else(|| Failure::usage(format!("{name} is wrong")))
}

/// The same, with what the store has against the rows that could be read, where there is a store to ask.
pub(super) fn failure_beside(
    path: &Path,
    mut mistakes: Mistakes,
    clashes: Result<Mistakes>,
) -> Failure {
    mistakes.absorb(clashes.unwrap_or_default(), |_| true);
    failure(path, mistakes)
}
