//! Rows of declared tables in a transaction: read as records, and written with their digests.

use std::ops::ControlFlow;

use super::engine::{Row, Value};
use super::fields::Fields;
use super::record::Record;
use super::seal::RowDigest;
use super::table::{Sealed, Table};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;

impl Tx<'_> {
    /// The row with this key, verified against its digest.
    pub(super) fn find<R: Record>(&self, key: &[Value<'_>]) -> Result<Option<R>, Diagnostic> {
        let mut found = None;
        self.session().query(R::TABLE.finding(), key, &mut |row| {
            found = Some(read::<R>(row)?);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The rows that `rest` (`WHERE … ORDER BY …`) selects, each verified.
    pub(super) fn select<R: Record>(
        &self,
        rest: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, Diagnostic> {
        self.select_by(&format!("{} {rest}", R::TABLE.all()), values)
    }

    /// The rows of a whole statement, which begins with [`Table::all`], each verified.
    pub(super) fn select_by<R: Record>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, Diagnostic> {
        let mut found = Vec::new();
        self.each_row(sql, values, |row| {
            found.push(read::<R>(row)?);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Tells which queries will follow, so that an engine can ask them together.
    pub(super) fn foresee(&self, queries: &[(&str, &[Value<'_>])]) -> Result<(), Diagnostic> {
        self.session().foresee(queries)
    }

    /// Calls `each` with the rows that `rest` selects, one by one, until it ends the query.
    pub(super) fn each_record<R: Record, E: From<Diagnostic>>(
        &self,
        rest: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(R) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let sql = format!("{} {rest}", R::TABLE.all());
        self.each_row(&sql, values, |row| each(read::<R>(row)?))
    }

    /// Calls `each` with the rows of any statement, one by one, until it ends the query. They are not verified: show
    /// them, but base no decision on them.
    pub(super) fn each_row<E: From<Diagnostic>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(Row<'_>) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let mut failed = None;
        self.session().query(sql, values, &mut |row| {
            Ok(each(row).unwrap_or_else(|error| {
                failed = Some(error);
                ControlFlow::Break(())
            }))
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// The first row of a statement, read by `read`.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Option<T>,
    ) -> Result<Option<T>, Diagnostic> {
        let mut found = None;
        self.session().query(sql, values, &mut |row| {
            found = read(row);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The text in the first column of every row of a statement.
    pub(super) fn texts(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<String>, Diagnostic> {
        let mut found = Vec::new();
        self.session().query(sql, values, &mut |row| {
            found.extend(row.first().map(Value::shown));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The number that a `SELECT count` statement returns.
    pub(super) fn count(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic> {
        let counted = self.first(sql, values, |row| row.first()?.as_integer())?;
        Ok(counted.unwrap_or(0).unsigned_abs())
    }

    /// Inserts a new row.
    pub(super) fn insert<R: Record>(&self, row: &R) -> Result<(), Diagnostic> {
        R::TABLE.insert(self, row.values())
    }

    /// Inserts a row, or replaces the one with the same key.
    pub(super) fn put<R: Record>(&self, row: &R) -> Result<(), Diagnostic> {
        R::TABLE.put(self, row.values())
    }

    /// Deletes the row with this key, if there is one.
    pub(super) fn delete<R: Record>(&self, key: &[Value<'_>]) -> Result<(), Diagnostic> {
        R::TABLE.delete(self, key)
    }
}

/// Reads a record from a row, verified against its digest.
fn read<R: Record>(row: Row<'_>) -> Result<R, Diagnostic> {
    if R::TABLE.is_sealed() {
        R::TABLE.verify(row)?;
    }
    R::read(&mut Fields::of(R::TABLE, row))
}

impl Table {
    /// Inserts a new row.
    pub(super) fn insert(&self, tx: &Tx<'_>, mut values: Vec<Value<'_>>) -> Result<(), Diagnostic> {
        let sealed = Sealed::of(self, &values);
        values.push(sealed.value());
        tx.session().write(self.inserting(), &values, None)?;
        tx.seal(self, &values[..self.key], None, Some(&sealed))
    }

    /// Inserts a row, or replaces the one with the same key. If the stored row is equal, nothing is changed.
    pub(super) fn put(&self, tx: &Tx<'_>, mut values: Vec<Value<'_>>) -> Result<(), Diagnostic> {
        let before = self.stored_digest(tx, &values[..self.key])?;
        let digest = self.digest_of(&values);
        if before == Some(digest) {
            return Ok(());
        }
        let sealed = Sealed::with(digest);
        values.push(sealed.value());
        // A row that another transaction inserted meanwhile is not overwritten: the database refuses a second one.
        let sql = match before {
            Some(_) => self.upserting(),
            None => self.inserting(),
        };
        tx.session().write(sql, &values, None)?;
        let before = before.map(Sealed::with);
        tx.seal(self, &values[..self.key], before.as_ref(), Some(&sealed))
    }

    /// Deletes the row with this key, if there is one.
    pub(super) fn delete(&self, tx: &Tx<'_>, key: &[Value<'_>]) -> Result<(), Diagnostic> {
        let Some(before) = self.stored_digest(tx, key)? else {
            return Ok(());
        };
        tx.session().write(self.deleting(), key, None)?;
        tx.seal(self, key, Some(&Sealed::with(before)), None)
    }

    /// The digest of the row with this key, after its content was verified. A changed or deleted row is subtracted from
    /// the state of its chain only as csp wrote it.
    fn stored_digest(
        &self,
        tx: &Tx<'_>,
        key: &[Value<'_>],
    ) -> Result<Option<RowDigest>, Diagnostic> {
        let mut found = None;
        tx.session().query(self.finding(), key, &mut |row| {
            found = Some(self.verify(row)?);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }
}
