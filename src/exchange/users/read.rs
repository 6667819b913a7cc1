//! Parses a list of users and reports every mistake.

use std::io::Read;

use super::batch::{Batch, BatchColumns, Blocking, UserRow};
use super::columns::{UserField, UserFileFormat};
use super::header::{Layout, read_layout};
use super::source::UserFileSource;
use super::translated_words::{is_example, is_sample_of_microsoft_365, yes_or_no};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::domain::role::RoleSet;
use crate::domain::rule::users as rules;
use crate::domain::user::{Name, Person, UserStateKind};
use crate::domain::{Email, counted};
use crate::exchange::decode::{Encoding, Opening};
use crate::exchange::formula_guard::bare;
use crate::exchange::sheet::Parsed;
use crate::exchange::sheet::records::{Record, Records, width_differs};

/// A list of users.
#[derive(Debug, Default)]
pub struct UserFile {
    /// The kind of file, if its headings are known.
    pub source: Option<UserFileSource>,
    /// Its encoding.
    pub encoding: Encoding,
    /// The rows with a valid address, sorted by address.
    pub batch: Batch,
    /// Notes for the person.
    pub notes: Notes,
}

/// What was ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notes {
    /// The number of rows with an initial password, which is not imported.
    pub passwords_ignored: u64,
    /// The number of example rows of a template.
    pub examples_passed_over: u64,
    /// The number of guests, who have no account in the tenant.
    pub guests_passed_over: u64,
    /// Whether the column `accountEnabled` was read, which means the opposite of `Block sign in`.
    pub enabled_read: bool,
    /// The number of rows in which `Block sign in` is true or false instead of yes or no.
    pub true_or_false: u64,
}

/// Parses a list of users in any of the formats.
///
/// With `role_needed`, a row without a role is a mistake. Otherwise the caller checks that itself: it may have a
/// default role, or the rows may be about users who already have roles.
pub fn read_users(input: impl Read, opening: Opening<'_>, role_needed: bool) -> Parsed<UserFile> {
    let mut parsed = Parsed::<UserFile>::default();
    let Parsed { file, mistakes } = &mut parsed;
    if let Err(stopped) = read_all(input, opening, role_needed, file, mistakes) {
        mistakes.absorb(stopped, |_| true);
        file.batch = Batch::default();
    }
    parsed
}

/// Reads the rows. An error is a mistake after which the file cannot be read further.
fn read_all(
    input: impl Read,
    opening: Opening<'_>,
    role_needed: bool,
    file: &mut UserFile,
    mistakes: &mut Diagnostics,
) -> Result<(), Diagnostics> {
    let mut records = Records::open(input, opening)?;
    file.encoding = records.text().encoding();
    let layout = read_layout(&mut records)?;
    file.source = Some(layout.source);
    let places = Places::of(&layout);
    let role_needed = if role_needed && places.roles.is_none() {
        mistakes.push(no_role_column(&layout));
        false
    } else {
        role_needed
    };
    file.batch = Batch::under(places.headings.clone());
    let notes = &mut file.notes;
    let mut rows = 0_u64;
    while let Some(record) = records.next_record()? {
        if record.is_blank() || places.is_passed_over(&record, layout.source, notes) {
            continue;
        }
        rows += 1;
        let mut row = RowReader {
            record,
            layout: &layout,
            mistakes,
        };
        if let Some(row) = row.read(&places, role_needed, notes) {
            file.batch.push(&row)?;
        }
    }
    file.encoding = records.text().encoding();
    if rows == 0 {
        let message = match notes.guests_passed_over {
            0 => "the file has headings but no rows".to_owned(),
            guests => format!(
                "the file only has {}; csp does not import guests, because they do not have an account in the tenant",
                counted(guests, "guest")
            ),
        };
        mistakes.push(Diagnostic::in_line(layout.headings.line, message));
    }
    notes.enabled_read = places.enabled.is_some();
    file.batch.sort();
    find_duplicates(&file.batch, mistakes);
    Ok(())
}

/// The position of each field, looked up once.
struct Places {
    email: usize,
    first: Option<usize>,
    last: Option<usize>,
    display: Option<usize>,
    roles: Option<usize>,
    password: Option<usize>,
    block: Option<usize>,
    enabled: Option<usize>,
    state: Option<usize>,
    user_type: Option<usize>,
    headings: BatchColumns,
}

