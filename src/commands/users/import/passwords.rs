//! Where the temporary passwords go while users are written: a file, standard output, or the answer.

mod drafts;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::users::UserImportArgs;
use crate::commands::users::credentials::{Credentials, unwritten, write_user};
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Account;
use crate::domain::password::Secret;
use crate::domain::user::User;
use crate::exchange::users::CredentialsFile;
use crate::report::Output;
use crate::session::Context;
use drafts::Drafts;

/// Where the temporary passwords go.
pub(super) struct Passwords {
    pub(super) to: To,
    drafts: Option<PathBuf>,
}

/// How many new users may have their passwords in the answer alone.
const MOST_IN_ANSWER: usize = 1_000;

/// Where the passwords of an import go.
pub(super) enum To {
    /// A file of their own, and nowhere else.
    File(Credentials),
    /// Standard output, in the form of that file; the answer is left out.
    Stdout,
    /// The answer.
    Answer,
}

/// Takes each new user with its password.
pub(super) type Sink<'s> = dyn FnMut(&User, &Secret) -> Result<()> + 's;

impl Passwords {
    /// Makes sure that they have somewhere to go.
    ///
    /// # Errors
    /// A usage failure if the credentials file exists or cannot be there.
    pub(super) fn prepare(ctx: &Context<'_>, args: &UserImportArgs) -> Result<Self> {
        let to = match &args.credentials {
            Some(place) if place.as_os_str() == "-" => To::Stdout,
            Some(place) => To::File(Credentials::prepare(place, !ctx.dry_run())?),
            None => To::Answer,
        };
        Ok(Self {
            to,
            drafts: args.drafts.clone(),
        })
    }

    /// Refuses to show the passwords of so many users in the answer alone: it is written after the commit, and whatever
    /// ends the program in between would lose them all.
    ///
    /// # Errors
    /// The option that is missing.
    pub(super) fn check_capacity(&self, new: usize) -> Result<()> {
        match &self.to {
            To::Answer if self.drafts.is_none() && new > MOST_IN_ANSWER => {
                let message = format!(
                    "`--credentials` is required: there are {new} new users, and the answer shows at most {MOST_IN_ANSWER} passwords"
                );
                let missing =
                    Diagnostic::new(Kind::InputRequired, message).with_flag("--credentials");
                Err(missing.with_help(
                    "Write the passwords to a file with `--credentials FILE`, or a message for each user with `--drafts FOLDER`.",
                ))
            }
            To::Answer | To::File(_) | To::Stdout => Ok(()),
        }
    }

    /// Runs the writing, taking each password as it is made; what is not the answer is complete at its end.
    ///
    /// # Errors
    /// As `write` says, or if a file cannot be written.
    pub(super) fn deliver(
        &self,
        ctx: &Context<'_>,
        account: &Account,
        write: impl FnOnce(&mut Sink<'_>) -> Result<()>,
    ) -> Result<()> {
        let drafts = Drafts::open(self, ctx, account)?;
        match &self.to {
            To::Answer => write(&mut |user, password| drafts.write(user, password)),
            To::File(credentials) => credentials.fill(|rows| {
                write(&mut |user, password| {
                    let expires_at = user
                        .temporary_password_expires_at()
                        .unwrap_or(user.created_at);
                    write_user(rows, user, password, expires_at)
                        .map_err(|error| unwritten(Path::new("the credentials file"), &error))?;
                    drafts.write(user, password)
                })
            }),
            To::Stdout => {
                let mut out = AnswerStream { ctx };
                let mut rows = CredentialsFile::begin(&mut out);
                write(&mut |user, password| {
                    if !ctx.dry_run() {
                        let expires_at = user
                            .temporary_password_expires_at()
                            .unwrap_or(user.created_at);
                        write_user(&mut rows, user, password, expires_at)
                            .map_err(|error| not_told(&error))?;
                    }
                    drafts.write(user, password)
                })?;
                rows.finish().map(drop).map_err(|error| not_told(&error))
            }
        }
    }

    /// Gives the credentials file its name, after the commit.
    ///
    /// # Errors
    /// If the name was taken meanwhile.
    pub(super) fn place(&self, added: u64, out: &Output<'_>) -> Result<()> {
        match &self.to {
            To::File(credentials) => credentials.place(added, out),
            To::Stdout | To::Answer => Ok(()),
        }
    }
}

/// Passwords that could not be written must not be committed, whatever the reason.
fn not_told(error: &io::Error) -> Diagnostic {
    Diagnostic::failed(format!(
        "cannot write the passwords to standard output: {error}; nothing was changed"
    ))
}

/// Standard output as something to write to.
struct AnswerStream<'a> {
    ctx: &'a Context<'a>,
}

impl Write for AnswerStream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.ctx.out.write_csv(bytes)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
