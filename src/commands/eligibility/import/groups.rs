//! Bringing the parts of each document together that the files of one command hold.

mod comparison;

use super::rows::ReadFile;
use super::{Conflict, refused};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::first_names;
use crate::domain::revenue::{
    Content, DocumentName, DocumentSums, DocumentVersion, FileForm, Relation, RevenueDocumentKind,
};
use crate::exchange::revenue::{DocumentPart, RevenueFileKind};
use comparison::{Clash, compare, overlaps};

/// The parts of one document, each with the file that holds it.
pub(super) struct Group<'f> {
    pub(super) kind: RevenueDocumentKind,
    pub(super) name: DocumentName,
    pub(super) parts: Vec<(&'f ReadFile, &'f DocumentPart)>,
}

impl Group<'_> {
    /// How the document is called in messages.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }

    /// The files that hold it, in a sentence.
    pub(super) fn files(&self) -> String {
        let parts = self.parts.iter().filter(|(_, part)| part.has_lines());
        let mut names: Vec<&str> = parts.map(|(file, _)| file.name.as_str()).collect();
        names.dedup();
        match names.as_slice() {
            [one, two] => format!("{one} and {two}"),
            all => first_names(all, 2),
        }
    }

    /// The one file at which a mistake of the whole document is: the manifest, or the first file.
    pub(super) fn place(&self) -> &str {
        let first = self.parts.first();
        first.map_or("", |(file, _)| match &file.export {
            Some(export) => &export.name,
            None => &file.name,
        })
    }

    /// Whether rows of a file count for it.
    pub(super) fn has_lines_of(&self, wanted: &ReadFile) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|(file, part)| std::ptr::eq(*file, wanted) && part.has_lines())
    }

    /// The version of the document.
    pub(super) fn version(&self) -> DocumentVersion {
        let first = self.parts.first();
        first.map_or_else(
            || DocumentVersion::of_form(FileForm::Table),
            |(file, _)| file.version(),
        )
    }

    /// What all parts consist of.
    pub(super) fn content(&self) -> Content {
        let parts = self.parts.iter();
        parts.fold(Content::default(), |content, (_, part)| {
            content.with(Content::of(&part.marks))
        })
    }

    /// The sums of some of its parts, with undated charges in the billing month of the export, else in the month of the
    /// latest charge of `beside` and all parts.
    pub(super) fn sums(
        &self,
        beside: Option<&DocumentSums>,
        counts: impl Fn(&DocumentPart) -> bool,
    ) -> Result<DocumentSums> {
        let mut months = self.parts.iter().map(|(_, part)| part.sums.latest_month());
        let latest = months
            .by_ref()
            .chain([beside.and_then(DocumentSums::latest_month)])
            .flatten()
            .max();
        let latest = self.version().billing_month.or(latest);
        let mut sums = beside.cloned().unwrap_or_default();
        for (file, part) in &self.parts {
            if !counts(part) {
                continue;
            }
            let placed = match (latest, part.first_undated) {
                (Some(month), _) => part.placed_in(month),
                (None, None) => Ok(part.sums.clone()),
                (None, Some((line, column))) => {
                    let message = format!(
                        "a charge does not have a date, and neither do the other lines of this {} document",
                        self.kind
                    );
                    let at = format!("{}:{line}:{}", file.name, column + 1);
                    return Err(refused(message, &at));
                }
            };
            let too_large =
                |error: crate::domain::revenue::TooLarge| refused(error.to_string(), &file.name);
            sums.add_part(&placed.map_err(too_large)?)
                .map_err(too_large)?;
        }
        Ok(sums)
    }
}

/// The documents of all files. Parts that repeat lines of one another are mistakes, and so are documents of one command
/// whose billing periods overlap.
pub(super) fn group(files: &[ReadFile], conflict: Conflict) -> Result<Vec<Group<'_>>> {
    let mut parts: Vec<(RevenueDocumentKind, &ReadFile, &DocumentPart)> = Vec::new();
    for file in files {
        if let RevenueFileKind::Documents(kind) = file.content.kind {
            parts.extend(file.content.documents.iter().map(|part| (kind, file, part)));
        }
    }
    // Longer names first: a part that names no partner joins the one that does. Parts of which all rows are left out come
    // last: they join a document that counts, or none.
    parts.sort_by_cached_key(|(kind, _, part)| {
        let name = part.name.to_string();
        (
            *kind,
            !part.has_lines(),
            std::cmp::Reverse(name.len()),
            name,
        )
    });
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut clashes: Vec<Clash> = Vec::new();
    for (kind, file, part) in parts {
        let mut same = groups.iter_mut().filter(|group| {
            group.kind == kind && group.name.relation(&part.name) == Relation::Same
        });
        match (same.next(), same.next()) {
            (Some(group), None) => {
                clashes.extend(compare(group, file, part, conflict));
                group.parts.push((file, part));
            }
            (_, _) if !part.has_lines() => {}
            (Some(one), Some(two)) => {
                let message = format!(
                    "{kind} {} may belong to {} or {}: the file does not name the partner",
                    part.name, one.name, two.name
                );
                clashes.push(Clash::of(refused(message, &file.name)));
            }
            (None, _) => groups.push(Group {
                kind,
                name: part.name.clone(),
                parts: vec![(file, part)],
            }),
        }
    }
    if conflict != Conflict::Added {
        overlaps(&groups, &mut clashes);
    }
    let can_be_added = clashes.iter().all(|clash| clash.can_be_added);
    let mistakes = clashes.into_iter().map(|clash| clash.mistake).collect();
    Diagnostic::unless_none(mistakes).map_err(|failure| {
        failure.with_help(if can_be_added {
            "Leave out the files that repeat lines.\nTo add parts with other columns or periods, or parts that look alike: `csp eligibility revenue import FILE --add`"
        } else {
            "Leave out the files that repeat lines."
        })
    })?;
    Ok(groups)
}
