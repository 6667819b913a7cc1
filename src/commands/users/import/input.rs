//! Reading the file, with every mistake in it.

use std::io::Read;
use std::path::Path;

use super::Request;
use crate::cli::users::OnConflict;
use crate::diagnostic::Result;
use crate::domain::counted_as;
use crate::exchange::decode::Expected;
use crate::exchange::users::{BadFile, Batch, Notes, read_users};
use crate::host::files::open_input;
use crate::session::Context;
use crate::session::input_file;

/// The rows of the file, or everything that is wrong with it.
///
/// # Errors
/// A usage failure that says why the file cannot be read.
pub(super) fn read(
    ctx: &Context<'_>,
    request: &Request<'_>,
) -> Result<std::result::Result<Batch, BadFile>> {
    let role_needed = request.roles.is_empty() && request.args.on_conflict != OnConflict::Update;
    let opening = input_file::opening(Expected::Rows, request.args.sheet.as_deref());
    let outcome = if request.file == Path::new("-") {
        let mut stdin = ctx.host.stdin();
        read_users(&mut *stdin, opening, role_needed)
    } else {
        let path = Path::new(&request.file);
        let input = open_input(path)?;
        let size = input.metadata().map_or(0, |data| data.len());
        let progress = ctx.out.progress(size, "reading");
        let watched = Watched {
            inner: input,
            seen: |bytes| progress.advance(bytes),
        };
        read_users(watched, opening, role_needed)
    };
    let path = Path::new(&request.file);
    let (outcome, encoding) = outcome.map_err(|error| input_file::unreadable(path, &error))?;
    input_file::note_encoding(ctx, path, encoding);
    Ok(outcome.map(|file| {
        tell(ctx, &file.notes);
        file.batch
    }))
}

fn tell(ctx: &Context<'_>, notes: &Notes) {
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
    if notes.guests_passed_over > 0 {
        ctx.out.note(&format!(
            "warning: {} passed over, as guests have no account in the tenant",
            counted_as(notes.guests_passed_over, "guest is", "guests are")
        ));
    }
    if notes.enabled_read {
        ctx.out.note(
            "accountEnabled says the opposite of \"Block sign in\": True is read as may sign in, False as blocked",
        );
    }
    if notes.true_or_false > 0 {
        ctx.out
            .note("\"Block sign in\": True is read as Yes (blocked), False as No");
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
