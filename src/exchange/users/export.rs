//! Writes users in each format, within the limits of the system that will read the file.

use std::borrow::Cow;
use std::io::{self, Write};

use super::columns::{UserColumn, UserField, UserFileFormat};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::rfc3339;
use crate::domain::user::{User, UserState};
use crate::exchange::formula_guard::guarded;

/// A file of users being written.
#[derive(Debug)]
pub struct UserExport<W: Write> {
    format: UserFileFormat,
    out: csv::Writer<W>,
    columns: Vec<&'static UserColumn>,
    rows: usize,
}

impl<W: Write> UserExport<W> {
    /// Begins a file with the first lines of the format.
    ///
    /// # Errors
    /// The error of the output.
    pub fn begin(format: UserFileFormat, mut out: W) -> io::Result<Self> {
        if let Some(line) = format.first_line() {
            writeln!(out, "{line}")?;
        }
        let mut out = csv::WriterBuilder::new().from_writer(out);
        let columns: Vec<&'static UserColumn> = format.columns().iter().collect();
        out.write_record(columns.iter().map(|column| column.heading))
            .map_err(answered)?;
        Ok(Self {
            format,
            out,
            columns,
            rows: 0,
        })
    }

    /// Writes one user. Returns whether a name was cut to the maximum length.
    ///
    /// # Errors
    /// The error of the output.
    pub fn write(&mut self, user: &User) -> io::Result<bool> {
        let mut cut = false;
        for column in &self.columns {
            let text = cell(user, column.field);
            let text = match column.longest {
                Some(longest) if text.len() > longest && text.chars().count() > longest => {
                    cut = true;
                    Cow::Owned(text.chars().take(longest).collect::<String>())
                }
                Some(_) | None => text,
            };
            let text = if self.format.is_guarded() {
                guarded(&text)
            } else {
                Cow::Borrowed(text.as_ref())
            };
            self.out.write_field(text.as_bytes()).map_err(answered)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(answered)?;
        self.rows += 1;
        Ok(cut)
    }

    /// Whether the file has as many rows as the other system accepts.
    pub fn is_full(&self) -> bool {
        self.format
            .rows_per_file()
            .is_some_and(|most| self.rows >= most)
    }

    /// Writes the buffered rest and returns the output.
    ///
    /// # Errors
    /// The error of the output.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| error.into_error())
    }
}

/// The I/O error in an error of the CSV writer. Its kind distinguishes a closed pipe from a full disk.
fn answered(error: csv::Error) -> io::Error {
    let said = error.to_string();
    let csv::ErrorKind::Io(error) = error.into_kind() else {
        return io::Error::other(said);
    };
    error
}

/// Checks that the other system accepts the user's address.
///
/// # Errors
/// The address and the reason why it is not accepted.
pub fn check_fit(format: UserFileFormat, user: &User) -> Result<(), Diagnostic> {
    match format {
        UserFileFormat::Own | UserFileFormat::PartnerCenter => Ok(()),
        UserFileFormat::Entra => match entra_objection(user.email.as_str()) {
            None => Ok(()),
            Some(why) => {
                let message = format!("{} is not a valid user name in Entra: {why}", user.email);
                Err(Diagnostic::usage(message))
            }
        },
    }
}

/// Why Entra does not accept a user name (concept-sspr-policy, 2025-05-15).
fn entra_objection(address: &str) -> Option<&'static str> {
    let (name, domain) = address.rsplit_once('@')?;
    let good = |c: char| c.is_ascii_alphanumeric() || "'.-_!#^~".contains(c);
    if address.chars().count() > 113 || name.chars().count() > 64 || domain.chars().count() > 48 {
        Some("it is longer than 64 characters before the @ or 48 after it")
    } else if !name.chars().all(good) {
        Some("before the @, Entra allows only the letters A to Z, digits and ' . - _ ! # ^ ~")
    } else if !domain.is_ascii() {
        Some("Entra allows domains in their ASCII form only")
    } else {
        None
    }
}

fn cell(user: &User, field: UserField) -> Cow<'_, str> {
    let instant = |at: Option<crate::domain::calendar::Instant>| match at {
        Some(at) => Cow::Owned(rfc3339(at)),
        None => Cow::Borrowed(""),
    };
    match field {
        UserField::Email => Cow::Borrowed(user.email.as_str()),
        UserField::FirstName => name(user.first_name.as_ref()),
        UserField::LastName => name(user.last_name.as_ref()),
        UserField::DisplayName => Cow::Borrowed(user.display_name.as_str()),
        UserField::Roles => Cow::Owned(user.roles.to_string()),
        UserField::BlockSignIn => Cow::Borrowed(match user.state {
            UserState::Blocked { .. } => "Yes",
            UserState::PasswordPending { .. } | UserState::Active | UserState::Removed { .. } => {
                "No"
            }
        }),
        UserField::State => Cow::Owned(user.state.word().to_string()),
        UserField::CreatedAt => instant(Some(user.created_at)),
        UserField::LastSignInAt => instant(user.last_sign_in_at),
        UserField::ExpiresAt => instant(user.temporary_password_expires_at()),
        UserField::Password
        | UserField::AccountEnabled
        | UserField::UserType
        | UserField::Unused => Cow::Borrowed(""),
    }
}

fn name(name: Option<&crate::domain::user::Name>) -> Cow<'_, str> {
    Cow::Borrowed(name.map_or("", |name| name.as_str()))
}
