//! Reading the file, with every mistake in it.

use std::io::{BufReader, Read};
use std::path::Path;

use super::Request;
use crate::cli::users::OnConflict;
use crate::commands::Context;
use crate::error::{Failure, Kind, Mistake, Result};
use crate::exchange::mistake::{self, Mistakes};
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

/// The mistakes as one failure, each with its place.
///
/// # Errors
/// Never `Ok`.
pub(super) fn failure(file: &str, mistakes: Mistakes) -> Failure {
    let beyond = mistakes.beyond();
    let mut listed: Vec<Mistake> = mistakes
        .into_listed()
        .into_iter()
        .map(|one| placed(file, one))
        .collect();
    if beyond > 0 {
        listed.push(Mistake::new(
            Kind::Usage,
            format!("{beyond} more mistakes are not listed"),
        ));
    }
    Failure::of(listed).unwrap_or_else(|| Failure::usage("the file is wrong"))
}

fn placed(file: &str, one: mistake::Mistake) -> Mistake {
    let at = format!("{file}:{}:{}", one.line, one.column);
    let mut mistake = Mistake::new(Kind::Usage, one.message)
        .under(one.rule)
        .at(at);
    mistake.field = one.field;
    mistake
}

fn tell(ctx: &Context<'_>, notes: Notes) {
    if notes.passwords_ignored > 0 {
        ctx.out.note(&format!(
            "warning: {} initial passwords in the file are ignored; new ones are made",
            notes.passwords_ignored
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
