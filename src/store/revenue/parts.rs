//! The parts that a document was read from, with a fingerprint of each line.

use super::{DocumentKey, OF_DOCUMENT, RevenueStore};
use crate::diagnostic::Diagnostic;
use crate::domain::revenue::{Content, LineMark, RevenueDocumentKind, repeated};
use crate::store::column::{LongBytes, written};
use crate::store::engine::Value;
use crate::store::record::record;

written! { Content }

record! {
    /// A part that a document was read from. `content` is the number of its lines and a sum over their fingerprints,
    /// independent of order.
    pub(in crate::store) struct PartRow in REVENUE_PARTS: "revenue_parts", key 4, chain Account {
        account_id: i64,
        kind: RevenueDocumentKind,
        name: String,
        content: Content,
        source: String,
        lines: u64,
    }
    constraints ["FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)"]
    indexes []
}

record! {
    /// The fingerprints of a part's lines, eight bytes each, sorted, in chunks: they show whether a line of a later
    /// file was already imported.
    pub(in crate::store) struct LinesRow in REVENUE_LINES: "revenue_lines", key 5, chain Account {
        account_id: i64,
        kind: RevenueDocumentKind,
        name: String,
        content: Content,
        chunk: i64,
        marks: LongBytes,
    }
    constraints ["FOREIGN KEY (account_id, kind, name, content) REFERENCES revenue_parts (account_id, kind, name, content)"]
    indexes []
}

/// The number of fingerprints in one row: half a mebibyte, so that a large invoice is never in memory twice.
const CHUNK: usize = 65_536;
/// The bytes of a fingerprint.
const WIDTH: usize = size_of::<LineMark>();

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPart {
    /// The number and the fingerprint of its lines.
    pub content: Content,
    /// The file it was read from.
    pub source: String,
}

impl RevenueStore<'_, '_> {
    /// The parts that a document was read from; none for one that csp 0.1 wrote.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn parts(&self, key: DocumentKey<'_>) -> Result<Vec<StoredPart>, Diagnostic> {
        let rest = format!("{OF_DOCUMENT} ORDER BY content");
        let rows: Vec<PartRow> = self.tx.select(&rest, &self.key_of(key))?;
        let parts = rows.into_iter().map(|row| StoredPart {
            content: row.content,
            source: row.source,
        });
        Ok(parts.collect())
    }

    /// How many of these lines, which must be sorted, the document already has.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn repeated_lines(
        &self,
        key: DocumentKey<'_>,
        marks: &[LineMark],
    ) -> Result<u64, Diagnostic> {
        let mut count = 0;
        self.tx
            .each_record(OF_DOCUMENT, &self.key_of(key), |row: LinesRow| {
                let (chunks, _) = row.marks.0.as_chunks::<WIDTH>();
                let known: Vec<LineMark> =
                    chunks.iter().map(|one| u64::from_be_bytes(*one)).collect();
                count += repeated(marks, &known);
                Ok::<_, Diagnostic>(std::ops::ControlFlow::Continue(()))
            })?;
        Ok(count)
    }

    /// Adds a part to an existing document.
    pub(super) fn insert_part(
        &self,
        (kind, name): DocumentKey<'_>,
        source: &str,
        marks: &[LineMark],
    ) -> Result<(), Diagnostic> {
        let content = Content::of(marks);
        self.tx.insert(&PartRow {
            account_id: self.account,
            kind,
            name: name.to_owned(),
            content,
            source: source.to_owned(),
            lines: content.lines,
        })?;
        for (chunk, marks) in (0..).zip(marks.chunks(CHUNK)) {
            let mut bytes = Vec::with_capacity(marks.len() * WIDTH);
            for mark in marks {
                bytes.extend_from_slice(&mark.to_be_bytes());
            }
            self.tx.insert(&LinesRow {
                account_id: self.account,
                kind,
                name: name.to_owned(),
                content,
                chunk,
                marks: LongBytes(bytes),
            })?;
        }
        Ok(())
    }

    /// Deletes the parts of a document.
    pub(super) fn delete_parts(&self, key: DocumentKey<'_>) -> Result<(), Diagnostic> {
        for part in self.parts(key)? {
            let mut place = self.key_of(key).to_vec();
            place.push(part.content.to_string().into());
            let sql = "SELECT count(*) FROM revenue_lines WHERE account_id = ?1 AND kind = ?2 AND name = ?3 AND content = ?4";
            let chunks = self
                .tx
                .first(sql, &place, |row| row.first()?.as_integer())?;
            for chunk in 0..chunks.unwrap_or(0) {
                let mut line = place.clone();
                line.push(Value::Integer(chunk));
                self.tx.delete::<LinesRow>(&line)?;
            }
            self.tx.delete::<PartRow>(&place)?;
        }
        Ok(())
    }
}
