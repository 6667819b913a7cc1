//! What an import does with records that are there already.

crate::domain::word::words! {
    /// What an import does with a row whose record is there already.
    pub enum OnConflict: "answer to --on-conflict" {
        /// The row is a mistake.
        Fail = "fail",
        /// The row is passed over.
        Skip = "skip",
        /// What the row says replaces what is there.
        Update = "update",
    }
}
