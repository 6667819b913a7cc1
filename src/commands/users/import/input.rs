//! Reading the file, with every mistake in it.

use std::io::{BufReader, Read};
use std::path::Path;

use super::Request;
use crate::cli::users::OnConflict;
use crate::commands::Context;
use crate::domain::counted_as;
use crate::error::Result;
use crate::exchange::users::{BadFile, Batch, Notes, read_users};
use crate::files::{open_input, unreadable};

/// The rows of the file, or everything that is wrong with it.
///
/// # Errors
/// A usage failure that says why the file cannot be read.
pub(super) fn read(
    ctx: &Context<'_>,
    request: &Request<'_>,
) -> Result<std::result::Result<Batch, BadFile>> {
    let role_needed = request.roles.is_empty() && request.args.on_conflict != OnConflict::Update;
    let outcome = if request.file == "-" {
        let mut stdin = ctx.host.stdin();
        read_users(BufReader::new(&mut *stdin), role_needed)
    } else {
        let path = Path::new(&request.file);
        let file = open_input(path)?;
        let size = file.metadata().map_or(0, |data| data.len());
        let progress = ctx.out.progress(size, "reading");
        let watched = Watched {
            inner: file,
            seen: |bytes| progress.advance(bytes),
        };
        read_users(BufReader::with_capacity(1 << 16, watched), role_needed)
    };
    let outcome = outcome.map_err(|error| unreadable(Path::new(&request.file), &error))?;
    Ok(outcome.map(|file| {
        tell(ctx, file.notes);
        file.batch
    }))
}

fn tell(ctx: &Context<'_>, notes: Notes) {
    if notes.passwords_ignored > 0 {
        ctx.out.note(&format!(
            "warning: {} ignored; new ones are made",
            counted_as(
                notes.passwords_ignored,
                "initial password in the file is",
                "initial passwords in the file are"
            ),
        ));
    }
    if notes.examples_passed_over > 0 {
        ctx.out
            .note("warning: the template's example row is passed over");
    }
}

/// An input that tells how far it was read.
struct Watched<R, F> {
    inner: R,
    seen: F,
}

impl<R: Read, F: FnMut(u64)> Read for Watched<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        (self.seen)(read as u64);
        Ok(read)
    }
}
