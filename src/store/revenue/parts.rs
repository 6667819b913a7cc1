//! The parts that a document was read from, with a mark for each line.

use rusqlite::params;

use super::{DocumentKey, RevenueStore};
use crate::domain::revenue::{Content, LineMark, repeated};
use crate::store::column::Reader;
use crate::store::failure::StoreError;
use crate::store::table::table;

table!(pub(in crate::store) REVENUE_PARTS = "revenue_parts", key 4, [
    "account_id", "kind", "name", "content", "source", "lines",
]);
table!(pub(in crate::store) REVENUE_LINES = "revenue_lines", key 5, [
    "account_id", "kind", "name", "content", "chunk", "marks",
]);

/// How many marks are kept in one row: half a mebibyte, so that a large invoice is never in memory twice.
const CHUNK: usize = 65_536;
/// The bytes of a mark.
const WIDTH: usize = size_of::<LineMark>();

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// What it consists of.
    pub content: Content,
    /// The file it was read from.
    pub source: String,
}

impl RevenueStore<'_, '_> {
    /// The parts that a document was read from; none for one that csp 0.1 wrote.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn parts(&self, (kind, name): DocumentKey<'_>) -> Result<Vec<StoredPart>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND kind = ? AND name = ? ORDER BY content",
            REVENUE_PARTS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, kind_word(kind), name])?;
        let mut parts = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &REVENUE_PARTS)?;
            parts.push(StoredPart {
                content: reader.word(3)?,
                source: reader.word(4)?,
            });
        }
        Ok(parts)
    }

    /// How many of these lines, which are sorted, the document has already.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn repeated_lines(
        &self,
        (kind, name): DocumentKey<'_>,
        marks: &[LineMark],
    ) -> Result<u64, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND kind = ? AND name = ?",
            REVENUE_LINES.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, kind_word(kind), name])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            REVENUE_LINES.verify(row)?;
            let bytes: Vec<u8> = row.get(5)?;
            let (chunks, _) = bytes.as_chunks::<WIDTH>();
            let known: Vec<LineMark> = chunks.iter().map(|one| u64::from_be_bytes(*one)).collect();
            count += repeated(marks, &known);
        }
        Ok(count)
    }

    /// Keeps a part of a document that is there.
    pub(super) fn insert_part(
        &self,
        (kind, name): DocumentKey<'_>,
        source: &str,
        marks: &[LineMark],
    ) -> Result<(), StoreError> {
        let kind = kind_word(kind);
        let content = Content::of(marks);
        let (text, lines) = (content.to_string(), content.lines.cast_signed());
        REVENUE_PARTS.insert(
            self.tx,
            &[&self.account, &kind, &name, &text, &source, &lines],
        )?;
        for (chunk, marks) in (0_i64..).zip(marks.chunks(CHUNK)) {
            let mut bytes = Vec::with_capacity(marks.len() * WIDTH);
            for mark in marks {
                bytes.extend_from_slice(&mark.to_be_bytes());
            }
            REVENUE_LINES.insert(
                self.tx,
                &[&self.account, &kind, &name, &text, &chunk, &bytes],
            )?;
        }
        Ok(())
    }

    /// Forgets what a document was read from.
    pub(super) fn delete_parts(&self, (kind, name): DocumentKey<'_>) -> Result<(), StoreError> {
        for part in self.parts((kind, name))? {
            let (kind, content) = (kind_word(kind), part.content.to_string());
            let chunks: i64 = self.tx.connection().query_row(
                "SELECT count(*) FROM revenue_lines WHERE account_id = ? AND kind = ? AND name = ? AND content = ?",
                params![self.account, kind, name, content],
                |row| row.get(0),
            )?;
            for chunk in 0..chunks {
                REVENUE_LINES.delete(self.tx, &[&self.account, &kind, &name, &content, &chunk])?;
            }
            REVENUE_PARTS.delete(self.tx, &[&self.account, &kind, &name, &content])?;
        }
        Ok(())
    }
}

fn kind_word(kind: crate::domain::revenue::DocumentKind) -> &'static str {
    use crate::domain::word::Word;
    kind.word()
}
