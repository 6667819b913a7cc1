//! The content of the store as plain text, for `csp store export`.
//!
//! The columns are those of the tables. Instants are RFC 3339, bank details are masked, hashes of passwords and codes
//! are left out.

use std::ops::ControlFlow;

use super::TABLES;
use super::engine::Value;
use super::table::Table;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::bank::{AccountNumber, BankCode, Iban};
use crate::domain::calendar::rfc3339;

/// Secrets, and keys that only repeat another column in lower case.
const LEFT_OUT: &[&str] = &["hash", "temporary_hash", "own_hash", "name_key"];

/// Columns that hold an instant as seconds and do not end in `_at`.
const INSTANTS: &[&str] = &["since", "active_since", "closed_until"];

/// Columns that hold yes or no.
const ANSWERS: &[&str] = &["csp_tenant", "admin_rights", "admin_access"];

/// A cell; `None` if the column is empty.
pub type Cell = Option<String>;

/// A table to export.
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

    /// The exported columns.
    pub fn columns(self) -> Vec<&'static str> {
        let shown = |column: &&str| !LEFT_OUT.contains(column);
        self.table.names().filter(shown).collect()
    }
}

impl Tx<'_> {
    /// Calls `each` with every row of a table, in the order of its key.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn dump<E: From<Diagnostic>>(
        &self,
        dumped: Dumped,
        mut each: impl FnMut(Vec<Cell>) -> Result<(), E>,
    ) -> Result<(), E> {
        let columns = dumped.columns();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {}",
            columns.join(", "),
            dumped.name(),
            dumped.table.keys().join(", ")
        );
        self.each_row(&sql, &[], |row| {
            let cell = |(column, value): (&&str, &Value<'_>)| plain(column, value);
            each(columns.iter().zip(row).map(cell).collect())?;
            Ok(ControlFlow::Continue(()))
        })
    }
}

fn plain(column: &str, value: &Value<'_>) -> Cell {
    match value {
        Value::Null => None,
        Value::Integer(number) => Some(of_number(column, *number)),
        Value::Real(number) => Some(number.to_string()),
        Value::Text(text) => Some(of_text(column, text)),
        Value::Bytes(bytes) => Some(crate::domain::hex(bytes)),
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

/// The text unchanged, except bank details: these are masked, or hidden completely if they cannot be parsed (in an
/// unfinished draft).
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
                Value::Integer(1_614_589_200),
                "2021-03-01T09:00:00Z",
            ),
            (
                "since",
                Value::Integer(1_614_589_200),
                "2021-03-01T09:00:00Z",
            ),
            ("wrong_tries", Value::Integer(3), "3"),
            ("csp_tenant", Value::Integer(1), "true"),
            (
                "bank_iban",
                Value::from("FR1420041010050500013M02606"),
                "FR14•••••2606",
            ),
            ("bank_iban", Value::from("FR14 unfinished"), "•••••"),
            ("name", Value::from("Contoso"), "Contoso"),
        ] {
            assert_eq!(plain(column, &value).as_deref(), Some(shown), "{column}");
        }
        assert_eq!(plain("reason", &Value::Null), None);
    }
}
