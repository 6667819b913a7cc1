//! `users export` and `users template`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::counted;
use crate::domain::user::User;
use crate::exchange::users::{self, UserExport, UserFileFormat, check_fit};
use crate::host::files::{cannot_write, folder_of, refuse_special, sync_folder};
use crate::report::views::users::UserExportView;
use crate::report::{Outcome, unwritable};
use crate::session::Context;
use crate::session::account::AccountRef;
use crate::store::Tx;

/// Prints an empty file to fill in.
pub(super) fn template(args: &cli::users::Template) -> Outcome {
    Outcome::text(users::template(args.target))
}

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
                    own.refuse(&self::numbered(place, number), "--out")?;
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
            "the {} takes {most} users a file, and there are {count}",
            args.target.title()
        ))
        .with_help("Give `--out FILE`; FILE-1, FILE-2 and so on are written.")),
        Some(_) | None => Ok(count),
    }
}

/// Hands every user to `write`, and counts how often it answers that a name was cut. There is nobody where there is no
/// account yet.
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
            "warning: the other system takes shorter names: those of {} were cut",
            counted(cut, "user")
        ));
    }
}

fn tell_what_to_fill(ctx: &Context<'_>, format: UserFileFormat) {
    if let Some(heading) = format.column_to_fill() {
        ctx.out.note(&format!(
            "warning: the column \"{heading}\" is empty; fill it before you upload the file, as csp keeps no passwords"
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

/// The files of an export: one, or as many as the other system's limit on rows demands.
///
/// None of them has its name before all are complete.
struct Pieces<'a> {
    ctx: &'a Context<'a>,
    format: UserFileFormat,
    place: &'a Path,
    numbered: bool,
    open: Option<UserExport<BufWriter<NamedTempFile>>>,
    done: Vec<NamedTempFile>,
}

impl Pieces<'_> {
    fn write(&mut self, user: &User) -> Result<bool> {
        if self.open.as_ref().is_some_and(UserExport::is_full) {
            self.close()?;
        }
        let mut export = match self.open.take() {
            Some(export) => export,
            None => self.begin()?,
        };
        let cut = export
            .write(user)
            .map_err(|error| cannot_write(self.place, &error))?;
        self.open = Some(export);
        Ok(cut)
    }

    fn begin(&self) -> Result<UserExport<BufWriter<NamedTempFile>>> {
        let file = if self.ctx.dry_run() {
            refuse_special(self.place).and_then(|()| NamedTempFile::new())
        } else {
            crate::host::files::begin(self.place)
        };
        let file = file.map_err(|error| cannot_write(self.place, &error))?;
        begin(self.format, BufWriter::new(file))
    }

    fn close(&mut self) -> Result<()> {
        let Some(export) = self.open.take() else {
            return Ok(());
        };
        let finished = || -> io::Result<NamedTempFile> {
            let file = export
                .finish()?
                .into_inner()
                .map_err(|error| error.into_error())?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        self.done
            .push(finished().map_err(|error| cannot_write(self.place, &error))?);
        Ok(())
    }

    /// Gives the files their names.
    fn finish(mut self) -> Result<Vec<String>> {
        if self.done.is_empty() && self.open.is_none() {
            self.open = Some(self.begin()?);
        }
        self.close()?;
        let mut names = Vec::new();
        for (at, file) in self.done.drain(..).enumerate() {
            let place = if self.numbered {
                numbered(self.place, at + 1)
            } else {
                self.place.to_owned()
            };
            if !self.ctx.dry_run() {
                file.persist(&place)
                    .map_err(|error| cannot_write(&place, &error.error))?;
            }
            names.push(place.display().to_string());
        }
        if !self.ctx.dry_run() {
            sync_folder(&folder_of(self.place))
                .map_err(|error| cannot_write(self.place, &error))?;
        }
        Ok(names)
    }
}

/// `FILE-1`, `FILE-2` and so on.
fn numbered(place: &Path, number: usize) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(format!("-{number}"));
    PathBuf::from(name)
}
