//! The version of a document: the form it was read in and, for a billing export, which data Microsoft's manifest names.

use crate::domain::calendar::{Instant, Month, rfc3339};
use crate::domain::word::words;

words! {
    /// The form of a file. Files of one invoice in two forms have the same lines and never add up.
    pub enum FileForm: "form of revenue file" {
        /// Rows of a table: CSV or a workbook.
        Table = "table",
        /// JSON with the attributes that only a full export has.
        JsonFull = "json-full",
        /// JSON without them.
        JsonBasic = "json-basic",
    }
}

impl FileForm {
    /// The form in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Table => "a table",
            Self::JsonFull => "JSON with the full set of attributes",
            Self::JsonBasic => "JSON with the basic set of attributes",
        }
    }
}

/// The version of a document's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentVersion {
    /// The form of its files.
    pub form: FileForm,
    /// Microsoft's mark of the data: another mark means other data.
    pub e_tag: Option<String>,
    /// When Microsoft made the export.
    pub created: Option<Instant>,
    /// Microsoft's version of the invoice.
    pub invoice_version: Option<String>,
    /// The billing month of the invoice.
    pub billing_month: Option<Month>,
}

impl DocumentVersion {
    /// The version of a document that was read without a manifest.
    pub fn of_form(form: FileForm) -> Self {
        Self {
            form,
            e_tag: None,
            created: None,
            invoice_version: None,
            billing_month: None,
        }
    }

    /// Whether the document was read by a manifest, which names all its files: nothing can be added to it.
    pub fn is_complete(&self) -> bool {
        self.e_tag.is_some() || self.created.is_some()
    }

    /// Whether these data are older than others of the same document: by the date of the export, else by the version of
    /// the invoice.
    pub fn is_older_than(&self, other: &Self) -> bool {
        match (self.created, other.created) {
            (Some(own), Some(others)) => own < others,
            (Some(_), None) | (None, Some(_)) | (None, None) => {
                match (&self.invoice_version, &other.invoice_version) {
                    (Some(own), Some(others)) => own < others,
                    (Some(_), None) | (None, Some(_)) | (None, None) => false,
                }
            }
        }
    }

    /// Whether these data of an export are recorded as the version of a document that has the same lines.
    pub fn supersedes(&self, recorded: &Self) -> bool {
        let keeps_date = self.created.is_some() || recorded.created.is_none();
        self.is_complete() && self != recorded && keeps_date && !self.is_older_than(recorded)
    }

    /// The version in a sentence: `the export of 2026-11-09T06:04:10Z (eTag RwDx)`.
    pub fn title(&self) -> String {
        let mut text = match (self.created, &self.invoice_version) {
            (Some(created), _) => format!("the export of {}", rfc3339(created)),
            (None, Some(version)) => format!("the export of invoice version {version}"),
            (None, None) if self.e_tag.is_some() => "an export".to_owned(),
            (None, None) => self.form.title().to_owned(),
        };
        if let Some(e_tag) = &self.e_tag {
            text.push_str(&format!(" (eTag {e_tag})"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_instant;

    fn version(created: &str, invoice_version: &str) -> DocumentVersion {
        DocumentVersion {
            created: parse_instant(created).ok(),
            invoice_version: Some(invoice_version.to_owned()).filter(|text| !text.is_empty()),
            ..DocumentVersion::of_form(FileForm::JsonFull)
        }
    }

    #[test]
    fn the_date_of_an_export_decides_before_its_version() {
        for (own, others, older) in [
            (
                ("2026-11-09T06:00:00Z", ""),
                ("2026-11-09T06:00:01Z", ""),
                true,
            ),
            (
                ("2026-11-09T06:00:00Z", ""),
                ("2026-11-09T06:00:00Z", ""),
                false,
            ),
            (
                ("2026-11-10T06:00:00Z", "202610"),
                ("2026-11-09T06:00:00Z", "202611"),
                false,
            ),
            (("", "202610"), ("2026-11-09T06:00:00Z", "202611"), true),
            (("", ""), ("2026-11-09T06:00:00Z", "202611"), false),
        ] {
            let (own, others) = (version(own.0, own.1), version(others.0, others.1));
            assert_eq!(own.is_older_than(&others), older, "{own:?} {others:?}");
        }
    }
}
