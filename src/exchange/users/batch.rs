//! All rows of a file, in compact form: the texts are in one buffer, and each row is a few numbers that point into it.
//! Rows are sorted by address, the order in which the store inserts them fastest and in which duplicates are adjacent.
//!
//! Gain in memory (`users import` of 100,000 in `benches/compare.py`, 43 MB in all): a row takes 24 bytes plus its
//! texts here, and 128 bytes plus an allocation per text as a [`UserRow`]. The tests check that both hold the same
//! rows.

use crate::diagnostic::Diagnostic;
use crate::domain::Email;
use crate::domain::role::RoleSet;
use crate::domain::user::{Name, Person};
use crate::exchange::sheet::Heading;

/// The rows of a file.
#[derive(Debug, Default)]
pub struct Batch {
    /// The columns that a check against the store may refer to.
    pub(super) headings: BatchColumns,
    text: String,
    rows: Vec<Packed>,
}

/// The columns of a file that a check against the store may refer to.
#[derive(Debug, Clone, Default)]
pub struct BatchColumns {
    /// The column of addresses.
    pub email: Heading,
    /// The column of roles, if the file has one.
    pub roles: Option<Heading>,
}

/// The position of a row's texts, which follow each other from `start`.
#[derive(Debug, Clone, Copy)]
struct Packed {
    start: u32,
    line: u32,
    roles: RoleSet,
    key: u16,
    /// 0 if the address was typed in the form used for comparison.
    shown: u16,
    first: u16,
    last: u16,
    display: u16,
    blocking: Blocking,
    roles_unread: bool,
}

/// What a row says about blocking the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blocking {
    /// Nothing: an existing user is unchanged.
    #[default]
    Unsaid,
    /// The user is not blocked.
    No,
    /// The user is blocked.
    Yes,
}

/// One row, borrowed from its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchRow<'b> {
    /// The line on which it starts.
    pub line: u64,
    /// The address in the form used for comparison.
    pub key: &'b str,
    /// The address as it was typed.
    pub email: &'b str,
    /// First name; empty if the row has none.
    pub(super) first_name: &'b str,
    /// Last name; empty if the row has none.
    pub(super) last_name: &'b str,
    /// The display name; empty if the row has none.
    pub(super) display_name: &'b str,
    /// The roles in the row.
    pub roles: RoleSet,
    /// Whether to block the user.
    pub blocking: Blocking,
    /// Whether the row has unknown roles; such a file is not imported.
    pub roles_unread: bool,
}

/// One row as parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct UserRow {
    /// The line on which it starts.
    pub line: u64,
    /// The person.
    pub person: Person,
    /// The roles in the row.
    pub roles: RoleSet,
    /// Whether to block the user.
    pub blocking: Blocking,
    /// Whether the row has unknown roles; such a file is not imported.
    pub roles_unread: bool,
}

/// The error that a batch has more text than it can address.
struct TooMuch;

impl BatchRow<'_> {
    /// The person in the row.
    pub fn person(&self) -> Person {
        Person {
            email: Email::recorded(self.email, self.key),
            first_name: self.first_name(),
            last_name: self.last_name(),
            display_name: self.display_name(),
        }
    }

    /// First name, if the row has one.
    pub fn first_name(&self) -> Option<Name> {
        name(self.first_name)
    }

    /// Last name, if the row has one.
    pub fn last_name(&self) -> Option<Name> {
        name(self.last_name)
    }

    /// The display name, if the row has one.
    pub fn display_name(&self) -> Option<Name> {
        name(self.display_name)
    }
}

fn name(text: &str) -> Option<Name> {
    (!text.is_empty()).then(|| Name::recorded(text))
}

impl Batch {
    /// The columns that a check against the store may refer to.
    pub fn headings(&self) -> &BatchColumns {
        &self.headings
    }

    /// An empty batch with these columns.
    pub(super) fn under(headings: BatchColumns) -> Self {
        Self {
            headings,
            ..Self::default()
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at an index, sorted by address.
    pub fn row(&self, at: usize) -> Option<BatchRow<'_>> {
        self.rows.get(at).map(|packed| self.unpack(packed))
    }

    /// The rows, sorted by address.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = BatchRow<'_>> {
        self.rows.iter().map(|packed| self.unpack(packed))
    }