impl Places {
    fn of(layout: &Layout) -> Self {
        let own = layout.source == UserFileSource::Format(UserFileFormat::Own);
        let email = layout.place(UserField::Email).unwrap_or(0);
        Self {
            headings: BatchColumns {
                email: layout.headings.heading(email),
                roles: layout
                    .place(UserField::Roles)
                    .map(|at| layout.headings.heading(at)),
            },
            email,
            first: layout.place(UserField::FirstName),
            last: layout.place(UserField::LastName),
            display: layout.place(UserField::DisplayName).filter(|_| !own),
            roles: layout.place(UserField::Roles),
            password: layout.place(UserField::Password),
            block: layout.place(UserField::BlockSignIn),
            enabled: layout.place(UserField::AccountEnabled),
            state: layout.place(UserField::State),
            user_type: layout.place(UserField::UserType),
        }
    }

    /// Whether a row is not about a user: an example of a template, or a guest of the tenant.
    fn is_passed_over(
        &self,
        record: &Record<'_>,
        source: UserFileSource,
        notes: &mut Notes,
    ) -> bool {
        let text = |at: Option<usize>| {
            let cell = at.map_or(&[][..], |at| record.cell(at));
            std::str::from_utf8(cell).unwrap_or_default().trim()
        };
        let is_sample = match source {
            UserFileSource::Format(UserFileFormat::Entra) => is_example,
            UserFileSource::Microsoft365 => is_sample_of_microsoft_365,
            UserFileSource::Listing => {
                let is_guest = text(self.user_type).eq_ignore_ascii_case("guest")
                    || text(Some(self.email)).to_lowercase().contains("#ext#@");
                notes.guests_passed_over += u64::from(is_guest);
                return is_guest;
            }
            UserFileSource::Format(UserFileFormat::Own | UserFileFormat::PartnerCenter) => {
                return false;
            }
        };
        let address = text(Some(self.email)).to_lowercase();
        let is_example = is_sample(&address, text(self.display));
        notes.examples_passed_over += u64::from(is_example);
        is_example
    }
}

struct RowReader<'a, 'r> {
    record: Record<'r>,
    layout: &'a Layout,
    mistakes: &'a mut Diagnostics,
}

