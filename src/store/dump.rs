//! Everything that is in the store, as plain text: what `csp store export` writes.
//!
//! The columns are those of the tables. Instants are RFC 3339, bank details masked, hashes of passwords and codes left
//! out.

use rusqlite::types::ValueRef;

use super::TABLES;
use super::failure::StoreError;
use super::table::Table;
use super::tx::Tx;
use crate::domain::bank::{AccountNumber, BankCode, Iban};
use crate::domain::calendar::rfc3339;

/// What never leaves the store, and keys that only repeat the column behind them in lower case.
const LEFT_OUT: &[&str] = &["hash", "temporary_hash", "own_hash", "name_key"];

/// Columns that hold an instant as seconds and do not end in `_at`.
const INSTANTS: &[&str] = &["since", "active_since", "closed_until"];

/// Columns that hold a yes or a no.
const ANSWERS: &[&str] = &["csp_tenant", "admin_rights", "admin_access"];

/// A cell; `None` where nothing stands.
pub type Cell = Option<String>;

/// A table of the store, to be read whole.
#[derive(Clone, Copy)]
pub struct Dumped {
    table: &'static Table,
}

/// The tables that have content of their own, in the order in which they refer to each other.
pub fn dumped() -> impl Iterator<Item = Dumped> {
    TABLES.iter().map(|table| Dumped { table })
}

impl Dumped {
    /// The table's name.
    pub fn name(self) -> &'static str {
        self.table.name
    }

    /// The columns that are shown.
    pub fn columns(self) -> Vec<&'static str> {
        let shown = |column: &&&str| !LEFT_OUT.contains(*column);
        self.table.columns.iter().filter(shown).copied().collect()
    }
}

impl Tx<'_> {
    /// Hands every row of a table to `each`, in the order of its key.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn dump<E: From<StoreError>>(
        &self,
        dumped: Dumped,
        mut each: impl FnMut(Vec<Cell>) -> Result<(), E>,
    ) -> Result<(), E> {
        let columns = dumped.columns();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {}",
            columns.join(", "),
            dumped.name(),
            dumped.table.columns[..dumped.table.key].join(", ")
        );
        let mut statement = self.connection().prepare(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let cell = |(at, column): (usize, &&str)| {
                let value = row.get_ref(at).map_err(StoreError::from)?;
                Ok::<Cell, StoreError>(plain(column, value))
            };
            let cells: Result<Vec<Cell>, StoreError> =
                columns.iter().enumerate().map(cell).collect();
            each(cells?)?;
        }
        Ok(())
    }
}

fn plain(column: &str, value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(of_number(column, number)),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(bytes) => Some(of_text(column, &String::from_utf8_lossy(bytes))),
        ValueRef::Blob(bytes) => Some(crate::domain::hex(bytes)),
    }
}

fn of_number(column: &str, number: i64) -> String {
    if ANSWERS.contains(&column) {
        return (number != 0).to_string();
    }
    let is_instant = column.ends_with("_at") || INSTANTS.contains(&column);
    let instant = chrono::DateTime::from_timestamp(number, 0).filter(|_| is_instant);
    instant.map_or_else(|| number.to_string(), rfc3339)
}

/// The text as it is; bank details masked, and hidden whole where they cannot be read (an unfinished draft).
fn of_text(column: &str, text: &str) -> String {
    const HIDDEN: &str = "•••••";
    let masked = match column {
        "bank_iban" => text.parse::<Iban>().ok().map(|iban| iban.masked()),
        "bank_account_number" => text.parse::<AccountNumber>().ok().map(|it| it.masked()),
        "bank_bank_code" => text.parse::<BankCode>().ok().map(|code| code.masked()),
        _ => return text.to_owned(),
    };
    masked.unwrap_or_else(|| HIDDEN.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_among_the_columns() {
        for dumped in dumped() {
            for column in dumped.columns() {
                assert!(!column.contains("hash"), "{}.{column}", dumped.name());
            }
        }
    }

    #[test]
    fn cells_read_as_in_every_other_output() {
        for (column, value, shown) in [
            (
                "created_at",
                ValueRef::Integer(1_614_589_200),
                "2021-03-01T09:00:00Z",
            ),
            (
                "since",
                ValueRef::Integer(1_614_589_200),
                "2021-03-01T09:00:00Z",
            ),
            ("wrong_tries", ValueRef::Integer(3), "3"),
            ("csp_tenant", ValueRef::Integer(1), "true"),
            (
                "bank_iban",
                ValueRef::Text(b"FR1420041010050500013M02606"),
                "FR14•••••2606",
            ),
            ("bank_iban", ValueRef::Text(b"FR14 unfinished"), "•••••"),
            ("name", ValueRef::Text(b"Contoso"), "Contoso"),
        ] {
            assert_eq!(plain(column, value).as_deref(), Some(shown), "{column}");
        }
        assert_eq!(plain("reason", ValueRef::Null), None);
    }
}
