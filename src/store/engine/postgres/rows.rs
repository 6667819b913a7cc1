//! Rows that the server found.

use fallible_iterator::FallibleIterator as _;
use postgres_protocol::Oid;
use postgres_protocol::message::backend::DataRowBody;

use super::fault::{Fault, ServerError};
use super::wire_value;
use crate::diagnostic::Diagnostic;
use crate::store::engine::Value;

/// What a group of statements gave.
#[derive(Default)]
pub(super) struct Answers {
    /// Those of its queries, in their order.
    pub(super) queries: Vec<Rows>,
    /// How many rows its last statement changed.
    pub(super) changed: u64,
    /// The tag of the commit.
    pub(super) commit: Option<String>,
    /// Whether the transaction began anew, so that its statements have to be asked again.
    pub(super) began_anew: bool,
}

/// Rows that a query found.
#[derive(Default, Clone)]
pub(super) struct Rows {
    pub(super) types: Vec<Oid>,
    pub(super) rows: Vec<DataRowBody>,
    /// Whether there are more.
    pub(super) has_more: bool,
}

/// A query whose answer is known: it was asked before, or before it was needed.
pub(super) struct Known {
    pub(super) sql: String,
    pub(super) values: Vec<Value<'static>>,
    pub(super) portal: String,
    pub(super) rows: Rows,
}

/// So many answers of so many rows are known at once, at most.
const MOST_KNOWN: usize = 64;
const MOST_KNOWN_ROWS: usize = 16;

impl Known {
    /// Notes what a query has found, where it is short enough; the oldest answer is forgotten.
    pub(super) fn note(known: &mut Vec<Self>, sql: &str, values: &[Value<'_>], rows: &Rows) {
        // A lock is taken anew each time.
        if rows.has_more || rows.rows.len() > MOST_KNOWN_ROWS || sql.ends_with("FOR UPDATE") {
            return;
        }
        if known.len() >= MOST_KNOWN {
            known.remove(0);
        }
        known.push(Self {
            sql: sql.to_owned(),
            values: values.iter().map(Value::owned).collect(),
            portal: String::new(),
            rows: rows.clone(),
        });
    }
}

/// Why a group of statements failed.
pub(super) enum Failure {
    NoStore,
    /// The store is of this earlier version.
    Earlier(i64),
    Server(ServerError),
    Said(Diagnostic),
}

/// So many rows of a query are asked for first, and so many at most later: a query that is small is one turn, and a long
/// one is never in memory as a whole.
pub(super) const FIRST_ROWS: i32 = 512;
pub(super) const MOST_ROWS: i32 = 8192;

pub(super) fn cells<'r>(types: &[Oid], row: &'r DataRowBody) -> Result<Vec<Value<'r>>, Fault> {
    let mut cells = Vec::with_capacity(types.len());
    let mut ranges = row.ranges();
    let bytes = row.buffer();
    for kind in types {
        let range = ranges.next()?.flatten();
        cells.push(match range.and_then(|range| bytes.get(range)) {
            None => Value::Null,
            Some(bytes) => wire_value::read(*kind, bytes)?,
        });
    }
    Ok(cells)
}
