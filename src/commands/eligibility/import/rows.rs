//! Reading every file of an import; mistakes of all of them are listed together.

use std::rc::Rc;

use crate::diagnostic::{Diagnostic, Result};
use crate::domain::revenue::{
    DocumentName, DocumentVersion, FileForm, Relation, RevenueDocumentKind,
};
use crate::exchange::revenue::{DocumentPart, Reading, RevenueFile, RevenueFileKind, read_revenue};
use crate::session::Context;
use crate::session::eligibility_files::open_revenue;
use crate::session::export_files::{Export, InputFile};
use crate::session::input_file;

/// A file that was read.
pub(super) struct ReadFile {
    /// The file as it was given.
    pub(super) name: String,
    /// The name without its folder: where a stated total came from, wherever the file lay.
    pub(super) source: String,
    pub(super) content: RevenueFile,
    /// The export that it is a part of.
    pub(super) export: Option<Rc<Export>>,
}

impl ReadFile {
    /// The version of the documents in it.
    pub(super) fn version(&self) -> DocumentVersion {
        let version = DocumentVersion::of_form(self.content.form);
        match &self.export {
            Some(export) => DocumentVersion {
                e_tag: export.manifest.e_tag.clone(),
                created: export.manifest.created,
                invoice_version: export.manifest.folder.invoice_version.clone(),
                billing_month: export.manifest.folder.month,
                ..version
            },
            None => version,
        }
    }

    /// Whether both files are parts of one export.
    pub(super) fn is_of_same_export(&self, other: &Self) -> bool {
        match (&self.export, &other.export) {
            (Some(one), Some(two)) => Rc::ptr_eq(one, two),
            (Some(_), None) | (None, Some(_)) | (None, None) => false,
        }
    }

    /// Whether it has JSON lines of a document that the other file has lines of.
    fn has_part_of(&self, other: &Self) -> bool {
        let has = |part: &DocumentPart| {
            let mut parts = other.content.documents.iter();
            parts.any(|one| one.name.relation(&part.name) == Relation::Same)
        };
        self.content.form != FileForm::Table && self.content.documents.iter().any(has)
    }
}

pub(super) fn read_all(
    ctx: &Context<'_>,
    inputs: &[InputFile],
    reading: Reading<'_>,
    sheet: Option<&str>,
) -> Result<Vec<ReadFile>> {
    let mut mistakes = Vec::new();
    let mut files = Vec::new();
    for input in inputs {
        let path = input.path.as_path();
        let name = path.display().to_string();
        let reading = Reading {
            is_basic: input
                .export
                .as_ref()
                .is_some_and(|export| export.manifest.folder.is_basic),
            may_be_empty: input.export.is_some(),
            ..reading
        };
        let read = open_revenue(ctx, path, sheet).map(|mut text| {
            let content = read_revenue(&mut text, reading);
            input_file::note_encoding(ctx, path, &text.encoding());
            content
        });
        match read {
            Ok(Ok(content)) => {
                let file = ReadFile {
                    source: input_file::short_name(path),
                    name,
                    content,
                    export: input.export.clone(),
                };
                mistakes.extend(manifest_mistake(&file));
                files.push(file);
            }
            Ok(Err(found)) => mistakes.extend(input_file::list_mistakes(path, found)),
            Err(failure) => mistakes.extend(failure.parts().iter().cloned()),
        }
    }
    mistakes.extend(not_filtered(&files));
    if mistakes.is_empty() {
        mistakes.extend(nothing_left(&files));
    }
    Diagnostic::unless_none(mistakes)?;
    Ok(files)
}

/// Files from which the rows of one reseller cannot be chosen, because no line of their documents names a reseller.
fn not_filtered(files: &[ReadFile]) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    for file in files {
        let names_resellers =
            |other: &ReadFile| other.content.not_filtered.is_none() && other.has_part_of(file);
        if let Some(why) = file.content.not_filtered
            && !files.iter().any(names_resellers)
        {
            mistakes.push(Diagnostic::in_line(1, why).in_file(&file.name));
        }
    }
    mistakes
}

/// Files of which nothing counts. A part of a document may be one, where another part of it counts.
fn nothing_left(files: &[ReadFile]) -> Vec<Diagnostic> {
    let left = files.iter().filter_map(|file| {
        let message = file.content.nothing_left.as_ref()?;
        let counts = |other: &ReadFile| {
            other.content.rows > 0 && (file.is_of_same_export(other) || other.has_part_of(file))
        };
        let mistake = Diagnostic::in_line(1, message.as_str()).in_file(&file.name);
        (!files.iter().any(counts)).then_some(mistake)
    });
    left.collect()
}

/// What a part of an export has that does not fit the manifest.
fn manifest_mistake(file: &ReadFile) -> Option<Diagnostic> {
    let export = file.export.as_ref()?;
    let refused = |message: String| {
        let help = "The files of one export belong together: download the manifest and its files again into a new folder.";
        Some(
            Diagnostic::usage(message)
                .at(file.name.as_str())
                .with_help(help),
        )
    };
    if file.content.kind != RevenueFileKind::Documents(RevenueDocumentKind::NewCommerce) {
        let kind = file.content.kind;
        return refused(format!(
            "{} names this file, which has {kind} data and no invoice lines",
            export.name
        ));
    }
    for part in &file.content.documents {
        let DocumentName::Invoice { number, partner } = &part.name else {
            continue;
        };
        let manifest = &export.manifest;
        for (what, found, expected) in [
            ("invoice", number, manifest.folder.invoice.as_ref()),
            ("partner", partner, manifest.partner.as_ref()),
        ] {
            if let Some(expected) = expected
                && !found.is_empty()
                && !found.eq_ignore_ascii_case(expected)
            {
                return refused(format!(
                    "lines of {what} {found}, but {} is of {what} {expected}",
                    export.name
                ));
            }
        }
    }
    None
}
