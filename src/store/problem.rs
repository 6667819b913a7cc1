//! What a check of the store finds.

/// Something that is wrong with the store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// What is wrong.
    pub what: String,
    /// The table.
    pub table: Option<String>,
    /// The key of the row.
    pub id: Option<String>,
    /// The sequence number of the journal entry.
    pub seq: Option<i64>,
}

impl Problem {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            table: None,
            id: None,
            seq: None,
        }
    }
}
