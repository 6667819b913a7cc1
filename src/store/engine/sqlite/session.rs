//! Statements on an open connection.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Statement, ToSql};
use std::borrow::Cow;
use std::ops::ControlFlow;

use super::explain::failed;
use super::integrity;
use crate::diagnostic::Diagnostic;
use crate::store::engine::{CopyIn, EachRow, Hint, Session, Value};
use crate::store::problem::Problem;

/// Something that has an open connection.
pub(super) trait Connected {
    /// The connection.
    fn connection(&self) -> &Connection;
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

#[inline]
fn value_of(found: ValueRef<'_>) -> Value<'_> {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        // csp writes only UTF-8. For any other bytes the digest check fails.
        ValueRef::Text(bytes) => Value::Text(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        }),
        ValueRef::Blob(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
    }
}

fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<()> {
    for (at, value) in (1..).zip(values) {
        statement.raw_bind_parameter(at, value)?;
    }
    Ok(())
}

impl<T: Connected> Session for T {
    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<(), Diagnostic> {
        let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
        bind(&mut statement, values).map_err(failed)?;
        let count = statement.column_count();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failed)? {
            let mut cells = Vec::with_capacity(count);
            for at in 0..count {
                cells.push(value_of(row.get_ref(at).map_err(failed)?));
            }
            if each(&cells)? == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic> {
        let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
        bind(&mut statement, values).map_err(failed)?;
        Ok(statement.raw_execute().map_err(failed)? as u64)
    }

    fn copy_in<'s>(
        &'s self,
        table: &str,
        columns: &[&str],
    ) -> Result<Box<dyn CopyIn + 's>, Diagnostic> {
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({marks})",
            columns.join(", ")
        );
        let statement = self.connection().prepare_cached(&sql).map_err(failed)?;
        Ok(Box::new(Inserting(statement)))
    }

    fn hold_chain(&self, _: i64) -> Result<(), Diagnostic> {
        // A writer has the whole file for itself.
        Ok(())
    }

    fn hint(&self, hint: Hint<'_>) -> Cow<'static, str> {
        match hint {
            Hint::Index(name) => Cow::Owned(format!("INDEXED BY {name}")),
            Hint::Key => Cow::Borrowed("NOT INDEXED"),
            // SQLite never reorders the tables of a `CROSS JOIN`.
            Hint::LeftFirst => Cow::Borrowed("CROSS"),
        }
    }

    fn expect_bulk(&self) -> Result<(), Diagnostic> {
        const KIBIBYTES: i64 = 24 * 1024;
        self.connection()
            .pragma_update(None, "cache_size", -KIBIBYTES)
            .map_err(failed)
    }

    fn role(&self) -> Option<&str> {
        None
    }

    fn engine_problems(&self) -> Result<Vec<Problem>, Diagnostic> {
        integrity::problems(self.connection())
    }
}

/// An insert statement, prepared once.
struct Inserting<'s>(CachedStatement<'s>);

impl CopyIn for Inserting<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), Diagnostic> {
        bind(&mut self.0, values).map_err(failed)?;
        self.0.raw_execute().map(drop).map_err(failed)
    }

    fn finish(self: Box<Self>) -> Result<(), Diagnostic> {
        Ok(())
    }
}
