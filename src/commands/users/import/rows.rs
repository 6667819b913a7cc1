//! Decoding the file and reading its rows.

use std::io::Read;
use std::path::Path;

use super::Request;
use crate::cli::users::OnConflict;
use crate::diagnostic::Result;
use crate::domain::counted_as;
use crate::exchange::decode::Expected;
use crate::exchange::sheet::Parsed;
use crate::exchange::users::{Notes, UserFile, read_users};
use crate::host::files::open_input;
use crate::session::Context;
use crate::session::input_file;

/// The rows of the file, with everything that is wrong with it.
///
/// # Errors
/// A usage failure where the file cannot be opened.
pub(super) fn read(ctx: &Context<'_>, request: &Request<'_>) -> Result<Parsed<UserFile>> {
    let role_needed = request.roles.is_empty() && request.args.on_conflict != OnConflict::Update;
    let opening = input_file::opening(Expected::Rows, request.args.sheet.as_deref());
    let path = request.file.as_path();
    let parsed = if path == Path::new("-") {
        let mut stdin = ctx.host.stdin();
        read_users(&mut *stdin, opening, role_needed)
    } else {
        let input = open_input(path)?;
        let size = input.metadata().map_or(0, |data| data.len());
        let progress = ctx.out.progress(size, "reading");
        let watched = Watched {
            inner: input,
            seen: |bytes| progress.advance(bytes),
        };
        read_users(watched, opening, role_needed)
    };
    input_file::note_encoding(ctx, path, &parsed.file.encoding);
    if parsed.mistakes.is_empty() {
        tell(ctx, &parsed.file.notes);
    }
    Ok(parsed)
}

fn tell(ctx: &Context<'_>, notes: &Notes) {
    if notes.passwords_ignored > 0 {
        ctx.out.note(&format!(
            "warning: {} ignored; csp makes new ones",
            counted_as(
                notes.passwords_ignored,
                "initial password in the file was",
                "initial passwords in the file were"
            ),
        ));
    }
    if notes.examples_passed_over > 0 {
        ctx.out
            .note("warning: the template's example row was skipped");
    }
    if notes.guests_passed_over > 0 {
        ctx.out.note(&format!(
            "warning: {} skipped, because guests do not have an account in the tenant",
            counted_as(notes.guests_passed_over, "guest was", "guests were")
        ));
    }
    if notes.enabled_read {
        ctx.out.note(
            "accountEnabled is the opposite of \"Block sign in\": True is read as allowed to sign in, False as blocked",
        );
    }
    if notes.true_or_false > 0 {
        ctx.out
            .note("\"Block sign in\": True is read as Yes (blocked), False as No");
    }
}

/// An input that counts how far it was read.
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
