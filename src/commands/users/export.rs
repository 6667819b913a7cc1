//! `users export`.

mod pieces;

use std::io::{self, Write};

use crate::cli;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::counted;
use crate::domain::user::User;
use crate::exchange::users::{UserExport, UserFileFormat, check_fit};
use crate::report::views::users::UserExportView;
use crate::report::{Outcome, unwritable};
use crate::session::Context;
use crate::session::account::AccountRef;
use crate::store::Tx;
use pieces::{Pieces, numbered_path};

/// Writes all users who were not removed.
pub(super) fn run(ctx: &Context<'_>, args: &cli::users::UserExportArgs) -> Result<Outcome> {
    let format = args.target;
    let count = check(ctx, args)?;
    match &args.out {
        None => {
            // Nothing is printed before it is known that there is something to read.
            let mut begun = None;
            let cut = ctx.read_list(|tx, source| {
                let export = begun.insert(begin(format, Answer { ctx })?);
                everybody(tx, &source, |user| {
                    export.write(user).map_err(|error| unwritable(&error))
                })
            })?;
            let export = begun.map_or_else(|| begin(format, Answer { ctx }), Ok)?;
            export.finish().map_err(|error| unwritable(&error))?;
            tell_cut(ctx, cut);
            tell_what_to_fill(ctx, format);
            Ok(Outcome::written())
        }
        Some(place) => {
            let numbered = format.rows_per_file().is_some_and(|most| count > most);
            if numbered {
                let own = ctx.own_files();
                let files = count.div_ceil(format.rows_per_file().unwrap_or(count));
                for number in 1..=files {
                    own.refuse(&numbered_path(place, number), "--out")?;
                }
            }
            let mut pieces = Pieces {
                ctx,
                format,
                place,
                numbered,
                open: None,
                done: Vec::new(),
            };
            let cut = each(ctx, |user| pieces.write(user))?;
            let files = pieces.finish()?;
            ctx.acted();
            tell_cut(ctx, cut);
            tell_what_to_fill(ctx, format);
            Ok(Outcome::thing(UserExportView {
                users: count as u64,
                files,
            }))
        }
    }
}

/// Whether the other system would take everybody; answers how many there are.
fn check(ctx: &Context<'_>, args: &cli::users::UserExportArgs) -> Result<usize> {
    let mut count = 0_usize;
    let mut misfits = Vec::new();
    if args.target != UserFileFormat::Own || args.out.is_some() {
        each(ctx, |user| {
            count += 1;
            if let Err(misfit) = check_fit(args.target, user) {
                misfits.push(misfit);
            }
            Ok(false)
        })?;
    }
    Diagnostic::unless_none(misfits)?;
    match args.target.rows_per_file() {
        Some(most) if count > most && args.out.is_none() => Err(Diagnostic::usage(format!(
            "the {} allows {most} users in a file, but there are {count}",
            args.target.title()
        ))
        .with_help("Add `--out FILE`: csp then writes FILE-1, FILE-2 and so on.")),
        Some(_) | None => Ok(count),
    }
}

/// Hands every user to `write`, and counts how often it answers that a name was cut. Without an account there are
/// no users.
fn each(ctx: &Context<'_>, write: impl FnMut(&User) -> Result<bool>) -> Result<u64> {
    ctx.read_list(|tx, source| everybody(tx, &source, write))
}

/// The same of an account that was chosen.
fn everybody(
    tx: &Tx<'_>,
    source: &AccountRef,
    mut write: impl FnMut(&User) -> Result<bool>,
) -> Result<u64> {
    let mut cut = 0;
    tx.users(source.id).everybody(|user| {
        cut += u64::from(write(user)?);
        Ok::<_, Diagnostic>(())
    })?;
    Ok(cut)
}

fn tell_cut(ctx: &Context<'_>, cut: u64) {
    if cut > 0 {
        ctx.out.note(&format!(
            "warning: the other system only allows shorter names: the names of {} were cut",
            counted(cut, "user")
        ));
    }
}

fn tell_what_to_fill(ctx: &Context<'_>, format: UserFileFormat) {
    if let Some(heading) = format.column_to_fill() {
        ctx.out.note(&format!(
            "warning: the column \"{heading}\" is empty because csp does not keep passwords; fill it before you upload the file"
        ));
    }
}

fn begin<W: Write>(format: UserFileFormat, out: W) -> Result<UserExport<W>> {
    UserExport::begin(format, out).map_err(|error| unwritable(&error))
}

/// Standard output as something to write to.
struct Answer<'a> {
    ctx: &'a Context<'a>,
}

impl Write for Answer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.ctx.out.write_csv(bytes)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
