//! Many rows on their way into a table, in the binary form of `COPY`.

use bytes::{BufMut as _, BytesMut};
use postgres_protocol::IsNull;

use super::wire_value;
use crate::store::engine::Value;

/// Rows go out when so many bytes wait in one table.
const PIECE: usize = 1 << 20;

/// What every copy begins with: the mark of the form, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// The rows of one table that are not sent yet.
pub(super) struct Waiting {
    sql: String,
    rows: BytesMut,
}

impl Waiting {
    /// Nothing yet, for these columns of a table.
    pub(super) fn new(table: &str, columns: &[&str]) -> Self {
        Self {
            sql: format!(
                "COPY {table} ({}) FROM STDIN (FORMAT binary)",
                columns.join(", ")
            ),
            rows: BytesMut::new(),
        }
    }

    /// Adds a row; tells whether enough of them wait.
    pub(super) fn add(&mut self, values: &[Value<'_>]) -> bool {
        if self.rows.is_empty() {
            self.rows.extend_from_slice(HEADER);
        }
        // No table has more columns than fit.
        self.rows.put_i16(values.len() as i16);
        for value in values {
            let at = self.rows.len();
            self.rows.put_i32(-1);
            if let IsNull::No = wire_value::write(value, &mut self.rows) {
                let length = (self.rows.len() - at - 4) as i32;
                if let Some(place) = self.rows.get_mut(at..at + 4) {
                    place.copy_from_slice(&length.to_be_bytes());
                }
            }
        }
        self.rows.len() >= PIECE
    }

    /// The statement, and the rows, which are gone from here then; `None` where none wait.
    pub(super) fn take(&mut self) -> Option<(&str, BytesMut)> {
        if self.rows.is_empty() {
            return None;
        }
        self.rows.put_i16(-1);
        Some((&self.sql, std::mem::take(&mut self.rows)))
    }
}
