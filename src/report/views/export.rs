//! What an export wrote.

use serde::Serialize;

use crate::report::{Page, View, cells};

/// An export of the whole store.
#[derive(Debug, Serialize)]
pub struct StoreExportView {
    /// The folder.
    pub folder: String,
    /// Its files.
    pub files: Vec<ExportedView>,
}

/// One file of an export.
#[derive(Debug, Serialize)]
pub struct ExportedView {
    /// Its name.
    pub file: String,
    /// How many rows are in it.
    pub rows: usize,
}

impl View for StoreExportView {
    const NESTED: &'static [&'static str] = &["files"];

    fn page(&self, page: &mut Page) {
        page.line(&format!("Exported to {}.", self.folder));
        let rows = self.files.iter();
        page.table(
            &["file", "rows"],
            rows.map(|one| cells![one.file.clone(), one.rows.to_string()]),
        );
    }
}
