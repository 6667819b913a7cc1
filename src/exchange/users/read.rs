//! Reading a list of users, whole and with every mistake.

use std::io::BufRead;

use super::batch::{Batch, Headings, Loose};
use super::columns::{Field, Format};
use super::header::{Layout, Unreadable, read_layout};
use crate::domain::Email;
use crate::domain::role::RoleSet;
use crate::domain::rule::users as rules;
use crate::domain::user::Name;
use crate::exchange::mistake::{Heading, Mistake, Mistakes};
use crate::exchange::records::{Fault, Record, Records, width_differs};
use crate::exchange::spreadsheet::bare;

/// A file with something wrong in it.
#[derive(Debug, Default)]
pub struct BadFile {
    /// Everything that is wrong with the file itself.
    pub mistakes: Mistakes,
    /// The rows whose address could be read: the store may have something against them too.
    pub rows: Batch,
}

/// A file in which nothing is wrong.
#[derive(Debug)]
pub struct UserFile {
    /// What it is.
    pub format: Format,
    /// Its rows, in the order of their addresses.
    pub batch: Batch,
    /// What the person should know of.
    pub notes: Notes,
}

/// What was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notes {
    /// In how many rows an initial password was given, which is not taken over.
    pub passwords_ignored: u64,
    /// How many example rows of Entra's template stood there.
    pub examples_passed_over: u64,
}

/// Reads a list of users in any of the formats.
///
/// With `role_needed` a row that names no role is a mistake; without it the caller looks at that itself (it has a role
/// for such rows, or they may be about people who have roles already).
///
/// # Errors
/// Every mistake of the file, with the rows that have none; the faults that end the reading are among them. An input that cannot be read at all is
/// an [`std::io::Error`].
pub fn read_users(
    input: impl BufRead,
    role_needed: bool,
) -> Result<Result<UserFile, BadFile>, std::io::Error> {
    let mut mistakes = Mistakes::default();
    let unread = |mistakes| BadFile {
        mistakes,
        rows: Batch::default(),
    };
    match read_all(input, role_needed, &mut mistakes) {
        Ok(file) if mistakes.is_empty() => Ok(Ok(file)),
        Ok(file) => Ok(Err(BadFile {
            mistakes,
            rows: file.batch,
        })),
        Err(Unreadable::Mistakes(found)) => {
            mistakes.extend(found);
            Ok(Err(unread(mistakes)))
        }
        Err(Unreadable::Fault(Fault::Io(error))) => Err(error),
        Err(Unreadable::Fault(fault)) => {
            mistakes.push(Mistake::in_line(fault.line(), fault.to_string()));
            Ok(Err(unread(mistakes)))
        }
    }
}

fn read_all(
    input: impl BufRead,
    role_needed: bool,
    mistakes: &mut Mistakes,
) -> Result<UserFile, Unreadable> {
    let mut records = Records::new(input, b',')?;
    let layout = read_layout(&mut records)?;
    let places = Places::of(&layout);
    let role_needed = if role_needed && places.roles.is_none() {
        mistakes.push(no_role_column(&layout));
        false
    } else {
        role_needed
    };
    let mut batch = Batch::under(places.headings.clone());
    let mut notes = Notes::default();
    let mut rows = 0_u64;
    while let Some(record) = records.next_record()? {
        if record.is_blank() {
            continue;
        }
        if layout.format == Format::Entra && is_example(&record) {
            notes.examples_passed_over += 1;
            continue;
        }
        rows += 1;
        let mut row = RowReader {
            record,
            layout: &layout,
            mistakes,
        };
        if let Some(loose) = row.read(&places, role_needed, &mut notes) {
            batch.push(&loose).map_err(|error| {
                Unreadable::Mistakes(vec![Mistake::in_line(loose.line, error.to_string())])
            })?;
        }
    }
    if rows == 0 {
        mistakes.push(Mistake::in_line(
            layout.line,
            "the file has headings and no row; nobody would be added",
        ));
    }
    batch.sort();
    find_duplicates(&batch, mistakes);
    Ok(UserFile {
        format: layout.format,
        batch,
        notes,
    })
}

/// Where each field stands, looked up once.
struct Places {
    email: usize,
    first: Option<usize>,
    last: Option<usize>,
    display: Option<usize>,
    roles: Option<usize>,
    password: Option<usize>,
    block: Option<usize>,
    headings: Headings,
}

