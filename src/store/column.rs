//! Columns as the domain's values: what does not fit is damage, never a default.

use std::fmt::Display;
use std::str::FromStr;

use rusqlite::Row;

use super::failure::StoreError;
use super::table::Table;
use crate::domain::Email;
use crate::domain::calendar::{Day, Instant, read_day};

/// A row being read, with its table and key for messages.
pub(super) struct Reader<'r> {
    row: &'r Row<'r>,
    table: &'static str,
    id: String,
}

impl<'r> Reader<'r> {
    /// A whole row, as [`Table::all`] selects it, whose content is what its digest says.
    ///
    /// # Errors
    /// When it is not: then somebody else than csp changed the row, and nothing is decided by it.
    pub(super) fn verified(row: &'r Row<'r>, table: &Table) -> Result<Self, StoreError> {
        table.verify(row)?;
        Ok(Self::new(row, table.name, table.key_of(row)?))
    }

    /// A row of `table` whose key shows as `id`; what it says is shown and decides nothing.
    pub(super) fn new(row: &'r Row<'r>, table: &'static str, id: impl ToString) -> Self {
        Self {
            row,
            table,
            id: id.to_string(),
        }
    }

    fn corrupt(&self, found: impl Display) -> StoreError {
        StoreError::corrupt(self.table, &self.id, found)
    }

    /// Text that may be absent.
    pub(super) fn text(&self, at: usize) -> Result<Option<String>, StoreError> {
        self.row.get(at).map_err(|error| self.corrupt(error))
    }

    /// A whole number.
    pub(super) fn number<T: TryFrom<i64>>(&self, at: usize) -> Result<T, StoreError> {
        let number: i64 = self.row.get(at).map_err(|error| self.corrupt(error))?;
        T::try_from(number).map_err(|_| self.corrupt(format!("number {number}")))
    }

    /// A value that has a written form.
    pub(super) fn word<T: FromStr<Err: Display>>(&self, at: usize) -> Result<T, StoreError> {
        self.word_if_any(at)?
            .ok_or_else(|| self.corrupt(format!("nothing in column {at}")))
    }

    /// A value that has a written form and may be absent.
    pub(super) fn word_if_any<T: FromStr<Err: Display>>(
        &self,
        at: usize,
    ) -> Result<Option<T>, StoreError> {
        self.text(at)?
            .map(|text| text.parse().map_err(|error| self.corrupt(error)))
            .transpose()
    }

    /// An address; one that would be refused today is no damage.
    pub(super) fn email(&self, at: usize) -> Result<Email, StoreError> {
        self.email_if_any(at)?
            .ok_or_else(|| self.corrupt(format!("nothing in column {at}")))
    }

    /// An address that may be absent.
    pub(super) fn email_if_any(&self, at: usize) -> Result<Option<Email>, StoreError> {
        self.text(at)?
            .map(|text| Email::on_record(&text).map_err(|error| self.corrupt(error)))
            .transpose()
    }

    /// A moment.
    pub(super) fn instant(&self, at: usize) -> Result<Instant, StoreError> {
        self.instant_if_any(at)?
            .ok_or_else(|| self.corrupt(format!("no moment in column {at}")))
    }

    /// A moment that may be absent.
    pub(super) fn instant_if_any(&self, at: usize) -> Result<Option<Instant>, StoreError> {
        let seconds: Option<i64> = self.row.get(at).map_err(|error| self.corrupt(error))?;
        seconds
            .map(|seconds| {
                chrono::DateTime::from_timestamp(seconds, 0)
                    .ok_or_else(|| self.corrupt(format!("moment {seconds}")))
            })
            .transpose()
    }

    /// A day.
    pub(super) fn day(&self, at: usize) -> Result<Day, StoreError> {
        self.day_if_any(at)?
            .ok_or_else(|| self.corrupt(format!("no day in column {at}")))
    }

    /// A day that may be absent.
    pub(super) fn day_if_any(&self, at: usize) -> Result<Option<Day>, StoreError> {
        self.text(at)?
            .map(|text| read_day(&text).map_err(|error| self.corrupt(error)))
            .transpose()
    }

    /// The error for a row whose columns contradict each other.
    pub(super) fn contradiction(&self, what: &str) -> StoreError {
        self.corrupt(what)
    }
}

/// A moment as the store keeps it: whole seconds since 1970.
pub(super) fn seconds(at: Instant) -> i64 {
    at.timestamp()
}

/// A day as the store keeps it.
pub(super) fn day_text(day: Day) -> String {
    day.to_string()
}
