//! What a check of the store finds.

/// Something that is wrong with the store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// What.
    pub what: String,
    /// In which table.
    pub table: Option<String>,
    /// In which row.
    pub id: Option<String>,
    /// At which journal entry.
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
