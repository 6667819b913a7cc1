//! The answer of an import of many.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::domain::grouped;
use crate::report::{Output, Page, View};

/// So many bytes are collected before they go out.
const CHUNK: usize = 1 << 16;

/// What an import did; what is new may follow one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ImportCounts {
    /// How many are new.
    pub created: u64,
    /// How many were there and have changed.
    pub updated: u64,
    /// How many were there and stay as they were.
    pub skipped: u64,
}

impl View for ImportCounts {
    fn page(&self, page: &mut Page) {
        page.line(&format!(
            "{} created, {} updated, {} skipped.",
            grouped(self.created),
            grouped(self.updated),
            grouped(self.skipped)
        ));
    }
}

/// The answer for a script: the counts, then everything that is new, so that a million are never in memory at once.
pub struct ImportJson<'a, 'h> {
    out: &'a Output<'h>,
    buffer: Vec<u8>,
    is_first: bool,
}

impl<'a, 'h> ImportJson<'a, 'h> {
    /// Begins the answer, in which `list` is the name of what follows.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn begin(
        out: &'a Output<'h>,
        counts: ImportCounts,
        list: &'static str,
    ) -> io::Result<Self> {
        let dry_run = if out.dry_run() {
            "\"dry_run\":true,"
        } else {
            ""
        };
        let ImportCounts {
            created,
            updated,
            skipped,
        } = counts;
        let mut buffer = Vec::new();
        write!(
            buffer,
            "{{{dry_run}\"created\":{created},\"updated\":{updated},\"skipped\":{skipped},\"{list}\":["
        )?;
        Ok(Self {
            out,
            buffer,
            is_first: true,
        })
    }

    /// Writes one that is new.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn push(&mut self, new: &impl Serialize) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            self.buffer.push(b',');
        }
        crate::sanitize::write_json(&mut self.buffer, new)?;
        if self.buffer.len() > CHUNK {
            self.out.write(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Ends the answer.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.buffer.extend_from_slice(b"]}\n");
        self.out.write(&self.buffer)
    }
}
