//! A file to fill in that was written.

use serde::Serialize;

use crate::report::{Page, View};

/// A file to fill in.
#[derive(Debug, Serialize)]
pub struct TemplateFileView {
    /// The file.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
}

impl View for TemplateFileView {
    fn page(&self, page: &mut Page) {
        page.line(&self.file);
    }
}