impl Places {
    fn of(layout: &Layout) -> Self {
        let own = layout.format == Format::Own;
        let email = layout.place(Field::Email).unwrap_or(0);
        Self {
            headings: Headings {
                email: heading(layout, email),
                roles: layout.place(Field::Roles).map(|at| heading(layout, at)),
            },
            email,
            first: layout.place(Field::FirstName),
            last: layout.place(Field::LastName),
            display: layout.place(Field::DisplayName).filter(|_| !own),
            roles: layout.place(Field::Roles),
            password: layout.place(Field::Password),
            block: layout.place(Field::BlockSignIn),
        }
    }
}

/// A column as mistakes name it.
fn heading(layout: &Layout, at: usize) -> Heading {
    Heading {
        column: at + 1,
        text: layout.headings.get(at).cloned().unwrap_or_default(),
    }
}

struct RowReader<'a, 'r> {
    record: Record<'r>,
    layout: &'a Layout,
    mistakes: &'a mut Mistakes,
}

impl<'r> RowReader<'_, 'r> {
    /// What can be read of the row, unless that is not even an address.
    fn read(&mut self, places: &Places, role_needed: bool, notes: &mut Notes) -> Option<Loose> {
        let expected = self.layout.headings.len();
        if self.record.width() != expected {
            let found = self.record.width();
            self.wrong_line(width_differs(found, expected));
            return None;
        }
        if self.record.stray_quote {
            self.wrong_line(
                "something stands after a closing quote; a quote inside quotes is doubled",
            );
            return None;
        }
        let email = self.email(places.email);
        let first_name = self.name(places.first);
        let last_name = self.name(places.last);
        let display_name = self.name(places.display);
        let roles = self.roles(places.roles, role_needed);
        let blocked = self.block(places.block);
        let password = places.password.and_then(|at| self.cell(at));
        if password.is_some_and(|password| !password.is_empty()) {
            notes.passwords_ignored += 1;
        }
        Some(Loose {
            line: self.record.line,
            email: email?,
            first_name,
            last_name,
            display_name,
            roles: roles.unwrap_or(RoleSet::NONE),
            blocked,
            roles_unread: roles.is_none(),
        })
    }

    /// The text of a cell; a cell that is not UTF-8 is a mistake.
    fn cell(&mut self, at: usize) -> Option<&'r str> {
        match std::str::from_utf8(self.record.cell(at)) {
            Ok(text) => Some(bare(text.trim())),
            Err(error) => {
                self.wrong(
                    at,
                    format!(
                        "the cell is not UTF-8 from its byte {} on; save the file as CSV UTF-8",
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

    /// The roles that the row names; `None` where some of them were not understood.
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
                        "the row names no role; name one, or give one for all such rows with --role",
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

    fn block(&mut self, at: Option<usize>) -> bool {
        let Some(at) = at else {
            return false;
        };
        let Some(text) = self.cell(at) else {
            return false;
        };
        if text.eq_ignore_ascii_case("yes") {
            return true;
        }
        if !text.is_empty() && !text.eq_ignore_ascii_case("no") {
            let shown: String = text.chars().take(40).collect();
            self.wrong(at, format!("`{shown}` is neither Yes nor No"));
        }
        false
    }

    fn wrong(&mut self, at: usize, what: impl Into<String>) {
        let mistake = self.mistake(at, what);
        self.mistakes.push(mistake);
    }

    fn mistake(&self, at: usize, what: impl Into<String>) -> Mistake {
        Mistake::in_column(self.record.line, &heading(self.layout, at), what.into())
    }

    fn wrong_line(&mut self, what: impl Into<String>) {
        self.mistakes.push(Mistake::in_line(self.record.line, what));
    }
}

/// Row 3 of Entra's template, which people leave in.
fn is_example(record: &Record<'_>) -> bool {
    let first = record.cell(0);
    first.len() >= 8 && first[..8].eq_ignore_ascii_case(b"Example:")
}

fn no_role_column(layout: &Layout) -> Mistake {
    Mistake::in_line(
        layout.line,
        format!(
            "the {} has no column for roles here; give one for all rows with --role",
            layout.format.title()
        ),
    )
    .under(&rules::ROLE_REQUIRED)
}

/// Two rows about the same person: the later one is the mistake.
fn find_duplicates(batch: &Batch, mistakes: &mut Mistakes) {
    let mut first: Option<super::Row<'_>> = None;
    for row in batch.iter() {
        match first {
            Some(before) if before.key == row.key => {
                let message = format!("{} stands on line {} already", row.email, before.line);
                let mistake = Mistake::in_column(row.line, &batch.headings.email, message);
                mistakes.push(mistake.under(&rules::UNIQUE_EMAIL));
            }
            Some(_) | None => first = Some(row),
        }
    }
}

#[cfg(test)]
mod tests;
