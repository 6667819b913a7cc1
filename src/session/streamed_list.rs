//! A list that goes out row by row while the store is read.

use super::Context;
use crate::diagnostic::Result;
use crate::report::{ListRow, ListWriter, Outcome, OutputFormat, unwritable};

/// Such a list, and whether anything was in it.
pub struct Streamed<'c, 'h> {
    ctx: &'c Context<'h>,
    writer: ListWriter<'c, 'h>,
    is_empty: bool,
}

impl<'c, 'h> Streamed<'c, 'h> {
    /// A list of such rows.
    pub fn of<R: ListRow>(ctx: &'c Context<'h>) -> Self {
        Self {
            ctx,
            writer: ListWriter::of::<R>(&ctx.out),
            is_empty: true,
        }
    }

    /// Writes one row, of the kind that the list is of.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn push<R: ListRow>(&mut self, row: &R) -> Result<()> {
        self.is_empty = false;
        self.writer.push(row).map_err(|error| unwritable(&error))
    }

    /// Writes what remains; of a list without rows a person reads `empty`.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn finish(self, empty: &str) -> Result<Outcome> {
        self.writer.finish().map_err(|error| unwritable(&error))?;
        if self.is_empty && self.ctx.out.format() == OutputFormat::Table {
            self.ctx.out.note(empty);
        }
        Ok(Outcome::written())
    }
}