impl<'r> RowReader<'_, 'r> {
    /// The valid values of the row; `None` if the address is invalid.
    fn read(&mut self, places: &Places, role_needed: bool, notes: &mut Notes) -> Option<UserRow> {
        let expected = self.layout.headings.texts.len();
        if !self.record.fits(expected) {
            let found = self.record.width();
            self.wrong_line(width_differs(found, expected));
            return None;
        }
        if let Err(mistake) = self.record.check_quotes() {
            self.mistakes.push(mistake);
            return None;
        }
        let email = self.email(places.email);
        let first_name = self.name(places.first);
        let last_name = self.name(places.last);
        let display_name = self.name(places.display);
        let roles = self.roles(places.roles, role_needed);
        let blocking = self.blocking(places, notes);
        let password = places.password.and_then(|at| self.cell(at));
        if password.is_some_and(|password| !password.is_empty()) {
            notes.passwords_ignored += 1;
        }
        Some(UserRow {
            line: self.record.line,
            person: Person {
                email: email?,
                first_name,
                last_name,
                display_name,
            },
            roles: roles.unwrap_or(RoleSet::NONE),
            blocking,
            roles_unread: roles.is_none(),
        })
    }

    /// The text of a cell; a cell that is not UTF-8 is a mistake.
    fn cell(&mut self, at: usize) -> Option<&'r str> {
        match std::str::from_utf8(self.record.cell(at)) {
            Ok(text) if self.layout.source.is_guarded() => Some(bare(text.trim())),
            Ok(text) => Some(text.trim()),
            Err(error) => {
                self.wrong(
                    at,
                    format!(
                        "the cell is not UTF-8 after byte {}; save the file as CSV UTF-8",
                        error.valid_up_to() + 1
                    ),
                );
                None
            }
        }
    }

    fn email(&mut self, at: usize) -> Option<Email> {
        let text = self.cell(at)?;
        if text.is_empty() {
            self.wrong(at, "the address is missing");
            return None;
        }
        match text.parse() {
            Ok(email) => Some(email),
            Err(error) => {
                let error: crate::domain::BadEmail = error;
                self.wrong(at, error.to_string());
                None
            }
        }
    }

    fn name(&mut self, at: Option<usize>) -> Option<Name> {
        let at = at?;
        let text = self.cell(at)?;
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(name) => Some(name),
            Err(error) => {
                let error: crate::domain::user::BadName = error;
                self.wrong(at, error.to_string());
                None
            }
        }
    }

    /// The roles in the row; `None` if one is unknown.
    fn roles(&mut self, at: Option<usize>, needed: bool) -> Option<RoleSet> {
        let Some(at) = at else {
            return Some(RoleSet::NONE);
        };
        let text = self.cell(at)?;
        match RoleSet::parse_list(text) {
            Ok(roles) => {
                if roles.is_empty() && needed {
                    let mistake = self.mistake(
                        at,
                        "the row does not have a role; add one, or give --role for all such rows",
                    );
                    self.mistakes.push(mistake.under(&rules::ROLE_REQUIRED));
                }
                Some(roles)
            }
            Err(_) => {
                for unknown in RoleSet::unknown_in(text) {
                    self.wrong(at, unknown.to_string());
                }
                None
            }
        }
    }

    /// What the row says about blocking the user; a blank cell says nothing.
    fn blocking(&mut self, places: &Places, notes: &mut Notes) -> Blocking {
        let kept_out = [
            self.read_filled_cell(places.block)
                .map(|(at, text)| self.block_sign_in(at, text, notes)),
            self.read_filled_cell(places.enabled)
                .map(|(at, text)| self.account_enabled(at, text)),
            self.read_filled_cell(places.state)
                .map(|(at, text)| self.state(at, text)),
        ];
        match kept_out.into_iter().flatten().flatten().max() {
            None => Blocking::Unsaid,
            Some(false) => Blocking::No,
            Some(true) => Blocking::Yes,
        }
    }

    /// The text of a cell, if it is present and not blank.
    fn read_filled_cell(&mut self, at: Option<usize>) -> Option<(usize, &'r str)> {
        let at = at?;
        let text = self.cell(at)?;
        (!text.is_empty()).then_some((at, text))
    }

    fn block_sign_in(&mut self, at: usize, text: &str, notes: &mut Notes) -> Option<bool> {
        let heading = self
            .layout
            .headings
            .texts
            .get(at)
            .map_or("", String::as_str);
        let is_blocked = yes_or_no(text, heading);
        if self.layout.source == UserFileSource::Format(UserFileFormat::Entra)
            && ["true", "false"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word))
        {
            notes.true_or_false += 1;
        }
        if is_blocked.is_none() {
            let shown = shown(text);
            self.wrong(at, format!("`{shown}` is not valid: expected Yes or No"));
        }
        is_blocked
    }

    /// The opposite of the value in the cell. Yes and No are refused, because under this heading they are ambiguous.
    fn account_enabled(&mut self, at: usize, text: &str) -> Option<bool> {
        if text.eq_ignore_ascii_case("true") {
            return Some(false);
        }
        if text.eq_ignore_ascii_case("false") {
            return Some(true);
        }
        if yes_or_no(text, "").is_some() {
            self.wrong(
                at,
                "expected True (may sign in) or False (blocked). Yes and No belong under the heading `Block sign in (Yes/No) [accountEnabled] Required`, where they mean the opposite",
            );
        } else {
            let shown = shown(text);
            self.wrong(
                at,
                format!("`{shown}` is not valid: expected True or False"),
            );
        }
        None
    }

    fn state(&mut self, at: usize, text: &str) -> Option<bool> {
        match text.to_lowercase().parse::<UserStateKind>() {
            Ok(UserStateKind::Blocked) => Some(true),
            Ok(UserStateKind::Active | UserStateKind::PasswordPending) => Some(false),
            Ok(UserStateKind::Removed) => {
                self.wrong(at, "a removed user cannot be imported; delete the row");
                None
            }
            Err(error) => {
                self.wrong(at, error.to_string());
                None
            }
        }
    }

    fn wrong(&mut self, at: usize, what: impl Into<String>) {
        let mistake = self.mistake(at, what);
        self.mistakes.push(mistake);
    }

    fn mistake(&self, at: usize, what: impl Into<String>) -> Diagnostic {
        let heading = self.layout.headings.heading(at);
        heading.mistake(self.record.line, what.into())
    }

    fn wrong_line(&mut self, what: impl Into<String>) {
        self.mistakes
            .push(Diagnostic::in_line(self.record.line, what));
    }
}

/// The text of a cell, shortened for a message.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

fn no_role_column(layout: &Layout) -> Diagnostic {
    Diagnostic::in_line(
        layout.headings.line,
        format!(
            "the {} does not have a column for roles; give --role for all rows",
            layout.source.title()
        ),
    )
    .under(&rules::ROLE_REQUIRED)
}

/// Two rows with the same address: the later one is the mistake.
fn find_duplicates(batch: &Batch, mistakes: &mut Diagnostics) {
    let mut first: Option<super::BatchRow<'_>> = None;
    for row in batch.iter() {
        match first {
            Some(before) if before.key == row.key => {
                let message = format!("`{}` is already in line {}", row.email, before.line);
                let mistake = batch.headings.email.mistake(row.line, message);
                mistakes.push(mistake.under(&rules::UNIQUE_EMAIL));
            }
            Some(_) | None => first = Some(row),
        }
    }
}

#[cfg(test)]
mod tests;
