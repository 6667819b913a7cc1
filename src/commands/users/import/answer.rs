//! The answer of an import: each new user, with the temporary password where that goes nowhere else.

use std::io;

use super::apply::new_user;
use super::passwords::{Passwords, To};
use super::pipeline::make_ahead;
use super::{Done, Request};
use crate::diagnostic::Result;
use crate::domain::password::Sequence;
use crate::exchange::users::Batch;
use crate::report::views::users::{ImportWriter, NewUserView};
use crate::session::Context;

/// Writes the answer, user by user.
///
/// # Errors
/// If standard output cannot be written.
pub(super) fn write(
    ctx: &Context<'_>,
    request: &Request<'_>,
    batch: &Batch,
    done: &Done,
    passwords: &Passwords,
    mut sequence: Sequence,
) -> Result<()> {
    let counts = done.counts;
    let in_answer = match &passwords.to {
        To::Stdout => {
            ctx.out.note(&format!(
                "{} created, {} updated, {} skipped",
                counts.created, counts.updated, counts.skipped
            ));
            return Ok(());
        }
        To::Answer => !ctx.dry_run(),
        To::File(_) => false,
    };
    let now = ctx.now();
    let gone = |error: io::Error| ctx.unwritable(&error);
    let mut writer = ImportWriter::begin(&ctx.out, counts).map_err(gone)?;
    let roles = request.roles;
    let views = done.plan.new_ones(batch).zip(0..).map(|(row, place)| {
        let password = in_answer.then(|| sequence.at(place));
        Ok(NewUserView::new(new_user(&row, roles, now)?, password))
    });
    make_ahead(done.plan.number_of_new(), views, |mut views| {
        while let Some(view) = views.next()? {
            writer.push(view).map_err(gone)?;
        }
        Ok(())
    })?;
    writer.finish().map_err(gone)?;
    if let To::File(_) = &passwords.to {
        let file = request
            .args
            .credentials
            .as_ref()
            .map_or_else(String::new, |file| file.display().to_string());
        ctx.out.remark(&format!(
            "the temporary passwords of {} are in {file}",
            done.account.slug
        ));
    }
    Ok(())
}
