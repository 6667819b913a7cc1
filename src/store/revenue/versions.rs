//! The version of a document that was read from JSON: its form and the data that the manifest of its export names.

use super::{DocumentKey, RevenueStore};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Instant, Month};
use crate::domain::revenue::{DocumentVersion, FileForm, RevenueDocumentKind};
use crate::store::column::vocabulary;
use crate::store::record::record;

vocabulary!(FileForm);

record! {
    /// The version of a document. One that was read from a table has no row.
    pub(in crate::store) struct VersionRow in REVENUE_VERSIONS: "revenue_versions", key 3, chain Account {
        account_id: i64,
        kind: RevenueDocumentKind,
        name: String,
        form: FileForm,
        e_tag: Option<String>,
        created_at: Option<Instant>,
        invoice_version: Option<String>,
        billing_month: Option<Month>,
    }
    constraints ["FOREIGN KEY (account_id, kind, name) REFERENCES revenue_documents (account_id, kind, name)"]
    indexes []
}

impl RevenueStore<'_, '_> {
    /// The version of a document.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn version(&self, key: DocumentKey<'_>) -> Result<DocumentVersion, Diagnostic> {
        let row = self.tx.find::<VersionRow>(&self.key_of(key))?;
        Ok(row.map_or_else(
            || DocumentVersion::of_form(FileForm::Table),
            |row| DocumentVersion {
                form: row.form,
                e_tag: row.e_tag,
                created: row.created_at,
                invoice_version: row.invoice_version,
                billing_month: row.billing_month,
            },
        ))
    }

    /// Saves the version of an existing document.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn put_version(
        &self,
        (kind, name): DocumentKey<'_>,
        version: &DocumentVersion,
    ) -> Result<(), Diagnostic> {
        if version.form == FileForm::Table {
            return self.delete_version((kind, name));
        }
        self.tx.put(&VersionRow {
            account_id: self.account,
            kind,
            name: name.to_owned(),
            form: version.form,
            e_tag: version.e_tag.clone(),
            created_at: version.created,
            invoice_version: version.invoice_version.clone(),
            billing_month: version.billing_month,
        })
    }

    /// Deletes the version of a document.
    pub(super) fn delete_version(&self, key: DocumentKey<'_>) -> Result<(), Diagnostic> {
        let place = self.key_of(key);
        match self.tx.find::<VersionRow>(&place)? {
            Some(_) => self.tx.delete::<VersionRow>(&place),
            None => Ok(()),
        }
    }
}
