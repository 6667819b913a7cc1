//! A list that is written row by row while the store is read.

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

    /// Says something more in the line below a table, a sentence.
    pub fn remark(&mut self, sentence: String) {
        self.writer.remark(sentence);
    }

    /// Says how to go on where the list ended at the limit that was asked for.
    pub fn remark_on_limit(&mut self, limit: Option<u32>) {
        let is_full = limit.is_some_and(|limit| limit > 0 && self.writer.count() == limit as usize);
        if is_full {
            let last = self.writer.last_key();
            self.remark(format!(
                "This is the limit; --after {last} shows what follows."
            ));
        }
    }

    /// Writes what remains; of a list without rows a person reads `empty`.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn finish(self, empty: &str) -> Result<Outcome> {
        self.writer.finish().map_err(|error| unwritable(&error))?;
        if self.is_empty && self.ctx.out.given_format() == OutputFormat::Table {
            self.ctx.out.note(empty);
        }
        Ok(Outcome::written())
    }
}