    /// Appends a row.
    ///
    /// # Errors
    /// A mistake on the row's line, if the batch has more text than it can address.
    pub(super) fn push(&mut self, row: &UserRow) -> Result<(), Diagnostic> {
        self.pack(row).map_err(|TooMuch| {
            let message = "the file has more than 4 GB of names and addresses; split it";
            Diagnostic::in_line(row.line, message)
        })
    }

    fn pack(&mut self, row: &UserRow) -> Result<(), TooMuch> {
        let person = &row.person;
        let number = |value: usize| u32::try_from(value).map_err(|_| TooMuch);
        let start = number(self.text.len())?;
        let line = u32::try_from(row.line).map_err(|_| TooMuch)?;
        let key = self.put(person.email.key())?;
        let shown = if person.email.as_str() == person.email.key() {
            0
        } else {
            self.put(person.email.as_str())?
        };
        let mut name = |name: &Option<Name>| match name {
            Some(name) => self.put(name.as_str()),
            None => Ok(0),
        };
        let packed = Packed {
            start,
            line,
            roles: row.roles,
            key,
            shown,
            first: name(&person.first_name)?,
            last: name(&person.last_name)?,
            display: name(&person.display_name)?,
            blocking: row.blocking,
            roles_unread: row.roles_unread,
        };
        self.rows.push(packed);
        Ok(())
    }

    /// Sorts the rows by address; rows with the same address by line.
    pub(super) fn sort(&mut self) {
        let text = self.text.as_str();
        let key = |row: &Packed| {
            let start = row.start as usize;
            &text[start..start + usize::from(row.key)]
        };
        if !self.rows.is_sorted_by(|a, b| key(a) < key(b)) {
            self.rows
                .sort_unstable_by(|a, b| key(a).cmp(key(b)).then(a.line.cmp(&b.line)));
        }
    }

    fn put(&mut self, text: &str) -> Result<u16, TooMuch> {
        self.text.push_str(text);
        u16::try_from(text.len()).map_err(|_| TooMuch)
    }

    fn unpack(&self, row: &Packed) -> BatchRow<'_> {
        let mut at = row.start as usize;
        let mut take = |length: u16| {
            let from = at;
            at += usize::from(length);
            &self.text[from..at]
        };
        let key = take(row.key);
        let shown = take(row.shown);
        BatchRow {
            line: u64::from(row.line),
            key,
            email: if shown.is_empty() { key } else { shown },
            first_name: take(row.first),
            last_name: take(row.last),
            display_name: take(row.display),
            roles: row.roles,
            blocking: row.blocking,
            roles_unread: row.roles_unread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_rows_are_the_rows_that_were_packed() {
        let mut rows: Vec<UserRow> = Vec::new();
        for (line, [email, first, last, display]) in [
            (9, ["Zoë@Bücher.example", "Zoë", "van der Berg", ""]),
            (2, ["ada@contoso.fr", "", "", "Ada B."]),
            (3, ["Ada.B@Contoso.fr", "Ada", "", "Ada"]),
        ] {
            rows.push(UserRow {
                line,
                person: Person {
                    email: email.parse().unwrap(),
                    first_name: first.parse().ok(),
                    last_name: last.parse().ok(),
                    display_name: display.parse().ok(),
                },
                roles: RoleSet::parse_list("sales-agent").unwrap(),
                blocking: Blocking::Yes,
                roles_unread: false,
            });
        }
        let mut batch = Batch::default();
        for row in &rows {
            batch.push(row).unwrap();
        }
        batch.sort();
        rows.sort_by(|a, b| a.person.email.key().cmp(b.person.email.key()));
        let unpacked: Vec<UserRow> = batch
            .iter()
            .map(|row| UserRow {
                line: row.line,
                person: row.person(),
                roles: row.roles,
                blocking: row.blocking,
                roles_unread: row.roles_unread,
            })
            .collect();
        assert_eq!(unpacked, rows);
        assert!(size_of::<Packed>() * 4 <= size_of::<UserRow>());
        let shown = |rows: &[UserRow]| -> Vec<String> {
            rows.iter()
                .map(|row| row.person.email.as_str().to_owned())
                .collect()
        };
        assert_eq!(shown(&unpacked), shown(&rows));
    }
}
