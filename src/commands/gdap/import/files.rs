//! The files of an import: read whole, every mistake of all of them in one answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::gdap::{AssignmentSighting, RelationshipSighting};
use crate::exchange::decode::Expected;
use crate::exchange::gdap::{
    GdapContent, GdapFile, GdapNoteKind, LARGEST, ListFacts, Listing, ListingGap,
};
use crate::exchange::sheet::{Parsed, Reread as _};
use crate::session::{Context, input_file};

/// Files without a mistake.
pub(super) struct ReadFiles {
    files: Vec<(PathBuf, GdapFile)>,
    /// How many notes of each kind there are, with the first.
    pub(super) notes: BTreeMap<GdapNoteKind, (u64, String)>,
}

impl ReadFiles {
    /// Reads the files.
    ///
    /// # Errors
    /// Everything that is wrong with them; a file with nothing but Microsoft's error is one.
    pub(super) fn read(ctx: &Context<'_>, paths: &[PathBuf], sheet: Option<&str>) -> Result<Self> {
        let mut files = Vec::new();
        let mut mistakes = Vec::new();
        for path in paths {
            let opening = input_file::opening(Expected::RowsOrJson, sheet);
            let document = input_file::document(ctx, path, LARGEST, opening)?;
            let Parsed {
                file,
                mistakes: found,
            } = GdapFile::read(document);
            mistakes.extend(input_file::list_mistakes(path, found));
            mistakes.extend(only_an_error(path, &file));
            files.push((path.clone(), file));
        }
        Diagnostic::unless_none(mistakes)?;
        let mut read = Self {
            files,
            notes: BTreeMap::new(),
        };
        read.notes = read.count_notes();
        Ok(read)
    }

    /// How many relationships and assignments there are.
    pub(super) fn records(&self) -> u64 {
        let of = |file: &GdapFile| file.found().relationships + file.found().assignments;
        self.files.iter().map(|(_, file)| of(file)).sum()
    }

    /// Why the files together are no complete list; `None` where they are, as far as they show.
    pub(super) fn gap(&self) -> Option<ListingGap> {
        let facts = self
            .files
            .iter()
            .map(|(_, file)| file.found().list)
            .reduce(ListFacts::followed_by)
            .unwrap_or_default();
        match facts.listing() {
            Listing::Complete => None,
            Listing::Incomplete(gap) => Some(gap),
        }
    }

    /// The commands that export again what was cut off.
    pub(super) fn exports(&self) -> BTreeSet<&'static str> {
        let exports = self.files.iter().map(|(_, file)| &file.found().exports);
        exports.flatten().copied().collect()
    }

    /// What made the files.
    pub(super) fn shapes(&self) -> BTreeSet<String> {
        let shapes = self.files.iter().map(|(_, file)| &file.found().shapes);
        shapes.flatten().map(ToString::to_string).collect()
    }

    /// Calls `each` with every relationship.
    ///
    /// # Errors
    /// As `each` says.
    pub(super) fn each_relationship(
        &self,
        mut each: impl FnMut(&RelationshipSighting) -> Result<()>,
    ) -> Result<()> {
        self.walk(|_, _, content| match content {
            GdapContent::Relationship(sighting) => each(&sighting),
            GdapContent::Assignment(_) | GdapContent::Note(_) => Ok(()),
        })
    }

    /// Calls `each` with every assignment that is a record of its own, and its place.
    ///
    /// # Errors
    /// As `each` says.
    pub(super) fn each_assignment(
        &self,
        mut each: impl FnMut(Place, &AssignmentSighting) -> Result<()>,
    ) -> Result<()> {
        if self
            .files
            .iter()
            .all(|(_, file)| file.found().assignments == 0)
        {
            return Ok(());
        }
        self.walk(|path, at, content| match content {
            GdapContent::Assignment(sighting) => {
                let place = Place::at(at.0, at.1).in_file(path.display().to_string());
                each(place, &sighting)
            }
            GdapContent::Relationship(_) | GdapContent::Note(_) => Ok(()),
        })
    }

    /// How many notes of each kind there are in all files, with the first.
    fn count_notes(&self) -> BTreeMap<GdapNoteKind, (u64, String)> {
        let mut notes: BTreeMap<GdapNoteKind, (u64, String)> = BTreeMap::new();
        for (path, file) in &self.files {
            for (kind, counted) in &file.found().notes {
                let ((line, column), note) = (counted.at, &counted.first);
                let first = || format!("{note} ({}:{line}:{column})", path.display());
                notes.entry(*kind).or_insert_with(|| (0, first())).0 += counted.count;
            }
        }
        notes
    }

    fn walk(
        &self,
        mut each: impl FnMut(&Path, (u64, usize), GdapContent) -> Result<()>,
    ) -> Result<()> {
        for (path, file) in &self.files {
            file.each(|item| each(path, item.at, item.what))?;
        }
        Ok(())
    }
}

/// A file that has nothing but Microsoft's error is the answer to an export that failed.
fn only_an_error(path: &Path, file: &GdapFile) -> Option<Diagnostic> {
    let found = file.found();
    if found.relationships + found.assignments > 0 {
        return None;
    }
    let counted = found.notes.get(&GdapNoteKind::ErrorAnswer)?;
    let place = Place::at(counted.at.0, counted.at.1).in_file(path.display().to_string());
    let message = format!(
        "the export failed, so nothing was imported: {}",
        counted.first
    );
    Some(Diagnostic::usage(message).at(place).with_help(
        "Sign in again with the permission DelegatedAdminRelationship.Read.All and a role of Partner Center, then export again.",
    ))
}
