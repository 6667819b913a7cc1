//! Files that a person hands in: read whole within bounds, and told about with every mistake.

use std::io::Read;
use std::path::Path;

use super::Context;
use crate::error::{Failure, Kind, Mistake, Result};
use crate::exchange::mistake::{self, Mistakes};

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
    outcome
        .map_err(|error| Failure::usage(format!("{} cannot be read: {error}", path.display())))?;
    if bytes.len() as u64 > most {
        let message = format!("{} is larger than {} MB", path.display(), most >> 20);
        return Err(Failure::usage(message).remedy("Import it in parts."));
    }
    Ok(bytes)
}

/// The mistakes of a file as one failure, each with its place.
pub(super) fn failure(path: &Path, mistakes: Mistakes) -> Failure {
    let beyond = mistakes.beyond();
    let name = path.display().to_string();
    let placed = |one: mistake::Mistake| {
        let mut placed = Mistake::new(Kind::Usage, one.message)
            .under(one.rule)
            .at(format!("{name}:{}:{}", one.line, one.column));
        placed.field = one.field;
        placed
    };
    let mut listed: Vec<Mistake> = mistakes.into_listed().into_iter().map(placed).collect();
    if beyond > 0 {
        listed.push(Mistake::new(
            Kind::Usage,
            format!("{beyond} more mistakes are not listed"),
        ));
    }
    Failure::of(listed).unwrap_or_else(|| Failure::usage(format!("{name} is wrong")))
}
